use std::io::{self, Cursor, Read, Write};

use base64::Engine as _;
use flate2::GzBuilder;
use flate2::write::GzEncoder;
use structured_zstd::encoding::{CompressionLevel, StreamingEncoder};

use super::outer::{Limits, OuterError, decompress_outer};
use super::*;
use crate::words::number_in_groups;

/// Slices of one byte, odd ones, and all at once.
const CHUNKS: [usize; 6] = [1, 7, 511, 513, 65_536, usize::MAX];

type Outcome = Result<(Vec<u8>, Ended), UnpackError>;

fn unpack(stored: &[u8], chunk: usize) -> Outcome {
    let mut unpacker = Unpacker::new(Compression::sniff(stored))?;
    let (mut unpacked, mut output) = (Vec::new(), Output::default());
    for slice in stored.chunks(chunk.min(stored.len().max(1))) {
        unpacker.push(slice, &mut output, &mut |output| {
            unpacked.extend_from_slice(output.latest());
            // What is kept stays as it is.
            match output.all().len() > 700_000 {
                true => output.clear(),
                false => assert!(unpacked.ends_with(output.all())),
            }
            ControlFlow::Continue(())
        })?;
    }
    let ended = unpacker.finish()?;
    Ok((unpacked, ended))
}

/// The same however the bytes come.
#[track_caller]
fn check(stored: &[u8], expected: &[u8], members: u64, trailing: Option<(u64, bool)>) {
    let trailing = trailing.map(|(bytes, all_zero)| Trailing { bytes, all_zero });
    for chunk in CHUNKS {
        let (unpacked, ended) = unpack(stored, chunk).expect("readable");
        assert!(unpacked == expected, "in chunks of {chunk}");
        assert_eq!(ended, Ended { members, trailing }, "in chunks of {chunk}");
    }
}

#[track_caller]
fn check_error(stored: &[u8], message: &str) {
    for chunk in CHUNKS {
        let error = unpack(stored, chunk).expect_err("unreadable").to_string();
        // Where damage is noticed depends on the slices: the number does not count.
        let digits = |text: &str| -> String {
            text.split_once(" before byte ")
                .and_then(|(head, tail)| Some(format!("{head}{}", tail.split_once(':')?.1)))
                .unwrap_or_else(|| text.to_owned())
        };
        assert_eq!(digits(&error), digits(message), "in chunks of {chunk}");
    }
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // Half of it compresses.
        (state >> 32) as u8 & 0x3f
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = StreamingEncoder::new(Vec::new(), CompressionLevel::Default);
    encoder.set_content_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn skippable(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u32).to_le_bytes();
    [&[0x53, 0x2a, 0x4d, 0x18], &length[..], data].concat()
}

#[test]
fn compression_is_told_by_the_first_bytes() {
    let cases: &[(&[u8], Compression)] = &[
        (b"", Compression::None),
        (&[0x1f], Compression::None),
        (&[0x1f, 0x8b], Compression::Gzip),
        (&[0x28, 0xb5, 0x2f, 0xfd, 4], Compression::Zstd),
        (&[0x5f, 0x2a, 0x4d, 0x18, 4], Compression::Zstd),
        (&[0x60, 0x2a, 0x4d, 0x18, 4], Compression::None),
        (b"\xfd7zXZ\0\0", Compression::Xz),
        (b"BZh91AY", Compression::Bzip2),
        (b"BZhello", Compression::None),
        (b"index.json\0\0\0", Compression::None),
    ];
    for (first, expected) in cases {
        let found = Compression::sniff(first);
        assert_eq!(found, *expected, "{}", first.escape_ascii());
    }
}

#[test]
fn plain_bytes_pass_through() {
    check(b"", b"", 1, None);
    check(b"hello", b"hello", 1, None);
}

#[test]
fn gzip_members_are_one_stream() {
    let noise = noise(350_000);
    check(&gzip(&noise), &noise, 1, None);
    check(&gzip(b""), b"", 1, None);
    let many: Vec<u8> = noise.chunks(35_000).flat_map(gzip).collect();
    check(&many, &noise, 10, None);
}

