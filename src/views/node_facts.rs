//! What is known of one node, as terms and values: the summary beside the
//! graph. And the descriptor by which another document would name it.

use crate::bytes::compression::Compression;
use crate::bytes::layer::{BlobFacts, Content, Unpacked};
use crate::format::{visible, visible_json};
use crate::image::digest::Digest;
use crate::image::media_type;
use crate::inspect::Opened;
use crate::inspect::graph::{Edge, EdgeKind, Graph, ImageLayer, Node, NodeId, NodeKind};
use crate::inspect::ledger::evidence;
use crate::source::ContentId;
use crate::verify::Evidence;
use crate::views::Term;
use crate::views::node_names::title;
use crate::words::{Message, controls, detail, joined};

/// One term and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub term: Message,
    pub value: Value,
}

impl Fact {
    /// What its term means, where that has to be known.
    #[must_use]
    pub fn explained(&self) -> Option<Term> {
        let terms = [
            (detail::media_type(), Term::MediaType),
            (detail::platform(), Term::Platform),
            (detail::diff_id(), Term::DiffId),
            (detail::computed_diff_id(), Term::DiffId),
            (detail::chain_id(), Term::ChainId),
            (detail::attests(), Term::Attestation),
        ];
        let found = terms.into_iter().find(|(label, _)| *label == self.term);
        found.map(|(_, term)| term)
    }
}

/// A value, by how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(Message),
    /// A path, a media type: as it is written somewhere.
    Code(String),
    /// In bytes.
    Size(u64),
    Digest(String),
    /// Another node, and what it is called.
    Nodes(Vec<(NodeId, Message)>),
}

/// What is known of a node, in reading order.
#[must_use]
pub fn about(opened: &Opened, id: NodeId) -> Vec<Fact> {
    let Some(node) = opened.graph.node(id) else {
        return Vec::new();
    };
    let mut facts = Vec::new();
    what_it_is(&mut facts, node);
    where_it_is(&mut facts, opened, node);
    match node.kind {
        NodeKind::Layer => of_layer(&mut facts, opened, node),
        NodeKind::Unpacked => of_unpacked(&mut facts, opened, node),
        _ => {}
    }
    names(&mut facts, &opened.graph, id);
    facts
}

fn push(facts: &mut Vec<Fact>, term: Message, value: Value) {
    facts.push(Fact { term, value });
}

fn what_it_is(facts: &mut Vec<Fact>, node: &Node) {
    if let Some(media_type) = &node.media_type {
        push(
            facts,
            detail::media_type(),
            Value::Code(visible(media_type)),
        );
        let meaning = media_type::describe(media_type);
        push(facts, detail::meaning(), Value::Text(meaning));
    }
    if let Some(platform) = &node.platform {
        push(
            facts,
            detail::platform(),
            Value::Text(joined::verbatim(visible(&platform.to_string()))),
        );
    }
}

fn where_it_is(facts: &mut Vec<Fact>, opened: &Opened, node: &Node) {
    if let Ok(found) = evidence(opened, node) {
        push(facts, size_term(node.kind), Value::Size(found.size()));
    }
    if let Some(content) = node.content {
        let path = opened.contents.path_of(content);
        push(facts, detail::path(), Value::Code(visible(path)));
        if let ContentId::Blob(index) = content
            && let Some(blob) = opened.contents.blobs.get(index)
        {
            for alias in &blob.aliases {
                push(facts, detail::also_at(), Value::Code(visible(alias)));
            }
        }
    } else if let Some(why) = node
        .missing
        .as_ref()
        .filter(|_| node.kind != NodeKind::Unpacked)
    {
        push(facts, detail::not_here(), Value::Text(why.message()));
    }
}

fn size_term(kind: NodeKind) -> Message {
    match kind {
        NodeKind::Unpacked => detail::uncompressed(),
        NodeKind::Layer => detail::stored_size(),
        _ => detail::size(),
    }
}

fn measured<'a>(opened: &'a Opened, node: &Node) -> Option<&'a BlobFacts> {
    opened.measurements.of(node.content?)
}

