//! The picture: where each object and each line of the graph stands, in user
//! units of an SVG.
//!
//! Columns from left to right: entries and indexes, what they name (manifests
//! by platform), config and layers, the bytes inside the layers. Every object
//! stands once, however many documents name it.
//!
//! Not here: verdicts. They change while the hashing goes on and the places do
//! not, so they are apart ([`node_verdicts`]).
//!
//! Layered drawing after Sugiyama, Tagawa and Toda (1981): columns by kind,
//! order within a column by barycentres, lines through the gutters between.

mod layout;
pub mod node_verdicts;
mod order;
mod shown;
mod surface;
mod texts;
mod wires;

use std::collections::BTreeSet;

use crate::format::{Bytes, short, short_text, visible};
use crate::inspect::graph::{Graph, Label, Node, NodeId, NodeKind};
use crate::words::{Message, detail, joined};

pub use texts::{Texts, shortened};

/// How many nodes are drawn one by one. What is beyond is folded: a picture
/// with more is a wall, and the tree shows everything.
pub const MAX_DRAWN: usize = 150;

/// The size of a node, in user units.
pub const NODE_WIDTH: u32 = 208;
pub const NODE_HEIGHT: u32 = 46;

/// A drawn graph. All coordinates are user units from the top left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub nodes: Vec<PlacedNode>,
    pub edges: Vec<PlacedEdge>,
}

/// What a drawn node stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    Node(NodeId),
    /// Siblings that are not drawn one by one.
    More(Vec<NodeId>),
}

/// A node and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedNode {
    pub subject: Subject,
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
    /// What it is, for a person: `layer 3`, `linux/arm64`.
    pub title: Message,
    /// The first twelve digits of its digest, or its path.
    pub subtitle: Option<Message>,
    /// As claimed; `None` where nobody says.
    pub size: Option<Bytes>,
}

/// A line and its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedEdge {
    /// The places in [`Graph::edges`]: several where a manifest names one layer
    /// twice, none for a line to folded nodes.
    pub edges: Vec<usize>,
    pub from: NodeId,
    /// The node at its end; the first one where they are folded.
    pub to: NodeId,
    /// The `d` of an SVG path.
    pub path: String,
    /// The middle of its mark, before the end.
    pub mark: (u32, u32),
}

/// Which way an arrow key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Left,
    Right,
    Up,
    Down,
}

impl Picture {
    /// Draws a graph; where it is too large, the part around one image of
    /// [`Graph::images`].
    #[must_use]
    pub fn draw(graph: &Graph, image: usize) -> Self {
        let shown = shown::Shown::choose(graph, image);
        let columns = order::columns(graph, &shown);
        layout::place(graph, &shown, columns)
    }

    /// The node to which an arrow key leads: up and down within the column,
    /// left and right along a line where there is one, else to the nearest of
    /// the next column.
    #[must_use]
    pub fn neighbour(&self, from: NodeId, direction: Direction) -> Option<NodeId> {
        let here = self.placed(from)?;
        let beyond = |node: &&PlacedNode| match direction {
            Direction::Left => node.x < here.x,
            Direction::Right => node.x > here.x,
            Direction::Up => node.x == here.x && node.y < here.y,
            Direction::Down => node.x == here.x && node.y > here.y,
        };
        let joined = |to: NodeId| {
            self.edges.iter().any(|edge| {
                (edge.from, edge.to) == (from, to) || (edge.from, edge.to) == (to, from)
            })
        };
        let candidates = self.nodes.iter().filter(beyond).filter_map(|node| {
            let id = node.id()?;
            let along = matches!(direction, Direction::Left | Direction::Right);
            let apart = (along && !joined(id)) as u32;
            Some((apart, node.x.abs_diff(here.x), node.y.abs_diff(here.y), id))
        });
        candidates.min().map(|(.., id)| id)
    }

    fn placed(&self, id: NodeId) -> Option<&PlacedNode> {
        self.nodes.iter().find(|node| node.id() == Some(id))
    }
}

impl PlacedNode {
    /// The node, where it stands for one.
    #[must_use]
    pub fn id(&self) -> Option<NodeId> {
        match self.subject {
            Subject::Node(id) => Some(id),
            Subject::More(_) => None,
        }
    }

