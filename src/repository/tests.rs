//! Tests of a listing: what is begun when, and what the rows are.

use super::facts::{Child, ImageFacts, Layer};
use super::rows::Why;
use super::*;
use crate::image::manifest::DocumentKind;
use crate::words::joined::verbatim;

fn tag(name: &str) -> Tag {
    name.parse().unwrap()
}

fn tags(names: &[&str]) -> Vec<Tag> {
    names.iter().map(|name| tag(name)).collect()
}

fn listing(names: &[&str]) -> Listing {
    Listing::new(Tags {
        tags: tags(names),
        malformed: 0,
        pages: Pages::default(),
    })
}

fn facts(document: &str, created: &str, size: u64) -> Facts {
    Facts {
        digest: Digest::sha256(document.as_bytes()),
        kind: DocumentKind::Manifest,
        artifact: Some(crate::image::artifact::ArtifactKind::Image),
        children: Vec::new(),
        subject: None,
        image: Some(ImageFacts {
            created: Some(created.to_owned()),
            labels: vec![("team".to_owned(), document.to_owned())],
            layers: vec![Layer {
                digest: document.to_owned(),
                size: Some(size),
            }],
            ..ImageFacts::default()
        }),
    }
}

fn names(tags: &[Tag]) -> Vec<&str> {
    tags.iter().map(Tag::as_str).collect()
}

/// `a b` for a row of two tags, with `?` where it is not known yet.
#[track_caller]
fn check(listing: &Listing, query: &Query, expected: &[&str]) {
    let rows: Vec<String> = listing
        .rows(query)
        .iter()
        .map(|row| {
            let mark = if row.facts.is_none() { "?" } else { "" };
            names(&row.tags).join(" ") + mark
        })
        .collect();
    assert_eq!(rows, expected, "{query:?}");
}

#[test]
fn six_are_looked_at_at_a_time_and_what_left_the_view_is_not() {
    let all = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let mut listing = listing(&all);
    let begun = listing.enter(&tags(&all[..8]));
    assert_eq!(names(&begun), &all[..6]);
    // Seen again: nothing is asked for twice.
    assert_eq!(names(&listing.enter(&tags(&all[..8]))), [""; 0]);
    listing.leave(&tags(&["g"]));
    let next = listing.answered(&tag("b"), Ok(facts("x", "", 1)));
    assert_eq!(names(&next), ["h"]);
    let next = listing.answered(&tag("a"), Err(verbatim("no")));
    assert_eq!(names(&next), [""; 0]);
    assert_eq!(
        listing.count(),
        Count {
            all: 10,
            known: 1,
            failed: 1,
            asking: 5
        }
    );
    // What is known is not asked for again, what failed on demand.
    assert_eq!(names(&listing.enter(&tags(&["a", "b"]))), [""; 0]);
    assert_eq!(names(&listing.retry()), ["a"]);
}

#[test]
fn all_can_be_wanted_and_what_is_in_view_comes_first() {
    let all = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let mut listing = listing(&all);
    assert_eq!(names(&listing.want_all()), &all[..6]);
    assert_eq!(names(&listing.enter(&tags(&["i"]))), [""; 0]);
    let mut order = Vec::new();
    let mut running = tags(&all[..6]);
    while let Some(first) = running.first().cloned() {
        running.remove(0);
        let next = listing.answered(&first, Ok(facts("x", "", 1)));
        assert!(next.len() <= 1);
        order.extend(next.iter().map(ToString::to_string));
        running.extend(next);
    }
    assert_eq!(order, ["i", "g", "h"]);
    assert_eq!(listing.count().known, 9);
}

