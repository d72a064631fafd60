use super::answers::{Images, MAX_IMAGES};
use super::client::Which;
use super::testing::{Digests, HELLO, Shape, beside};
use super::*;
use crate::image::digest::Digest;
use crate::input::EnginePlace;
use crate::source::registry::fake::{Answer, Fake, block_on, ok, status};
use crate::source::registry::http::MAX_LIST;
use crate::url::HttpUrl;

const ALL: [&str; 5] = [
    "docker-24",
    "docker-28",
    "docker-29-graph-driver",
    "docker-29-containerd",
    "podman-4.3",
];

fn digest(of: &str) -> String {
    Digest::sha256(of.as_bytes()).to_string()
}

fn shape(name: &str) -> Shape {
    let [config, manifest, index, diff_id, pulled] =
        ["config", "manifest", "index", "diff id", "pulled"].map(digest);
    Shape::read(
        name,
        &Digests {
            config: &config,
            manifest: &manifest,
            index: &index,
            diff_id: &diff_id,
            pulled: &pulled,
        },
    )
}

fn images(name: &str) -> Images {
    let network = shape(name).network();
    block_on(Engine::new(&network, beside()).images(Which::Usual)).unwrap()
}

#[test]
fn every_engine_says_who_it_is() {
    let found = ALL.map(|name| {
        let network = shape(name).network();
        let greeting = block_on(Engine::new(&network, beside()).greet()).unwrap();
        let text = |text: Option<String>| text.unwrap();
        format!(
            "{}, {}, {}",
            text(greeting.name),
            text(greeting.version),
            text(greeting.api_version)
        )
    });
    assert_eq!(
        found,
        [
            "Docker Engine - Community, 24.0.9, 1.43",
            "Docker Engine - Community, 28.5.2, 1.51",
            "Docker Engine - Community, 29.0.4, 1.52",
            "Docker Engine - Community, 29.3.1, 1.54",
            "Podman Engine, 4.3.1, 1.41",
        ]
    );
}

#[test]
fn what_is_not_counted_is_unknown_and_no_name_is_none() {
    for name in ALL {
        let images = images(name);
        let [hello, dangling] = &images.images[..] else {
            panic!("{name} has two images");
        };
        assert_eq!((images.malformed, images.left_out), (0, 0), "{name}");
        assert_eq!(hello.tags, [HELLO], "{name}");
        assert_eq!(hello.repo_digests.len(), 1, "{name}");
        assert!(hello.created.is_some() && hello.size.is_some(), "{name}");
        assert!(!hello.is_dangling() && dangling.is_dangling(), "{name}");
        assert_eq!(dangling.repo_digests, [""; 0], "{name}");
        // Created 0, and in Docker's a size of -1.
        assert_eq!(dangling.created, None, "{name}");
        if name != "podman-4.3" {
            assert_eq!(
                (dangling.size, dangling.shared_size),
                (None, None),
                "{name}"
            );
            assert_eq!(hello.containers, None, "{name}");
        }
    }
}

#[test]
fn what_an_id_is_follows_from_the_image_store() {
    for name in ALL {
        let inspection = shape(name).report().inspection;
        let found = (inspection.store(), inspection.id_names());
        let (expected, of) = match name {
            "docker-29-containerd" => ((Store::Containerd, IdNames::Index), "index"),
            _ => ((Store::Unpacked, IdNames::Config), "config"),
        };
        assert_eq!(found, expected, "{name}");
        assert_eq!(inspection.id.as_str(), digest(of), "{name}");
        assert_eq!(inspection.layers, Some(vec![digest("diff id")]), "{name}");
        assert_eq!(inspection.architecture.as_deref(), Some("amd64"), "{name}");
        assert_eq!((inspection.variant, inspection.author), (None, None));
        let tagged = ["docker-24", "podman-4.3"].contains(&name);
        assert_eq!(inspection.last_tagged.is_none(), tagged, "{name}");
    }
    assert_eq!(
        images("docker-29-containerd").images[1].id_names(),
        IdNames::Manifest
    );
}

