use std::time::Instant;

use super::*;
use crate::bytes::tar::tests::{CHUNKS, END, file, header, link, member, pax};
use crate::bytes::tar::{BLOCK, EntryKind, TarEnd};

fn scan(bytes: &[u8], chunk: usize) -> (TarFacts, Listing) {
    let mut scan = TarScan::new();
    for slice in bytes.chunks(chunk.min(bytes.len().max(1))) {
        scan.update(slice);
    }
    scan.finish()
}

/// The same facts however the bytes come.
#[track_caller]
fn facts(parts: &[&[u8]]) -> TarFacts {
    let bytes = parts.concat();
    let (facts, listing) = scan(&bytes, usize::MAX);
    for chunk in CHUNKS {
        let (in_chunks, listed) = scan(&bytes, chunk);
        assert_eq!(in_chunks, facts, "in chunks of {chunk}");
        assert_eq!(listed, listing, "in chunks of {chunk}");
    }
    facts
}

fn problems(facts: &TarFacts) -> Vec<(TarProblemKind, &str)> {
    let problem = |problem: &'_ TarProblem| problem.kind;
    let kinds = facts.problems.iter().map(problem);
    let paths = facts.problems.iter().map(|problem| problem.path.as_str());
    kinds.zip(paths).collect()
}

#[test]
fn entries_are_counted_by_kind() {
    let facts = facts(&[
        &member("etc/", b'5', b""),
        &file("etc/hostname", b"assay\n"),
        &file("etc/.wh.passwd", b""),
        &file("var/.wh..wh..opq", b""),
        &link("a", b'2', "etc"),
        &link("b", b'1', "etc/hostname"),
        &header("null", b'3', 0, ""),
        &END,
        &[0; 8192],
    ]);
    let expected = TarFacts {
        entries: 7,
        files: 3,
        directories: 1,
        symlinks: 1,
        hard_links: 1,
        specials: 1,
        whiteouts: 2,
        opaque_whiteouts: 1,
        file_bytes: 6,
        trailing: Some(Trailing {
            bytes: 8192,
            all_zero: true,
        }),
        ..TarFacts::default()
    };
    assert_eq!(facts, expected);
}

#[test]
fn nothing_and_zeros_are_tars_without_entries() {
    let nothing = TarFacts {
        end: TarEnd::Empty,
        ..TarFacts::default()
    };
    assert_eq!(facts(&[]), nothing);
    assert_eq!(facts(&[&END]), TarFacts::default());
}

#[test]
fn a_path_that_comes_twice_is_found_in_any_spelling() {
    let facts = facts(&[
        &file("a/b", b""),
        &file("./a//b", b""),
        &file("a/x/../b", b""),
        &file("/a/b", b""),
        &member("d/", b'5', b""),
        &member("d", b'5', b""),
        &file("d", b""),
        &member("a/b/", b'5', b""),
        &file("ab", b""),
        &END,
    ]);
    use TarProblemKind::{DuplicatePath, RepeatedDirectory};
    let expected = [
        (DuplicatePath, "./a//b"),
        (DuplicatePath, "a/x/../b"),
        (DuplicatePath, "/a/b"),
        (RepeatedDirectory, "d"),
        (DuplicatePath, "d"),
        (DuplicatePath, "a/b/"),
    ];
    assert_eq!(problems(&facts), expected);
}

#[test]
fn what_would_land_outside_the_root_is_found() {
    let facts = facts(&[
        &file("../x", b""),
        &file("a/../../x", b""),
        &file("a/../x", b""),
        &link("hard", b'1', "../../etc/passwd"),
        &link("soft", b'2', "../../etc/passwd"),
        &END,
    ]);
    use TarProblemKind::{EscapesRoot, LinkLeavesRoot};
    let expected = [
        (EscapesRoot, "../x"),
        (EscapesRoot, "a/../../x"),
        (EscapesRoot, "hard"),
        (LinkLeavesRoot, "soft"),
    ];
    assert_eq!(problems(&facts), expected);
}

#[test]
fn oddities_of_entries_are_named() {
    let mut sparse = ::tar::Header::from_byte_slice(&header("hole", b'S', 0, "")).clone();
    sparse.as_gnu_mut().expect("GNU").set_real_size(1 << 40);
    sparse.set_cksum();
    let facts = facts(&[
        &file("etc/.wh.", b""),
        sparse.as_bytes(),
        &header("dir", b'5', 512, ""),
        &pax(b'g', &[("size", "0")]),
        &file("global", b"1"),
        &pax(b'x', &[("size", "many")]),
        &file("malformed", b"1"),
        &END,
        b"more",
    ]);
    use TarProblemKind as Kind;
    let expected = [
        (Kind::EmptyWhiteout, "etc/.wh."),
        (Kind::SparseFile, "hole"),
        (Kind::Entry(Oddity::SizeWithoutData), "dir"),
        (Kind::Entry(Oddity::GlobalOverride), "global"),
        (Kind::Entry(Oddity::MalformedExtension), "malformed"),
        (Kind::HiddenData, ""),
    ];
    assert_eq!(problems(&facts), expected);
    assert_eq!(facts.file_bytes, (1 << 40) + 2);
    assert_eq!(facts.problem_count, 6);
}

