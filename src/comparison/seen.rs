//! Digests as far as they are known: computed here where the bytes are, else as
//! somebody claims.

use serde::Serialize;

use crate::comparison::side::Both;
use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::family::unpacked;
use crate::inspect::graph::{Image, ImageLayer, NodeId, NodeKind};

/// What a digest rests on. Of two, the weaker is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// It was computed here, of the very bytes.
    Computed,
    /// A document says so, and the bytes are not here or not hashed.
    Claimed,
}

/// A digest that is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub digest: Digest,
    pub basis: Basis,
}

impl Seen {
    fn computed(digest: Digest) -> Self {
        Self {
            digest,
            basis: Basis::Computed,
        }
    }

    fn claimed(digest: &Digest) -> Self {
        Self {
            digest: digest.clone(),
            basis: Basis::Claimed,
        }
    }

    /// Of a manifest or a config; `None` where neither its bytes are here nor a
    /// well-formed digest of it is known. The bytes are hashed by SHA-256,
    /// whatever is claimed, so that any two can be compared.
    #[must_use]
    pub fn of_document(opened: &Opened, id: NodeId) -> Option<Self> {
        let node = opened.graph.node(id)?;
        let bytes = opened.graph.bytes(id, &opened.contents);
        let computed = match node.kind {
            // Its digest is of the signed payload, which the ledger knows.
            NodeKind::Schema1 => {
                let row = opened.rows.iter().find(|row| row.node == id);
                row.and_then(|row| Some(row.computed.clone()?.into_digest()))
            }
            _ => bytes.map(Digest::sha256),
        };
        let claimed = || Some(Self::claimed(node.digest.as_ref()?.digest()?));
        computed.map(Self::computed).or_else(claimed)
    }

    /// Of a layer's stored bytes; `None` for one of a docker-archive, as
    /// the registry's cannot be known from it.
    #[must_use]
    pub fn of_layer(opened: &Opened, image: &Image, layer: &ImageLayer) -> Option<Self> {
        image.manifest?;
        let node = layer.node.and_then(|id| opened.graph.node(id));
        let facts = node.and_then(|node| opened.measurements.of(node.content?));
        let computed = facts.map(|facts| Self::computed(facts.sha256.clone().into_digest()));
        let claimed = || {
            let spelled = layer.descriptor.as_ref()?.digest.as_ref();
            let spelled = spelled.or_else(|| node?.digest.as_ref())?;
            Some(Self::claimed(spelled.digest()?))
        };
        computed.or_else(claimed)
    }

    /// Of the bytes inside a layer.
    #[must_use]
    pub fn of_unpacked(opened: &Opened, layer: &ImageLayer) -> Option<Self> {
        let unpacked = layer.node.and_then(|id| unpacked(opened, id));
        let computed = unpacked.map(|inside| Self::computed(inside.diff_id.clone().into_digest()));
        computed.or_else(|| Some(Self::claimed(layer.diff_id.as_ref()?.digest()?)))
    }
}

/// Whether two things have one digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "basis")]
pub enum Sameness {
    Same(Basis),
    Different(Basis),
    /// A digest is not known, or they are of two algorithms.
    NotKnown,
}

impl Sameness {
    #[must_use]
    pub fn of(left: Option<&Seen>, right: Option<&Seen>) -> Self {
        let (Some(left), Some(right)) = (left, right) else {
            return Self::NotKnown;
        };
        let basis = left.basis.max(right.basis);
        if left.digest == right.digest {
            Self::Same(basis)
        } else if left.digest.algorithm_name() == right.digest.algorithm_name() {
            Self::Different(basis)
        } else {
            Self::NotKnown
        }
    }

    /// Of all of several: one that differs decides.
    #[must_use]
    pub fn of_all(all: impl Iterator<Item = Self>) -> Self {
        all.fold(Self::Same(Basis::Computed), |all, one| match (all, one) {
            (Self::Different(known), Self::Different(other)) => Self::Different(known.min(other)),
            (Self::Different(known), _) | (_, Self::Different(known)) => Self::Different(known),
            (Self::NotKnown, _) | (_, Self::NotKnown) => Self::NotKnown,
            (Self::Same(known), Self::Same(other)) => Self::Same(known.max(other)),
        })
    }

    #[must_use]
    pub fn is_same(self) -> bool {
        matches!(self, Self::Same(_))
    }

    #[must_use]
    pub fn is_different(self) -> bool {
        matches!(self, Self::Different(_))
    }

    /// What it rests on; `None` where nothing is known.
    #[must_use]
    pub fn basis(self) -> Option<Basis> {
        match self {
            Self::Same(basis) | Self::Different(basis) => Some(basis),
            Self::NotKnown => None,
        }
    }
}

/// The digest of one thing in both images.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    #[serde(flatten)]
    pub digests: Both<Option<Seen>>,
    #[serde(flatten)]
    pub sameness: Sameness,
}

impl Compared {
    #[must_use]
    pub fn of(left: Option<Seen>, right: Option<Seen>) -> Self {
        Self {
            sameness: Sameness::of(left.as_ref(), right.as_ref()),
            digests: Both::of(left, right),
        }
    }
}
