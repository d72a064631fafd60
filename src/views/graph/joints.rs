//! What names what, in the directions in which the graph is read here.

use std::collections::{HashMap, HashSet};

use super::{Part, Stop};
use crate::inspect::Opened;
use crate::inspect::graph::{EdgeKind, Image, NodeId, NodeKind};
use crate::views::node_names::title;
use crate::words::joined;

/// The edges of a graph, by both ends.
pub(super) struct Joints<'a> {
    pub(super) opened: &'a Opened,
    links: HashMap<(NodeId, NodeId), Vec<usize>>,
    named_by: HashMap<NodeId, Vec<NodeId>>,
    /// What says by its `subject`, or by where it stands, that it is about something.
    about: HashMap<NodeId, Vec<NodeId>>,
    /// What each says that it is about.
    subjects: HashMap<NodeId, NodeId>,
}

/// The documents through which reading came to an image.
#[derive(Default)]
pub(super) struct Way {
    pub(super) roots: Vec<NodeId>,
    /// Indexes below them, the outermost first.
    pub(super) indexes: Vec<NodeId>,
}

impl<'a> Joints<'a> {
    pub(super) fn of(opened: &'a Opened) -> Self {
        let mut joints = Self {
            opened,
            links: HashMap::new(),
            named_by: HashMap::new(),
            about: HashMap::new(),
            subjects: HashMap::new(),
        };
        for (place, edge) in opened.graph.edges.iter().enumerate() {
            let ends = (edge.from, edge.to);
            match edge.kind {
                EdgeKind::Names => joints.named_by.entry(edge.to).or_default().push(edge.from),
                EdgeKind::Subject => {
                    joints.about.entry(edge.to).or_default().push(edge.from);
                    joints.subjects.insert(edge.from, edge.to);
                }
                EdgeKind::Attests => {
                    joints.about.entry(edge.to).or_default().push(edge.from);
                    joints.subjects.entry(edge.from).or_insert(edge.to);
                }
                EdgeKind::Unpacks => {}
            }
            joints.links.entry(ends).or_default().push(place);
        }
        joints
    }

    /// Who names a node, in the order of the graph.
    pub(super) fn named_by(&self, id: NodeId) -> &[NodeId] {
        self.named_by
            .get(&id)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// What a node says that it is about.
    pub(super) fn subject(&self, id: NodeId) -> Option<NodeId> {
        self.subjects.get(&id).copied()
    }

    fn kind(&self, id: NodeId) -> Option<NodeKind> {
        self.opened.graph.kind_of(id)
    }

    /// The documents that lead to an image, without its own.
    pub(super) fn way(&self, image: &Image) -> Way {
        let of_manifest = image.manifest.map(|id| self.named_by(id));
        // manifest.json of a layout names configs beside the manifests.
        let of_config = image.config.or(image.legacy).map(|id| self.named_by(id));
        let of_config = of_config.into_iter().flatten().filter(|id| {
            let kind = self.kind(**id);
            kind == Some(NodeKind::Entry)
        });
        let mut waiting: Vec<NodeId> = of_manifest.into_iter().flatten().copied().collect();
        waiting.extend(of_config);
        let mut seen: HashSet<NodeId> = waiting.iter().copied().collect();
        let mut at = 0;
        while let Some(id) = waiting.get(at).copied() {
            at += 1;
            let above = self.named_by(id).iter().copied();
            waiting.extend(above.filter(|id| seen.insert(*id)));
        }
        let roots = &self.opened.graph.roots;
        let is_index = |id: &NodeId| self.kind(*id) == Some(NodeKind::Index);
        let indexes = waiting.iter().rev().copied();
        let mut unique = HashSet::new();
        Way {
            indexes: indexes
                .filter(|id| !roots.contains(id) && is_index(id) && unique.insert(*id))
                .collect(),
            roots: roots
                .iter()
                .copied()
                .filter(|id| seen.contains(id))
                .collect(),
        }
    }

    /// What is attached to a document: what says that it is about it.
    pub(super) fn attached(&self, to: NodeId, more: &[NodeId]) -> Vec<Stop> {
        let about = self.about.get(&to).map(Vec::as_slice).unwrap_or_default();
        let mut seen = HashSet::new();
        let all = more.iter().chain(about).filter(|id| seen.insert(**id));
        all.map(|id| self.stop(Part::Attached, *id)).collect()
    }

    /// A document, or what is attached to one.
    pub(super) fn stop(&self, part: Part, id: NodeId) -> Stop {
        let node = self.opened.graph.node(id);
        let name = match (part, node.map(|node| node.kind)) {
            (Part::Document, Some(kind)) if kind != NodeKind::Entry => Some(kind.name()),
            _ => node.map(title),
        };
        Stop {
            part,
            nodes: vec![id],
            links: Vec::new(),
            title: name.unwrap_or_else(|| joined::verbatim("")),
            digest: node.and_then(|node| Some(node.digest.as_ref()?.text.clone())),
        }
    }

    /// The edges from one node to another.
    pub(super) fn links(&self, from: Option<NodeId>, to: NodeId) -> Vec<usize> {
        let links = from.and_then(|from| self.links.get(&(from, to)));
        links.cloned().unwrap_or_default()
    }
}
