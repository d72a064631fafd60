use std::fs;
use std::io::Write as _;

use super::*;
use crate::bytes::tar::HeaderError;
use crate::bytes::tar::tests::{CHUNKS, END, corpus, file, tars};
use crate::source::files::{FileKind, FileSet};

/// One handle in memory, read in pieces.
struct Memory {
    bytes: Vec<u8>,
    at_once: usize,
}

impl Store for Memory {
    fn length(&self, handle: u32) -> Option<u64> {
        (handle == 0).then_some(self.bytes.len() as u64)
    }

    fn read_at(&self, _: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = self.bytes.get(offset as usize..).unwrap_or_default();
        let length = rest.len().min(buffer.len()).min(self.at_once);
        buffer[..length].copy_from_slice(&rest[..length]);
        Ok(length)
    }

    fn create(&mut self) -> io::Result<u32> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn append(&self, _: u32, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// The same facts and files however the bytes come.
#[track_caller]
fn options(sha512: bool, unpack: bool) -> Options {
    Options { sha512, unpack }
}

fn measured(stored: &[u8], sha512: bool, unpack: bool) -> Measured {
    let in_chunks = CHUNKS.map(|chunk| {
        let mut pass = LayerPass::new(options(sha512, unpack));
        for slice in stored.chunks(chunk.min(stored.len().max(1))) {
            pass.update(slice);
        }
        pass.finish()
    });
    for measured in &in_chunks {
        assert_eq!(measured, &in_chunks[0]);
    }
    let [measured, ..] = in_chunks;
    assert_eq!(measured.facts.sha256, Computed::sha256(stored));
    assert_eq!(measured.facts.size, stored.len() as u64);
    measured
}

#[track_caller]
fn facts(stored: &[u8], sha512: bool, unpack: bool) -> BlobFacts {
    measured(stored, sha512, unpack).facts
}

#[track_caller]
fn unpacked(facts: &BlobFacts) -> &Unpacked {
    match &facts.content {
        Some(Content::Unpacked(unpacked)) => unpacked,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn why(facts: &BlobFacts) -> String {
    match &facts.content {
        Some(Content::Unreadable { why, .. }) => why.to_string(),
        other => panic!("{other:?}"),
    }
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

fn tar() -> Vec<u8> {
    [&file("a", b"123")[..], &file("b", &[7; 5000]), &END].concat()
}

#[test]
fn the_diff_id_of_a_layer_is_the_same_in_every_compression() {
    let tar = tar();
    let (head, tail) = tar.split_at(700);
    let cases = [
        (Compression::None, tar.clone(), 1),
        (Compression::Gzip, gzip(&tar), 1),
        (Compression::Gzip, [gzip(head), gzip(tail)].concat(), 2),
        (Compression::Zstd, zstd(&tar), 1),
        (Compression::Zstd, [zstd(head), zstd(tail)].concat(), 2),
    ];
    for (compression, stored, members) in cases {
        let Measured { facts, listing } = measured(&stored, false, true);
        assert_eq!(facts.compression, compression);
        assert_eq!(facts.sha512, None);
        let unpacked = unpacked(&facts);
        assert_eq!(unpacked.diff_id, Computed::sha256(&tar));
        assert_eq!(unpacked.size, tar.len() as u64);
        assert_eq!(unpacked.members, members);
        assert_eq!(unpacked.tar.entries, 2);
        let listing = listing.expect("a tar has a listing");
        let paths: Vec<&str> = listing.iter().map(|entry| entry.path).collect();
        assert_eq!(paths, ["a", "b"]);
    }
}

#[test]
fn well_known_empty_layers_are_layers() {
    // archives.md: no bytes, 1024 zeros, and the gzip of those.
    let empty = facts(b"", false, true);
    assert_eq!(unpacked(&empty).diff_id, empty.sha256);
    assert_eq!(
        (unpacked(&empty).tar.entries, unpacked(&empty).members),
        (0, 1)
    );
    let zeros = facts(&[0; 1024], false, true);
    assert_eq!(
        unpacked(&zeros).diff_id.as_str(),
        "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef"
    );
    assert_eq!(unpacked(&zeros).tar.not_a_tar(), None);
    let zipped = facts(&gzip(&[0; 1024]), false, true);
    assert_eq!(unpacked(&zipped).diff_id, unpacked(&zeros).diff_id);
}

#[test]
fn a_document_is_hashed_and_not_opened() {
    let document = br#"{"schemaVersion":2}"#;
    let facts = facts(document, true, false);
    let expected = BlobFacts {
        sha256: Computed::sha256(document),
        sha512: Computed::by(Algorithm::Sha512, document),
        size: 19,
        compression: Compression::None,
        content: None,
    };
    assert_eq!(facts, expected);
}

#[test]
fn compressed_bytes_that_are_not_opened_are_still_recognised() {
    let facts = facts(&gzip(b"x"), false, false);
    assert_eq!(
        (facts.compression, facts.content),
        (Compression::Gzip, None)
    );
}

#[test]
fn bytes_that_are_no_tar_have_a_diff_id_all_the_same() {
    let facts = facts(&gzip(b"hello"), false, true);
    assert_eq!(unpacked(&facts).diff_id, Computed::sha256(b"hello"));
    let error = HeaderError::Short { found: 5 };
    assert_eq!(unpacked(&facts).tar.not_a_tar(), Some(&error));
}

#[test]
fn a_layer_that_cannot_be_read_is_hashed_to_its_end() {
    let mut stored = gzip(&tar());
    let cut = stored.len() - 5;
    let truncated = facts(&stored[..cut], false, true);
    assert_eq!(
        why(&truncated),
        format!("expected more gzip data after byte {cut}, but found the end")
    );
    // The reserved type of block, and much behind it.
    stored[10] = 7;
    stored.extend_from_slice(&[5; 100_000]);
    let damaged = facts(&stored, false, true);
    assert_eq!(
        why(&damaged),
        "expected gzip data, but found damage before byte 10: deflate decompression error: invalid block type"
    );
    let xz = facts(b"\xfd7zXZ\0 and more", false, true);
    assert_eq!(
        why(&xz),
        "expected an uncompressed, gzip or zstd layer, but found xz"
    );
    assert_eq!(xz.compression, Compression::Xz);
}

#[test]
fn what_follows_the_stream_is_reported_beside_the_diff_id() {
    let tar = tar();
    let stored = [&gzip(&tar)[..], &[0; 512]].concat();
    let facts = facts(&stored, false, true);
    let trailing = Trailing {
        bytes: 512,
        all_zero: true,
    };
    assert_eq!(unpacked(&facts).trailing, Some(trailing));
    assert_eq!(unpacked(&facts).diff_id, Computed::sha256(&tar));
}

#[test]
fn a_bomb_of_zeros_is_unpacked_to_its_end() {
    // CVE-2017-14992: an empty tar, and zeros without end. Without optimisation
    // a few of them must do.
    let mebibytes = if cfg!(debug_assertions) { 4 } else { 1000 };
    let zeros = vec![0; 1 << 20];
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..mebibytes {
        encoder.write_all(&zeros).unwrap();
    }
    let stored = encoder.finish().unwrap();
    let mut pass = LayerPass::new(options(false, true));
    stored.chunks(4096).for_each(|slice| pass.update(slice));
    let facts = pass.finish().facts;
    assert_eq!(unpacked(&facts).size, mebibytes << 20);
    let trailing = unpacked(&facts).tar.trailing.expect("trailing");
    assert_eq!(
        (trailing.bytes, trailing.all_zero),
        ((mebibytes << 20) - 1024, true)
    );
}

#[test]
fn a_layer_without_end_is_stopped() {
    let mut inside = Inside {
        size: MAX_UNPACKED - 1,
        scan: TarScan::new(),
    };
    let mut byte = Output::default();
    let mut unpacker = Unpacker::new(Compression::None).expect("it is read as it is");
    let go_on: &mut dyn FnMut(&mut Output) -> _ = &mut |_| ControlFlow::Continue(());
    assert_eq!(unpacker.push(&[0], &mut byte, go_on), Ok(()));
    assert!(inside.update(&mut byte, &mut |_| {}).is_continue());
    assert!(inside.update(&mut byte, &mut |_| {}).is_break());
    let stage = Stage::Unreadable(UnpackError::Stopped);
    let (content, _) = found(stage, &Computed::sha256(b""), Computed::sha256(b""), 0);
    let why = sources::layer_over_the_limit(MAX_UNPACKED);
    let ends_early = false;
    assert_eq!(content, Some(Content::Unreadable { why, ends_early }));
}

#[test]
fn blobs_that_are_passed_over_together_have_the_facts_that_they_have_alone() {
    let broken = gzip(&tar())[..40].to_vec();
    // Far more inside than is kept to be hashed with others.
    let nothing = gzip(&vec![0; KEPT + 1_000_000]);
    let blobs = [
        tar(),
        gzip(&tar()),
        broken,
        nothing,
        b"BZh91AY".to_vec(),
        b"x".to_vec(),
        vec![],
    ];
    for unpack in [false, true] {
        let alone = blobs.each_ref().map(|blob| measured(blob, true, unpack));
        for step in [1, 511, 4096, usize::MAX] {
            let mut passes = blobs
                .each_ref()
                .map(|_| LayerPass::new(options(true, unpack)));
            let mut at = 0;
            while at < blobs.iter().map(Vec::len).max().unwrap_or(0) {
                let slices = blobs.iter().map(|blob| {
                    let end = blob.len().min(at.saturating_add(step));
                    blob.get(at..end).unwrap_or_default()
                });
                LayerPass::update_all(passes.iter_mut().zip(slices));
                at = at.saturating_add(step);
            }
            for (alone, pass) in alone.iter().zip(passes) {
                let found = pass.finish();
                let size = found.facts.size;
                assert!(found == *alone, "{size} bytes in steps of {step}");
            }
        }
    }
}

#[test]
fn a_stretch_of_a_handle_is_measured_in_slices() {
    let layer = gzip(&tar());
    for at_once in [1, 100, usize::MAX] {
        let store = Memory {
            bytes: [b"before", &layer[..], b"after"].concat(),
            at_once,
        };
        let extent = Extent {
            handle: 0,
            offset: 6,
            length: layer.len() as u64,
        };
        let mut last = 0;
        let found = measure(&store, extent, options(false, true), &mut |done| {
            assert!(done > last);
            last = done;
        });
        assert_eq!(found.expect("facts"), measured(&layer, false, true));
        assert_eq!(last, extent.length);
        let beyond = Extent {
            length: extent.length + 6,
            ..extent
        };
        let error = measure(&store, beyond, options(false, true), &mut |_| {}).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof);
        assert_eq!(
            error.to_string(),
            format!(
                "expected {} bytes, but found {}",
                beyond.length,
                beyond.length - 1
            )
        );
    }
}

#[test]
fn every_blob_of_a_real_layout_hashes_to_its_name() {
    let Some(corpus) = corpus() else {
        return;
    };
    let (mut blobs, mut layers) = (0, 0);
    for path in tars(&corpus.join("wagoodman+dive")) {
        let store = Memory {
            bytes: fs::read(&path).expect("readable"),
            at_once: usize::MAX,
        };
        let set = FileSet::from_tar(&store, 0, &mut |_| {}).expect("an index");
        for (file, extent) in set.under("blobs/sha256") {
            let found = measure(&store, extent, options(false, true), &mut |_| {}).expect("facts");
            let Measured { facts, listing } = found;
            let name = file.path.trim_start_matches("blobs/sha256/");
            assert_eq!(facts.sha256.encoded(), name, "{}", path.display());
            let unpacked = unpacked(&facts);
            blobs += 1;
            assert_eq!(listing.is_some(), unpacked.tar.not_a_tar().is_none());
            if let Some(listing) = listing {
                layers += 1;
                assert!(unpacked.tar.entries > 0, "{name}");
                assert!(!unpacked.tar.end.is_early(), "{name}");
                assert_eq!(listing.len() as u64, unpacked.tar.entries, "{name}");
            }
        }
        assert!(
            set.files()
                .iter()
                .any(|file| matches!(file.kind, FileKind::Regular(_)))
        );
    }
    assert!(blobs >= 12 && layers >= 4, "{blobs} blobs, {layers} layers");
}

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    let byte = |at: usize| (at.wrapping_mul(at).wrapping_mul(2_654_435_761) >> 13) as u8;
    (0..length).map(byte).collect()
}

/// Measures by a pass whose hash of the bytes inside is computed here, from the
/// slice on that stands at `lent_at`.
fn measured_with_help(stored: &[u8], slice: usize, lent_at: usize) -> Measured {
    let mut pass = LayerPass::new(options(true, true));
    let mut lent = None;
    let mut at = 0;
    while at < stored.len() {
        if at >= lent_at && lent.is_none() {
            lent = pass.lend();
        }
        let next = &stored[at..(at + slice).min(stored.len())];
        LayerPass::update_all([(&mut pass, next)]);
        assert!(pass.taken() > 0);
        at += pass.taken();
        if let Some(hash) = &mut lent {
            hash.update(pass.owed());
        } else {
            assert_eq!((pass.taken(), pass.owed()), (next.len(), &[][..]));
        }
    }
    if let Some(hash) = lent {
        pass.take_back(hash);
    }
    pass.finish()
}

#[test]
fn a_layer_has_its_facts_wherever_a_hash_of_it_is_computed() {
    let tar = [
        &file("a", &[7; 5000])[..],
        &file("b", &noise(3 << 20)),
        &END,
    ]
    .concat();
    let (head, tail) = tar.split_at(1 << 20);
    let wrong_end = |mut gzip: Vec<u8>| {
        let end = gzip.len() - 6;
        gzip[end] ^= 1;
        gzip
    };
    for (what, stored) in [
        ("plain", tar.clone()),
        ("gzip", gzip(&tar)),
        ("members", [gzip(head), gzip(tail), vec![0; 600]].concat()),
        ("zstd", zstd(&tar)),
        ("frames", [zstd(head), zstd(tail)].concat()),
        ("wrong checksum", wrong_end(gzip(&tar))),
        ("cut off", gzip(&tar)[..1 << 20].to_vec()),
        (
            "damaged",
            [&gzip(&tar)[..1 << 20], &[0xff; 70_000]].concat(),
        ),
    ] {
        let mut alone = LayerPass::new(options(true, true));
        alone.update(&stored);
        let expected = alone.finish();
        for slice in [1000, 100_000, 4 << 20] {
            for lent_at in [0, 1, 200_000, 1 << 20] {
                let found = measured_with_help(&stored, slice, lent_at);
                assert_eq!(
                    found, expected,
                    "{what}, {slice} at once, lent at {lent_at}"
                );
            }
        }
    }
}

#[test]
fn what_is_owed_does_not_grow_with_what_a_layer_unpacks_to() {
    let zeros = vec![0; 88 << 20];
    // Each block is a byte, and says 128 KiB of it (RFC 8878, 3.1.1.2).
    let block = |last: u8| [2 | last, 0, 0x10, 0];
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0, 0x38];
    let blocks = [block(0); 88 * 8 - 1].concat();
    let most = [
        (gzip(&zeros[..24 << 20]), 24 << 20, 17 << 20),
        (
            [&frame[..], &blocks, &block(1)].concat(),
            88 << 20,
            65 << 20,
        ),
    ];
    for (stored, length, most) in most {
        // Known to be compressed only behind its first bytes.
        let (first, rest) = stored.split_at(SNIFF_LENGTH);
        let mut pass = LayerPass::new(options(false, true));
        LayerPass::update_all([(&mut pass, first)]);
        let mut hash = pass.lend().expect("a compressed layer");
        let mut at = 0;
        while at < rest.len() {
            LayerPass::update_all([(&mut pass, &rest[at..])]);
            at += pass.taken();
            assert!(pass.owed().len() <= most, "{}", pass.owed().len());
            hash.update(pass.owed());
        }
        pass.take_back(hash);
        let facts = pass.finish().facts;
        assert_eq!(unpacked(&facts).diff_id, Computed::sha256(&zeros[..length]));
    }
}
