//! What the images and artifacts that are here need: what has to be here and
//! right before anybody may say that they are verified.
//!
//! A manifest that is here needs its config and its layers. An index needs none
//! of its manifests: archives and mirrors keep some platforms only, which is no
//! fault (image-spec `image-layout.md`). One without any is of no use.

use std::collections::{HashMap, HashSet};

use super::object_of;
use crate::inspect::graph::{EdgeKind, Graph, Image, Node, NodeId, NodeKind};
use crate::source::ContentId;

/// The objects that what is here needs.
#[derive(Debug, Default)]
pub struct Needs {
    objects: HashSet<NodeId>,
    /// In the order of the graph.
    order: Vec<NodeId>,
    /// Of indexes that have no manifest here: how many they name.
    without_manifest: usize,
}

impl Needs {
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        let mut needs = Self::default();
        for node in graph.nodes.iter().filter(|node| node.content.is_some()) {
            if is_manifest(node) || matches!(node.kind, NodeKind::Index | NodeKind::Config) {
                needs.add(graph, node.id);
            }
        }
        for (from, to) in names(graph) {
            // An index of other things, such as a build cache, is made of them,
            // and an image from before Docker 1.10 of its parents.
            let is_part = match from.kind {
                NodeKind::Index | NodeKind::Entry => {
                    matches!(to.kind, NodeKind::Layer | NodeKind::Blob | NodeKind::Entry)
                }
                _ => from.content.is_some() && is_manifest(from) && !is_left(graph, from, to),
            };
            if is_part {
                needs.add(graph, to.id);
            }
        }
        for image in graph.images.iter().filter(|image| is_here(graph, image)) {
            for id in of_image(graph, image) {
                needs.add(graph, id);
            }
        }
        needs.without_manifest = without_manifest(graph);
        needs
    }

    fn add(&mut self, graph: &Graph, id: NodeId) {
        let object = object_of(graph, id);
        if self.objects.insert(object) {
            self.order.push(object);
        }
    }

    pub(super) fn objects(&self) -> impl Iterator<Item = &NodeId> {
        self.order.iter()
    }

    pub(super) fn without_manifest(&self) -> usize {
        self.without_manifest
    }
}

/// Whether something of a signature was left where it is, or an SBOM: nobody pulls it
/// with the image, which is whole without.
fn is_left(graph: &Graph, from: &Node, to: &Node) -> bool {
    let is_here = matches!(to.content, Some(ContentId::Document(_)));
    graph.attached.contains(&from.id) && !is_here
}

/// What names something as a part of it, each with what it names.
fn names(graph: &Graph) -> impl Iterator<Item = (&Node, &Node)> {
    let edges = graph.edges.iter().filter(|e| e.kind == EdgeKind::Names);
    edges.filter_map(|edge| Some((graph.node(edge.from)?, graph.node(edge.to)?)))
}

/// How many manifests those indexes name of which none is here.
fn without_manifest(graph: &Graph) -> usize {
    let mut children: HashMap<NodeId, (usize, usize)> = HashMap::new();
    for (from, to) in names(graph) {
        // What is only about other manifests is no use without them.
        let is_child =
            to.kind == NodeKind::Index || (is_manifest(to) && to.kind != NodeKind::Attestation);
        if is_child && matches!(from.kind, NodeKind::Index | NodeKind::Entry) {
            let (all, here) = children.entry(from.id).or_default();
            *all += 1;
            *here += usize::from(to.content.is_some());
        }
    }
    let empty = children.into_values().filter(|(_, here)| *here == 0);
    empty.map(|(all, _)| all).sum()
}

/// The objects that one image needs.
pub(super) fn of_image(graph: &Graph, image: &Image) -> Vec<NodeId> {
    let documents = [image.manifest, image.config, image.legacy];
    let layers = image.layers.iter();
    let layers = layers.flat_map(|layer| [layer.node, layer.unpacked]);
    let nodes = documents.into_iter().chain(layers).flatten();
    let mut seen = HashSet::new();
    nodes
        .map(|id| object_of(graph, id))
        .filter(|id| seen.insert(*id))
        .collect()
}

/// What each document names as a part of it.
pub(super) fn named(graph: &Graph) -> HashMap<NodeId, Vec<NodeId>> {
    let mut named: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for (from, to) in names(graph) {
        named.entry(from.id).or_default().push(to.id);
    }
    named
}

/// The objects that one artifact needs: itself, and what it names; of an index
/// the entries that are here.
pub(super) fn of_artifact(
    graph: &Graph,
    id: NodeId,
    named: &HashMap<NodeId, Vec<NodeId>>,
) -> Vec<NodeId> {
    let needs_all = graph.node(id).is_some_and(is_manifest);
    let is_here = |to: &NodeId| graph.node(*to).is_some_and(|node| node.content.is_some());
    let parts = named.get(&id).into_iter().flatten().copied();
    let parts = parts.filter(|to| needs_all || is_here(to));
    let mut seen = HashSet::new();
    let objects = [id].into_iter().chain(parts);
    objects
        .map(|id| object_of(graph, id))
        .filter(|id| seen.insert(*id))
        .collect()
}

/// Whether an image is more than an entry of an index.
fn is_here(graph: &Graph, image: &Image) -> bool {
    let manifest = image.manifest.and_then(|id| graph.node(id));
    manifest.is_none_or(|node| node.content.is_some())
}

fn is_manifest(node: &Node) -> bool {
    matches!(
        node.kind,
        NodeKind::Manifest | NodeKind::Artifact | NodeKind::Attestation | NodeKind::Schema1
    )
}
