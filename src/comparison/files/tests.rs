use super::*;
use crate::bytes::tar_scan::TarScan;
use crate::file_system::EntryAt;

/// An entry of a list, as tests spell it.
#[derive(Clone)]
struct Given {
    path: &'static str,
    kind: EntryKind,
    size: u64,
    mode: u32,
    uid: u64,
    mtime: i64,
    link: &'static str,
    xattrs: Vec<Xattr>,
    digest: Option<Digest>,
}

impl Entry for Given {
    fn path(&self) -> &str {
        self.path
    }
    fn kind(&self) -> EntryKind {
        self.kind
    }
    fn size(&self) -> u64 {
        self.size
    }
    fn mode(&self) -> u32 {
        self.mode
    }
    fn uid(&self) -> u64 {
        self.uid
    }
    fn gid(&self) -> u64 {
        0
    }
    fn mtime(&self) -> i64 {
        self.mtime
    }
    fn link(&self) -> &str {
        self.link
    }
    fn xattrs(&self) -> &[Xattr] {
        &self.xattrs
    }
    fn digest(&self) -> Option<&Digest> {
        self.digest.as_ref()
    }
}

/// A file whose content is known.
fn file(path: &'static str, content: &str) -> Given {
    Given {
        path,
        kind: EntryKind::File,
        size: content.len() as u64,
        mode: 0o644,
        uid: 0,
        mtime: 1,
        link: "",
        xattrs: Vec::new(),
        digest: Some(Digest::sha256(content.as_bytes())),
    }
}

fn unread(path: &'static str, content: &str) -> Given {
    Given {
        digest: None,
        ..file(path, content)
    }
}

fn link(path: &'static str, target: &'static str) -> Given {
    Given {
        kind: EntryKind::Symlink,
        link: target,
        ..unread(path, "")
    }
}

fn diff(left: &[Given], right: &[Given], ignore: Ignore) -> FilesDiff {
    FilesDiff::of(left.iter().cloned(), right.iter().cloned(), ignore)
}

fn classes(diff: &FilesDiff) -> Vec<(&str, FileClass)> {
    let files = diff.files.iter();
    files.map(|file| (file.path.as_str(), file.class)).collect()
}

#[test]
fn each_entry_is_of_one_class() {
    let left = [
        file("a", "left"),
        file("b", "same"),
        file("c", "size"),
        file("d", "12"),
        unread("e", "1234"),
        unread("f", ""),
        link("g", "x"),
        file("h", "kind"),
    ];
    let right = [
        file("b", "same"),
        file("c", "longer"),
        file("d", "13"),
        unread("e", "1234"),
        unread("f", ""),
        link("g", "y"),
        link("h", "b"),
        file("i", "right"),
    ];
    let found = diff(&left, &right, Ignore::default());
    assert_eq!(
        classes(&found),
        [
            ("a", FileClass::OnlyLeft),
            ("c", FileClass::Content),
            ("d", FileClass::Content),
            ("e", FileClass::NotCompared),
            ("g", FileClass::Metadata),
            ("h", FileClass::Content),
            ("i", FileClass::OnlyRight),
        ]
    );
    assert_eq!(
        found.counts,
        FileCounts {
            same: 2,
            only_left: 1,
            only_right: 1,
            content: 3,
            metadata: 1,
            only_times: 0,
            not_compared: 1,
            unknown_contents: 1,
            noise: 0,
        }
    );
    assert_eq!(
        found.verdict().to_string(),
        "6 files differ; the contents of 1 file of the same size were not compared"
    );
    assert_eq!(found.files[5].sizes, Both::of(Some(4), None));
    let unread = found.files.iter().map(|file| file.needs_content);
    assert!(unread.eq([false, false, false, true, false, false, false]));
}

#[test]
fn what_is_not_compared_is_never_the_same() {
    let files = [unread("a", "1"), unread("b", "2")];
    let found = diff(&files, &files, Ignore::default());
    assert_eq!(
        found.verdict().to_string(),
        "No difference was found; the contents of 2 files of the same size were not compared"
    );
    let files = [file("a", "1"), file("b", "2")];
    let found = diff(&files, &files, Ignore::default());
    assert_eq!(found.verdict().to_string(), "All files are the same");
    assert_eq!(found.counts.same, 2);
}

#[test]
fn what_is_not_listed_is_never_the_same() {
    let files = [file("a", "1")];
    let found = FilesDiff {
        not_listed: 2,
        ..diff(&files, &files, Ignore::default())
    };
    assert_eq!(
        found.verdict().to_string(),
        "No difference was found among the files that are listed; 2 files are not listed"
    );
}

