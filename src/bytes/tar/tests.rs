mod readers;
mod real;

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::*;

/// A header in the GNU format, with its checksum.
pub(crate) fn header(path: &str, typeflag: u8, size: u64, link: &str) -> [u8; BLOCK] {
    let mut header = ::tar::Header::new_gnu();
    header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
    header.as_old_mut().linkname[..link.len()].copy_from_slice(link.as_bytes());
    header.as_old_mut().linkflag = [typeflag];
    header.set_size(size);
    header.set_mode(0o644);
    header.set_uid(1);
    header.set_gid(2);
    header.set_mtime(3);
    header.set_cksum();
    *header.as_bytes()
}

/// `data`, padded.
pub(crate) fn padded(data: &[u8]) -> Vec<u8> {
    let mut padded = data.to_vec();
    padded.resize(data.len().next_multiple_of(BLOCK), 0);
    padded
}

/// A member with data.
pub(crate) fn member(path: &str, typeflag: u8, data: &[u8]) -> Vec<u8> {
    let header = header(path, typeflag, data.len() as u64, "");
    [&header[..], &padded(data)].concat()
}

pub(crate) fn file(path: &str, data: &[u8]) -> Vec<u8> {
    member(path, b'0', data)
}

pub(crate) fn link(path: &str, typeflag: u8, target: &str) -> Vec<u8> {
    header(path, typeflag, 0, target).to_vec()
}

/// A member with PAX records.
pub(crate) fn pax(typeflag: u8, records: &[(&str, &str)]) -> Vec<u8> {
    let mut data = String::new();
    for (keyword, value) in records {
        let rest = keyword.len() + value.len() + 3;
        let length = (rest..).find(|length| rest + length.to_string().len() == *length);
        data += &format!("{} {keyword}={value}\n", length.expect("a length"));
    }
    member("pax", typeflag, data.as_bytes())
}

pub(crate) const END: [u8; 2 * BLOCK] = [0; 2 * BLOCK];

/// Slices of one byte, odd ones, and all at once.
pub(crate) const CHUNKS: [usize; 5] = [1, 7, 511, 513, usize::MAX];

/// The corpus, or `None`, said aloud, where this machine has none.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("ASSAY_CORPUS").map(PathBuf::from);
    let found = match folder {
        Some(folder) => folder.is_dir().then_some(folder),
        // From the repository, and from a worktree beside it.
        None => ["../shared/corpus", "../../shared/corpus"]
            .map(|beside| Path::new(env!("CARGO_MANIFEST_DIR")).join(beside))
            .into_iter()
            .find(|folder| folder.is_dir()),
    };
    if found.is_none() {
        eprintln!("skipped: no corpus of real images (set ASSAY_CORPUS)");
    }
    found
}

/// All files below `folder` whose name ends in `.tar`.
pub(crate) fn tars(folder: &Path) -> Vec<PathBuf> {
    let mut tars = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            tars.extend(self::tars(&path));
        } else if path.extension().is_some_and(|extension| extension == "tar") {
            tars.push(path);
        }
    }
    tars.sort();
    tars
}

/// Every entry, owned, and the end.
pub(crate) fn read(bytes: &[u8], chunk: usize) -> (Vec<TarEntry<'static>>, Vec<Oddity>, TarEnd) {
    let mut reader = TarReader::new();
    let (mut entries, mut oddities) = (Vec::new(), Vec::new());
    for slice in bytes.chunks(chunk.min(bytes.len().max(1))) {
        reader.update(slice, &mut |entry| {
            oddities.extend_from_slice(entry.oddities);
            entries.push(TarEntry {
                path: entry.path.to_vec().into(),
                link: entry.link.to_vec().into(),
                uname: entry.uname.to_vec().into(),
                gname: entry.gname.to_vec().into(),
                xattrs: &[],
                oddities: &[],
                ..*entry
            });
        });
    }
    (entries, oddities, reader.finish().0)
}

