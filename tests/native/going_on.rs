//! A person stops the hashing, and has it go on; or looks at something else.

use assay::session::Event;

use crate::drive::{Driven, verdicts};
use crate::images::{self, files_to_tar};

fn count(driven: &Driven, verdict: &str) -> usize {
    let verdicts = verdicts(driven.showing());
    let found = verdicts.iter().find(|(label, _)| label == verdict);
    found.map_or(0, |(_, count)| *count)
}

#[test]
fn what_was_hashed_is_not_hashed_again() {
    let archive = files_to_tar(&images::docker_25());
    let mut driven = Driven::given(&[("image.tar", archive)], usize::MAX);
    // It is opened, and one blob is hashed.
    driven.answer(2);
    assert_eq!(driven.showing().stopped(), 0);
    let before = count(&driven, "verified");
    let done = driven.showing().progress.done;
    driven.handle(Event::Cancelled);
    let progress = driven.showing().progress;
    assert!(progress.finished.is_some() && progress.cancelled);
    assert_eq!(
        driven.showing().stopped(),
        progress.total.whole().unwrap() - done
    );
    assert_eq!(count(&driven, "verified"), before);

    driven.handle(Event::GoneOn);
    let progress = driven.showing().progress;
    assert_eq!((progress.finished, progress.cancelled), (None, false));
    assert_eq!((progress.done, progress.before), (done, done));
    assert_eq!(driven.showing().stopped(), 0);
    let left = driven.answer(usize::MAX);
    assert_eq!(left, 2, "calls for what was left");
    assert_eq!(verdicts(driven.showing()), [("verified".to_owned(), 8)]);
    // There is nothing more to go on with.
    driven.handle(Event::GoneOn);
    assert_eq!(driven.answer(usize::MAX), 0);
}

#[test]
fn hashing_that_was_interrupted_by_something_else_goes_on_by_itself() {
    let archive = files_to_tar(&images::docker_25());
    let mut driven = Driven::given(&[("image.tar", archive)], usize::MAX);
    driven.answer(2);
    let before = count(&driven, "verified");
    driven.look_elsewhere_and_back();
    let progress = driven.showing().progress;
    assert_eq!((progress.finished, progress.cancelled), (None, false));
    assert_eq!(count(&driven, "verified"), before);
    assert_eq!(driven.answer(usize::MAX), 2, "calls for what was left");
    assert_eq!(verdicts(driven.showing()), [("verified".to_owned(), 8)]);
    // What a person has stopped stays so.
    let archive = files_to_tar(&images::docker_25());
    let mut driven = Driven::given(&[("image.tar", archive)], usize::MAX);
    driven.answer(2);
    driven.handle(Event::Cancelled);
    driven.look_elsewhere_and_back();
    assert!(driven.showing().progress.cancelled);
    assert_eq!(driven.answer(usize::MAX), 0);
}