#[test]
fn the_verdict_says_what_was_ignored() {
    let all = Ignore {
        mtime: true,
        owner: true,
        noise: true,
    };
    let times = Ignore {
        mtime: true,
        ..Ignore::default()
    };
    let said = |ignore| diff(&[file("a", "1")], &[], ignore).verdict().to_string();
    assert_eq!(said(Ignore::default()), "1 file differs");
    assert_eq!(said(times), "1 file differs; times were ignored");
    assert_eq!(
        said(all),
        "1 file differs; caches and logs, times and owners were ignored"
    );
}

#[test]
fn a_file_that_was_touched_and_not_read_may_differ_in_its_content() {
    let touched = Given {
        mtime: 2,
        ..unread("a", "1")
    };
    let found = diff(&[unread("a", "1")], &[touched], Ignore::default());
    assert_eq!(
        found.verdict().to_string(),
        "Only timestamps differ: 1 file; the contents of 1 file of the same size were not compared"
    );
    assert!(found.files[0].needs_content);
}

#[test]
fn times_owners_and_noise_can_be_ignored() {
    let touched = |given: Given, mtime, uid| Given {
        mtime,
        uid,
        ..given
    };
    let left = [
        file("a", "1"),
        file("b", "2"),
        file("usr/x.pyc", "1"),
        file("var/log/apt/term.log", "1"),
    ];
    let right = [
        touched(file("a", "1"), 2, 0),
        touched(file("b", "2"), 3, 0),
        file("usr/x.pyc", "2"),
    ];
    let ignore = Ignore {
        noise: true,
        ..Ignore::default()
    };
    let found = diff(&left, &right, ignore);
    assert_eq!(
        found.verdict().to_string(),
        "Only timestamps differ: 2 files; caches and logs were ignored"
    );
    assert_eq!((found.counts.noise, found.counts.only_times), (2, 2));
    let ignore = Ignore {
        mtime: true,
        ..ignore
    };
    let found = diff(&left, &right, ignore);
    assert_eq!(
        found.verdict().to_string(),
        "All files are the same; caches and logs and times were ignored"
    );
    let found = diff(&left, &right, Ignore::default());
    assert_eq!(found.verdict().to_string(), "2 files differ");
    // Some tools write the type into the mode, too.
    let typed = Given {
        mode: 0o100_644,
        ..file("a", "1")
    };
    assert_eq!(diff(&left[..1], &[typed], Ignore::default()).counts.same, 1);
    let owned = [touched(file("a", "1"), 1, 7)];
    let found = diff(&left[..1], &owned, Ignore::default());
    assert_eq!(
        found.verdict().to_string(),
        "Only modes, owners, times, link targets or extended attributes differ: 1 file"
    );
    let ignore = Ignore {
        owner: true,
        ..Ignore::default()
    };
    assert_eq!(diff(&left[..1], &owned, ignore).counts.same, 1);
}

#[test]
fn files_with_other_extended_attributes_are_not_the_same() {
    let with = |value: &[u8]| Given {
        xattrs: vec![Xattr {
            name: "security.capability".to_owned(),
            value: value.to_vec(),
        }],
        ..file("a", "1")
    };
    for (left, right) in [(with(b"1"), with(b"2")), (file("a", "1"), with(b"1"))] {
        let found = diff(&[left], &[right], Ignore::default());
        assert_eq!(classes(&found), [("a", FileClass::Metadata)]);
        let xattrs = Metadata {
            xattrs: true,
            ..Metadata::default()
        };
        assert_eq!(found.files[0].metadata, xattrs);
        assert_eq!(found.counts.only_times, 0);
    }
    let same = diff(&[with(b"1")], &[with(b"1")], Ignore::default());
    assert_eq!(same.counts.same, 1);
}

#[test]
fn extended_attributes_of_layers_are_compared() {
    let capable = |value: &str| {
        let mut builder = tar::Builder::new(Vec::new());
        let record = [("SCHILY.xattr.security.capability", value.as_bytes())];
        builder.append_pax_extensions(record).unwrap();
        let mut header = tar::Header::new_ustar();
        header.set_size(0);
        builder.append_data(&mut header, "a", &[][..]).unwrap();
        layer_of(&builder.into_inner().unwrap())
    };
    let (one, other) = (capable("1"), capable("2"));
    let by_listing = FilesDiff::of_layers(&one.listing, &other.listing, Ignore::default());
    let stacks = Both::of(vec![one], vec![other]);
    let by_stack = FilesDiff::of_stacks(stacks, Ignore::default());
    for found in [by_listing, by_stack] {
        assert_eq!(classes(&found), [("a", FileClass::Metadata)]);
        assert!(found.files[0].metadata.xattrs);
    }
}

