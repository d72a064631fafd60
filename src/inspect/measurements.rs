//! What is known of the bytes of contents: how far each blob is, and what hashing
//! established.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::bytes::layer::BlobFacts;
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::schema1;
use crate::inspect::graph::{Graph, Node, NodeKind};
use crate::source::{ContentId, Contents};
use crate::verify::{Evidence, Unchecked, Verdict};
use crate::words::{Message, verdicts};

/// What is known of each blob of the contents, by its place there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measurements {
    pub blobs: Vec<Measurement>,
    pub documents: Hashed,
}

/// What hashing the documents of the same contents established: they are all
/// here from the beginning, and the ledger is written ten times a second.
#[derive(Debug, Default)]
pub struct Hashed(Mutex<HashMap<Way, Result<Evidence, Verdict>>>);

/// A document's number, and how it is hashed: as schema 1, by SHA-512 too.
type Way = (usize, bool, bool);

impl Clone for Hashed {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// It follows from the contents, and nothing depends on what is known of it.
impl PartialEq for Hashed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Hashed {}

/// How far the one pass over a blob is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Measurement {
    /// Its turn has not come.
    #[default]
    Waiting,
    /// Nobody will hash it unless a person asks, and why.
    Skipped(Skipped),
    /// Bytes so far, and in all where that is known.
    Running {
        done: u64,
        total: Option<u64>,
    },
    Done(Box<BlobFacts>),
    /// Its bytes could not be read, and why.
    Failed {
        why: Message,
    },
}

/// Why a blob is not hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// A registry has it, and nobody has asked.
    NotFetched,
    /// A person stopped the hashing first.
    Stopped,
    /// A registry was asked, and it did not come: one sentence.
    Refused(Message),
}

impl From<Skipped> for Unchecked {
    fn from(skipped: Skipped) -> Self {
        match skipped {
            Skipped::NotFetched => Self::NotFetched,
            Skipped::Stopped => Self::Stopped,
            Skipped::Refused(why) => Self::Refused(why),
        }
    }
}

impl Measurement {
    /// Whether it will be hashed without being asked for.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Waiting | Self::Running { .. })
    }
}

impl Measurements {
    /// Nothing known yet of any blob.
    #[must_use]
    pub fn none(contents: &Contents) -> Self {
        let blobs = contents.blobs.iter().map(|blob| match blob.extent {
            Some(_) => Measurement::Waiting,
            None => Measurement::Skipped(Skipped::NotFetched),
        });
        Self {
            blobs: blobs.collect(),
            documents: Hashed::default(),
        }
    }

    /// What one pass established, where it is done.
    #[must_use]
    pub fn of(&self, content: ContentId) -> Option<&BlobFacts> {
        match (content, self) {
            (ContentId::Blob(index), facts) => match facts.blobs.get(index)? {
                Measurement::Done(facts) => Some(facts),
                _ => None,
            },
            (ContentId::Document(_), _) => None,
        }
    }

    /// What hashing a blob established, or the verdict where it did not.
    pub(super) fn blob_evidence(&self, index: usize, kind: NodeKind) -> Result<Evidence, Verdict> {
        match self.blobs.get(index) {
            Some(Measurement::Done(facts)) if kind == NodeKind::Unpacked => {
                Evidence::of_unpacked(facts)
            }
            Some(Measurement::Done(facts)) => Ok(Evidence::of_stored(facts)),
            Some(Measurement::Running { done, total }) => Err(Verdict::Checking {
                done: *done,
                total: *total,
            }),
            Some(Measurement::Skipped(skipped)) => Err(Verdict::NotChecked {
                why: skipped.clone().into(),
            }),
            // The file has changed, or no worker lived: of the bytes it says nothing.
            Some(Measurement::Failed { why }) => Err(Verdict::NotChecked {
                why: Unchecked::NotRead(why.clone()),
            }),
            Some(Measurement::Waiting) | None => Err(Verdict::NotChecked {
                why: Unchecked::Waiting,
            }),
        }
    }
}

impl Hashed {
    /// What hashing a document established, or the verdict where it did not.
    pub(super) fn evidence(
        &self,
        contents: &Contents,
        graph: &Graph,
        index: usize,
        node: &Node,
    ) -> Result<Evidence, Verdict> {
        let sha512 = graph.sha512_claim(node.id);
        let key = (index, node.kind == NodeKind::Schema1, sha512.is_some());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(key);
        found
            .or_insert_with(|| document_evidence(contents, index, node.kind, sha512))
            .clone()
    }
}

fn document_evidence(
    contents: &Contents,
    index: usize,
    kind: NodeKind,
    claimed: Option<&Digest>,
) -> Result<Evidence, Verdict> {
    let bytes = contents
        .documents
        .get(index)
        .map(|document| document.bytes.as_slice())
        .unwrap_or_default();
    if kind != NodeKind::Schema1 {
        return Ok(Evidence::of(bytes, claimed));
    }
    let unreadable = |why: Message| Verdict::Unreadable { why };
    let json = Json::parse(bytes)
        .root
        .ok_or_else(|| unreadable(verdicts::not_json()))?;
    let payload = schema1::payload(bytes, &json).map_err(|error| unreadable(error.message()))?;
    Ok(Evidence::of_payload(bytes, &payload, claimed))
}
