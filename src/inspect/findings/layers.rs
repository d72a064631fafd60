//! What one pass over a layer established against what is said of it: its
//! compression, what follows the compressed stream, and the tar inside.

use std::collections::HashSet;

use super::collector::{Collector, DocumentFindings, below, excerpt};
use super::tar::{tar_end, tar_problem};
use crate::bytes::compression::Compression;
use crate::bytes::layer::{BlobFacts, Content, Unpacked};
use crate::bytes::tar_scan::TarFacts;
use crate::format::Bytes;
use crate::image::digest::Digest;
use crate::image::media_type::{Kind, LayerCompression};
use crate::inspect::Opened;
use crate::inspect::graph::{Claimant, Graph, Image, Node, NodeKind};
use crate::inspect::measurements::Measurement;
use crate::rules::{
    COMPRESSION_MISMATCH, DECOMPRESSION_BOMB, MORE_FINDINGS, SEVERAL_MEMBERS, TRAILING_BYTES,
    TRAILING_ZEROS, UNREADABLE_LAYER,
};
use crate::source::ContentId;
use crate::words::findings_layers as words;
use crate::words::{Arg, Message, joined};

/// How many times its stored size a layer may unpack to. Real layers reach
/// some 20; gzip can reach 1,030, and zstd far more.
const MAX_RATIO: u64 = 100;

/// Below this many unpacked bytes no ratio harms anybody.
const HARMLESS: u64 = 64 << 20;

pub(super) fn check(opened: &Opened, collector: &mut Collector) {
    let mut bombs = false;
    for node in &opened.graph.nodes {
        let (NodeKind::Layer, Some(ContentId::Blob(index))) = (node.kind, node.content) else {
            continue;
        };
        let Some(Measurement::Done(facts)) = opened.measurements.blobs.get(index) else {
            continue;
        };
        let (name, pointer) = place(node, opened);
        let layer = Layer {
            node,
            graph: &opened.graph,
            pointer,
            what: node.called(),
        };
        bombs |= layer.check(facts, &mut DocumentFindings::new(&name, collector));
    }
    // The same small bomb a thousand times is one, too.
    if !bombs {
        image_bombs(opened, collector);
    }
}

/// The first claimant that is a document, else the file.
fn place(node: &Node, opened: &Opened) -> (String, String) {
    let claim = opened
        .graph
        .claims_about(node.id)
        .find_map(|claim| match &claim.by {
            Claimant::Document { node, pointer } => Some((opened.name_of(*node), pointer.clone())),
            _ => None,
        });
    claim.unwrap_or_else(|| {
        let path = node.content.map(|content| opened.contents.path_of(content));
        (path.unwrap_or_default().to_owned(), String::new())
    })
}

struct Layer<'a> {
    node: &'a Node,
    graph: &'a Graph,
    /// Where its finding stands, in whichever document is named.
    pointer: String,
    /// `layer 2`
    what: Message,
}

impl Layer<'_> {
    /// `true` where it is a bomb.
    fn check(&self, facts: &BlobFacts, findings: &mut DocumentFindings<'_>) -> bool {
        compression(self, facts, findings);
        match &facts.content {
            Some(Content::Unpacked(unpacked)) => return self.inside(facts, unpacked, findings),
            Some(Content::Unreadable { why, .. }) => self.unreadable(why, findings),
            None => {}
        }
        false
    }

    fn unreadable(&self, why: &Message, findings: &mut DocumentFindings<'_>) {
        let message = joined::because(self.what.clone(), why.clone());
        findings.add(&UNREADABLE_LAYER, &self.pointer, message);
    }

    /// What came out. `true` where it is a bomb.
    fn inside(
        &self,
        facts: &BlobFacts,
        unpacked: &Unpacked,
        findings: &mut DocumentFindings<'_>,
    ) -> bool {
        self.stream(facts.compression, unpacked, findings);
        self.tar(&unpacked.tar, findings);
        let bomb = is_bomb(unpacked.size, facts.size);
        if bomb {
            let (stored, found) = (Bytes(facts.size), Bytes(unpacked.size));
            let message = words::bomb(self.what.clone(), MAX_RATIO, stored, found);
            findings.add(&DECOMPRESSION_BOMB, &self.pointer, message);
        }
        bomb
    }

    /// What a compressed stream has besides its one member.
    fn stream(
        &self,
        compression: Compression,
        unpacked: &Unpacked,
        findings: &mut DocumentFindings<'_>,
    ) {
        let what = &self.what;
        if unpacked.members > 1 {
            let message = match compression {
                Compression::Zstd => words::several_frames(what.clone(), unpacked.members),
                other => words::several_members(what.clone(), unpacked.members, spell(other)),
            };
            findings.add(&SEVERAL_MEMBERS, &self.pointer, message);
        }
        if let Some(trailing) = &unpacked.trailing {
            let (what, bytes) = (what.clone(), trailing.bytes);
            let (rule, message) = match trailing.all_zero {
                true => (&TRAILING_ZEROS, words::trailing_zeros(what, bytes)),
                false => (&TRAILING_BYTES, words::trailing_bytes(what, bytes)),
            };
            findings.add(rule, &self.pointer, message);
        }
    }

    fn tar(&self, tar: &TarFacts, findings: &mut DocumentFindings<'_>) {
        let what = &self.what;
        if let Some((rule, why)) = tar_end(&tar.end) {
            findings.add(rule, &self.pointer, joined::because(what.clone(), why));
        }
        for problem in &tar.problems {
            let (rule, message) = tar_problem(what.clone(), problem);
            findings.add(rule, &self.pointer, message);
        }
        let kept = tar.problems.len() as u64;
        if let Some(more) = tar.problem_count.checked_sub(kept).filter(|more| *more > 0) {
            let message = words::more_oddities(what.clone(), more);
            findings.add(&MORE_FINDINGS, &self.pointer, message);
        }
    }
}

