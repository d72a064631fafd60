//! What is read out of the contents of the layers of an image, beyond one file: the
//! digests of many, what is searched for, the merged tree as a tar.
//!
//! Each is a [`Job`] that goes at most once through a layer, and only through those
//! that have something of use. Who has the bytes drives it:
//!
//! ```text
//! while let Next::Layer(layer) = job.next(&files, out) {
//!     // Slice by slice: `Walking::step(store, &mut *job.visit(&files, out))`.
//!     job.layer_ended(&files, ended);
//! }
//! ```
//!
//! What could not be read is told in what comes out ([`Unread`]), and never left out
//! in silence.

mod job;
mod merged_tar;
mod needle;
mod scan;
mod search;
mod sieve;
mod snippet;
mod sums;
mod wanted;

#[cfg(test)]
mod tests;

pub use job::{Job, Next, Sink};
pub use merged_tar::{LeftOut, MergedTar, NoTar};
pub use needle::{MAX_NEEDLE, Needle, NeedleError};
pub use scan::MAX_LINE;
pub use search::{ContentHit, ContentSearch, MAX_HITS, MAX_IN_FILE};
pub use snippet::Snippet;
pub use sums::{Digests, Sums};
pub use wanted::{Unread, UnreadFile};
