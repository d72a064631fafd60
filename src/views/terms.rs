//! The words that a person has to know to read what is shown: what each is, in one
//! sentence, and where a specification says it.

use crate::inspect::graph::NodeKind;
use crate::words::{Message, terms as words};

const IMAGE_SPEC: &str = "https://github.com/opencontainers/image-spec/blob/v1.1.1/";
const DISTRIBUTION_SPEC: &str =
    "https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md";
const IN_TOTO: &str = "https://github.com/in-toto/attestation/blob/v1.1.0/spec/README.md";
const COSIGN: &str = "https://github.com/sigstore/cosign/blob/v2.4.0/specs/SIGNATURE_SPEC.md";

/// A word with a meaning of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    Annotation,
    Artifact,
    Attestation,
    Blob,
    ChainId,
    Config,
    Descriptor,
    DiffId,
    Digest,
    HistoryStep,
    ImageId,
    Index,
    IndexDigest,
    Layer,
    LayerDigest,
    Manifest,
    ManifestDigest,
    MediaType,
    Platform,
    Referrer,
    Signature,
    Tag,
    Whiteout,
}

/// A section of a specification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// As people cite it: `image-spec config.md`.
    pub name: &'static str,
    pub address: String,
}

impl Section {
    fn of(name: &'static str, file: &str, anchor: &str) -> Self {
        let anchor = match anchor {
            "" => String::new(),
            _ => format!("#{anchor}"),
        };
        Self {
            name,
            address: format!("{file}{anchor}"),
        }
    }

    fn of_image_spec(name: &'static str, anchor: &str) -> Self {
        let file = name.split(' ').next_back().unwrap_or_default();
        Self::of(name, &format!("{IMAGE_SPEC}{file}"), anchor)
    }
}

impl Term {
    pub const ALL: [Self; 23] = [
        Self::Annotation,
        Self::Artifact,
        Self::Attestation,
        Self::Blob,
        Self::ChainId,
        Self::Config,
        Self::Descriptor,
        Self::DiffId,
        Self::Digest,
        Self::HistoryStep,
        Self::ImageId,
        Self::Index,
        Self::IndexDigest,
        Self::Layer,
        Self::LayerDigest,
        Self::Manifest,
        Self::ManifestDigest,
        Self::MediaType,
        Self::Platform,
        Self::Referrer,
        Self::Signature,
        Self::Tag,
        Self::Whiteout,
    ];

    /// What an object is; `None` for a file of an archive, which is its form's.
    #[must_use]
    pub fn of_kind(kind: NodeKind) -> Option<Self> {
        Some(match kind {
            NodeKind::Entry => return None,
            NodeKind::Index => Self::Index,
            NodeKind::Manifest | NodeKind::Schema1 => Self::Manifest,
            NodeKind::Attestation => Self::Attestation,
            NodeKind::Artifact => Self::Artifact,
            NodeKind::Config => Self::Config,
            NodeKind::Layer => Self::Layer,
            NodeKind::Unpacked => Self::DiffId,
            NodeKind::Blob => Self::Blob,
        })
    }

