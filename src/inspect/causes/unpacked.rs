//! DiffIDs: claims about the bytes inside a layer.

use super::known::Known;
use super::spelling;
use super::stored::{ends_early, nothing_and_empty};
use crate::bytes::compression::Compression;
use crate::inspect::cause::{Cause, Whose};
use crate::inspect::graph::NodeKind;
use crate::inspect::row::Row;

pub(super) fn cause(known: &Known<'_>, row: &Row) -> Option<Cause> {
    if let Some(cause) = spelling::cause(row) {
        return Some(cause);
    }
    let claimed = row.claimed.as_deref()?;
    let layer = known.object(row);
    let facts = known
        .opened
        .graph
        .node(layer)
        .and_then(|node| known.facts_of(node));
    if let Some(facts) = facts
        && facts.sha256.as_str() == claimed
        && facts.compression != Compression::None
    {
        return Some(Cause::DiffIdOfCompressed {
            compression: facts.compression,
        });
    }
    if known.is_wrong(layer) {
        return Some(Cause::LayerIsWrong);
    }
    if let Some(cause) = nothing_and_empty(row) {
        return Some(cause);
    }
    if let Some(cause) = known.order(row.node) {
        return Some(cause);
    }
    if let Some(other) = known.another_with(claimed, layer) {
        let name = known.name(other);
        let whose = match other.kind {
            NodeKind::Unpacked => Whose::DiffId(name),
            _ => Whose::Stored(name),
        };
        return Some(Cause::DigestOf { whose });
    }
    if let Some(place) = known.chain(claimed) {
        let whose = Whose::ChainId(place);
        return Some(Cause::DigestOf { whose });
    }
    let cause = ends_early(row, facts?)?;
    Some(match known.is_right(layer) {
        true => Cause::MadeIncomplete,
        false => cause,
    })
}
