use std::io::Write as _;

use super::*;
use crate::bytes::tar::tests::{END, file, header};

#[track_caller]
fn listed(
    path: &str,
    bytes: &[u8],
    is_cut: bool,
) -> (ArchiveKind, Vec<(String, Option<u64>)>, bool) {
    let archive = Archive::of(path, bytes, is_cut).expect("an archive");
    let entries = archive
        .entries
        .into_iter()
        .map(|entry| (entry.path, entry.size));
    (archive.kind, entries.collect(), archive.is_cut)
}

fn rows(rows: &[(&str, Option<u64>)]) -> Vec<(String, Option<u64>)> {
    rows.iter()
        .map(|(path, size)| ((*path).to_owned(), *size))
        .collect()
}

/// A file as it stands in a zip, and its entry in the directory.
fn zipped(name: &str, data: &[u8], flags: u16, at: usize) -> (Vec<u8>, Vec<u8>) {
    let length = |length: usize| (length as u32).to_le_bytes();
    let fields = [
        &20_u16.to_le_bytes()[..],
        &flags.to_le_bytes(),
        &[0; 6],
        &[0; 4],
    ]
    .concat();
    let sizes = match flags & 8 {
        0 => [length(data.len()), length(data.len())].concat(),
        _ => vec![0; 8],
    };
    let names = [(name.len() as u16).to_le_bytes(), [0; 2]].concat();
    let local = [
        &b"PK\x03\x04"[..],
        &fields,
        &sizes,
        &names,
        name.as_bytes(),
        data,
    ]
    .concat();
    let sizes = [length(data.len()), length(data.len())].concat();
    let central = [
        &b"PK\x01\x02"[..],
        &[0; 2],
        &fields,
        &sizes,
        &names,
        &[0; 2],
        &[0; 8],
        &length(at),
        name.as_bytes(),
    ];
    (local, central.concat())
}

fn zip(files: &[(&str, &[u8])], flags: u16) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, data) in files {
        let (local, central) = zipped(name, data, flags, bytes.len());
        bytes.extend(local);
        directory.extend(central);
    }
    let start = bytes.len() as u32;
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06");
    bytes.extend([0; 8]);
    bytes.extend((directory.len() as u32).to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend(b"\x07\0comment");
    bytes
}

pub(in crate::file_view) fn sample() -> Vec<u8> {
    zip(&[("a/", b""), ("a/b", b"12345")], 0)
}

#[test]
fn a_zip_is_listed_by_its_directory_and_by_headers_where_that_is_cut() {
    let files: &[(&str, &[u8])] = &[("a/", b""), ("a/b", b"12345"), ("c", b"")];
    let expected = rows(&[("a/", None), ("a/b", Some(5)), ("c", Some(0))]);
    let bytes = zip(files, 0);
    assert_eq!(
        listed("x.zip", &bytes, false),
        (ArchiveKind::Zip(None), expected.clone(), false)
    );
    assert_eq!(
        listed("x.zip", &bytes, true),
        (ArchiveKind::Zip(None), expected, true)
    );
    // Sizes behind the files are known to the directory only.
    let bytes = zip(files, 8);
    let (_, entries, is_cut) = listed("x.zip", &bytes, false);
    assert_eq!((entries.len(), &entries[1].1, is_cut), (3, &Some(5), false));
    assert_eq!(
        listed("x.zip", &bytes, true),
        (ArchiveKind::Zip(None), rows(&[("a/", None)]), true)
    );
    let (_, entries, is_cut) = listed("x.zip", &bytes[..bytes.len() - 40], false);
    assert_eq!((entries.len(), is_cut), (1, true));
    // A directory that is not where it should be.
    let moved = [b"PK\x03\x04 in front of it", &bytes[..]].concat();
    assert_eq!(listed("x.zip", &moved, false).1.len(), 0);
    assert!(listed("x.zip", &moved, false).2);
    let empty = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    assert_eq!(
        listed("x.zip", &empty, false),
        (ArchiveKind::Zip(None), vec![], false)
    );
}

#[test]
fn packages_are_told_by_what_is_in_them_and_by_name() {
    for (path, inside, kind) in [
        ("x.jar", "a", ZipUse::Jar),
        ("x.zip", "META-INF/MANIFEST.MF", ZipUse::Jar),
        ("x-1.0-py3-none-any.whl", "x.py", ZipUse::Wheel),
        ("x.apk", "AndroidManifest.xml", ZipUse::Android),
        ("X.NUPKG", "[Content_Types].xml", ZipUse::NuGet),
        ("x.docx", "[Content_Types].xml", ZipUse::Office),
    ] {
        let bytes = zip(&[(inside, b"")], 0);
        assert_eq!(listed(path, &bytes, false).0, ArchiveKind::Zip(Some(kind)));
    }
}

