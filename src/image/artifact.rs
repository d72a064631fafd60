//! What a manifest or an index is of: an image, a Helm chart, a signature, ….
//! Declared types and annotations decide, and never the look of any bytes, so
//! that nothing can hide what it is, or pass for an image, by its content.
//!
//! Not here: the media types themselves (`media_type`).

use crate::image::descriptor::{Annotations, Descriptor};
use crate::image::manifest::{Index, Manifest};
use crate::image::media_type::{self, BUILDKIT_CACHE, CNAB_MANIFEST, Kind};
use crate::words::{Message, images};

/// What is kept in a registry or an archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArtifactKind {
    Image,
    /// An index of images.
    ImageIndex,
    /// An index that names nothing.
    EmptyIndex,
    /// An index of what is no image: such as the referrers of one.
    ArtifactIndex,
    Helm,
    Wasm,
    /// A Kubewarden policy.
    WasmPolicy,
    Spin,
    Sbom,
    Signature,
    Notation,
    SigstoreBundle,
    /// in-toto statements, signed in a DSSE envelope or not.
    Attestation,
    /// Statements of SLSA provenance alone.
    Provenance,
    /// CNCF model-spec.
    ModelPack,
    /// KitOps.
    ModelKit,
    DockerModel,
    OllamaModel,
    BuildCache,
    Sif,
    Compose,
    SociIndex,
    DockerPlugin,
    Flux,
    /// Layers of an image that each hold a Tekton resource.
    TektonBundle,
    OpaBundle,
    Cnab,
    /// Layers of an image that hold a Homebrew bottle.
    HomebrewBottle,
    Zarf,
    DevContainer,
    OpenTofu,
    TrivyDb,
    Falco,
    ArtifactHub,
    /// Of a type that is not known here, or of none.
    Other,
}

/// The annotation of the layers of a Tekton bundle (Tekton, "Tekton Bundle
/// Contract").
const TEKTON_KIND: &str = "dev.tekton.image.kind";
/// By which GitHub's registry tells packages apart.
const GITHUB_PACKAGE: &str = "com.github.package.type";
/// The type of an artifact, before manifests had a member for it.
const OLD_ARTIFACT_TYPE: &str = "org.opencontainers.artifactType";
const CNAB_VERSION: &str = "io.cnab.runtime_version";
const KUBEWARDEN: &str = "io.kubewarden.policy.";
/// What an in-toto statement states: BuildKit's name for it, then cosign's,
/// then that of Sigstore bundles.
const PREDICATES: [&str; 3] = [
    "in-toto.io/predicate-type",
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

    /// Whether it is one image or several: what is stacked and run.
    #[must_use]
    pub fn is_image(self) -> bool {
        matches!(self, Self::Image | Self::ImageIndex)
    }

    /// What a person calls it.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Image => images::image(),
            Self::ImageIndex => images::image_index(),
            Self::EmptyIndex => images::empty_index(),
            Self::ArtifactIndex => images::index_of_artifacts(),
            Self::Helm => images::helm_chart(),
            Self::Wasm => images::webassembly_module(),
            Self::WasmPolicy => images::kubewarden_policy_webassembly(),
            Self::Spin => images::spin_application_webassembly(),
            Self::Sbom => images::sbom(),
            Self::Signature => images::cosign_signature(),
            Self::Notation => images::notation_signature(),
            Self::SigstoreBundle => images::sigstore_bundle(),
            Self::Attestation => images::attestation(),
            Self::Provenance => images::provenance_attestation(),
            Self::ModelPack => images::modelpack_model(),
            Self::ModelKit => images::kitops_modelkit(),
            Self::DockerModel => images::docker_model(),
            Self::OllamaModel => images::ollama_model(),
            Self::BuildCache => images::buildkit_cache(),
            Self::Sif => images::sif_image_apptainer_singularity(),
            Self::Compose => images::compose_application(),
            Self::SociIndex => images::soci_index(),
            Self::DockerPlugin => images::docker_plugin(),
            Self::Flux => images::flux_artifact(),
            Self::TektonBundle => images::tekton_bundle(),
            Self::OpaBundle => images::opa_policy_bundle(),
            Self::Cnab => images::cnab_bundle(),
            Self::HomebrewBottle => images::homebrew_bottle(),
            Self::Zarf => images::zarf_package(),
            Self::DevContainer => images::dev_container_feature_or_template(),
            Self::OpenTofu => images::opentofu_package(),
            Self::TrivyDb => images::trivy_database(),
            Self::Falco => images::falco_rules_or_plugin(),
            Self::ArtifactHub => images::artifact_hub_metadata(),
            Self::Other => images::artifact(),
        }
    }

    /// For the report: a word that stays what it is.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::ImageIndex => "image-index",
            Self::EmptyIndex => "empty-index",
            Self::ArtifactIndex => "artifact-index",
            Self::Helm => "helm-chart",
            Self::Wasm => "wasm",
            Self::WasmPolicy => "wasm-policy",
            Self::Spin => "spin-application",
            Self::Sbom => "sbom",
            Self::Signature => "cosign-signature",
            Self::Notation => "notation-signature",
            Self::SigstoreBundle => "sigstore-bundle",
            Self::Attestation => "attestation",
            Self::Provenance => "provenance",
            Self::ModelPack => "modelpack",
            Self::ModelKit => "modelkit",
            Self::DockerModel => "docker-model",
            Self::OllamaModel => "ollama-model",
            Self::BuildCache => "buildkit-cache",
            Self::Sif => "sif",
            Self::Compose => "compose",
            Self::SociIndex => "soci-index",
            Self::DockerPlugin => "docker-plugin",
            Self::Flux => "flux",
            Self::TektonBundle => "tekton-bundle",
            Self::OpaBundle => "opa-bundle",
            Self::Cnab => "cnab",
            Self::HomebrewBottle => "homebrew-bottle",
            Self::Zarf => "zarf",
            Self::DevContainer => "dev-container",
            Self::OpenTofu => "opentofu",
            Self::TrivyDb => "trivy-db",
            Self::Falco => "falco",
            Self::ArtifactHub => "artifact-hub",
            Self::Other => "artifact",
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
