//! What is known of one node, as terms and values: the summary beside the
//! picture. And the descriptor by which another document would name it.

use crate::bytes::compression::Compression;
use crate::bytes::layer::{BlobFacts, Content, Unpacked};
use crate::format::{visible, visible_json};
use crate::image::digest::Digest;
use crate::image::media_type;
use crate::inspect::Opened;
use crate::inspect::graph::{EdgeKind, Graph, ImageLayer, Node, NodeId, NodeKind};
use crate::inspect::ledger::evidence;
use crate::source::ContentId;
use crate::verify::Evidence;
use crate::views::file_list::listed;
use crate::views::picture::title;

/// One term and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub term: &'static str,
    pub value: Value,
}

/// A value, by how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// A path, a media type: as it is written somewhere.
    Code(String),
    /// In bytes.
    Size(u64),
    Digest(String),
    /// Another node, and what it is called.
    Nodes(Vec<(NodeId, String)>),
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

fn push(facts: &mut Vec<Fact>, term: &'static str, value: Value) {
    facts.push(Fact { term, value });
}

fn what_it_is(facts: &mut Vec<Fact>, node: &Node) {
    if let Some(media_type) = &node.media_type {
        push(facts, "Media type", Value::Code(visible(media_type)));
        let meaning = media_type::describe(media_type);
        push(facts, "That is", Value::Text(meaning.to_owned()));
    }
    if let Some(platform) = &node.platform {
        push(
            facts,
            "Platform",
            Value::Text(visible(&platform.to_string())),
        );
    }
}

fn where_it_is(facts: &mut Vec<Fact>, opened: &Opened, node: &Node) {
    if let Ok(found) = evidence(opened, node) {
        push(facts, size_term(node.kind), Value::Size(found.size()));
    }
    if let Some(content) = node.content {
        let path = opened.contents.path_of(content);
        push(facts, "Path", Value::Code(visible(path)));
        if let ContentId::Blob(index) = content
            && let Some(blob) = opened.contents.blobs.get(index)
        {
            for alias in &blob.aliases {
                push(facts, "Also at", Value::Code(visible(alias)));
            }
        }
    } else if let Some(why) = node
        .missing
        .as_ref()
        .filter(|_| node.kind != NodeKind::Unpacked)
    {
        push(facts, "Not here", Value::Text(visible(&why.to_string())));
    }
}

fn size_term(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Unpacked => "Uncompressed",
        NodeKind::Layer => "Stored size",
        _ => "Size",
    }
}

fn measured<'a>(opened: &'a Opened, node: &Node) -> Option<&'a BlobFacts> {
    opened.measurements.of(node.content?)
}

