//! Transitions of asking registries; those of files are in `tests/native`.

use super::*;
use crate::bytes::layer::{BlobFacts, Options};
use crate::format::Bytes;
use crate::image::digest::Digest;
use crate::image::media_type::{OCI_CONFIG, OCI_LAYER_GZIP, OCI_MANIFEST};
use crate::inspect::graph::NodeKind;
use crate::inspect::measurements::{Measurement, Skipped};
use crate::inspect::testing::{gzip, measure};
use crate::source::registry::client::Registry;
use crate::source::registry::doctor::Step;
use crate::source::registry::error::PullError;
use crate::source::registry::fake::{Fake, block_on, index_of, ok, status};
use crate::source::registry::image::{grow, open};
use crate::source::{Answer, Looked, Place};
use crate::words::joined::verbatim;

const CONFIG: &str = r#"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]}}"#;

fn manifest(layer: &str) -> String {
    let (config, digest) = (
        Digest::sha256(CONFIG.as_bytes()),
        Digest::sha256(layer.as_bytes()),
    );
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","config":{{"mediaType":"{OCI_CONFIG}","digest":"{config}","size":{}}},"layers":[{{"mediaType":"{OCI_LAYER_GZIP}","digest":"{digest}","size":1000}}]}}"#,
        CONFIG.len()
    )
}

fn index() -> String {
    index_of(["amd64", "arm64"].map(|architecture| (architecture, manifest(architecture))))
}

/// Serves the index under every tag, and what it names.
fn network() -> Fake {
    Fake::new(|request| {
        let target = request
            .url
            .path()
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_owned();
        let known = [
            index(),
            manifest("amd64"),
            manifest("arm64"),
            CONFIG.to_owned(),
        ];
        let found = known
            .into_iter()
            .find(|body| Digest::sha256(body.as_bytes()).as_str() == target);
        match found {
            Some(body) => ok(body),
            None if target.contains(':') => status(404, ""),
            None => ok(index()),
        }
    })
}

fn link(text: &str) -> Fragment {
    text.parse().expect(text)
}

fn asked(session: &mut Session, text: &str) -> Vec<Effect> {
    session.handle(Event::Asked(Box::new(link(text))), 10.0)
}

/// Asks and carries out what that leads to.
fn shown(text: &str) -> Session {
    let mut session = Session::default();
    let effects = asked(&mut session, text);
    let Some(Effect::Fetch(ask)) = effects.last() else {
        panic!("expected a request, but found {effects:?}");
    };
    let registry = Registry::new(network());
    let contents = block_on(open(&registry, ask, &mut |_| {}))
        .unwrap()
        .contents;
    assert_eq!(session.handle(Event::Fetched(Box::new(contents)), 20.0), []);
    session
}

#[track_caller]
fn showing(session: &Session) -> &Showing {
    match session {
        Session::Showing(showing) => showing,
        other => panic!("expected an image, but found {other:?}"),
    }
}

#[test]
fn an_image_is_fetched_and_shown_with_its_layers_not_fetched() {
    let session = shown("image=r.example/o/x:1");
    assert_eq!(session.word(), "showing");
    let showing = showing(&session);
    assert_eq!(
        showing.judgement.sentence().to_string(),
        "Incomplete: 1 layer not fetched yet. 2 of 2 objects verified in this browser, 841 bytes hashed in 0.0 s; a tag cannot be verified, only a digest"
            .replace("841 bytes", &Bytes(showing.judgement.counts.hashed).to_string())
    );
    assert_eq!(showing.unfetched_layers(), (vec![0], Some(1_000).into()));
    assert_eq!(showing.absent_platforms().len(), 1);
}

#[test]
fn what_is_being_asked_for_is_told_until_a_person_stops_it() {
    let mut session = Session::default();
    let effects = asked(&mut session, "image=r.example/o/x:1");
    assert_eq!(effects[..2], [Effect::StopFetching, Effect::StopWorkers]);
    let _ = session.handle(Event::Asking(verbatim("its manifest")), 11.0);
    let Session::Fetching(fetching) = &session else {
        panic!()
    };
    assert_eq!(fetching.asked, [verbatim("its manifest")]);
    assert_eq!(session.word(), "working");
    assert_eq!(
        session.handle(Event::Cancelled, 12.0),
        [Effect::StopFetching, Effect::StopWorkers]
    );
    assert_eq!(session.word(), "start");
}

