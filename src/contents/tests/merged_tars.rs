//! The merged tree as one tar, which lists as the tree that it was made of.

use super::*;
use crate::bytes::tar::EntryKind;
use crate::bytes::tar::tests::{corpus, link, pax, tars};
use crate::file_system::Last;

fn image() -> Vec<Vec<u8>> {
    let records = [
        ("uname", "root"),
        ("mtime", "-5"),
        ("SCHILY.xattr.user.x", "1"),
    ];
    let long = format!("{}name", "directory/".repeat(30));
    vec![
        layer(&[
            member("./", b'5', b""),
            link("l", b'2', "d"),
            member("d/", b'5', b""),
            link("h", b'1', "d/a"),
            file("d/a", "shared"),
            file("gone", "gone"),
            file("z", "z below"),
            member("pipe", b'6', b""),
            member("implied/e/", b'5', b""),
            file("implied/f", "f"),
        ]),
        layer(&[
            [pax(b'x', &records), file("z", &"z".repeat(1_500))].concat(),
            [pax(b'x', &[("path", &long)]), file("cut", "long")].concat(),
            file(".wh.gone", ""),
            file("l/through", "in d"),
            file("block", &"b".repeat(512)),
            file("empty", ""),
        ]),
    ]
}

/// The tar after a layer, the same whatever the slices are.
#[track_caller]
fn written(layers: &[Vec<u8>], last: u32) -> (Vec<u8>, LeftOut, Vec<u32>) {
    let files = merge(layers);
    let tars = CHUNKS.map(|chunk| {
        let mut job = MergedTar::of(&files, last).unwrap();
        let (tar, asked, end) = run(&mut job, &files, &all(layers), chunk);
        assert_eq!(end, Next::Done);
        (tar, job.left_out(), asked)
    });
    for tar in &tars {
        assert!(tar == &tars[0]);
    }
    let [tar, ..] = tars;
    tar
}

/// How each written tar's entries begin: letter and path.
fn entries(tar: &[u8]) -> Vec<String> {
    let listing = listing(tar).unwrap();
    let entries = listing.iter();
    let spelled = entries.map(|entry| format!("{} {}", entry.kind.letter(), entry.path));
    spelled.collect()
}

/// What is there in the end, without where it is from.
fn tree(files: &FileSystem) -> Vec<Last> {
    let all = files.last().map(|mut last| {
        last.origin = None;
        if let Some(facts) = last.facts.as_mut()
            && facts.kind != EntryKind::Symlink
        {
            facts.link.clear();
        }
        last
    });
    all.collect()
}

#[test]
fn directories_come_first_and_links_last() {
    let (tar, left_out, asked) = written(&image(), 0);
    let expected = [
        "d ./",
        "d d/",
        "d implied/e/",
        "- d/a",
        "- gone",
        "- z",
        "- implied/f",
        "l l",
        "p pipe",
        "h h",
    ];
    assert_eq!(entries(&tar), expected);
    assert_eq!((left_out, asked), (LeftOut::default(), vec![0]));
    assert_eq!(listing(&tar).unwrap().iter().last().unwrap().link, "d/a");
    assert!(tar.ends_with(&END));
}

#[test]
fn it_makes_the_tree_that_it_was_made_of() {
    let layers = image();
    for last in 0..2 {
        let (tar, ..) = written(&layers, last);
        let files = merge(&layers[..=last as usize]);
        assert_eq!(tree(&merge(&[tar])), tree(&files));
    }
    let (tar, _, asked) = written(&layers, 1);
    assert_eq!(asked, [0, 1]);
    let mut archive = ::tar::Archive::new(&tar[..]);
    let mut contents = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        contents.extend(
            entry
                .header()
                .entry_type()
                .is_file()
                .then_some((path, text)),
        );
    }
    let long = format!("{}name", "directory/".repeat(30));
    let expected = [
        ("d/a", "shared".to_owned()),
        ("implied/f", "f".to_owned()),
        ("z", "z".repeat(1_500)),
        (&long, "long".to_owned()),
        ("d/through", "in d".to_owned()),
        ("block", "b".repeat(512)),
        ("empty", String::new()),
    ];
    let expected = expected.map(|(path, text)| (path.to_owned(), text));
    assert_eq!(contents, expected);
}

#[test]
fn an_empty_file_system_is_an_empty_tar() {
    assert_eq!(written(&[layer(&[])], 0).0, END);
}

