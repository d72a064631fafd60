//! Signatures and attestations beside what they are about: where they are looked for,
//! and what came of that.
//!
//! Not here: what they are, which their own bytes say (`inspect::signed`).

use serde::{Deserialize, Serialize};

use crate::image::digest::Digest;
use crate::words::Message;

/// Where signatures and attestations of an image stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// The referrers API of a registry (distribution-spec, "Listing Referrers").
    Referrer,
    /// The tag `sha256-<hex>`, an index that stands in for that API.
    ReferrerTag,
    /// cosign's tag `sha256-<hex>.sig`.
    SigTag,
    /// `sha256-<hex>.att`
    AttTag,
    /// `sha256-<hex>.sbom`
    SbomTag,
    /// In the layout that `cosign save` wrote, by the annotation `kind` of its entries.
    SavedWithImage,
    /// A manifest of the same archive names it as its `subject`.
    Subject,
    /// An entry of the same index is about it, as BuildKit writes it.
    InIndex,
    /// A file beside the manifest, as skopeo's `dir:` keeps signatures.
    BesideManifest,
    /// Here, and nothing says of what it is.
    Alone,
}

impl Place {
    /// Whether it is a tag, which says no digest of what it leads to.
    #[must_use]
    pub fn is_tag(self) -> bool {
        matches!(self, Self::SigTag | Self::AttTag | Self::SbomTag)
    }
}

/// A document that no other one names and that stands at a place of signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Its number in [`super::Contents::documents`].
    pub document: usize,
    /// What the place is of.
    pub about: Digest,
    pub place: Place,
    /// In bytes, as a list of referrers claims it.
    pub size: Option<u64>,
}

/// That a place was looked at, or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    pub about: Digest,
    pub place: Place,
    pub answer: Answer,
}

/// What a place answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// So many manifests or files, whatever they are.
    Found(usize),
    Nothing,
    /// It gave no answer, or not the whole one: one sentence.
    Failed(Message),
    NotLooked,
}

/// The largest signature, statement or SBOM that comes with its bytes, and how large all
/// of one input may be together, in bytes. BuildKit makes statements of up to 40 MiB.
pub const MAX_EVIDENCE: u64 = 16 << 20;
pub const MAX_ALL_EVIDENCE: u64 = 64 << 20;

/// How many of them come.
pub const MAX_EVIDENCES: usize = 2_000;

/// How much of that has come already.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Room {
    bytes: u64,
    count: usize,
}

impl Room {
    /// Takes the room for one more of `size` bytes, where there is some.
    pub(crate) fn take(&mut self, size: u64) -> bool {
        let bytes = self.bytes.saturating_add(size);
        let has_room =
            size <= MAX_EVIDENCE && bytes <= MAX_ALL_EVIDENCE && self.count < MAX_EVIDENCES;
        if has_room {
            (self.bytes, self.count) = (bytes, self.count + 1);
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_so_many_and_so_large_ones_and_for_so_much_of_all() {
        let mut room = Room::default();
        assert!(!room.take(MAX_EVIDENCE + 1));
        for _ in 0..MAX_EVIDENCES {
            assert!(room.take(1));
        }
        assert!(!room.take(1));
        let mut room = Room::default();
        for _ in 0..MAX_ALL_EVIDENCE / MAX_EVIDENCE {
            assert!(room.take(MAX_EVIDENCE));
        }
        assert!(!room.take(1) && room.take(0));
    }
}