#[test]
fn a_registry_that_is_known_is_not_asked_before_a_person_insists() {
    let mut session = Session::default();
    let effects = asked(&mut session, "image=alpine:3.20");
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Fetch(_)))
    );
    assert!(matches!(effects.last(), Some(Effect::LookForWay(_))));
    let effects = session.handle(Event::WayLookedFor { found: false }, 10.0);
    assert_eq!((session.word(), effects), ("failed", Vec::new()));
    let effects = session.handle(Event::AskedAnyway, 11.0);
    assert!(matches!(effects.last(), Some(Effect::Fetch(_))));
}

#[test]
fn a_registry_that_is_known_is_asked_where_there_is_another_way_to_it() {
    let mut session = Session::default();
    let _ = asked(&mut session, "image=alpine:3.20");
    let effects = session.handle(Event::WayLookedFor { found: true }, 10.0);
    assert!(matches!(effects.as_slice(), [Effect::Fetch(_)]));
    assert_eq!(session.word(), "working");
    // Whoever went on meanwhile does not want to know.
    let _ = session.handle(Event::Reset, 11.0);
    for found in [true, false] {
        assert_eq!(session.handle(Event::WayLookedFor { found }, 12.0), []);
        assert!(matches!(session, Session::Start));
    }
}

#[test]
fn lists_and_digests_are_states_of_their_own() {
    let digest = Digest::sha256(b"x");
    for (text, word) in [
        ("repo=r.example/o/x".to_owned(), "showing"),
        ("registry=r.example".to_owned(), "showing"),
        (digest.to_string(), "start"),
        (format!("expect={digest}"), "start"),
        (String::new(), "start"),
    ] {
        let mut session = Session::default();
        let effects = asked(&mut session, &text);
        assert_eq!(
            effects,
            [Effect::StopFetching, Effect::StopWorkers],
            "{text}"
        );
        assert_eq!(session.word(), word, "{text}");
        assert_eq!(matches!(session, Session::Start), text.is_empty());
    }
}

#[test]
fn what_an_address_turns_out_to_be_is_opened_in_the_place_of_what_it_is_not() {
    let mut session = Session::default();
    let _ = asked(&mut session, "layout=http://r.example/o/x/&view=ledger");
    let instead = || link("repo=http://r.example/o/x").input.unwrap();
    let _ = session.handle(Event::FoundInstead(instead()), 11.0);
    let Session::Listing(listed) = &session else {
        panic!("{session:?}")
    };
    assert_eq!(listed.to_string(), "repo=http://r.example/o/x&view=ledger");
    // A late answer changes nothing.
    let mut session = Session::default();
    assert_eq!(session.handle(Event::FoundInstead(instead()), 11.0), []);
    assert!(matches!(session, Session::Start));
}

#[test]
fn what_is_laid_aside_comes_back_as_it_was() {
    let mut session = shown("image=r.example/o/x:1");
    let rows = showing(&session).opened.rows.clone();
    let aside = session.lay_aside(30.0).unwrap();
    assert!(matches!(session, Session::Start));
    assert!(session.lay_aside(30.0).is_none(), "nothing is open");
    let _ = asked(&mut session, "repo=r.example/o/x");
    assert_eq!(
        session.take_up(aside, 40.0),
        [Effect::StopFetching, Effect::StopWorkers]
    );
    assert_eq!(session.word(), "showing");
    assert_eq!(showing(&session).opened.rows, rows);
}

#[test]
fn only_what_no_link_brings_back_is_lost_on_leaving() {
    let mut session = Session::default();
    assert!(!session.is_lost_on_leaving());
    let files = vec![InputFile {
        path: "x.tar".to_owned(),
        size: 1,
    }];
    let _ = session.handle(Event::Given { files }, 1.0);
    assert!(session.is_lost_on_leaving());
    // A large layer takes long to be fetched again.
    for (size, is_lost) in [(1_000, false), (100 << 20, true)] {
        let mut session = shown("image=r.example/o/x:1");
        assert!(!session.is_lost_on_leaving());
        let _ = session.handle(Event::LayersAsked(vec![0]), 30.0);
        let facts = BlobFacts {
            size,
            ..measure(&gzip(b"layer"))
        };
        let facts = Box::new(facts);
        let reply = Reply::Measured {
            blob: 0,
            facts,
            kept: false,
        };
        let _ = session.handle(Event::Replied(vec![reply]), 31.0);
        assert_eq!(session.is_lost_on_leaving(), is_lost, "{size}");
    }
}

