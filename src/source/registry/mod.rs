//! The registry protocol, as a browser must speak it.
//!
//! ```text
//! http (the port) <- client <- doctor         an arrow points at what is used
//!                      |  \
//!                    auth  accept, served, error
//! ```
//!
//! In reading order:
//!
//! * [`http`] is all that a browser can do for this program, as two traits;
//! * [`route`] says by which way: the registry itself, a relay, a mirror;
//! * [`accept`] says which documents to ask for, and why in that way;
//! * [`auth`] reads challenges, judges token servers, keeps passwords;
//! * [`client`] holds the conversations;
//! * [`served`] is what they bring, and [`error`] what they bring instead;
//! * [`doctor`] finds out why a browser got no answer;
//! * [`static_layout`] reads an OCI layout from a host that is no registry;
//! * [`image`] makes the contents of what they bring, [`layer`] brings the rest;
//! * [`toc`] looks into a layer by some ranges of its bytes.
//!
//! Absences: nothing here names the browser, sends a method other than `GET`
//! and `HEAD`, makes an address of an unparsed name, needs a response header to
//! be visible, or hands a secret to another origin without being told to.

pub mod accept;
mod at_once;
pub mod auth;
pub mod client;
pub mod doctor;
pub mod error;
#[cfg(test)]
pub(crate) mod fake;
pub mod http;
pub mod image;
pub mod layer;
mod ranged;
mod receive;
pub mod route;
pub mod served;
pub mod static_layout;
pub mod toc;

pub use ranged::Ranged;
