//! What is open, by digest: which thing has one, and which thing one is claimed of.

use std::collections::{HashMap, HashSet};

use super::order;
use crate::bytes::layer::{BlobFacts, Content, Unpacked};
use crate::image::digest::{Digest, chain_ids};
use crate::inspect::Opened;
use crate::inspect::cause::Cause;
use crate::inspect::graph::{Node, NodeId, NodeKind};
use crate::inspect::row::Row;
use crate::source::ContentId;
use crate::verify::Verdict;
use crate::words::Message;

/// A thing: the stored bytes of a node, or for [`NodeKind::Unpacked`] those
/// inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) node: NodeId,
    pub(super) kind: NodeKind,
}

pub(super) struct Known<'a> {
    pub(super) opened: &'a Opened,
    computed: HashMap<String, Vec<Thing>>,
    claimed: HashMap<&'a str, Vec<Thing>>,
    sizes: HashMap<u64, Vec<Thing>>,
    /// ChainIDs of what layers do unpack to, and up to which layer, base is 1.
    chains: HashMap<String, usize>,
    /// DiffIDs that configs claim of a layer.
    diff_ids: HashMap<NodeId, Vec<&'a str>>,
    /// Where the order of the DiffIDs is what is wrong.
    orders: HashMap<NodeId, Cause>,
    /// Layers whose stored bytes are not the claimed ones, those whose are, and
    /// those that unpack to their DiffID.
    wrong: HashSet<NodeId>,
    right: HashSet<NodeId>,
    right_inside: HashSet<NodeId>,
}

impl<'a> Known<'a> {
    pub(super) fn new(opened: &'a Opened) -> Self {
        let mut known = Self {
            opened,
            computed: HashMap::new(),
            claimed: HashMap::new(),
            sizes: HashMap::new(),
            chains: HashMap::new(),
            diff_ids: HashMap::new(),
            orders: HashMap::new(),
            wrong: HashSet::new(),
            right: HashSet::new(),
            right_inside: HashSet::new(),
        };
        known.read_rows(&opened.rows);
        known.read_layers();
        known.read_images();
        known
    }

    fn read_rows(&mut self, rows: &'a [Row]) {
        for row in rows {
            let thing = Thing {
                node: self.object(row),
                kind: row.kind,
            };
            if let Some(claimed) = &row.claimed {
                self.claimed.entry(claimed).or_default().push(thing);
            }
            if let Some(computed) = &row.computed {
                self.add_computed(computed, thing);
            }
            if let (Some(size), NodeKind::Layer | NodeKind::Config) = (row.size, row.kind) {
                self.sizes.entry(size).or_default().push(thing);
            }
            let layers = match (row.kind, &row.verdict) {
                (NodeKind::Unpacked, Verdict::Verified(_)) => &mut self.right_inside,
                (NodeKind::Layer, Verdict::Verified(_)) => &mut self.right,
                (NodeKind::Layer, it) if it.is_bad() && !self.is_digest_right(row) => {
                    &mut self.wrong
                }
                _ => continue,
            };
            layers.insert(thing.node);
        }
        self.wrong.retain(|node| !self.right.contains(node));
    }

    fn add_computed(&mut self, digest: &Digest, thing: Thing) {
        let things = self.computed.entry(digest.to_string()).or_default();
        if !things.contains(&thing) {
            things.push(thing);
        }
    }

    /// Layers that a docker-archive names by path have no row of their own.
    fn read_layers(&mut self) {
        for node in &self.opened.graph.nodes {
            let Some(facts) = self.facts_of(node) else {
                continue;
            };
            let stored = Thing {
                node: node.id,
                kind: node.kind,
            };
            let inside = Thing {
                kind: NodeKind::Unpacked,
                ..stored
            };
            let unpacked = unpacked_of(facts).map(|unpacked| (&unpacked.diff_id, inside));
            for (digest, thing) in [Some((&facts.sha256, stored)), unpacked]
                .into_iter()
                .flatten()
            {
                self.add_computed(digest, thing);
            }
        }
    }

