//! Tar, also in a compression.

use std::io;

use super::Found;
use crate::bytes::compression::Compression;
use crate::bytes::compression::outer::{Limits, decompress_outer};
use crate::bytes::tar::{BLOCK, EntryKind, TarEnd, TarReader};

/// How much is unpacked to list a tar, in bytes: a second's work.
const LIMITS: Limits = Limits {
    size: 64 << 20,
    ratio: None,
};

/// `None` where it is no tar.
pub(super) fn list(bytes: &[u8], is_cut: bool) -> Option<Found> {
    let mut listing = Listing::default();
    let (first, rest) = bytes.split_at(bytes.len().min(BLOCK));
    listing.update(first);
    // Nearly all files are no tar: no more of them is looked at.
    if !listing.is_done() {
        listing.update(rest);
    }
    listing.finish(is_cut)
}

/// The same of what is unpacked.
pub(super) fn list_inside(bytes: &[u8], compression: Compression, is_cut: bool) -> Option<Found> {
    let mut listing = Listing::default();
    let mut output = |bytes: &[u8]| {
        listing.update(bytes);
        match listing.is_done() {
            true => Err(io::ErrorKind::WriteZero.into()),
            false => Ok(()),
        }
    };
    let unpacked = decompress_outer(bytes, compression, LIMITS, &mut output, &mut |_| {});
    let is_whole = unpacked.is_ok() || listing.reader.is_ended();
    listing.finish(is_cut || !is_whole)
}

#[derive(Default)]
struct Listing {
    reader: TarReader,
    found: Found,
}

impl Listing {
    fn update(&mut self, bytes: &[u8]) {
        let found = &mut self.found;
        self.reader.update(bytes, &mut |entry| {
            let size = (entry.kind == EntryKind::File).then_some(entry.size);
            found.push(&entry.path, size);
        });
    }

    /// Whether nothing more is listed.
    fn is_done(&self) -> bool {
        self.found.is_cut || self.reader.is_ended()
    }

    fn finish(mut self, is_cut: bool) -> Option<Found> {
        let is_ended = self.reader.is_ended();
        let (end, _) = self.reader.finish();
        let is_tar = !matches!(end, TarEnd::NotATar(_) | TarEnd::Empty);
        self.found.is_cut |= end.is_early() || (is_cut && !is_ended);
        // Zeros alone are an empty tar to some, and nothing to people.
        (is_tar && !self.found.entries.is_empty()).then_some(self.found)
    }
}
