//! Zip: by its directory, which is at the end, or by the headers before each file
//! where the end is not here (APPNOTE 6.3.10, 4.3).

use super::Found;
use crate::file_view::number::{array, u16_le, u32_le, u64_le};

/// Of a file, in the directory (APPNOTE 4.3.12).
pub(super) const DIRECTORY_ENTRY: [u8; 4] = *b"PK\x01\x02";
pub(super) const DIRECTORY_HEADER: usize = 46;

/// Before a file (APPNOTE 4.3.7).
pub(super) const LOCAL_ENTRY: [u8; 4] = *b"PK\x03\x04";
pub(super) const LOCAL_HEADER: usize = 30;

/// Of the directory (APPNOTE 4.3.16), and how long the comment behind it may be.
const DIRECTORY_END: [u8; 4] = *b"PK\x05\x06";
const END_HEADER: usize = 22;
const MAX_COMMENT: usize = 0xffff;

/// Of the directory of a large archive (APPNOTE 4.3.14), and what leads there
/// (APPNOTE 4.3.15).
const LARGE_END: [u8; 4] = *b"PK\x06\x06";
const LARGE_END_PLACE: [u8; 4] = *b"PK\x06\x07";
const LARGE_END_PLACE_LENGTH: usize = 20;

/// Its sizes are in an extra field, of this kind (APPNOTE 4.5.3).
const IN_EXTRA: u32 = u32::MAX;
const LARGE_SIZES: u16 = 1;

/// Sizes stand behind the file (APPNOTE 4.4.4, bit 3).
const SIZES_FOLLOW: u16 = 1 << 3;

pub(super) fn list(bytes: &[u8], is_cut: bool) -> Found {
    let directory = match is_cut {
        true => None,
        false => directory(bytes),
    };
    match directory {
        Some(start) => by_directory(bytes, start),
        None => by_headers(bytes),
    }
}

/// Where the directory begins.
pub(super) fn directory(bytes: &[u8]) -> Option<usize> {
    let first = bytes.len().saturating_sub(END_HEADER + MAX_COMMENT);
    let last = bytes.len().checked_sub(END_HEADER)?;
    let is_end = |at: &usize| array(bytes, *at) == Some(DIRECTORY_END);
    let end = (first..=last).rev().find(is_end)?;
    let offset = u32_le(bytes, end + 16)?;
    if offset != IN_EXTRA {
        return usize::try_from(offset).ok();
    }
    let place = end.checked_sub(LARGE_END_PLACE_LENGTH)?;
    if array(bytes, place)? != LARGE_END_PLACE {
        return None;
    }
    let end = usize::try_from(u64_le(bytes, place + 8)?).ok()?;
    let is_end = array(bytes, end)? == LARGE_END;
    let offset = u64_le(bytes, end.checked_add(48)?)?;
    is_end.then(|| usize::try_from(offset).ok())?
}

fn by_directory(bytes: &[u8], start: usize) -> Found {
    let mut found = Found::default();
    let mut rest = bytes.get(start..).unwrap_or_default();
    while array(rest, 0) == Some(DIRECTORY_ENTRY) && !found.is_cut {
        let Some(length) = directory_entry(rest, &mut found) else {
            found.is_cut = true;
            break;
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    // What follows it is one of its ends, or a signature (APPNOTE 4.3.13).
    let behind = array(rest, 0);
    found.is_cut |= ![DIRECTORY_END, LARGE_END, *b"PK\x05\x05"]
        .map(Some)
        .contains(&behind);
    found
}

/// Adds an entry, and says how long it is in the directory.
fn directory_entry(entry: &[u8], found: &mut Found) -> Option<usize> {
    let length = |at| u16_le(entry, at).map(usize::from);
    let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
    let name_end = DIRECTORY_HEADER + name;
    let path = entry.get(DIRECTORY_HEADER..name_end)?;
    let extra_field = entry.get(name_end..name_end + extra)?;
    let size = size(u32_le(entry, 24)?, extra_field);
    found.push(path, size.filter(|_| !path.ends_with(b"/")));
    Some(name_end + extra + comment)
}

/// The uncompressed size, which is the first of the large ones.
fn size(size: u32, mut extra: &[u8]) -> Option<u64> {
    if size != IN_EXTRA {
        return Some(size.into());
    }
    loop {
        let (kind, length) = (u16_le(extra, 0)?, u16_le(extra, 2)?);
        if kind == LARGE_SIZES {
            return u64_le(extra, 4).filter(|_| length >= 8);
        }
        extra = extra.get(4 + usize::from(length)..)?;
    }
}

/// From one file to the next, up to the first whose length is not said before it.
fn by_headers(bytes: &[u8]) -> Found {
    let mut found = Found::default();
    let mut rest = bytes;
    while array(rest, 0) == Some(LOCAL_ENTRY) && !found.is_full() {
        let Some(length) = local_entry(rest, &mut found) else {
            break;
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    found.is_cut = true;
    found
}

/// Adds an entry, and says where the next one begins.
fn local_entry(entry: &[u8], found: &mut Found) -> Option<usize> {
    let follows = u16_le(entry, 6)? & SIZES_FOLLOW != 0;
    let length = |at| u16_le(entry, at).map(usize::from);
    let (name, extra) = (length(26)?, length(28)?);
    let name_end = LOCAL_HEADER + name;
    let path = entry.get(LOCAL_HEADER..name_end)?;
    let extra_field = entry.get(name_end..name_end + extra).unwrap_or_default();
    let (stored, unpacked) = (u32_le(entry, 18)?, u32_le(entry, 22)?);
    let size = size(unpacked, extra_field);
    found.push(path, size.filter(|_| !follows && !path.ends_with(b"/")));
    let is_known = stored != IN_EXTRA && (!follows || stored > 0);
    let stored = usize::try_from(stored).ok().filter(|_| is_known)?;
    (name_end + extra).checked_add(stored)
}
