//! The files of a zip that is here as a whole, to be unpacked one by one.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

use super::zip::{DIRECTORY_ENTRY, DIRECTORY_HEADER, LOCAL_ENTRY, LOCAL_HEADER, directory};
use crate::file_view::number::{array, u16_le, u32_le};

/// Its bytes mean nothing without a password (APPNOTE 4.4.4, bit 0).
const ENCRYPTED: u16 = 1;

/// How the bytes of a file are stored (APPNOTE 4.4.5).
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

/// A file in a zip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member<'a> {
    /// As stored, in whatever encoding.
    pub path: &'a [u8],
    flags: u16,
    method: u16,
    /// Compressed, in bytes.
    length: u32,
    /// Where the header before its bytes is.
    offset: u32,
}

/// The files in the order of the zip's directory, as far as it can be read.
pub fn members(bytes: &[u8]) -> impl Iterator<Item = Member<'_>> {
    let start = directory(bytes).unwrap_or(bytes.len());
    let mut rest = bytes.get(start..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (member, length) = member(rest)?;
        rest = rest.get(length..).unwrap_or_default();
        Some(member)
    })
}

/// The file of an entry of the directory, and how long that is.
fn member(entry: &[u8]) -> Option<(Member<'_>, usize)> {
    if array(entry, 0)? != DIRECTORY_ENTRY {
        return None;
    }
    let length = |at| u16_le(entry, at).map(usize::from);
    let end = DIRECTORY_HEADER + length(28)?;
    let member = Member {
        path: entry.get(DIRECTORY_HEADER..end)?,
        flags: u16_le(entry, 8)?,
        method: u16_le(entry, 10)?,
        length: u32_le(entry, 20)?,
        offset: u32_le(entry, 42)?,
    };
    Some((member, end + length(30)? + length(32)?))
}

impl Member<'_> {
    /// Its bytes; `None` where they have more than `limit` or cannot be unpacked.
    /// `bytes` are those of the zip.
    #[must_use]
    pub fn unpack(&self, bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
        let header = bytes.get(usize::try_from(self.offset).ok()?..)?;
        if array(header, 0)? != LOCAL_ENTRY || self.flags & ENCRYPTED != 0 {
            return None;
        }
        let length = |at| u16_le(header, at).map(usize::from);
        let start = LOCAL_HEADER + length(26)? + length(28)?;
        let end = start.checked_add(usize::try_from(self.length).ok()?)?;
        let packed = header.get(start..end)?;
        match self.method {
            STORED => (packed.len() <= limit).then(|| packed.to_vec()),
            DEFLATED => inflate(packed, limit),
            _ => None,
        }
    }
}

fn inflate(packed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    let one_more = (limit as u64).saturating_add(1);
    let mut decoder = DeflateDecoder::new(packed).take(one_more);
    decoder.read_to_end(&mut unpacked).ok()?;
    (unpacked.len() <= limit).then_some(unpacked)
}
