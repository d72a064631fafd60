//! What can be wrong with a table of contents.

use std::fmt;

use crate::bytes::compression::UnpackError;
use crate::image::digest::Digest;
use crate::words::{Message, toc as words};

/// Why there is no table, or none that can be believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TocError {
    /// Other bytes were given than were wanted.
    Amount {
        expected: u64,
        found: u64,
    },
    /// The layer does not end as an eStargz layer does.
    NoFooter,
    /// The footer names a place that is not in the layer.
    Outside {
        offset: u64,
        size: u64,
    },
    TooLarge {
        limit: u64,
    },
    /// It cannot be unpacked.
    Unreadable(UnpackError),
    /// What is unpacked is no tar of `stargz.index.json`.
    NotThere,
    /// It unpacks to another length than the manifest says.
    Length {
        claimed: u64,
        found: u64,
    },
    /// It is not what the manifest vouches for.
    Mismatch {
        claimed: Digest,
        computed: Digest,
    },
    /// No JSON, or not of this form; in the words of the JSON reader.
    Json {
        detail: String,
    },
    Version {
        found: u64,
    },
    /// An entry of a type that tables do not have.
    EntryType {
        name: String,
        found: String,
    },
    /// A number below 0.
    Negative {
        name: String,
    },
    /// An extended attribute that is not in base64.
    Xattr {
        name: String,
    },
    /// A part of a file that follows no file, or another one.
    StrayChunk {
        name: String,
    },
}

impl TocError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Amount { expected, found } => words::other_amount(*expected, *found),
            Self::NoFooter => words::no_footer(),
            Self::Outside { offset, size } => words::footer_outside(*offset, *size),
            Self::TooLarge { limit } => words::table_unpacks_over_the_limit(*limit),
            Self::Unreadable(error) => words::table_unreadable(error.message()),
            Self::NotThere => words::table_not_there(),
            Self::Length { claimed, found } => words::table_length(*claimed, *found),
            Self::Mismatch { claimed, computed } => words::table_mismatch(claimed, computed),
            Self::Json { detail } => words::table_json(detail),
            Self::Version { found } => words::table_version(*found),
            Self::EntryType { name, found } => words::entry_type(name, found),
            Self::Negative { name } => words::entry_negative(name),
            Self::Xattr { name } => words::entry_xattr(name),
            Self::StrayChunk { name } => words::stray_chunk(name),
        }
    }
}

impl fmt::Display for TocError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}
