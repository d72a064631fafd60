use std::cell::Cell;
use std::io::{Read as _, Write as _};

use super::*;
use crate::bytes::compression::{Compression, UnpackError};
use crate::bytes::layer::MAX_UNPACKED;
use crate::bytes::tar::tests::{CHUNKS, END, corpus, file, header, link, member, pax, tars};
use crate::bytes::tar::{EntryKind, TarEnd};
use crate::bytes::tar_scan::TarScan;

/// All bytes of an entry, the same however the bytes of the layer come.
#[track_caller]
fn extracted(layer: &[u8], number: u64) -> Result<Extracted, ExtractError> {
    let all = CHUNKS.map(|chunk| {
        let (mut extract, mut sunk) = (Extract::of(number, usize::MAX), Vec::new());
        for slice in layer.chunks(chunk.min(layer.len().max(1))) {
            let flow = extract.update_into(slice, &mut |bytes| sunk.extend_from_slice(bytes));
            if flow.is_break() {
                break;
            }
        }
        let found = extract.finish();
        if let Ok(found) = &found {
            assert_eq!(found.kept, sunk);
            assert_eq!(found.sha256, Some(Computed::sha256(&sunk)));
            assert!(found.is_whole());
        }
        found
    });
    for found in &all {
        assert_eq!(found, &all[0]);
    }
    let [found, ..] = all;
    found
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    use structured_zstd::encoding::{CompressionLevel, compress_to_vec};
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

type Expected = Result<Vec<u8>, ExtractError>;

/// Files of several sizes and kinds of names, with what each holds.
fn small_tar() -> (Vec<u8>, Vec<Expected>) {
    let long = format!("{}/name", "directory/".repeat(30));
    let noise: Vec<u8> = (0..70_000_u32)
        .map(|n| (n.wrapping_mul(n) >> 7) as u8)
        .collect();
    let named = [
        &member("././@LongLink", b'L', long.as_bytes()),
        &file("cut", b"gnu")[..],
    ]
    .concat();
    let target = String::from("a");
    let parts: Vec<(Vec<u8>, Expected)> = vec![
        (
            header("d/", b'5', 0, "").to_vec(),
            Err(ExtractError::NotAFile(EntryKind::Directory)),
        ),
        (file("a", b"123"), Ok(b"123".to_vec())),
        (file("empty", b""), Ok(Vec::new())),
        (file("block", &[7; 512]), Ok(vec![7; 512])),
        (
            [pax(b'x', &[("path", &long)]), file("cut", b"pax")].concat(),
            Ok(b"pax".to_vec()),
        ),
        (named, Ok(b"gnu".to_vec())),
        (
            link("hard", b'1', "a"),
            Err(ExtractError::HardLink { target }),
        ),
        (
            link("soft", b'2', "a"),
            Err(ExtractError::NotAFile(EntryKind::Symlink)),
        ),
        (
            header("null", b'3', 0, "").to_vec(),
            Err(ExtractError::NotAFile(EntryKind::CharacterDevice)),
        ),
        (file("noise", &noise), Ok(noise)),
        (pax(b'g', &[("comment", "no entry")]), Ok(Vec::new())),
        (file("last", b"end\n"), Ok(b"end\n".to_vec())),
    ];
    let tar: Vec<u8> = parts.iter().flat_map(|(bytes, _)| bytes.clone()).collect();
    // A global header is none of the entries.
    let expected = parts.into_iter().enumerate().filter(|(at, _)| *at != 10);
    let expected = expected.map(|(_, (_, expected))| expected).collect();
    ([&tar[..], &END].concat(), expected)
}

#[test]
fn every_entry_has_its_bytes_in_every_compression() {
    let (tar, expected) = small_tar();
    let mut scan = TarScan::new();
    scan.update(&tar);
    assert_eq!(scan.finish().1.len(), expected.len());
    let (head, tail) = tar.split_at(3_000);
    let layers = [
        tar.clone(),
        gzip(&tar),
        [gzip(head), gzip(tail)].concat(),
        zstd(&tar),
        [zstd(head), zstd(tail)].concat(),
    ];
    for layer in layers {
        for (number, expected) in expected.iter().enumerate() {
            let found = extracted(&layer, number as u64);
            assert_eq!(&found.map(|found| found.kept), expected, "entry {number}");
        }
        let behind = expected.len() as u64;
        assert_eq!(extracted(&layer, behind), Err(ExtractError::NoSuchEntry));
    }
}

#[test]
fn only_the_first_bytes_are_kept_and_all_are_hashed() {
    let layer = gzip(&[&file("a", &[b'x'; 5_000])[..], &END].concat());
    for limit in [0, 1, 4_999, 5_000, 5_001] {
        let mut extract = Extract::of(0, limit);
        assert!(extract.update(&layer).is_break());
        let found = extract.finish().unwrap();
        assert_eq!(found.kept, vec![b'x'; limit.min(5_000)]);
        assert_eq!((found.size, found.is_whole()), (5_000, limit >= 5_000));
        assert_eq!(found.sha256, Some(Computed::sha256(&[b'x'; 5_000])));
    }
}

#[test]
fn reading_stops_behind_the_file() {
    let tar = [&file("a", b"123")[..], &file("big", &vec![1; 10 << 20])].concat();
    let mut extract = Extract::of(0, 10);
    assert!(extract.update(&tar[..515]).is_break());
    assert!(extract.update(&tar[515..]).is_break());
    assert_eq!(extract.finish().unwrap().kept, b"123");
    // The rest of the layer may be damaged: it is not looked at.
    let mut damaged = gzip(&tar);
    let half = damaged.len() / 2;
    damaged[half..].fill(0);
    assert_eq!(extracted(&damaged, 0).unwrap().kept, b"123");
    let mut extract = Extract::of(1, 10);
    assert!(extract.update(&damaged).is_break());
    let error = extract.finish().unwrap_err();
    assert!(matches!(error, ExtractError::Unreadable(_)), "{error:?}");
}

#[test]
fn large_data_before_the_file_is_passed_over() {
    let tar = [
        &file("big", &vec![1; 10 << 20])[..],
        &file("b", b"behind"),
        &END,
    ]
    .concat();
    let mut extract = Extract::of(1, 10);
    for slice in gzip(&tar).chunks(4_096) {
        assert_eq!(extract.skippable(), 0);
        if extract.update(slice).is_break() {
            break;
        }
    }
    assert_eq!(extract.finish().unwrap().kept, b"behind");
    // In a plain layer it is not even read.
    let (mut extract, mut at, mut read) = (Extract::of(1, 10), 0, 0);
    while at < tar.len() {
        let skipped = extract.skippable() as usize;
        extract.skip(skipped as u64);
        at += skipped;
        read += 512;
        if extract.update(&tar[at..][..512]).is_break() {
            break;
        }
        at += 512;
    }
    assert_eq!(extract.finish().unwrap().kept, b"behind");
    assert!(read <= 2_048, "{read}");
}

#[test]
fn a_file_that_is_not_all_there_says_why() {
    let tar = [&file("a", &[1; 600])[..], &file("b", b"123"), &END].concat();
    for end in [513, 1_000, 1_111] {
        assert_eq!(extracted(&tar[..end], 0), Err(ExtractError::EndsEarly));
    }
    // Within the second header, and in its data.
    for end in [1_540, 2_050] {
        assert_eq!(extracted(&tar[..end], 1), Err(ExtractError::EndsEarly));
    }
    // The padding is no part of it.
    assert_eq!(extracted(&tar[..512 + 600], 0).unwrap().size, 600);
    for packed in [gzip(&tar), zstd(&tar)] {
        let cut = &packed[..packed.len() / 3];
        assert_eq!(extracted(cut, 1), Err(ExtractError::EndsEarly));
    }
    let xz = [&b"\xfd7zXZ\0"[..], &[0; 100]].concat();
    let found = Compression::Xz;
    let expected = ExtractError::Unreadable(UnpackError::Format { found });
    assert_eq!(extracted(&xz, 0), Err(expected));
    assert!(matches!(
        extracted(&[b'x'; 600], 0),
        Err(ExtractError::Damaged(TarEnd::NotATar(_)))
    ));
    let mut damaged = tar.clone();
    damaged[1_536] ^= 1;
    assert!(matches!(
        extracted(&damaged, 1),
        Err(ExtractError::Damaged(TarEnd::Damaged { .. }))
    ));
    assert_eq!(extracted(b"", 0), Err(ExtractError::NoSuchEntry));
    assert_eq!(
        extracted(b"abc", 0)
            .unwrap_err()
            .message()
            .to_string()
            .lines()
            .count(),
        1
    );
}

#[test]
fn a_sparse_file_is_not_put_together() {
    let records = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.realsize", "9000"),
    ];
    let tar = [
        &pax(b'x', &records)[..],
        &file("sparse", &[b'0'; 512]),
        &file("b", b"b"),
        &END,
    ]
    .concat();
    assert_eq!(extracted(&tar, 0), Err(ExtractError::Sparse));
    assert_eq!(extracted(&tar, 1).unwrap().kept, b"b");
}

