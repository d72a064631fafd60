//! The kinds of what registries and archives keep: an image, a Helm chart, a
//! signature, ….
//!
//! Not here: how one is recognised (`recognition`), and by which media types
//! (`media_type`).

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

impl ArtifactKind {
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