#[test]
fn what_is_at_a_path_can_be_written_alone() {
    let layers = [
        layer(&[
            member("d/", b'5', b""),
            file("d/a", "a"),
            member("d/e/", b'5', b""),
            file("d/e/f", "f"),
            link("d/e/h", b'1', "top"),
            link("d/e/i", b'1', "top"),
            file("da", "beside"),
            file("top", "shared"),
        ]),
        layer(&[file("d/e/late", "late"), file("d/.wh.a", "")]),
    ];
    let files = merge(&layers);
    let at = |path, last| {
        let mut job = MergedTar::of_path(&files, last, path)?;
        let (tar, _, end) = run(&mut job, &files, &all(&layers), 512);
        assert_eq!(end, Next::Done);
        Ok(entries(&tar))
    };
    let expected = ["d d/e/", "- d/e/f", "- d/e/h", "- d/e/late", "h d/e/i"];
    assert_eq!(at("/d/e", 1).unwrap(), expected);
    assert_eq!(at("top", 1).unwrap(), ["- top"]);
    assert_eq!(at("d/a", 0).unwrap(), ["- d/a"]);
    for path in ["d/a", "none", "d/e/f/g"] {
        assert_eq!(at(path, 1), Err(NoTar::NothingThere), "{path}");
    }
    let whole = MergedTar::of_path(&files, 1, "/").unwrap();
    assert_eq!(whole.left_out(), LeftOut::default());
    assert_eq!(at("/", 1).unwrap().len(), 8);
}

