//! SLSA provenance in an in-toto statement: which images a build used, as whoever
//! made the statement says.
//!
//! The form is that of in-toto's "Statement" (v0.1, v1) with the predicate
//! "Provenance" of SLSA (v0.2, v1), as BuildKit writes both; images are named by package
//! URLs (purl-spec) or as BuildKit's sources.
//!
//! Not here: signatures. A statement stands for nothing but what it says.

use crate::image::digest::Digest;
use crate::image::json::Node;
use crate::image::reference::Reference;
use crate::url::percent_decode;

/// How many images of one statement are kept: a build of many stages uses a dozen, and
/// a statement has room for ten thousand.
pub const MAX_IMAGES: usize = 32;

const STATEMENTS: [&str; 2] = [
    "https://in-toto.io/Statement/v0.1",
    "https://in-toto.io/Statement/v1",
];

/// The type of each provenance that is read, and where it says what the build used.
const PREDICATES: [(&str, &str); 2] = [
    ("https://slsa.dev/provenance/v0.2", "/predicate/materials"),
    (
        "https://slsa.dev/provenance/v1",
        "/predicate/buildDefinition/resolvedDependencies",
    ),
];

/// What a statement says of one build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The images that it used, each once, in the order of the statement: bases, and
    /// also tools of the build.
    pub images: Vec<UsedImage>,
    /// More than [`MAX_IMAGES`] are named.
    pub is_cut: bool,
}

/// An image that a build used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedImage {
    /// As it was asked for.
    pub reference: Reference,
    /// The digest of what came, of a manifest or an index.
    pub resolved: Option<Digest>,
}

/// Whether statements of this `predicateType` are read.
#[must_use]
pub fn is_provenance(predicate_type: &str) -> bool {
    materials(predicate_type).is_some()
}

fn materials(predicate_type: &str) -> Option<&'static str> {
    let mut known = PREDICATES.iter();
    let (_, pointer) = known.find(|(name, _)| *name == predicate_type)?;
    Some(pointer)
}

impl Provenance {
    /// Reads a statement; `None` where it is none of provenance, or has no subject of
    /// the digest `about`.
    #[must_use]
    pub fn about(about: &Digest, statement: &Node) -> Option<Self> {
        let text = |key| statement.get(key).and_then(Node::as_str);
        if !STATEMENTS.contains(&text("_type")?) {
            return None;
        }
        let materials = statement.at(materials(text("predicateType")?)?);
        let mut subjects = statement.get("subject")?.items().iter();
        if !subjects.any(|subject| has_digest(subject, about)) {
            return None;
        }
        let mut provenance = Self::default();
        let materials = materials.map(Node::items).unwrap_or_default();
        for used in materials.iter().filter_map(UsedImage::read) {
            provenance.add(used);
        }
        Some(provenance)
    }

    /// Adds an image where it is not there yet.
    pub fn add(&mut self, used: UsedImage) {
        if self.images.contains(&used) {
            return;
        }
        match self.images.len() < MAX_IMAGES {
            true => self.images.push(used),
            false => self.is_cut = true,
        }
    }
}

fn has_digest(resource: &Node, digest: &Digest) -> bool {
    let set = resource.get("digest");
    let hex = set.and_then(|set| set.get(digest.algorithm_name())?.as_str());
    hex == Some(digest.encoded())
}

impl UsedImage {
    /// Reads what a build used, as `materials` or `resolvedDependencies` have it; `None`
    /// for what is no image: sources, files.
    #[must_use]
    pub fn read(material: &Node) -> Option<Self> {
        let uri = material.get("uri")?.as_str()?;
        let reference = match uri.strip_prefix("docker-image://") {
            Some(named) => percent_decode(named)?.parse().ok()?,
            None => of_package(uri)?,
        };
        let hex = material.get("digest").and_then(|set| set.get("sha256"));
        let resolved = hex.and_then(|hex| Digest::from_sha256_hex(hex.as_str()?).ok());
        Some(Self {
            reference,
            resolved,
        })
    }

    /// The digests by which it is named.
    pub fn digests(&self) -> impl Iterator<Item = &Digest> {
        let asked = self.reference.digest.iter();
        asked.chain(&self.resolved)
    }
}

/// `pkg:docker/NAME@TAG?digest=…` as BuildKit writes it, and `pkg:oci/…` (purl-spec,
/// the types "docker" and "oci"): the version is a tag or a digest.
fn of_package(uri: &str) -> Option<Reference> {
    let package = uri.strip_prefix("pkg:")?.split('#').next()?;
    let (path, query) = package.split_once('?').unwrap_or((package, ""));
    let (kind, path) = path.trim_start_matches('/').split_once('/')?;
    let (name, version) = path.rsplit_once('@').unwrap_or((path, ""));
    let repository = repository(kind, percent_decode(name)?, query)?;
    let version = percent_decode(version)?;
    let (tag, digest) = match version.contains(':') {
        true => (None, Some(version)),
        false => (Some(version).filter(|tag| !tag.is_empty()), None),
    };
    let tag = tag.or_else(|| parameter(query, "tag"));
    let tag = tag.map(|tag| format!(":{tag}")).unwrap_or_default();
    let mut reference: Reference = format!("{repository}{tag}").parse().ok()?;
    let digest = parameter(query, "digest").or(digest);
    reference.digest = digest.and_then(|digest| digest.parse().ok());
    Some(reference)
}

/// The whole name; `None` for packages that are no images.
fn repository(kind: &str, name: String, query: &str) -> Option<String> {
    let url = parameter(query, "repository_url");
    match (kind, url) {
        ("docker", Some(registry)) => Some(format!("{registry}/{name}")),
        ("oci", Some(repository)) => Some(repository),
        ("docker" | "oci", None) => Some(name),
        _ => None,
    }
}

fn parameter(query: &str, key: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == key)?;
    percent_decode(value)
}
