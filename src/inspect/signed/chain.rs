//! From what is signed to what it covers: a signature of an index says something of the
//! manifest of a platform only where each digest between the two was recomputed.

use crate::inspect::Opened;
use crate::inspect::graph::{Claimant, EdgeKind, NodeId};
use crate::verify::{Unchecked, Verdict};

/// One object on the way from what is signed to what it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub node: NodeId,
    /// What names it: the object before it. `None` for the first.
    pub named_by: Option<NodeId>,
    /// The digest, as it is spelled there.
    pub claimed: Option<String>,
    /// On the bytes under that digest.
    pub verdict: Verdict,
}

/// The way from `signed` to `covered` over the indexes `above` it, the outermost first;
/// `None` where one of them does not name the next. The first link is `signed` itself.
#[must_use]
pub fn chain(
    opened: &Opened,
    signed: NodeId,
    covered: NodeId,
    above: &[NodeId],
) -> Option<Vec<Link>> {
    let mut links = vec![Link {
        node: signed,
        named_by: None,
        claimed: claimed_of(opened, signed),
        verdict: verdict(opened, signed, claimed_of(opened, signed).as_deref()),
    }];
    if signed == covered {
        return Some(links);
    }
    let from = above.iter().position(|index| *index == signed)?;
    let way = above.get(from + 1..)?.iter().chain([&covered]);
    let mut by = signed;
    for node in way {
        let claimed = named(opened, by, *node)?;
        links.push(Link {
            node: *node,
            named_by: Some(by),
            verdict: verdict(opened, *node, Some(&claimed)),
            claimed: Some(claimed),
        });
        by = *node;
    }
    Some(links)
}

/// Whether all that the links claim was recomputed here and agrees. What a tag led to
/// begins a chain, as nobody claims a digest of it.
#[must_use]
pub fn is_recomputed(links: &[Link]) -> bool {
    let is_right = |(place, link): (usize, &Link)| match &link.verdict {
        Verdict::NotChecked {
            why: Unchecked::AsServed | Unchecked::Unclaimed,
        } => place == 0,
        verdict => verdict.is_verified(),
    };
    !links.is_empty() && links.iter().enumerate().all(is_right)
}

/// The digest by which a document names another.
fn named(opened: &Opened, by: NodeId, node: NodeId) -> Option<String> {
    let graph = &opened.graph;
    let mut edges = graph.edges.iter();
    let edge = edges.find(|edge| {
        edge.from == by && edge.to == node && edge.kind == EdgeKind::Names && edge.claim.is_some()
    })?;
    let claim = graph.claims.get(edge.claim?)?;
    let is_by = matches!(&claim.by, Claimant::Document { node, .. } if *node == by);
    is_by.then(|| claim.digest.text.clone())
}

fn claimed_of(opened: &Opened, id: NodeId) -> Option<String> {
    let node = opened.graph.node(id)?;
    Some(node.digest.as_ref()?.text.clone())
}

/// What the ledger says of an object under this digest.
fn verdict(opened: &Opened, node: NodeId, claimed: Option<&str>) -> Verdict {
    let rows = || opened.rows.iter().filter(|row| row.node == node);
    let row = rows().find(|row| row.claimed.as_deref() == claimed);
    // What a tag led to has a digest, and a row without a claim.
    let row = row.or_else(|| rows().find(|row| row.claimed.is_none()));
    row.map_or(
        Verdict::NotChecked {
            why: Unchecked::NotListed,
        },
        |row| row.verdict.clone(),
    )
}
