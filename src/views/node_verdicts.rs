//! Verdicts for the graph and the tree: of each node the worst of its rows, of
//! each edge the judgement of the claim that it stands for.

use std::collections::HashMap;

use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::graph::{Claim, Edge, Node, NodeId, NodeKind};
use crate::inspect::ledger::evidence;
use crate::inspect::row::Row;
use crate::verify::{Verdict, judge};

/// Verdicts by place; `None` where nobody claims anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeVerdicts {
    nodes: Vec<Option<Verdict>>,
    edges: Vec<Option<Verdict>>,
}

/// The rows of the ledger by the node they are about.
struct Rows<'a> {
    by_node: HashMap<NodeId, Vec<&'a Row>>,
    /// The same layer in two stacks has one row.
    unpacked: HashMap<(NodeId, &'a str), &'a Row>,
}

/// The rows of the ledger that are about a node; of a layer that only its
/// DiffID names, as in a docker-archive, those about the bytes inside.
#[must_use]
pub fn rows_about(opened: &Opened, id: NodeId) -> Vec<Row> {
    let Some(node) = opened.graph.node(id) else {
        return Vec::new();
    };
    let known = Rows::new(opened);
    let own = known.about(node);
    if !own.is_empty() {
        return own.into_iter().cloned().collect();
    }
    let inside = opened
        .graph
        .nodes
        .iter()
        .filter(|node| node.unpacked_from == Some(id));
    let mut found: Vec<Row> = Vec::new();
    for row in inside.flat_map(|node| known.about(node)) {
        if !found.contains(row) {
            found.push(row.clone());
        }
    }
    found
}

impl NodeVerdicts {
    /// Judges every node and edge of a graph.
    #[must_use]
    pub fn of(opened: &Opened) -> Self {
        let (graph, rows) = (&opened.graph, Rows::new(opened));
        let verdicts_on = |node| rows.about(node).into_iter().map(|row| &row.verdict);
        let nodes = graph.nodes.iter();
        let nodes = nodes.map(|node| worst(verdicts_on(node)).cloned());
        let mut nodes: Vec<Option<Verdict>> = nodes.collect();
        // A plain layer of a docker-archive is named by its DiffID alone.
        for node in &graph.nodes {
            let inside = nodes.get(node.id.0).cloned().flatten();
            if let (Some(layer), Some(verdict)) = (node.unpacked_from, inside)
                && rows.by_node.get(&layer).is_none_or(Vec::is_empty)
                && let Some(place) = nodes.get_mut(layer.0)
            {
                *place = worst(place.iter().chain([&verdict])).cloned();
            }
        }
        let edges = Vec::new();
        let mut verdicts = Self { nodes, edges };
        let edges = graph.edges.iter();
        let edges = edges.map(|edge| verdicts.judge(opened, &rows, edge));
        verdicts.edges = edges.collect();
        verdicts
    }

    /// The worst that is known of a node.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Option<&Verdict> {
        self.nodes.get(id.0)?.as_ref()
    }

    /// The worst that is known of several.
    #[must_use]
    pub fn nodes(&self, ids: &[NodeId]) -> Option<&Verdict> {
        worst(ids.iter().filter_map(|id| self.node(*id)))
    }

    /// The worst judgement of the claims behind some edges, by their places in
    /// the graph.
    #[must_use]
    pub fn edges(&self, places: &[usize]) -> Option<&Verdict> {
        let edges = places.iter();
        worst(edges.filter_map(|place| self.edges.get(*place)?.as_ref()))
    }

    fn judge(&self, opened: &Opened, rows: &Rows<'_>, edge: &Edge) -> Option<Verdict> {
        let target = opened.graph.node(edge.to)?;
        let Some(claim) = edge.claim.and_then(|claim| opened.graph.claims.get(claim)) else {
            // A path claims nothing; that a layer unpacks to this is what the
            // DiffID says.
            return (target.kind == NodeKind::Unpacked)
                .then(|| self.node(edge.to).cloned())
                .flatten();
        };
        let row = rows
            .about(target)
            .into_iter()
            .find(|row| row.claimed.as_deref() == Some(&claim.digest.text))?;
        Some(match &row.verdict {
            Verdict::WrongSize { .. } => {
                own(opened, target, claim).unwrap_or_else(|| row.verdict.clone())
            }
            verdict => verdict.clone(),
        })
    }
}

/// Of several claimants only one may be wrong about the size, and the row says
/// which size is wrong, so each claim is judged on its own.
fn own(opened: &Opened, target: &Node, claim: &Claim) -> Option<Verdict> {
    let digest: &Digest = claim.digest.digest()?;
    let found = evidence(opened, target).ok()?;
    Some(judge(digest, claim.size, &found))
}

impl<'a> Rows<'a> {
    fn new(opened: &'a Opened) -> Self {
        let mut known = Self {
            by_node: HashMap::new(),
            unpacked: HashMap::new(),
        };
        for row in &opened.rows {
            let layer = opened
                .graph
                .node(row.node)
                .and_then(|node| node.unpacked_from);
            if let (Some(layer), Some(claimed)) = (layer, &row.claimed) {
                known.unpacked.insert((layer, claimed), row);
            } else {
                known.by_node.entry(row.node).or_default().push(row);
            }
        }
        known
    }

    fn about(&self, node: &Node) -> Vec<&'a Row> {
        let layer = node.unpacked_from;
        match (layer, &node.digest) {
            (Some(layer), Some(digest)) => self
                .unpacked
                .get(&(layer, digest.text.as_str()))
                .copied()
                .into_iter()
                .collect(),
            _ => self.by_node.get(&node.id).cloned().unwrap_or_default(),
        }
    }
}

fn worst<'a>(verdicts: impl Iterator<Item = &'a Verdict>) -> Option<&'a Verdict> {
    verdicts.min_by_key(|verdict| verdict.rank())
}
