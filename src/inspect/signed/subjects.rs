//! What can be signed of what is open: indexes, the manifests of platforms, and
//! BuildKit's attestation manifests.

use std::collections::HashSet;

use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::graph::{EdgeKind, Graph, Image, MAX_DEPTH, NodeId, NodeKind};

/// One object that people sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedSubject {
    /// As it is named; where nothing names it, as computed.
    pub digest: Digest,
    pub node: NodeId,
    pub what: What,
    /// The indexes that lead to it, the outermost first: a signature of one of them
    /// covers it where [`super::chain`] was recomputed.
    pub above: Vec<NodeId>,
}

/// What an object is that is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    Index,
    /// Of a platform, or of the only one.
    Manifest,
    /// BuildKit's, beside the manifests of platforms.
    AttestationManifest,
}

/// What can be signed of the image at a place of the graph, or of all that is open: the
/// outermost first. An image of a docker-archive has nothing that could be.
#[must_use]
pub fn subjects(opened: &Opened, image: Option<usize>) -> Vec<SignedSubject> {
    let mut list = List {
        opened,
        seen: HashSet::new(),
        found: Vec::new(),
    };
    let images = opened.graph.images.iter().enumerate();
    for (place, one) in images {
        if image.is_none_or(|wanted| wanted == place) {
            list.image(one);
        }
    }
    if image.is_none() {
        list.others();
    }
    list.found
}

struct List<'a> {
    opened: &'a Opened,
    seen: HashSet<NodeId>,
    found: Vec<SignedSubject>,
}

impl List<'_> {
    fn image(&mut self, image: &Image) {
        let graph = &self.opened.graph;
        let above = image.index.map(|index| {
            let mut above = above(graph, index);
            above.push(index);
            above
        });
        let above = above.unwrap_or_default();
        for (depth, index) in above.iter().enumerate() {
            let outer = above.get(..depth).unwrap_or_default();
            self.add(*index, What::Index, outer);
        }
        if let Some(manifest) = image.manifest {
            self.add(manifest, What::Manifest, &above);
        }
        for attestation in &image.attestations {
            self.add(*attestation, What::AttestationManifest, &above);
        }
    }

    /// Indexes without an image, and attestation manifests of what is not here.
    fn others(&mut self) {
        let graph = &self.opened.graph;
        let named = |kind| {
            let nodes = graph.nodes.iter().filter(move |node| node.kind == kind);
            nodes.map(|node| node.id)
        };
        for index in named(NodeKind::Index) {
            self.add(index, What::Index, &above(graph, index));
        }
        for attestation in named(NodeKind::Attestation) {
            let above = above(graph, attestation);
            // One that stands in no index is somebody's referrer.
            if !above.is_empty() {
                self.add(attestation, What::AttestationManifest, &above);
            }
        }
    }

    fn add(&mut self, node: NodeId, what: What, above: &[NodeId]) {
        if !self.seen.insert(node) {
            return;
        }
        let Some(digest) = digest_of(self.opened, node) else {
            return;
        };
        self.found.push(SignedSubject {
            digest,
            node,
            what,
            above: above.to_vec(),
        });
    }
}

/// The digest of an object: as it is named, or of the bytes where nobody names it.
fn digest_of(opened: &Opened, id: NodeId) -> Option<Digest> {
    let node = opened.graph.node(id)?;
    match &node.digest {
        Some(spelled) => spelled.digest().cloned(),
        None => opened.graph.bytes(id, &opened.contents).map(Digest::sha256),
    }
}

/// The indexes that lead to an object, the outermost first; by the first that names it.
fn above(graph: &Graph, id: NodeId) -> Vec<NodeId> {
    let mut above = Vec::new();
    let mut at = id;
    while above.len() < MAX_DEPTH {
        let mut edges = graph.edges.iter();
        let edge = edges.find(|edge| {
            let is_index = graph.kind_of(edge.from) == Some(NodeKind::Index);
            edge.to == at && edge.kind == EdgeKind::Names && is_index
        });
        match edge.map(|edge| edge.from) {
            Some(index) if index != id && !above.contains(&index) => {
                above.push(index);
                at = index;
            }
            _ => break,
        }
    }
    above.reverse();
    above
}
