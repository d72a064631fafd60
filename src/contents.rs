//! What is read out of the contents of the layers of an image, beyond one file: the
//! digests of many, what is searched for, the merged tree as a tar.
//!
//! Each is a [`Job`] that goes at most once through a layer, and only through those
//! that have something of use. Who has the bytes drives it:
//!
//! ```text
//! while let Next::Layer(layer) = job.next(&files, out)? {
//!     // Slice by slice: `Walking::step(store, &mut *job.visit(out))`.
//!     job.layer_ended(ended);
//! }
//! ```
//!
//! What could not be read is told in what comes out ([`Unread`]), and never left out
//! in silence.

mod job;
mod sums;
mod wanted;

#[cfg(test)]
mod tests;

pub use job::{Job, Next, Sink};
pub use sums::{Digests, Sums};
pub use wanted::{Unread, UnreadFile};
