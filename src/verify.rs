//! The one door through which bytes become trusted: size first, then digest,
//! over the very bytes that are used.
//!
//! [`Verdict::Verified`] carries a [`Proof`] that only [`judge`] can make: no other
//! code can colour anything green. [`Evidence`] has digests that were computed only
//! ([`Computed`]): no digest that was read somewhere can become one.

use crate::bytes::layer::{BlobFacts, Content};
use crate::image::digest::{Algorithm, Computed, Digest, DigestError};
use crate::source;
use crate::words::{Message, verdicts};

/// What hashing bytes established.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    size: u64,
    sha256: Computed,
    sha512: Option<Computed>,
}

/// That a digest and a size were held against [`Evidence`] and agreed.
/// Nobody but [`judge`] can make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof(());

/// What is known of a claim. Never green by default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was held against it, and why.
    NotChecked { why: Unchecked },
    /// Being hashed: bytes so far and in all.
    Checking { done: u64, total: Option<u64> },
    /// The bytes have the claimed size and digest.
    Verified(Proof),
    /// The bytes have another size than was claimed.
    WrongSize { claimed: u64, found: u64 },
    /// The bytes have another digest than was claimed.
    WrongDigest { claimed: Digest, computed: Computed },
    /// The bytes are not here, and why that may be.
    Missing { why: Absent },
    /// The bytes are here and cannot be read as what they should be.
    Unreadable { why: Message },
}

/// Why nothing was held against a claim, or no claim against the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unchecked {
    /// A registry has it, as far as is known, and nobody has asked.
    NotFetched,
    /// A registry was asked, and its bytes did not come: one sentence.
    Refused(Message),
    /// It was begun and not read to its end, which says nothing of the bytes: one
    /// sentence.
    NotRead(Message),
    /// Its turn to be hashed has not come.
    Waiting,
    /// A person stopped the hashing first.
    Stopped,
    /// It is what a tag led to: the digest is of what was served.
    AsServed,
    /// No document and no file name states a digest of these bytes.
    Unclaimed,
    /// Before Docker 1.10 layers had IDs that are no hashes.
    LegacyLayer,
    /// The algorithm of the claim cannot be computed here.
    Algorithm(String),
    /// The claim is no digest; a fault of the claim, not of the bytes.
    Malformed(DigestError),
    /// The layer is encrypted, or of a type that is not unpacked.
    NotUnpacked,
    /// The DiffID is held against no layer.
    NoLayer(Absent),
    /// A ChainID follows from the DiffIDs up to its layer, and that of `layer`
    /// (from 1) is not verified.
    Follows { layer: usize, verdict: Message },
    /// A docker-archive has no manifest to be hashed.
    NoManifest,
    /// The ledger has no row for it.
    NotListed,
}

impl Unchecked {
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotFetched => verdicts::not_fetched(),
            Self::Refused(why) | Self::NotRead(why) => why.clone(),
            Self::Waiting => verdicts::waiting(),
            Self::Stopped => verdicts::stopped(),
            Self::AsServed => verdicts::as_served(),
            Self::Unclaimed => verdicts::unclaimed(),
            Self::LegacyLayer => verdicts::legacy_layer(),
            Self::Algorithm(name) => verdicts::algorithm_unknown(name),
            Self::Malformed(error) => verdicts::digest_malformed(error.message()),
            Self::NotUnpacked => verdicts::not_unpacked(),
            Self::NoLayer(why) => why.message(),
            Self::Follows { layer, verdict } => verdicts::follows(*layer, verdict.clone()),
            Self::NoManifest => verdicts::no_manifest(),
            Self::NotListed => verdicts::not_listed(),
        }
    }
}

/// Why bytes that are named are not here, or why a DiffID is held against no
/// layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absent {
    NotInArchive,
    NotInFolder,
    /// A document was given without what it names.
    OnlyDocument,
    /// A registry has it, as far as is known, and nobody has asked.
    NotFetched,
    /// Its descriptor names URLs, which are never fetched unasked.
    AtUrls,
    /// Whoever names it spells no digest.
    Malformed(DigestError),
    /// A path that leads nowhere, and why.
    Path(source::NoFile),
    /// Not one DiffID for each layer.
    CountsDiffer,
    /// The manifest names no layer for a DiffID.
    NoLayer,
}

impl Absent {
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotInArchive => verdicts::not_in_archive(),
            Self::NotInFolder => verdicts::not_in_folder(),
            Self::OnlyDocument => verdicts::only_document(),
            Self::NotFetched => verdicts::not_fetched(),
            Self::AtUrls => verdicts::at_urls(),
            Self::Malformed(error) => verdicts::digest_malformed(error.message()),
            Self::Path(why) => why.message(),
            Self::CountsDiffer => verdicts::counts_differ(),
            Self::NoLayer => verdicts::no_layer(),
        }
    }
}

impl Evidence {
    /// Hashes `bytes`; by SHA-512 too where `claimed` asks for it.
    #[must_use]
    pub fn of(bytes: &[u8], claimed: Option<&Digest>) -> Self {
        let sha512 = claimed
            .map(Digest::algorithm)
            .filter(|&algorithm| algorithm == Algorithm::Sha512);
        Self {
            size: bytes.len() as u64,
            sha256: Computed::sha256(bytes),
            sha512: sha512.and_then(|algorithm| Computed::by(algorithm, bytes)),
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

    /// What the same pass established of the bytes inside; the verdict where
    /// they were not read, or could not be.
    pub fn of_unpacked(facts: &BlobFacts) -> Result<Self, Verdict> {
        match &facts.content {
            Some(Content::Unpacked(unpacked)) => Ok(Self {
                size: unpacked.size,
                sha256: unpacked.diff_id.clone(),
                sha512: None,
            }),
            Some(Content::Unreadable { why, .. }) => Err(Verdict::Unreadable { why: why.clone() }),
            None => Err(Verdict::NotChecked {
                why: Unchecked::NotUnpacked,
            }),
        }
    }

    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The digest of the bytes, in the algorithm of `like` where it was computed.
    #[must_use]
    pub fn digest(&self, like: Option<&Digest>) -> &Computed {
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
            why: Unchecked::Algorithm(claimed.algorithm_name().to_owned()),
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
    pub fn label(&self) -> Message {
        match self {
            Self::NotChecked { .. } => verdicts::not_checked(),
            Self::Checking { .. } => verdicts::checking(),
            Self::Verified(_) => verdicts::verified(),
            Self::WrongSize { .. } => verdicts::wrong_size(),
            Self::WrongDigest { .. } => verdicts::wrong_digest(),
            Self::Missing { .. } => verdicts::missing(),
            Self::Unreadable { .. } => verdicts::unreadable(),
        }
    }

    /// Why it is not verified; `None` where it is.
    #[must_use]
    pub fn reason(&self) -> Option<Message> {
        Some(match self {
            Self::Verified(_) => return None,
            Self::NotChecked { why } => why.message(),
            Self::Missing { why } => why.message(),
            Self::Unreadable { why } => why.clone(),
            Self::Checking { done, total } => match total {
                Some(total) => verdicts::hashed_of(*done, *total),
                None => verdicts::hashed(*done),
            },
            Self::WrongSize { claimed, found } => verdicts::expected_size(*claimed, *found),
            Self::WrongDigest { claimed, computed } => {
                verdicts::expected_digest(claimed.as_str(), computed.as_str())
            }
        })
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
        let said = verdict.reason().map(|reason| reason.to_string());
        assert_eq!(
            (verdict.label().to_string().as_str(), said.as_deref()),
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
            Some("expected 1 byte, but found 0"),
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
