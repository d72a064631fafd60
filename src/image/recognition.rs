//! What a manifest or an index is of. Declared types and annotations decide, and
//! never the look of any bytes, so that nothing can hide what it is, or pass for an
//! image, by its content.

use crate::image::artifact::ArtifactKind;
use crate::image::descriptor::{Annotations, Descriptor};
use crate::image::manifest::{Index, Manifest};
use crate::image::media_type::{self, BUILDKIT_CACHE, CNAB_MANIFEST, Kind};

/// The annotation of the layers of a Tekton bundle (Tekton, "Tekton Bundle
/// Contract").
const TEKTON_KIND: &str = "dev.tekton.image.kind";
/// By which GitHub's registry tells packages apart.
const GITHUB_PACKAGE: &str = "com.github.package.type";
/// The type of an artifact, before manifests had a member for it.
const OLD_ARTIFACT_TYPE: &str = "org.opencontainers.artifactType";
const CNAB_VERSION: &str = "io.cnab.runtime_version";
const KUBEWARDEN: &str = "io.kubewarden.policy.";
/// What an in-toto statement states, as BuildKit annotates it.
pub const PREDICATE_TYPE: &str = "in-toto.io/predicate-type";
/// BuildKit's name for it, then cosign's, then that of Sigstore bundles.
const PREDICATES: [&str; 3] = [
    PREDICATE_TYPE,
    "predicateType",
    "dev.sigstore.bundle.predicateType",
];
/// What cosign since 3.0 signs images with.
const COSIGN_SIGN: &str = "https://sigstore.dev/cosign/sign/";

impl ArtifactKind {
    /// What a manifest is of.
    #[must_use]
    pub fn of_manifest(manifest: &Manifest) -> Self {
        let kind = if manifest.is_image() {
            Self::Image
        } else {
            Self::by_types(manifest).unwrap_or(Self::Other)
        };
        kind.refined(manifest)
    }

    /// By the first that says it: the artifact type, the config's type, the
    /// type of a layer.
    fn by_types(manifest: &Manifest) -> Option<Self> {
        let config = manifest.config.iter();
        let config = config.filter_map(|config| config.media_type.as_deref());
        let layers = manifest.layers.iter();
        let layers = layers.filter_map(|layer| layer.media_type.as_deref());
        let types = manifest.artifact_type.as_deref().into_iter();
        let mut types = types.chain(config).chain(layers);
        types.find_map(media_type::artifact_of)
    }

    /// What annotations add to the types.
    fn refined(self, manifest: &Manifest) -> Self {
        let layers = &manifest.layers;
        let tekton = |layer: &Descriptor| layer.annotations.get(TEKTON_KIND).is_some();
        match self {
            Self::Image if is_bottle(&manifest.annotations) => Self::HomebrewBottle,
            Self::Image if !layers.is_empty() && layers.iter().all(tekton) => Self::TektonBundle,
            Self::Wasm if begins(&manifest.annotations, KUBEWARDEN) => Self::WasmPolicy,
            Self::Attestation | Self::SigstoreBundle => self.by_predicates(manifest),
            kind => kind,
        }
    }

    fn by_predicates(self, manifest: &Manifest) -> Self {
        let predicates = predicates(manifest);
        let all = |word: &str| {
            !predicates.is_empty() && predicates.iter().all(|predicate| predicate.contains(word))
        };
        match self {
            Self::Attestation if all("slsa.dev/provenance") => Self::Provenance,
            Self::SigstoreBundle if all("slsa.dev/provenance") => Self::Provenance,
            Self::SigstoreBundle if all(COSIGN_SIGN) => Self::Signature,
            kind => kind,
        }
    }

    /// What an index is of.
    #[must_use]
    pub fn of_index(index: &Index) -> Self {
        let entries = &index.manifests;
        let is_cache = |entry: &Descriptor| entry.media_type.as_deref() == Some(BUILDKIT_CACHE);
        let old_type = index.annotations.get(OLD_ARTIFACT_TYPE);
        let by_type = index.artifact_type.as_deref();
        if entries.iter().any(is_cache) {
            Self::BuildCache
        } else if old_type == Some(CNAB_MANIFEST) || index.annotations.get(CNAB_VERSION).is_some() {
            Self::Cnab
        } else if is_bottle(&index.annotations) {
            Self::HomebrewBottle
        } else if let Some(kind) = by_type.and_then(media_type::artifact_of) {
            kind
        } else if entries.is_empty() {
            Self::EmptyIndex
        } else if entries.iter().all(|entry| Self::of_entry(entry).is_some()) {
            Self::ArtifactIndex
        } else {
            Self::ImageIndex
        }
    }

    /// What a descriptor says that its manifest is of, where that is no image:
    /// known before the manifest is here. `None` for images, and for what says
    /// nothing.
    #[must_use]
    pub fn of_entry(descriptor: &Descriptor) -> Option<Self> {
        if descriptor.is_attestation() {
            return Some(Self::Attestation);
        }
        // Without a type of its own, that of its config (distribution-spec,
        // "Listing Referrers"); an image's config says that it is an image.
        let said = descriptor.artifact_type.as_deref()?;
        match Kind::of(said) {
            Kind::ImageConfig | Kind::Empty => None,
            _ => Some(media_type::artifact_of(said).unwrap_or(Self::Other)),
        }
    }
}

/// What the statements of an attestation or a bundle state, each once, as its
/// annotations say: URIs.
#[must_use]
pub fn predicates(manifest: &Manifest) -> Vec<&str> {
    let layers = manifest.layers.iter().map(|layer| &layer.annotations);
    let places = std::iter::once(&manifest.annotations).chain(layers);
    let mut found: Vec<&str> = Vec::new();
    for annotations in places {
        for predicate in PREDICATES.iter().filter_map(|key| annotations.get(key)) {
            if !found.contains(&predicate) {
                found.push(predicate);
            }
        }
    }
    found
}

fn is_bottle(annotations: &Annotations) -> bool {
    annotations.get(GITHUB_PACKAGE) == Some("homebrew_bottle")
}

fn begins(annotations: &Annotations, key: &str) -> bool {
    annotations.0.iter().any(|(name, _)| name.starts_with(key))
}
