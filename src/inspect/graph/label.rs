//! What nodes and the lines between them are called.

use super::{Node, NodeKind};
use crate::format::visible_line;
use crate::image::platform::Platform;
use crate::words::{Message, images, joined};

/// How many characters of a name from outside are quoted.
const MAX_QUOTED: usize = 80;

/// A short name beside the kind of a node, or what an edge of the graph says.
/// Layers, blobs and DiffIDs are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    Config,
    Layer(usize),
    /// The bytes inside a layer.
    Unpacked(usize),
    DiffId(usize),
    Blob(usize),
    Attestation,
    Subject,
    /// A layer that Docker 25 and later describe in `manifest.json`.
    LayerSource,
    /// An image from before Docker 1.10, and its layer.
    LegacyImage,
    LegacyLayer,
    /// Of a line: an attestation is about an entry of its index.
    Attests,
    /// Of a line: to the bytes inside a layer.
    UnpacksTo,
    Platform(Platform),
    /// A tag or reference.
    Name(String),
    /// Of a file.
    Path(String),
    /// Where a descriptor stands that says nothing better.
    Pointer(String),
}

impl Label {
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Config => images::config(),
            Self::Layer(n) => images::layer_number(*n),
            Self::Unpacked(n) => images::layer_unpacked(*n),
            Self::DiffId(n) => images::diff_id_number(*n),
            Self::Blob(n) => images::blob_number(*n),
            Self::Attestation => images::attestation(),
            Self::Subject => images::subject(),
            Self::LayerSource => images::layer_source(),
            Self::LegacyImage => images::image(),
            Self::LegacyLayer => images::layer(),
            Self::Attests => images::attests(),
            Self::UnpacksTo => images::unpacks_to(),
            Self::Platform(platform) => joined::verbatim(platform.to_string()),
            Self::Name(text) | Self::Path(text) | Self::Pointer(text) => joined::verbatim(text),
        }
    }
}

impl NodeKind {
    /// What a person calls it.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Entry => images::archive_entry(),
            Self::Index => images::index(),
            Self::Manifest => images::manifest(),
            Self::Attestation => images::attestation(),
            Self::Artifact => images::artifact(),
            Self::Schema1 => images::schema1_manifest(),
            Self::Config => images::config(),
            Self::Layer => images::layer(),
            Self::Unpacked => images::diff_id(),
            Self::Blob => images::blob(),
        }
    }

    /// The role in the report: a word that stays what it is.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Entry => "archive entry",
            Self::Index => "index",
            Self::Manifest => "manifest",
            Self::Attestation => "attestation",
            Self::Artifact => "artifact",
            Self::Schema1 => "schema 1 manifest",
            Self::Config => "config",
            Self::Layer => "layer",
            Self::Unpacked => "diff-id",
            Self::Blob => "blob",
        }
    }

    /// How a sentence calls a thing of this kind: `layer 2`, `the config`,
    /// `the manifest linux/amd64`.
    #[must_use]
    pub fn called(self, label: &Label) -> Message {
        match (label, self) {
            (Label::Layer(_), Self::Layer)
            | (Label::Unpacked(_), _)
            | (Label::Blob(_), Self::Blob) => label.message(),
            (Label::Config, Self::Config)
            | (Label::Attestation, Self::Attestation)
            | (Label::LegacyLayer, Self::Layer) => images::the_kind(self.name()),
            (Label::Name(text) | Label::Path(text) | Label::Pointer(text), _) => {
                images::the_kind_named(self.name(), quoted(text))
            }
            _ => images::the_kind_named(self.name(), label.message()),
        }
    }
}

/// The beginning of a name from outside, on one line.
fn quoted(text: &str) -> String {
    let mut characters = text.chars();
    let head: String = characters.by_ref().take(MAX_QUOTED).collect();
    let end = characters.next().map_or("", |_| "…");
    visible_line(&head) + end
}

impl Node {
    /// How a sentence calls it.
    #[must_use]
    pub fn called(&self) -> Message {
        self.kind.called(&self.label)
    }
}
