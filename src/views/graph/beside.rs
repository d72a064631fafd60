//! What is of no image: attestations, signatures and other artifacts with what they
//! hold, and what nothing leads to.

use std::collections::{HashMap, HashSet};

use super::joints::Joints;
use super::{Part, Stop};
use crate::inspect::graph::{EdgeKind, Image, NodeId};
use crate::views::node_names::title;
use crate::words::Message;

/// A document with its parts; or one thing that is a part of none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    pub head: Stop,
    /// What it says it is about.
    pub about: Option<Message>,
    pub parts: Vec<Stop>,
}

pub(super) fn beside(joints: &Joints<'_>) -> Vec<Beside> {
    let graph = &joints.opened.graph;
    let of_images = of_images(joints);
    let rest = graph.nodes.iter().map(|node| node.id);
    let rest: HashSet<NodeId> = rest.filter(|id| !of_images.contains(id)).collect();
    let names = graph
        .edges
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Names);
    let heads: HashSet<NodeId> = names.map(|edge| edge.from).collect();
    let is_part = |id: NodeId| {
        let mut above = joints.named_by(id).iter();
        !heads.contains(&id) && above.any(|above| rest.contains(above))
    };
    let all = graph.nodes.iter().map(|node| node.id);
    let all = all.filter(|id| rest.contains(id) && !is_part(*id));
    let mut all: Vec<Beside> = all.map(|id| alone(joints, id)).collect();
    let mut places = HashMap::new();
    for (at, line) in all.iter().enumerate() {
        places.extend(line.head.node().map(|id| (id, at)));
    }
    // Each part once, with the first that names it.
    for id in graph.nodes.iter().map(|node| node.id) {
        let mut above = joints.named_by(id).iter();
        if rest.contains(&id)
            && is_part(id)
            && let Some(at) = above.find_map(|above| places.get(above))
            && let Some(line) = all.get_mut(*at)
        {
            line.parts.push(joints.stop(Part::Document, id));
        }
    }
    all
}

fn alone(joints: &Joints<'_>, id: NodeId) -> Beside {
    let subject = joints.subject(id);
    let subject = subject.and_then(|id| joints.opened.graph.node(id));
    Beside {
        head: joints.stop(Part::Attached, id),
        about: subject.map(title),
        parts: Vec::new(),
    }
}

/// The objects of images, and all that leads to one.
fn of_images(joints: &Joints<'_>) -> HashSet<NodeId> {
    let graph = &joints.opened.graph;
    let mut found = HashSet::new();
    let mut waiting: Vec<NodeId> = Vec::new();
    for image in &graph.images {
        waiting.extend(documents(image));
        for layer in &image.layers {
            found.extend(layer.node.into_iter().chain(layer.unpacked));
        }
    }
    while let Some(id) = waiting.pop() {
        if found.insert(id) {
            waiting.extend(joints.named_by(id));
        }
    }
    found
}

fn documents(image: &Image) -> impl Iterator<Item = NodeId> {
    let own = [image.manifest, image.config, image.legacy, image.index];
    own.into_iter().flatten()
}
