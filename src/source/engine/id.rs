//! What an engine calls the ID of an image.
//!
//! The description of the interface says "digest of the configuration". That is so with
//! graph drivers and with podman. With containerd's image store, the usual one of new
//! installations since Engine 29, it is the digest of what the name leads to: an index
//! or a manifest (moby `daemon/containerd/image_inspect.go`). Only there an answer has a
//! `Descriptor`.

use serde_json::Value;

use super::member::{count, digest, text};
use crate::image::digest::Digest;
use crate::image::media_type::Kind;

/// What a name leads to (`Descriptor`), where the image store has that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub media_type: Option<String>,
    pub digest: Option<Digest>,
    /// In bytes.
    pub size: Option<u64>,
}

/// Where an engine keeps its images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// In unpacked layers: Docker's graph drivers, and podman.
    Unpacked,
    /// As a registry sent them: containerd's image store.
    Containerd,
}

/// Of which document an ID is the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdNames {
    Config,
    Index,
    Manifest,
    /// Of something that a name leads to, and of which the type is not known.
    Target,
}

impl Target {
    pub(super) fn read(answer: &Value) -> Option<Self> {
        let target = answer
            .get("Descriptor")
            .filter(|target| target.is_object())?;
        Some(Self {
            media_type: text(target, "mediaType"),
            digest: digest(target, "digest"),
            size: count(target, "size"),
        })
    }
}

impl Store {
    /// By what an answer has or lacks.
    #[must_use]
    pub fn of(target: Option<&Target>) -> Self {
        match target {
            Some(_) => Self::Containerd,
            None => Self::Unpacked,
        }
    }
}

impl IdNames {
    /// By the descriptor of an answer, where it has one.
    #[must_use]
    pub fn of(target: Option<&Target>) -> Self {
        let Some(target) = target else {
            return Self::Config;
        };
        match target.media_type.as_deref().map(Kind::of) {
            Some(Kind::Index) => Self::Index,
            Some(Kind::Manifest) => Self::Manifest,
            _ => Self::Target,
        }
    }
}
