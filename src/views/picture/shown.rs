//! Which nodes are drawn, which are folded into "and N more", and in which
//! column each one stands.

use std::collections::BTreeMap;

use super::{MAX_DRAWN, reach};
use crate::inspect::graph::{Graph, MAX_DEPTH, NodeId, NodeKind};
use crate::sorting::sort_by;

/// How many nodes of one column are drawn where there are too many in all, so
/// that four columns and what is folded stay within [`MAX_DRAWN`].
const MAX_IN_COLUMN: usize = 32;

/// How many blobs that nothing names are drawn one by one.
const MAX_LOOSE: usize = 12;

/// The choice.
pub(super) struct Shown {
    /// The column of each node of the graph; `None` where it is not drawn.
    pub(super) column: Vec<Option<usize>>,
    /// Siblings that are folded, in the order of their parents.
    pub(super) folded: Vec<Folded>,
    pub(super) columns: usize,
}

/// Nodes that stand as one.
pub(super) struct Folded {
    /// Who names them; `None` where nobody does.
    pub(super) parent: Option<NodeId>,
    pub(super) column: usize,
    pub(super) nodes: Vec<NodeId>,
}

impl Shown {
    pub(super) fn choose(graph: &Graph, image: usize) -> Self {
        let (columns, count) = columns_of(graph);
        let mut drawn = if graph.nodes.len() <= MAX_DRAWN {
            vec![true; graph.nodes.len()]
        } else {
            around(graph, image)
        };
        limit_loose(graph, &mut drawn);
        if drawn.iter().filter(|drawn| **drawn).count() > MAX_DRAWN {
            limit_columns(&columns, count, &mut drawn);
        }
        let folded = fold(graph, &columns, &drawn);
        let column = columns
            .iter()
            .zip(&drawn)
            .map(|(column, drawn)| drawn.then_some(*column))
            .collect();
        Self {
            column,
            folded,
            columns: count,
        }
    }

    pub(super) fn is_drawn(&self, id: NodeId) -> bool {
        self.column_of(id).is_some()
    }

    pub(super) fn column_of(&self, id: NodeId) -> Option<usize> {
        self.column.get(id.0).copied().flatten()
    }
}

/// The column of each node, and how many there are; columns that would be
/// empty are left out.
fn columns_of(graph: &Graph) -> (Vec<usize>, usize) {
    let depth = depths(graph);
    let deepest = depth.iter().copied().max().unwrap_or(0);
    let wanted = |node: &crate::inspect::graph::Node| match node.kind {
        NodeKind::Entry | NodeKind::Index if is_top(graph, node.id, node.kind) => {
            depth.get(node.id.0).copied().unwrap_or(0)
        }
        // The `json` of an image from before Docker 1.10 stands for a manifest.
        NodeKind::Entry
        | NodeKind::Index
        | NodeKind::Manifest
        | NodeKind::Attestation
        | NodeKind::Artifact
        | NodeKind::Schema1 => deepest + 1,
        NodeKind::Config | NodeKind::Layer | NodeKind::Blob => deepest + 2,
        NodeKind::Unpacked => deepest + 3,
    };
    let wanted: Vec<usize> = graph.nodes.iter().map(wanted).collect();
    let mut used: Vec<usize> = wanted.clone();
    sort_by(&mut used, Ord::cmp);
    used.dedup();
    let place = |column: &usize| used.binary_search(column).unwrap_or(0);
    (wanted.iter().map(place).collect(), used.len())
}

/// Whether a node stands above manifests: an index, or a root.
fn is_top(graph: &Graph, id: NodeId, kind: NodeKind) -> bool {
    kind == NodeKind::Index || graph.roots.contains(&id)
}