    fn read_images(&mut self) {
        for image in &self.opened.graph.images {
            for layer in &image.layers {
                if let (Some(node), Some(diff_id)) = (layer.node, &layer.diff_id) {
                    let claimed = self.diff_ids.entry(node).or_default();
                    claimed.push(&diff_id.text);
                }
            }
            let found: Vec<Option<&Digest>> = image
                .layers
                .iter()
                .map(|layer| Some(&*self.inside(layer.node?)?.diff_id))
                .collect();
            let stack: Vec<Digest> = found.iter().map_while(|id| id.cloned()).collect();
            for (place, chain) in chain_ids(&stack).iter().enumerate().skip(1) {
                self.chains.entry(chain.to_string()).or_insert(place + 1);
            }
            for (node, cause) in order::causes(image, &found) {
                self.orders.entry(node).or_insert(cause);
            }
        }
    }

    /// The node whose bytes a row is about, packed or not.
    pub(super) fn object(&self, row: &Row) -> NodeId {
        let node = self.opened.graph.node(row.node);
        node.and_then(|node| node.unpacked_from).unwrap_or(row.node)
    }

    pub(super) fn content(&self, row: &Row) -> Option<ContentId> {
        self.opened.graph.node(self.object(row))?.content
    }

    /// The blob that a row is about, and its size, where it can be read again.
    pub(super) fn blob_at_hand(&self, row: &Row) -> Option<(usize, u64)> {
        match self.content(row)? {
            ContentId::Blob(blob) => {
                let extent = self.opened.contents.blobs.get(blob)?.extent?;
                Some((blob, extent.length))
            }
            ContentId::Document(_) => None,
        }
    }

    /// Whether the bytes have the claimed digest, and another size.
    pub(super) fn is_digest_right(&self, row: &Row) -> bool {
        match (&row.claimed, &row.computed) {
            (Some(claimed), Some(computed)) => computed.as_str() == claimed,
            _ => false,
        }
    }

    pub(super) fn facts_of(&self, node: &Node) -> Option<&'a BlobFacts> {
        self.opened.measurements.of(node.content?)
    }

    /// What a layer was found to hold.
    pub(super) fn inside(&self, layer: NodeId) -> Option<&'a Unpacked> {
        unpacked_of(self.facts_of(self.opened.graph.node(layer)?)?)
    }

    pub(super) fn diff_ids(&self, layer: NodeId) -> &[&'a str] {
        self.diff_ids
            .get(&layer)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    pub(super) fn order(&self, unpacked: NodeId) -> Option<Cause> {
        self.orders.get(&unpacked).cloned()
    }

    pub(super) fn chain(&self, digest: &str) -> Option<usize> {
        self.chains.get(digest).copied()
    }

    pub(super) fn is_wrong(&self, layer: NodeId) -> bool {
        self.wrong.contains(&layer)
    }

    pub(super) fn is_right(&self, layer: NodeId) -> bool {
        self.right.contains(&layer)
    }

    pub(super) fn inside_is_right(&self, layer: NodeId) -> bool {
        self.right_inside.contains(&layer)
    }

    /// Another thing that was found to have this digest.
    pub(super) fn another_with(&self, digest: &str, node: NodeId) -> Option<Thing> {
        let things = self.computed.get(digest)?;
        things.iter().copied().find(|thing| thing.node != node)
    }

    /// Another thing that is said to have this digest.
    pub(super) fn another_claimed(&self, digest: &str, node: NodeId) -> Option<Thing> {
        let things = self.claimed.get(digest)?;
        things.iter().copied().find(|thing| thing.node != node)
    }

    /// The other layer or config that has this size.
    pub(super) fn another_of_size(&self, size: u64, node: NodeId) -> Option<Thing> {
        let things = self.sizes.get(&size)?;
        things.iter().copied().find(|thing| thing.node != node)
    }

    /// How a sentence calls a thing.
    pub(super) fn name(&self, thing: Thing) -> Message {
        let kind = match thing.kind {
            NodeKind::Unpacked => NodeKind::Layer,
            kind => kind,
        };
        match self.opened.graph.node(thing.node) {
            Some(node) => kind.called(&node.label),
            None => kind.name(),
        }
    }
}

fn unpacked_of(facts: &BlobFacts) -> Option<&Unpacked> {
    match &facts.content {
        Some(Content::Unpacked(unpacked)) => Some(unpacked),
        _ => None,
    }
}
