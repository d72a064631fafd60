//! How a tar ended.

use serde::{Deserialize, Serialize};

use super::HeaderError;

/// How a tar ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum TarEnd {
    /// By its end marker, two blocks of zeros.
    #[default]
    #[error("two blocks of zeros")]
    Marked,
    /// By one block of zeros, or a second one that is cut. All readers accept
    /// it, and GNU tar warns.
    #[error("expected two blocks of zeros at the end, but found one")]
    HalfMarked,
    /// There is nothing at all, which is an empty tar to all readers.
    #[error("expected two blocks of zeros, but found nothing")]
    Empty,
    /// By the end of the bytes behind an entry. All readers accept it, so that
    /// nobody can tell it from a tar that was cut between two entries.
    #[error("expected two blocks of zeros at the end, but found none")]
    Unmarked,
    /// Within the zeros that fill the last block of an entry. Go accepts it;
    /// GNU tar and Python's tarfile do not.
    #[error(
        "expected {missing} more bytes that fill the last block and two blocks of zeros, but found the end"
    )]
    Unpadded { missing: u64 },
    /// By one block of zeros with something else behind it.
    #[error(
        "expected a second block of zeros at byte {at}, but found something else behind the first"
    )]
    LoneZeroBlock { at: u64 },
    /// Within an entry.
    #[error("expected {missing} more bytes after byte {at}, but found the end")]
    Truncated { at: u64, missing: u64 },
    /// The very first block is no header.
    #[error("{0}")]
    NotATar(HeaderError),
    /// A later block is no header.
    #[error("at byte {at}: {error}")]
    Damaged { at: u64, error: HeaderError },
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
