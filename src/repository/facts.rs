//! What the documents of a tag say: its platforms, its time, its size, and what
//! hangs on it.
//!
//! Not here: fetching them (`look`). Reading is lenient: what is missing or
//! malformed is `None`; the view of the image itself has findings about it.

use crate::format::Sum;
use crate::image::artifact::ArtifactKind;
use crate::image::config::Config;
use crate::image::descriptor::{Descriptor, REFERENCE_DIGEST};
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::manifest::{DocumentKind, Index, Manifest};
use crate::image::media_type::Kind;
use crate::image::platform::{Found, Platform};
use crate::image::reference::Tag;
use crate::words::Message;

/// The most children of an index that are kept; real ones have tens.
pub const MAX_CHILDREN: usize = 1_000;

/// The most layers of an image that are kept. Docker's overlay takes 128.
pub const MAX_LAYERS: usize = 1_000;

/// The most labels of an image that are kept, and how many characters of a
/// text: they are kept for each of thousands of tags.
pub const MAX_LABELS: usize = 200;
const MAX_TEXT: usize = 1_000;

/// What is known of the document that a tag points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Computed from the bytes that came.
    pub digest: Digest,
    pub kind: DocumentKind,
    /// What it is of; `None` for schema 1, and for what is no manifest.
    pub artifact: Option<ArtifactKind>,
    /// What an index names, in its order.
    pub children: Vec<Child>,
    /// The manifest that this one is about, as it claims.
    pub subject: Option<Digest>,
    /// The image itself; of an index, the one that was looked at.
    pub image: Option<ImageFacts>,
}

/// A manifest that an index names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    pub digest: Digest,
    pub media_type: Option<String>,
    pub artifact_type: Option<String>,
    pub platform: Option<Platform>,
    /// The manifest that it is about, where it is a BuildKit attestation.
    pub about: Option<Digest>,
}

/// One image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageFacts {
    /// The digest of its config, where that came: the image ID.
    pub config: Option<Digest>,
    pub platform: Option<Platform>,
    /// RFC 3339, as spelled.
    pub created: Option<String>,
    pub labels: Vec<(String, String)>,
    /// Base first.
    pub layers: Vec<Layer>,
    /// The config could not be read, and why: time and labels are then not
    /// known.
    pub trouble: Option<Message>,
}

/// What a document is to the manifest that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The list of all that refers to it.
    Referrers,
    Signature,
    Attestation,
    Sbom,
    /// The document itself names that manifest as its subject.
    Subject,
}

/// A layer as a manifest names it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Layer {
    /// As spelled.
    pub digest: String,
    /// As claimed, in bytes.
    pub size: Option<u64>,
}

impl Facts {
    /// Reads a document. `said` is what the server says of its type.
    #[must_use]
    pub fn read(digest: Digest, bytes: &[u8], said: Option<&str>) -> Self {
        let json = Json::parse(bytes);
        let Some(root) = &json.root else {
            return Self::without_content(digest, DocumentKind::Other);
        };
        let kind = DocumentKind::of(root, said);
        let empty = Self::without_content(digest, kind);
        match kind {
            DocumentKind::Index => {
                let index = Index::read(root);
                let children = index.manifests.iter().filter_map(Child::of);
                let artifact = ArtifactKind::of_index(&index);
                Self {
                    artifact: Some(artifact),
                    children: children.take(MAX_CHILDREN).collect(),
                    subject: target(index.subject.as_ref()),
                    ..empty
                }
            }
            DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
                let manifest = Manifest::read(root);
                let artifact = ArtifactKind::of_manifest(&manifest);
                Self {
                    artifact: Some(artifact),
                    subject: target(manifest.subject.as_ref()),
                    image: Some(ImageFacts::of(&manifest)),
                    ..empty
                }
            }
            _ => empty,
        }
    }

    fn without_content(digest: Digest, kind: DocumentKind) -> Self {
        Self {
            digest,
            kind,
            artifact: None,
            children: Vec::new(),
            subject: None,
            image: None,
        }
    }

    /// What a person calls it: by what it is of, where that is no image.
    #[must_use]
    pub fn what(&self) -> Message {
        match self.artifact {
            Some(artifact) if !artifact.is_image() => artifact.name(),
            _ => self.kind.name(),
        }
    }

    /// One image, or an index of images.
    #[must_use]
    pub fn is_image(&self) -> bool {
        self.artifact.is_some_and(ArtifactKind::is_image)
    }

    /// What stands for the whole index: `linux/amd64`, which most people run
    /// and every list that has it is about, else the first image.
    #[must_use]
    pub fn representative(&self) -> Option<&Child> {
        let images = || self.children.iter().filter(|child| child.is_image());
        let usual = Platform::usual().find(images().map(|child| child.platform.as_ref()));
        match usual {
            Found::Exact(place) => images().nth(place),
            _ => images().next(),
        }
    }

    /// The platforms, in the order of the index.
    #[must_use]
    pub fn platforms(&self) -> Vec<&Platform> {
        match self.kind {
            DocumentKind::Index => {
                let images = self.children.iter().filter(|child| child.is_image());
                images.filter_map(|child| child.platform.as_ref()).collect()
            }
            _ => {
                let image = self.image.iter();
                image.filter_map(|image| image.platform.as_ref()).collect()
            }
        }
    }
}

