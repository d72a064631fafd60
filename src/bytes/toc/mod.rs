//! The table of contents that eStargz and zstd:chunked layers bring with them: what a
//! layer lists, and where in it the bytes of each file stand. With it a layer is looked
//! into, and a file read, by some ranges of its bytes.
//!
//! A descriptor's annotations say where the table is and what digest it has
//! ([`TocClaim`]), so that the manifest vouches for it, and it for each part of a file.
//! Nobody vouches for the table being what the tar of the same layer says: a layer that
//! is fetched whole may list something else, and that is what is unpacked by who knows
//! nothing of the table.
//!
//! Nothing here reads or waits: [`TocReading`] and [`FileReading`] say which bytes they
//! want next, and are given them. Each step of theirs is of bounded length.
//!
//! ```text
//! eStargz      ::= gzip-member* toc-member footer[51]
//! toc-member   ::= gzip of a tar of one file, stargz.index.json
//! zstd:chunked ::= frame* skippable(zstd of the JSON) skippable* footer
//! ```
//!
//! Sources: containerd/stargz-snapshotter, `docs/estargz.md` and `estargz/types.go`;
//! containers/storage, `pkg/chunked/compressor` and `pkg/chunked/internal/minimal`.
//!
//! Not here: where the bytes come from (`source::registry`), and whether the layer
//! itself is what it claims to be (`verify`).

mod claim;
mod entries;
mod error;
mod file;
mod reading;
mod table;

#[cfg(test)]
pub(crate) mod tests;

pub use claim::{ClaimError, ClaimedToc, MAX_TOC, TocClaim, TocForm};
pub use error::TocError;
pub use file::{FileError, FileReading, ReadFile};
pub use reading::{PackedToc, Step, TocReading, UnpackedToc};
pub use table::Toc;
