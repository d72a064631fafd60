//! What the graph says of blobs before any is hashed: missing, named by
//! nobody, or known to be empty.

use std::collections::{BTreeMap, HashSet};

use super::collector::{Collector, excerpt};
use super::subject::Context;
use crate::inspect::graph::{
    Claim, Claimant, Graph, LeftOut, MAX_DEPTH, Node, NodeId, NodeKind, Reading,
};
use crate::rules::{
    DOCUMENT_NOT_READ, DOCUMENT_TOO_LARGE, GRAPH_CUT, MISSING_BLOB, UNREFERENCED_BLOB,
    WELL_KNOWN_EMPTY_LAYER,
};
use crate::source::InputKind;
use crate::words::findings_archive as words;
use crate::words::{Message, findings};

/// How many blobs that nobody names are listed one by one.
const MAX_LISTED: usize = 5;

/// Says what the bytes of a layer are.
type What = fn() -> Message;

/// Layers that change nothing, by the digests that tools give them.
const EMPTY: [(&str, What); 4] = [
    (
        "sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4",
        words::empty_tar_by_docker,
    ),
    (
        "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef",
        words::empty_tar,
    ),
    (
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        words::no_bytes,
    ),
    (
        "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        words::empty_object,
    ),
];

pub(super) fn check(context: &Context<'_>, collector: &mut Collector) {
    for cut in &context.opened.graph.cut {
        let message = findings::graph_cut(cut.message());
        collector.add(&GRAPH_CUT, &context.opened.contents.input.name, "", message);
    }
    left_out(context, collector);
    let input = context.opened.contents.input.kind;
    if matches!(input, InputKind::Archive | InputKind::Folder) {
        missing(context, collector);
        unreferenced(context, collector);
    }
    empty_layers(context, collector);
}

/// Documents that were not read: nothing is found in them.
fn left_out(context: &Context<'_>, collector: &mut Collector) {
    for node in &context.opened.graph.nodes {
        let Reading::LeftOut(why) = node.reading else {
            continue;
        };
        let (rule, message) = match why {
            LeftOut::TooLarge { limit } => {
                (&DOCUMENT_TOO_LARGE, findings::document_too_large(limit))
            }
            LeftOut::TooMany => (&DOCUMENT_NOT_READ, findings::too_many_documents()),
            LeftOut::TooDeep => (&DOCUMENT_NOT_READ, findings::nested_too_deep(MAX_DEPTH)),
        };
        collector.add(rule, &context.opened.name_of(node.id), "", message);
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
        if let Some((pointer, message)) = told(graph, named.len(), &missing) {
            let name = context.opened.name_of(document);
            collector.add(&MISSING_BLOB, &name, pointer, message);
        }
    }
}

/// Where a document names the first that is missing, if it is the only one,
/// and the sentence on all of them.
fn told<'c>(graph: &Graph, named: usize, missing: &[&'c Claim]) -> Option<(&'c str, Message)> {
    let first = missing.first()?;
    let digest = excerpt(&first.digest.text);
    let why = graph.node(first.target)?.missing.as_ref();
    let why = why.map_or_else(words::not_here, |why| why.message());
    Some(match (&first.by, missing.len()) {
        (Claimant::Document { pointer, .. }, 1) => (pointer, words::blob_missing(digest, why)),
        (_, number) => ("", words::blobs_missing(named, number, digest, why)),
    })
}

fn unreferenced(context: &Context<'_>, collector: &mut Collector) {
    let graph = &context.opened.graph;
    let mut reached: HashSet<NodeId> = graph.edges.iter().map(|edge| edge.to).collect();
    reached.extend(&graph.roots);
    let is_blob = |node: &&Node| {
        let mut claims = graph.claims_about(node.id);
        claims.any(|claim| matches!(claim.by, Claimant::FileName { .. }))
    };
    let nodes = graph.nodes.iter();
    let alone: Vec<&Node> = nodes
        .filter(|node| node.content.is_some() && !reached.contains(&node.id))
        .filter(is_blob)
        .collect();
    let name = |node: &Node| context.opened.name_of(node.id);
    if let (Some(first), true) = (alone.first(), alone.len() > MAX_LISTED) {
        let message = words::unreferenced_blobs(alone.len(), excerpt(&name(first)));
        let input = &context.opened.contents.input.name;
        return collector.add(&UNREFERENCED_BLOB, input, "", message);
    }
    for node in alone {
        collector.add(&UNREFERENCED_BLOB, &name(node), "", words::unreferenced());
    }
}

/// One finding for each document and kind of nothing.
fn empty_layers(context: &Context<'_>, collector: &mut Collector) {
    let graph = &context.opened.graph;
    let mut places: BTreeMap<(NodeId, usize), (&str, usize)> = BTreeMap::new();
    for claim in &graph.claims {
        let kind = graph.node(claim.target).map(|target| target.kind);
        let place = EMPTY
            .iter()
            .position(|(digest, _)| *digest == claim.digest.text);
        if let (Claimant::Document { node, pointer }, Some(place)) = (&claim.by, place)
            && matches!(kind, Some(NodeKind::Layer | NodeKind::Unpacked))
        {
            places.entry((*node, place)).or_insert((pointer, 0)).1 += 1;
        }
    }
    for ((document, place), (pointer, times)) in places {
        let Some((digest, what)) = EMPTY.get(place) else {
            continue;
        };
        let message = match times {
            1 => words::empty_layer(*digest, what()),
            times => words::empty_layers(times, *digest, what()),
        };
        let name = context.opened.name_of(document);
        collector.add(&WELL_KNOWN_EMPTY_LAYER, &name, pointer, message);
    }
}