#[track_caller]
fn check(parts: &[&[u8]], expected: &[(&str, EntryKind, u64)], oddities: &[Oddity], end: &TarEnd) {
    let bytes = parts.concat();
    for chunk in CHUNKS {
        let (entries, odd, ended) = read(&bytes, chunk);
        let found: Vec<_> = entries
            .iter()
            .map(|entry| {
                let path = str::from_utf8(&entry.path).expect("UTF-8");
                (path, entry.kind, entry.size)
            })
            .collect();
        assert_eq!(found, expected, "in chunks of {chunk}");
        assert_eq!(odd, oddities, "in chunks of {chunk}");
        assert_eq!(ended, *end, "in chunks of {chunk}");
    }
}

use EntryKind::{Directory, File, HardLink, Symlink};

#[test]
fn entries_are_listed_in_order_with_their_place() {
    let bytes = [
        &member("etc/", b'5', b"")[..],
        &file("etc/hostname", b"assay\n"),
        &link("a", b'2', "etc/hostname"),
        &link("b", b'1', "etc/hostname"),
        &END,
    ]
    .concat();
    for chunk in CHUNKS {
        let (entries, _, end) = read(&bytes, chunk);
        assert_eq!(end, TarEnd::Marked);
        let [etc, hostname, a, b] = &entries[..] else {
            panic!("{entries:?}");
        };
        assert_eq!((etc.kind, a.kind, b.kind), (Directory, Symlink, HardLink));
        assert_eq!(
            (&*a.link, &*b.link),
            (&b"etc/hostname"[..], &b"etc/hostname"[..])
        );
        assert_eq!(hostname.data_offset, 1024);
        assert_eq!(&bytes[1024..][..hostname.stored as usize], b"assay\n");
        let owner = (hostname.mode, hostname.uid, hostname.gid, hostname.mtime);
        assert_eq!(owner, (0o644, 1, 2, 3));
    }
}

#[test]
fn an_old_directory_is_a_file_whose_name_ends_in_a_slash() {
    let old = [&member("old/", 0, b"")[..], &member("file", 0, b"")].concat();
    let expected = [("old/", Directory, 0), ("file", File, 0)];
    check(&[&old, &END], &expected, &[], &TarEnd::Marked);
}

#[test]
fn long_names_and_pax_records_name_the_next_entry_only() {
    let long = "d/".repeat(90) + "file";
    check(
        &[
            &member("././@LongLink", b'L', format!("{long}\0").as_bytes()),
            &file("cut", b"1"),
            &pax(
                b'x',
                &[("path", &long), ("uid", "70000"), ("mtime", "12.5")],
            ),
            &file("cut", b"22"),
            &file("plain", b"333"),
            &END,
        ],
        &[(&long, File, 1), (&long, File, 2), ("plain", File, 3)],
        &[],
        &TarEnd::Marked,
    );
}

#[test]
fn a_pax_size_overrides_the_header_and_smuggles_nothing() {
    // The data of `outer` is a tar of its own: a reader that takes the size
    // from the header finds `smuggled` (CVE-2025-62518).
    let inner = [file("smuggled", b""), vec![7; 1536]].concat();
    for stated in [0_u64, 1024, u64::from(u32::MAX)] {
        check(
            &[
                &pax(b'x', &[("size", "2048")]),
                &header("outer", b'0', stated, ""),
                &inner,
                &file("after", b"ok"),
                &END,
            ],
            &[("outer", File, 2048), ("after", File, 2)],
            &[Oddity::DisputedSize],
            &TarEnd::Marked,
        );
    }
}

#[test]
fn a_pax_size_is_not_for_a_long_name_in_between() {
    // CVE-2026-33055: the size is the file's, and `L` keeps its own.
    check(
        &[
            &pax(b'x', &[("size", "1536")]),
            &member("././@LongLink", b'L', b"longname\0"),
            &header("cut", b'0', 0, ""),
            &[7; 1536],
            &file("after", b"ok"),
            &END,
        ],
        &[("longname", File, 1536), ("after", File, 2)],
        &[Oddity::DisputedSize],
        &TarEnd::Marked,
    );
}

