//! Commands that show the same elsewhere: each prints the bytes that a node
//! stands for, or their digest, with the tools that people have.
//!
//! Not here: running anything, and commands that change something.

mod local;
mod quote;
mod remote;
pub mod signed;

use crate::bytes::compression::Compression;
use crate::image::digest::{Algorithm, Digest};
use crate::image::media_type::{Kind, LayerCompression};
use crate::image::reference::Reference;
use crate::inspect::Opened;
use crate::inspect::graph::{Graph, Image, ImageLayer, Node, NodeId, NodeKind};
use crate::source::InputKind;
use crate::words::{Message, commands as words};

/// One line to be pasted into a POSIX shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The tool that a person must have: `crane`, `tar`.
    pub tool: &'static str,
    /// The line, its names quoted.
    pub line: String,
    /// What it prints: a phrase without a full stop.
    pub explains: Message,
}

/// The commands for a node, local ones first. `reference` is the image's name
/// in a registry (`alpine:3.20`), where the person gave or chose one; without
/// it there are no commands that ask a registry.
///
/// Names with control characters lead to no command: a terminal acts upon them
/// even inside quotes.
#[must_use]
pub fn commands(opened: &Opened, node: NodeId, reference: Option<&Reference>) -> Vec<Command> {
    let Some(node) = opened.graph.node(node) else {
        return Vec::new();
    };
    let subject = Subject {
        opened,
        node,
        place: place_of(&opened.graph, node),
    };
    let mut commands = Vec::new();
    if opened.contents.input.kind != InputKind::Registry {
        local::commands(&subject, &mut commands);
    }
    if let Some(reference) = reference {
        remote::commands(&subject, reference, &mut commands);
    }
    chain_id(&subject, &mut commands);
    commands
}

/// The first of an image's names that says where it may be in a registry, and
/// what it says. A layout's `latest` is a tag of nothing in particular, and not
/// Docker Hub's repository of that name.
#[must_use]
pub fn named_reference(names: &[String]) -> Option<(String, Reference)> {
    names
        .iter()
        .filter(|name| name.contains([':', '/', '@']))
        .find_map(|name| Some((name.clone(), name.parse().ok()?)))
}

/// What the commands are about.
struct Subject<'a> {
    opened: &'a Opened,
    node: &'a Node,
    /// The image in which the node has its place, and, of a layer, where.
    place: Option<(&'a Image, Option<usize>)>,
}

fn place_of<'a>(graph: &'a Graph, node: &Node) -> Option<(&'a Image, Option<usize>)> {
    let id = Some(node.id);
    graph.images.iter().find_map(|image| {
        let is = |layer: &ImageLayer| layer.node == id || layer.unpacked == id;
        if let Some(index) = image.layers.iter().position(is) {
            return Some((image, Some(index)));
        }
        (image.config == id || image.manifest == id).then_some((image, None))
    })
}

impl Subject<'_> {
    /// The node whose stored bytes are at the bottom of this one.
    fn stored(&self) -> Option<&Node> {
        match self.node.unpacked_from {
            Some(layer) => self.opened.graph.node(layer),
            None if self.node.kind == NodeKind::Unpacked => None,
            None => Some(self.node),
        }
    }

    /// What turns the stored bytes into those of this node; `None` where that
    /// is not known.
    fn unpacking(&self) -> Option<&'static str> {
        if self.node.kind != NodeKind::Unpacked {
            return Some("");
        }
        let stored = self.stored()?;
        let content = stored.content;
        if let Some(facts) = content.and_then(|content| self.opened.measurements.of(content)) {
            return Some(match facts.compression {
                Compression::None => "",
                Compression::Gzip => " | gzip -dc",
                Compression::Zstd => " | zstd -dc",
                Compression::Xz => " | xz -dc",
                Compression::Bzip2 => " | bzip2 -dc",
            });
        }
        match Kind::of(stored.media_type.as_deref()?) {
            Kind::Layer(layer) => match layer.compression {
                LayerCompression::None => Some(""),
                LayerCompression::Gzip => Some(" | gzip -dc"),
                LayerCompression::Zstd => Some(" | zstd -dc"),
                LayerCompression::Any => None,
            },
            _ => None,
        }
    }

    /// The digest by which the node is named.
    fn digest(&self) -> Option<&Digest> {
        self.node.digest.as_ref()?.digest()
    }

    /// What hashes the printed bytes as the digest does; SHA-256 where the
    /// node has none. `None` where no common tool does.
    fn hashing(&self) -> Option<&'static str> {
        // The digest of a signed schema 1 manifest is not of its bytes.
        if self.node.kind == NodeKind::Schema1 {
            return Some("");
        }
        match self.digest().map(Digest::algorithm) {
            None | Some(Algorithm::Sha256) => Some(" | sha256sum"),
            Some(Algorithm::Sha512) => Some(" | sha512sum"),
            Some(Algorithm::Other) => None,
        }
    }

    /// What a line that ends in [`hashing`](Self::hashing) prints.
    fn printed(&self) -> Message {
        match self.node.kind {
            NodeKind::Entry => words::sha256_of_file(),
            NodeKind::Index => words::index_digest(),
            NodeKind::Manifest => words::manifest_digest(),
            NodeKind::Attestation | NodeKind::Artifact => words::manifest_digest(),
            NodeKind::Schema1 => words::schema1_manifest(),
            NodeKind::Config => words::config_digest(),
            NodeKind::Layer => words::layer_digest(),
            NodeKind::Unpacked => words::diff_id(),
            NodeKind::Blob => words::blob_digest(),
        }
    }
}

/// `ChainID(L0|…|Ln) = SHA256(ChainID(L0|…|Ln-1) + " " + DiffID(Ln))`
/// (image-spec, `config.md#layer-chainid`).
fn chain_id(subject: &Subject<'_>, commands: &mut Vec<Command>) {
    let Some((image, Some(index))) = subject.place else {
        return;
    };
    let layer = |index: usize| image.layers.get(index);
    let below = index.checked_sub(1).and_then(layer);
    let below = below.and_then(|layer| layer.chain_id.as_ref());
    let diff_id = layer(index).and_then(|layer| layer.diff_id.as_ref()?.digest());
    if let (NodeKind::Unpacked, Some(below), Some(diff_id)) = (subject.node.kind, below, diff_id) {
        commands.push(Command {
            tool: "sha256sum",
            line: format!("printf '%s %s' {below} {diff_id} | sha256sum"),
            explains: words::chain_id(),
        });
    }
}

#[cfg(test)]
mod tests;
