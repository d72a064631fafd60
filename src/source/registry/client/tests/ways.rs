//! By which way requests go.

mod mirrors;
mod passwords;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use super::*;
use crate::source::registry::auth::Credential;
use crate::source::registry::error::RelayRefusal;
use crate::source::registry::route::{Detour, DetourKind, Detours, MAX_RELAY_FILE, RelayFileError};

const PAGE: &str = "https://assay.example/tools/";
const FILE: &str = "https://assay.example/tools/relay.json";
const RELAYED: &str = "https://assay.example/relay/r.example";

/// A relay for `r.example` and its token server; `rest` is all other addresses.
fn network(rest: impl Fn(&Request) -> Option<Answer> + 'static) -> Fake {
    let file =
        r#"{"prefix":"/relay/","hosts":["r.example","auth.r.example","registry-1.docker.io"]}"#;
    Fake::new(move |request| match request.url.to_string().as_str() {
        FILE => ok(file),
        _ => rest(request),
    })
}

fn client(fake: &Fake) -> Registry<Fake> {
    with_detours(fake, Detours::default())
}

fn with_detours(fake: &Fake, detours: Detours) -> Registry<Fake> {
    let page = PAGE.parse().expect(PAGE);
    Registry::beside(fake.clone(), Some(page), detours)
}

fn detours(host: &str, base: &str, prefix: &str, kind: DetourKind) -> Detours {
    let mut all = Detours::default();
    all.add(Detour::new(host, base, prefix, kind).expect(host))
        .unwrap();
    all
}

/// Whoever is not of the page's own site does not let it read anything.
fn closed(request: &Request) -> bool {
    !request
        .url
        .to_string()
        .starts_with("https://assay.example/")
}

fn site_relay() -> Way {
    Way::SiteRelay {
        origin: origin("https://assay.example"),
    }
}