    /// The word itself.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Annotation => words::annotation(),
            Self::Artifact => words::artifact(),
            Self::Attestation => words::attestation(),
            Self::Blob => words::blob(),
            Self::ChainId => words::chain_id(),
            Self::Config => words::config(),
            Self::Descriptor => words::descriptor(),
            Self::DiffId => words::diff_id(),
            Self::Digest => words::digest(),
            Self::HistoryStep => words::history_step(),
            Self::ImageId => words::image_id(),
            Self::Index => words::index(),
            Self::IndexDigest => words::index_digest(),
            Self::Layer => words::layer(),
            Self::LayerDigest => words::layer_digest(),
            Self::Manifest => words::manifest(),
            Self::ManifestDigest => words::manifest_digest(),
            Self::MediaType => words::media_type(),
            Self::Platform => words::platform(),
            Self::Referrer => words::referrer(),
            Self::Signature => words::signature(),
            Self::Tag => words::tag(),
            Self::Whiteout => words::whiteout(),
        }
    }

    /// What it is, in one sentence.
    #[must_use]
    pub fn meaning(self) -> Message {
        match self {
            Self::Annotation => words::annotation_is(),
            Self::Artifact => words::artifact_is(),
            Self::Attestation => words::attestation_is(),
            Self::Blob => words::blob_is(),
            Self::ChainId => words::chain_id_is(),
            Self::Config => words::config_is(),
            Self::Descriptor => words::descriptor_is(),
            Self::DiffId => words::diff_id_is(),
            Self::Digest => words::digest_is(),
            Self::HistoryStep => words::history_step_is(),
            Self::ImageId => words::image_id_is(),
            Self::Index => words::index_is(),
            Self::IndexDigest => words::index_digest_is(),
            Self::Layer => words::layer_is(),
            Self::LayerDigest => words::layer_digest_is(),
            Self::Manifest => words::manifest_is(),
            Self::ManifestDigest => words::manifest_digest_is(),
            Self::MediaType => words::media_type_is(),
            Self::Platform => words::platform_is(),
            Self::Referrer => words::referrer_is(),
            Self::Signature => words::signature_is(),
            Self::Tag => words::tag_is(),
            Self::Whiteout => words::whiteout_is(),
        }
    }

    /// Where it is specified.
    #[must_use]
    pub fn section(self) -> Section {
        let image = Section::of_image_spec;
        match self {
            Self::Annotation => image("image-spec annotations.md", ""),
            Self::Artifact => image("image-spec manifest.md", "guidelines-for-artifact-usage"),
            Self::Attestation => Section::of("in-toto attestation", IN_TOTO, ""),
            Self::Blob => Section::of("distribution-spec", DISTRIBUTION_SPEC, "definitions"),
            Self::ChainId => image("image-spec config.md", "layer-chainid"),
            Self::Config => image("image-spec config.md", "image-json"),
            Self::Descriptor => image("image-spec descriptor.md", "properties"),
            Self::DiffId => image("image-spec config.md", "layer-diffid"),
            Self::Digest | Self::IndexDigest | Self::LayerDigest | Self::ManifestDigest => {
                image("image-spec descriptor.md", "digests")
            }
            Self::HistoryStep => image("image-spec config.md", "properties"),
            Self::ImageId => image("image-spec config.md", "imageid"),
            Self::Index => image("image-spec image-index.md", ""),
            Self::Layer => image("image-spec layer.md", ""),
            Self::Manifest => image("image-spec manifest.md", "image-manifest"),
            Self::MediaType => image("image-spec media-types.md", ""),
            Self::Platform => image(
                "image-spec image-index.md",
                "image-index-property-descriptions",
            ),
            Self::Referrer => {
                Section::of("distribution-spec", DISTRIBUTION_SPEC, "listing-referrers")
            }
            Self::Signature => Section::of("cosign", COSIGN, ""),
            Self::Tag => Section::of("distribution-spec", DISTRIBUTION_SPEC, "definitions"),
            Self::Whiteout => image("image-spec layer.md", "whiteouts"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_term_has_a_name_a_sentence_of_its_own_and_a_section() {
        let (mut names, mut meanings) = (HashSet::new(), HashSet::new());
        for term in Term::ALL {
            assert!(names.insert(term.name().to_string()), "{term:?}");
            let meaning = term.meaning().to_string();
            assert!(meaning.ends_with('.'), "{meaning}");
            assert_eq!(meaning.matches(". ").count(), 0, "one sentence: {meaning}");
            assert!(meanings.insert(meaning), "{term:?}");
            assert!(term.section().address.starts_with("https://github.com/"));
        }
    }

    #[test]
    fn a_section_leads_to_its_heading() {
        assert_eq!(
            Term::DiffId.section(),
            Section {
                name: "image-spec config.md",
                address: "https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-diffid".to_owned(),
            }
        );
        assert_eq!(
            Term::Layer.section().address,
            "https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md"
        );
    }
}
