//! Media types: what each one says its content is, and the only place in the
//! project that spells `application/vnd…`.
//!
//! An unknown media type is no error (image-spec `manifest.md`): its content
//! is hashed and shown as bytes.

use crate::image::artifact::ArtifactKind::{self, *};
use crate::words::{Message, images};

/// What the content of a media type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An OCI index or a Docker manifest list.
    Index,
    /// An OCI or Docker schema 2 image manifest.
    Manifest,
    /// The withdrawn OCI artifact manifest.
    ArtifactManifest,
    /// Docker schema 1, signed or not.
    Schema1,
    /// The config of a container image, whose `rootfs` names DiffIDs.
    ImageConfig,
    /// `{}`, where a manifest needs a config and has none.
    Empty,
    /// The config of something else: never read as an image config.
    OtherConfig,
    /// A layer: a tar, in the compression that the type names.
    Layer(LayerType),
    /// Anything else.
    Other,
}

/// What a layer's media type says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LayerType {
    pub compression: LayerCompression,
    /// Foreign or non-distributable: its bytes may live at `urls` only.
    pub foreign: bool,
    /// Encrypted (`…+encrypted`): hashed, and never unpacked.
    pub encrypted: bool,
}

/// The compression that a layer's media type names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LayerCompression {
    None,
    Gzip,
    Zstd,
    /// `application/vnd.docker.image.rootfs.diff.tar` is written over
    /// compressed bytes too; containerd calls it "unknown".
    Any,
}

pub const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub const OCI_ARTIFACT_MANIFEST: &str = "application/vnd.oci.artifact.manifest.v1+json";
pub const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
pub const OCI_EMPTY: &str = "application/vnd.oci.empty.v1+json";
pub const OCI_LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
pub const OCI_LAYER_GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
pub const OCI_LAYER_ZSTD: &str = "application/vnd.oci.image.layer.v1.tar+zstd";
pub const OCI_LAYOUT_HEADER: &str = "application/vnd.oci.layout.header.v1+json";
pub const OCI_DESCRIPTOR: &str = "application/vnd.oci.descriptor.v1+json";
const OCI_FOREIGN: &str = "application/vnd.oci.image.layer.nondistributable.v1.tar";

pub const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
pub const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
pub const DOCKER_SCHEMA1: &str = "application/vnd.docker.distribution.manifest.v1+json";
pub const DOCKER_SCHEMA1_SIGNED: &str = "application/vnd.docker.distribution.manifest.v1+prettyjws";
pub const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
pub const DOCKER_LAYER: &str = "application/vnd.docker.image.rootfs.diff.tar";
pub const DOCKER_LAYER_GZIP: &str = "application/vnd.docker.image.rootfs.diff.tar.gzip";
const DOCKER_LAYER_ZSTD: &str = "application/vnd.docker.image.rootfs.diff.tar.zstd";
const DOCKER_FOREIGN: &str = "application/vnd.docker.image.rootfs.foreign.diff.tar";

/// BuildKit's attestation manifests, in their newer form.
pub const DOCKER_ATTESTATION: &str = "application/vnd.docker.attestation.manifest.v1+json";
pub const IN_TOTO: &str = "application/vnd.in-toto+json";
pub const DSSE: &str = "application/vnd.dsse.envelope.v1+json";
/// cosign's signatures in the form of "simple signing".
pub const SIMPLE_SIGNING: &str = "application/vnd.dev.cosign.simplesigning.v1+json";
/// What the types of all versions of bundles begin with.
pub const SIGSTORE_BUNDLE: &str = "application/vnd.dev.sigstore.bundle";
const IN_TOTO_FAMILY: &str = "application/vnd.in-toto";
/// What the types of all versions of trusted roots begin with (protobuf-specs).
pub const SIGSTORE_TRUSTED_ROOT: &str = "application/vnd.dev.sigstore.trustedroot";
/// What a signature of the Notary Project is of.
pub const NOTARY_PAYLOAD: &str = "application/vnd.cncf.notary.payload.v1+json";
const JOSE: &str = "application/jose+json";
const COSE: &str = "application/cose";
pub const BUILDKIT_CACHE: &str = "application/vnd.buildkit.cacheconfig.v0";
/// What a CNAB bundle's index says that it is, in an annotation.
pub const CNAB_MANIFEST: &str = "application/vnd.cnab.manifest.v1";

