//! Bad verdicts as findings: what was claimed, and what the bytes are.

use std::collections::HashMap;

use super::collector::{Collector, DocumentFindings, excerpt};
use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::cause::Cause;
use crate::inspect::graph::{Image, NodeId, NodeKind};
use crate::inspect::row::{Row, Who};
use crate::rules::{
    DIFF_ID_MISMATCH, DIFF_IDS_SWAPPED, DIGEST_MISMATCH, Rule, SIZE_MISMATCH, STORED_UNCOMPRESSED,
    UNREADABLE_LAYER,
};
use crate::verify::Verdict;
use crate::words::{Message, findings_layers as words, joined};

pub(super) fn check(opened: &Opened, collector: &mut Collector) {
    for row in opened.rows.iter().filter(|row| row.verdict.is_bad()) {
        // A malformed digest is a finding of the document that spells it.
        let malformed = row
            .claimed
            .as_ref()
            .is_some_and(|text| text.parse::<Digest>().is_err());
        if malformed || row.kind == NodeKind::Unpacked {
            continue;
        }
        if let Some((rule, message)) = judged(row) {
            let (document, pointer) = place(row, opened);
            collector.add(rule, &document, &pointer, message);
        }
    }
    let wrong = wrong_diff_ids(opened);
    for image in opened.graph.images.iter().filter(|_| !wrong.is_empty()) {
        image_diff_ids(image, &wrong, opened, collector);
    }
}

/// A layer whose bytes are those inside it.
fn stored_uncompressed(row: &Row, what: Message) -> Option<Message> {
    let claimed = row.claimed.as_deref().unwrap_or_default();
    let computed = row.computed.as_ref()?;
    let Some(Cause::StoredUncompressed { fetched }) = row.why.cause() else {
        return None;
    };
    Some(match fetched {
        // The browser undoes a `Content-Encoding` before anyone sees it.
        true => words::served_uncompressed(what, claimed, computed),
        false => words::stored_uncompressed(what, claimed, computed),
    })
}

fn judged(row: &Row) -> Option<(&'static Rule, Message)> {
    let what = row.called();
    if let Some(message) = stored_uncompressed(row, what.clone()) {
        return Some((&STORED_UNCOMPRESSED, message));
    }
    match &row.verdict {
        Verdict::WrongDigest { claimed, computed } => {
            let message = wrong_digest(row, claimed, computed);
            Some((&DIGEST_MISMATCH, with_cause(message, row)))
        }
        Verdict::WrongSize { claimed, found } => {
            let size = words::wrong_size(what, *claimed, *found);
            let message = joined::clauses(size, digest_beside(row));
            Some((&SIZE_MISMATCH, with_cause(message, row)))
        }
        // Layers are told with what was measured, signed manifests by their
        // own rule.
        Verdict::Unreadable { why } if !matches!(row.kind, NodeKind::Layer | NodeKind::Schema1) => {
            Some((&UNREADABLE_LAYER, joined::because(what, why.clone())))
        }
        _ => None,
    }
}

fn wrong_digest(row: &Row, claimed: &Digest, computed: &Digest) -> Message {
    let (claimed, computed) = (excerpt(claimed.as_str()), excerpt(computed.as_str()));
    match row.claimed_by.iter().all(|by| by.who == Who::FileName) {
        true => words::wrong_file_name(row.called(), claimed, computed),
        false => words::wrong_digest(row.called(), claimed, computed),
    }
}

/// What is to be said of the digest where the size is wrong.
fn digest_beside(row: &Row) -> Message {
    match &row.computed {
        Some(computed) if Some(computed.as_str()) == row.claimed.as_deref() => {
            words::digest_as_claimed()
        }
        Some(computed) => words::digest_differs(computed),
        None => words::digest_not_computed(),
    }
}

/// A mismatch, and what makes it so where that was found.
fn with_cause(message: Message, row: &Row) -> Message {
    match row.why.cause() {
        Some(cause) => joined::sentences(message, cause.sentence()),
        None => message,
    }
}

/// The first claimant that is a document, else the file.
fn place(row: &Row, opened: &Opened) -> (String, String) {
    let by = row
        .claimed_by
        .iter()
        .find(|by| by.node().is_some())
        .or_else(|| row.claimed_by.iter().find(|by| by.who != Who::Person));
    match by {
        Some(by) => (by.document.clone(), by.pointer.clone()),
        None => (opened.name_of(row.node), String::new()),
    }
}

/// The rows of DiffIDs that a layer does not unpack to: by the layer and the
/// claim.
fn wrong_diff_ids(opened: &Opened) -> HashMap<(NodeId, &str), &Row> {
    let wrong = opened.rows.iter().filter_map(|row| match &row.verdict {
        Verdict::WrongDigest { .. } if row.kind == NodeKind::Unpacked => {
            let layer = opened.graph.node(row.node)?.unpacked_from?;
            Some(((layer, row.claimed.as_deref()?), row))
        }
        _ => None,
    });
    wrong.collect()
}

fn image_diff_ids(
    image: &Image,
    wrong: &HashMap<(NodeId, &str), &Row>,
    opened: &Opened,
    collector: &mut Collector,
) {
    let Some(config) = image.config else { return };
    let name = opened.name_of(config);
    let mut findings = DocumentFindings::new(&name, collector);
    for (layer, place) in image.layers.iter().zip(1..) {
        let row = layer.node.zip(layer.diff_id.as_ref());
        let row = row.and_then(|(node, diff_id)| wrong.get(&(node, diff_id.text.as_str())));
        if let Some((rule, message)) = row.and_then(|row| wrong_diff_id(place, row)) {
            let pointer = format!("/rootfs/diff_ids/{}", place - 1);
            findings.add(rule, &pointer, message);
        }
    }
}

/// The rule that a wrong DiffID breaks, and the sentence on it. `place` is that
/// of its layer, the base is 1.
fn wrong_diff_id(place: usize, row: &Row) -> Option<(&'static Rule, Message)> {
    let computed = row.computed.as_ref()?;
    let claimed = excerpt(row.claimed.as_deref().unwrap_or_default());
    Some(match row.why.cause() {
        Some(Cause::DiffIdsExchanged { other }) => {
            // Told once, at the first of the two.
            let message = (place < *other).then(|| words::diff_ids_swapped(place, *other))?;
            (&DIFF_IDS_SWAPPED, message)
        }
        Some(Cause::DiffIdsShifted { other, .. } | Cause::DiffIdElsewhere { other }) => {
            let message = words::diff_id_of_another(place, claimed, computed, *other);
            (&DIFF_ID_MISMATCH, message)
        }
        _ => {
            let message = words::diff_id_mismatch(place, claimed, computed);
            (&DIFF_ID_MISMATCH, with_cause(message, row))
        }
    })
}