#[test]
fn a_size_is_no_data_where_no_data_can_be() {
    for typeflag in [b'1', b'2', b'3', b'4', b'5', b'6'] {
        let (entries, odd, end) = read(
            &[
                &header("x", typeflag, 1024, "y")[..],
                &file("after", b"ok"),
                &END,
            ]
            .concat(),
            7,
        );
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].size, 0);
        assert_eq!(odd, [Oddity::SizeWithoutData]);
        assert_eq!(end, TarEnd::Marked);
    }
}

#[test]
fn global_records_are_not_applied_and_reported_where_they_would_matter() {
    let comment = pax(b'g', &[("comment", "5b3f")]);
    check(
        &[&comment, &file("a", b""), &END],
        &[("a", File, 0)],
        &[],
        &TarEnd::Marked,
    );
    check(&[&comment, &END], &[], &[], &TarEnd::Marked);
    check(
        &[&pax(b'g', &[("path", "b")]), &file("a", b""), &END],
        &[("a", File, 0)],
        &[Oddity::GlobalOverride],
        &TarEnd::Marked,
    );
}

#[test]
fn the_last_of_repeated_extensions_counts() {
    check(
        &[
            &pax(b'x', &[("path", "first")]),
            &pax(b'x', &[("path", "second")]),
            &file("cut", b""),
            &END,
        ],
        &[("second", File, 0)],
        &[Oddity::RepeatedExtension],
        &TarEnd::Marked,
    );
}

#[test]
fn an_extension_that_is_too_large_or_malformed_is_reported_and_passed_over() {
    let large = "n".repeat(MAX_EXTENSION as usize + 1);
    check(
        &[
            &member("././@LongLink", b'L', large.as_bytes()),
            &file("short", b"1"),
            &member("pax", b'x', b"99 path=x\n"),
            &file("other", b"22"),
            &END,
        ],
        &[("short", File, 1), ("other", File, 2)],
        &[Oddity::OversizedExtension, Oddity::MalformedExtension],
        &TarEnd::Marked,
    );
}

#[test]
fn a_sparse_file_in_the_old_format_has_blocks_of_its_map_before_its_data() {
    let mut sparse = ::tar::Header::from_byte_slice(&header("hole", b'S', 512, "")).clone();
    let gnu = sparse.as_gnu_mut().expect("GNU");
    gnu.set_real_size(1 << 40);
    gnu.set_is_extended(true);
    sparse.set_cksum();
    let mut map = [[0_u8; BLOCK]; 2];
    map[0][504] = 1;
    check(
        &[
            sparse.as_bytes(),
            &map.concat(),
            &[7; 512],
            &file("after", b"ok"),
            &END,
        ],
        &[("hole", File, 1 << 40), ("after", File, 2)],
        &[],
        &TarEnd::Marked,
    );
}

#[test]
fn a_sparse_file_in_pax_records_has_its_own_name_and_size() {
    let records = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.name", "hole"),
        ("GNU.sparse.realsize", "1099511627776"),
    ];
    let bytes = [
        &pax(b'x', &records)[..],
        &file("GNUSparseFile.1/hole", &[7; 1000]),
        &END,
    ];
    check(&bytes, &[("hole", File, 1 << 40)], &[], &TarEnd::Marked);
    let (entries, _, _) = read(&bytes.concat(), 513);
    assert!(entries[0].sparse);
    assert_eq!(entries[0].stored, 1000);
}

