//! What a person calls a node: its title, its kind, the digits of its digest.

use crate::format::{short, short_text, visible};
use crate::inspect::graph::{Label, Node, NodeKind};
use crate::words::{Message, detail, joined};

/// What a person calls a node, on one short line.
#[must_use]
pub fn title(node: &Node) -> Message {
    title_and_kind(node).0
}

/// A node's [`title`], and what kind of object it is where that does not say so.
#[must_use]
pub fn title_and_kind(node: &Node) -> (Message, Option<Message>) {
    let kind = node.kind.name();
    if let Some(artifact) = node.artifact.filter(|artifact| !artifact.is_image())
        && !matches!(node.kind, NodeKind::Entry | NodeKind::Manifest)
    {
        return (artifact.name(), Some(kind));
    }
    let title = match (node.kind, &node.platform, &node.label) {
        (NodeKind::Unpacked, _, Label::Unpacked(layer)) => {
            return (detail::diff_id_of(Label::Layer(*layer).message()), None);
        }
        (NodeKind::Layer, _, label @ Label::Layer(_)) => return (label.message(), None),
        (NodeKind::Manifest | NodeKind::Schema1, Some(platform), _) => {
            Some(on_one_line(&platform.to_string()))
        }
        (NodeKind::Entry, _, Label::Path(path)) if !path.is_empty() => {
            Some(on_one_line(file_name(path)))
        }
        (NodeKind::Entry | NodeKind::Index | NodeKind::Manifest, _, label) => name(label),
        _ => None,
    };
    match title {
        Some(title) => (title, Some(kind)),
        None => (kind, None),
    }
}

/// A label that is a tag, a reference or a platform, not a pointer or a path of
/// a blob.
fn name(label: &Label) -> Option<Message> {
    match label {
        Label::Pointer(_) => None,
        Label::Path(path) if path.is_empty() || path.contains("blobs/") => None,
        label => Some(called(label)),
    }
}

/// What a label says, with what is from outside on one short line.
fn called(label: &Label) -> Message {
    match label {
        Label::Name(text) | Label::Path(text) | Label::Pointer(text) => on_one_line(text),
        Label::Platform(platform) => on_one_line(&platform.to_string()),
        label => label.message(),
    }
}

fn on_one_line(text: &str) -> Message {
    joined::verbatim(short(&visible(text).replace(['\n', '\t'], " ")))
}

/// The end of a path, with its folder where the name alone says little.
fn file_name(path: &str) -> &str {
    let mut slashes = path.rmatch_indices('/').map(|(at, _)| at);
    let (last, before) = (slashes.next(), slashes.next());
    match (last, before) {
        (Some(_), Some(before)) => path.get(before + 1..).unwrap_or(path),
        _ => path,
    }
}

/// What stands below the title: twelve digits, or the path.
#[must_use]
pub fn subtitle(node: &Node) -> Message {
    match &node.digest {
        Some(digest) => joined::verbatim(visible(&short_text(&digest.text))),
        None => called(&node.label),
    }
}