/// What tells that content is not part of an image's file system: where it
/// stands in an artifact's manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// The type of an artifact, or of its config, which stands for the type
    /// where a manifest has none (image-spec, `manifest.md`).
    Config,
    /// What an artifact holds.
    Content,
}

/// One media type, or a family of them, that a person knows by a name.
struct Known {
    /// In lower case; with `*` at its end, all types that begin so.
    media_type: &'static str,
    part: Part,
    /// What a manifest is that has this as a type, a config or a layer; `None`
    /// where images have it, too.
    of: Option<ArtifactKind>,
    name: fn() -> Message,
}

const fn config(media_type: &'static str, of: ArtifactKind, name: fn() -> Message) -> Known {
    Known {
        media_type,
        part: Part::Config,
        of: Some(of),
        name,
    }
}

const fn content(media_type: &'static str, of: ArtifactKind, name: fn() -> Message) -> Known {
    Known {
        media_type,
        part: Part::Content,
        of: Some(of),
        name,
    }
}

const fn either(media_type: &'static str, name: fn() -> Message) -> Known {
    Known {
        media_type,
        part: Part::Content,
        of: None,
        name,
    }
}

/// Media types that are not of the image formats. The first that fits counts.
#[rustfmt::skip] // One a line: a table.
const KNOWN: &[Known] = &[
    config("application/vnd.cncf.helm.config.v1+json", Helm, images::helm_chart_config),
    content("application/vnd.cncf.helm.chart.content.v1.tar+gzip", Helm, images::helm_chart),
    content("application/vnd.cncf.helm.chart.provenance.v1.prov", Helm, images::helm_chart_provenance),

    config("application/vnd.wasm.config.*", Wasm, images::wasm_package_config),
    config("application/vnd.module.wasm.config.v1+json", Wasm, images::wasm_module_config),
    config("application/vnd.wasm.component.config.*", Wasm, images::wasm_component_config),
    content("application/wasm", Wasm, images::wasm_binary),
    content("application/vnd.wasm.content.layer.v1+wasm", Wasm, images::wasm_module),
    content("application/vnd.wasm.component.layer.*", Wasm, images::wasm_component),
    content("application/vnd.module.wasm.content.layer.v1+wasm", Wasm, images::wasm_module),
    content("application/vnd.bytecodealliance.wasm.component.layer.v0+wasm", Wasm, images::wasm_component),
    content("application/vnd.bytecodealliance.component.layer.v0+wasm", Wasm, images::wasm_component),
    content("application/vnd.w3c.wasm.module.v1+wasm", Wasm, images::wasm_module),
    config("application/vnd.fermyon.spin.application.v1+config", Spin, images::spin_application_config),
    content("application/vnd.fermyon.spin.*", Spin, images::spin_application_content),

    content("application/spdx+json", Sbom, images::spdx_sbom),
    content("text/spdx+json", Sbom, images::spdx_sbom),
    content("text/spdx+xml", Sbom, images::spdx_sbom),
    content("text/spdx", Sbom, images::spdx_sbom),
    content("spdx+json", Sbom, images::spdx_sbom),
    content("application/vnd.cyclonedx", Sbom, images::cyclonedx_sbom),
    content("application/vnd.cyclonedx+*", Sbom, images::cyclonedx_sbom),
    content("application/vnd.syft+json", Sbom, images::syft_sbom),

    config("application/vnd.dev.cosign.artifact.sig.v1+json", Signature, images::cosign_signature),
    config("application/vnd.dev.cosign.artifact.sbom.v1+json", Sbom, images::cosign_sbom),
    config("application/vnd.cncf.notary.signature", Notation, images::notation_signature),
    content(SIMPLE_SIGNING, Signature, images::cosign_signature),
    content("application/vnd.dev.sigstore.bundle*", SigstoreBundle, images::sigstore_bundle),
    content(JOSE, Notation, images::notation_signature_jws),
    content(COSE, Notation, images::notation_signature_cose),

    content(IN_TOTO, Attestation, images::in_toto_statement),
    content("application/vnd.in-toto.*", Attestation, images::in_toto_statement),
    content(DSSE, Attestation, images::dsse_envelope),
    config(DOCKER_ATTESTATION, Attestation, images::attestation_manifest),

    config("application/vnd.cncf.model.manifest.*", ModelPack, images::modelpack_model),
    config("application/vnd.cncf.model.config.*", ModelPack, images::modelpack_config),
    content("application/vnd.cncf.model.weight.config.*", ModelPack, images::model_config_files),
    content("application/vnd.cncf.model.weight.*", ModelPack, images::model_weights),
    content("application/vnd.cncf.model.doc.*", ModelPack, images::model_documentation),
    content("application/vnd.cncf.model.code.*", ModelPack, images::model_code),
    content("application/vnd.cncf.model.dataset.*", ModelPack, images::model_dataset),
    content("application/vnd.cncf.model.*", ModelPack, images::part_of_modelpack),
    config("application/vnd.kitops.modelkit.config.*", ModelKit, images::modelkit_config),
    content("application/vnd.kitops.modelkit.*", ModelKit, images::part_of_modelkit),
    config("application/vnd.docker.ai.model.config.*", DockerModel, images::docker_model_config),
    content("application/vnd.docker.ai.gguf.*", DockerModel, images::model_weights_gguf),
    content("application/vnd.docker.ai.safetensors*", DockerModel, images::model_weights_safetensors),
    content("application/vnd.docker.ai.license", DockerModel, images::licence),
    content("application/vnd.docker.ai.chat.template.jinja", DockerModel, images::chat_template),
    content("application/vnd.docker.ai.*", DockerModel, images::part_of_docker_model),
    content("application/vnd.ollama.image.model", OllamaModel, images::model_weights_gguf),
    content("application/vnd.ollama.image.tensor", OllamaModel, images::model_weights),
    content("application/vnd.ollama.image.projector", OllamaModel, images::model_projector),
    content("application/vnd.ollama.image.adapter", OllamaModel, images::model_adapter),
    content("application/vnd.ollama.image.template", OllamaModel, images::prompt_template),
    content("application/vnd.ollama.image.system", OllamaModel, images::system_prompt),
    content("application/vnd.ollama.image.params", OllamaModel, images::model_parameters),
    content("application/vnd.ollama.image.license", OllamaModel, images::licence),
    content("application/vnd.ollama.image.messages", OllamaModel, images::chat_messages),
    content("application/vnd.ollama.image.*", OllamaModel, images::part_of_ollama_model),

    config(BUILDKIT_CACHE, BuildCache, images::buildkit_cache_config),
    config("application/vnd.sylabs.sif.config.*", Sif, images::sif_config),
    content("application/vnd.sylabs.sif.layer.*", Sif, images::sif_image),
    config("application/vnd.docker.compose.project", Compose, images::compose_application),
    config("application/vnd.docker.compose.config.*", Compose, images::compose_application_config),
    content("application/vnd.docker.compose.file+yaml", Compose, images::compose_file),
    content("application/vnd.docker.compose.envfile", Compose, images::environment_file),
    content("application/vnd.docker.compose.*", Compose, images::part_of_compose_application),
    config("application/vnd.amazon.soci.index.*", SociIndex, images::soci_index),
    content("application/vnd.amazon.soci.*", SociIndex, images::part_of_soci_index),
    config("application/vnd.docker.plugin.v1+json", DockerPlugin, images::docker_plugin_config),
    config("application/vnd.cncf.flux.config.*", Flux, images::flux_artifact_config),
    content("application/vnd.cncf.flux.content.*", Flux, images::flux_content),
    content("application/vnd.cncf.flux.*", Flux, images::part_of_flux_artifact),
    config("application/vnd.cncf.openpolicyagent.config.*", OpaBundle, images::opa_bundle_config),
    content("application/vnd.cncf.openpolicyagent.policy.layer.*", OpaBundle, images::rego_policy),
    content("application/vnd.cncf.openpolicyagent.data.layer.*", OpaBundle, images::policy_data),
    content("application/vnd.cncf.openpolicyagent.*", OpaBundle, images::part_of_opa_bundle),
    config("application/vnd.cnab.config.*", Cnab, images::cnab_bundle_config),
    config("application/vnd.cnab.bundle.config.*", Cnab, images::cnab_bundle_config),
    config(CNAB_MANIFEST, Cnab, images::cnab_bundle),
    content("application/vnd.cnab.*", Cnab, images::part_of_cnab_bundle),
    config("application/vnd.zarf.config.*", Zarf, images::zarf_package_config),
    config("application/vnd.zarf.component.config.*", Zarf, images::zarf_component_config),
    content("application/vnd.zarf.layer.*", Zarf, images::part_of_zarf_package),
    config("application/vnd.devcontainers", DevContainer, images::dev_container_config),
    content("application/vnd.devcontainers.collection.layer.*", DevContainer, images::dev_container_collection),
    content("application/vnd.devcontainers.*", DevContainer, images::part_of_dev_container_feature),
    config("application/vnd.opentofu.*", OpenTofu, images::opentofu_package),
    config("application/vnd.aquasec.trivy.config.*", TrivyDb, images::trivy_database_config),
    content("application/vnd.aquasec.trivy.*", TrivyDb, images::trivy_database),
    config("application/vnd.cncf.falco.rulesfile.config.v1+json", Falco, images::falco_rules_config),
    config("application/vnd.cncf.falco.plugin.config.v1+json", Falco, images::falco_plugin_config),
    content("application/vnd.cncf.falco.*", Falco, images::part_of_falco_artifact),
    config("application/vnd.cncf.artifacthub.config.*", ArtifactHub, images::artifact_hub_config),
    content("application/vnd.cncf.artifacthub.*", ArtifactHub, images::artifact_hub_metadata),

    config("application/vnd.unknown.config.v1+json", Other, images::config_of_oras_artifact),
    config("application/vnd.oci.image.config.empty.v1+json", Other, images::empty_config),
    either("application/vnd.erofs.layer.v1", images::erofs_layer),
    either("application/vnd.oci.image.layer.nydus.blob.v1", images::nydus_blob),
    either("application/vnd.containerd.container.*", images::part_of_checkpoint),
    either("application/octet-stream", images::bytes_of_any_kind),
    either("application/json", images::json),
    either("application/yaml", images::yaml),
    either("application/x-yaml", images::yaml),
    either("text/plain", images::text),
    either("text/markdown", images::markdown),
    either("text/*", images::text),
];

