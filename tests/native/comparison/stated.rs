//! What unsigned statements say of the base of an image.

use assay::comparison::base::{BaseCandidate, Holds, base_of};
use assay::image::digest::Digest;
use assay::image::json::Json;
use assay::image::media_type::OCI_MANIFEST;
use assay::image::provenance::{MAX_IMAGES, Provenance};
use assay::inspect::Opened;
use assay::source::MAX_EVIDENCE;
use assay::views::comparison::bases;
use serde_json::{Value, json};

use super::{Wanted, opened};
use crate::images::Layout;

const V0_2: &str = "https://slsa.dev/provenance/v0.2";
const V1: &str = "https://slsa.dev/provenance/v1";

fn hex(digest: &Value) -> String {
    digest.as_str().unwrap().replace("sha256:", "")
}

/// A statement about `subject`, in the form of BuildKit's documentation.
fn statement(predicate: &str, subject: &Value, materials: &Value) -> Value {
    let subject = json!([{"name": "pkg:docker/built@1?platform=linux%2Famd64",
        "digest": {"sha256": hex(subject)}}]);
    match predicate {
        V1 => {
            json!({"_type": "https://in-toto.io/Statement/v1", "predicateType": V1, "subject": subject,
            "predicate": {"buildDefinition": {"resolvedDependencies": materials}}})
        }
        _ => {
            json!({"_type": "https://in-toto.io/Statement/v0.1", "predicateType": predicate, "subject": subject,
            "predicate": {"builder": {"id": ""}, "materials": materials}})
        }
    }
}

/// What is said of an image of the layers `a` and `b` beside a base of the layer `a`,
/// where `write` makes the statement from the digests of both and annotates it so.
fn stated(predicate: &str, write: impl FnOnce(&Value, &Value) -> Vec<u8>) -> Opened {
    let mut layout = Layout::default();
    let base = Wanted::new(&["a"]).add(&mut layout, "base:1");
    Wanted::new(&["x"]).add(&mut layout, "tool:1");
    let built = Wanted::new(&["a", "b"]).add(&mut layout, "built:1");
    // It is named by an index, beside what is stated of it.
    layout.manifests.pop();
    let bytes = write(&built["digest"], &base["digest"]);
    let attestation = layout.stated(&built, predicate, bytes);
    let index = layout.index(&[built, attestation]);
    layout.tag(index, "built:1");
    opened(&[("layout.tar", layout.to_tar())])
}

/// What is stated of the base of the last image.
fn found(opened: &Opened) -> Vec<BaseCandidate> {
    let image = opened.graph.images.last().unwrap();
    let mut found = base_of(opened, image);
    found.retain(|one| !matches!(one, BaseCandidate::ByLayers { .. }));
    found
}

fn said(opened: &Opened) -> Vec<String> {
    let image = opened.graph.images.last().unwrap();
    let said = bases(opened, image).into_iter();
    let said = said.map(|message| message.to_string());
    said.filter(|text| text.contains("nsigned")).collect()
}

#[test]
fn an_unsigned_statement_says_what_an_image_is_built_on() {
    for predicate in [V0_2, V1] {
        let opened = stated(predicate, |built, base| {
            let materials = json!([
                {"uri": "https://example.com/source.git#v1", "digest": {"sha1": "ab"}},
                {"uri": "pkg:docker/example.com/base@1?platform=linux%2Famd64", "digest": {"sha256": hex(base)}},
            ]);
            statement(predicate, built, &materials).to_string().into()
        });
        let candidate = BaseCandidate::Stated {
            name: "example.com/base:1".to_owned(),
            is_only: true,
            image: Some(0),
            holds: Holds::Agrees,
        };
        assert_eq!(found(&opened), [candidate]);
        assert_eq!(
            said(&opened),
            [
                "An unsigned statement says that the build used example.com/base:1, which is open as example.com/base:1: its layers are the first ones of this image"
            ]
        );
    }
}

#[test]
fn which_of_several_images_is_the_base_is_not_said() {
    let opened = stated(V0_2, |built, _| {
        let elsewhere = Digest::sha256(b"elsewhere");
        let pinned = format!("pkg:docker/golang@1?digest={elsewhere}&platform=linux%2Famd64");
        let materials = json!([{"uri": "pkg:docker/docker/dockerfile@1"}, {"uri": pinned}]);
        statement(V0_2, built, &materials).to_string().into()
    });
    let digest = Digest::sha256(b"elsewhere");
    let sentence = |name: &str| {
        format!(
            "An unsigned statement says that the build used {name}, one of several images that may be the base"
        )
    };
    assert_eq!(
        said(&opened),
        [
            sentence("docker/dockerfile:1"),
            sentence(&format!("golang:1@{digest}"))
        ]
    );
}

