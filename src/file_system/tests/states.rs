//! What a layer does, held against what lies below.

use super::*;
use crate::image::digest::Computed;

/// A header with other numbers.
pub(super) fn with(entry: Vec<u8>, change: impl Fn(&mut tar::Header)) -> Vec<u8> {
    let (block, data) = entry.split_at(512);
    let mut header = tar::Header::from_byte_slice(block).clone();
    change(&mut header);
    header.set_cksum();
    [header.as_bytes(), data].concat()
}

fn one(below: Vec<u8>, above: Vec<u8>) -> State {
    state(&merge(&[&[below], &[above]]), "a", 1)
}

#[test]
fn differences_in_metadata_are_told_apart() {
    let a = || file("a", b"");
    let labelled = |value| [pax(b'x', &[("SCHILY.xattr.user.x", value)]), a()].concat();
    let cases: [(Vec<u8>, Vec<u8>, State); 12] = [
        (a(), labelled("1"), State::Metadata(Changes::XATTRS)),
        (labelled("1"), labelled("1"), State::Unchanged),
        (a(), a(), State::Unchanged),
        (
            a(),
            with(a(), |header| header.set_mode(0o4755)),
            State::Metadata(Changes::MODE),
        ),
        (
            a(),
            with(a(), |header| header.set_gid(9)),
            State::Metadata(Changes::OWNER),
        ),
        (
            a(),
            with(a(), |header| {
                header.set_uid(9);
                header.set_mtime(9);
            }),
            State::Metadata(Changes::OWNER | Changes::MTIME),
        ),
        (
            a(),
            with(a(), |header| header.set_mtime(9)),
            State::Metadata(Changes::MTIME),
        ),
        (
            symlink("a", "b"),
            symlink("a", "c"),
            State::Metadata(Changes::LINK),
        ),
        (symlink("a", "b"), a(), State::Content),
        (dir("a"), dir("a/"), State::Unchanged),
        (sized("a", 1), sized("a", 2), State::Content),
        (sized("a", 2), sized("a", 2), State::Rewritten),
    ];
    for (below, above, expected) in cases {
        assert_eq!(one(below, above), expected);
    }
    let files = merge(&[&[a()], &[sized(".wh.a", 0)], &[a()]]);
    assert_eq!(state(&files, "a", 2), State::Added);
}

#[test]
fn known_digests_decide_what_was_written_again() {
    let other = with(sized("a", 2), |header| header.set_mode(0o600));
    let layers = [
        &[sized("x", 1), sized("a", 2)][..],
        &[other],
        &[hard_link("b", "a")],
    ];
    let mut files = merge(&layers);
    files.compare_contents(&|_, _| None);
    assert_eq!(state(&files, "a", 1), State::Rewritten);
    let digest = |content: &'static [u8]| Some(Computed::sha256(content));
    files.compare_contents(&|layer, entry| match (layer, entry) {
        (0, 1) | (1, 0) => digest(b"same"),
        other => panic!("{other:?}"),
    });
    assert_eq!(state(&files, "a", 1), State::Metadata(Changes::MODE));
    let mut files = merge(&layers);
    files.compare_contents(&|layer, _| digest(if layer == 0 { b"one" } else { b"two" }));
    assert_eq!(state(&files, "a", 1), State::Content);
}

#[test]
fn the_same_file_by_a_hard_link_is_unchanged() {
    let base = [sized("a", 2), sized("b", 2)];
    let files = merge(&[&base, &[hard_link("a", "b")], &[hard_link("a", "b")]]);
    assert_eq!(state(&files, "a", 1), State::Rewritten);
    assert_eq!(state(&files, "a", 2), State::Unchanged);
}

#[test]
fn what_depends_on_a_layer_that_was_not_read_is_unknown() {
    let base = listing(&[sized("a", 1), sized("b", 1)]);
    let top = listing(&[sized("a", 2), sized("n", 1)]);
    let last = listing(&[sized("n", 1), sized("m", 1)]);
    let files = FileSystem::merge(vec![base, None, top, last]);
    assert_eq!(files.reading(1), Some(Reading::Unread));
    assert_eq!(files.reading(2), Some(Reading::Whole));
    assert_eq!(state(&files, "a", 0), State::Added);
    assert_eq!(state(&files, "a", 2), State::Unknown);
    assert_eq!(state(&files, "n", 2), State::Unknown);
    assert_eq!(state(&files, "n", 3), State::Rewritten);
    assert_eq!(state(&files, "m", 3), State::Unknown);
    let unread = |layer| {
        let rows = rows(&files, View::After(layer));
        let unread = rows.iter().map(|row| (row.path.clone(), row.unread));
        unread.collect::<Vec<_>>()
    };
    let named = |names: &[(&str, Option<u32>)]| {
        let names = names
            .iter()
            .map(|(path, unread)| ((*path).to_owned(), *unread));
        names.collect::<Vec<_>>()
    };
    assert_eq!(unread(0), named(&[("/a", None), ("/b", None)]));
    assert_eq!(unread(1), named(&[("/a", Some(1)), ("/b", Some(1))]));
    assert_eq!(
        unread(2),
        named(&[("/a", None), ("/b", Some(1)), ("/n", None)])
    );
}