/// How many indexes and entries lead to each index, at most.
fn depths(graph: &Graph) -> Vec<usize> {
    let top = |id: NodeId| {
        graph
            .kind_of(id)
            .is_some_and(|kind| is_top(graph, id, kind))
    };
    let edges = graph.edges.iter().map(|edge| (edge.from, edge.to));
    let between = edges.filter(|(from, to)| from != to && top(*from) && top(*to));
    let between: Vec<(NodeId, NodeId)> = between.collect();
    let mut depth = vec![0; graph.nodes.len()];
    // A `subject` may lead back up, so the passes are counted.
    for _ in 0..MAX_DEPTH {
        let mut changed = false;
        for (from, to) in &between {
            let below = depth.get(from.0).copied().unwrap_or(0) + 1;
            if let Some(depth) = depth.get_mut(to.0)
                && *depth < below
                && below <= MAX_DEPTH
            {
                *depth = below;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    depth
}

/// What hangs together with one image.
fn around(graph: &Graph, image: usize) -> Vec<bool> {
    let mut drawn = vec![false; graph.nodes.len()];
    let mut draw = |id: NodeId| {
        if let Some(drawn) = drawn.get_mut(id.0) {
            *drawn = true;
        }
    };
    let Some(image) = graph.images.get(image) else {
        graph.roots.iter().copied().for_each(&mut draw);
        return drawn;
    };
    let tops = [image.manifest, image.config, image.legacy, image.index];
    let own = [image.manifest, image.config, image.legacy];
    let places = image.layers.iter().flat_map(|l| [l.node, l.unpacked]);
    let parts: Vec<NodeId> = tops.into_iter().chain(places).flatten().collect();
    for id in own.into_iter().flatten() {
        reach(graph, id, |edge| (edge.to, edge.from))
            .into_iter()
            .for_each(&mut draw);
    }
    parts.into_iter().for_each(&mut draw);
    image.attestations.iter().copied().for_each(&mut draw);
    drawn
}

/// Of the blobs that nothing names, only the first are drawn.
fn limit_loose(graph: &Graph, drawn: &mut [bool]) {
    let mut joined = vec![false; graph.nodes.len()];
    for edge in &graph.edges {
        for id in [edge.from, edge.to] {
            if let Some(joined) = joined.get_mut(id.0) {
                *joined = true;
            }
        }
    }
    let loose = graph
        .nodes
        .iter()
        .filter(|node| node.kind == NodeKind::Blob && joined.get(node.id.0) == Some(&false));
    for node in loose.skip(MAX_LOOSE) {
        if let Some(drawn) = drawn.get_mut(node.id.0) {
            *drawn = false;
        }
    }
}

fn limit_columns(columns: &[usize], count: usize, drawn: &mut [bool]) {
    let mut left = vec![MAX_IN_COLUMN; count];
    for (column, drawn) in columns.iter().zip(drawn) {
        let Some(left) = left.get_mut(*column) else {
            continue;
        };
        if *drawn && *left == 0 {
            *drawn = false;
        } else if *drawn {
            *left -= 1;
        }
    }
}

/// What is not drawn, by the first drawn node that names it. What only folded
/// nodes name is folded with them, and not counted.
fn fold(graph: &Graph, columns: &[usize], drawn: &[bool]) -> Vec<Folded> {
    let is_drawn = |id: NodeId| drawn.get(id.0) == Some(&true);
    let mut parent: Vec<Option<NodeId>> = vec![None; graph.nodes.len()];
    let mut named = vec![false; graph.nodes.len()];
    for edge in &graph.edges {
        if let (Some(parent), Some(named)) = (parent.get_mut(edge.to.0), named.get_mut(edge.to.0)) {
            *named = true;
            if is_drawn(edge.from) {
                parent.get_or_insert(edge.from);
            }
        }
    }
    let mut groups: BTreeMap<(usize, Option<NodeId>), Vec<NodeId>> = BTreeMap::new();
    for node in graph.nodes.iter().filter(|node| !is_drawn(node.id)) {
        let parent = parent.get(node.id.0).copied().flatten();
        if parent.is_none() && named.get(node.id.0) == Some(&true) {
            continue;
        }
        let column = columns.get(node.id.0).copied().unwrap_or(0);
        groups.entry((column, parent)).or_default().push(node.id);
    }
    let folded = groups.into_iter().map(|((column, parent), nodes)| Folded {
        parent,
        column,
        nodes,
    });
    folded.collect()
}
