//! A set of named files: the entries of a tar, a dropped folder, several
//! dropped files. An archive is indexed by its headers; what is inside the
//! files is not read.
//!
//! Not here: which image format the names make up.

mod from_inputs;
mod from_tar;
pub mod kind;
pub mod path;
mod resolve;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::bytes::store::Extent;
use crate::bytes::tar::{Oddity, TarEnd};
use crate::words::{Message, sources};

pub use from_tar::{MAX_ENTRIES, TarIndexError};
pub use resolve::{MAX_HOPS, NoFile, NotAFile, Resolved};

/// Named files, in the order of their archive or of the list they came in.
#[derive(Clone, Debug, Default)]
pub struct FileSet {
    files: Vec<File>,
    /// Where each plain path is first and last.
    places: HashMap<String, Entries>,
    /// How the archive ended. What came before is here.
    pub end: Ending,
    /// What follows the end of the archive, which few tools list, if any.
    pub behind: Behind,
    /// Files whose headers tools read differently, at most [`MAX_ODDITIES`].
    pub oddities: Vec<(usize, Oddity)>,
}

/// How many oddities of headers are kept.
pub const MAX_ODDITIES: usize = 50;

/// How the archive ended that the files are from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// There was none: they came one by one.
    #[default]
    NoArchive,
    Read(TarEnd),
    /// It has more than [`MAX_ENTRIES`].
    TooMany,
}

impl Ending {
    /// Why files may be missing here that the archive had: a sentence.
    #[must_use]
    pub fn early(&self) -> Option<Message> {
        match self {
            Self::NoArchive => None,
            Self::Read(TarEnd::Marked | TarEnd::HalfMarked | TarEnd::Empty) => None,
            Self::Read(end) => Some(end.message()),
            Self::TooMany => Some(sources::too_many_entries(MAX_ENTRIES)),
        }
    }
}

/// What follows the end of an archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Behind {
    /// Zeros, or nothing at all.
    #[default]
    Zeros,
    /// Another archive, of this many bytes with all that is behind it.
    Archive { bytes: u64 },
    /// Something else.
    Data { bytes: u64 },
    /// So many bytes that they were not looked at, beyond the first that are
    /// zeros.
    Unread { bytes: u64 },
}

#[derive(Clone, Copy, Debug)]
struct Entries {
    first: usize,
    last: usize,
}

/// One named file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The plain form of the name (see [`path::normalise`]), or, where it is
    /// unsafe, the name as stored.
    pub path: String,
    /// As stored, lossily decoded.
    pub raw: String,
    pub kind: FileKind,
    /// In bytes; of a sparse file, its full size.
    pub size: u64,
    /// Another entry has the same path. Tools differ on which one they take.
    pub repeated: bool,
    /// The name climbs out of the archive or is no UTF-8: it is never looked up.
    pub unsafe_path: bool,
}

/// What a file is, and where its bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    Regular(Extent),
    Symlink {
        /// As stored.
        target: String,
    },
    HardLink {
        /// As stored; below the root of the archive.
        target: String,
    },
    Directory,
    /// Pieces of a file with holes: a few bytes can claim any size, so it is
    /// never put together.
    Sparse,
    /// A device or a FIFO.
    Other,
}

impl FileSet {
    /// All files, unsafe and repeated ones too, in order.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The file of this plain path. Of several the last one, as `docker load`
    /// and containerd take it.
    #[must_use]
    pub fn lookup(&self, path: &str) -> Option<&File> {
        self.files.get(self.places.get(path)?.last)
    }

    /// The first file of this plain path, as podman and skopeo take it.
    #[must_use]
    pub fn first(&self, path: &str) -> Option<&File> {
        self.files.get(self.places.get(path)?.first)
    }

    /// Files whose path another one has, too; in order.
    pub fn duplicates(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.repeated)
    }

    /// Files whose name leads nowhere safe.
    pub fn unsafe_paths(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.unsafe_path)
    }

    /// The regular files below the folder `prefix`, or all for `""`, in order.
    /// Of repeated ones, the last.
    pub fn under(&self, prefix: &str) -> impl Iterator<Item = (&File, Extent)> {
        let prefix = match prefix.trim_end_matches('/') {
            "" => String::new(),
            prefix => format!("{prefix}/"),
        };
        self.files
            .iter()
            .enumerate()
            .filter_map(move |(place, file)| {
                let FileKind::Regular(extent) = file.kind else {
                    return None;
                };
                let last = || self.places.get(&file.path).map(|place| place.last);
                let wanted = !file.unsafe_path && file.path.starts_with(&prefix);
                (wanted && (!file.repeated || last() == Some(place))).then_some((file, extent))
            })
    }

    /// Whether no file was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Adds a file. `plain` is the plain form of its name, where that is safe.
    fn push(&mut self, raw: String, plain: Option<String>, kind: FileKind, size: u64) {
        let here = self.files.len();
        let mut repeated = false;
        if let Some(path) = &plain {
            let place = self.places.entry(path.clone()).or_insert(Entries {
                first: here,
                last: here,
            });
            repeated = place.last != here;
            if repeated && let Some(earlier) = self.files.get_mut(place.last) {
                earlier.repeated = true;
            }
            place.last = here;
        }
        self.files.push(File {
            unsafe_path: plain.is_none(),
            path: plain.unwrap_or_else(|| raw.clone()),
            raw,
            kind,
            size,
            repeated,
        });
    }
}