/// A closed registry with tokens; the challenge names a server of another host.
fn with_tokens() -> Fake {
    network(|request| {
        if closed(request) {
            return None;
        }
        if request.url.path() == "/relay/auth.r.example/token" {
            return ok(r#"{"token":"t"}"#);
        }
        match &request.authorization {
            Some(_) => typed(OCI_MANIFEST, &oci()),
            None => status(401, "").map(|answer| {
                answer.with(
                    "WWW-Authenticate",
                    r#"Bearer realm="https://auth.r.example/token""#,
                )
            }),
        }
    })
}

#[test]
fn a_registry_that_a_page_may_read_is_asked_itself_and_no_file_is_looked_for() {
    let fake = network(|_| typed(OCI_MANIFEST, &oci()));
    let served = block_on(client(&fake).manifest(&reference("r.example/o/x"), None)).unwrap();
    assert_eq!(served.way, Way::Direct);
    assert_eq!(fake.sent(), [format!("GET {R}/v2/o/x/manifests/latest")]);
}

#[test]
fn a_closed_registry_is_asked_through_the_relay_and_only_once_itself() {
    let fake = network(|request| match closed(request) {
        true => None,
        false if request.url.path().contains("/blobs/") => ok("{}"),
        false => typed(OCI_MANIFEST, &oci()),
    });
    let registry = client(&fake);
    let image = reference("r.example/o/x");
    let served = block_on(registry.manifest(&image, None)).unwrap();
    assert_eq!((served.way, served.pin), (site_relay(), Pin::AsServed));
    let config = Digest::sha256(b"{}");
    let document = block_on(registry.document(&image.repository, &config)).unwrap();
    assert_eq!((document.way, document.pin), (site_relay(), Pin::Pinned));
    assert_eq!(
        fake.sent(),
        [
            format!("GET {R}/v2/o/x/manifests/latest"),
            format!("GET {FILE}"),
            format!("GET {RELAYED}/v2/o/x/manifests/latest"),
            format!("GET {RELAYED}/v2/o/x/blobs/{config}"),
        ]
    );
}

#[test]
fn bytes_of_a_relay_are_held_against_the_digest_all_the_same() {
    let fake = network(|request| match closed(request) {
        true => None,
        false => ok("something else"),
    });
    let repository = reference("r.example/o/x").repository;
    let wanted = Digest::sha256(b"{}");
    let error = block_on(client(&fake).document(&repository, &wanted)).unwrap_err();
    let PullError::Mismatch(mismatch) = error else {
        panic!("{error:?}")
    };
    assert_eq!(mismatch.expected, wanted);
    assert_eq!(mismatch.served.way, site_relay());
}

#[test]
fn manifests_that_a_page_may_read_come_from_the_registry_where_blobs_do_not() {
    let fake = network(|request| {
        let is_blob = request.url.path().contains("/blobs/");
        match (closed(request), is_blob) {
            (true, true) => None,
            (_, true) => ok("{}"),
            (_, false) => typed(OCI_MANIFEST, &oci()),
        }
    });
    let registry = client(&fake);
    let image = reference("r.example/o/x");
    let config = Digest::sha256(b"{}");
    for _ in 0..2 {
        let blob = block_on(registry.document(&image.repository, &config)).unwrap();
        let manifest = block_on(registry.manifest(&image, None)).unwrap();
        assert_eq!((blob.way, manifest.way), (site_relay(), Way::Direct));
    }
}

#[test]
fn a_registry_that_is_known_is_asked_through_the_relay_at_once() {
    let fake = network(|_| typed(OCI_MANIFEST, &oci()));
    let served = block_on(client(&fake).manifest(&reference("alpine"), None)).unwrap();
    assert_eq!(served.way, site_relay());
    let base = "https://assay.example/relay/registry-1.docker.io";
    assert_eq!(
        fake.sent(),
        [
            format!("GET {FILE}"),
            format!("GET {base}/v2/library/alpine/manifests/latest"),
        ]
    );
}

#[test]
fn a_host_that_the_relay_does_not_name_stays_without_an_answer() {
    for name in ["other.example/o/x", "http://r.example/o/x"] {
        let fake = network(|request| match closed(request) {
            true => None,
            false => typed(OCI_MANIFEST, &oci()),
        });
        let image = Reference::from_link(name).unwrap();
        let error = block_on(client(&fake).manifest(&image, None)).unwrap_err();
        assert!(error.is_transport(), "{name}: {error}");
        assert!(
            fake.sent().iter().all(|sent| !sent.contains("/relay/")),
            "{name}"
        );
    }
}

#[test]
fn where_there_is_no_relay_nothing_changes_and_it_is_looked_for_once() {
    for (file, trouble) in [
        (status(404, ""), None),
        (status(403, "{}"), None),
        (ok(r#"{"prefix":"/relay/","hosts":[]}"#), None),
        (ok("<!DOCTYPE html>"), Some(RelayFileError::Form)),
        (
            ok(" ".repeat(MAX_RELAY_FILE as usize + 1)),
            Some(RelayFileError::TooLarge),
        ),
    ] {
        let fake = Fake::new(move |request| match request.url.to_string().as_str() {
            FILE => file.clone(),
            _ => None,
        });
        let registry = client(&fake);
        for _ in 0..2 {
            let error = block_on(registry.manifest(&reference("r.example/o/x"), None));
            assert!(error.unwrap_err().is_transport());
        }
        let asked = fake.sent();
        assert_eq!(asked.iter().filter(|sent| sent.ends_with(FILE)).count(), 1);
        assert_eq!(registry.take_relay_trouble(), trouble);
        assert_eq!(registry.take_relay_trouble(), None);
    }
}

#[test]
fn a_file_that_did_not_come_this_time_is_looked_for_again() {
    for failed in [None, status(503, ""), status(429, "")] {
        let times = Rc::new(Cell::new(0));
        let counted = Rc::clone(&times);
        let fake = Fake::new(move |request| {
            if request.url.to_string() == FILE {
                counted.set(counted.get() + 1);
                return match counted.get() {
                    1 => failed.clone(),
                    _ => ok(r#"{"prefix":"/relay/","hosts":["r.example"]}"#),
                };
            }
            match closed(request) {
                true => None,
                false => ok("{}"),
            }
        });
        let (registry, repository) = (client(&fake), reference("r.example/o/x").repository);
        let config = Digest::sha256(b"{}");
        assert!(block_on(registry.document(&repository, &config)).is_err());
        let served = block_on(registry.document(&repository, &config)).unwrap();
        assert_eq!((served.way, times.get()), (site_relay(), 2));
    }
}

#[test]
fn a_registry_that_gave_no_answer_is_asked_itself_again_after_a_while() {
    let fake = network(|request| match closed(request) {
        true => None,
        false => typed(OCI_MANIFEST, &oci()),
    });
    let (registry, image) = (client(&fake), reference("r.example/o/x"));
    let asked_itself = |times: usize| {
        let sent = fake.sent();
        let itself = sent
            .iter()
            .filter(|one| one.starts_with(&format!("GET {R}/")));
        assert_eq!(itself.count(), times);
    };
    for _ in 0..2 {
        assert!(block_on(registry.manifest(&image, None)).is_ok());
        asked_itself(1);
    }
    *fake.clock.borrow_mut() += Duration::from_secs(601);
    assert!(block_on(registry.manifest(&image, None)).is_ok());
    asked_itself(2);
}

#[test]
fn what_a_relay_refuses_says_nothing_of_the_registry() {
    let fake = network(|request| match closed(request) {
        true => None,
        false => status(403, "").map(|answer| answer.with("Relay-Refused", "address")),
    });
    let (registry, image) = (client(&fake), reference("r.example/o/x"));
    for times in 1..=2 {
        assert!(block_on(registry.manifest(&image, None)).is_err());
        let sent = fake.sent();
        let itself = sent
            .iter()
            .filter(|one| one.starts_with(&format!("GET {R}/")));
        assert_eq!(itself.count(), times);
    }
}

#[test]
fn a_relay_that_lets_nobody_ask_so_much_is_named_and_left_alone() {
    let fake = network(|request| match closed(request) {
        true => None,
        false => status(429, "").map(|answer| {
            answer
                .with("Relay-Refused", "limit")
                .with("Retry-After", "7")
        }),
    });
    let error = block_on(client(&fake).manifest(&reference("r.example/o/x"), None)).unwrap_err();
    let PullError::RateLimited {
        registry,
        retry_after,
        ..
    } = error
    else {
        panic!("{error:?}")
    };
    assert_eq!(
        (registry, retry_after),
        (origin("https://assay.example"), Some(7))
    );
}

#[test]
fn a_page_that_came_from_no_server_looks_for_no_relay() {
    let fake = Fake::new(|_| None);
    let registry = Registry::beside(fake.clone(), None, Detours::default());
    let error = block_on(registry.manifest(&reference("alpine"), None)).unwrap_err();
    assert!(error.is_transport());
    assert!(fake.sent().iter().all(|sent| !sent.contains("relay")));
}

#[test]
fn what_the_relay_refuses_is_said_with_what_has_to_be_added() {
    let body =
        "The registry redirects to https://storage.test:8443, and there the relay does not go.\n";
    for (code, header, body, sentence) in [
        (
            403,
            "address",
            "",
            "https://assay.example does not serve this address of https://r.example: whoever runs it can add",
        ),
        (
            502,
            "redirect",
            body,
            "add https://storage.test:8443 to the redirects",
        ),
        (502, "redirect", "no address", "add that to the redirects"),
        (508, "redirects", "", "for this: redirects"),
        (403, "site", "", "its own page only"),
        (405, "strange\u{1b}", "", "for this: strange\\u{1b}"),
    ] {
        let fake = network(move |request| match closed(request) {
            true => None,
            false => status(code, body).map(|answer| answer.with("Relay-Refused", header)),
        });
        let error =
            block_on(client(&fake).manifest(&reference("r.example/o/x"), None)).unwrap_err();
        assert!(matches!(error, PullError::Relay(_)), "{error:?}");
        let said = error.to_string();
        assert!(said.contains(sentence), "{said}");
    }
    assert_eq!(RelayRefusal::read(" path ", b""), RelayRefusal::Address);
}

#[test]
fn the_header_of_a_relay_means_nothing_in_an_answer_of_a_registry() {
    let fake = network(|_| status(404, "").map(|answer| answer.with("Relay-Refused", "address")));
    let error = block_on(client(&fake).manifest(&reference("r.example/o/x"), None)).unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
}

#[test]
fn a_host_that_neither_reaches_is_told_as_one_that_does_not_answer() {
    let fake = network(|request| match closed(request) {
        true => None,
        false => status(502, "<html>Bad Gateway"),
    });
    let error = block_on(client(&fake).manifest(&reference("r.example/o/x"), None)).unwrap_err();
    let expected = TransportError::NoAnswer { origin: origin(R) };
    assert!(matches!(error, PullError::Transport { error, .. } if error == expected));
}

#[test]
fn a_relay_that_a_person_named_is_asked_first() {
    let fake = network(|_| typed(OCI_MANIFEST, &oci()));
    let all = detours("r.example", "https://w.example/cr/", "", DetourKind::Relay);
    let registry = with_detours(&fake, all);
    let served = block_on(registry.manifest(&reference("r.example/o/x"), None)).unwrap();
    let base = "https://w.example/cr/".parse().unwrap();
    assert_eq!(served.way, Way::Relay { base });
    assert_eq!(
        fake.sent(),
        ["GET https://w.example/cr/r.example/v2/o/x/manifests/latest"]
    );
    // So is the token server, which nobody has to name for itself.
    let tokens = with_tokens();
    let relayed = Fake::new(move |request| {
        let path = request.url.to_string();
        let path = path.strip_prefix("https://w.example/cr/")?;
        tokens.answer(&Request {
            url: format!("https://assay.example/relay/{path}")
                .parse()
                .unwrap(),
            ..request.clone()
        })
    });
    let all = detours("r.example", "https://w.example/cr/", "", DetourKind::Relay);
    let served = block_on(with_detours(&relayed, all).manifest(&reference("r.example/o/x"), None));
    assert!(matches!(served.unwrap().way, Way::Relay { .. }));
    // Removed, the registry itself is asked again.
    registry.set_detours(Detours::default());
    let served = block_on(registry.manifest(&reference("r.example/o/x"), None)).unwrap();
    assert_eq!(served.way, Way::Direct);
}

#[test]
fn a_worker_that_gets_no_answer_is_sent_to_the_relay_once() {
    let fake = network(|_| None);
    let registry = client(&fake);
    let (repository, digest) = (reference("r.example/o/x").repository, Digest::sha256(b""));
    let sent = block_on(registry.blob_request(&repository, &digest)).unwrap();
    assert_eq!(
        (sent.url.to_string(), &sent.way),
        (format!("{R}/v2/o/x/blobs/{digest}"), &Way::Direct)
    );
    let again = block_on(registry.blob_by_relay(&sent)).unwrap().unwrap();
    assert_eq!(
        again.url.to_string(),
        format!("{RELAYED}/v2/o/x/blobs/{digest}")
    );
    assert_eq!((&again.way, &again.registry), (&site_relay(), &origin(R)));
    assert_eq!(block_on(registry.blob_by_relay(&again)), Ok(None));
    // Only what came proves that it is the way.
    let next = || block_on(registry.blob_request(&repository, &digest)).unwrap();
    assert_eq!(next(), sent);
    registry.blob_came(&again);
    assert_eq!(next(), again);
}

#[test]
fn there_is_a_way_beside_a_registry_where_something_is_for_it() {
    let fake = network(|_| None);
    let all = detours("m.example", "https://x.example", "", DetourKind::Mirror);
    let registry = with_detours(&fake, all);
    for (is_there, home) in [
        (true, "https://m.example"),
        (true, "https://registry-1.docker.io"),
        (false, "https://quay.io"),
    ] {
        let found = block_on(registry.has_way_beside(&origin(home)));
        assert_eq!(found, is_there, "{home}");
    }
}