#[test]
fn noise_is_what_the_table_says_and_nothing_beside_it() {
    for (path, expected) in [
        ("usr/lib/python3/x.pyc", true),
        ("a/__pycache__/x.bin", true),
        ("__pycache__", true),
        ("var/cache/ldconfig/aux-cache", true),
        ("var/cache/ldconfig/aux-cache2", false),
        ("var/log/dpkg.log", true),
        ("var/log", false),
        ("var/logs/x", false),
        ("srv/var/log/x", false),
        ("usr/bin/python", false),
    ] {
        assert_eq!(is_noise(path), expected, "{path}");
    }
}

fn listing(entries: &[(&str, &str)]) -> Listing {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content) in entries {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_cksum();
        builder.append(&header, content.as_bytes()).unwrap();
    }
    let mut scan = TarScan::new();
    scan.update(&builder.into_inner().unwrap());
    scan.finish().1
}

#[test]
fn layers_are_compared_in_whatever_order_they_list_their_files() {
    let left = listing(&[
        ("./", ""),
        ("./b", "1"),
        ("a", "12"),
        ("/c/d", "1"),
        ("a", "123"),
    ]);
    let right = listing(&[("a", "123"), ("c/d", ""), ("e", "1"), ("b", "1"), ("/", "")]);
    let found = FilesDiff::of_layers(&left, &right, Ignore::default());
    assert_eq!(
        classes(&found),
        [
            ("a", FileClass::NotCompared),
            ("b", FileClass::NotCompared),
            ("c/d", FileClass::Content),
            ("e", FileClass::OnlyRight),
        ]
    );
    // The root, however it is written.
    assert_eq!(found.counts.same, 1);
}

#[test]
fn exchanged_sides_mirror() {
    let left = [file("a", "1"), file("b", "1"), unread("c", "1")];
    let right = [file("b", "2"), unread("c", "1"), file("d", "1")];
    let there = diff(&left, &right, Ignore::default()).counts;
    let back = diff(&right, &left, Ignore::default()).counts;
    assert_eq!((there.only_left, there.only_right), (1, 1));
    assert_eq!(
        there,
        FileCounts {
            only_left: back.only_right,
            only_right: back.only_left,
            ..back
        }
    );
}

/// A layer of entries with these times: a path that ends with a slash is a directory.
fn layer(entries: &[(&str, &str, u64)]) -> LayerFiles {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content, mtime) in entries {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(*mtime);
        if path.ends_with('/') {
            header.set_entry_type(tar::EntryType::Directory);
        }
        let mut content = content.as_bytes();
        builder
            .append_data(&mut header, path, &mut content)
            .unwrap();
    }
    layer_of(&builder.into_inner().unwrap())
}

fn layer_of(tar: &[u8]) -> LayerFiles {
    let mut scan = TarScan::new();
    scan.update(tar);
    LayerFiles {
        diff_id: Computed::sha256(tar),
        listing: scan.finish().1,
    }
}

#[test]
fn the_files_that_layers_make_together_are_compared() {
    let left = vec![
        layer(&[("etc/", "", 1), ("etc/a", "1", 1), ("etc/gone", "1", 1)]),
        layer(&[("etc/.wh.gone", "", 1), ("etc-x", "1", 1)]),
    ];
    let right = vec![layer(&[
        ("etc/", "", 1),
        ("etc/a", "22", 1),
        ("etc/b", "", 1),
        ("etc-x", "1", 2),
    ])];
    let both = Both::of(left, right);
    let found = FilesDiff::of_stacks(both.clone(), Ignore::default());
    assert_eq!(
        classes(&found),
        [
            ("etc/a", FileClass::Content),
            ("etc/b", FileClass::OnlyRight),
            ("etc-x", FileClass::Metadata),
        ],
        "what a layer deletes is in neither, and what is in a folder follows it"
    );
    // The root, which nothing says anything of, and `etc`.
    assert_eq!((found.counts.same, found.not_listed), (2, 0));
    let ignore = Ignore {
        mtime: true,
        ..Ignore::default()
    };
    let found = FilesDiff::of_stacks(both, ignore);
    let last = found.files.last().unwrap();
    assert_eq!(
        (last.path.as_str(), last.class),
        ("etc-x", FileClass::NotCompared)
    );
    assert_eq!(found.counts.not_compared, 1);
}

#[test]
fn what_differs_for_sure_comes_first_and_is_cut_off_last() {
    let left = [unread("a", "1"), unread("b", "1"), file("c", "1")];
    let later = Given {
        mtime: 2,
        ..unread("b", "1")
    };
    let right = [unread("a", "1"), later, file("d", "1")];
    let found = diff(&left, &right, Ignore::default());
    let first = found.clone().with_at_most(2);
    assert_eq!(
        classes(&first),
        [("c", FileClass::OnlyLeft), ("d", FileClass::OnlyRight)]
    );
    assert_eq!((first.left_out, first.counts), (2, found.counts));
    let all = found.with_at_most(9);
    assert_eq!(
        classes(&all)[2..],
        [("b", FileClass::Metadata), ("a", FileClass::NotCompared)]
    );
    assert_eq!(all.left_out, 0);
}