impl Child {
    /// `None` for what is declared to be no manifest, such as the layers of a
    /// BuildKit cache: it is kept among the blobs.
    fn of(descriptor: &Descriptor) -> Option<Self> {
        let declared = descriptor.media_type.as_deref().unwrap_or_default();
        if !declared.is_empty() && !descriptor.kind().is_manifest() {
            return None;
        }
        let about = descriptor.annotations.get(REFERENCE_DIGEST);
        let attests = descriptor.is_attestation();
        Some(Self {
            digest: descriptor.valid_digest()?.clone(),
            media_type: descriptor.media_type.clone(),
            artifact_type: descriptor.artifact_type.clone(),
            platform: descriptor.platform.clone(),
            about: about.filter(|_| attests).and_then(|text| text.parse().ok()),
        })
    }

    /// An image, and nothing about one; no layer either, which the index of a
    /// BuildKit cache names in the place of manifests.
    #[must_use]
    pub fn is_image(&self) -> bool {
        let unknown = self.platform.as_ref().is_some_and(Platform::is_unknown);
        let declared = self.media_type.as_deref().map(Kind::of);
        // That of the config, where a manifest has no type of its own.
        let of = self.artifact_type.as_deref().map(Kind::of);
        declared.is_none_or(Kind::is_manifest)
            && self.about.is_none()
            && of.is_none_or(|of| of == Kind::ImageConfig)
            && !unknown
    }
}

impl ImageFacts {
    /// What the manifest says.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        let layer = |descriptor: &Descriptor| {
            Some(Layer {
                digest: descriptor.digest.as_ref()?.text.clone(),
                size: descriptor.size,
            })
        };
        Self {
            layers: (manifest.layers.iter().filter_map(layer))
                .take(MAX_LAYERS)
                .collect(),
            ..Self::default()
        }
    }

    /// Adds what the config says.
    #[must_use]
    pub fn with_config(self, bytes: &[u8]) -> Self {
        let Some(root) = Json::parse(bytes).root else {
            return self;
        };
        let config = Config::read(&root);
        Self {
            config: Some(Digest::sha256(bytes)),
            platform: config.platform.or(self.platform),
            created: config.created.as_deref().map(clip),
            labels: (config.run.labels.iter())
                .take(MAX_LABELS)
                .map(|(key, value)| (clip(key), clip(value)))
                .collect(),
            ..self
        }
    }

    /// Stored bytes of all layers, as claimed.
    #[must_use]
    pub fn size(&self) -> Sum {
        self.layers.iter().map(|layer| layer.size).collect()
    }
}

fn target(descriptor: Option<&Descriptor>) -> Option<Digest> {
    descriptor?.valid_digest().cloned()
}

/// The config to fetch for `manifest`, where it is an image's.
#[must_use]
pub fn config_of(bytes: &[u8]) -> Option<Digest> {
    let manifest = Manifest::read(&Json::parse(bytes).root?);
    target(manifest.config.as_ref().filter(|_| manifest.is_image()))
}

/// What a tag is about by its name alone: the referrers of a digest, as clients
/// of registries without the referrers API keep them (distribution-spec,
/// "Referrers Tag Schema"), or what cosign stores beside an image.
#[must_use]
pub fn about_by_name(tag: &Tag) -> Option<(Digest, Relation)> {
    let rest = tag.as_str().strip_prefix("sha256-")?;
    let (hex, what) = match rest.split_once('.') {
        None => (rest, Relation::Referrers),
        Some((hex, "sig")) => (hex, Relation::Signature),
        Some((hex, "att")) => (hex, Relation::Attestation),
        Some((hex, "sbom")) => (hex, Relation::Sbom),
        Some(_) => return None,
    };
    Some((Digest::from_sha256_hex(hex).ok()?, what))
}

