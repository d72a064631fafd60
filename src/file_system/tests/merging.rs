//! What layers leave of each other.

use super::*;

#[test]
fn a_layer_adds_to_what_lies_below_and_takes_its_place() {
    let base = [dir("etc/"), sized("etc/a", 1), sized("etc/b", 2)];
    let top = [sized("etc/b", 3), sized("etc/c", 4)];
    let files = check(
        &[&base, &top],
        &["d /etc", "- /etc/a 1", "- /etc/b 3", "- /etc/c 4"],
    );
    assert_eq!(after(&files, 0), ["d /etc", "- /etc/a 1", "- /etc/b 2"]);
    assert_eq!(oddities(&files), []);
}

#[test]
fn every_spelling_of_a_path_is_the_same_place() {
    let spelled = [
        "./a/b", "/a/b", "a/b/", "a//b", "a/./b", "a/x/../b", "../a/b", "a/b/.",
    ];
    for path in spelled {
        check(
            &[&[sized("a/b", 1)], &[sized(path, 2)]],
            &["d /a", "- /a/b 2"],
        );
        assert_eq!(
            merge(&[&[sized("a/b", 1)]]).find(path),
            merge(&[&[sized("a/b", 1)]]).find("/a/b")
        );
    }
    // Not the same as what begins or ends with dots.
    check(&[&[sized("a..b/..c", 1)]], &["d /a..b", "- /a..b/..c 1"]);
}

#[test]
fn paths_that_climb_above_the_root_stay_in_it() {
    let entries = [sized("../../x", 1), sized("a/../../y", 2)];
    check(&[&entries], &["- /x 1", "- /y 2"]);
}

#[test]
fn the_root_may_have_an_entry_of_its_own() {
    let files = check(&[&[dir("./"), sized("a", 1)], &[dir("/")]], &["- /a 1"]);
    assert_eq!(files.history("/").len(), 2);
    assert_eq!(state(&files, "/", 1), State::Unchanged);
    let odd = merge(&[&[symlink("./", "x"), sized("a", 1)]]);
    let kinds = [(OddityKind::RootNoDirectory, 0, "/".to_owned())];
    assert_eq!(oddities(&odd), kinds);
}

#[test]
fn the_last_of_two_entries_of_one_layer_counts() {
    let files = check(&[&[sized("a", 1), sized("./a", 2)]], &["- /a 2"]);
    let history = files.history("a");
    let [superseded, written] = history.as_slice() else {
        panic!("{history:?}");
    };
    assert!(matches!(&superseded.done, Done::Superseded { facts, .. } if facts.size == 1));
    assert!(matches!(&written.done, Done::Written { facts, .. } if facts.size == 2));
    // Also with all that is in it.
    let entries = [dir("d/"), sized("d/x", 1), sized("d", 2)];
    let files = check(&[&entries], &["- /d 2"]);
    assert_eq!(files.history("d/x").len(), 1);
    check(&[&[sized("d", 2), sized("d/x", 1)]], &["d /d", "- /d/x 1"]);
}

#[test]
fn directories_without_an_entry_are_made() {
    let files = check(&[&[sized("a/b/c", 1)]], &["d /a", "d /a/b", "- /a/b/c 1"]);
    let rows = rows(&files, View::After(0));
    assert_eq!(rows[0].facts, None);
    assert!(matches!(
        files.history("a")[..],
        [Version {
            layer: 0,
            done: Done::Implied {
                state: State::Added
            }
        }]
    ));
}

#[test]
fn a_whiteout_deletes_what_layers_below_have() {
    let base = [sized("a", 1), sized("d/x", 1), sized("d/y/z", 1)];
    let files = check(
        &[&base, &[sized(".wh.a", 0), sized("d/y/.wh.z", 0)]],
        &["d /d", "- /d/x 1", "d /d/y"],
    );
    let how = How::File;
    assert_eq!(state(&files, "a", 1), State::Deleted { by: 1, how });
    let files = check(&[&base, &[sized(".wh.d", 0)]], &["- /a 1"]);
    let how = How::Directory;
    for path in ["d", "d/x", "d/y", "d/y/z"] {
        assert_eq!(state(&files, path, 1), State::Deleted { by: 1, how });
    }
    check(
        &[&base, &[sized(".wh.d", 0)], &[sized("d/n", 2)]],
        &["- /a 1", "d /d", "- /d/n 2"],
    );
}

