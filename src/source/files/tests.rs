use std::fs;
use std::io;

use super::kind::{FirstBytes, recognise};
use super::*;
use crate::bytes::compression::Compression;
use crate::bytes::store::Store;
use crate::bytes::tar::tests::{END, corpus, file, header, link, member, pax, tars};
use crate::source::InputFile;

/// Handles in memory; reads are partial, and some are interrupted.
struct Memory {
    handles: Vec<Vec<u8>>,
    at_once: usize,
    reads: std::cell::Cell<u64>,
}

impl Memory {
    fn new(bytes: Vec<u8>, at_once: usize) -> Self {
        Self {
            handles: vec![bytes],
            at_once,
            reads: std::cell::Cell::default(),
        }
    }
}

impl Store for Memory {
    fn length(&self, handle: u32) -> Option<u64> {
        self.handles
            .get(handle as usize)
            .map(|bytes| bytes.len() as u64)
    }

    fn read_at(&self, handle: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.reads.set(self.reads.get() + 1);
        if self.reads.get().is_multiple_of(5) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let rest = self.handles[handle as usize].get(offset as usize..);
        let rest = rest.unwrap_or_default();
        let length = rest.len().min(buffer.len()).min(self.at_once);
        buffer[..length].copy_from_slice(&rest[..length]);
        Ok(length)
    }

    fn create(&mut self) -> io::Result<u32> {
        self.handles.push(Vec::new());
        Ok(self.handles.len() as u32 - 1)
    }

