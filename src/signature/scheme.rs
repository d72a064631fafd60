//! How signatures are made: hashes and schemes.

use crate::image::digest::raw;

/// A hash that is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => raw::sha256(bytes).to_vec(),
            Self::Sha384 => raw::sha384(bytes).to_vec(),
            Self::Sha512 => raw::sha512(bytes).to_vec(),
        }
    }

    /// As people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }
}

/// How a signature is made of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// ECDSA, the signature as DER `SEQUENCE { r, s }` (RFC 3279 §2.2.3).
    EcdsaDer(Hash),
    /// ECDSA, the signature as r and s of the curve's width (RFC 7518 §3.4).
    EcdsaFixed(Hash),
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    RsaPkcs1(Hash),
    /// RSASSA-PSS with MGF1 of the same hash and a salt of its length (RFC 8017 §8.1).
    RsaPss(Hash),
    /// Pure Ed25519 (RFC 8032 §5.1).
    Ed25519,
}