#[test]
fn a_file_after_a_refusal_is_held_against_the_link() {
    let digest = Digest::sha256(b"x");
    let mut session = Session::default();
    let _ = asked(
        &mut session,
        &format!("image=r.example/o/x:1@{digest}&platform=linux/arm64"),
    );
    let failure = FetchError {
        error: PullError::Form {
            what: verbatim("a manifest"),
        },
        step: Step::Manifest,
    };
    let refused = Event::Refused {
        failure: Box::new(failure),
        diagnosis: None,
    };
    assert_eq!(session.handle(refused, 11.0), []);
    assert_eq!(session.word(), "failed");
    let files = vec![InputFile {
        path: "x.tar".to_owned(),
        size: 1,
    }];
    let _ = session.handle(Event::Given { files }, 12.0);
    let Session::Opening(opening) = &session else {
        panic!()
    };
    assert_eq!(
        opening.wanted.to_string(),
        format!("image=r.example/o/x:1@{digest}&platform=linux/arm64")
    );
    let Session::Showing(other) = shown("image=r.example/o/x:1") else {
        panic!()
    };
    let _ = session.handle(
        Event::Replied(vec![Reply::Opened(Box::new(other.opened.contents))]),
        13.0,
    );
    assert_eq!(showing(&session).expected(), [digest]);
}