fn is_bomb(unpacked: u64, stored: u64) -> bool {
    unpacked > HARMLESS && unpacked / MAX_RATIO > stored
}

/// The compression that the bytes have against the one that each media type
/// names. Told only where the bytes are the ones that were meant.
fn compression(layer: &Layer<'_>, facts: &BlobFacts, findings: &mut DocumentFindings<'_>) {
    let mut seen = HashSet::new();
    for claim in layer.graph.claims_about(layer.node.id) {
        let (Some(text), Some(claimed)) = (&claim.media_type, claim.digest.digest()) else {
            continue;
        };
        let Kind::Layer(said) = Kind::of(text) else {
            continue;
        };
        let meant = facts.sha256 == *claimed || facts.sha512.as_deref() == Some(claimed);
        if !meant || said.encrypted || !seen.insert(text) {
            continue;
        }
        let expected = match said.compression {
            LayerCompression::Any => continue,
            LayerCompression::None => Compression::None,
            LayerCompression::Gzip => Compression::Gzip,
            LayerCompression::Zstd => Compression::Zstd,
        };
        if expected != facts.compression {
            let (said, found) = (spell(expected), spell(facts.compression));
            let message = words::other_compression(layer.what.clone(), said, excerpt(text), found);
            let pointer = below(&layer.pointer, "mediaType");
            findings.add(&COMPRESSION_MISMATCH, &pointer, message);
        }
    }
}

fn spell(compression: Compression) -> Arg {
    match compression {
        Compression::None => words::no_compression().into(),
        other => other.to_string().into(),
    }
}

/// Images whose layers are harmless one by one, and not together.
fn image_bombs(opened: &Opened, collector: &mut Collector) {
    for image in &opened.graph.images {
        let (stored, unpacked) = sizes_of(image, opened);
        let owner = image.manifest.or(image.config);
        if let (Some(owner), true) = (owner, is_bomb(unpacked, stored)) {
            let name = opened.name_of(owner);
            let pointer = match image.manifest {
                Some(_) => "/layers",
                None => "/rootfs/diff_ids",
            };
            let message = words::bomb_of_layers(MAX_RATIO, Bytes(stored), Bytes(unpacked));
            collector.add(&DECOMPRESSION_BOMB, &name, pointer, message);
        }
    }
}

/// The sizes of all its layers together, as stored, where each counts once, and
/// unpacked.
fn sizes_of(image: &Image, opened: &Opened) -> (u64, u64) {
    let mut blobs: HashSet<&Digest> = HashSet::new();
    let (mut stored, mut unpacked) = (0_u64, 0_u64);
    for layer in &image.layers {
        let content = layer.node.and_then(|node| opened.graph.node(node)?.content);
        let facts = content.and_then(|content| opened.measurements.of(content));
        if let Some(facts) = facts
            && let Some(Content::Unpacked(inside)) = &facts.content
        {
            unpacked = unpacked.saturating_add(inside.size);
            if blobs.insert(&facts.sha256) {
                stored = stored.saturating_add(facts.size);
            }
        }
    }
    (stored, unpacked)
}