#[test]
fn a_gzip_header_may_have_every_optional_field() {
    let mut encoder = GzBuilder::new()
        .extra(vec![7; 300])
        .filename("a name")
        .comment("a comment")
        .mtime(5)
        .write(Vec::new(), flate2::Compression::fast());
    encoder.write_all(b"hello").unwrap();
    let stored = encoder.finish().unwrap();
    check(&stored, b"hello", 1, None);

    // Flags for a header checksum, and the checksum, after the ten bytes.
    let mut with_crc = gzip(b"hello");
    with_crc[3] |= 0x02;
    let mut crc = flate2::Crc::new();
    crc.update(&with_crc[..10]);
    let crc = crc.sum() as u16;
    with_crc.splice(10..10, crc.to_le_bytes());
    check(
        &[with_crc.clone(), stored, with_crc.clone()].concat(),
        b"hellohellohello",
        3,
        None,
    );
    with_crc[10] ^= 1;
    let message = format!(
        "expected gzip data, but found damage before byte 10: a header with the checksum {crc:04x} states {:04x}",
        crc ^ 1
    );
    check_error(&with_crc, &message);
}

#[test]
fn bytes_behind_the_last_gzip_member_are_counted() {
    let member = gzip(b"hello");
    for (trailing, all_zero) in [
        (&[0; 1000][..], true),
        (&[0], true),
        (&[0, 0, 1], false),
        (&[0x1f], false),
        (&[0x1f, 0], false),
        (&[0x1f, 0x8a, 8, 0], false),
        (b"garbage", false),
    ] {
        let expected = Some((trailing.len() as u64, all_zero));
        check(&[&member, trailing].concat(), b"hello", 1, expected);
    }
}

#[test]
fn damaged_gzip_is_told_from_what_follows_it() {
    let member = gzip(b"hello");
    let length = member.len();
    for cut in [2, 5, 10, length - 8, length - 1] {
        let message = format!("expected more gzip data after byte {cut}, but found the end");
        check_error(&member[..cut], &message);
    }
    let second = [&member[..], &member[..12]].concat();
    let message = format!(
        "expected more gzip data after byte {}, but found the end",
        second.len()
    );
    check_error(&second, &message);

    let damage = |at: usize, flip: u8| {
        let mut damaged = member.clone();
        damaged[at] ^= flip;
        damaged
    };
    check_error(
        &damage(length - 8, 1),
        "expected uncompressed bytes with the CRC-32 3610a687 that the gzip member states, but found 3610a686",
    );
    check_error(
        &damage(length - 4, 1),
        "expected 4 uncompressed bytes (modulo 2^32) as the gzip member states, but found 5",
    );
    check_error(
        &damage(2, 1),
        "expected gzip data, but found damage before byte 2: unknown method 9 in a header",
    );
    check_error(
        &damage(3, 0x80),
        "expected gzip data, but found damage before byte 2: reserved flags 0x80 in a header",
    );
    // A block of the reserved type (RFC 1951, 3.2.3).
    let mut reserved = member;
    reserved[10] = 0x07;
    check_error(
        &reserved,
        "expected gzip data, but found damage before byte 10: deflate decompression error: invalid block type",
    );
}

#[test]
fn zstd_frames_are_one_stream_and_skippable_ones_are_skipped() {
    let noise = noise(600_000);
    check(&zstd(&noise), &noise, 1, None);
    check(&zstd(b""), b"", 1, None);
    let (a, b) = noise.split_at(200_000);
    let stored = [
        skippable(b""),
        zstd(a),
        skippable(&[0; 100_000]),
        zstd(b),
        skippable(b"toc"),
    ];
    check(&stored.concat(), &noise, 2, None);
    check(&skippable(b"nothing else"), b"", 0, None);
}

