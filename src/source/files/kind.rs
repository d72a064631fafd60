//! What bytes are by their beginning, whatever their name: an archive, or the
//! things that people drop by mistake and should be told about.

use crate::bytes::compression::Compression;
use crate::bytes::tar::{BLOCK, TarEnd, TarReader};

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstBytes {
    Empty,
    /// Nothing but zeros in all that was looked at: an empty archive, or the
    /// hole at the beginning of a sparse file.
    Zeros,
    Compressed(Compression),
    /// With or without the `ustar` magic, by its checksum.
    Tar,
    /// Also `.jar`, `.docx`, ….
    Zip,
    SevenZip,
    Rar,
    /// The old format of one stream with no magic to speak of (`.lzma`).
    Lzma,
    /// Apptainer's and Singularity's image format.
    Sif,
    Squashfs,
    Iso,
    /// A program.
    Elf,
    /// A page: as a rule, an error or a login page that was saved.
    Html,
    /// A document, whole or not.
    Json,
    Unknown,
}

/// Tells what the first bytes are; `length` is that of all of them. 64 KiB are enough:
/// an ISO 9660 image says what it is at byte 32,769.
#[must_use]
pub fn recognise(first: &[u8], length: u64) -> FirstBytes {
    if length == 0 || first.is_empty() {
        return FirstBytes::Empty;
    }
    let compression = Compression::sniff(first);
    if compression != Compression::None {
        return FirstBytes::Compressed(compression);
    }
    magic(first)
        .or_else(|| is_tar(first).then_some(FirstBytes::Tar))
        .or_else(|| text(first))
        .or_else(|| is_lzma(first, length).then_some(FirstBytes::Lzma))
        .unwrap_or(FirstBytes::Unknown)
}

/// Magic numbers: offset, bytes, meaning.
const MAGIC: &[(usize, &[u8], FirstBytes)] = &[
    (0, b"PK\x03\x04", FirstBytes::Zip),
    (0, b"PK\x05\x06", FirstBytes::Zip),
    (0, b"7z\xbc\xaf\x27\x1c", FirstBytes::SevenZip),
    (0, b"Rar!\x1a\x07", FirstBytes::Rar),
    (0, b"\x7fELF", FirstBytes::Elf),
    (0, b"hsqs", FirstBytes::Squashfs),
    (32, b"SIF_MAGIC\0", FirstBytes::Sif),
    (32_769, b"CD001", FirstBytes::Iso),
];

fn magic(first: &[u8]) -> Option<FirstBytes> {
    let begins = |offset: usize, magic: &[u8]| {
        first
            .get(offset..)
            .is_some_and(|rest| rest.starts_with(magic))
    };
    let found = MAGIC
        .iter()
        .find(|(offset, magic, _)| begins(*offset, magic));
    found.map(|(_, _, meaning)| *meaning)
}

/// Whether the first block is a header: the checksum tells, also for archives
/// before there was a magic.
fn is_tar(first: &[u8]) -> bool {
    let Some(block) = first.get(..BLOCK) else {
        return false;
    };
    if block.iter().all(|byte| *byte == 0) {
        return false;
    }
    let mut reader = TarReader::new();
    reader.update(block, &mut |_| {});
    !matches!(reader.finish(), (TarEnd::NotATar(_), _))
}

fn text(first: &[u8]) -> Option<FirstBytes> {
    if first.iter().all(|byte| *byte == 0) {
        return Some(FirstBytes::Zeros);
    }
    let text = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
    let text = text.trim_ascii_start();
    // Long enough for `<!doctype html`.
    let start = text.get(..14).unwrap_or(text).to_ascii_lowercase();
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") {
        return Some(FirstBytes::Html);
    }
    matches!(text, [b'{' | b'[', ..]).then_some(FirstBytes::Json)
}

/// Properties of a usual encoder, a dictionary of a power of two, and a length
/// that is unknown or larger than the file (lzma-file-format.txt, section 1.1).
fn is_lzma(first: &[u8], length: u64) -> bool {
    let Some((&[0x5d, a, b, c, d, e, f, g, h, i, j, k, l], _)) = first.split_first_chunk() else {
        return false;
    };
    let dictionary = u32::from_le_bytes([a, b, c, d]);
    let unpacked = u64::from_le_bytes([e, f, g, h, i, j, k, l]);
    let plausible = unpacked == u64::MAX || (unpacked >= length / 2 && unpacked >> 40 == 0);
    dictionary.is_power_of_two() && plausible
}