#[test]
fn a_tar_that_ends_early_says_where() {
    let a = file("a", b"123");
    let cases: &[(&[u8], &str)] = &[
        (
            &a[..BLOCK + 1],
            "expected 2 more bytes after byte 513, but found the end",
        ),
        (
            &[&a[..], &END[..BLOCK], &a].concat(),
            "expected a second block of zeros at byte 1,536, but found something else behind the first",
        ),
        (
            &[&a[..], &[b'x'; BLOCK]].concat(),
            "at byte 1,024: expected a header with a checksum, but found a field that is not a number",
        ),
    ];
    for (bytes, expected) in cases {
        let facts = facts(&[bytes]);
        assert_eq!(facts.end.to_string(), *expected);
        assert_eq!((facts.entries, facts.not_a_tar()), (1, None));
    }
}

#[test]
fn what_is_no_tar_says_so() {
    let facts = facts(&[b"{\"schemaVersion\": 2}"]);
    let error = HeaderError::Short { found: 20 };
    assert_eq!((facts.entries, facts.not_a_tar()), (0, Some(&error)));
}

#[test]
fn another_archive_behind_the_end_is_told_from_other_data() {
    use TarProblemKind::{HiddenArchive, HiddenData, TableOfContents};
    let a = file("a", b"123");
    let long = [0; 100 * BLOCK];
    for (behind, expected) in [
        (&[&a[..], &END].concat(), Some(HiddenArchive)),
        (&[&long[..], &a].concat(), Some(HiddenArchive)),
        (&[&long[..], b"x"].concat(), Some(HiddenData)),
        (&[&[0; 3][..], &a, &END].concat(), Some(HiddenData)),
        (&long.to_vec(), None),
    ] {
        let facts = facts(&[&a, &END, behind]);
        let expected: Vec<_> = expected.into_iter().map(|kind| (kind, "")).collect();
        assert_eq!(problems(&facts), expected);
        assert_eq!(facts.trailing.unwrap().bytes, behind.len() as u64);
    }
    // eStargz: one entry, and only this one.
    let contents = file("stargz.index.json", b"{}");
    for (behind, expected) in [
        ([&contents[..], &END].concat(), TableOfContents),
        (
            [&long[..], &contents, &END, &long].concat(),
            TableOfContents,
        ),
        ([&contents[..], &a, &END].concat(), HiddenArchive),
        ([&a[..], &contents, &END].concat(), HiddenArchive),
        ([&contents[..], &END, &a, &END].concat(), HiddenArchive),
        ([&contents[..], &END, b"x"].concat(), HiddenArchive),
        (contents.clone(), HiddenArchive),
    ] {
        assert_eq!(problems(&facts(&[&a, &END, &behind])), [(expected, "")]);
    }
    // Behind one block of zeros only.
    let facts = facts(&[&a, &END[..BLOCK], &a, &END]);
    assert_eq!(problems(&facts), [(HiddenArchive, "")]);
}

#[test]
fn links_that_lead_back_to_themselves_are_found() {
    let facts = facts(&[
        &link("a", b'2', "b"),
        &link("b", b'2', "./a"),
        &link("hard", b'1', "./hard"),
        &link("up", b'2', "up/../../x"),
        &link("fine", b'2', "/etc"),
        &END,
    ]);
    use TarProblemKind::{LinkCircle, LinkLeavesRoot};
    let expected = [
        (LinkCircle, "hard"),
        (LinkLeavesRoot, "up"),
        (LinkCircle, "a"),
        (LinkCircle, "up"),
    ];
    assert_eq!(problems(&facts), expected);
}

#[test]
fn problems_are_kept_up_to_a_number_and_cut_to_a_length() {
    let long = "p".repeat(MAX_QUOTED_PATH * 2);
    let mut bytes = Vec::new();
    for _ in 0..=MAX_PROBLEMS + 1 {
        bytes.extend(member("././@LongLink", b'L', long.as_bytes()));
        bytes.extend(file("cut", b""));
    }
    let (facts, _) = scan(&bytes, usize::MAX);
    assert_eq!(facts.problems.len(), MAX_PROBLEMS);
    assert_eq!(facts.problem_count, MAX_PROBLEMS as u64 + 1);
    assert_eq!(facts.problems[0].path.len(), MAX_QUOTED_PATH);
}