#[test]
fn devices_have_their_numbers() {
    let device = |path: &str, typeflag: u8, major: &[u8], minor: &[u8]| {
        let mut header = ::tar::Header::from_byte_slice(&member(path, typeflag, b"")).clone();
        let bytes = header.as_mut_bytes();
        bytes[257..265].copy_from_slice(b"ustar\x0000");
        bytes[329..337].copy_from_slice(major);
        bytes[337..345].copy_from_slice(minor);
        header.set_cksum();
        header.as_bytes().to_vec()
    };
    let layers = [
        layer(&[
            device("a", b'3', b"0000001\0", b"0000003\0"),
            device("b", b'4', b"0000010\0", b"0000000\0"),
            device("unknown", b'3', &[0; 8], b"0000003\0"),
        ]),
        layer(&[
            device("c", b'3', b"0000005\0", b"0000002\0"),
            link("d", b'1', "c"),
            link("e", b'2', "c"),
        ]),
    ];
    let (tar, left_out, _) = written(&layers, 1);
    assert_eq!(left_out.devices, 1);
    let listing = listing(&tar).unwrap();
    let found = listing.iter().map(|entry| {
        let numbers = entry.device.map(|device| (device.major, device.minor));
        (entry.path, entry.kind.letter(), numbers)
    });
    let found: Vec<_> = found.collect();
    let expected = [
        ("a", 'c', Some((1, 3))),
        ("b", 'b', Some((8, 0))),
        ("c", 'c', Some((5, 2))),
        ("d", 'c', Some((5, 2))),
        ("e", 'l', None),
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_is_left_out_is_counted() {
    let xattrs = [("SCHILY.xattr.user.x", "1")];
    let mut odd = pax(b'x', &xattrs);
    // A keyword ends at `=`: nothing but the coded form can have one in it.
    odd.extend(file("a", "1"));
    let coded = [("LIBARCHIVE.xattr.user.%3D", "MQ")];
    let deep = format!("{}end", "d/".repeat(2_100));
    let mut no_text = ::tar::Header::from_byte_slice(&file("c", "3")[..512]).clone();
    no_text.as_mut_bytes()[0] = 0xff;
    no_text.set_cksum();
    let no_text = [&no_text.as_bytes()[..], &file("c", "3")[512..]].concat();
    let layers = [layer(&[
        odd,
        [pax(b'x', &coded), file("b", "2")].concat(),
        [pax(b'x', &[("path", &deep)]), file("cut", "deep")].concat(),
        member("null", b'3', b""),
        member("disk", b'4', b""),
        link("broken", b'1', "nowhere"),
        no_text,
        link("s", b'2', "\u{fffd}"),
    ])];
    let (tar, left_out, _) = written(&layers, 0);
    assert_eq!(entries(&tar), ["- a", "- b", "- \u{fffd}", "l s"]);
    let expected = LeftOut {
        devices: 2,
        long_paths: 1,
        broken_links: 1,
        attributes: 1,
        respelled: 2,
    };
    assert_eq!(left_out, expected);
    let said = left_out.message().unwrap().to_string();
    let expected = "2 devices are left out, as their numbers are not known; 1 entry is left out, \
                    as its path is longer than Linux takes; 1 hard link is left out, as its \
                    target is nowhere; 1 extended attribute is left out, as a tar cannot hold \
                    its name; 2 entries have names that are not UTF-8 and are spelled otherwise \
                    here";
    assert_eq!(said, expected);
    assert_eq!(LeftOut::default().message(), None);
    let said = Sums::of(&merge(&layers), 0).left_out().unwrap().to_string();
    let expected = "1 entry is left out, as its path is longer than Linux takes; 1 entry has a \
                    name that is not UTF-8 and is spelled otherwise here";
    assert_eq!(said, expected);
}

#[track_caller]
fn check_failure(here: &[Option<&[u8]>], expected: &str) {
    let files = merge(&image());
    for chunk in CHUNKS {
        let mut job = MergedTar::of(&files, 1).unwrap();
        let (tar, _, end) = run(&mut job, &files, here, chunk);
        let Next::Failed(why) = end else {
            panic!("{end:?}");
        };
        let said = why.to_string();
        assert!(
            said.starts_with("the tar was not completed, as /"),
            "{said}"
        );
        assert!(said.ends_with(expected), "{said}");
        assert!(!tar.ends_with(&END));
    }
}

#[test]
fn it_fails_where_a_file_cannot_be_read() {
    let layers = image();
    check_failure(&[Some(&layers[0])], "since it was dropped");
    let cut = &layers[1][..512 * 3 + 700];
    check_failure(
        &[Some(&layers[0]), Some(cut)],
        "the layer ends before the end of the file",
    );
    let mut damaged = layers[1].clone();
    damaged[512 * 2] ^= 1;
    check_failure(
        &[Some(&layers[0]), Some(&damaged)],
        "expected a header with the checksum 3150, but found 3149",
    );
    let other = layer(&[]);
    check_failure(&[Some(&layers[0]), Some(&other)], "has no such entry");
    let other = layer(&[file("z", "another size"), file("b", "")]);
    check_failure(
        &[Some(&layers[0]), Some(&other)],
        "expected 1,500 bytes, but found 12",
    );
    let sparse = [
        pax(
            b'x',
            &[("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0")],
        ),
        file("z", "1\n0\n1\nx"),
    ];
    let sparse = layer(&[sparse.concat()]);
    let expected = "a sparse file, which Assay does not put together";
    check_failure(&[Some(&layers[0]), Some(&sparse)], expected);
}

#[test]
fn it_is_not_begun_where_not_all_layers_are_known() {
    let layers = image();
    let files = FileSystem::merge(vec![listing(&layers[0]), None]);
    assert!(MergedTar::of(&files, 0).is_ok());
    let said = MergedTar::of(&files, 1).err().unwrap();
    let said = said.message().to_string();
    assert!(said.starts_with("1 layer was not read"), "{said}");
}

#[test]
fn real_tars_become_tars_of_the_same_tree() {
    let Some(folder) = corpus() else { return };
    let sums = |layers: &[Vec<u8>]| {
        let files = merge(layers);
        run(&mut Sums::of(&files, 0), &files, &all(layers), 4_096).0
    };
    let mut done = 0;
    for path in tars(&folder) {
        let layers = [std::fs::read(&path).unwrap()];
        let files = merge(&layers);
        let mut job = MergedTar::of(&files, 0).unwrap();
        let (tar, _, end) = run(&mut job, &files, &all(&layers), 4_096);
        let path = path.display().to_string();
        if path.contains("sparse") {
            assert!(matches!(end, Next::Failed(_)), "{path}");
            continue;
        }
        assert_eq!(end, Next::Done, "{path}");
        let mut expected = tree(&files);
        expected.retain(|last| {
            use EntryKind::{BlockDevice, CharacterDevice, HardLink};
            !matches!(last.kind, BlockDevice | CharacterDevice | HardLink)
        });
        let made = [tar];
        assert_eq!(tree(&merge(&made)), expected, "{path}");
        assert!(sums(&made) == sums(&layers), "{path}");
        done += 1;
    }
    assert!(done > 20, "{done}");
}
