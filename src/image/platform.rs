//! Platforms: `os/architecture[/variant]`, and the Windows build beside it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::image::json::Node;

/// What an image runs on (image-spec, `image-index.md`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Platform {
    pub os: String,
    pub architecture: String,
    pub variant: Option<String>,
    pub os_version: Option<String>,
    pub os_features: Vec<String>,
}

impl Platform {
    /// Reads a `platform` object, or the same members of a config. `None`
    /// where neither `os` nor `architecture` is there.
    #[must_use]
    pub fn read(node: &Node) -> Option<Self> {
        let text = |key| node.get(key).and_then(Node::as_str).map(str::to_owned);
        let (os, architecture) = (text("os"), text("architecture"));
        if os.is_none() && architecture.is_none() {
            return None;
        }
        let nonempty = |value: Option<String>| value.filter(|text| !text.is_empty());
        Some(Self {
            os: os.unwrap_or_default(),
            architecture: architecture.unwrap_or_default(),
            variant: nonempty(text("variant")),
            os_version: nonempty(text("os.version")),
            os_features: node
                .get("os.features")
                .map(|list| {
                    list.items()
                        .iter()
                        .filter_map(Node::as_str)
                        .map(str::to_owned)
                        .collect()
                })
                .unwrap_or_default(),
        })
    }

    /// `unknown/unknown`, which BuildKit writes for what is no image.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.os == "unknown" && self.architecture == "unknown"
    }

    /// Whether two platforms are the same to a person: `arm64` is `arm64/v8`.
    #[must_use]
    pub fn same_machine(&self, other: &Self) -> bool {
        let variant = |platform: &Self| match (platform.architecture.as_str(), &platform.variant) {
            ("arm64", Some(v)) if v == "v8" => None,
            (_, v) => v.clone(),
        };
        self.os == other.os
            && self.architecture == other.architecture
            && variant(self) == variant(other)
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let or_unknown = |text: &str| {
            if text.is_empty() {
                "unknown".to_owned()
            } else {
                text.to_owned()
            }
        };
        write!(
            f,
            "{}/{}",
            or_unknown(&self.os),
            or_unknown(&self.architecture)
        )?;
        if let Some(variant) = &self.variant {
            write!(f, "/{variant}")?;
        }
        Ok(())
    }
}
