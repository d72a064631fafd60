//! What a layer's tar holds: counted, listed and searched for oddities as its
//! bytes come by (image-spec, `layer.md`).
//!
//! Memory does not grow with the tar beyond named limits: paths are remembered
//! by hash, and the listing ends at a size.
//!
//! Not here: the framing ([`crate::bytes::tar`]), and whether an oddity
//! is an error (`findings`).

mod listing;
mod tally;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::bytes::compression::Trailing;
use crate::bytes::tar::{TarEnd, TarReader};

pub use listing::{Entries, Listed, Listing, Position};
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
    /// The bytes are no tar: why.
    pub not_a_tar: Option<String>,
    /// The reading stopped before the end of the bytes: why.
    pub stopped: Option<String>,
    /// What follows the two zero blocks of the end marker. Writers pad with
    /// zeros, to 10,240 bytes as a rule.
    pub trailing: Option<Trailing>,
    /// What is odd about it, at most [`MAX_PROBLEMS`].
    pub problems: Vec<TarProblem>,
    /// Problems found, kept or not.
    pub problem_count: u64,
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
    /// image-spec, `layer.md`: layers MUST NOT include duplicate entries.
    DuplicatePath,
    /// The same, of a directory that is there twice: it unpacks the same.
    RepeatedDirectory,
    /// A whiteout that names nothing: `.wh.` alone.
    EmptyWhiteout,
    /// An entry or the target of a hard link that would land outside the root
    /// (`../x`).
    EscapesRoot,
    /// Bytes end within an entry.
    Truncated,
    /// A sparse file, whose size inside a container is not the size in the tar.
    SparseFile,
    /// A link, directory or device with a size: readers differ on whether data
    /// follows it, and so on what is in the layer.
    SizeWithoutData,
    /// PAX records that break their grammar.
    MalformedExtension,
    /// An extension beyond the size that Go's reader accepts.
    OversizedExtension,
    /// Two long names, or two sets of PAX records, for one entry.
    RepeatedExtension,
    /// A global PAX header that names or measures entries.
    GlobalOverride,
    /// Bytes that are not zero behind the end of the archive, which no tool
    /// unpacks.
    HiddenData,
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
        let (bytes, all_zero) = self.reader.trailing();
        let trailing = Trailing { bytes, all_zero };
        (
            self.tally.finish(self.reader.finish(), trailing),
            self.listing,
        )
    }
}

/// The sentence for an end that is not the archive's own.
fn stopped(end: &TarEnd) -> Option<String> {
    match end {
        TarEnd::Marked | TarEnd::Unmarked | TarEnd::NotATar(_) => None,
        TarEnd::LoneZeroBlock { at } => Some(format!(
            "expected a second block of zeros at byte {at}, but found something else behind the first"
        )),
        TarEnd::Truncated { at, missing } => Some(format!(
            "expected {missing} more bytes after byte {at}, but found the end"
        )),
        TarEnd::Damaged { at, error } => Some(format!("at byte {at}: {error}")),
    }
}
