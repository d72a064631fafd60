//! What is shared and what is expected, of images from archives and registries.

use super::*;
use crate::image::media_type::{OCI_CONFIG, OCI_MANIFEST};
use crate::inspect::graph::NodeKind;
use crate::protocol::Reply;
use crate::session::{Effect, Event};
use crate::source::InputFile;
use crate::source::registry::client::Registry;
use crate::source::registry::fake::{Fake, block_on, index_of, ok, status};
use crate::source::registry::image::open;

fn config(architecture: &str) -> String {
    format!(
        r#"{{"os":"linux","architecture":"{architecture}","rootfs":{{"type":"layers","diff_ids":[]}}}}"#
    )
}

fn manifest(architecture: &str) -> String {
    let config = config(architecture);
    let digest = Digest::sha256(config.as_bytes());
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"{OCI_CONFIG}","digest":"{digest}","size":{}}},"layers":[]}}"#,
        config.len()
    )
}

fn index() -> String {
    index_of(["amd64", "arm64"].map(|architecture| (architecture, manifest(architecture))))
}

/// `multi` is the index, every other tag the manifest of amd64.
fn network() -> Fake {
    Fake::new(|request| {
        let path = request.url.path();
        let target = path.rsplit('/').next().unwrap_or_default();
        let known = match path.contains("/manifests/") {
            true => vec![index(), manifest("amd64"), manifest("arm64")],
            false => vec![config("amd64"), config("arm64")],
        };
        let found = known
            .into_iter()
            .find(|body| Digest::sha256(body.as_bytes()).as_str() == target);
        match (found, target) {
            (Some(body), _) => ok(body),
            (None, "multi") => ok(index()),
            (None, _) if target.contains(':') => status(404, ""),
            (None, _) => ok(manifest("amd64")),
        }
    })
}

fn shown(link: &str) -> Box<Showing> {
    let mut session = Session::default();
    let link = Box::new(link.parse().expect(link));
    let effects = session.handle(Event::Asked(link), 0.0);
    let Some(Effect::Fetch(ask)) = effects.last() else {
        panic!("{effects:?}");
    };
    let contents = block_on(open(&Registry::new(network()), ask, &mut |_| {}))
        .unwrap()
        .contents;
    let _ = session.handle(Event::Fetched(Box::new(contents)), 1.0);
    match session {
        Session::Showing(showing) => showing,
        other => panic!("{other:?}"),
    }
}

/// The config alone, as a file that was given after following `link`.
fn file(link: &str) -> Box<Showing> {
    let mut session = Session::default();
    let link = Box::new(link.parse().expect(link));
    let _ = session.handle(Event::Asked(link), 0.0);
    let files = vec![InputFile {
        path: "config.json".to_owned(),
        size: 1,
    }];
    let _ = session.handle(Event::Given { files }, 0.0);
    let mut contents = shown(&format!("image=r.example/o/x@{}", digest(&config("amd64"))))
        .opened
        .contents
        .clone();
    contents.input.kind = crate::source::InputKind::Document;
    contents.roots[0].expected = None;
    let reply = Reply::Opened(Box::new(contents));
    let _ = session.handle(Event::Replied(vec![reply]), 1.0);
    match session {
        Session::Showing(showing) => showing,
        other => panic!("{other:?}"),
    }
}

fn digest(text: &str) -> String {
    Digest::sha256(text.as_bytes()).to_string()
}

fn text(link: Option<Fragment>) -> String {
    link.map_or_else(|| "none".to_owned(), |link| link.to_string())
}

#[test]
fn a_tag_is_shared_pinned_or_with_the_digest_that_is_expected() {
    let links = shares(&shown("image=r.example/o/x:1"), Chosen::default());
    let d = digest(&manifest("amd64"));
    assert_eq!(text(links.exact), format!("image=r.example/o/x:1@{d}"));
    assert_eq!(text(links.tag), format!("image=r.example/o/x:1&expect={d}"));
    assert_eq!(links.file, None);
    // A digest without a tag leads to these bytes only.
    let links = shares(
        &shown(&format!("image=r.example/o/x@{d}")),
        Chosen::default(),
    );
    assert_eq!(text(links.exact), format!("image=r.example/o/x@{d}"));
    assert_eq!(links.tag, None);
}

#[test]
fn what_is_chosen_is_part_of_the_address_and_of_what_is_shared() {
    let showing = shown("image=r.example/o/x:multi&new=1");
    let config = showing
        .opened
        .graph
        .nodes
        .iter()
        .find(|node| node.kind == NodeKind::Config)
        .unwrap();
    let chosen = Chosen {
        path: None,
        files: FilesMode::default(),
        image: 1,
        node: Some(config.id),
        view: View::Ledger,
        tab: Tab::Bytes,
        ..Chosen::default()
    };
    let node = digest(&super::tests::config("amd64"));
    assert_eq!(
        address(&showing, chosen).to_string(),
        format!(
            "image=r.example/o/x:multi&platform=linux/arm64&view=ledger&node={node}&tab=bytes&new=1"
        )
    );
    assert_eq!(
        text(shares(&showing, chosen).tag),
        format!(
            "image=r.example/o/x:multi&platform=linux/arm64&view=ledger&node={node}&tab=bytes&expect={}&new=1",
            digest(&index())
        )
    );
    // Without a node its tab says nothing.
    let chosen = Chosen {
        node: None,
        ..chosen
    };
    assert_eq!(address(&showing, chosen).tab, None);
    // What is looked for among the files takes the place of what was.
    for (path, kept) in [
        (Some("etc/os"), Some("etc/os")),
        (Some(""), None),
        (None, None),
    ] {
        let chosen = Chosen { path, ..chosen };
        assert_eq!(address(&showing, chosen).path.as_deref(), kept);
    }
}

