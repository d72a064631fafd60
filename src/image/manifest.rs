//! Manifests and indexes: the documents that name other content, read from
//! their exact bytes (image-spec, `manifest.md` and `image-index.md`; Docker's
//! schema 2 and manifest list, which have the same shape).
//!
//! What a document is, is decided by its members and by what was said of it;
//! one with the members of two kinds is ambiguous (CVE-2021-41190), which is a
//! finding, and read as what was said of it.

use crate::image::descriptor::{Annotations, Descriptor};
use crate::image::json::{Node, Value};
use crate::image::media_type::{self, Kind};

/// What kind of document some JSON is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    Index,
    Manifest,
    ArtifactManifest,
    Schema1,
    /// An image config.
    Config,
    /// `manifest.json` of a docker-archive.
    DockerArchive,
    /// `oci-layout`.
    OciLayout,
    /// `repositories` of an old docker-archive.
    Repositories,
    /// JSON that is none of these.
    Other,
}

impl DocumentKind {
    /// What a person calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Index => "image index",
            Self::Manifest => "image manifest",
            Self::ArtifactManifest => "artifact manifest",
            Self::Schema1 => "schema 1 manifest",
            Self::Config => "image config",
            Self::DockerArchive => "docker-archive manifest.json",
            Self::OciLayout => "oci-layout",
            Self::Repositories => "repositories",
            Self::Other => "JSON document",
        }
    }

    /// What `root` is, by what somebody says of it, then by its own media
    /// type, then by its members.
    #[must_use]
    pub fn of(root: &Node, said: Option<&str>) -> Self {
        let own = root.get("mediaType").and_then(Node::as_str);
        let by_type = |media_type| match Kind::of(media_type) {
            Kind::Index => Some(Self::Index),
            Kind::Manifest => Some(Self::Manifest),
            Kind::ArtifactManifest => Some(Self::ArtifactManifest),
            Kind::Schema1 => Some(Self::Schema1),
            Kind::ImageConfig => Some(Self::Config),
            _ => None,
        };
        let named = said.and_then(by_type).or_else(|| own.and_then(by_type));
        match named {
            Some(kind) if kind.fits(root) => kind,
            _ => Self::by_members(root).or(named).unwrap_or(Self::Other),
        }
    }

    /// Whether `root` has the members without which it cannot be read as this.
    fn fits(self, root: &Node) -> bool {
        let has = |key| root.get(key).is_some();
        match self {
            Self::Index => has("manifests"),
            Self::Manifest => has("config") || has("layers"),
            Self::ArtifactManifest => has("blobs") || has("artifactType"),
            Self::Schema1 => has("fsLayers"),
            Self::Config => has("rootfs"),
            _ => true,
        }
    }

    fn by_members(root: &Node) -> Option<Self> {
        let has = |key| root.get(key).is_some();
        if root.items().iter().any(|item| {
            item.get_any_case("Layers").is_some() || item.get_any_case("Config").is_some()
        }) {
            return Some(Self::DockerArchive);
        }
        if !matches!(root.value, Value::Object(_)) {
            return None;
        }
        if has("manifests") {
            Some(Self::Index)
        } else if has("fsLayers") {
            Some(Self::Schema1)
        } else if has("layers") || (has("config") && has("schemaVersion")) {
            Some(Self::Manifest)
        } else if has("rootfs") {
            Some(Self::Config)
        } else if has("imageLayoutVersion") {
            Some(Self::OciLayout)
        } else if has("blobs") && has("artifactType") {
            Some(Self::ArtifactManifest)
        } else {
            None
        }
    }
}

/// An OCI index or Docker manifest list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    pub media_type: Option<String>,
    pub artifact_type: Option<String>,
    pub manifests: Vec<Descriptor>,
    pub subject: Option<Descriptor>,
    pub annotations: Annotations,
}

impl Index {
    #[must_use]
    pub fn read(root: &Node) -> Self {
        Self {
            media_type: text(root, "mediaType"),
            artifact_type: text(root, "artifactType"),
            manifests: Descriptor::read_list("/manifests", root.get("manifests")),
            subject: root
                .get("subject")
                .and_then(|node| Descriptor::read("/subject", node)),
            annotations: Annotations::read(root.get("annotations")),
        }
    }
}

/// An image manifest, or the withdrawn artifact manifest, whose `blobs` are
/// read as layers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    pub media_type: Option<String>,
    pub artifact_type: Option<String>,
    pub config: Option<Descriptor>,
    /// Base first.
    pub layers: Vec<Descriptor>,
    pub subject: Option<Descriptor>,
    pub annotations: Annotations,
}

impl Manifest {
    #[must_use]
    pub fn read(root: &Node) -> Self {
        let list = if root.get("layers").is_none() && root.get("blobs").is_some() {
            "blobs"
        } else {
            "layers"
        };
        Self {
            media_type: text(root, "mediaType"),
            artifact_type: text(root, "artifactType"),
            config: root
                .get("config")
                .and_then(|node| Descriptor::read("/config", node)),
            layers: Descriptor::read_list(&format!("/{list}"), root.get(list)),
            subject: root
                .get("subject")
                .and_then(|node| Descriptor::read("/subject", node)),
            annotations: Annotations::read(root.get("annotations")),
        }
    }

    /// Whether this manifest is of a container image: only then do `layers`
    /// stack and only then is the config an image config.
    #[must_use]
    pub fn is_image(&self) -> bool {
        let config = self.config.as_ref().map(Descriptor::kind);
        let attestation = self.artifact_type.as_deref() == Some(media_type::DOCKER_ATTESTATION)
            || self
                .layers
                .iter()
                .any(|layer| layer.media_type.as_deref() == Some(media_type::IN_TOTO));
        config == Some(Kind::ImageConfig) && !attestation
    }

    /// What a person calls what this manifest holds.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        if self.is_image() {
            return "image manifest";
        }
        let config = self
            .config
            .as_ref()
            .and_then(|config| config.media_type.as_deref());
        let layer = self
            .layers
            .first()
            .and_then(|layer| layer.media_type.as_deref());
        match (self.artifact_type.as_deref(), config, layer) {
            (Some(media_type::DOCKER_ATTESTATION), _, _) | (_, _, Some(media_type::IN_TOTO)) => {
                "attestation manifest"
            }
            (Some(artifact), _, _) if media_type::describe(artifact) != UNNAMED => {
                media_type::describe(artifact)
            }
            (_, Some(config), _) if Kind::of(config) == Kind::OtherConfig => {
                media_type::describe(config)
            }
            _ => "artifact manifest",
        }
    }
}

const UNNAMED: &str = "content of another kind";

fn text(root: &Node, key: &str) -> Option<String> {
    root.get(key).and_then(Node::as_str).map(str::to_owned)
}
