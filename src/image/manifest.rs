//! Manifests and indexes: the documents that name other content, read from
//! their exact bytes (image-spec, `manifest.md` and `image-index.md`; Docker's
//! schema 2 and manifest list, which have the same shape).
//!
//! What a document is read as is what was declared of it ([`Role`]): one with
//! the members of two kinds is ambiguous (CVE-2021-41190), which is a finding,
//! and one of another kind than declared is not read at all. Only where nothing
//! is declared does a document tell by itself.

use std::fmt;

use crate::image::descriptor::{Annotations, Descriptor};
use crate::image::json::{Node, Value};
use crate::image::media_type::{self, Kind};
use crate::words::{Message, findings as words, joined};

/// What some bytes are to be read as, by what names them: a descriptor's media
/// type, its position in a document, or the form of the archive. Never by what
/// the bytes look like: anybody can make content look like a manifest, and a
/// config like something else.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// Content: hashed, and never read as a document.
    #[default]
    Content,
    /// Exactly this kind of document.
    Declared(DocumentKind),
    /// A manifest or an index by its position, and nothing says which: its own
    /// media type and members do.
    AnyManifest,
    /// A document that a person gave alone: it may be of any kind.
    Lone,
}

/// A document that is not what was declared of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit {
    pub declared: Role,
    pub found: Actual,
}

/// What JSON turns out to be, where it is not what was declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actual {
    /// A document of this kind.
    Document(DocumentKind),
    /// An object with the members of none.
    Object,
    NoObject,
}

impl Role {
    /// Of an entry of an index: an entry without a media type, and one that is
    /// said to be "a descriptor" (as go-containerregistry once wrote), is some
    /// manifest by its position.
    #[must_use]
    pub fn of_entry(entry: &Descriptor) -> Self {
        match entry.media_type.as_deref() {
            None | Some(media_type::OCI_DESCRIPTOR) => Self::AnyManifest,
            Some(declared) => Self::of_type(declared),
        }
    }

    /// Of what a media type alone declares.
    #[must_use]
    pub fn of_type(media_type: &str) -> Self {
        DocumentKind::declared(media_type).map_or(Self::Content, Self::Declared)
    }

    /// Of what a registry serves as a manifest. A `Content-Type` that names no
    /// kind of document declares nothing.
    #[must_use]
    pub fn of_served(content_type: Option<&str>) -> Self {
        match content_type.and_then(DocumentKind::declared) {
            Some(kind) => Self::Declared(kind),
            None => Self::AnyManifest,
        }
    }

    /// What a person calls such a document.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Declared(kind) => kind.name(),
            Self::AnyManifest => words::manifest_or_index(),
            Self::Lone | Self::Content => words::document(),
        }
    }

    /// Whether the bytes must be read, whatever they look like.
    #[must_use]
    pub fn is_document(self) -> bool {
        self != Self::Content
    }

    /// The kind as which `root` is read; an error where it is of another one.
    /// `None` for content.
    pub fn read_as(self, root: &Node) -> Result<Option<DocumentKind>, Misfit> {
        let misfit = |found| {
            Err(Misfit {
                declared: self,
                found,
            })
        };
        let is_object = matches!(root.value, Value::Object(_));
        match self {
            Self::Content => Ok(None),
            Self::Lone => Ok(Some(DocumentKind::of(root, None))),
            Self::Declared(kind) if kind.fits(root) && is_object => Ok(Some(kind)),
            _ if !is_object => misfit(Actual::NoObject),
            Self::Declared(kind) => match DocumentKind::told(root) {
                Some(other) if other != kind => misfit(Actual::Document(other)),
                _ => Ok(Some(kind)),
            },
            Self::AnyManifest => match DocumentKind::told(root) {
                Some(kind) if kind.is_manifest() => Ok(Some(kind)),
                Some(other) => misfit(Actual::Document(other)),
                None => misfit(Actual::Object),
            },
        }
    }
}

impl Misfit {
    /// One sentence without its full stop.
    #[must_use]
    pub fn message(self) -> Message {
        let declared = self.declared.name();
        match self.found {
            Actual::Document(kind) => words::misfit(declared, kind.name()),
            Actual::Object => words::misfit_object(declared),
            Actual::NoObject => words::not_object(declared),
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

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
    pub fn name(self) -> Message {
        match self {
            Self::Index => words::image_index(),
            Self::Manifest => words::image_manifest(),
            Self::ArtifactManifest => words::artifact_manifest(),
            Self::Schema1 => words::schema1_manifest(),
            Self::Config => words::image_config(),
            Self::DockerArchive => words::docker_archive_manifest(),
            Self::OciLayout => joined::verbatim("oci-layout"),
            Self::Repositories => joined::verbatim("repositories"),
            Self::Other => words::json_document(),
        }
    }

    /// What a media type declares its content to be; `None` where that is no
    /// document that names or describes an image.
    #[must_use]
    pub fn declared(media_type: &str) -> Option<Self> {
        match Kind::of(media_type) {
            Kind::Index => Some(Self::Index),
            Kind::Manifest => Some(Self::Manifest),
            Kind::ArtifactManifest => Some(Self::ArtifactManifest),
            Kind::Schema1 => Some(Self::Schema1),
            Kind::ImageConfig => Some(Self::Config),
            _ => None,
        }
    }

    /// Whether it names other content, as registries serve it.
    #[must_use]
    pub fn is_manifest(self) -> bool {
        matches!(
            self,
            Self::Index | Self::Manifest | Self::ArtifactManifest | Self::Schema1
        )
    }

    /// What `root` says of itself, by its media type, then by its members.
    fn told(root: &Node) -> Option<Self> {
        match Self::of(root, None) {
            Self::Other => None,
            kind => Some(kind),
        }
    }

    /// What `root` is, by what somebody says of it, then by its own media
    /// type, then by its members.
    #[must_use]
    pub fn of(root: &Node, said: Option<&str>) -> Self {
        let own = root.get("mediaType").and_then(Node::as_str);
        let named = said
            .and_then(Self::declared)
            .or_else(|| own.and_then(Self::declared));
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
    ///
    /// The config's type says it, and layers can take it back: a cosign
    /// signature, an SBOM and an Ollama model have an image config, too. All of
    /// them must be of something else for that: one strange layer, or none of a
    /// known type, or an artifact type beside real layers, switches no check off.
    /// Nor does a config type that Docker takes for an image's, where nothing
    /// else is declared.
    #[must_use]
    pub fn is_image(&self) -> bool {
        let types = || {
            self.layers
                .iter()
                .filter_map(|one| one.media_type.as_deref())
        };
        let stacks = types().any(|layer| matches!(Kind::of(layer), Kind::Layer(_)));
        let other = types().any(|layer| media_type::artifact_of(layer).is_some());
        self.config.as_ref().is_some_and(|config| {
            let text = config.media_type.as_deref().unwrap_or_default();
            let defaulted =
                || media_type::is_defaulted_config(text) && self.artifact_type.is_none();
            match config.kind() {
                Kind::ImageConfig => stacks || !other,
                _ => stacks && defaulted(),
            }
        })
    }

    /// What its config is to be read as: only an image's is an image config,
    /// whatever type it has (image-spec `manifest.md#config`).
    #[must_use]
    pub fn config_role(&self) -> Role {
        match self.is_image() {
            true => Role::Declared(DocumentKind::Config),
            false => Role::Content,
        }
    }
}

fn text(root: &Node, key: &str) -> Option<String> {
    root.get(key).and_then(Node::as_str).map(str::to_owned)
}
