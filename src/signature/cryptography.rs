//! The one port through which public-key signatures are verified. The domain knows
//! nothing of who computes.

use crate::signature::key::PublicKey;
use crate::words::{Message, certificates as words};

pub use crate::signature::scheme::{Hash, Scheme};

/// Why a signature does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// It is not of this message by this key.
    Wrong,
    /// It has not the form that its scheme demands.
    Malformed,
    /// The key is of another kind than the scheme takes.
    OtherKey,
    /// The key is weaker, or larger, than what is computed with.
    KeySize,
    /// The key is no key of its kind: such as a point that is not on its curve.
    BadKey,
}

/// The least and the most bits of an RSA key whose signatures are verified: fewer can be
/// forged (NIST SP 800-131A), and more take long.
pub const RSA_BITS: (usize, usize) = (2048, 8192);

impl Refusal {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Wrong => words::refusal_wrong(),
            Self::Malformed => words::refusal_malformed(),
            Self::OtherKey => words::refusal_other_key(),
            Self::KeySize => words::refusal_key_size(RSA_BITS.0, RSA_BITS.1),
            Self::BadKey => words::refusal_bad_key(),
        }
    }
}

/// Verifies signatures.
pub trait Cryptography {
    /// Whether `signature` is of `message` by `key`.
    ///
    /// # Errors
    /// Where it is not, or cannot be told.
    fn verify(
        &self,
        scheme: Scheme,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Refusal>;
}
