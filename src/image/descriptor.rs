//! Descriptors: how one document names another by the hash of its bytes
//! (image-spec, `descriptor.md`).
//!
//! Reading is lenient and never fails: what is missing or malformed becomes
//! `None` here, and a finding in `inspect::findings`.

use crate::image::digest::{Digest, DigestError};
use crate::image::json::Node;
use crate::image::media_type::Kind;
use crate::image::platform::Platform;

/// A digest as a document spells it, and what that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpelledDigest {
    pub text: String,
    pub parsed: Result<Digest, DigestError>,
}

impl SpelledDigest {
    #[must_use]
    pub fn read(node: &Node) -> Option<Self> {
        let text = node.as_str()?;
        Some(Self {
            text: text.to_owned(),
            parsed: text.parse(),
        })
    }

    #[must_use]
    pub fn digest(&self) -> Option<&Digest> {
        self.parsed.as_ref().ok()
    }
}

/// One descriptor, as it stands in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Where it stands: a JSON pointer such as `/layers/0`.
    pub pointer: String,
    pub media_type: Option<String>,
    pub digest: Option<SpelledDigest>,
    /// In bytes; `None` where it is missing or no whole number from 0 to 2^63 - 1.
    pub size: Option<u64>,
    pub urls: Vec<String>,
    pub annotations: Annotations,
    /// Base64 of the content itself, as spelled.
    pub data: Option<String>,
    pub artifact_type: Option<String>,
    pub platform: Option<Platform>,
}

/// Annotations in their original order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Annotations(pub Vec<(String, String)>);

/// The name of an image in an index: the tag or the whole reference.
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// containerd's full name of an image.
pub const CONTAINERD_NAME: &str = "io.containerd.image.name";
/// What a BuildKit index entry is, where it is no image.
pub const REFERENCE_TYPE: &str = "vnd.docker.reference.type";
/// The manifest that a BuildKit attestation is about.
pub const REFERENCE_DIGEST: &str = "vnd.docker.reference.digest";

impl Annotations {
    #[must_use]
    pub fn read(node: Option<&Node>) -> Self {
        let members = node.map(Node::members).unwrap_or_default();
        Self(
            members
                .iter()
                .filter_map(|m| Some((m.key.clone(), m.value.as_str()?.to_owned())))
                .collect(),
        )
    }

    /// The value of `key`; of repeated ones the last.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(name, _)| name == key)?;
        Some(&found.1)
    }
}

impl Descriptor {
    /// Reads the descriptor that stands at `pointer`; `None` for what is no object.
    #[must_use]
    pub fn read(pointer: impl Into<String>, node: &Node) -> Option<Self> {
        if !matches!(node.value, crate::image::json::Value::Object(_)) {
            return None;
        }
        let text = |key| node.get(key).and_then(Node::as_str).map(str::to_owned);
        Some(Self {
            pointer: pointer.into(),
            media_type: text("mediaType"),
            digest: node.get("digest").and_then(SpelledDigest::read),
            size: node.get("size").and_then(Node::as_size),
            urls: node
                .get("urls")
                .map(|list| {
                    list.items()
                        .iter()
                        .filter_map(Node::as_str)
                        .map(str::to_owned)
                        .collect()
                })
                .unwrap_or_default(),
            annotations: Annotations::read(node.get("annotations")),
            data: text("data"),
            artifact_type: text("artifactType"),
            platform: node.get("platform").and_then(Platform::read),
        })
    }

    /// Reads an array of descriptors; each keeps its place, whatever stands there.
    #[must_use]
    pub fn read_list(pointer: &str, list: Option<&Node>) -> Vec<Self> {
        let items = list.map(Node::items).unwrap_or_default();
        items
            .iter()
            .enumerate()
            .filter_map(|(index, node)| Self::read(format!("{pointer}/{index}"), node))
            .collect()
    }

    /// What the media type says the content is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.media_type.as_deref().map_or(Kind::Other, Kind::of)
    }

    /// Whether a BuildKit index says that this entry is about another one.
    #[must_use]
    pub fn is_attestation(&self) -> bool {
        self.annotations.get(REFERENCE_TYPE) == Some("attestation-manifest")
    }

    /// The digest, where there is one and it is well formed.
    #[must_use]
    pub fn valid_digest(&self) -> Option<&Digest> {
        self.digest.as_ref()?.digest()
    }
}
