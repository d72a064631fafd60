//! Digests of what is visible, and of what was written again.

use super::*;
use crate::bytes::tar::tests::{link, pax};
use crate::file_system::{Changes, Done, EntryAt, State};
use crate::image::digest::Digest;

fn image() -> Vec<Vec<u8>> {
    let big = "x".repeat(3_000);
    vec![
        layer(&[
            member("d/", b'5', b""),
            file("d/b", &big),
            file("d/a", "old"),
            file("gone", "gone"),
            file("empty", ""),
            link("h", b'1', "d/b"),
            link("s", b'2', "d/a"),
        ]),
        layer(&[file("d/a", "new!"), file(".wh.gone", "")]),
        layer(&[file("untouched/.keep", "")]),
    ]
}

fn hash(text: &str) -> String {
    Digest::sha256(text.as_bytes()).encoded().to_owned()
}

/// The list after a layer, the same whatever the slices are.
#[track_caller]
fn sums(layers: &[Vec<u8>], here: &[Option<&[u8]>], last: u32) -> (String, Unread, Vec<u32>) {
    let files = merge(layers);
    let lists = CHUNKS.map(|chunk| {
        let mut sums = Sums::of(&files, last);
        let (out, asked, end) = run(&mut sums, &files, here, chunk);
        assert_eq!(end, Next::Done);
        (String::from_utf8(out).unwrap(), sums.unread(&files), asked)
    });
    for list in &lists {
        assert_eq!(list, &lists[0]);
    }
    let [list, ..] = lists;
    list
}

#[test]
fn all_that_is_visible_after_a_layer_is_listed() {
    let layers = image();
    let big = hash(&"x".repeat(3_000));
    let (list, unread, asked) = sums(&layers, &all(&layers), 0);
    let (empty, gone) = (hash(""), hash("gone"));
    let expected = format!(
        "{}  ./d/a\n{big}  ./d/b\n{empty}  ./empty\n{gone}  ./gone\n{big}  ./h\n",
        hash("old")
    );
    assert_eq!(
        (list, unread, asked),
        (expected, Unread::default(), vec![0])
    );
    let (list, unread, asked) = sums(&layers, &all(&layers), 1);
    let expected = format!(
        "{}  ./d/a\n{big}  ./d/b\n{empty}  ./empty\n{big}  ./h\n",
        hash("new!")
    );
    assert_eq!(
        (list, unread, asked),
        (expected, Unread::default(), vec![0, 1])
    );
}

#[test]
fn names_are_escaped_as_sha256sum_does_it() {
    let layers = [layer(&[
        file("a\nb", "1"),
        file("c\\d", "2"),
        file("e f", "3"),
    ])];
    let (list, ..) = sums(&layers, &all(&layers), 0);
    let expected = format!(
        "\\{}  ./a\\nb\n\\{}  ./c\\\\d\n{}  ./e f\n",
        hash("1"),
        hash("2"),
        hash("3")
    );
    assert_eq!(list, expected);
}

#[test]
fn what_cannot_be_read_is_told() {
    let layers = image();
    let (list, unread, _) = sums(&layers, &[None, Some(&layers[1])], 1);
    assert_eq!(list, format!("{}  ./d/a\n", hash("new!")));
    assert_eq!((unread.files, unread.layers), (3, 0));
    let expected = "3 files were not read, /d/b of layer 1 among them: the file is gone: \
                    it was moved, renamed or deleted since it was dropped";
    assert_eq!(unread.message().unwrap().to_string(), expected);
    // It ends inside of the first file.
    let (list, unread, _) = sums(&layers, &[Some(&layers[0][..1_600])], 0);
    assert_eq!((list.as_str(), unread.files), ("", 5));
    let example = unread.example.unwrap();
    assert_eq!((example.path.as_str(), example.layer), ("/d/b", 0));
    // It is another layer, which has not as many entries.
    let other = layer(&[member("d/", b'5', b""), file("d/b", "1")]);
    let (list, unread, _) = sums(&layers, &[Some(&other)], 0);
    assert_eq!(list.lines().count(), 2);
    assert_eq!(unread.files, 3);
}

#[test]
fn what_has_no_bytes_of_its_own_is_told() {
    let sparse = [
        pax(
            b'x',
            &[("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0")],
        ),
        file("sparse", "1\n0\n1\nx"),
    ];
    let layers = [layer(&[
        sparse.concat(),
        link("broken", b'1', "nowhere"),
        file("z", "z"),
    ])];
    let (list, unread, _) = sums(&layers, &all(&layers), 0);
    assert_eq!(list, format!("{}  ./z\n", hash("z")));
    assert_eq!(unread.files, 2);
}

#[test]
fn layers_that_are_not_listed_are_told() {
    let layers = image();
    let files = FileSystem::merge(vec![None, listing(&layers[1])]);
    let mut job = Sums::of(&files, 1);
    let (out, ..) = run(&mut job, &files, &all(&layers), 512);
    assert_eq!(out, format!("{}  ./d/a\n", hash("new!")).as_bytes());
    let said = job.unread(&files).message().unwrap().to_string();
    assert_eq!(
        said,
        "1 layer was not read, or not wholly: what it has more is not known"
    );
}

fn state(files: &FileSystem, path: &str) -> State {
    match files.history(path).pop().unwrap().done {
        Done::Written { state, .. } => state,
        done => panic!("{done:?}"),
    }
}

#[test]
fn files_that_were_written_again_are_compared() {
    let renewed = [pax(b'x', &[("mtime", "77")]), file("d/touched", "same")].concat();
    let layers = [
        layer(&[
            file("large", &"x".repeat(5_000)),
            file("d/same", "same"),
            file("d/touched", "same"),
            file("d/other", "aaaa"),
            file("d/empty", ""),
        ]),
        layer(&[file("more", "more")]),
        layer(&[
            file("d/same", "same"),
            renewed,
            file("d/other", "bbbb"),
            file("d/empty", ""),
        ]),
    ];
    let mut files = merge(&layers);
    assert_eq!(state(&files, "/d/same"), State::Rewritten);
    assert_eq!(state(&files, "/d/other"), State::Rewritten);
    let mut job = Digests::of_rewritten(&files);
    let (_, asked, end) = run(&mut job, &files, &all(&layers), 512);
    assert_eq!((asked, end), (vec![0, 2], Next::Done));
    assert_eq!(job.unread(&files), Unread::default());
    let entry = |layer, number| EntryAt { layer, number };
    assert_eq!(job.get(entry(0, 0)), None, "nobody asked for it");
    files.compare_contents(&|layer, number| job.get(entry(layer, number)).cloned());
    assert_eq!(state(&files, "/d/same"), State::Unchanged);
    assert_eq!(state(&files, "/d/touched"), State::Metadata(Changes::MTIME));
    assert_eq!(state(&files, "/d/other"), State::Content);
    assert!(files.uncompared().is_empty());
}

#[test]
fn what_cannot_be_compared_stays_as_it_was() {
    let layers = [layer(&[file("a", "1")]), layer(&[file("a", "2")])];
    let mut files = merge(&layers);
    let mut job = Digests::of_rewritten(&files);
    run(&mut job, &files, &[Some(&layers[0]), None], 512);
    let unread = job.unread(&files);
    assert_eq!(unread.files, 1);
    assert_eq!(unread.example.map(|file| file.path).as_deref(), Some("/a"));
    files.compare_contents(&|layer, number| job.get(EntryAt { layer, number }).cloned());
    assert_eq!(state(&files, "/a"), State::Rewritten);
}
