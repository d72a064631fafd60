//! DiffIDs: claims about the bytes inside a layer.

use super::known::Known;
use super::spelling;
use super::stored::{ends_early, nothing_and_empty};
use crate::bytes::compression::Compression;
use crate::bytes::layer::BlobFacts;
use crate::inspect::cause::{Cause, Whose};
use crate::inspect::graph::{NodeId, NodeKind};
use crate::inspect::row::Row;

pub(super) fn cause(known: &Known<'_>, row: &Row) -> Option<Cause> {
    let claimed = row.claimed.as_deref()?;
    let layer = known.object(row);
    let facts = known.opened.graph.node(layer);
    let facts = facts.and_then(|layer| known.facts_of(layer));
    let is_wrong = known.is_wrong(layer);
    spelling::cause(row)
        .or_else(|| of_compressed(facts?, claimed))
        .or_else(|| is_wrong.then_some(Cause::LayerIsWrong))
        .or_else(|| nothing_and_empty(row))
        .or_else(|| known.order(row.node))
        .or_else(|| of_another(known, claimed, layer))
        .or_else(|| match ends_early(row, facts?)? {
            _ if known.is_right(layer) => Some(Cause::MadeIncomplete),
            cause => Some(cause),
        })
}

/// The digest of the layer as it is stored.
fn of_compressed(facts: &BlobFacts, claimed: &str) -> Option<Cause> {
    let compression = facts.compression;
    let is_that = facts.sha256.as_str() == claimed && compression != Compression::None;
    is_that.then_some(Cause::DiffIdOfCompressed { compression })
}

/// The digest of something else, or of a whole stack.
fn of_another(known: &Known<'_>, claimed: &str, layer: NodeId) -> Option<Cause> {
    let whose = match known.another_with(claimed, layer) {
        Some(other) if other.kind == NodeKind::Unpacked => Whose::DiffId(known.name(other)),
        Some(other) => Whose::Stored(known.name(other)),
        None => Whose::ChainId(known.chain(claimed)?),
    };
    Some(Cause::DigestOf { whose })
}
