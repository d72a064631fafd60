//! What hangs together with a node.

use std::collections::BTreeSet;

use crate::inspect::graph::{Edge, Graph, NodeId};

/// The node, all that leads to it and all to which it leads.
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
    step: impl Fn(&Edge) -> (NodeId, NodeId),
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