impl Known {
    fn of(bare: &str) -> Option<&'static Self> {
        KNOWN
            .iter()
            .find(|known| match known.media_type.strip_suffix('*') {
                Some(beginning) => bare.starts_with(beginning),
                None => bare == known.media_type,
            })
    }
}

/// Without parameters (RFC 9110, section 8.3.1): those say nothing here.
fn bare(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// What a manifest is that has this as its type, its config's or a layer's;
/// `None` where the type alone does not say.
#[must_use]
pub fn artifact_of(media_type: &str) -> Option<ArtifactKind> {
    let kind = Known::of(bare(media_type))?.of?;
    (kind != ArtifactKind::Other).then_some(kind)
}

/// What content of a media type signs, attests or lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// What cosign's signature in the annotations of the layer is over.
    SimpleSigning,
    /// A signed envelope (DSSE).
    Envelope,
    SigstoreBundle,
    /// A signature of the Notary Project, JWS or COSE.
    Notation,
    /// An in-toto statement that nobody signed.
    Statement,
    Sbom,
}

/// What a layer of this media type signs, attests or lists; `None` for all others.
/// Parameters are ignored, and so is the case.
#[must_use]
pub fn evidence_of(media_type: &str) -> Option<Evidence> {
    let bare = bare(media_type).to_ascii_lowercase();
    match bare.as_str() {
        SIMPLE_SIGNING => Some(Evidence::SimpleSigning),
        DSSE => Some(Evidence::Envelope),
        JOSE | COSE => Some(Evidence::Notation),
        one if one.starts_with(SIGSTORE_BUNDLE) => Some(Evidence::SigstoreBundle),
        // in-toto, "Envelope": `….<predicate>+dsse` is signed.
        one if one.starts_with(IN_TOTO_FAMILY) && one.ends_with("+dsse") => {
            Some(Evidence::Envelope)
        }
        one if one.starts_with(IN_TOTO_FAMILY) => Some(Evidence::Statement),
        one if artifact_of(one) == Some(Sbom) => {
            // A config of that type says so of an artifact, and is none.
            (Kind::of(one) == Kind::Other).then_some(Evidence::Sbom)
        }
        _ => None,
    }
}

