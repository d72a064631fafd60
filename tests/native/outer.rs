//! The compression around a whole archive, and how far it is undone unasked.

use assay::failure::{Action, FailureKind};
use assay::session::{Event, Session};

use crate::drive::Driven;
use crate::images;

/// A million zeros as one gzip member.
fn megabyte() -> Vec<u8> {
    images::gzip(&vec![0; 1_000_000])
}

/// An image that unpacks to some `megabytes` and takes next to nothing: zeros
/// behind its end, as in CVE-2017-14992.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut bytes = images::gzip(&images::docker_save());
    bytes.extend(megabyte().repeat(megabytes));
    bytes
}

fn given(bytes: Vec<u8>) -> Driven {
    let mut driven = Driven::given(&[("image.tar.gz", bytes)], usize::MAX);
    driven.answer(usize::MAX);
    driven
}

#[test]
fn an_archive_that_unpacks_to_much_more_than_it_takes_is_asked_about() {
    let mut driven = given(bomb(66));
    let Session::Halted(halted) = driven.session() else {
        panic!("{:?}", driven.session());
    };
    let failure = &halted.failure;
    assert_eq!(failure.kind, FailureKind::Input);
    assert_eq!(failure.action, Some(Action::OpenAnyway));
    assert!(
        failure.what.to_string().starts_with(
            "image.tar.gz unpacks to more than 100 times its size: 64 MB came out of the first "
        ),
        "{}",
        failure.what
    );
    let next = failure.next.as_ref().unwrap().to_string();
    assert!(next.contains("continue anyway"), "{next}");
    // A person says so, and what the archive holds is shown.
    driven.handle(Event::OpenAnyway);
    driven.answer(usize::MAX);
    let rows = &driven.showing().opened.rows;
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.verdict.is_verified()));
}

#[test]
fn what_is_small_once_unpacked_is_opened_whatever_its_ratio() {
    let driven = given(bomb(60));
    assert_eq!(driven.showing().opened.graph.images.len(), 1);
}

#[test]
fn to_continue_means_nothing_where_nothing_was_halted() {
    let mut driven = Driven::given(&[("image.tar", images::docker_save())], usize::MAX);
    driven.answer(usize::MAX);
    driven.handle(Event::OpenAnyway);
    assert_eq!(driven.answer(usize::MAX), 0);
    assert_eq!(driven.showing().opened.graph.images.len(), 1);
}