#[test]
fn a_link_chooses_its_platform_again() {
    let showing = shown("image=r.example/o/x:multi");
    let of = |link: &str| image_of(&showing, &link.parse().unwrap());
    let place = |name: &str| of(&format!("platform={name}"));
    assert_eq!(place("linux/amd64"), 0);
    assert_eq!(place("linux/arm64"), 1);
    assert_eq!(place("linux/arm64/v8"), 1);
    assert_eq!((place("aarch64"), place("linux/X86-64")), (1, 0));
    // None and an unknown one: the first that is here.
    assert_eq!((place("plan9/mips"), of("")), (0, 0));
    // A number wins, where there is such an image.
    assert_eq!((of("nth=2"), of("nth=3"), of("nth=0")), (1, 0, 0));
}

#[test]
fn a_tag_that_leads_elsewhere_by_now_is_said_with_both_digests() {
    let (now, then) = (digest(&manifest("amd64")), digest("then"));
    let same = shown(&format!("image=r.example/o/x:1&expect={now}"));
    let same = expectation(&same).unwrap();
    assert_eq!(
        same.message().to_string(),
        "The same bytes as when the link was shared"
    );
    assert_eq!(same.both(), None);
    let other = shown(&format!("image=r.example/o/x:1&expect={then}"));
    let other = expectation(&other).unwrap();
    assert_eq!(
        other.message().to_string(),
        format!("The tag now points to {now}; when the link was shared, it pointed to {then}")
    );
    let (shared, came) = other.both().unwrap();
    assert_eq!(shared.to_string(), format!("image=r.example/o/x:1@{then}"));
    assert_eq!(came.to_string(), format!("image=r.example/o/x:1@{now}"));
    // An index that names the manifest that was shared is another image.
    let index = shown(&format!("image=r.example/o/x:multi&expect={now}"));
    assert!(matches!(
        expectation(&index),
        Some(Expectation::Different { .. })
    ));
    assert_eq!(expectation(&shown("image=r.example/o/x:1")), None);
}

#[test]
fn a_file_is_held_against_the_digest_of_its_link() {
    let right = digest(&config("amd64"));
    let found = expectation(&file(&format!("expect={right}"))).unwrap();
    assert_eq!(
        found.message().to_string(),
        "The same bytes as when the link was shared"
    );
    let wrong = digest("another image");
    let found = expectation(&file(&format!("expect={wrong}"))).unwrap();
    assert_eq!(
        found.message().to_string(),
        format!(
            "Not the bytes of the link: expected {wrong}, but found {right}; a tool that rewrites the manifest changes its digest"
        )
    );
    // A pinned image names its manifest, which this file cannot have.
    let pinned = expectation(&file(&format!("image=docker.io/library/x:1@{wrong}"))).unwrap();
    assert_eq!(
        pinned.message().to_string(),
        format!(
            "The link names the manifest {wrong}, and this file has none: a docker-archive does not tell which digest the registry has for it"
        )
    );
    // So does what a tag led to when it was shared.
    let tag = expectation(&file(&format!(
        "image=docker.io/library/x:1&expect={wrong}"
    )))
    .unwrap();
    assert_eq!(tag, pinned);
    // All that a link expects has to be there.
    let both = expectation(&file(&format!("expect={right}&expect={wrong}"))).unwrap();
    assert!(matches!(both, Expectation::Different { .. }));
    // A digest alone may be anything, and is looked up instead.
    assert_eq!(expectation(&file(&right)), None);
}

#[test]
fn a_file_is_shared_by_its_image_id_alone() {
    let mut showing =
        file("expect=sha256:0000000000000000000000000000000000000000000000000000000000000000");
    showing.wanted = Fragment::default();
    let links = shares(&showing, Chosen::default());
    assert_eq!(
        text(links.file),
        format!("expect={}", digest(&config("amd64")))
    );
    assert_eq!((links.exact, links.tag), (None, None));
    // Its own address says only what is chosen.
    let own = address(&showing, Chosen::default());
    assert_eq!(own.to_string(), "view=overview");
    let chosen = Chosen {
        node: showing.opened.graph.by_digest(&digest(&config("amd64"))),
        view: View::Ledger,
        tab: Tab::Bytes,
        ..Chosen::default()
    };
    let node = digest(&config("amd64"));
    let own = address(&showing, chosen);
    assert_eq!(
        own.to_string(),
        format!("view=ledger&node={node}&tab=bytes")
    );
    assert!(own.is_of_a_file());
    let session = Session::Showing(showing);
    assert!(is_open(&session, &own));
    assert!(!is_open(
        &session,
        &"image=r.example/o/x:1".parse().unwrap()
    ));
    let fresh = Session::default();
    assert!(!is_open(&fresh, &own), "another page knows nothing of it");
}