    fn append(&self, _: u32, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// The same set however the reads come.
#[track_caller]
fn index(parts: &[&[u8]]) -> FileSet {
    let sets = [usize::MAX, 4096, 513, 100].map(|at_once| {
        let store = Memory::new(parts.concat(), at_once);
        FileSet::from_tar(&store, 0, &mut |_| {}).expect("an index")
    });
    for set in &sets {
        assert_eq!(set.files, sets[0].files);
        assert_eq!(set.end, sets[0].end);
        assert_eq!(set.behind, sets[0].behind);
    }
    let [set, ..] = sets;
    set
}

fn paths(set: &FileSet) -> Vec<&str> {
    set.files().iter().map(|file| file.path.as_str()).collect()
}

#[test]
fn an_archive_is_indexed_by_plain_names() {
    let data = [7; 1000];
    let set = index(&[
        &member("./", b'5', b""),
        &member("./blobs/", b'5', b""),
        &file("./blobs//sha256/ab", &data),
        &file("index.json", b"{}"),
        &END,
    ]);
    assert_eq!(paths(&set), ["blobs", "blobs/sha256/ab", "index.json"]);
    let blob = set.lookup("blobs/sha256/ab").expect("the blob");
    let extent = Extent {
        handle: 0,
        offset: 1536,
        length: 1000,
    };
    assert_eq!(blob.kind, FileKind::Regular(extent));
    assert_eq!((blob.raw.as_str(), blob.size), ("./blobs//sha256/ab", 1000));
    assert_eq!(set.lookup("./index.json"), None);
    assert_eq!((set.end.early(), set.behind), (None, Behind::Zeros));
}

#[test]
fn large_files_are_not_read() {
    let bytes = [
        &file("layer.tar", &vec![0; 50 << 20])[..],
        &file("manifest.json", b"[]"),
        &END,
    ];
    let store = Memory::new(bytes.concat(), usize::MAX);
    let mut places = Vec::new();
    let set = FileSet::from_tar(&store, 0, &mut |place| places.push(place)).expect("an index");
    assert_eq!(paths(&set), ["layer.tar", "manifest.json"]);
    assert!(store.reads.get() <= 4, "{} reads", store.reads.get());
    assert_eq!(places.last(), Some(&store.length(0).expect("a length")));
}

#[test]
fn of_repeated_names_the_last_is_looked_up_and_all_are_listed() {
    let set = index(&[
        &file("manifest.json", b"[]"),
        &file("other", b""),
        &file("./manifest.json", b"null"),
        &END,
    ]);
    let sizes = |file: Option<&File>| file.map(|file| file.size);
    assert_eq!(sizes(set.lookup("manifest.json")), Some(4));
    assert_eq!(sizes(set.first("manifest.json")), Some(2));
    let raw: Vec<&str> = set.duplicates().map(|file| file.raw.as_str()).collect();
    assert_eq!(raw, ["manifest.json", "./manifest.json"]);
    let under: Vec<u64> = set.under("").map(|(file, _)| file.size).collect();
    assert_eq!(under, [0, 4]);
}

#[test]
fn names_that_climb_out_are_kept_and_never_matched() {
    let long = member("././@LongLink", b'L', b"caf\xe9\0");
    let set = index(&[
        &file("../manifest.json", b""),
        &file("a/../../manifest.json", b""),
        &file("/../manifest.json", b""),
        &long,
        &file("cut", b""),
        &END,
    ]);
    let expected = [
        "../manifest.json",
        "a/../../manifest.json",
        "/../manifest.json",
        "caf\u{fffd}",
    ];
    assert_eq!(paths(&set), expected);
    assert_eq!(set.unsafe_paths().count(), 4);
    assert_eq!(set.under("").count(), 0);
    for path in expected {
        assert_eq!(set.lookup(path), None, "{path}");
    }
    assert_eq!(
        set.resolve("../manifest.json")
            .unwrap_err()
            .message()
            .to_string(),
        "expected the file `../manifest.json`, but found none of that name"
    );
}

#[test]
fn names_are_cleaned_as_docker_load_cleans_them() {
    for raw in ["/a/b", "./a//b", "x/../a/b", "/./x/../a/b/."] {
        let set = index(&[&file(raw, b"1"), &END]);
        let found = set.lookup("a/b").expect(raw);
        assert_eq!((found.raw.as_str(), found.unsafe_path), (raw, false));
    }
    // Two spellings of one name: which one counts depends on the loader.
    let set = index(&[&file("a", b"1"), &file("/a", b"2"), &END]);
    assert_eq!(set.duplicates().count(), 2);
    assert_eq!(set.lookup("a").map(|file| file.raw.as_str()), Some("/a"));
}

#[test]
fn files_below_a_folder_are_listed() {
    let set = index(&[
        &file("blobs/sha256/a", b""),
        &link("blobs/sha256/b", b'2', "a"),
        &file("blobs/sha2567", b""),
        &file("blobs/sha256/c/d", b""),
        &END,
    ]);
    for prefix in ["blobs/sha256", "blobs/sha256/"] {
        let found: Vec<&str> = set
            .under(prefix)
            .map(|(file, _)| file.path.as_str())
            .collect();
        assert_eq!(found, ["blobs/sha256/a", "blobs/sha256/c/d"]);
    }
}

#[test]
fn a_truncated_archive_keeps_what_could_be_read() {
    let bytes = [&file("a", b"1")[..], &file("b", &[7; 2000])].concat();
    let set = index(&[&bytes[..1536 + 500]]);
    assert_eq!(paths(&set), ["a", "b"]);
    assert_eq!(
        set.end.early().map(|why| why.to_string()).as_deref(),
        Some("expected 1,500 more bytes after byte 2,036, but found the end")
    );
    let FileKind::Regular(extent) = set.files()[1].kind else {
        panic!("{:?}", set.files()[1]);
    };
    assert_eq!((extent.length, set.files()[1].size), (500, 2000));

    let huge = header("huge", b'0', u64::MAX >> 2, "");
    let set = index(&[&file("a", b"1"), &huge]);
    assert_eq!(
        set.end.early().map(|why| why.to_string()).as_deref(),
        Some("expected 4,611,686,018,427,387,903 more bytes after byte 1,536, but found the end")
    );
    let set = index(&[&file("a", b"1"), &[b'x'; 2000]]);
    assert_eq!(
        set.end.early().map(|why| why.to_string()).as_deref(),
        Some(
            "at byte 1,024: expected a header with a checksum, but found a field that is not a number"
        )
    );
}

#[test]
fn what_is_behind_the_end_is_seen_however_far_behind() {
    let (a, b) = (file("a", b"1"), file("b", b"2"));
    let behind = |parts: &[&[u8]]| index(&[&[&a[..], &END].concat(), &parts.concat()]).behind;
    let far = vec![0; 200 << 10];
    let bytes = 1024;
    assert_eq!(behind(&[&b]), Behind::Archive { bytes });
    let bytes = (200 << 10) + 1024;
    assert_eq!(behind(&[&far, &b]), Behind::Archive { bytes });
    let bytes = (200 << 10) + 1;
    assert_eq!(behind(&[&far, b"x"]), Behind::Data { bytes });
    assert_eq!(behind(&[&[0; 8192]]), Behind::Zeros);
    assert_eq!(behind(&[]), Behind::Zeros);
}

#[test]
fn zeros_behind_the_end_are_read_up_to_a_limit_and_the_rest_is_not_taken_for_zeros() {
    let bytes = [&file("a", b"1")[..], &END, &vec![0; 65 << 20]].concat();
    let set = FileSet::from_tar(&Memory::new(bytes, usize::MAX), 0, &mut |_| {}).unwrap();
    assert_eq!(set.behind, Behind::Unread { bytes: 65 << 20 });
}

#[test]
fn what_is_no_archive_is_an_error() {
    let store = Memory::new(b"hello".to_vec(), 3);
    let error = FileSet::from_tar(&store, 0, &mut |_| {}).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a tar archive, but found something else: expected a header of 512 bytes, but found 5"
    );
    let error = FileSet::from_tar(&store, 7, &mut |_| {}).unwrap_err();
    assert_eq!(error.to_string(), "the file is no longer here");
}

#[test]
fn a_sparse_file_has_no_bytes() {
    let records = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.realsize", "1099511627776"),
    ];
    let set = index(&[&pax(b'x', &records), &file("hole", &[7; 512]), &END]);
    assert_eq!(set.files()[0].kind, FileKind::Sparse);
    assert_eq!(set.files()[0].size, 1 << 40);
    assert_eq!(
        set.resolve("hole").unwrap_err().message().to_string(),
        "expected a regular file at `hole`, but found a sparse file, which Assay does not put together"
    );
}