#[test]
fn an_open_image_that_the_build_used_may_not_be_the_base() {
    let mut tool = Layout::default();
    let tool = Wanted::new(&["x"]).add(&mut tool, "tool:1");
    let opened = stated(V1, |built, _| {
        let materials = json!([{"uri": format!("docker-image://example.com/tool:1@{}", tool["digest"].as_str().unwrap())}]);
        statement(V1, built, &materials).to_string().into()
    });
    let holds = |one: &BaseCandidate| match one {
        BaseCandidate::Stated { image, holds, .. } => (*image, *holds),
        other => panic!("{other:?}"),
    };
    let held: Vec<_> = found(&opened).iter().map(holds).collect();
    assert_eq!(held, [(Some(1), Holds::Contradicts)]);
    assert!(said(&opened)[0].contains("and is not the base"));
}

#[test]
fn while_a_platform_of_an_index_is_not_here_none_is_said_to_be_no_base() {
    let mut layout = Layout::default();
    let tool = Wanted::new(&["x"]).add(&mut layout, "tool:1");
    let missing = json!({"mediaType": OCI_MANIFEST, "size": 7,
        "digest": Digest::sha256(b"missing").to_string()});
    let tools = layout.index(&[tool, missing]);
    layout.manifests.clear();
    layout.tag(tools.clone(), "tools:1");
    let built = Wanted::new(&["a", "b"]).add(&mut layout, "built:1");
    layout.manifests.pop();
    let materials = json!([{"uri": "pkg:docker/example.com/tools@1",
        "digest": {"sha256": hex(&tools["digest"])}}]);
    let statement = statement(V1, &built["digest"], &materials);
    let attestation = layout.stated(&built, V1, statement.to_string().into());
    let index = layout.index(&[built, attestation]);
    layout.tag(index, "built:1");
    let opened = opened(&[("layout.tar", layout.to_tar())]);
    assert!(
        said(&opened)[0]
            .ends_with("too little is known of the layers to tell whether it is the base")
    );
}

#[test]
fn a_statement_about_another_image_says_nothing_of_this_one() {
    let of_base = stated(V1, |_, base| {
        let materials = json!([{"uri": "pkg:docker/alpine@3"}]);
        statement(V1, base, &materials).to_string().into()
    });
    assert_eq!(found(&of_base), []);
}

#[test]
fn what_is_no_statement_of_provenance_says_nothing() {
    let used = json!([{"uri": "pkg:docker/alpine@3"}]);
    let spoilt: [fn(&mut Value); 7] = [
        |it| it["_type"] = json!("https://example.com/Statement"),
        |it| it["predicateType"] = json!("https://spdx.dev/Document"),
        |it| it["predicateType"] = json!(7),
        |it| it["subject"] = json!({"digest": {"sha256": "0"}}),
        |it| it["subject"][0]["digest"] = json!("sha256"),
        |it| it["predicate"] = json!([1, null]),
        |it| it["predicate"]["materials"] = json!({"uri": "pkg:docker/alpine@3"}),
    ];
    let whole = |built: &Value| statement(V0_2, built, &used);
    let unspoilt = stated(V0_2, |built, _| whole(built).to_string().into());
    assert_eq!(found(&unspoilt).len(), 1);
    for spoil in spoilt {
        let opened = stated(V0_2, |built, _| {
            let mut statement = whole(built);
            spoil(&mut statement);
            statement.to_string().into()
        });
        assert_eq!(found(&opened), []);
    }
    let annotated_otherwise = stated("https://spdx.dev/Document", |built, _| {
        whole(built).to_string().into()
    });
    assert_eq!(found(&annotated_otherwise), []);
    for bytes in [b"not JSON".to_vec(), vec![b'['; 200_000], Vec::new()] {
        assert_eq!(found(&stated(V0_2, |_, _| bytes)), []);
    }
}

#[test]
fn a_statement_that_is_too_large_to_be_read_makes_what_is_said_a_part() {
    let used = json!([{"uri": "pkg:docker/alpine@3"}]);
    let huge = stated(V0_2, |built, _| {
        let mut bytes = statement(V0_2, built, &used).to_string().into_bytes();
        bytes.extend(vec![b' '; usize::try_from(MAX_EVIDENCE).unwrap()]);
        bytes
    });
    assert_eq!(found(&huge), [BaseCandidate::StatedCut]);
}

#[test]
fn of_very_many_images_the_first_are_listed_and_the_rest_is_said() {
    let opened = stated(V1, |built, _| {
        let named = |at: usize| json!({"uri": format!("pkg:docker/image{at}@1")});
        let materials: Vec<Value> = (0..5_000).map(named).collect();
        let materials = json!(materials);
        statement(V1, built, &materials).to_string().into()
    });
    let found = found(&opened);
    assert_eq!(found.len(), MAX_IMAGES + 1);
    assert_eq!(found.last(), Some(&BaseCandidate::StatedCut));
    assert_eq!(
        said(&opened).last().unwrap(),
        "Unsigned statements say more of what the build used than is read here"
    );
}