#[test]
fn a_link_says_which_two_images_are_compared() {
    let showing = shown("image=r.example/o/x:multi");
    let [amd, arm] = ["amd64", "arm64"].map(|architecture| digest(&manifest(architecture)));
    let comparing = |image, other| {
        let chosen = Chosen {
            image,
            other,
            view: View::Compare,
            ..Chosen::default()
        };
        address(&showing, chosen)
    };
    let link = comparing(0, None);
    assert_eq!(
        link.to_string(),
        format!("image=r.example/o/x:multi&platform=linux/amd64&view=compare&with={arm}"),
        "the next one is named, too"
    );
    assert_eq!(image_of(&showing, &link), 0);
    assert_eq!(other_of(&showing, &link, 0), Some(1));
    let back = comparing(1, Some(0));
    assert_eq!(back.with.as_deref(), Some(amd.as_str()));
    assert_eq!(other_of(&showing, &back, 1), Some(0));
    assert_eq!(other_of(&showing, &back, 0), None, "not with itself");
    assert!(is_step(&link, &back));
    let other = Fragment {
        with: Some(amd),
        ..link.clone()
    };
    assert!(is_step(&link, &other), "another one is another step");
    let elsewhere = Chosen {
        other: Some(1),
        ..Chosen::default()
    };
    assert_eq!(address(&showing, elsewhere).with, None);
    let one = shown("image=r.example/o/x:1");
    let chosen = Chosen {
        view: View::Compare,
        ..Chosen::default()
    };
    assert_eq!(address(&one, chosen).with, None, "there is no other");
}

#[test]
fn a_file_has_its_address_before_it_is_read() {
    let files = vec![InputFile {
        path: "x.tar".to_owned(),
        size: 1,
    }];
    let mut session = Session::default();
    let _ = session.handle(
        Event::Given {
            files: files.clone(),
        },
        0.0,
    );
    let of = |session: &Session| text(of_session(session, Chosen::default()));
    assert_eq!(of(&session), "view=overview");
    // That which a link asked for keeps the link's.
    let expect = format!("expect={}", digest("x"));
    let link = Box::new(expect.parse().unwrap());
    let _ = session.handle(Event::Asked(link), 1.0);
    let _ = session.handle(Event::Given { files }, 2.0);
    assert_eq!(of(&session), expect);
}

#[test]
fn what_a_person_did_is_a_step_and_what_the_page_fills_in_is_none() {
    let step = |from: &str, to: &str| is_step(&from.parse().unwrap(), &to.parse().unwrap());
    assert!(step("", "image=a"));
    assert!(step("image=a", "image=b"));
    assert!(step("image=a", "image=a&view=ledger"));
    assert!(step(
        "image=a&platform=linux/amd64",
        "image=a&platform=linux/arm64"
    ));
    assert!(step("view=overview", "view=overview&nth=2"));
    assert!(step("", "view=overview"));
    assert!(!step("image=a", "image=a&platform=linux/amd64"));
    assert!(!step("image=a&node=x", "image=a&node=x&tab=bytes"));
}

#[test]
fn a_link_to_what_is_open_fetches_nothing_again() {
    let session = Session::Showing(shown("image=r.example/o/x:multi"));
    let is_open = |link: &str| super::is_open(&session, &link.parse().unwrap());
    assert!(is_open(
        "image=r.example/o/x:multi&platform=linux/arm64&view=ledger"
    ));
    assert!(!is_open("image=r.example/o/x:1"));
    assert!(!is_open(&format!(
        "image=r.example/o/x:multi&expect={}",
        digest("x")
    )));
    assert!(!is_open(""));
}

#[test]
fn bytes_that_are_not_the_pinned_ones_have_the_wrong_digest() {
    let wanted = digest("right");
    let mut session = Session::default();
    let link: Fragment = format!("image=r.example/o/x:1@{wanted}").parse().unwrap();
    let effects = session.handle(Event::Asked(Box::new(link)), 0.0);
    let Some(Effect::Fetch(ask)) = effects.last() else {
        panic!("{effects:?}");
    };
    let fake = Fake::new(|_| ok(r#"{"schemaVersion":2,"layers":[]}"#));
    let contents = block_on(open(&Registry::new(fake), ask, &mut |_| {}))
        .unwrap()
        .contents;
    let _ = session.handle(Event::Fetched(Box::new(contents)), 1.0);
    let Session::Showing(showing) = session else {
        panic!("{session:?}");
    };
    let row = &showing.opened.rows[0];
    let found = digest(r#"{"schemaVersion":2,"layers":[]}"#);
    assert_eq!(row.verdict.word(), "mismatch");
    assert_eq!(row.claimed.as_ref(), Some(&wanted));
    assert_eq!(row.computed.as_ref().unwrap().as_str(), found);
    assert_eq!(row.claimed_by[0].document, "you");
}