#[test]
fn what_differs_for_sure_is_kept_though_it_comes_after_all_that_may_be_the_same() {
    let count = 2 * MAX_KEPT + 5;
    let path = |number| -> &'static str { format!("{number:06}").leak() };
    let doubtful: Vec<Given> = (0..count).map(|number| unread(path(number), "1")).collect();
    let sure = ["x", "y", "z"].map(|path| file(path, "1"));
    let left = [&doubtful[..], &sure].concat();
    let found = diff(&left, &doubtful, Ignore::default());
    let kept = classes(&found);
    assert_eq!(kept.len(), MAX_KEPT);
    assert_eq!(kept[0], ("000000", FileClass::NotCompared));
    assert_eq!(
        kept[MAX_KEPT - 4],
        (path(MAX_KEPT - 4), FileClass::NotCompared)
    );
    let last = ["x", "y", "z"].map(|path| (path, FileClass::OnlyLeft));
    assert_eq!(kept[MAX_KEPT - 3..], last);
    assert_eq!(found.left_out, (count + 3 - MAX_KEPT) as u64);
    assert_eq!(found.counts.not_compared, count as u64);
}

#[test]
fn a_folder_that_no_entry_makes_is_not_the_same_as_one_that_an_entry_makes() {
    let of = |left: &[(&str, &str, u64)], right: &[(&str, &str, u64)]| {
        let both = Both::of(vec![layer(left)], vec![layer(right)]);
        FilesDiff::of_stacks(both, Ignore::default())
    };
    let implied = of(&[("a/b", "1", 1)], &[("a/b", "1", 1)]);
    assert_eq!((classes(&implied), implied.counts.same), (vec![], 3));
    let one = of(&[("a/b", "", 1)], &[("a/", "", 1), ("a/b", "", 1)]);
    assert_eq!(classes(&one), [("a", FileClass::Metadata)]);
}

#[test]
fn files_of_a_layer_that_both_images_have_are_the_same() {
    let base = layer(&[("a", "1", 1), ("b", "1", 1)]);
    let other = layer(&[("b", "2", 1)]);
    let both = Both::of(vec![base.clone()], vec![base.clone(), other]);
    let found = FilesDiff::of_stacks(both, Ignore::default());
    assert_eq!(classes(&found), [("b", FileClass::NotCompared)]);
    // The layer is known by its DiffID, in whatever place it is.
    let first = layer(&[("c", "", 1)]);
    let both = Both::of(vec![first.clone(), base.clone()], vec![base, first]);
    let found = FilesDiff::of_stacks(both, Ignore::default());
    assert_eq!((classes(&found), found.counts.same), (vec![], 4));
}

#[test]
fn only_contents_that_tell_something_are_asked_for() {
    let base = layer(&[("shared", "1", 1)]);
    let of = |same, other, noise| {
        layer(&[
            ("same", same, 1),
            ("other", other, 2),
            ("x.pyc", noise, 1),
            ("empty", "", 1),
        ])
    };
    let left = vec![base.clone(), of("s", "1", "1")];
    let right = vec![of("s", "2", "2"), base, layer(&[("longer", "12", 1)])];
    let stacks = Stacks::of(Both::of(left, right));
    let entry = |layer, number| EntryAt { layer, number };
    let noisy = stacks.uncompared(Ignore::default());
    assert_eq!(noisy.left, [entry(1, 1), entry(1, 0), entry(1, 2)]);
    let ignore = Ignore {
        noise: true,
        ..Ignore::default()
    };
    let Both { left, right } = stacks.uncompared(ignore);
    assert_eq!(left, [entry(1, 1), entry(1, 0)]);
    assert_eq!(right, [entry(0, 1), entry(0, 0)]);
    let known = |texts: [&str; 2]| {
        let texts = texts.map(|text| Computed::sha256(text.as_bytes()));
        move |_: u32, number: u32| texts.get(number as usize).cloned()
    };
    let known = Both::of(known(["s", "1"]), known(["s", "2"]));
    let found = stacks.diff(ignore, Both::of(&known.left, &known.right));
    assert_eq!(
        classes(&found),
        [
            ("longer", FileClass::OnlyRight),
            ("other", FileClass::Content)
        ]
    );
    assert_eq!(found.counts.unknown_contents, 0);
}
