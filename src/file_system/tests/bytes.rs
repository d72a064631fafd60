//! What is shipped and not visible, held against what dive says of the same.

use super::*;
use crate::image::digest::Computed;

/// Stored and reclaimable bytes, and the causes.
#[track_caller]
fn check(layers: &[&[Vec<u8>]], stored: u64, causes: &[(CauseKind, u64)]) -> FileSystem {
    let files = merge(layers);
    let reclaimable = causes.iter().map(|(_, bytes)| bytes).sum();
    let sizes = files.sizes();
    assert_eq!(sizes.causes, causes);
    assert_eq!(
        (sizes.stored, sizes.reclaimable()),
        (Some(stored), Some(reclaimable))
    );
    let hidden: u64 = files.hidden().iter().map(|hidden| hidden.bytes).sum();
    assert_eq!(hidden, reclaimable);
    let by_layer = sizes.layers.iter().map(|layer| layer.reclaimable);
    assert_eq!(by_layer.sum::<Option<u64>>(), Some(reclaimable));
    let by_path: u64 = sizes.paths.iter().map(|path| path.bytes).sum();
    assert_eq!(by_path, reclaimable);
    files
}

#[test]
fn of_a_file_in_two_layers_one_is_reclaimable() {
    let a = || sized("a", 1000);
    let files = check(&[&[a()], &[a()]], 2000, &[(CauseKind::Replaced, 1000)]);
    assert_eq!(files.sizes().score(), Some(0.5));
    let hidden = files.hidden();
    let entry = EntryAt {
        layer: 0,
        number: 0,
    };
    let cause = Cause::Replaced { by: 1 };
    assert_eq!((hidden[0].entry, hidden[0].cause), (entry, cause));
    assert_eq!(files.path(hidden[0].place), "/a");
}

#[test]
fn of_a_file_that_is_deleted_all_is() {
    let deleted = [(CauseKind::Deleted(How::File), 1000)];
    let files = check(&[&[sized("a", 1000)], &[sized(".wh.a", 0)]], 1000, &deleted);
    assert_eq!(files.sizes().score(), Some(0.0));
}

#[test]
fn of_a_directory_that_is_deleted_all_is() {
    let base = [sized("d/a", 1000), sized("d/e/b", 200), sized("c", 1)];
    let deleted = [(CauseKind::Deleted(How::Directory), 1200)];
    let files = check(&[&base, &[sized(".wh.d", 0)]], 1201, &deleted);
    let paths = files.sizes().paths;
    let paths = paths.iter().map(|at| (files.path(at.place), at.bytes));
    let expected = [("/d/a".to_owned(), 1000), ("/d/e/b".to_owned(), 200)];
    assert_eq!(paths.collect::<Vec<_>>(), expected);
}

#[test]
fn of_an_opaque_directory_all_from_below_is() {
    let top = [sized("d/.wh..wh..opq", 0), sized("d/n", 5)];
    let deleted = [(CauseKind::Deleted(How::Opaque), 1000)];
    check(&[&[sized("d/a", 1000)], &top], 1005, &deleted);
}

#[test]
fn a_whiteout_of_nothing_costs_nothing_and_ends_nothing() {
    let top = [sized(".wh.x", 0), sized(".wh.a", 0)];
    let deleted = [(CauseKind::Deleted(How::File), 10)];
    check(&[&[sized("a", 10)], &top], 10, &deleted);
}

#[test]
fn a_copy_that_changes_metadata_only_costs_one_and_has_its_own_name() {
    let layers = [&[sized("a", 10)][..], &[sized("a", 10)]];
    let mut files = check(&layers, 20, &[(CauseKind::Replaced, 10)]);
    files.compare_contents(&|_, _| Some(Computed::sha256(b"same")));
    assert_eq!(files.sizes().causes, [(CauseKind::Copied, 10)]);
    assert_eq!(files.hidden()[0].cause, Cause::Copied { by: 1 });
}

