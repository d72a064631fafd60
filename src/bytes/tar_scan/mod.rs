//! What a layer's tar holds: counted, listed and searched for oddities as its
//! bytes come by (image-spec, `layer.md`).
//!
//! Memory does not grow with the tar beyond named limits: paths are remembered
//! by hash, and the listing and the links that are followed end at a size.
//!
//! Not here: the framing ([`crate::bytes::tar`]), and whether an oddity
//! is an error (`findings`).

mod links;
mod listing;
mod tally;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::bytes::compression::Trailing;
use crate::bytes::tar::{HeaderError, Oddity, TarEnd, TarReader};

pub(crate) use listing::find_or_push;
pub use listing::{Entries, Listed, Listing, MAX_LISTED, MAX_TEXT, Position};
use tally::Tally;

/// How many problems are kept; the rest is only counted.
pub const MAX_PROBLEMS: usize = 256;

/// How many bytes of a path a problem quotes. A path may have a megabyte.
pub const MAX_QUOTED_PATH: usize = 4096;

/// What a layer's tar holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TarFacts {
    /// Entries, without the extension headers.
    pub entries: u64,
    pub files: u64,
    pub directories: u64,
    pub symlinks: u64,
    pub hard_links: u64,
    /// Devices and FIFOs.
    pub specials: u64,
    /// Entries that delete something below (`.wh.name`), the opaque ones among
    /// them. They count as files, too.
    pub whiteouts: u64,
    /// Of the whiteouts: those that hide all that is below a directory
    /// (`.wh..wh..opq`).
    pub opaque_whiteouts: u64,
    /// Bytes of all files, sparse ones at their full size.
    pub file_bytes: u64,
    pub end: TarEnd,
    /// What follows the two zero blocks of the end marker. Writers pad with
    /// zeros, to 10,240 bytes as a rule.
    pub trailing: Option<Trailing>,
    /// What is odd about it, at most [`MAX_PROBLEMS`].
    pub problems: Vec<TarProblem>,
    /// Problems found, kept or not.
    pub problem_count: u64,
}

impl TarFacts {
    /// Why the bytes are no tar, if they are none.
    #[must_use]
    pub fn not_a_tar(&self) -> Option<&HeaderError> {
        match &self.end {
            TarEnd::NotATar(error) => Some(error),
            _ => None,
        }
    }
}

/// One oddity of a tar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TarProblem {
    pub kind: TarProblemKind,
    /// The entry's path as stored, lossily decoded.
    pub path: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TarProblemKind {
    /// What readers take differently in the headers of an entry.
    Entry(Oddity),
    /// image-spec, `layer.md`: layers MUST NOT include duplicate entries.
    DuplicatePath,
    /// The same, of a directory that is there twice: it unpacks the same.
    RepeatedDirectory,
    /// A whiteout that names nothing: `.wh.` alone.
    EmptyWhiteout,
    /// An entry or the target of a hard link that would land outside the root
    /// (`../x`).
    EscapesRoot,
    /// A symbolic link whose target climbs above the root.
    LinkLeavesRoot,
    /// Links that lead back to themselves.
    LinkCircle,
    /// More links than [are followed](links::MAX_PARTS).
    LinksNotFollowed,
    /// A sparse file, whose size inside a container is not the size in the tar.
    SparseFile,
    /// Bytes that are not zero behind the end of the archive, which no tool
    /// unpacks.
    HiddenData,
    /// Another archive behind the end, which some tools unpack, too.
    HiddenArchive,
    /// That of nothing but the table of contents of an eStargz layer.
    TableOfContents,
}

/// Scans a tar slice by slice.
pub struct TarScan {
    reader: TarReader,
    tally: Tally,
    listing: Listing,
}

impl Default for TarScan {
    fn default() -> Self {
        Self::new()
    }
}

impl TarScan {
    #[must_use]
    pub fn new() -> Self {
        Self {
            reader: TarReader::new(),
            tally: Tally::default(),
            listing: Listing::default(),
        }
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        let (tally, listing) = (&mut self.tally, &mut self.listing);
        self.reader.update(bytes, &mut |entry| {
            tally.add(entry);
            listing.push(entry);
        });
    }

    /// Says that no more bytes come.
    #[must_use]
    pub fn finish(self) -> (TarFacts, Listing) {
        let (end, behind) = self.reader.finish();
        let facts = self.tally.finish(end, behind, &self.listing);
        (facts, self.listing)
    }
}
