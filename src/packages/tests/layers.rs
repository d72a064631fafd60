//! Which layer brought a package.

use super::*;

const STATUS: &str = "var/lib/dpkg/status";

#[test]
fn a_version_is_there_since_the_layer_that_brought_it() {
    let image = Image::of(&[
        &[(
            STATUS,
            &status(&[("kept", "1"), ("upgraded", "1"), ("removed", "1")]),
        )],
        &[("etc/x", "")],
        &[(
            STATUS,
            &status(&[("kept", "1"), ("upgraded", "2"), ("added", "1")]),
        )],
        &[(
            STATUS,
            &status(&[("kept", "1"), ("upgraded", "2"), ("added", "1")]),
        )],
    ]);
    let expected = ["added 1 2", "kept 1 0", "upgraded 2 2"];
    assert_eq!(spelled(&image.installed()), expected);
}

#[test]
fn what_was_removed_and_came_back_is_there_since_it_came_back() {
    let image = Image::of(&[
        &[(STATUS, &status(&[("a", "1"), ("b", "1")]))],
        &[(STATUS, &status(&[("a", "1"), ("b", "2")]))],
        &[(STATUS, &status(&[("a", "1")]))],
        &[(STATUS, &status(&[("a", "1"), ("b", "1")]))],
    ]);
    assert_eq!(spelled(&image.installed()), ["a 1 0", "b 1 3"]);
    // So it is when all of the database was away.
    for gone in [
        "var/lib/dpkg/.wh.status",
        "var/lib/.wh..wh..opq",
        "var/lib/dpkg",
    ] {
        let image = Image::of(&[
            &[(STATUS, &status(&[("a", "1")]))],
            &[(gone, "")],
            &[(STATUS, &status(&[("a", "1")]))],
        ]);
        assert_eq!(spelled(&image.installed()), ["a 1 2"], "{gone}");
    }
    let gone = Image::of(&[
        &[(STATUS, &status(&[("a", "1")]))],
        &[("var/lib/.wh.dpkg", "")],
    ]);
    assert_eq!(spelled(&gone.installed()), [""; 0]);
}

#[test]
fn architectures_come_one_by_one() {
    let with = |architectures: &[&str]| {
        let one = |name: &&str| {
            let status = status(&[("libc6", "1")]);
            format!("Architecture: {name}\n{status}")
        };
        architectures.iter().map(one).collect::<String>()
    };
    let image = Image::of(&[
        &[(STATUS, &with(&["amd64"]))],
        &[(STATUS, &with(&["amd64", "i386"]))],
    ]);
    assert_eq!(spelled(&image.installed()), ["libc6 1 0", "libc6 1 1"]);
}

#[test]
fn what_was_not_read_is_not_known() {
    let (one, two) = (status(&[("a", "1")]), status(&[("a", "1"), ("b", "1")]));
    // Of what is in a layer above the gap nobody knows whether the gap had it.
    let image = Image::of(&[&[(STATUS, &one)]]).unread();
    let image = image.layer(&[(STATUS, &two)]);
    let installed = image.installed();
    assert_eq!(spelled(&installed), ["a 1 ?", "b 1 ?"]);
    assert_eq!(notes(&installed), ["packages.layers_not_read"]);
    let base = Image::default().unread().layer(&[(STATUS, &one)]);
    let base = base.layer(&[(STATUS, &two)]);
    assert_eq!(spelled(&base.installed()), ["a 1 ?", "b 1 2"]);
}

#[test]
fn a_version_that_was_not_given_is_a_gap() {
    let layers: [&[(&str, &str)]; 3] = [
        &[(STATUS, &status(&[("a", "1")]))],
        &[(STATUS, &status(&[("a", "1"), ("b", "1")]))],
        &[(STATUS, &status(&[("a", "1"), ("b", "1"), ("c", "1")]))],
    ];
    let image = Image::of(&layers);
    let files = image.files();
    for (left_out, expected) in [
        (0, &["a 1 ?", "b 1 1", "c 1 2"][..]),
        (1, &["a 1 ?", "b 1 ?", "c 1 ?"]),
        (2, &[]),
    ] {
        let mut reader = Reader::of(&files);
        let wanted = reader.wanted().to_vec();
        let last: Vec<_> = wanted.iter().map(|wanted| wanted.is_last).collect();
        assert_eq!(last, [false, false, true]);
        for number in (0..3).filter(|number| *number != left_out) {
            reader.take(number, layers[number][0].1.as_bytes());
        }
        reader.take(7, b"nothing");
        let installed = reader.finish(&files);
        assert_eq!(notes(&installed), ["packages.files_not_read"]);
        assert!(!installed.is_complete() && image.installed().is_complete());
        let found = spelled(&installed);
        match left_out {
            0 => assert_eq!(found, ["a 1 ?", "b 1 ?", "c 1 2"]),
            _ => assert_eq!(found, expected),
        }
    }
}