/// Whether Docker reads a config of this type as an image's: early clients and
/// registries wrote these (moby `distribution/registry.go`, `defaultImageTypes`).
#[must_use]
pub fn is_defaulted_config(media_type: &str) -> bool {
    matches!(
        media_type,
        "" | "application/octet-stream" | "application/json" | "text/html"
    )
}

/// Whether content of this type is text that a person can read.
#[must_use]
pub fn is_text(media_type: &str) -> bool {
    const ENDS: [&str; 12] = [
        "json", "+yaml", "/yaml", "/x-yaml", "+xml", "/xml", "+toml", ".prov", ".license", ".yaml",
        "+rego", ".envfile",
    ];
    const PARTS: [&str; 4] = [".template", ".system", ".params", ".messages"];
    let bare = bare(media_type);
    bare.starts_with("text/")
        || ENDS.iter().any(|end| bare.ends_with(end))
        || (artifact_of(bare) == Some(ArtifactKind::OllamaModel)
            && PARTS.iter().any(|part| bare.ends_with(part)))
}

impl Kind {
    /// What `media_type` says its content is. Parameters are ignored, and so is
    /// the case (RFC 6838 §4.2): a capital letter switches no check off.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        let bare = bare(media_type).to_ascii_lowercase();
        let bare = bare.as_str();
        match bare {
            OCI_INDEX | DOCKER_LIST => Self::Index,
            OCI_MANIFEST | DOCKER_MANIFEST => Self::Manifest,
            OCI_ARTIFACT_MANIFEST => Self::ArtifactManifest,
            DOCKER_SCHEMA1 | DOCKER_SCHEMA1_SIGNED => Self::Schema1,
            OCI_CONFIG | DOCKER_CONFIG => Self::ImageConfig,
            OCI_EMPTY => Self::Empty,
            _ => match (LayerType::of(bare), Known::of(bare)) {
                (Some(layer), _) => Self::Layer(layer),
                (None, Some(known)) if known.part == Part::Config => Self::OtherConfig,
                (None, _) => Self::Other,
            },
        }
    }

    /// Whether the content is a document that names other content.
    #[must_use]
    pub fn is_manifest(self) -> bool {
        matches!(
            self,
            Self::Index | Self::Manifest | Self::ArtifactManifest | Self::Schema1
        )
    }
}