#[test]
fn another_platform_is_added_and_what_was_measured_stays() {
    let mut session = shown("image=r.example/o/x:1");
    let _ = session.handle(Event::LayersAsked(vec![0]), 30.0);
    let event = Event::LayerNotFetched {
        blob: 0,
        why: verbatim("The blob is elsewhere."),
    };
    let _ = session.handle(event, 31.0);
    let wanted = showing(&session).absent_platforms();
    let effects = session.handle(Event::MoreAsked(wanted.clone()), 32.0);
    let [Effect::FetchMore(ask, digests)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!((digests, session.word()), (&wanted, "working"));
    // One at a time.
    assert_eq!(session.handle(Event::MoreAsked(wanted), 32.0), []);
    let before = showing(&session).opened.contents.clone();
    let registry = Registry::new(network());
    let grown = block_on(grow(&registry, ask, before, digests, &mut |_| {}));
    let _ = session.handle(Event::MoreFetched(Box::new(grown.contents), None), 33.0);
    let showing = showing(&session);
    assert_eq!(showing.absent_platforms(), []);
    assert_eq!(showing.unfetched_layers(), (vec![0, 1], Some(2_000).into()));
    assert_eq!(
        showing.opened.measurements.blobs[0],
        Measurement::Skipped(Skipped::Refused(verbatim("The blob is elsewhere.")))
    );
}

#[test]
fn layers_are_fetched_once_and_a_failure_of_one_is_no_verdict() {
    let mut session = shown("image=r.example/o/x:1");
    let effects = session.handle(Event::LayersAsked(vec![0, 0, 7]), 30.0);
    let [Effect::FetchLayer(_, job)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (job.blob, job.size, job.options.unpack, job.options.sha512),
        (0, Some(1_000), true, false)
    );
    assert_eq!(session.word(), "working");
    assert_eq!(session.handle(Event::LayersAsked(vec![0]), 31.0), []);
    let why = verbatim("The registry redirects blobs to a storage that cannot be read");
    let event = Event::LayerNotFetched {
        blob: 0,
        why: why.clone(),
    };
    let _ = session.handle(event, 32.0);
    assert_eq!(session.word(), "showing");
    let open = showing(&session);
    assert_eq!(open.trouble.as_ref(), Some(&why));
    let row = open
        .opened
        .rows
        .iter()
        .find(|row| row.kind == NodeKind::Layer);
    assert_eq!(row.unwrap().verdict.reason(), Some(why));
    assert_eq!(row.unwrap().verdict.word(), "not-checked");
    // It can be tried again.
    assert_eq!(open.unfetched_layers(), (vec![0], Some(1_000).into()));
}

#[test]
fn what_a_tag_led_to_then_is_opened_beside_what_it_leads_to_now() {
    let pinned = |architecture| {
        let digest = Digest::sha256(manifest(architecture).as_bytes());
        format!("image=r.example/o/x@{digest}")
    };
    let mut session = shown(&pinned("amd64"));
    assert_eq!(showing(&session).in_common(), []);
    let then = link(&pinned("arm64"));
    let ask = FetchTarget::of(&then.input.unwrap(), None).unwrap();
    let effects = session.handle(Event::CompareAsked(Box::new(ask)), 30.0);
    let [Effect::FetchBeside(ask)] = effects.as_slice() else {
        panic!("{effects:?}")
    };
    let other = block_on(open(&Registry::new(network()), ask, &mut |_| {}));
    let other = other.unwrap().contents;
    let _ = session.handle(Event::BesideFetched(Ok(Box::new(other))), 31.0);
    let open = showing(&session);
    assert_eq!(open.opened.graph.roots.len(), 2);
    assert_eq!(
        open.opened.contents.documents.len(),
        3,
        "two manifests, and one config of both"
    );
    assert!(open.opened.rows.iter().all(|row| !row.verdict.is_bad()));
    assert_eq!(
        open.in_common()[0].to_string(),
        "linux/amd64: counting from the base, 0 of 1 layer are the same as when the link was shared, when it had 1; the config is the same"
    );
    let ask = open.asked.clone().unwrap();
    let _ = session.handle(Event::CompareAsked(Box::new(ask)), 32.0);
    let why = Err(verbatim("It is gone"));
    let _ = session.handle(Event::BesideFetched(why), 33.0);
    assert_eq!(showing(&session).trouble, Some(verbatim("It is gone")));
}

#[test]
fn layers_come_unasked_only_below_a_limit_that_their_sizes_keep() {
    let session = shown("image=r.example/o/x:1");
    let open = showing(&session);
    assert_eq!(open.layers_at_once(0), Vec::<usize>::new(), "never");
    assert_eq!(open.layers_at_once(999), Vec::<usize>::new());
    assert_eq!(open.layers_at_once(1_000), [0]);
    let mut session = session;
    let Session::Showing(open) = &mut session else {
        panic!("{session:?}")
    };
    // Nobody knows how much would come.
    for size in [None, Some(0)] {
        for blob in &mut open.opened.contents.blobs {
            blob.size = size;
        }
        assert_eq!(open.layers_at_once(0), Vec::<usize>::new());
        assert_eq!(open.layers_at_once(1_000), Vec::<usize>::new());
    }
}

#[test]
fn signatures_that_are_looked_for_grow_what_is_open() {
    let mut session = shown("image=r.example/o/x:1");
    let mut contents = showing(&session).opened.contents.clone();
    assert_eq!(session.handle(Event::SignaturesAsked, 20.0), []);
    assert_eq!(session.word(), "working");
    let about = Digest::sha256(b"image");
    contents.looked.push(Looked {
        about,
        place: Place::SigTag,
        answer: Answer::Nothing,
    });
    let looked = contents.looked.clone();
    let event = Event::MoreFetched(Box::new(contents), None);
    assert_eq!(session.handle(event, 21.0), []);
    assert_eq!(showing(&session).opened.contents.looked, looked);
    assert_eq!(session.word(), "showing");
}

#[test]
fn nobody_is_asked_for_the_signatures_of_a_file() {
    let mut session = shown("image=r.example/o/x:1");
    let Session::Showing(open) = &mut session else {
        panic!("{session:?}")
    };
    open.asked = None;
    assert_eq!(session.handle(Event::SignaturesAsked, 20.0), []);
    assert_eq!(showing(&session).asking, None);
}

#[test]
fn a_late_answer_changes_nothing() {
    let mut session = shown("image=r.example/o/x:1");
    let contents = showing(&session).opened.contents.clone();
    let _ = session.handle(Event::Reset, 40.0);
    for event in [
        Event::Fetched(Box::new(contents.clone())),
        Event::MoreFetched(Box::new(contents), None),
        Event::Asking(verbatim("x")),
        Event::LayersAsked(vec![0]),
    ] {
        assert_eq!(session.handle(event, 41.0), []);
        assert!(matches!(session, Session::Start));
    }
}

#[test]
fn no_message_to_a_worker_prints_what_authorizes_it() {
    use crate::protocol::FetchJob;
    use crate::source::registry::auth::Credential;
    use crate::source::registry::fake::origin;
    use crate::source::registry::route::Way;
    let job = FetchJob {
        blob: 0,
        url: "https://r.example/v2/o/x/blobs/y".parse().unwrap(),
        way: Way::Direct,
        registry: origin("https://r.example"),
        authorization: Some(Credential::new("me", "secret").authorization()),
        size: Some(1),
        options: Options {
            sha512: false,
            unpack: true,
        },
        keep: false,
    };
    let printed = format!("{:?}", Request::Fetch(job));
    assert!(
        printed.contains("****") && !printed.contains("bWU6"),
        "{printed}"
    );
}

#[test]
fn by_which_way_a_layer_came_is_noted_once() {
    use crate::source::registry::route::Way;
    let mut session = shown("image=r.example/o/x:1");
    let relay = Way::Relay {
        base: "https://w.example/".parse().unwrap(),
    };
    for _ in 0..2 {
        let event = Event::CameBy(Box::new(relay.clone()));
        assert_eq!(session.handle(event, 20.0), []);
    }
    assert_eq!(showing(&session).opened.contents.ways, [Way::Direct, relay]);
}
