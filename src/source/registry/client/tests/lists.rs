//! Lists, page by page.

use super::*;

#[test]
fn tags_are_gathered_with_and_without_link() {
    for link in [true, false] {
        let fake = Fake::new(move |request| {
            let page = match request.url.parameter("last").as_deref() {
                None => r#"{"name":"x","tags":["a","b"]}"#,
                Some("b") => r#"{"tags":["c","-bad"]}"#,
                Some(_) => r#"{"tags":null}"#,
            };
            let answer = ok(page);
            if link && page.contains("\"a\"") {
                return answer
                    .map(|a| a.with("Link", "</v2/o/x/tags/list?n=2&last=b>; rel=\"next\""));
            }
            answer
        });
        let repository = "r.example/o/x".parse().unwrap();
        let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
        let names: Vec<&str> = tags
            .tags
            .iter()
            .map(crate::image::reference::Tag::as_str)
            .collect();
        assert_eq!(
            (names, tags.malformed, tags.cut),
            (vec!["a", "b", "c"], 1, false)
        );
        assert_eq!(
            fake.sent()[0],
            "GET https://r.example/v2/o/x/tags/list?n=1000"
        );
        assert_eq!(fake.sent().len(), 3);
    }
}

#[test]
fn lists_without_an_end_are_ended() {
    let repository = "r.example/o/x".parse().unwrap();
    // Everything again, as distribution 2.x does.
    let fake = Fake::new(|_| ok(r#"{"tags":["a","b"]}"#));
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!(
        (tags.tags.len(), tags.cut, fake.sent().len()),
        (2, false, 2)
    );
    // A new name on every page.
    let count = std::cell::Cell::new(0);
    let fake = Fake::new(move |_| {
        count.set(count.get() + 1);
        ok(format!(r#"{{"tags":["t{}"]}}"#, count.get()))
            .map(|a| a.with("Link", "</v2/o/x/tags/list?n=1>; rel=next"))
    });
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!(
        (tags.tags.len(), tags.cut),
        (crate::source::registry::client::lists::MAX_PAGES, true)
    );
    let fake = Fake::new(|_| {
        ok(r#"{"tags":["a"]}"#).map(|a| a.with("Link", "<http://127.0.0.1:9/>; rel=next"))
    });
    let error = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected the next page on https://r.example, but found another address"
    );
    let fake = Fake::new(|_| ok("<html>"));
    let error = block_on(Registry::new(fake).tags(&repository)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a list of tags, but found something else"
    );
}

#[test]
fn a_catalog_is_a_list_of_repositories() {
    let fake = Fake::new(|request| match request.url.parameter("last") {
        None => ok(r#"{"repositories":["o/x","Bad","y"]}"#),
        Some(_) => ok(r#"{"repositories":[]}"#),
    });
    let domain = "localhost:5000".parse().unwrap();
    let names = block_on(Registry::new(fake.clone()).catalog(&domain)).unwrap();
    let printed: Vec<String> = names.repositories.iter().map(ToString::to_string).collect();
    assert_eq!(
        (printed, names.malformed),
        (
            vec![
                "localhost:5000/o/x".to_owned(),
                "localhost:5000/y".to_owned()
            ],
            1
        )
    );
    assert_eq!(
        fake.sent()[0],
        "GET http://localhost:5000/v2/_catalog?n=1000"
    );
}

#[test]
fn names_that_nothing_can_have_are_counted_and_not_kept() {
    let repository = "r.example/o/x".parse().unwrap();
    let long = "x".repeat(100_000);
    let body = format!(r#"{{"tags":["{long}","a"]}}"#);
    let fake = Fake::new(move |_| ok(body.clone()));
    let tags = block_on(Registry::new(fake).tags(&repository)).unwrap();
    assert_eq!((tags.tags.len(), tags.cut), (1, false));
    assert!(tags.malformed >= 1);
    // As the last name of a page it would become an address.
    let body = format!(r#"{{"tags":["a","{long}"]}}"#);
    let fake = Fake::new(move |_| ok(body.clone()));
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!((tags.tags.len(), tags.cut, fake.sent().len()), (1, true, 1));
}

#[test]
fn a_referrers_api_that_no_page_may_read_is_told_from_one_that_is_not_there() {
    let subject = Digest::sha256(b"subject");
    let repository: Repository = "r.example/o/x".parse().unwrap();
    for silent in [true, false] {
        let fake = Fake::new(move |request| {
            let is_api = request.url.path().contains("/referrers/");
            match is_api && silent {
                true => None,
                false => status(404, ""),
            }
        });
        let none = block_on(Registry::new(fake).referrers(&repository, &subject, None)).unwrap();
        assert_eq!((none.by_tag, none.silent, none.cut), (true, silent, false));
    }
    let fake = Fake::new(|_| {
        ok(referrer_index()).map(|answer| answer.with("Link", "</v2/x>; rel=\"next\""))
    });
    let some = block_on(Registry::new(fake).referrers(&repository, &subject, None)).unwrap();
    assert!(some.cut && !some.by_tag);
}

fn referrer_index() -> String {
    let entry = |n: u8, kind: &str| {
        format!(
            r#"{{"mediaType":"{OCI_MANIFEST}","digest":"{}","size":2,"artifactType":"{kind}","annotations":{{"a":"b"}}}}"#,
            Digest::sha256(&[n])
        )
    };
    format!(
        r#"{{"schemaVersion":2,"manifests":[{},{},{{"digest":"sha256:../../x"}},null]}}"#,
        entry(1, "sbom"),
        entry(2, "sig")
    )
}

#[test]
fn referrers_come_from_the_api_or_from_the_tag() {
    let subject = Digest::sha256(b"subject");
    let repository: Repository = "r.example/o/x".parse().unwrap();
    for api in [true, false] {
        let fake = Fake::new(move |request| {
            let is_api = request.url.path().contains("/referrers/");
            if is_api && !api {
                status(404, "")
            } else {
                ok(referrer_index())
            }
        });
        let registry = Registry::new(fake.clone());
        let all = block_on(registry.referrers(&repository, &subject, None)).unwrap();
        assert_eq!(
            (all.referrers.len(), all.malformed, all.by_tag),
            (2, 2, !api)
        );
        let some = block_on(registry.referrers(&repository, &subject, Some("sig"))).unwrap();
        assert_eq!(some.referrers[0].digest, Digest::sha256(&[2]));
        assert_eq!(some.referrers.len(), 1);
        if !api {
            let tag = format!("GET {R}/v2/o/x/manifests/sha256-{}", subject.encoded());
            assert_eq!(fake.sent()[1], tag);
        }
    }
    let fake = Fake::new(|_| status(404, ""));
    let none = block_on(Registry::new(fake).referrers(&repository, &subject, None)).unwrap();
    assert_eq!(
        (none.referrers.len(), none.index, none.by_tag),
        (0, None, true)
    );
}

#[test]
fn the_referrers_tag_follows_the_schema() {
    for (digest, tag) in [
        (format!("sha256:{}", "a".repeat(64)), format!("sha256-{}", "a".repeat(64))),
        (format!("sha512:{}", "b".repeat(128)), format!("sha512-{}", "b".repeat(64))),
        ("test+algorithm+using+algorithm+separators+and+lots+of+characters+to+excercise+overall+truncation:alsoSome=InTheEncodedSectionToShowHyphenReplacementAndLotsAndLotsOfCharactersToExcerciseEncodedTruncation".to_owned(),
         "test-algorithm-using-algorithm-s-alsoSome-InTheEncodedSectionToShowHyphenReplacementAndLotsAndLot".to_owned()),
    ] {
        let digest: Digest = digest.parse().unwrap();
        assert_eq!(referrers_tag(&digest).unwrap().as_str(), tag);
    }
}