#[test]
fn the_containerd_store_says_which_platforms_it_has() {
    let inspection = shape("docker-29-containerd").report().inspection;
    let found: Vec<_> = inspection
        .manifests
        .iter()
        .map(|one| {
            let platform = one.platform.as_ref().map(ToString::to_string);
            (platform, one.is_here, one.is_attestation)
        })
        .collect();
    let platform = |text: &str| Some(text.to_owned());
    assert_eq!(
        found,
        [
            (platform("linux/amd64"), Some(true), false),
            (platform("linux/arm64/v8"), Some(false), false),
            (None, Some(true), true),
        ]
    );
    assert_eq!(inspection.pulled_from, ["example.test/hello"]);
    assert_eq!(inspection.signed_by, ["example signer"]);
    assert_eq!(inspection.driver, None);
}

#[test]
fn a_history_begins_with_the_newest_step() {
    for name in ALL {
        let steps = shape(name).report().history.unwrap();
        let made = steps.iter().map(|step| step.created_by.clone().unwrap());
        let made: Vec<_> = made.collect();
        assert_eq!(made[0], r#"CMD ["/hello"]"#, "{name}");
        assert!(made[1].starts_with("COPY hello / #"), "{name}");
        assert_eq!(steps[1].id, None, "{name}");
        assert_eq!(
            (steps[0].size, steps[1].size),
            (Some(0), Some(10_240)),
            "{name}"
        );
    }
}

#[test]
fn only_names_that_mean_the_same_everywhere_are_asked_for() {
    let id = digest("x");
    for name in [
        HELLO,
        "alpine",
        "localhost/x:1",
        "localhost:5000/a/b@sha256:dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c",
        &id,
        id.trim_start_matches("sha256:"),
    ] {
        assert_eq!(name.parse::<ImageName>().unwrap().as_str(), name);
    }
    for name in [
        "",
        "../x",
        "a/../b",
        "a//b",
        "a?b",
        "a#b",
        "a%2fb",
        "a b",
        "a\r\nb",
        "/a",
        "-a",
        "<none>:<none>",
        "é",
        "A/B",
    ] {
        assert!(name.parse::<ImageName>().is_err(), "{name:?}");
    }
}

#[test]
fn addresses_are_below_the_engines_own() {
    let page = |text: &str| text.parse::<HttpUrl>().unwrap();
    let at = |place: &str, on: &str| {
        let place: EnginePlace = place.parse().unwrap();
        EngineAddress::of(&place, &page(on)).unwrap().to_string()
    };
    assert_eq!(
        at("beside", "https://h.example/tools/assay/index.html?x=1"),
        "https://h.example/tools/assay/engine/"
    );
    assert_eq!(
        at("beside", "http://localhost:8080/"),
        "http://localhost:8080/engine/"
    );
    assert_eq!(
        at(" localhost:2375 ", "https://h.example/"),
        "http://localhost:2375/"
    );
    assert_eq!(
        at("http://127.0.0.1:8080/engine?x=1", "https://h.example/"),
        "http://127.0.0.1:8080/engine/"
    );
    for none in [
        "",
        "unix:///var/run/docker.sock",
        "http://u:p@localhost",
        "a b",
    ] {
        assert!(none.parse::<EnginePlace>().is_err(), "{none}");
    }
}

#[test]
fn requests_only_read() {
    let network = shape("docker-28").network();
    let engine = Engine::new(&network, beside());
    let name: ImageName = HELLO.parse().unwrap();
    block_on(async {
        for which in [Which::Usual, Which::All, Which::Dangling] {
            engine.images(which).await.unwrap();
        }
        engine.report(&name).await.unwrap();
        let _ = engine.search("a&b=c").await;
        let _ = engine.distribution(&name).await;
        let _ = engine.archive(&name).await;
    });
    let at = "GET http://127.0.0.1:8080/engine";
    assert_eq!(
        network.sent(),
        [
            format!("{at}/images/json?manifests=1"),
            format!("{at}/images/json?manifests=1&all=1"),
            format!("{at}/images/json?manifests=1&filters=%7B%22dangling%22:%5B%22true%22%5D%7D"),
            format!("{at}/images/{HELLO}/json?manifests=1"),
            format!("{at}/images/{HELLO}/history"),
            format!("{at}/images/search?term=a%26b%3Dc&limit=100"),
            format!("{at}/distribution/{HELLO}/json"),
            format!("{at}/images/{HELLO}/get"),
        ]
    );
}

/// An engine that answers everything so.
fn answering(answer: impl Fn() -> Option<Answer> + 'static) -> Fake {
    Fake::new(move |_| answer())
}

#[test]
fn an_answer_that_is_none_says_why() {
    let images = |network: &Fake| {
        let error = block_on(Engine::new(network, beside()).images(Which::Usual)).unwrap_err();
        error.to_string()
    };
    let greet = |network: &Fake| block_on(Engine::new(network, beside()).greet());
    assert_eq!(
        images(&answering(|| status(
            404,
            "{\"message\":\"page not\u{202e} found\"}"
        ))),
        "the engine answered with status 404: page not\\u{202e} found"
    );
    assert_eq!(
        images(&answering(|| status(502, "<html>"))),
        "the engine answered with status 502"
    );
    for body in ["", "{}", "[", "\"x\""] {
        assert_eq!(
            images(&answering(move || ok(body))),
            "expected a list of images, but found something else",
            "{body}"
        );
    }
    assert_eq!(
        images(&answering(|| ok(" ".repeat(MAX_LIST as usize + 1)))),
        "expected a list of images of at most 8,388,608 bytes, but found more"
    );
    assert!(images(&answering(|| None)).starts_with("no answer from http://127.0.0.1:8080"));
    // A page that answers everything is no engine.
    for body in ["<html>", "{}"] {
        assert_eq!(
            greet(&answering(move || ok(body))),
            Err(EngineError::NoEngine)
        );
    }
    assert_eq!(greet(&answering(|| ok("OK"))), Err(EngineError::NoEngine));
}

#[test]
fn what_is_no_image_takes_nothing_from_the_others() {
    let id = digest("x");
    let body = format!(
        r#"[{{"Id":"{id}","RepoTags":"x","Size":"1","Created":-5,"Descriptor":7}},{{"Id":1}},null,{{"Id":"x"}}]"#
    );
    let network = answering(move || ok(body.clone()));
    let found = block_on(Engine::new(&network, beside()).images(Which::Usual)).unwrap();
    assert_eq!((found.images.len(), found.malformed), (1, 3));
    let image = &found.images[0];
    assert_eq!(
        (image.size, image.created, &image.target),
        (None, None, &None)
    );
    let many = format!("[{}1]", "1,".repeat(MAX_IMAGES + 2));
    let network = answering(move || ok(many.clone()));
    let found = block_on(Engine::new(&network, beside()).images(Which::Usual)).unwrap();
    assert_eq!((found.malformed, found.left_out), (MAX_IMAGES, 3));
}

#[test]
fn a_tags_target_and_what_a_search_finds_are_read() {
    let body = r#"{"Descriptor":{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:dbcc1c35ac38df41fd2f5e4130b32ffdb93ebae8b3dbe638c23575912276fc9c","size":9},"Platforms":[{"architecture":"arm64","os":"linux","variant":"v8"},{}]}"#;
    let network = answering(move || ok(body));
    let engine = Engine::new(&network, beside());
    let found = block_on(engine.distribution(&HELLO.parse().unwrap())).unwrap();
    assert_eq!(found.target.size, Some(9));
    assert_eq!(found.platforms[0].to_string(), "linux/arm64/v8");
    assert_eq!(found.platforms.len(), 1);
    let body = r#"[{"name":"alpine","description":"A\nsmall one","star_count":11,"is_official":true},{"Name":"quay.io/x","Stars":0},{}]"#;
    let network = answering(move || ok(body));
    let hits = block_on(Engine::new(&network, beside()).search("alpine")).unwrap();
    assert_eq!(hits.len(), 2);
    assert_eq!((hits[0].stars, hits[0].is_official), (Some(11), true));
    assert_eq!(
        (hits[1].name.as_str(), hits[1].is_official),
        ("quay.io/x", false)
    );
}