#[test]
fn a_stop_ends_all_until_it_is_taken_back() {
    let all = ["a", "b", "c", "d", "e", "f", "g"];
    let mut listing = listing(&all);
    let _ = listing.enter(&tags(&all));
    listing.cancel();
    assert!(listing.is_stopped());
    assert_eq!(listing.count().asking, 0);
    assert_eq!(names(&listing.enter(&tags(&["g"]))), [""; 0]);
    // An answer that was under way is welcome.
    assert_eq!(
        names(&listing.answered(&tag("a"), Ok(facts("x", "", 1)))),
        [""; 0]
    );
    assert_eq!(names(&listing.resume(&tags(&["a", "b"]))), ["g", "b"]);
    assert_eq!(listing.count().known, 1);
}

#[test]
fn a_rate_limit_halts_all_and_is_said() {
    let mut listing = listing(&["a", "b"]);
    let _ = listing.enter(&tags(&["a", "b"]));
    listing.halt(verbatim("Wait."));
    assert!(listing.is_stopped());
    assert_eq!(listing.trouble(), Some(&verbatim("Wait.")));
    assert_eq!(
        listing.count(),
        Count {
            all: 2,
            ..Count::default()
        }
    );
    assert_eq!(names(&listing.resume(&tags(&["b"]))), ["b"]);
    assert_eq!(listing.trouble(), None);
}

#[test]
fn who_comes_back_finds_what_was_known_and_looks_on() {
    let mut listing = listing(&["a", "b"]);
    let _ = listing.enter(&tags(&["a", "b"]));
    let _ = listing.answered(&tag("a"), Ok(facts("x", "", 1)));
    listing.interrupted();
    assert!(!listing.is_stopped());
    assert_eq!(names(&listing.enter(&tags(&["a", "b"]))), ["b"]);
    assert_eq!(listing.count().known, 1);
}

fn known() -> Listing {
    let mut listing = listing(&["1.10", "1.9", "latest", "old", "open", "broken"]);
    let new = facts("new", "2024-03-01T00:00:00Z", 10);
    for name in ["1.10", "latest"] {
        let _ = listing.answered(&tag(name), Ok(new.clone()));
    }
    let _ = listing.answered(&tag("1.9"), Ok(facts("nine", "2023-01-01T00:00:00Z", 30)));
    let _ = listing.answered(&tag("old"), Ok(facts("old", "1970-01-01T00:00:00Z", 20)));
    let _ = listing.answered(&tag("broken"), Err(verbatim("no")));
    listing.fold();
    listing
}

#[test]
fn rows_stay_where_they_are_while_answers_come() {
    let mut listing = listing(&["a", "b", "c"]);
    let _ = listing.answered(&tag("a"), Ok(facts("x", "", 1)));
    let _ = listing.answered(&tag("c"), Ok(facts("x", "", 1)));
    let query = Query::default();
    check(&listing, &query, &["a", "b?", "c"]);
    assert!(listing.folds());
    listing.fold();
    check(&listing, &query, &["a c", "b?"]);
    assert!(!listing.folds());
    let _ = listing.answered(&tag("b"), Ok(facts("x", "", 1)));
    check(&listing, &query, &["a c", "b"]);
    assert!(listing.folds());
    listing.interrupted();
    check(&listing, &query, &["a b c"]);
}

#[test]
fn who_asks_for_all_gets_one_row_for_an_image_once_all_is_there() {
    let mut listing = listing(&["a", "b"]);
    assert_eq!(listing.want_all().len(), 2);
    let _ = listing.answered(&tag("a"), Ok(facts("x", "", 1)));
    let _ = listing.answered(&tag("b"), Ok(facts("x", "", 1)));
    check(&listing, &Query::default(), &["a b"]);
}

#[test]
fn tags_of_the_same_image_are_one_row() {
    let listing = known();
    let all = ["1.9", "1.10 latest", "broken?", "old", "open?"];
    check(&listing, &Query::default(), &all);
    let rows = listing.rows(&Query::default());
    assert_eq!(rows[2].state, State::Failed(verbatim("no")));
    let backwards = Query {
        descending: true,
        ..Query::default()
    };
    check(
        &listing,
        &backwards,
        &["open?", "old", "broken?", "1.10 latest", "1.9"],
    );
}