fn of_layer(facts: &mut Vec<Fact>, opened: &Opened, node: &Node) {
    if let Some(measured) = measured(opened, node) {
        push(
            facts,
            "Compression found",
            Value::Text(compression(measured)),
        );
        match &measured.content {
            Some(Content::Unpacked(unpacked)) => {
                push(facts, "Uncompressed", Value::Size(unpacked.size));
                tar(facts, unpacked);
            }
            Some(Content::Unreadable { why, .. }) => {
                push(facts, "Cannot be unpacked", Value::Text(visible(why)));
            }
            None => {}
        }
        if let Some(Content::Unpacked(unpacked)) = &measured.content {
            let diff_id = unpacked.diff_id.to_string();
            push(facts, "DiffID, computed here", Value::Digest(diff_id));
        }
    }
    for place in places(&opened.graph, node.id) {
        if let Some(chain_id) = &place.chain_id {
            push(facts, "ChainID", Value::Digest(chain_id.to_string()));
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
fn compression(measured: &BlobFacts) -> String {
    let (name, unit) = match measured.compression {
        Compression::None => return "none".to_owned(),
        Compression::Gzip => ("gzip", "members"),
        Compression::Zstd => ("zstd", "frames"),
        Compression::Xz => ("xz", "streams"),
        Compression::Bzip2 => ("bzip2", "streams"),
    };
    match &measured.content {
        Some(Content::Unpacked(unpacked)) if unpacked.members > 1 => {
            format!("{name}, {} {unit}", unpacked.members)
        }
        _ => name.to_owned(),
    }
}

fn tar(facts: &mut Vec<Fact>, unpacked: &Unpacked) {
    let tar = &unpacked.tar;
    if let Some(why) = tar.not_a_tar() {
        return push(facts, "No tar", Value::Text(visible(&why.to_string())));
    }
    let mut parts = Vec::new();
    for (count, one, many) in [
        (tar.files, "file", "files"),
        (tar.directories, "directory", "directories"),
        (tar.symlinks, "symbolic link", "symbolic links"),
        (tar.hard_links, "hard link", "hard links"),
        (tar.specials, "device", "devices"),
        (tar.whiteouts, "of them deletes", "of them delete"),
    ] {
        match count {
            0 => {}
            1 => parts.push(format!("1 {one}")),
            count => parts.push(format!("{count} {many}")),
        }
    }
    let text = match parts.is_empty() {
        true => "none".to_owned(),
        false => format!("{}: {}", tar.entries, parts.join(", ")),
    };
    push(facts, "Entries", Value::Text(text));
    if tar.end.is_early() {
        let why = visible(&tar.end.to_string());
        push(facts, "Not read to its end", Value::Text(why));
    }
}

fn of_unpacked(facts: &mut Vec<Fact>, opened: &Opened, node: &Node) {
    if let Some(digest) = &node.digest {
        push(facts, "DiffID", Value::Digest(digest.text.clone()));
    }
    if let Some(chain_id) = &node.chain_id {
        push(facts, "ChainID", Value::Digest(chain_id.to_string()));
    }
    if let Some(layer) = node.unpacked_from.and_then(|id| opened.graph.node(id)) {
        push(
            facts,
            "Inside",
            Value::Nodes(vec![(layer.id, title(layer))]),
        );
    }
    if let Some(why) = &node.missing {
        push(
            facts,
            "Not held against a layer",
            Value::Text(visible(&why.to_string())),
        );
    }
}

/// What a document names, by how it names it.
fn names(facts: &mut Vec<Fact>, graph: &Graph, id: NodeId) {
    let mut named: Vec<(NodeId, String)> = Vec::new();
    let mut attests: Vec<(NodeId, String)> = Vec::new();
    for edge in graph.edges.iter().filter(|edge| edge.from == id) {
        let (list, name) = match (edge.kind, graph.node(edge.to)) {
            (EdgeKind::Attests, Some(node)) => (&mut attests, title(node)),
            (_, Some(node)) => (&mut named, title(node)),
            (_, None) => continue,
        };
        if list.iter().all(|(known, _)| *known != edge.to) {
            list.push((edge.to, name));
        }
    }
    for (term, list) in [("Names", named), ("Attests", attests)] {
        if !list.is_empty() {
            push(facts, term, Value::Nodes(list));
        }
    }
    let mut named_by: Vec<(NodeId, String)> = Vec::new();
    for edge in graph.edges.iter().filter(|edge| edge.to == id) {
        if let Some(node) = graph.node(edge.from)
            && named_by.iter().all(|(known, _)| *known != edge.from)
        {
            named_by.push((edge.from, title(node)));
        }
    }
    if !named_by.is_empty() {
        push(facts, "Named by", Value::Nodes(named_by));
    }
}

/// One way to look at a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    #[default]
    Summary,
    Bytes,
    Pretty,
    Files,
    Descriptor,
    Commands,
}

impl View {
    /// The ways to look at a node: only documents have bytes to be shown, and
    /// only layers that were read have files.
    #[must_use]
    pub fn all(opened: &Opened, id: NodeId) -> Vec<Self> {
        let is_document = opened.graph.bytes(id, &opened.contents).is_some();
        let has_descriptor = descriptor(opened, id).is_some();
        let mut views = vec![Self::Summary];
        if is_document {
            views.extend([Self::Bytes, Self::Pretty]);
        }
        if listed(opened, id).is_some() {
            views.push(Self::Files);
        }
        if has_descriptor {
            views.push(Self::Descriptor);
        }
        views.push(Self::Commands);
        views
    }

    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Bytes => "Exact bytes",
            Self::Pretty => "Pretty",
            Self::Files => "Files",
            Self::Descriptor => "Descriptor",
            Self::Commands => "Commands",
        }
    }

    /// The one that a link names.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let all = [
            Self::Summary,
            Self::Bytes,
            Self::Pretty,
            Self::Files,
            Self::Descriptor,
            Self::Commands,
        ];
        all.into_iter().find(|view| view.word() == word)
    }

    /// For the ids of elements, and for links.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Bytes => "bytes",
            Self::Pretty => "pretty",
            Self::Files => "files",
            Self::Descriptor => "descriptor",
            Self::Commands => "commands",
        }
    }

    /// Where a key leads among `views` (ARIA Authoring Practices, Tabs
    /// pattern); `None` for a key that is not the tabs'.
    #[must_use]
    pub fn after_key(self, views: &[Self], key: &str) -> Option<Self> {
        let at = views.iter().position(|view| *view == self)?;
        let last = views.len().checked_sub(1)?;
        let to = match key {
            "ArrowRight" if at == last => 0,
            "ArrowRight" => at + 1,
            "ArrowLeft" if at == 0 => last,
            "ArrowLeft" => at - 1,
            "Home" => 0,
            "End" => last,
            _ => return None,
        };
        views.get(to).copied()
    }
}

/// A descriptor of a node, and where its values are from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescriptorText {
    /// JSON, in the order of image-spec, `descriptor.md`, with what could
    /// deceive the eye escaped.
    pub json: String,
    /// One sentence.
    pub source: String,
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
            let source = "As it is claimed: the bytes were not hashed here";
            (claimed?.to_string(), size, source.to_owned())
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

fn of_bytes(found: &Evidence, claimed: Option<&Digest>) -> (String, Option<u64>, String) {
    let computed = found.digest(claimed);
    let source = match claimed {
        Some(claimed) if claimed != computed => {
            "Of the bytes that are here, which is not what is claimed of them"
        }
        _ => "Of the bytes that are here",
    };
    (computed.to_string(), Some(found.size()), source.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_lead_around_the_views_and_other_keys_nowhere() {
        let views = [View::Summary, View::Pretty, View::Commands];
        for (from, key, to) in [
            (View::Summary, "ArrowRight", Some(View::Pretty)),
            (View::Commands, "ArrowRight", Some(View::Summary)),
            (View::Summary, "ArrowLeft", Some(View::Commands)),
            (View::Pretty, "Home", Some(View::Summary)),
            (View::Pretty, "End", Some(View::Commands)),
            (View::Pretty, "Tab", None),
            (View::Bytes, "End", None),
        ] {
            assert_eq!(from.after_key(&views, key), to, "{from:?} {key}");
        }
    }
}
