//! An address that may be a layout or a repository.

use super::*;
use crate::input::Fragment;

/// What is at an address that may be a layout or a repository.
fn found_at(address: &str, fake: &Fake) -> Option<Input> {
    let target = Target::Layout(address.parse().unwrap());
    let ask = FetchTarget {
        target,
        platform: None,
    };
    let registry = Registry::new(fake.clone());
    assert!(block_on(open(&registry, &ask, &mut |_| {})).is_err());
    block_on(instead(&registry, &ask, &mut |_| {}))
}

#[test]
fn an_address_that_is_no_layout_is_asked_for_as_a_repository() {
    let repository = || Some(Input::Repository("h.example/a/b".parse().unwrap()));
    let fake = Fake::new(|request| match request.url.path() {
        "/v2/a/b/tags/list" => ok(r#"{"name":"a/b","tags":["1"]}"#),
        _ => status(404, ""),
    });
    assert_eq!(found_at("https://h.example/a/b/", &fake), repository());
    assert_eq!(
        fake.sent()[..2],
        [
            "GET https://h.example/a/b/oci-layout",
            "GET https://h.example/v2/a/b/tags/list?n=1000"
        ]
    );
    // One that asks who asks is a registry too.
    let fake = Fake::new(|request| match request.url.path() {
        "/v2/a/b/tags/list" => {
            status(401, "").map(|answer| answer.with("WWW-Authenticate", r#"Basic realm="x""#))
        }
        _ => status(404, ""),
    });
    assert_eq!(found_at("https://h.example/a/b/", &fake), repository());
    // It is asked by the scheme that was written.
    let fake = Fake::new(|request| match request.url.path() {
        "/v2/a/b/tags/list" => ok(r#"{"name":"a/b","tags":["1"]}"#),
        _ => status(404, ""),
    });
    let found = found_at("http://h.example/a/b/", &fake);
    assert_eq!(
        found.map(|input| Fragment::of(input).to_string()),
        Some("repo=http://h.example/a/b".to_owned())
    );
    assert!(
        fake.sent()
            .iter()
            .all(|line| line.starts_with("GET http://"))
    );
}

#[test]
fn where_neither_is_there_nothing_is_found_and_no_name_is_made_up() {
    let fake = Fake::new(|_| status(404, ""));
    assert_eq!(found_at("https://h.example/a/b/", &fake), None);
    // No repository has such a name: nobody asks for it.
    for address in [
        "https://h.example/",
        "https://h.example/A%20b/",
        "https://h.example/a:1/",
    ] {
        let fake = Fake::new(|_| status(404, ""));
        assert_eq!(found_at(address, &fake), None);
        assert_eq!(fake.sent().len(), 1, "{address}");
    }
}