#[test]
fn a_whiteout_leaves_what_its_own_layer_has_in_any_order() {
    let base = [sized("a", 1), dir("d/"), sized("d/x", 1), sized("d/y/z", 1)];
    let top = [
        sized(".wh.a", 0),
        sized("a", 2),
        sized(".wh.d", 0),
        sized("d/y/n", 3),
    ];
    let expected = ["- /a 2", "d /d", "d /d/y", "- /d/y/n 3"];
    for turned in 0..top.len() {
        let mut top = top.clone();
        top.rotate_left(turned);
        let files = check(&[&base, &top], &expected);
        top.reverse();
        let reversed = check(&[&base, &top], &expected);
        for files in [files, reversed] {
            assert_eq!(state(&files, "a", 1), State::Content);
            // It is made again, by tools.
            assert!(matches!(state(&files, "d", 1), State::Metadata(_)));
            let how = How::Directory;
            assert_eq!(state(&files, "d/x", 1), State::Deleted { by: 1, how });
            assert_eq!(oddities(&files), []);
        }
    }
}

#[test]
fn an_opaque_directory_hides_all_that_layers_below_have_in_it() {
    let base = [dir("d/"), sized("d/x", 1), sized("d/y/z", 1), sized("e", 1)];
    let top = [
        dir("d/"),
        sized("d/.wh..wh..opq", 0),
        sized("d/n", 2),
        sized("d/x", 3),
    ];
    for turned in 0..top.len() {
        let mut top = top.clone();
        top.rotate_left(turned);
        let files = check(&[&base, &top], &["d /d", "- /d/n 2", "- /d/x 3", "- /e 1"]);
        let how = How::Opaque;
        assert_eq!(state(&files, "d/y/z", 1), State::Deleted { by: 1, how });
        assert_eq!(state(&files, "d", 1), State::Unchanged);
        assert_eq!(state(&files, "d/x", 1), State::Content);
    }
    // Of the root, and of nothing.
    let opaque = [sized(".wh..wh..opq", 0)];
    let files = check(&[&base, &opaque, &opaque], &[]);
    assert_eq!(oddities(&files), []);
}

#[test]
fn whiteouts_that_delete_nothing_are_odd_and_change_nothing() {
    let base = [sized("a", 1), sized("b", 1), sized(".wh.b", 0)];
    let top = [
        sized(".wh.", 0),
        sized(".wh.x", 0),
        sized(".wh..wh.aufs", 0),
    ];
    let files = check(&[&base, &top], &["- /a 1", "- /b 1"]);
    use OddityKind::{EmptyWhiteout, ReservedName, WhiteoutOfNothing};
    let expected = [
        (WhiteoutOfNothing, 0, "/b".to_owned()),
        (EmptyWhiteout, 1, "/".to_owned()),
        (WhiteoutOfNothing, 1, "/x".to_owned()),
        (ReservedName, 1, "/".to_owned()),
    ];
    assert_eq!(oddities(&files), expected);
    // Nor do they make the directories that they are in, in any order.
    let inside = [
        sized("d/.wh.x", 0),
        sized(".wh.d", 0),
        sized("n/.wh..wh..opq", 0),
    ];
    for top in [inside.clone(), {
        let mut top = inside;
        top.reverse();
        top
    }] {
        check(&[&[sized("d/x", 1), sized("f", 1)], &top], &["- /f 1"]);
    }
    let files = check(&[&[sized("f", 1)], &[sized("f/.wh.x", 0)]], &["- /f 1"]);
    assert_eq!(
        oddities(&files),
        [(WhiteoutOfNothing, 1, "/f/x".to_owned())]
    );
    // A second one finds nothing.
    let twice = [sized("a/.wh.b", 0), sized("a/.wh.b", 0)];
    let files = check(&[&[sized("a/b", 1)], &twice], &["d /a"]);
    assert_eq!(files.oddity_count(), 1);
}

#[test]
fn a_file_takes_the_place_of_a_directory_and_a_directory_that_of_a_file() {
    let base = [dir("d/"), sized("d/x/y", 1), sized("f", 1)];
    let top = [sized("d", 2), dir("f/"), sized("f/n", 3)];
    let files = check(&[&base, &top], &["- /d 2", "d /f", "- /f/n 3"]);
    let how = How::ReplacedByOther;
    assert_eq!(state(&files, "d/x/y", 1), State::Deleted { by: 1, how });
    assert_eq!(state(&files, "d", 1), State::Content);
    assert_eq!(state(&files, "f", 1), State::Content);
    // What was in it does not come back.
    check(
        &[&base, &top, &[sized("d/n", 4)]],
        &["d /d", "- /d/n 4", "d /f", "- /f/n 3"],
    );
}

#[test]
fn a_directory_over_a_directory_keeps_what_is_in_it() {
    check(
        &[&[dir("d/"), sized("d/x", 1)], &[dir("d/")]],
        &["d /d", "- /d/x 1"],
    );
}