    /// The node, or the first of the folded ones.
    #[must_use]
    pub fn first(&self) -> Option<NodeId> {
        match &self.subject {
            Subject::Node(id) => Some(*id),
            Subject::More(hidden) => hidden.first().copied(),
        }
    }
}

/// What hangs together with a node: the node, all that leads to it and all to
/// which it leads.
#[must_use]
pub fn related(graph: &Graph, id: NodeId) -> BTreeSet<NodeId> {
    let mut found = reach(graph, id, |edge| (edge.from, edge.to));
    found.extend(reach(graph, id, |edge| (edge.to, edge.from)));
    found
}

/// All nodes that can be reached from one, in the direction of `step`.
fn reach(
    graph: &Graph,
    from: NodeId,
    step: impl Fn(&crate::inspect::graph::Edge) -> (NodeId, NodeId),
) -> BTreeSet<NodeId> {
    let mut next: Vec<Vec<NodeId>> = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        let (a, b) = step(edge);
        if let Some(list) = next.get_mut(a.0) {
            list.push(b);
        }
    }
    let mut found = BTreeSet::from([from]);
    let mut waiting = vec![from];
    while let Some(id) = waiting.pop() {
        for to in next.get(id.0).into_iter().flatten() {
            if found.insert(*to) {
                waiting.push(*to);
            }
        }
    }
    found
}

/// What a person calls a node, on one short line.
#[must_use]
pub fn title(node: &Node) -> Message {
    title_and_kind(node).0
}

/// A node's [`title`], and what kind of object it is where that does not say so.
#[must_use]
pub fn title_and_kind(node: &Node) -> (Message, Option<Message>) {
    let kind = node.kind.name();
    if let Some(artifact) = node.artifact.filter(|artifact| !artifact.is_image())
        && !matches!(node.kind, NodeKind::Entry | NodeKind::Manifest)
    {
        return (artifact.name(), Some(kind));
    }
    let title = match (node.kind, &node.platform, &node.label) {
        (NodeKind::Unpacked, _, Label::Unpacked(layer)) => {
            return (detail::diff_id_of(Label::Layer(*layer).message()), None);
        }
        (NodeKind::Layer, _, label @ Label::Layer(_)) => return (label.message(), None),
        (NodeKind::Manifest | NodeKind::Schema1, Some(platform), _) => {
            Some(on_one_line(&platform.to_string()))
        }
        (NodeKind::Entry, _, Label::Path(path)) if !path.is_empty() => {
            Some(on_one_line(file_name(path)))
        }
        (NodeKind::Entry | NodeKind::Index | NodeKind::Manifest, _, label) => name(label),
        _ => None,
    };
    match title {
        Some(title) => (title, Some(kind)),
        None => (kind, None),
    }
}

/// A label that is a tag, a reference or a platform, not a pointer or a path of
/// a blob.
fn name(label: &Label) -> Option<Message> {
    match label {
        Label::Pointer(_) => None,
        Label::Path(path) if path.is_empty() || path.contains("blobs/") => None,
        label => Some(called(label)),
    }
}

/// What a label says, with what is from outside on one short line.
fn called(label: &Label) -> Message {
    match label {
        Label::Name(text) | Label::Path(text) | Label::Pointer(text) => on_one_line(text),
        Label::Platform(platform) => on_one_line(&platform.to_string()),
        label => label.message(),
    }
}

fn on_one_line(text: &str) -> Message {
    joined::verbatim(short(&visible(text).replace(['\n', '\t'], " ")))
}

/// The end of a path, with its folder where the name alone says little.
fn file_name(path: &str) -> &str {
    let mut slashes = path.rmatch_indices('/').map(|(at, _)| at);
    let (last, before) = (slashes.next(), slashes.next());
    match (last, before) {
        (Some(_), Some(before)) => path.get(before + 1..).unwrap_or(path),
        _ => path,
    }
}

/// The line below the title: twelve digits, or the path.
fn subtitle(node: &Node) -> Message {
    match &node.digest {
        Some(digest) => joined::verbatim(visible(&short_text(&digest.text))),
        None => called(&node.label),
    }
}

/// The first size that somebody claims.
fn claimed_size(graph: &Graph, id: NodeId) -> Option<Bytes> {
    graph
        .claims_about(id)
        .find_map(|claim| claim.size)
        .map(Bytes)
}