#[test]
fn a_tar_may_end_in_several_ways() {
    let a = file("a", b"123");
    let expected = [("a", File, 3)];
    check(&[], &[], &[], &TarEnd::Empty);
    check(&[&END], &[], &[], &TarEnd::Marked);
    check(&[&[0; BLOCK]], &[], &[], &TarEnd::HalfMarked);
    check(&[&a], &expected, &[], &TarEnd::Unmarked);
    let unpadded = |missing| TarEnd::Unpadded { missing };
    check(&[&a[..BLOCK + 3]], &expected, &[], &unpadded(509));
    check(&[&a[..2 * BLOCK - 1]], &expected, &[], &unpadded(1));
    for zeros in [BLOCK, BLOCK + 1, 2 * BLOCK - 1] {
        check(&[&a, &END[..zeros]], &expected, &[], &TarEnd::HalfMarked);
    }
    check(&[&a, &END, b"garbage"], &expected, &[], &TarEnd::Marked);
    let lone = TarEnd::LoneZeroBlock { at: 1536 };
    check(&[&a, &END[..BLOCK], &a, &END], &expected, &[], &lone);
    check(&[&a, &END[..BLOCK], b"\0x"], &expected, &[], &lone);
    for (cut, found, at, missing) in [
        (BLOCK + 2, &expected[..], 514, 1),
        (BLOCK, &expected, 512, 3),
        (1, &[], 1, 0),
    ] {
        let end = match found {
            [] => TarEnd::NotATar(HeaderError::Short { found: cut }),
            _ => TarEnd::Truncated { at, missing },
        };
        check(&[&a[..cut]], found, &[], &end);
    }
    let end = TarEnd::Truncated {
        at: 1034,
        missing: 502,
    };
    check(&[&a, &a[..10]], &expected, &[], &end);
    // Extensions announce an entry that does not come.
    let pax = pax(b'x', &[("path", "b")]);
    let end = TarEnd::Truncated {
        at: 2048,
        missing: 512,
    };
    check(&[&a, &pax], &expected, &[], &end);
    check(&[&a, &pax, &END], &expected, &[], &end);
    check(
        &[&a, &pax[..600]],
        &expected,
        &[],
        &TarEnd::Truncated {
            at: 1624,
            missing: 512,
        },
    );
}

#[test]
fn what_is_no_tar_is_told_from_a_damaged_one() {
    let a = file("a", b"123");
    let text = padded(b"{\"schemaVersion\": 2}");
    let error = HeaderError::NoChecksum;
    check(
        &[b"hello"],
        &[],
        &[],
        &TarEnd::NotATar(HeaderError::Short { found: 5 }),
    );
    let stated = HeaderError::Checksum {
        stated: 0,
        computed: 2079,
    };
    check(&[&text], &[], &[], &TarEnd::NotATar(stated.clone()));
    check(&[&[b'x'; BLOCK]], &[], &[], &TarEnd::NotATar(error.clone()));
    let damaged = TarEnd::Damaged { at: 1024, error };
    check(&[&a, &[b'x'; BLOCK], &a], &[("a", File, 3)], &[], &damaged);
    assert_eq!(
        stated.to_string(),
        "expected a header with the checksum 2079, but found 0"
    );
}

#[test]
fn a_negative_size_is_no_header() {
    let mut header = ::tar::Header::from_byte_slice(&header("a", b'0', 0, "")).clone();
    header.as_old_mut().size = [0xff; 12];
    header.set_cksum();
    check(
        &[header.as_bytes()],
        &[],
        &[],
        &TarEnd::NotATar(HeaderError::Size),
    );
}

#[test]
fn a_checksum_over_signed_bytes_is_accepted() {
    let mut block = header("caf\u{e9}", b'0', 0, "");
    let unsigned = header::number(&block[148..156]).expect("a checksum");
    // Two bytes of the name are negative when signed.
    let signed = format!("{:07o}\0", unsigned - 2 * 256);
    block[148..156].copy_from_slice(signed.as_bytes());
    check(&[&block, &END], &[("café", File, 0)], &[], &TarEnd::Marked);
}

#[test]
fn skipping_data_is_the_same_as_reading_it() {
    let bytes = [file("a", &[1; 5000]), file("b", &[2; 512]), END.to_vec()].concat();
    for step in [1_u64, 100, 5000, u64::MAX] {
        let mut reader = TarReader::new();
        let mut found = Vec::new();
        while reader.position() < bytes.len() as u64 {
            reader.skip(step.min(reader.skippable()));
            let at = reader.position() as usize;
            if reader.skippable() == 0 {
                let end = (at + BLOCK).min(bytes.len());
                reader.update(&bytes[at..end], &mut |entry| {
                    found.push((entry.path.to_vec(), entry.data_offset));
                });
            }
        }
        assert_eq!(found, [(b"a".to_vec(), 512), (b"b".to_vec(), 6144)]);
        assert_eq!(reader.finish().0, TarEnd::Marked);
    }
}