impl LayerType {
    fn of(bare: &str) -> Option<Self> {
        let (bare, encrypted) = match bare.strip_suffix("+encrypted") {
            Some(inner) => (inner, true),
            None => (bare, false),
        };
        let suffixes = [
            (OCI_LAYER, "+gzip", "+zstd", LayerCompression::None, false),
            (OCI_FOREIGN, "+gzip", "+zstd", LayerCompression::None, true),
            (DOCKER_LAYER, ".gzip", ".zstd", LayerCompression::Any, false),
            (
                DOCKER_FOREIGN,
                ".gzip",
                ".zstd",
                LayerCompression::Any,
                true,
            ),
        ];
        for (base, gzip, zstd, plain, foreign) in suffixes {
            let Some(suffix) = bare.strip_prefix(base) else {
                continue;
            };
            let compression = match suffix {
                "" => plain,
                _ if suffix == gzip => LayerCompression::Gzip,
                _ if suffix == zstd => LayerCompression::Zstd,
                _ => continue,
            };
            return Some(Self {
                compression,
                foreign,
                encrypted,
            });
        }
        None
    }
}

/// What a person calls content of this media type: "image manifest",
/// "layer (gzip)".
#[must_use]
pub fn describe(media_type: &str) -> Message {
    name_of(media_type).unwrap_or_else(images::content_of_another_kind)
}

