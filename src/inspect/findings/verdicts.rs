//! Bad verdicts as findings: what was claimed, and what the bytes are.

use std::collections::HashMap;

use super::collector::{Collector, DocumentFindings, excerpt};
use crate::format::visible;
use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::causes::Cause;
use crate::inspect::graph::{Image, NodeId, NodeKind};
use crate::inspect::ledger::{Row, Who};
use crate::rules::{
    DIFF_ID_MISMATCH, DIFF_IDS_SWAPPED, DIGEST_MISMATCH, Rule, SIZE_MISMATCH, STORED_UNCOMPRESSED,
    UNREADABLE_LAYER,
};
use crate::verify::Verdict;

pub(super) fn check(opened: &Opened, collector: &mut Collector) {
    if !opened.rows.iter().any(|row| row.verdict.is_bad()) {
        return;
    }
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
fn stored_uncompressed(row: &Row, what: &str) -> Option<String> {
    let claimed = row.claimed.as_deref().unwrap_or_default();
    let computed = row.computed.as_ref()?;
    let Some(Cause::StoredUncompressed { fetched }) = row.why.cause() else {
        return None;
    };
    let who = match fetched {
        // The browser undoes a `Content-Encoding` before anyone sees it.
        true => {
            "its server labels it with `Content-Encoding`, so that the browser decompressed it on the way, or keeps the uncompressed bytes"
        }
        false => "whatever stored it here kept the uncompressed bytes",
    };
    Some(format!(
        "expected {what} as it was compressed, {claimed}, but found {computed}, its DiffID: {who}"
    ))
}

fn judged(row: &Row) -> Option<(&'static Rule, String)> {
    let what = row.called().to_string();
    let by_name = if row.claimed_by.iter().all(|by| by.who == Who::FileName) {
        " as its file name says,"
    } else {
        ""
    };
    let claimed = row.claimed.as_deref().unwrap_or_default();
    if let Some(message) = stored_uncompressed(row, &what) {
        return Some((&STORED_UNCOMPRESSED, message));
    }
    let because = row.why.cause().map_or_else(String::new, |cause| {
        format!(": {}", lower_first(&cause.sentence().to_string()))
    });
    match &row.verdict {
        Verdict::WrongDigest { claimed, computed } => {
            let message = format!(
                "expected {what} to have the digest {},{by_name} but found {}{because}",
                excerpt(claimed.as_str()),
                excerpt(computed.as_str())
            );
            Some((&DIGEST_MISMATCH, message))
        }
        Verdict::WrongSize {
            claimed: size,
            found,
        } => {
            let digest = match &row.computed {
                Some(computed) if computed.as_str() == claimed => {
                    "the digest is as claimed".to_owned()
                }
                Some(computed) => format!("the digest is not as claimed but {computed}"),
                None => "the digest was not computed".to_owned(),
            };
            let message = format!(
                "expected {what} to have {size} bytes, but found {found}; {digest}{because}"
            );
            Some((&SIZE_MISMATCH, message))
        }
        // Layers are told with what was measured, signed manifests by their
        // own rule.
        Verdict::Unreadable { why } if !matches!(row.kind, NodeKind::Layer | NodeKind::Schema1) => {
            Some((
                &UNREADABLE_LAYER,
                format!("{what}: {}", visible(&why.to_string())),
            ))
        }
        _ => None,
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
        None => (
            opened.graph.name_of(row.node, &opened.contents),
            String::new(),
        ),
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
    let name = opened.graph.name_of(config, &opened.contents);
    let mut findings = DocumentFindings::new(&name, collector);
    for (place, layer) in image.layers.iter().enumerate() {
        let row = layer.node.zip(layer.diff_id.as_ref());
        let row = row.and_then(|(node, diff_id)| wrong.get(&(node, diff_id.text.as_str())));
        let Some((row, computed)) = row.and_then(|row| Some((row, row.computed.as_ref()?))) else {
            continue;
        };
        let pointer = format!("/rootfs/diff_ids/{place}");
        let cause = row.why.cause();
        if let Some(Cause::DiffIdsExchanged { other }) = cause {
            // FetchProgress once, at the first of the two.
            if place + 1 < *other {
                let message = format!(
                    "expected DiffIDs in the order of the layers, but found those of layers {} and {other} swapped",
                    place + 1
                );
                findings.add(&DIFF_IDS_SWAPPED, &pointer, message);
            }
            continue;
        }
        let hint = match cause {
            Some(Cause::DiffIdsShifted { other, .. } | Cause::DiffIdElsewhere { other }) => {
                format!(", which the config claims for layer {other}")
            }
            Some(cause) => format!(": {}", lower_first(&cause.sentence().to_string())),
            None => String::new(),
        };
        let message = format!(
            "expected layer {} to unpack to {}, but found {computed}{hint}",
            place + 1,
            excerpt(row.claimed.as_deref().unwrap_or_default())
        );
        findings.add(&DIFF_ID_MISMATCH, &pointer, message);
    }
}

/// A sentence, to go on with behind a colon.
fn lower_first(sentence: &str) -> String {
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
