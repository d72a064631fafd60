//! Hashes as bytes, for what signs them: signatures name no digest of the OCI
//! grammar, and some take a hash that has none there.

use sha2::Digest as _;

/// The algorithms themselves, for schemes that hash within (RSASSA-PSS).
pub use sha2::{Sha256, Sha384, Sha512};

#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

#[must_use]
pub fn sha384(bytes: &[u8]) -> [u8; 48] {
    Sha384::digest(bytes).into()
}

#[must_use]
pub fn sha512(bytes: &[u8]) -> [u8; 64] {
    Sha512::digest(bytes).into()
}

/// The SHA-256 of `parts` one behind the other.
#[must_use]
pub fn sha256_of(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}