fn of_layer(facts: &mut Vec<Fact>, opened: &Opened, node: &Node) {
    if let Some(measured) = measured(opened, node) {
        let found = Value::Text(compression(measured));
        push(facts, detail::compression_found(), found);
        match &measured.content {
            Some(Content::Unpacked(unpacked)) => {
                push(facts, detail::uncompressed(), Value::Size(unpacked.size));
                tar(facts, unpacked);
                let diff_id = unpacked.diff_id.to_string();
                push(facts, detail::computed_diff_id(), Value::Digest(diff_id));
            }
            Some(Content::Unreadable { why, .. }) => {
                let why = Value::Text(why.clone());
                push(facts, detail::cannot_be_unpacked(), why);
            }
            None => {}
        }
    }
    for place in places(&opened.graph, node.id) {
        if let Some(chain_id) = &place.chain_id {
            let chain_id = Value::Digest(chain_id.to_string());
            push(facts, detail::chain_id(), chain_id);
        }
    }
}

/// The different places of a layer in the stacks of images.
fn places(graph: &Graph, layer: NodeId) -> Vec<&ImageLayer> {
    let all = graph.images.iter().flat_map(|image| &image.layers);
    let mut places: Vec<&ImageLayer> = Vec::new();
    for place in all.filter(|place| place.node == Some(layer)) {
        if places.iter().all(|known| known.chain_id != place.chain_id) {
            places.push(place);
        }
    }
    places
}

/// `gzip, 3 members`.
fn compression(measured: &BlobFacts) -> Message {
    let several = match &measured.content {
        Some(Content::Unpacked(unpacked)) if unpacked.members > 1 => Some(unpacked.members),
        _ => None,
    };
    match (measured.compression, several) {
        (Compression::None, _) => detail::no_compression(),
        (Compression::Gzip, None) => joined::verbatim("gzip"),
        (Compression::Gzip, Some(n)) => detail::gzip_members(n),
        (Compression::Zstd, None) => joined::verbatim("zstd"),
        (Compression::Zstd, Some(n)) => detail::zstd_frames(n),
        (Compression::Xz, None) => joined::verbatim("xz"),
        (Compression::Xz, Some(n)) => detail::xz_streams(n),
        (Compression::Bzip2, None) => joined::verbatim("bzip2"),
        (Compression::Bzip2, Some(n)) => detail::bzip2_streams(n),
    }
}

fn tar(facts: &mut Vec<Fact>, unpacked: &Unpacked) {
    let tar = &unpacked.tar;
    if let Some(why) = tar.not_a_tar() {
        return push(facts, detail::not_a_tar(), Value::Text(why.message()));
    }
    let counts = [
        (tar.files, detail::files(tar.files)),
        (tar.directories, detail::directories(tar.directories)),
        (tar.symlinks, detail::symbolic_links(tar.symlinks)),
        (tar.hard_links, detail::hard_links(tar.hard_links)),
        (tar.specials, detail::devices(tar.specials)),
        (tar.whiteouts, detail::whiteouts(tar.whiteouts)),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let text = match joined::all_facts(counts.map(|(_, said)| said)) {
        None => detail::no_entries(),
        Some(counts) => joined::because(tar.entries, counts),
    };
    push(facts, detail::entries(), Value::Text(text));
    if tar.end.is_early() {
        let why = Value::Text(tar.end.message());
        push(facts, detail::not_read_to_its_end(), why);
    }
}

fn of_unpacked(facts: &mut Vec<Fact>, opened: &Opened, node: &Node) {
    if let Some(digest) = &node.digest {
        push(facts, detail::diff_id(), Value::Digest(digest.text.clone()));
    }
    if let Some(chain_id) = &node.chain_id {
        push(
            facts,
            detail::chain_id(),
            Value::Digest(chain_id.to_string()),
        );
    }
    if let Some(layer) = node.unpacked_from.and_then(|id| opened.graph.node(id)) {
        push(
            facts,
            detail::inside(),
            Value::Nodes(vec![(layer.id, title(layer))]),
        );
    }
    if let Some(why) = &node.missing {
        push(facts, detail::not_compared(), Value::Text(why.message()));
    }
}

/// What a document names, by how it names it.
fn names(facts: &mut Vec<Fact>, graph: &Graph, id: NodeId) {
    let is_attested = |edge: &&Edge| edge.kind == EdgeKind::Attests;
    let below = graph.edges.iter().filter(|edge| edge.from == id);
    let above = graph.edges.iter().filter(|edge| edge.to == id);
    let (attested, named): (Vec<&Edge>, Vec<&Edge>) = below.partition(is_attested);
    let lists = [
        (
            detail::names(),
            titles(graph, named.iter().map(|edge| edge.to)),
        ),
        (
            detail::attests(),
            titles(graph, attested.iter().map(|edge| edge.to)),
        ),
        (
            detail::named_by(),
            titles(graph, above.map(|edge| edge.from)),
        ),
    ];
    for (term, list) in lists {
        if !list.is_empty() {
            push(facts, term, Value::Nodes(list));
        }
    }
}

/// Each object once, with its title.
fn titles(graph: &Graph, ids: impl Iterator<Item = NodeId>) -> Vec<(NodeId, Message)> {
    let mut titles: Vec<(NodeId, Message)> = Vec::new();
    for node in ids.filter_map(|id| graph.node(id)) {
        if titles.iter().all(|(known, _)| *known != node.id) {
            titles.push((node.id, title(node)));
        }
    }
    titles
}

/// A tab of a node: one way to look at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Summary,
    Bytes,
    Pretty,
    Descriptor,
    Commands,
}

