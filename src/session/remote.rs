//! What a registry says of an image without sending it: whether it has every
//! blob ("would this pull complete?"), and what refers to it.
//!
//! Not here: how it is asked (`asking`). All of it is the registry's word;
//! nothing of it makes anything verified.

use crate::format::Sum;
use crate::image::digest::Digest;
use crate::source::registry::client::{Presence, Referrers};
use crate::words::{Message, at_registry as words};

/// What was asked of the registry, and what it said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Remote {
    pub pull: Option<Pull>,
    pub referring: Option<Referring>,
}

/// Which blobs of an image its registry has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pull {
    /// Its platform, or `this image`.
    pub image: Message,
    /// The config, then the layers, base first; each blob once.
    pub blobs: Vec<PullBlob>,
}

/// One blob that a pull needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullBlob {
    /// `config`, `layer 2`
    pub what: Message,
    pub digest: Digest,
    /// As the manifest claims, in bytes.
    pub size: Option<u64>,
    pub found: Found,
}

/// What the registry says of a blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It has not said yet.
    Asking,
    Here,
    /// It has it, in another number of bytes than the manifest claims.
    OtherSize {
        said: u64,
    },
    Missing,
    /// It gave no answer that tells, and why.
    Unknown {
        why: Message,
    },
}

/// What refers to a manifest: signatures, SBOMs, ….
#[derive(Clone, Debug, PartialEq)]
pub struct Referring {
    /// The manifest.
    pub to: Digest,
    /// `None` while it is being asked.
    pub answer: Option<Result<Referrers, Message>>,
}

impl Found {
    pub(super) fn of(answer: Result<Presence, Message>, size: Option<u64>) -> Self {
        match answer {
            Ok(Presence::Missing) => Self::Missing,
            Ok(Presence::Present {
                claimed: Some(said),
            }) if size.is_some_and(|size| size != said) => Self::OtherSize { said },
            Ok(Presence::Present { .. }) => Self::Here,
            Err(why) => Self::Unknown { why },
        }
    }
}

impl Pull {
    /// The answer.
    #[must_use]
    pub fn message(&self) -> Message {
        let those = |wanted: fn(&Found) -> bool| -> Vec<Message> {
            let found = self.blobs.iter().filter(|blob| wanted(&blob.found));
            found.map(|blob| blob.what.clone()).collect()
        };
        let image = self.image.clone();
        let count = self.blobs.len();
        let asking = those(|found| *found == Found::Asking);
        if !asking.is_empty() {
            return words::asked(count - asking.len(), count);
        }
        let missing = those(|found| *found == Found::Missing);
        if !missing.is_empty() {
            return words::would_fail(image, missing);
        }
        let unknown = those(|found| matches!(found, Found::Unknown { .. }));
        if !unknown.is_empty() {
            return words::not_known(image, unknown);
        }
        let size: Sum = self.blobs.iter().map(|blob| blob.size).collect();
        match count {
            1 => words::would_complete_of_one(image, size),
            count => words::would_complete(image, count, size),
        }
    }
}