#[test]
fn an_entry_below_a_link_to_a_directory_lands_where_that_leads() {
    let base = [
        dir("usr/lib/"),
        sized("usr/lib/a", 1),
        symlink("lib", "usr/lib"),
        symlink("usr/up", "../lib"),
        symlink("abs", "/../usr/./lib/"),
    ];
    let top = [
        sized("lib/b", 2),
        sized("usr/up/c", 3),
        sized("abs/d", 4),
        sized("lib/.wh.a", 0),
    ];
    let files = check(
        &[&base, &top],
        &[
            "l /abs",
            "l /lib",
            "d /usr",
            "d /usr/lib",
            "- /usr/lib/b 2",
            "- /usr/lib/c 3",
            "- /usr/lib/d 4",
            "l /usr/up",
        ],
    );
    assert_eq!(
        files.leads("/lib/b", 1),
        Leads::To(files.find("usr/lib/b").unwrap())
    );
    assert_eq!(
        files.leads("lib/a", 0),
        Leads::To(files.find("usr/lib/a").unwrap())
    );
    assert_eq!(files.leads("lib/a", 1), Leads::Nowhere);
    // The link itself goes where its own path is written.
    check(
        &[&base[..4], &[sized("lib", 9)]],
        &[
            "- /lib 9",
            "d /usr",
            "d /usr/lib",
            "- /usr/lib/a 1",
            "l /usr/up",
        ],
    );
    // A directory over it ends it, for what comes later.
    check(
        &[&base[1..3], &[dir("lib/"), sized("lib/n", 2)]],
        &[
            "d /lib",
            "- /lib/n 2",
            "d /usr",
            "d /usr/lib",
            "- /usr/lib/a 1",
        ],
    );
    // As does one of the same layer, between two entries.
    check(
        &[
            &[sized("x/a", 1)],
            &[sized("y/b", 1), symlink("y/l", "../x"), sized("y/l/c", 2)],
        ],
        &["d /x", "- /x/a 1", "- /x/c 2", "d /y", "- /y/b 1", "l /y/l"],
    );
}

#[test]
fn a_link_to_a_directory_that_is_not_there_has_it_made() {
    check(
        &[&[symlink("a", "b/c")], &[sized("a/x", 1)]],
        &["l /a", "d /b", "d /b/c", "- /b/c/x 1"],
    );
}

#[test]
fn nothing_is_made_where_a_link_only_passes() {
    let base = [symlink("a", "m/n/../../b"), symlink("c", "m/../../d/x")];
    let files = check(
        &[&base, &[sized("a/x", 1), sized("c/y", 2)]],
        &[
            "l /a",
            "d /b",
            "- /b/x 1",
            "l /c",
            "d /d",
            "d /d/x",
            "- /d/x/y 2",
        ],
    );
    assert_eq!(files.leads("a/x", 1), Leads::Nowhere);
}

#[test]
fn an_entry_below_a_file_makes_a_directory_of_it() {
    let files = check(
        &[&[sized("a", 1)], &[sized("a/b", 2)]],
        &["d /a", "- /a/b 2"],
    );
    let expected = [(OddityKind::BelowFile, 1, "/a".to_owned())];
    assert_eq!(oddities(&files), expected);
    assert_eq!(state(&files, "a", 1), State::Content);
}

#[test]
fn a_hard_link_is_what_its_target_is() {
    let base = [sized("a", 5), hard_link("b", "./a"), hard_link("c", "/b")];
    let files = check(&[&base], &["- /a 5", "- /b 5", "- /c 5"]);
    let history = files.history("c");
    let expected = EntryAt {
        layer: 0,
        number: 0,
    };
    assert!(
        matches!(&history[0].done, Done::Written { same_as, .. } if *same_as == Some(expected))
    );
    // It stays what it is when the other name goes, or becomes something else.
    let top = [sized(".wh.a", 0), sized("b", 7)];
    let files = check(&[&base, &top], &["- /b 7", "- /c 5"]);
    // To a layer below, through a link, and to a link.
    let over = [
        symlink("s", "d"),
        sized("d/x", 3),
        hard_link("h", "s/x"),
        hard_link("t", "s"),
        hard_link("c2", "c"),
    ];
    check(
        &[&base, &top, &over],
        &[
            "- /b 7", "- /c 5", "- /c2 5", "d /d", "- /d/x 3", "- /h 3", "l /s", "l /t",
        ],
    );
    assert_eq!(files.oddity_count(), 0);
}

#[test]
fn a_hard_link_may_come_before_its_target_and_must_have_one() {
    let files = check(
        &[&[hard_link("b", "a"), sized("a", 5)]],
        &["- /a 5", "- /b 5"],
    );
    assert_eq!(files.oddity_count(), 0);
    let broken = [
        hard_link("a", "x"),
        hard_link("b", "b"),
        hard_link("c", "d"),
        dir("d"),
    ];
    let files = check(&[&broken], &["h /a", "h /b", "h /c", "d /d"]);
    let expected = ["/a", "/b", "/c"].map(|path| (OddityKind::BrokenHardLink, 0, path.to_owned()));
    assert_eq!(oddities(&files), expected);
}