impl Tab {
    /// The ways to look at a node: only documents have bytes to be shown.
    #[must_use]
    pub fn all(opened: &Opened, id: NodeId) -> Vec<Self> {
        let is_document = opened.graph.bytes(id, &opened.contents).is_some();
        let has_descriptor = descriptor(opened, id).is_some();
        let mut tabs = vec![Self::Summary];
        if is_document {
            tabs.extend([Self::Bytes, Self::Pretty]);
        }
        if has_descriptor {
            tabs.push(Self::Descriptor);
        }
        tabs.push(Self::Commands);
        tabs
    }

    #[must_use]
    pub fn label(self) -> Message {
        match self {
            Self::Summary => controls::summary(),
            Self::Bytes => controls::exact_bytes(),
            Self::Pretty => controls::pretty(),
            Self::Descriptor => controls::descriptor(),
            Self::Commands => controls::commands(),
        }
    }

    /// The one that a link names.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let all = [
            Self::Summary,
            Self::Bytes,
            Self::Pretty,
            Self::Descriptor,
            Self::Commands,
        ];
        all.into_iter().find(|tab| tab.word() == word)
    }

    /// For the ids of elements, and for links.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Bytes => "bytes",
            Self::Pretty => "pretty",
            Self::Descriptor => "descriptor",
            Self::Commands => "commands",
        }
    }
}

/// A descriptor of a node, and where its values are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescriptorText {
    /// JSON, in the order of image-spec, `descriptor.md`, with what could
    /// deceive the eye escaped.
    pub json: String,
    /// One sentence.
    pub source: Message,
}

/// The descriptor of a node: of the bytes that are here, or as it is claimed
/// where they are not. `None` where neither a digest nor bytes are known, and
/// for the bytes inside a layer, which nothing stores.
#[must_use]
pub fn descriptor(opened: &Opened, id: NodeId) -> Option<DescriptorText> {
    let node = opened.graph.node(id)?;
    if node.kind == NodeKind::Unpacked {
        return None;
    }
    let claimed = node.digest.as_ref().and_then(|digest| digest.digest());
    let found = evidence(opened, node).ok();
    let (digest, size, source) = match &found {
        Some(found) => of_bytes(found, claimed),
        None => {
            let size = opened.graph.claims_about(id).find_map(|claim| claim.size);
            (claimed?.to_string(), size, detail::descriptor_as_claimed())
        }
    };
    let mut lines = Vec::new();
    if let Some(media_type) = &node.media_type {
        // serde_json spells a string as JSON; it cannot fail for one.
        let spelled = serde_json::to_string(media_type).ok()?;
        lines.push(format!("  \"mediaType\": {}", visible_json(&spelled)));
    }
    lines.push(format!("  \"digest\": \"{digest}\""));
    lines.extend(size.map(|size| format!("  \"size\": {size}")));
    Some(DescriptorText {
        json: format!("{{\n{}\n}}", lines.join(",\n")),
        source,
    })
}

fn of_bytes(found: &Evidence, claimed: Option<&Digest>) -> (String, Option<u64>, Message) {
    let computed = found.digest(claimed);
    let source = match claimed {
        Some(claimed) if *computed != *claimed => detail::descriptor_of_other_bytes(),
        _ => detail::descriptor_of_bytes(),
    };
    (computed.to_string(), Some(found.size()), source)
}
