//! Bytes that are not to be had any more: a worker that ended, a file that is not
//! what it was when it was given.

use assay::bytes::store::Stale;
use assay::failure::{Failure, FailureKind};
use assay::protocol::{Reply, Unread};
use assay::verify::Verdict;
use assay::words::joined::verbatim;

use crate::drive::{Driven, verdicts};
use crate::images::{self, files_to_tar};

/// An archive that is open, and of whose blobs none is hashed.
fn opened() -> Driven {
    let archive = files_to_tar(&images::docker_25());
    let mut driven = Driven::given(&[("image.tar", archive)], usize::MAX);
    driven.answer(1);
    driven
}

/// Why the one object that is not verified is not.
fn reason(driven: &Driven) -> String {
    let rows = driven.showing().opened.rows.iter();
    let mut open = rows.filter(|row| !row.verdict.is_verified());
    let reason = open.find_map(|row| row.verdict.reason());
    reason.expect("one object that is not verified").to_string()
}

#[test]
fn where_the_call_for_one_blob_fails_the_others_go_on_and_it_is_said_why() {
    let mut driven = opened();
    let what = "a worker ended without a word";
    driven.fail(Failure::new(
        FailureKind::Browser,
        verbatim(what),
        verbatim("Close other tabs"),
    ));
    assert!(driven.answer(usize::MAX) >= 2, "the others are hashed");
    let showing = driven.showing();
    assert!(showing.progress.finished.is_some());
    let wrong = |verdict: &Verdict| matches!(verdict, Verdict::WrongDigest { .. });
    assert!(!showing.opened.rows.iter().any(|row| wrong(&row.verdict)));
    let verified = verdicts(showing)
        .into_iter()
        .find(|(label, _)| label == "verified");
    assert!(verified.unwrap().1 >= 5);
    assert_eq!(
        reason(&driven),
        "a worker ended without a word. Close other tabs"
    );
}

#[test]
fn a_file_that_is_not_what_was_given_is_said_to_be_so_and_no_digest_is_wrong() {
    for (stale, said) in [
        (Stale::Changed, "the file has changed since it was dropped"),
        (Stale::Gone, "the file is gone"),
    ] {
        let mut driven = opened();
        driven.reply(|blob| Reply::Unreadable {
            blob,
            why: Unread::Stale(stale),
        });
        driven.answer(usize::MAX);
        let reason = reason(&driven);
        assert!(reason.starts_with(said), "{reason}");
        assert!(reason.contains("Drop it again"), "{reason}");
    }
}

#[test]
fn an_archive_over_which_workers_end_is_a_failure_of_the_whole() {
    let archive = files_to_tar(&images::docker_25());
    let mut driven = Driven::given(&[("image.tar", archive)], usize::MAX);
    driven.fail(Failure::new(
        FailureKind::Browser,
        verbatim("it ended"),
        verbatim("again"),
    ));
    assert_eq!(driven.word(), "failed");
}