#[test]
fn a_file_that_no_layer_has_room_for_is_refused() {
    let size = (MAX_UNPACKED + 1).to_string();
    let tar = [&pax(b'x', &[("size", &size)])[..], &file("big", b"123")].concat();
    assert_eq!(extracted(&tar, 0), Err(ExtractError::OverTheLimit));
}

/// One handle in memory, with a byte before what is asked for. Counts what is read.
struct Memory<'a>(&'a [u8], Cell<usize>);

impl Store for Memory<'_> {
    fn length(&self, _: u32) -> Option<u64> {
        Some(self.0.len() as u64 + 1)
    }

    fn read_at(&self, _: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.0.get(offset as usize - 1..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        self.1.set(self.1.get() + 1);
        Ok(length)
    }

    fn create(&mut self) -> io::Result<u32> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn append(&self, _: u32, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[test]
fn a_file_is_read_out_of_a_layer_that_stands_somewhere() {
    let big = vec![1; 10 << 20];
    let tar = [
        &file("a", b"1")[..],
        &file("big", &big),
        &file("b", b"behind"),
        &END,
    ]
    .concat();
    let read = |layer: &[u8], length: u64, number| {
        let mut sunk = Vec::new();
        let extent = Extent {
            handle: 0,
            offset: 1,
            length,
        };
        let store = Memory(layer, Cell::new(0));
        let mut extracting = Extracting::of(extent, number, (u64::MAX, 3));
        let sink = &mut |bytes: &[u8]| sunk.extend_from_slice(bytes);
        while extracting.step(&store, sink)?.is_continue() {}
        let found = extracting.finish().map(|found| found.kept);
        Ok::<_, io::Error>((found, sunk, store.1.get()))
    };
    let length = tar.len() as u64;
    // Two slices: the one in which the large file begins, and the one behind it.
    let (kept, sunk, slices) = read(&tar, length, 2).unwrap();
    assert_eq!(
        (kept, sunk, slices),
        (Ok(b"beh".to_vec()), b"behind".to_vec(), 2)
    );
    let (kept, sunk, _) = read(&tar, length, 1).unwrap();
    assert_eq!((kept, sunk == big), (Ok(vec![1; 3]), true));
    let packed = gzip(&tar);
    let (kept, sunk, _) = read(&packed, packed.len() as u64, 2).unwrap();
    assert_eq!((kept, sunk), (Ok(b"beh".to_vec()), b"behind".to_vec()));
    // An extent that ends within the file, and a handle that ends before its extent.
    assert_eq!(
        read(&tar, 1_000_000, 1).unwrap().0,
        Err(ExtractError::EndsEarly)
    );
    let error = read(&tar, length + 1, 3).map(|(found, ..)| found);
    assert_eq!(error.unwrap(), Err(ExtractError::NoSuchEntry));
    let error = read(&tar[..600_000], length, 1).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
}

#[test]
fn no_step_unpacks_more_than_a_little() {
    let big = vec![0; 64 << 20];
    let tar = [&file("a", b"1")[..], &file("big", &big), &END].concat();
    let zstd = structured_zstd::encoding::compress_slice_to_vec(
        &tar,
        structured_zstd::encoding::CompressionLevel::Fastest,
    );
    for layer in [gzip(&tar), zstd, tar] {
        let extent = Extent {
            handle: 0,
            offset: 1,
            length: layer.len() as u64,
        };
        let store = Memory(&layer, Cell::new(0));
        let mut extracting = Extracting::of(extent, 1, (u64::MAX, 0));
        let (mut most, mut steps) = (0, 0);
        loop {
            let mut sunk = 0;
            let flow = extracting.step(&store, &mut |bytes| sunk += bytes.len());
            most = most.max(sunk);
            steps += 1;
            if flow.unwrap().is_break() {
                break;
            }
        }
        assert!(most <= 512 << 10, "{most} bytes in one step");
        assert!(steps >= 128, "{steps} steps");
        assert_eq!(extracting.finish().unwrap().size, big.len() as u64);
    }
}

#[test]
fn the_beginning_of_a_file_is_enough() {
    let big = vec![1; 8 << 20];
    let tar = [&file("a", b"1")[..], &file("big", &big), &END].concat();
    for layer in [gzip(&tar), tar] {
        let extent = Extent {
            handle: 0,
            offset: 1,
            length: layer.len() as u64,
        };
        let store = Memory(&layer, Cell::new(0));
        let mut extracting = Extracting::of(extent, 1, (1 << 20, 3));
        let mut sunk = 0;
        let sink = &mut |bytes: &[u8]| sunk += bytes.len();
        while extracting.step(&store, sink).unwrap().is_continue() {}
        let found = extracting.finish().unwrap();
        assert_eq!((found.kept, found.size), (vec![1; 3], 8 << 20));
        assert_eq!(found.sha256, None);
        assert!((1 << 20..2 << 20).contains(&sunk), "{sunk}");
        // A smaller one is whole.
        let mut extracting = Extracting::of(extent, 0, (1 << 20, 3));
        while extracting.step(&store, &mut |_| {}).unwrap().is_continue() {}
        let found = extracting.finish().unwrap();
        assert_eq!(found.sha256, Some(Computed::sha256(b"1")));
    }
}

/// Files of a real tar as the `tar` crate reads them, each with its number.
fn by_tar_crate(bytes: &[u8]) -> Vec<(u64, Vec<u8>)> {
    let mut archive = ::tar::Archive::new(bytes);
    let (mut found, mut number) = (Vec::new(), 0);
    for entry in archive.entries().unwrap().map_while(Result::ok) {
        let mut entry = entry;
        let kind = entry.header().entry_type();
        if kind.is_pax_global_extensions() {
            continue;
        }
        let mut bytes = Vec::new();
        if kind.is_file() && entry.read_to_end(&mut bytes).is_ok() {
            found.push((number, bytes));
        }
        number += 1;
    }
    found
}

#[test]
fn files_of_real_archives_are_those_that_the_tar_crate_reads() {
    let Some(corpus) = corpus() else { return };
    let mut compared = 0;
    for path in tars(&corpus) {
        let archive = std::fs::read(&path).unwrap();
        for (number, bytes) in by_tar_crate(&archive) {
            let read = |layer: &[u8], number| {
                let mut extract = Extract::of(number, usize::MAX);
                let _ = extract.update(layer);
                extract.finish().map(|found| found.kept)
            };
            assert_eq!(
                read(&archive, number).as_ref(),
                Ok(&bytes),
                "{} {number}",
                path.display()
            );
            // What is in it may be a layer itself, in any compression.
            let inside = match Compression::sniff(&bytes) {
                Compression::Gzip => {
                    let mut unpacked = Vec::new();
                    let _ = flate2::read::MultiGzDecoder::new(&*bytes).read_to_end(&mut unpacked);
                    unpacked
                }
                _ => bytes.clone(),
            };
            for (number, expected) in by_tar_crate(&inside) {
                assert_eq!(
                    read(&bytes, number).as_ref(),
                    Ok(&expected),
                    "{}",
                    path.display()
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "only {compared} files were compared");
}
