//! One pass over a blob: the digest of its bytes as stored and, for a layer,
//! the DiffID of the bytes inside and what the tar holds.

use serde::{Deserialize, Serialize};

use crate::image::digest::Digest;
use crate::inspect::compression::Compression;
use crate::inspect::tar_scan::TarFacts;

/// What one pass over a blob established. No claim is looked at here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobFacts {
    /// SHA-256 of the bytes as stored.
    pub sha256: Digest,
    /// SHA-512 of them, where it was asked for.
    pub sha512: Option<Digest>,
    /// Bytes as stored.
    pub size: u64,
    /// What the first bytes say, whatever the name or the media type claims.
    pub compression: Compression,
    /// What is inside; `None` where it was not asked for.
    pub content: Option<Content>,
}

/// The bytes inside a layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    Unpacked(Unpacked),
    /// The DiffID cannot be computed: this is not a mismatch.
    Unreadable {
        /// *expected …, but found …*
        why: String,
    },
}

/// A layer that could be decompressed to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unpacked {
    /// SHA-256 of the uncompressed bytes (image-spec, `config.md#layer-diffid`).
    pub diff_id: Digest,
    /// Uncompressed bytes.
    pub size: u64,
    /// Gzip members or zstd frames that make up the stream; 1 where plain.
    pub members: u64,
    /// Bytes after the last member, and whether they are all zero.
    pub trailing: Option<Trailing>,
    pub tar: TarFacts,
}

/// Bytes behind the end of a compressed stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trailing {
    pub bytes: u64,
    pub all_zero: bool,
}