#[test]
fn bytes_behind_the_last_zstd_frame_are_counted() {
    let frame = zstd(b"hello");
    for (trailing, all_zero) in [
        (&[0; 1000][..], true),
        (&[0, 0], true),
        (&[0x28, 0xb5, 0x2f], false),
        (b"garbage", false),
    ] {
        let expected = Some((trailing.len() as u64, all_zero));
        check(&[&frame, trailing].concat(), b"hello", 1, expected);
    }
}

#[test]
fn damaged_zstd_is_told_from_what_follows_it() {
    let noise = noise(300_000);
    let frame = zstd(&noise);
    for cut in [4, 5, 9, 200_000, frame.len() - 1] {
        let at = number_in_groups(cut as u64);
        let message = format!("expected more zstd data after byte {at}, but found the end");
        check_error(&frame[..cut], &message);
    }
    let second = [&frame[..], &frame[..5]].concat();
    let message = format!(
        "expected more zstd data after byte {}, but found the end",
        number_in_groups(second.len() as u64)
    );
    check_error(&second, &message);
    check_error(
        &skippable(b"abc")[..9],
        "expected more zstd data after byte 9, but found the end",
    );
    // A flipped bit of the content's checksum.
    let mut damaged = frame.clone();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    for chunk in CHUNKS {
        let error = unpack(&damaged, chunk).expect_err("checksum").to_string();
        assert!(error.to_lowercase().contains("checksum"), "{error}");
    }
}

#[test]
fn a_zstd_window_beyond_the_limit_is_refused() {
    // A frame with a window descriptor of 2^(10+31) bytes and one empty block.
    let stored = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 0x01, 0x00, 0x00];
    for chunk in CHUNKS {
        let error = unpack(&stored, chunk).expect_err("window").to_string();
        assert!(error.to_lowercase().contains("window"), "{error}");
    }
}

#[test]
fn a_layer_in_another_format_is_named() {
    for (compression, message) in [
        (
            Compression::Xz,
            "expected an uncompressed, gzip or zstd layer, but found xz",
        ),
        (
            Compression::Bzip2,
            "expected an uncompressed, gzip or zstd layer, but found bzip2",
        ),
    ] {
        let error = Unpacker::new(compression).err().expect("no unpacker");
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn whoever_takes_the_bytes_can_stop() {
    for stored in [gzip(&[7; 1_000_000]), zstd(&[7; 1_000_000]), vec![7; 9_000]] {
        let mut unpacker = Unpacker::new(Compression::sniff(&stored)).unwrap();
        let mut taken = 0;
        let pushed = unpacker.push(&stored, &mut Output::default(), &mut |output| {
            taken += output.latest().len();
            ControlFlow::Break(())
        });
        assert_eq!(pushed, Err(UnpackError::Stopped));
        assert!(taken <= OUTPUT_BUFFER, "{taken}");
    }
}

#[test]
fn whoever_stopped_it_can_go_on() {
    let text = noise(900_000);
    let members = [gzip(&text), gzip(&[7; 1_500_000])].concat();
    let frames = [zstd(&text), zstd(&[7; 1_500_000])].concat();
    let whole = [text, vec![7; 1_500_000]].concat();
    for stored in [members, frames] {
        for chunk in [511, 65_536, usize::MAX] {
            let mut unpacker = Unpacker::new(Compression::sniff(&stored)).unwrap();
            let (mut unpacked, mut output) = (Vec::new(), Output::default());
            for mut slice in stored.chunks(chunk.min(stored.len())) {
                loop {
                    let pushed = unpacker.push_some(slice, &mut output, &mut |output| {
                        unpacked.extend_from_slice(output.latest());
                        output.clear();
                        ControlFlow::Break(())
                    });
                    let Pushed { taken, stopped } = pushed.unwrap();
                    slice = &slice[taken..];
                    if !stopped {
                        assert!(slice.is_empty(), "in chunks of {chunk}");
                        break;
                    }
                }
            }
            assert!(unpacked == whole, "in chunks of {chunk}");
            assert_eq!(unpacker.finish().unwrap().members, 2);
        }
    }
}

#[test]
fn a_flipped_bit_never_changes_content_unnoticed() {
    for (seed, sound) in [gzip(&noise(1_500)), zstd(&noise(1_500))]
        .iter()
        .enumerate()
    {
        for at in 4..sound.len() {
            let mut damaged = sound.clone();
            damaged[at] ^= 1 << ((at + seed) % 8);
            if let Ok((unpacked, _)) = unpack(&damaged, 4096) {
                // The time in a header may change, the content not.
                assert!(unpacked == noise(1_500), "byte {at}");
            }
        }
    }
}

/// Returns one byte, then two, then three, and asks to be called again.
struct Partial<'a>(Cursor<&'a [u8]>, usize);

impl Read for Partial<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 += 1;
        if self.1.is_multiple_of(5) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let length = buffer.len().min(self.1 % 7 + 1);
        self.0.read(&mut buffer[..length])
    }
}

