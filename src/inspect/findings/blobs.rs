//! What the graph says of blobs before any is hashed: missing, named by
//! nobody, or known to be empty.

use std::collections::{BTreeMap, HashSet};

use super::collector::{Collector, excerpt};
use super::subject::Context;
use crate::format::Grouped;
use crate::inspect::graph::{Claim, Claimant, LeftOut, MAX_DEPTH, Node, NodeId, NodeKind, Reading};
use crate::rules::{
    DOCUMENT_NOT_READ, DOCUMENT_TOO_LARGE, GRAPH_CUT, MISSING_BLOB, UNREFERENCED_BLOB,
    WELL_KNOWN_EMPTY_LAYER,
};
use crate::source::InputKind;

/// How many blobs that nobody names are listed one by one.
const MAX_LISTED: usize = 5;

/// Layers that change nothing, by the digests that tools give them.
const EMPTY: [(&str, &str); 4] = [
    (
        "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4",
        "an empty tar, compressed with gzip, which Docker writes for steps without files",
    ),
    (
        "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
        "an empty tar: 1,024 zero bytes",
    ),
    (
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "no bytes at all",
    ),
    (
        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "the two bytes `{}`, which are no tar",
    ),
];

pub(super) fn check(context: &Context<'_>, collector: &mut Collector) {
    for sentence in &context.opened.graph.cut {
        let message = format!(
            "expected a graph within the limits, but found more: {}",
            sentence.message()
        );
        collector.add(&GRAPH_CUT, &context.opened.contents.input.name, "", message);
    }
    left_out(context, collector);
    let files = matches!(
        context.opened.contents.input.kind,
        InputKind::Archive | InputKind::Folder
    );
    if files {
        missing(context, collector);
        unreferenced(context, collector);
    }
    empty_layers(context, collector);
}

/// Documents that were not read: nothing is found in them.
fn left_out(context: &Context<'_>, collector: &mut Collector) {
    let (graph, contents) = (&context.opened.graph, &context.opened.contents);
    for node in &graph.nodes {
        let Reading::LeftOut(why) = node.reading else {
            continue;
        };
        let (rule, message) = match why {
            LeftOut::TooLarge { limit } => (
                &DOCUMENT_TOO_LARGE,
                format!(
                    "expected a document of at most {} bytes, but found a larger one: it is hashed and not read",
                    Grouped(limit)
                ),
            ),
            LeftOut::TooMany => (
                &DOCUMENT_NOT_READ,
                "expected fewer documents, but found more than are read of one input: it is hashed and not read".to_owned(),
            ),
            LeftOut::TooDeep => (
                &DOCUMENT_NOT_READ,
                format!("expected indexes nested at most {MAX_DEPTH} deep, but found more: it is hashed and not read"),
            ),
        };
        collector.add(rule, &graph.name_of(node.id, contents), "", message);
    }
}

/// One finding for each document that names what is not here: a sparse
/// archive lacks most of what its index names.
fn missing(context: &Context<'_>, collector: &mut Collector) {
    let graph = &context.opened.graph;
    let mut by_document: BTreeMap<NodeId, (HashSet<NodeId>, Vec<&Claim>)> = BTreeMap::new();
    for claim in &graph.claims {
        let (Claimant::Document { node, .. }, Some(target)) = (&claim.by, graph.node(claim.target))
        else {
            continue;
        };
        if target.kind == NodeKind::Unpacked || claim.digest.parsed.is_err() {
            continue;
        }
        let (named, missing) = by_document.entry(*node).or_default();
        if named.insert(target.id) && target.content.is_none() {
            missing.push(claim);
        }
    }
    for (document, (named, missing)) in by_document {
        let Some(first) = missing.first() else {
            continue;
        };
        let digest = excerpt(&first.digest.text);
        let why = graph
            .node(first.target)
            .and_then(|node| node.missing.as_ref())
            .map_or_else(|| "not here".to_owned(), |why| why.message().to_string());
        let (pointer, message) = match (&first.by, missing.len()) {
            (Claimant::Document { pointer, .. }, 1) => (
                pointer.as_str(),
                format!("expected {digest}, but found nothing: {why}"),
            ),
            (_, number) => (
                "",
                format!(
                    "expected all {} objects that it names, but found {} missing, such as {digest}: {why}",
                    Grouped(named.len() as u64),
                    Grouped(number as u64)
                ),
            ),
        };
        let name = graph.name_of(document, &context.opened.contents);
        collector.add(&MISSING_BLOB, &name, pointer, message);
    }
}

fn unreferenced(context: &Context<'_>, collector: &mut Collector) {
    let graph = &context.opened.graph;
    let reached: HashSet<NodeId> = graph.edges.iter().map(|edge| edge.to).collect();
    let alone: Vec<&Node> = graph
        .nodes
        .iter()
        .filter(|node| node.content.is_some() && !reached.contains(&node.id))
        .filter(|node| !graph.roots.contains(&node.id))
        .filter(|node| {
            graph
                .claims_about(node.id)
                .any(|claim| matches!(claim.by, Claimant::FileName { .. }))
        })
        .collect();
    let name = |node: &Node| graph.name_of(node.id, &context.opened.contents);
    if let (Some(first), true) = (alone.first(), alone.len() > MAX_LISTED) {
        let message = format!(
            "expected every blob to be named by a document, but found {} that none names, such as {}",
            Grouped(alone.len() as u64),
            excerpt(&name(first))
        );
        return collector.add(
            &UNREFERENCED_BLOB,
            &context.opened.contents.input.name,
            "",
            message,
        );
    }
    for node in alone {
        let message = "expected a document that names this blob, but found none";
        collector.add(&UNREFERENCED_BLOB, &name(node), "", message.to_owned());
    }
}

/// One finding for each document and kind of nothing.
fn empty_layers(context: &Context<'_>, collector: &mut Collector) {
    let graph = &context.opened.graph;
    let mut places: BTreeMap<(NodeId, usize), (&str, usize)> = BTreeMap::new();
    for claim in &graph.claims {
        let Claimant::Document { node, pointer } = &claim.by else {
            continue;
        };
        let kind = graph.node(claim.target).map(|target| target.kind);
        if !matches!(kind, Some(NodeKind::Layer | NodeKind::Unpacked)) {
            continue;
        }
        let text = claim.digest.text.as_str();
        if let Some(place) = EMPTY.iter().position(|(digest, _)| *digest == text) {
            places.entry((*node, place)).or_insert((pointer, 0)).1 += 1;
        }
    }
    for ((document, place), (pointer, times)) in places {
        let Some((digest, what)) = EMPTY.get(place) else {
            continue;
        };
        let often = match times {
            1 => String::new(),
            times => format!(" ({} times)", Grouped(times as u64)),
        };
        let message = format!("a layer that changes nothing{often}: {digest} is {what}");
        let name = graph.name_of(document, &context.opened.contents);
        collector.add(&WELL_KNOWN_EMPTY_LAYER, &name, pointer, message);
    }
}
