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
            (names, tags.malformed, tags.pages),
            (
                vec!["a", "b", "c"],
                1,
                Pages {
                    ways: vec![Way::Direct],
                    ..Pages::default()
                }
            )
        );
        assert_eq!(
            fake.sent()[0],
            "GET https://r.example/v2/o/x/tags/list?n=1000"
        );
        // Where pages have the header, one without it is the last.
        assert_eq!(fake.sent().len(), if link { 2 } else { 3 });
    }
}

#[test]
fn lists_without_an_end_are_ended() {
    let repository = "r.example/o/x".parse().unwrap();
    // Everything again, as distribution 2.x does.
    let fake = Fake::new(|_| ok(r#"{"tags":["a","b"]}"#));
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!(
        (tags.tags.len(), tags.pages.end, fake.sent().len()),
        (2, End::NoMore, 2)
    );
    // Links that lead in a circle.
    let fake = Fake::new(|_| {
        let link = "</v2/o/x/tags/list?n=1000>; rel=next";
        ok(r#"{"tags":["a"]}"#).map(|a| a.with("Link", link))
    });
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!((tags.pages.end, fake.sent().len()), (End::NoMore, 1));
    // A new name on every page.
    let count = std::cell::Cell::new(0);
    let fake = Fake::new(move |_| {
        count.set(count.get() + 1);
        let link = format!("</v2/o/x/tags/list?n={}>; rel=next", count.get());
        ok(format!(r#"{{"tags":["t{}"]}}"#, count.get())).map(|a| a.with("Link", &link))
    });
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!(
        (tags.tags.len(), tags.pages.end),
        (
            crate::source::registry::client::pages::MAX_PAGES,
            End::Limit
        )
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
    assert_eq!((tags.tags.len(), tags.pages.end), (1, End::NoMore));
    assert!(tags.malformed >= 1);
    // As the last name of a page it would become an address.
    let body = format!(r#"{{"tags":["a","{long}"]}}"#);
    let fake = Fake::new(move |_| ok(body.clone()));
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!(
        (tags.tags.len(), tags.pages.end, fake.sent().len()),
        (1, End::Limit, 1)
    );
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
        assert_eq!((none.by_tag, none.silent), (true, silent));
        assert_eq!(none.pages, Pages::default());
    }
    let fake = Fake::new(|_| {
        ok(referrer_index()).map(|answer| answer.with("Link", "</v2/x>; rel=\"next\""))
    });
    let some = block_on(Registry::new(fake).referrers(&repository, &subject, None)).unwrap();
    assert_eq!((some.pages.end, some.by_tag), (End::NoMore, false));
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
fn a_next_page_on_another_host_is_asked_of_the_registry_itself() {
    let repository: Repository = "r.example/o/x".parse().unwrap();
    let fake = Fake::new(|request| match request.url.parameter("last") {
        None => ok(r#"{"tags":["a","b"]}"#).map(|answer| {
            let link = "<http://registry:5000/v2/o/x/tags/list?last=b&n=2>; rel=\"next\"";
            answer.with("Link", link)
        }),
        Some(_) => ok(r#"{"tags":["c"]}"#),
    });
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!(tags.tags.len(), 3);
    let inside = crate::source::registry::fake::origin("http://registry:5000/");
    let moved = Pages {
        end: End::Whole,
        elsewhere: Some(Elsewhere::Origin(inside)),
        excess: None,
        ways: vec![Way::Direct],
    };
    assert_eq!(tags.pages, moved);
    assert_eq!(
        fake.sent(),
        [
            format!("GET {R}/v2/o/x/tags/list?n=1000"),
            format!("GET {R}/v2/o/x/tags/list?last=b&n=2"),
        ]
    );
}

#[test]
fn what_came_stays_whatever_the_next_page_does() {
    let repository: Repository = "r.example/o/x".parse().unwrap();
    for bad in [
        status(500, "no"),
        status(404, ""),
        status(401, ""),
        status(429, ""),
        ok("<html>"),
        None,
    ] {
        let fake = Fake::new(move |request| match request.url.parameter("last") {
            None => ok(r#"{"tags":["a",7,null,"b"]}"#),
            Some(_) => bad.clone(),
        });
        let tags = block_on(Registry::new(fake).tags(&repository)).unwrap();
        assert_eq!((tags.tags.len(), tags.malformed), (2, 2));
        assert!(matches!(tags.pages.end, End::Broken(_)), "{:?}", tags.pages);
    }
    // A next page that no registry has ends nothing either.
    let fake = Fake::new(|request| match request.url.parameter("last") {
        None => ok(r#"{"tags":["a"]}"#)
            .map(|answer| answer.with("Link", "<http://127.0.0.1:9/>; rel=next")),
        Some(_) => ok(r#"{"tags":[]}"#),
    });
    let tags = block_on(Registry::new(fake.clone()).tags(&repository)).unwrap();
    assert_eq!(
        (tags.tags.len(), tags.pages.elsewhere),
        (1, Some(Elsewhere::Path))
    );
    let origins = fake.log.borrow();
    assert!(origins.iter().all(|one| one.url.origin().to_string() == R));
}

#[test]
fn referrers_are_gathered_page_by_page_and_those_that_came_stay() {
    let subject = Digest::sha256(b"subject");
    let repository: Repository = "r.example/o/x".parse().unwrap();
    let entry = |n: u8| {
        let digest = Digest::sha256(&[n]);
        format!(
            r#"{{"manifests":[{{"mediaType":"{OCI_MANIFEST}","digest":"{digest}","size":2}}]}}"#
        )
    };
    for breaks in [false, true] {
        let link = format!("<http://in.example/v2/o/x/referrers/{subject}?page=2>; rel=next");
        let fake = Fake::new(move |request| match request.url.parameter("page") {
            None => ok(entry(1)).map(|answer| answer.with("Link", &link)),
            Some(_) if breaks => status(500, ""),
            Some(_) => ok(entry(2)),
        });
        let found = block_on(Registry::new(fake).referrers(&repository, &subject, None)).unwrap();
        assert_eq!(found.referrers.len(), if breaks { 1 } else { 2 });
        assert_eq!(found.pages.end == End::Whole, !breaks);
        assert!(found.pages.elsewhere.is_some());
    }
}

#[test]
fn a_referrer_of_something_else_is_told_by_its_own_document() {
    let subject = Digest::sha256(b"subject");
    let stranger = Digest::sha256(b"stranger");
    let repository: Repository = "r.example/o/x".parse().unwrap();
    let about = |subject: Option<&Digest>, kind: &str| {
        let subject = subject.map_or(String::new(), |digest| {
            format!(r#","subject":{{"mediaType":"{OCI_MANIFEST}","digest":"{digest}","size":1}}"#)
        });
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{OCI_MANIFEST}","artifactType":"{kind}","layers":[]{subject}}}"#
        )
    };
    let documents = [
        about(Some(&subject), "sig"),
        about(Some(&stranger), "sig"),
        about(None, "sig"),
        about(Some(&subject), "other"),
        "gone".to_owned(),
    ];
    let entries: Vec<String> = documents
        .iter()
        .map(|body| {
            let digest = Digest::sha256(body.as_bytes());
            format!(r#"{{"mediaType":"{OCI_MANIFEST}","digest":"{digest}","size":2,"artifactType":"sig"}}"#)
        })
        .chain([format!(
            r#"{{"mediaType":"{}","digest":"{}","size":2,"artifactType":"sig"}}"#,
            crate::image::media_type::OCI_LAYER_GZIP,
            Digest::sha256(b"layer")
        )])
        .collect();
    let index = format!(r#"{{"manifests":[{}]}}"#, entries.join(","));
    let fake = Fake::new(move |request| {
        if request.url.path().contains("/referrers/") {
            return ok(index.as_str());
        }
        let asked = |body: &&String| {
            let digest = Digest::sha256(body.as_bytes());
            request.url.path().ends_with(digest.as_str())
        };
        match documents[..4].iter().find(asked) {
            Some(body) => ok(body.as_str()),
            None => status(404, ""),
        }
    });
    let registry = Registry::new(fake.clone());
    let found = block_on(registry.checked_referrers(&repository, &subject, None)).unwrap();
    let checked: Vec<&Checked> = found.referrers.iter().map(|one| &one.checked).collect();
    assert_eq!(checked[0], &Checked::Agrees);
    assert_eq!(checked[1], &Checked::OtherSubject(Some(stranger)));
    assert_eq!(checked[2], &Checked::OtherSubject(None));
    assert_eq!(checked[3], &Checked::OtherType("other".to_owned()));
    assert!(matches!(checked[4], Checked::Unread(_)));
    assert_eq!(checked[5], &Checked::OtherSubject(None));
    // What is declared to be a layer is no manifest, and not asked for as one.
    let layer = Digest::sha256(b"layer");
    assert!(
        fake.sent()
            .iter()
            .all(|line| !line.contains(layer.as_str()))
    );
    // A filter leaves out what is of another type, and says how many.
    let none = block_on(registry.referrers(&repository, &subject, Some("sbom"))).unwrap();
    assert_eq!((none.referrers.len(), none.of_other_type), (0, 6));
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