fn clip(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::media_type::{BUILDKIT_CACHE, OCI_LAYER_GZIP};

    #[test]
    fn an_index_is_known_by_its_platforms_and_what_is_about_them() {
        let (amd, arm, att) = (
            Digest::sha256(b"amd"),
            Digest::sha256(b"arm"),
            Digest::sha256(b"att"),
        );
        let index = format!(
            r#"{{"schemaVersion":2,"manifests":[
              {{"digest":"{arm}","size":1,"platform":{{"os":"linux","architecture":"arm64"}}}},
              {{"digest":"{amd}","size":1,"platform":{{"os":"linux","architecture":"amd64"}}}},
              {{"digest":"{att}","size":1,"platform":{{"os":"unknown","architecture":"unknown"}},
                "annotations":{{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{amd}"}}}},
              {{"digest":"no digest"}}, 7]}}"#
        );
        let facts = Facts::read(Digest::sha256(b"x"), index.as_bytes(), None);
        assert_eq!(facts.what().to_string(), "image index");
        assert_eq!(facts.children.len(), 3);
        let platforms: Vec<String> = facts.platforms().iter().map(|p| p.to_string()).collect();
        assert_eq!(platforms, ["linux/arm64", "linux/amd64"]);
        assert_eq!(
            facts.representative().map(|child| &child.digest),
            Some(&amd)
        );
        assert_eq!(facts.children[2].about, Some(amd));
        assert!(!facts.children[2].is_image());
    }

    #[test]
    fn a_cache_is_called_that_and_its_layers_are_no_children() {
        let layer = Digest::sha256(b"layer");
        let index = format!(
            r#"{{"schemaVersion":2,"manifests":[
              {{"mediaType":"{OCI_LAYER_GZIP}","digest":"{layer}","size":1}},
              {{"mediaType":"{BUILDKIT_CACHE}","digest":"{layer}","size":1}}]}}"#
        );
        let facts = Facts::read(layer.clone(), index.as_bytes(), None);
        assert_eq!(facts.what().to_string(), "BuildKit cache");
        assert_eq!(facts.children.len(), 0);
        assert_eq!(facts.representative(), None);
        let manifest = format!(
            r#"{{"schemaVersion":2,"config":{{"mediaType":"{BUILDKIT_CACHE}","digest":"{layer}","size":1}},"layers":[]}}"#
        );
        let facts = Facts::read(layer, manifest.as_bytes(), None);
        assert_eq!(facts.what().to_string(), "BuildKit cache");
        assert_eq!(config_of(manifest.as_bytes()), None);
    }

    #[test]
    fn sizes_are_claims_and_their_sum_may_be_a_part() {
        let image = |sizes: &[Option<u64>]| ImageFacts {
            layers: sizes
                .iter()
                .map(|size| Layer {
                    digest: "x".to_owned(),
                    size: *size,
                })
                .collect(),
            ..ImageFacts::default()
        };
        assert_eq!(image(&[Some(1), Some(2)]).size().whole(), Some(3));
        let part = image(&[Some(1), None]).size();
        assert_eq!((part.known, part.whole()), (1, None));
        assert_eq!(image(&[Some(u64::MAX), Some(2)]).size().whole(), None);
        assert_eq!(image(&[]).size().whole(), Some(0));
    }

    #[test]
    fn some_tags_say_what_they_are_about() {
        let digest = Digest::sha256(b"x");
        let hex = digest.encoded();
        for (tag, expected) in [
            (format!("sha256-{hex}"), Some(Relation::Referrers)),
            (format!("sha256-{hex}.sig"), Some(Relation::Signature)),
            (format!("sha256-{hex}.att"), Some(Relation::Attestation)),
            (format!("sha256-{hex}.sbom"), Some(Relation::Sbom)),
            (format!("sha256-{hex}.other"), None),
            (format!("sha256-{}", &hex[1..]), None),
            ("3.20".to_owned(), None),
        ] {
            let about = about_by_name(&tag.parse().unwrap());
            assert_eq!(about, expected.map(|what| (digest.clone(), what)), "{tag}");
        }
    }

    #[test]
    fn any_bytes_have_facts() {
        for bytes in [
            &b""[..],
            b"{",
            b"[]",
            b"null",
            b"\xff",
            br#"{"manifests":7}"#,
        ] {
            let facts = Facts::read(Digest::sha256(bytes), bytes, None);
            assert_eq!((facts.children, facts.image), (Vec::new(), None));
            assert_eq!(config_of(bytes), None);
        }
    }
}