#[test]
fn what_has_no_date_or_size_is_last_in_both_directions() {
    let listing = known();
    for (sort, descending, expected) in [
        (
            Sort::Date,
            false,
            ["1.9", "1.10 latest", "broken?", "old", "open?"],
        ),
        (
            Sort::Date,
            true,
            ["1.10 latest", "1.9", "broken?", "old", "open?"],
        ),
        (
            Sort::Size,
            false,
            ["1.10 latest", "old", "1.9", "broken?", "open?"],
        ),
        (
            Sort::Size,
            true,
            ["1.9", "old", "1.10 latest", "broken?", "open?"],
        ),
    ] {
        let query = Query {
            sort,
            descending,
            ..Query::default()
        };
        check(&listing, &query, &expected);
    }
}

#[test]
fn filters_keep_what_is_not_known_yet() {
    let listing = known();
    let query = |change: &dyn Fn(&mut Query)| {
        let mut query = Query::default();
        change(&mut query);
        query
    };
    let name = |text: &str| query(&|query| query.name = text.to_owned());
    check(&listing, &name(" LATE "), &["1.10 latest"]);
    check(&listing, &name("none"), &[]);
    let label = |text: &str| query(&|query| query.label = text.to_owned());
    check(
        &listing,
        &label("team"),
        &["1.9", "1.10 latest", "old", "open?"],
    );
    check(&listing, &label("Team=NI"), &["1.9", "open?"]);
    check(&listing, &label("tea"), &["open?"]);
    let since = query(&|query| query.since = order::day("2024-03-01"));
    check(&listing, &since, &["1.10 latest", "open?"]);
    let before = query(&|query| query.before = order::day("2024-03-01"));
    check(&listing, &before, &["1.9", "open?"]);
    assert!(before.asks_for_facts() && !name("x").asks_for_facts());
}

#[test]
fn digests_without_a_tag_say_how_they_were_seen() {
    let child = |name: &str, about: Option<&str>| Child {
        digest: Digest::sha256(name.as_bytes()),
        media_type: None,
        artifact_type: None,
        platform: None,
        about: about.map(|about| Digest::sha256(about.as_bytes())),
    };
    let index = |name: &str, children: Vec<Child>| Facts {
        kind: DocumentKind::Index,
        artifact: Some(crate::image::artifact::ArtifactKind::Image),
        children,
        image: None,
        ..facts(name, "", 0)
    };
    let subject = Digest::sha256(b"tagged");
    let schema = format!("sha256-{}", subject.encoded());
    let mut listing = listing(&["one", "two", "tagged", &schema]);
    let children = vec![
        child("amd", None),
        child("att", Some("amd")),
        child("tagged", None),
    ];
    for name in ["one", "two"] {
        let _ = listing.answered(&tag(name), Ok(index("index", children.clone())));
    }
    let _ = listing.answered(&tag("tagged"), Ok(facts("tagged", "", 1)));
    let referrers = index("referrers", vec![child("signature", None)]);
    let _ = listing.answered(&tag(&schema), Ok(referrers));
    let mut found: Vec<(Digest, Why)> = listing
        .untagged()
        .into_iter()
        .map(|untagged| (untagged.digest, untagged.why))
        .collect();
    let mut expected = vec![
        (
            Digest::sha256(b"amd"),
            Why::Child {
                of: tags(&["one", "two"]),
            },
        ),
        (
            Digest::sha256(b"att"),
            Why::Referrer {
                of: Digest::sha256(b"amd"),
            },
        ),
        (
            Digest::sha256(b"signature"),
            Why::Referrer {
                of: subject.clone(),
            },
        ),
    ];
    found.sort_by(|one, other| one.0.cmp(&other.0));
    expected.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(found, expected);
    let rows = listing.rows(&Query::default());
    let about = rows.iter().find_map(|row| row.about.clone());
    assert_eq!(about, Some((subject, Relation::Referrers)));
}
