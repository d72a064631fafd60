//! What a table of contents says: the entries, and where the bytes of files stand.

use std::ops::Range;

use crate::bytes::tar_scan::{Listed, Listing};
use crate::image::digest::{Digest, DigestError};

use super::claim::TocForm;

/// The table of contents of a layer.
///
/// Its [`listing`](Self::listing) is that of the layer's tar, as far as a table says
/// it: the landmarks of eStargz are files of both, and the table itself is in neither
/// where it stands behind the end of the tar, and only in the tar's where not. A
/// zstd:chunked table has no names of users and groups, and eStargz rounds times to
/// seconds, which a tar may have in parts of one.
#[derive(Clone, Debug)]
pub struct Toc {
    pub(super) layer: Layer,
    pub(super) listing: Listing,
    /// Those with bytes, by their numbers in the listing.
    pub(super) files: Vec<TocFile>,
    pub(super) chunks: Vec<Chunk>,
    /// Where chunks begin in the layer, in order.
    pub(super) starts: Vec<u64>,
}

/// The layer that has a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    pub(super) form: TocForm,
    /// Where its files end, in bytes: the table comes behind them.
    pub(super) end: u64,
}

/// Where the bytes of a file stand.
#[derive(Clone, Debug)]
pub(super) struct TocFile {
    pub(super) number: usize,
    /// In bytes.
    pub(super) size: u64,
    pub(super) digest: Option<Result<Digest, DigestError>>,
    /// Which of the chunks are its own.
    pub(super) chunks: Range<usize>,
    /// Where the last of them ends in the layer, if the table says it.
    pub(super) end: Option<u64>,
}

/// A part of a file, as the table has it: nothing is checked.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    /// Where what it is compressed in begins in the layer.
    pub(super) start: u64,
    /// How many unpacked bytes come before it in that.
    pub(super) inner: u64,
    /// Where in the file it begins.
    pub(super) offset: u64,
    /// In bytes of the file; 0 for all that follows.
    pub(super) size: u64,
    pub(super) digest: Option<Result<Digest, DigestError>>,
}

impl Toc {
    #[must_use]
    pub fn form(&self) -> TocForm {
        self.layer.form
    }

    /// The entries, numbered as in the table without the parts of files.
    #[must_use]
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// How many bytes the entry with this number should have; `None` where there is none.
    #[must_use]
    pub fn size(&self, number: u64) -> Option<u64> {
        let entry = self.entry(usize::try_from(number).ok()?)?;
        Some(entry.size)
    }

    pub(super) fn file(&self, number: usize) -> Option<&TocFile> {
        let place = self.files.binary_search_by_key(&number, |file| file.number);
        self.files.get(place.ok()?)
    }

    pub(super) fn entry(&self, number: usize) -> Option<Listed<'_>> {
        self.listing.iter().nth(number)
    }

    /// Where at the latest what begins at `start` ends: where the next thing begins.
    pub(super) fn next_start(&self, start: u64) -> u64 {
        let place = self.starts.partition_point(|known| *known <= start);
        self.starts.get(place).copied().unwrap_or(self.layer.end)
    }
}