#[test]
fn links_are_followed_inside_the_archive() {
    let set = index(&[
        &link("one/layer.tar", b'2', "../two/layer.tar"),
        &link("two/layer.tar", b'1', "three/layer.tar"),
        &link("folder", b'2', "./three"),
        &link("top", b'2', "folder/.."),
        &file("three/layer.tar", b"123"),
        &END,
    ]);
    let cases: &[(&str, &[&str])] = &[
        ("three/layer.tar", &[]),
        ("two/layer.tar", &["two/layer.tar"]),
        ("one/layer.tar", &["one/layer.tar", "two/layer.tar"]),
        ("folder/layer.tar", &["folder/layer.tar"]),
        ("top/three/layer.tar", &["top/three/layer.tar"]),
    ];
    for (path, via) in cases {
        let resolved = set.resolve(path).expect("bytes");
        assert_eq!(
            (resolved.extent.length, resolved.via.as_slice().len()),
            (3, via.len())
        );
        assert_eq!(resolved.via, *via);
    }
}

#[test]
fn a_link_that_leads_nowhere_says_so() {
    let mut parts = vec![
        link("cycle", b'2', "cycle"),
        link("a", b'2', "b"),
        link("b", b'1', "a"),
        link("out", b'2', "../etc/passwd"),
        link("abs", b'1', "/etc/passwd"),
        link("dangling", b'2', "nothing"),
        link("dir", b'2', "folder"),
        member("folder/", b'5', b""),
        header("device", b'3', 0, "").to_vec(),
        link("ring", b'2', "ring/ring"),
    ];
    parts.extend((0..10_000).map(|hop| link(&format!("l{hop}"), b'2', &format!("l{}", hop + 1))));
    parts.extend([file("l10000", b"1"), END.to_vec()]);
    let store = Memory::new(parts.concat(), usize::MAX);
    let set = FileSet::from_tar(&store, 0, &mut |_| {}).expect("an index");
    let cases = [
        (
            "missing",
            "expected the file `missing`, but found none of that name",
        ),
        (
            "cycle",
            "expected the link `cycle` to end at a file, but it leads back to itself",
        ),
        (
            "a",
            "expected the link `a` to end at a file, but it leads back to itself",
        ),
        (
            "out",
            "expected the link `out` to stay inside the archive, but it leads to `../etc/passwd`",
        ),
        (
            "abs",
            "expected the link `abs` to stay inside the archive, but it leads to `/etc/passwd`",
        ),
        (
            "dangling",
            "expected the link `dangling` to lead to a file, but found nothing at `nothing`",
        ),
        (
            "dir",
            "expected a regular file at `folder`, but found a directory",
        ),
        (
            "device",
            "expected a regular file at `device`, but found a device or a FIFO",
        ),
        (
            "ring",
            "expected at most 32 links from `ring`, but found more",
        ),
        ("l0", "expected at most 32 links from `l0`, but found more"),
    ];
    for (path, message) in cases {
        assert_eq!(
            set.resolve(path).unwrap_err().message().to_string(),
            message,
            "{path}"
        );
    }
    assert_eq!(set.resolve("l9968").expect("32 links").via.len(), 32);
    assert!(set.resolve("l9967").is_err());
}

