//! How a tar ended.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::HeaderError;
use crate::words::{Message, sources};

/// How a tar ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TarEnd {
    /// By its end marker, two blocks of zeros.
    #[default]
    Marked,
    /// By one block of zeros, or a second one that is cut. All readers accept
    /// it, and GNU tar warns.
    HalfMarked,
    /// There is nothing at all, which is an empty tar to all readers.
    Empty,
    /// By the end of the bytes behind an entry. All readers accept it, so that
    /// nobody can tell it from a tar that was cut between two entries.
    Unmarked,
    /// Within the zeros that fill the last block of an entry. Go accepts it;
    /// GNU tar and Python's tarfile do not.
    Unpadded { missing: u64 },
    /// By one block of zeros with something else behind it.
    LoneZeroBlock { at: u64 },
    /// Within an entry.
    Truncated { at: u64, missing: u64 },
    /// The very first block is no header.
    NotATar(HeaderError),
    /// A later block is no header.
    Damaged { at: u64, error: HeaderError },
}

impl TarEnd {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Marked => sources::marked_end(),
            Self::HalfMarked => sources::half_marked_end(),
            Self::Empty => sources::empty_tar(),
            Self::Unmarked => sources::unmarked_end(),
            Self::Unpadded { missing } => sources::unpadded_end(*missing),
            Self::LoneZeroBlock { at } => sources::lone_zero_block(*at),
            Self::Truncated { at, missing } => sources::truncated(*missing, *at),
            Self::NotATar(error) => error.message(),
            Self::Damaged { at, error } => sources::damaged(*at, error.message()),
        }
    }
}

impl fmt::Display for TarEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl TarEnd {
    /// Whether bytes were expected behind it, or found and not read.
    #[must_use]
    pub fn is_early(&self) -> bool {
        match self {
            Self::Marked
            | Self::HalfMarked
            | Self::Empty
            | Self::Unmarked
            | Self::Unpadded { .. } => false,
            Self::LoneZeroBlock { .. }
            | Self::Truncated { .. }
            | Self::NotATar(_)
            | Self::Damaged { .. } => true,
        }
    }
}