#[test]
fn images_are_named_by_package_urls_and_sources() {
    let digest = Digest::sha256(b"image");
    let encoded = digest.to_string().replace(':', "%3A");
    let pinned = |name: &str| Some(format!("{name}@{digest}"));
    let plain = |name: &str| Some(name.to_owned());
    let cases = [
        (
            "pkg:docker/alpine@3.20?platform=linux%2Farm64".to_owned(),
            plain("alpine:3.20"),
        ),
        ("pkg:docker/alpine".to_owned(), plain("alpine")),
        (
            "pkg:docker/library%2Fgolang@1".to_owned(),
            plain("golang:1"),
        ),
        (
            "pkg:docker/localhost%3A5000/a/b@1#x".to_owned(),
            plain("localhost:5000/a/b:1"),
        ),
        (
            format!("pkg:docker/a/b@1?digest={encoded}&platform=linux"),
            pinned("a/b:1"),
        ),
        (format!("pkg:docker/a/b@{digest}"), pinned("a/b")),
        (
            "pkg:docker/a/b@sha256:12ab?repository_url=gcr.io".to_owned(),
            plain("gcr.io/a/b"),
        ),
        (
            format!("pkg:oci/debian@{encoded}?repository_url=ghcr.io/x/debian&tag=12"),
            pinned("ghcr.io/x/debian:12"),
        ),
        (
            format!("docker-image://ghcr.io/a/b:1@{digest}"),
            pinned("ghcr.io/a/b:1"),
        ),
        ("docker-image://".to_owned(), None),
        ("pkg:docker/".to_owned(), None),
        ("pkg:docker/%zz@1".to_owned(), None),
        ("pkg:docker/<b>@1".to_owned(), None),
        ("pkg:golang/a/b@v1".to_owned(), None),
        ("pkg:".to_owned(), None),
        ("https://github.com/moby/buildkit.git#v1".to_owned(), None),
        ("a".repeat(1 << 20), None),
    ];
    let about = json!(Digest::sha256(b"subject").to_string());
    for (uri, expected) in cases {
        let materials = json!([{"uri": uri, "digest": {"sha256": 7}}, null, {"uri": []}]);
        let json = Json::parse(statement(V1, &about, &materials).to_string().as_bytes());
        let said = Provenance::about(&Digest::sha256(b"subject"), &json.root.unwrap()).unwrap();
        let names = said.images.iter().map(|used| used.reference.familiar());
        assert!(
            names.eq(expected.clone()),
            "{uri:.80}: {expected:?} {said:?}"
        );
    }
}

#[test]
fn what_a_build_used_is_held_against_what_is_open() {
    let materials = |base: &Value| {
        json!([
            {"uri": "https://example.com/source.git#v1", "digest": {"sha1": "ab"}},
            {"uri": "pkg:docker/example.com/base@1?platform=linux%2Famd64", "digest": {"sha256": hex(base)}},
            {"uri": "pkg:docker/example.com/tool@1", "digest": {"sha256": "c".repeat(64)}},
        ])
    };
    let mut predicate = Value::Null;
    let opened = stated(V1, |built, base| {
        let statement = statement(V1, built, &materials(base));
        predicate = statement["predicate"].clone();
        predicate["buildDefinition"]["buildType"] = json!("b");
        statement.to_string().into()
    });
    let root = Json::parse(predicate.to_string().as_bytes()).root.unwrap();
    let provenance = assay::attestation::provenance::Provenance::read(V1, &root).unwrap();
    let image = opened.graph.images.last().unwrap();
    let rows = assay::views::attestations::used_rows(&opened, Some(image), &provenance);
    let held = rows
        .iter()
        .map(|row| row.held.as_ref().map(ToString::to_string));
    let held: Vec<Option<String>> = held.collect();
    let below = "open as example.com/base:1: its layers are the first ones of this image";
    let not_open = "not open here, so its layers are not compared";
    assert_eq!(
        held,
        [None, Some(below.to_owned()), Some(not_open.to_owned())]
    );
    let alone = assay::views::attestations::used_rows(&opened, None, &provenance);
    assert_eq!(alone.len(), 3);
    assert!(alone.iter().all(|row| row.held.is_none()), "{alone:?}");
    let digests = assay::views::attestations::layer_digests(&opened, image);
    assert_eq!(digests.len(), 2);
    assert!(digests.iter().all(Option::is_some), "{digests:?}");
}
