//! The images that a container engine on somebody's machine has: Docker Engine, or
//! podman's service, by the interface that both speak (Docker Engine API).
//!
//! In reading order:
//!
//! * [`address`] is what is asked, and for which image: an engine's address, and names
//!   that are safe in one;
//! * [`answers`] is what comes back, read by which fields are there: Engine 24 to 29 with
//!   either image store, and podman since 4.3, answer differently;
//! * [`id`] says what the engine calls ID, which depends on its image store;
//! * [`client`] holds the conversations, and [`error`] is what they bring instead.
//!
//! Absences: nothing here names the browser, sends a method other than `GET`, makes an
//! address of an unparsed name, or asks before a person does. What an engine says of its
//! images is a report and no proof: `inspect::reported` holds it against the bytes.

pub mod address;
pub mod answers;
pub mod client;
pub mod error;
pub mod id;
mod member;
mod reported;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use address::{EngineAddress, ImageName};
pub use answers::{Greeting, Inspection, ListedImage, Step};
pub use client::Engine;
pub use error::EngineError;
pub use id::{IdNames, Store, Target};
pub use reported::Reported;