#[test]
fn the_listing_gives_back_every_entry_and_survives_the_border() {
    let bytes = [
        &file("etc/hostname", b"assay\n")[..],
        &link("a", b'2', "etc"),
        &member("././@LongLink", b'L', b"caf\xe9\0"),
        &file("cut", b"1"),
        &link("b", b'1', "etc/hostname"),
        &END,
    ]
    .concat();
    let (_, listing) = scan(&bytes, 7);
    let sent = serde_json::to_string(&listing).expect("JSON");
    let listing: Listing = serde_json::from_str(&sent).expect("the same");
    let listed = |path, link, kind, size| Listed {
        path,
        link,
        kind,
        size,
        mode: 0o644,
        uid: 1,
        gid: 2,
        mtime: 3,
        uname: "",
        gname: "",
        device: None,
        xattrs: &[],
    };
    let expected = [
        listed("etc/hostname", "", EntryKind::File, 6),
        listed("a", "etc", EntryKind::Symlink, 0),
        listed("caf\u{fffd}", "", EntryKind::File, 1),
        listed("b", "etc/hostname", EntryKind::HardLink, 0),
    ];
    assert_eq!(listing.iter().collect::<Vec<_>>(), expected);
    for skipped in 0..=expected.len() {
        let mut entries = listing.iter();
        assert_eq!(entries.by_ref().take(skipped).count(), skipped);
        let position = entries.position();
        assert_eq!(position.entry, skipped);
        let rest: Vec<_> = listing.from(position).collect();
        assert_eq!(rest, expected[skipped..]);
    }
    assert_eq!((listing.len(), listing.left_out()), (4, 0));
}

#[test]
fn the_listing_has_names_of_owners_and_extended_attributes() {
    let owned = |uname: &str, value: &str| {
        let records = [
            ("uname", uname),
            ("gname", "wheel"),
            ("SCHILY.xattr.user.b", value),
            ("SCHILY.xattr.user.a", "1"),
        ];
        [pax(b'x', &records), file("a", b"")].concat()
    };
    let mut header = ::tar::Header::from_byte_slice(&header("b", b'0', 0, "")).clone();
    header.set_username("ada").expect("a name");
    header.set_cksum();
    let entries = [owned("root", "x"), owned("ada", "y"), owned("root", "x")];
    let bytes = [&entries.concat()[..], header.as_bytes(), &END].concat();
    let (_, listing) = scan(&bytes, 7);
    let sent = serde_json::to_string(&listing).expect("JSON");
    let listing: Listing = serde_json::from_str(&sent).expect("the same");
    let listed: Vec<_> = listing
        .iter()
        .map(|entry| {
            let xattrs = entry.xattrs.iter();
            let xattrs = xattrs.map(|xattr| (&*xattr.name, &*xattr.value));
            (entry.uname, entry.gname, xattrs.collect::<Vec<_>>())
        })
        .collect();
    let with = |value: &'static [u8]| vec![("user.a", &b"1"[..]), ("user.b", value)];
    let expected = [
        ("root", "wheel", with(b"x")),
        ("ada", "wheel", with(b"y")),
        ("root", "wheel", with(b"x")),
        ("ada", "", vec![]),
    ];
    assert_eq!(listed, expected);
}

#[test]
fn the_listing_ends_at_its_limit_and_counts_on() {
    // 1 MiB names: the limit is reached after 63 of them.
    let long = "p".repeat((1 << 20) - 1);
    let one = [
        member("././@LongLink", b'L', long.as_bytes()),
        file("cut", b""),
    ]
    .concat();
    let mut scan = TarScan::new();
    for _ in 0..70 {
        scan.update(&one);
    }
    let (facts, listing) = scan.finish();
    assert_eq!(facts.entries, 70);
    assert_eq!(listing.len() as u64 + listing.left_out(), 70);
    assert!(listing.len() as u64 * (1 << 20) <= listing::MAX_TEXT as u64);
    assert!(listing.left_out() > 0);
}

/// A tar as a distribution's: `count` entries of every kind.
fn large(count: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in 0..count {
        let path = format!(
            "usr/share/package-{}/some/folder/{}/file-{entry}.txt",
            entry / 1000,
            entry / 50
        );
        bytes.extend(match entry % 50 {
            0 => member(&path, b'5', b""),
            1 => link(&path, b'2', "../../target"),
            2 => [pax(b'x', &[("path", &path)]), file("cut", b"1")].concat(),
            _ => header(&path, b'0', 0, "").to_vec(),
        });
    }
    bytes
}

#[test]
fn two_hundred_thousand_entries_are_scanned_and_sent_fast() {
    // The figures are for a release build; here it is enough that it is linear.
    let count = if cfg!(debug_assertions) {
        20_000
    } else {
        200_000
    };
    let bytes = large(count);
    let start = Instant::now();
    let (facts, listing) = scan(&bytes, 256 << 10);
    let scanned = start.elapsed();
    assert_eq!((facts.entries, facts.problem_count), (u64::from(count), 0));
    let start = Instant::now();
    let sent = serde_json::to_vec(&listing).expect("JSON");
    let written = start.elapsed();
    let start = Instant::now();
    let back: Listing = serde_json::from_slice(&sent).expect("the same");
    let read = start.elapsed();
    assert!(back == listing);
    eprintln!(
        "{count} entries: scanned in {scanned:?}, written in {written:?}, read in {read:?}, {} bytes",
        sent.len()
    );
    assert!(scanned.as_secs() < 10, "{scanned:?}");
}
