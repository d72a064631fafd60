//! What is likely a secret, by its name or by its shape. Never what is one: nobody
//! is asked whether a token works.
//!
//! Nothing found here holds a secret as a whole: a [`Match`] has its place, its
//! length and its first characters.
//!
//! Shapes are those that the issuers publish, with their prefixes and lengths. What
//! images are full of and what is public (certificates, public keys, keys of test
//! suites, checksums) is left out: a mark that is mostly wrong is not read.

mod command;
mod content;
mod kind;
mod path;
mod placeholder;
mod shape;
mod variable;

#[cfg(test)]
mod tests;

pub use command::by_command;
pub use content::{Found, MAX_MATCHES, MAX_SCANNED, Match, by_content};
pub use kind::{Likely, SecretKind};
pub use path::{by_path, is_example};
pub use variable::by_variable;