#[test]
fn a_large_size_is_in_the_extra_field() {
    let mut bytes = zip(&[("large", b"")], 0);
    let at = bytes
        .windows(4)
        .position(|window| window == b"PK\x01\x02")
        .unwrap();
    bytes[at + 24..][..4].fill(0xff);
    let extra = [
        &b"\x09\0\x02\0ab\x01\0\x08\0"[..],
        &5_000_000_000_u64.to_le_bytes(),
    ]
    .concat();
    bytes[at + 30] = extra.len() as u8;
    bytes.splice(at + 46 + 5..at + 46 + 5, extra);
    let expected = rows(&[("large", Some(5_000_000_000))]);
    assert_eq!(listed("x", &bytes, false).1, expected);
}

fn ar_member(name: &str, data: &[u8]) -> Vec<u8> {
    let header = format!(
        "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n",
        0,
        0,
        0,
        "100644",
        data.len()
    );
    let padding: &[u8] = if data.len() % 2 == 1 { b"\n" } else { b"" };
    [header.as_bytes(), data, padding].concat()
}

#[test]
fn an_ar_has_names_of_gnu_and_bsd() {
    let members = [
        ar_member("/", b"symbols"),
        ar_member("//", b"a_name_that_is_long.o/\nanother_one.o/\n"),
        ar_member("short.o/", b"123"),
        ar_member("/0", b"1"),
        ar_member("/23", b"12"),
        ar_member("#1/8", b"bsd.o\0\0\0data"),
    ];
    let bytes = [&b"!<arch>\n"[..], &members.concat()].concat();
    let expected = rows(&[
        ("short.o", Some(3)),
        ("a_name_that_is_long.o", Some(1)),
        ("another_one.o", Some(2)),
        ("bsd.o", Some(4)),
    ]);
    assert_eq!(
        listed("x.a", &bytes, false),
        (ArchiveKind::Ar, expected.clone(), false)
    );
    let (_, entries, is_cut) = listed("x.a", &bytes[..bytes.len() - 40], true);
    assert_eq!((&entries[..], is_cut), (&expected[..3], true));
    let (_, entries, is_cut) = listed("x.a", &bytes[..bytes.len() - 1], false);
    assert_eq!((entries.len(), is_cut), (4, true));
    let deb = [
        &b"!<arch>\n"[..],
        &ar_member("debian-binary", b"2.0\n"),
        &ar_member("control.tar.xz", b""),
    ];
    assert_eq!(listed("x", &deb.concat(), false).0, ArchiveKind::Deb);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_tar_is_listed_in_its_compression() {
    let tar = [
        &header("d/", b'5', 0, "")[..],
        &file("d/a", b"123"),
        &file("b", &[7; 9_000]),
        &END,
    ]
    .concat();
    let expected = rows(&[("d/", None), ("d/a", Some(3)), ("b", Some(9_000))]);
    let zstd = {
        use structured_zstd::encoding::{CompressionLevel, compress_to_vec};
        compress_to_vec(&*tar, CompressionLevel::Fastest)
    };
    let cases = [
        (Compression::None, tar.clone()),
        (Compression::Gzip, gzip(&tar)),
        (Compression::Zstd, zstd),
    ];
    for (compression, bytes) in cases {
        let kind = ArchiveKind::Tar(compression);
        assert_eq!(listed("x", &bytes, false), (kind, expected.clone(), false));
        // All entries are known once the end has come.
        assert_eq!(listed("x", &bytes, true), (kind, expected.clone(), false));
    }
    let kind = ArchiveKind::Tar(Compression::None);
    assert_eq!(listed("x", &tar[..2_100], true), (kind, expected, true));
    // A package of Alpine: tars one after the other, in members of their own.
    let apk = [
        gzip(&file("a", b"1")),
        gzip(&[&file("b", b"2")[..], &END].concat()),
    ]
    .concat();
    let kind = ArchiveKind::Tar(Compression::Gzip);
    assert_eq!(
        listed("x", &apk, false),
        (kind, rows(&[("a", Some(1)), ("b", Some(1))]), false)
    );
}

#[test]
fn a_compressed_file_is_not_listed() {
    let kind = ArchiveKind::Compressed(Compression::Gzip);
    assert_eq!(
        listed("x.1.gz", &gzip(b"a page of a manual"), false),
        (kind, vec![], false)
    );
    let kind = ArchiveKind::Compressed(Compression::Xz);
    assert_eq!(
        listed("x", b"\xfd7zXZ\0damaged", false),
        (kind, vec![], false)
    );
    for bytes in [&b""[..], b"text", &[0; 2_000], &[1; 2_000]] {
        assert_eq!(Archive::of("x.tar", bytes, false), None);
    }
}

#[test]
fn no_more_entries_are_listed_than_the_limit() {
    let many: Vec<u8> = (0..=MAX_ENTRIES)
        .flat_map(|_| header("a", b'0', 0, ""))
        .collect();
    let (_, entries, is_cut) = listed("x", &many, false);
    assert_eq!((entries.len(), is_cut), (MAX_ENTRIES, true));
    let (_, entries, is_cut) = listed("x", &gzip(&many), false);
    assert_eq!((entries.len(), is_cut), (MAX_ENTRIES, true));
}