#[test]
fn what_changes_its_type_hides_what_was_there() {
    let base = [sized("d/a", 10), sized("d/e/b", 20), sized("f", 5)];
    let top = [sized("d", 1), sized("f/n", 2)];
    let causes = [
        (CauseKind::Replaced, 5),
        (CauseKind::Deleted(How::ReplacedByOther), 30),
    ];
    check(&[&base, &top], 38, &causes);
}

#[test]
fn a_file_with_several_names_counts_once_while_one_is_left() {
    let base = [sized("a", 10), hard_link("b", "a"), hard_link("c", "a")];
    let files = check(&[&base, &[sized(".wh.a", 0), sized("b", 3)]], 13, &[]);
    assert_eq!(files.hidden(), []);
    let deleted = [(CauseKind::Deleted(How::File), 10)];
    let all = ["a", "b", "c"].map(|name| sized(&format!(".wh.{name}"), 0));
    check(&[&base, &all], 10, &deleted);
}

#[test]
fn what_its_own_layer_has_once_more_is_a_duplicate() {
    let duplicate = [(CauseKind::Duplicate, 10)];
    let files = check(&[&[sized("a", 10), sized("./a", 20)]], 30, &duplicate);
    assert_eq!(files.hidden()[0].cause, Cause::Duplicate);
    let entries = [sized("d/a", 10), sized("d", 20)];
    check(&[&entries], 30, &duplicate);
    // A whiteout beside it is for what lies below only.
    let top = [sized(".wh.-", 0), sized("-", 7)];
    let replaced = [(CauseKind::Replaced, 5)];
    check(&[&[sized("-", 5)], &top], 12, &replaced);
}

#[test]
fn what_is_nowhere_is_reclaimable_too() {
    let files = merge(&[&[symlink("a", "a"), sized("a/x", 10)]]);
    let sizes = files.sizes();
    assert_eq!(sizes.causes, [(CauseKind::Nowhere, 10)]);
    assert_eq!((sizes.stored, sizes.visible), (Some(10), Some(0)));
}

#[test]
fn files_and_links_without_bytes_are_hidden_too() {
    let base = [sized("a", 0), symlink("b", "a"), dir("d")];
    let top = ["a", "b", "d"].map(|name| sized(&format!(".wh.{name}"), 0));
    let files = merge(&[&base, &top]);
    let hidden = files.hidden();
    let kinds: Vec<_> = hidden.iter().map(|hidden| hidden.kind.letter()).collect();
    assert_eq!(kinds, ['-', 'l']);
    assert_eq!(files.sizes().score(), Some(1.0));
}

#[test]
fn a_link_that_leads_elsewhere_is_no_copy() {
    let top = |target| merge(&[&[symlink("a", "b")], &[symlink("a", target)]]);
    let cause = |files: FileSystem| files.hidden().first().map(|hidden| hidden.cause);
    assert_eq!(cause(top("c")), Some(Cause::Replaced { by: 1 }));
    assert_eq!(cause(top("b")), Some(Cause::Copied { by: 1 }));
}

#[test]
fn with_a_layer_that_was_not_read_no_sum_is_made_up() {
    let layers = vec![listing(&[sized("a", 10)]), None, listing(&[sized("a", 20)])];
    let files = FileSystem::merge(layers);
    let sizes = files.sizes();
    assert_eq!((sizes.stored, sizes.visible), (None, None));
    assert_eq!((sizes.reclaimable(), sizes.score()), (None, None));
    let layer = |stored, reclaimable| LayerSizes {
        stored,
        reclaimable,
    };
    let expected = [
        layer(Some(10), None),
        layer(None, None),
        layer(Some(20), Some(0)),
    ];
    assert_eq!(sizes.layers, expected);
    // What is known to be hidden is.
    assert_eq!(sizes.causes, [(CauseKind::Replaced, 10)]);
}
