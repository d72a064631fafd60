//! The one door through which bytes become trusted: size first, then digest,
//! over the very bytes that are used.
//!
//! [`Evidence`] can only be made from bytes that were hashed, and
//! [`Verdict::Verified`] carries a [`Proof`] that only [`judge`] can make: no
//! other code can colour anything green.

use crate::bytes::layer::{BlobFacts, Content};
use crate::image::digest::{Algorithm, Digest};

/// What hashing bytes established. Made from bytes only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    size: u64,
    sha256: Digest,
    sha512: Option<Digest>,
}

/// That a digest and a size were held against [`Evidence`] and agreed.
/// Nobody but [`judge`] can make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof(());

/// What is known of a claim. Never green by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody has looked, and why.
    NotChecked { why: String },
    /// Being hashed: bytes so far and in all.
    Checking { done: u64, total: u64 },
    /// The bytes have the claimed size and digest.
    Verified(Proof),
    /// The bytes have another size than was claimed.
    WrongSize { claimed: u64, found: u64 },
    /// The bytes have another digest than was claimed.
    WrongDigest { claimed: Digest, computed: Digest },
    /// The bytes are not here, and why that may be.
    Missing { why: String },
    /// The bytes are here and cannot be read as what they should be.
    Unreadable { why: String },
}

impl Evidence {
    /// Hashes `bytes`; by SHA-512 too where `claimed` asks for it.
    #[must_use]
    pub fn of(bytes: &[u8], claimed: Option<&Digest>) -> Self {
        let sha512 = claimed.filter(|digest| digest.algorithm() == Algorithm::Sha512);
        Self {
            size: bytes.len() as u64,
            sha256: Digest::sha256(bytes),
            sha512: sha512.and_then(|digest| digest.recompute(bytes)),
        }
    }

    /// Hashes the payload of a signed schema 1 manifest: its digest is of that,
    /// and its size is of the whole document.
    #[must_use]
    pub fn of_payload(bytes: &[u8], payload: &[u8], claimed: Option<&Digest>) -> Self {
        Self {
            size: bytes.len() as u64,
            ..Self::of(payload, claimed)
        }
    }

    /// What one pass over a blob's stored bytes established.
    #[must_use]
    pub fn of_stored(facts: &BlobFacts) -> Self {
        Self {
            size: facts.size,
            sha256: facts.sha256.clone(),
            sha512: facts.sha512.clone(),
        }
    }

    /// What the same pass established of the bytes inside; an error where
    /// they could not be read, with the reason.
    pub fn of_unpacked(facts: &BlobFacts) -> Result<Self, String> {
        match &facts.content {
            Some(Content::Unpacked(unpacked)) => Ok(Self {
                size: unpacked.size,
                sha256: unpacked.diff_id.clone(),
                sha512: None,
            }),
            Some(Content::Unreadable { why }) => Err(why.clone()),
            None => Err("the layer was not unpacked".to_owned()),
        }
    }

    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The digest of the bytes, in the algorithm of `like` where it was computed.
    #[must_use]
    pub fn digest(&self, like: Option<&Digest>) -> &Digest {
        match (like.map(Digest::algorithm), &self.sha512) {
            (Some(Algorithm::Sha512), Some(digest)) => digest,
            _ => &self.sha256,
        }
    }
}

/// Holds a claim against evidence: size first, then digest.
#[must_use]
pub fn judge(claimed: &Digest, claimed_size: Option<u64>, evidence: &Evidence) -> Verdict {
    if let Some(claimed) = claimed_size
        && claimed != evidence.size
    {
        return Verdict::WrongSize {
            claimed,
            found: evidence.size,
        };
    }
    let computed = match claimed.algorithm() {
        Algorithm::Sha256 => Some(&evidence.sha256),
        Algorithm::Sha512 => evidence.sha512.as_ref(),
        Algorithm::Other => None,
    };
    match computed {
        None => Verdict::NotChecked {
            why: format!(
                "`{}` digests cannot be checked here",
                claimed.algorithm_name()
            ),
        },
        Some(computed) if computed == claimed => Verdict::Verified(Proof(())),
        Some(computed) => Verdict::WrongDigest {
            claimed: claimed.clone(),
            computed: computed.clone(),
        },
    }
}

impl Verdict {
    #[must_use]
    pub fn is_verified(&self) -> bool {
        matches!(self, Self::Verified(_))
    }

    /// Whether the bytes are proven not to be what was claimed, or unreadable.
    #[must_use]
    pub fn is_bad(&self) -> bool {
        matches!(
            self,
            Self::WrongSize { .. } | Self::WrongDigest { .. } | Self::Unreadable { .. }
        )
    }

    /// The word of the report.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::NotChecked { .. } | Self::Checking { .. } => "not-checked",
            Self::Verified(_) => "verified",
            Self::WrongSize { .. } => "wrong-size",
            Self::WrongDigest { .. } => "mismatch",
            Self::Missing { .. } => "missing",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// The word for a person.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::NotChecked { .. } => "not checked",
            Self::Checking { .. } => "checking",
            Self::Verified(_) => "verified",
            Self::WrongSize { .. } => "wrong size",
            Self::WrongDigest { .. } => "wrong digest",
            Self::Missing { .. } => "missing",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// Why it is not verified; `None` where it is.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        match self {
            Self::Verified(_) => None,
            Self::NotChecked { why } | Self::Missing { why } | Self::Unreadable { why } => {
                Some(why.clone())
            }
            Self::Checking { done, total } => Some(format!("{done} of {total} bytes hashed")),
            Self::WrongSize { claimed, found } => {
                Some(format!("expected {claimed} bytes, but found {found}"))
            }
            Self::WrongDigest { claimed, computed } => {
                Some(format!("expected {claimed}, but found {computed}"))
            }
        }
    }

    /// How much attention it asks for, most first; the worst of several is
    /// what a node shows.
    #[must_use]
    pub fn rank(&self) -> u8 {
        match self {
            Self::WrongDigest { .. } => 0,
            Self::WrongSize { .. } => 1,
            Self::Unreadable { .. } => 2,
            Self::Missing { .. } => 3,
            Self::Checking { .. } => 4,
            Self::NotChecked { .. } => 5,
            Self::Verified(_) => 6,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(claimed: &str, size: Option<u64>, bytes: &[u8], label: &str, reason: Option<&str>) {
        let claimed: Digest = claimed.parse().unwrap();
        let verdict = judge(&claimed, size, &Evidence::of(bytes, Some(&claimed)));
        assert_eq!(
            (verdict.label(), verdict.reason().as_deref()),
            (label, reason)
        );
    }

    const EMPTY: &str = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const EMPTY_512: &str = "sha512:cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e";

    #[test]
    fn size_is_looked_at_before_the_digest() {
        check(EMPTY, Some(0), b"", "verified", None);
        check(EMPTY, None, b"", "verified", None);
        check(EMPTY_512, Some(0), b"", "verified", None);
        check(
            EMPTY,
            Some(1),
            b"",
            "wrong size",
            Some("expected 1 bytes, but found 0"),
        );
        check(
            EMPTY,
            Some(1),
            b"x",
            "wrong digest",
            Some(
                "expected sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, but found sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
            ),
        );
    }

    #[test]
    fn an_algorithm_that_cannot_be_computed_is_never_green() {
        check(
            "sha384:00",
            Some(0),
            b"",
            "not checked",
            Some("`sha384` digests cannot be checked here"),
        );
    }
}