fn outer(input: impl Read, compression: Compression) -> Result<(Vec<u8>, u64), OuterError> {
    let (mut unpacked, mut seen) = (Vec::new(), 0);
    let mut output = |bytes: &[u8]| -> io::Result<()> {
        unpacked.extend_from_slice(bytes);
        Ok(())
    };
    let written = decompress_outer(
        input,
        compression,
        Limits::GUARDED,
        &mut output,
        &mut |read| seen = read,
    )?;
    assert_eq!(written, unpacked.len() as u64);
    Ok((unpacked, seen))
}

/// `hello from xz` and a newline, by `xz -9`.
fn xz() -> Vec<u8> {
    let text = "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jMAQANaGVsbG8gZnJvbSB4egoAAABb+Ybd5id65gABJg4IG+AEH7bzfQEAAAAABFla";
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_compression_around_an_archive_is_undone_in_every_format() {
    let text = b"hello from xz\n";
    for one in [gzip(text), zstd(text), xz(), bzip2(text), text.to_vec()] {
        let compression = Compression::sniff(&one);
        let (times, stored) = (2, [&one[..], &one[..]].concat());
        let (unpacked, seen) = outer(&stored[..], compression).unwrap();
        assert_eq!(unpacked, text.repeat(times), "{compression}");
        assert_eq!(seen, stored.len() as u64, "{compression}");
        let partial = Partial(Cursor::new(&stored), 0);
        let (unpacked, _) = outer(partial, compression).unwrap();
        assert_eq!(unpacked, text.repeat(times), "{compression}");
    }
}

#[test]
fn a_damaged_or_truncated_archive_is_an_error_in_every_format() {
    let text = noise(50_000);
    for stored in [gzip(&text), zstd(&text), xz(), bzip2(&text)] {
        let compression = Compression::sniff(&stored);
        let half = stored.len() / 2;
        assert!(
            outer(&stored[..half], compression).is_err(),
            "{compression}"
        );
        let mut damaged = stored.clone();
        damaged[half] ^= 0x10;
        assert!(outer(&damaged[..], compression).is_err(), "{compression}");
    }
}

#[test]
fn an_xz_stream_that_claims_a_huge_dictionary_is_refused() {
    let mut stored = xz();
    // The dictionary's size in the LZMA2 filter's properties: 4 GiB - 1, with
    // the header's checksum set right.
    stored[16] = 40;
    let mut crc = flate2::Crc::new();
    crc.update(&stored[12..20]);
    stored.splice(20..24, crc.sum().to_le_bytes());
    let error = outer(&stored[..], Compression::Xz).unwrap_err();
    let OuterError::Read { source, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(source.kind(), io::ErrorKind::OutOfMemory, "{source}");
}

#[test]
fn a_place_that_is_full_is_an_error() {
    let mut output = |_: &[u8]| Err(io::Error::from(io::ErrorKind::StorageFull));
    let stored = gzip(b"hello");
    let error = decompress_outer(
        &stored[..],
        Compression::Gzip,
        Limits::GUARDED,
        &mut output,
        &mut |_| {},
    );
    assert_eq!(
        error.unwrap_err().to_string(),
        "expected room for the unpacked archive, but found none after 0 bytes: no storage space"
    );
}