#[test]
fn a_dropped_folder_loses_its_name() {
    let input = |path: &str| InputFile {
        path: path.to_owned(),
        size: 5,
    };
    let cases: &[(&[&str], &[&str])] = &[
        (
            &["layout/index.json", "layout/blobs/a"],
            &["index.json", "blobs/a"],
        ),
        (&["/layout/index.json"], &["index.json"]),
        (&["index.json", "blobs/a"], &["index.json", "blobs/a"]),
        (
            &["a/index.json", "b/index.json"],
            &["a/index.json", "b/index.json"],
        ),
        (&["ab/x", "a/x"], &["ab/x", "a/x"]),
        (&["image.tar"], &["image.tar"]),
        (&[], &[]),
    ];
    for (given, expected) in cases {
        let inputs: Vec<InputFile> = given.iter().map(|path| input(path)).collect();
        let set = FileSet::from_inputs(&inputs);
        assert_eq!(paths(&set), *expected);
        for (file, handle) in set.files().iter().zip(0..) {
            let extent = Extent {
                handle,
                offset: 0,
                length: 5,
            };
            assert_eq!(file.kind, FileKind::Regular(extent));
        }
    }
    let set = FileSet::from_inputs(&[input("a.tar"), input("a.tar")]);
    assert_eq!(set.duplicates().count(), 2);
}

#[test]
fn bytes_are_recognised_by_their_beginning() {
    let at = |offset: usize, magic: &[u8]| [&vec![1; offset], magic].concat();
    let mut v7 = [0_u8; 512];
    v7.copy_from_slice(&header("hello.txt", b'0', 0, ""));
    v7[257..265].fill(0);
    let mut header = ::tar::Header::from_byte_slice(&v7).clone();
    header.set_cksum();
    let mut lzma = vec![0x5d, 0, 0, 0x80, 0];
    lzma.extend_from_slice(&[0xff; 8]);
    let cases: &[(&[u8], FirstBytes)] = &[
        (b"", FirstBytes::Empty),
        (&[0; 1024], FirstBytes::Zeros),
        (&[0x1f, 0x8b, 8], FirstBytes::Compressed(Compression::Gzip)),
        (&file("a", b"1"), FirstBytes::Tar),
        (&pax(b'x', &[("path", "a")]), FirstBytes::Tar),
        (header.as_bytes(), FirstBytes::Tar),
        (&v7, FirstBytes::Unknown),
        (b"PK\x03\x04....", FirstBytes::Zip),
        (b"7z\xbc\xaf\x27\x1c", FirstBytes::SevenZip),
        (b"Rar!\x1a\x07\x01\0", FirstBytes::Rar),
        (&at(32, b"SIF_MAGIC\0"), FirstBytes::Sif),
        (&at(32_769, b"CD001"), FirstBytes::Iso),
        (b"hsqs", FirstBytes::Squashfs),
        (b"\x7fELF\x02", FirstBytes::Elf),
        (b"\n<!DOCTYPE HTML><html>", FirstBytes::Html),
        (b"<html lang=en>", FirstBytes::Html),
        (b"\xef\xbb\xbf\r\n {\"a\":1}", FirstBytes::Json),
        (b"[]", FirstBytes::Json),
        (&lzma, FirstBytes::Lzma),
        (b"hello", FirstBytes::Unknown),
    ];
    for (first, expected) in cases {
        let found = recognise(first, first.len() as u64);
        let start = first.get(..20).unwrap_or(first);
        assert_eq!(found, *expected, "{}", start.escape_ascii());
    }
}

#[test]
fn real_archives_are_indexed_and_their_links_followed() {
    let Some(corpus) = corpus() else {
        return;
    };
    for path in tars(&corpus) {
        let bytes = fs::read(&path).expect("readable");
        let name = path.display();
        if !bytes.is_empty() && !bytes.iter().all(|byte| *byte == 0) {
            assert_eq!(
                recognise(&bytes, bytes.len() as u64),
                FirstBytes::Tar,
                "{name}"
            );
        }
        let set = index(&[&bytes]);
        // Of the archives of tar-rs, one has an entry with no name at all.
        assert!(!set.is_empty() || bytes.len() <= 10_240, "{name}");
        for file in set.files() {
            if file.path.ends_with("layer.tar") || file.path.ends_with("manifest.json") {
                assert!(set.resolve(&file.path).is_ok(), "{name}: {}", file.path);
            }
        }
    }
    let images = corpus.join("google+go-containerregistry/pkg/v1/tarball/testdata");
    let set = index(&[&fs::read(images.join("test_link.tar")).expect("readable")]);
    let links = set
        .files()
        .iter()
        .filter(|file| matches!(file.kind, FileKind::Symlink { .. }));
    let followed: Vec<_> = links
        .map(|file| set.resolve(&file.path).expect("bytes"))
        .collect();
    assert!(!followed.is_empty());
    assert!(followed.iter().all(|resolved| resolved.via.len() == 1));
}