/// The same; `None` for a type that is not known here.
#[must_use]
pub fn name_of(media_type: &str) -> Option<Message> {
    let bare = bare(media_type);
    match bare {
        OCI_INDEX => return Some(images::image_index()),
        DOCKER_LIST => return Some(images::manifest_list()),
        DOCKER_LAYER_ZSTD => return Some(images::layer_zstd()),
        OCI_LAYOUT_HEADER => return Some(images::oci_layout_header()),
        OCI_DESCRIPTOR => return Some(images::descriptor()),
        _ => {}
    }
    if let Some(known) = Known::of(bare) {
        return Some((known.name)());
    }
    Some(match Kind::of(bare) {
        Kind::Index => images::image_index(),
        Kind::Manifest => images::image_manifest(),
        Kind::ArtifactManifest => images::artifact_manifest(),
        Kind::Schema1 => images::schema1_manifest(),
        Kind::ImageConfig => images::image_config(),
        Kind::Empty => images::empty_config(),
        Kind::OtherConfig => images::config(),
        Kind::Layer(layer) => match layer.compression {
            LayerCompression::Gzip => images::layer_gzip(),
            LayerCompression::Zstd => images::layer_zstd(),
            LayerCompression::None | LayerCompression::Any => images::layer(),
        },
        Kind::Other => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layer_type_says_its_compression_and_reach() {
        use LayerCompression::{Any, Gzip, None, Zstd};
        for (media_type, compression, foreign, encrypted) in [
            (OCI_LAYER, None, false, false),
            (OCI_LAYER_GZIP, Gzip, false, false),
            (OCI_LAYER_ZSTD, Zstd, false, false),
            (
                "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
                Gzip,
                false,
                true,
            ),
            (
                "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
                Zstd,
                true,
                false,
            ),
            (DOCKER_LAYER, Any, false, false),
            (DOCKER_LAYER_GZIP, Gzip, false, false),
            (
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                Gzip,
                true,
                false,
            ),
        ] {
            let expected = LayerType {
                compression,
                foreign,
                encrypted,
            };
            assert_eq!(Kind::of(media_type), Kind::Layer(expected), "{media_type}");
        }
    }

    #[test]
    fn the_type_of_a_layer_says_what_it_is_evidence_of() {
        use Evidence::*;
        for (media_type, expected) in [
            (SIMPLE_SIGNING, Some(SimpleSigning)),
            (DSSE, Some(Envelope)),
            ("application/vnd.in-toto.spdx+dsse", Some(Envelope)),
            (
                "application/vnd.dev.sigstore.bundle.v0.3+json",
                Some(SigstoreBundle),
            ),
            (
                "application/vnd.dev.sigstore.bundle+json;version=0.1",
                Some(SigstoreBundle),
            ),
            ("application/jose+json", Some(Notation)),
            ("application/COSE", Some(Notation)),
            (IN_TOTO, Some(Statement)),
            ("application/spdx+json", Some(Sbom)),
            ("application/vnd.cyclonedx+json", Some(Sbom)),
            ("application/vnd.dev.cosign.artifact.sbom.v1+json", None),
            (OCI_LAYER, None),
            (OCI_EMPTY, None),
            ("text/plain", None),
        ] {
            assert_eq!(evidence_of(media_type), expected, "{media_type}");
        }
    }

    #[test]
    fn parameters_are_ignored_and_unknown_types_are_no_error() {
        assert_eq!(
            Kind::of("application/vnd.oci.image.index.v1+json; charset=utf-8"),
            Kind::Index
        );
        assert_eq!(Kind::of("text/plain"), Kind::Other);
        assert_eq!(
            Kind::of("application/vnd.oci.image.layer.v1.tar+lz4"),
            Kind::Other
        );
        assert_eq!(describe("application/vnd.syft+json"), images::syft_sbom());
        assert_eq!(describe("image/png"), images::content_of_another_kind());
    }
}
