//! Media types: what each one says its content is, and the only place in the
//! project that spells `application/vnd…`.
//!
//! An unknown media type is no error (image-spec `manifest.md`): its content
//! is hashed and shown as bytes.

use crate::image::artifact::ArtifactKind::{self, *};

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
    name: &'static str,
}

const fn config(media_type: &'static str, of: ArtifactKind, name: &'static str) -> Known {
    Known {
        media_type,
        part: Part::Config,
        of: Some(of),
        name,
    }
}

const fn content(media_type: &'static str, of: ArtifactKind, name: &'static str) -> Known {
    Known {
        media_type,
        part: Part::Content,
        of: Some(of),
        name,
    }
}

const fn either(media_type: &'static str, name: &'static str) -> Known {
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
    config("application/vnd.cncf.helm.config.v1+json", Helm, "Helm chart config"),
    content("application/vnd.cncf.helm.chart.content.v1.tar+gzip", Helm, "Helm chart"),
    content("application/vnd.cncf.helm.chart.provenance.v1.prov", Helm, "Helm chart provenance"),

    config("application/vnd.wasm.config.*", Wasm, "Wasm package config"),
    config("application/vnd.module.wasm.config.v1+json", Wasm, "Wasm module config"),
    config("application/vnd.wasm.component.config.*", Wasm, "Wasm component config"),
    content("application/wasm", Wasm, "Wasm binary"),
    content("application/vnd.wasm.content.layer.v1+wasm", Wasm, "Wasm module"),
    content("application/vnd.wasm.component.layer.*", Wasm, "Wasm component"),
    content("application/vnd.module.wasm.content.layer.v1+wasm", Wasm, "Wasm module"),
    content("application/vnd.bytecodealliance.wasm.component.layer.v0+wasm", Wasm, "Wasm component"),
    content("application/vnd.bytecodealliance.component.layer.v0+wasm", Wasm, "Wasm component"),
    content("application/vnd.w3c.wasm.module.v1+wasm", Wasm, "Wasm module"),
    config("application/vnd.fermyon.spin.application.v1+config", Spin, "Spin application config"),
    content("application/vnd.fermyon.spin.*", Spin, "Spin application content"),

    content("application/spdx+json", Sbom, "SPDX SBOM"),
    content("text/spdx+json", Sbom, "SPDX SBOM"),
    content("text/spdx+xml", Sbom, "SPDX SBOM"),
    content("text/spdx", Sbom, "SPDX SBOM"),
    content("spdx+json", Sbom, "SPDX SBOM"),
    content("application/vnd.cyclonedx", Sbom, "CycloneDX SBOM"),
    content("application/vnd.cyclonedx+*", Sbom, "CycloneDX SBOM"),
    content("application/vnd.syft+json", Sbom, "Syft SBOM"),

    config("application/vnd.dev.cosign.artifact.sig.v1+json", Signature, "cosign signature"),
    config("application/vnd.dev.cosign.artifact.sbom.v1+json", Sbom, "cosign SBOM"),
    config("application/vnd.cncf.notary.signature", Notation, "Notation signature"),
    content("application/vnd.dev.cosign.simplesigning.v1+json", Signature, "cosign signature"),
    content("application/vnd.dev.sigstore.bundle*", SigstoreBundle, "Sigstore bundle"),
    content("application/jose+json", Notation, "Notation signature (JWS)"),
    content("application/cose", Notation, "Notation signature (COSE)"),

    content(IN_TOTO, Attestation, "in-toto statement"),
    content("application/vnd.in-toto.*", Attestation, "in-toto statement"),
    content(DSSE, Attestation, "DSSE envelope"),
    config(DOCKER_ATTESTATION, Attestation, "attestation manifest"),

    config("application/vnd.cncf.model.manifest.*", ModelPack, "ModelPack model"),
    config("application/vnd.cncf.model.config.*", ModelPack, "ModelPack config"),
    content("application/vnd.cncf.model.weight.config.*", ModelPack, "model's config files"),
    content("application/vnd.cncf.model.weight.*", ModelPack, "model weights"),
    content("application/vnd.cncf.model.doc.*", ModelPack, "model documentation"),
    content("application/vnd.cncf.model.code.*", ModelPack, "model code"),
    content("application/vnd.cncf.model.dataset.*", ModelPack, "model dataset"),
    content("application/vnd.cncf.model.*", ModelPack, "part of a ModelPack"),
    config("application/vnd.kitops.modelkit.config.*", ModelKit, "ModelKit config"),
    content("application/vnd.kitops.modelkit.*", ModelKit, "part of a ModelKit"),
    config("application/vnd.docker.ai.model.config.*", DockerModel, "Docker model config"),
    content("application/vnd.docker.ai.gguf.*", DockerModel, "model weights (GGUF)"),
    content("application/vnd.docker.ai.safetensors*", DockerModel, "model weights (safetensors)"),
    content("application/vnd.docker.ai.license", DockerModel, "licence"),
    content("application/vnd.docker.ai.chat.template.jinja", DockerModel, "chat template"),
    content("application/vnd.docker.ai.*", DockerModel, "part of a Docker model"),
    content("application/vnd.ollama.image.model", OllamaModel, "model weights (GGUF)"),
    content("application/vnd.ollama.image.tensor", OllamaModel, "model weights"),
    content("application/vnd.ollama.image.projector", OllamaModel, "model projector"),
    content("application/vnd.ollama.image.adapter", OllamaModel, "model adapter"),
    content("application/vnd.ollama.image.template", OllamaModel, "prompt template"),
    content("application/vnd.ollama.image.system", OllamaModel, "system prompt"),
    content("application/vnd.ollama.image.params", OllamaModel, "model parameters"),
    content("application/vnd.ollama.image.license", OllamaModel, "licence"),
    content("application/vnd.ollama.image.messages", OllamaModel, "messages"),
    content("application/vnd.ollama.image.*", OllamaModel, "part of an Ollama model"),

    config(BUILDKIT_CACHE, BuildCache, "BuildKit cache config"),
    config("application/vnd.sylabs.sif.config.*", Sif, "SIF config"),
    content("application/vnd.sylabs.sif.layer.*", Sif, "SIF image"),
    config("application/vnd.docker.compose.project", Compose, "Compose application"),
    config("application/vnd.docker.compose.config.*", Compose, "Compose application config"),
    content("application/vnd.docker.compose.file+yaml", Compose, "Compose file"),
    content("application/vnd.docker.compose.envfile", Compose, "environment file"),
    content("application/vnd.docker.compose.*", Compose, "part of a Compose application"),
    config("application/vnd.amazon.soci.index.*", SociIndex, "SOCI index"),
    content("application/vnd.amazon.soci.*", SociIndex, "part of a SOCI index"),
    config("application/vnd.docker.plugin.v1+json", DockerPlugin, "Docker plugin config"),
    config("application/vnd.cncf.flux.config.*", Flux, "Flux artifact config"),
    content("application/vnd.cncf.flux.content.*", Flux, "Flux content"),
    content("application/vnd.cncf.flux.*", Flux, "part of a Flux artifact"),
    config("application/vnd.cncf.openpolicyagent.config.*", OpaBundle, "OPA bundle config"),
    content("application/vnd.cncf.openpolicyagent.policy.layer.*", OpaBundle, "Rego policy"),
    content("application/vnd.cncf.openpolicyagent.data.layer.*", OpaBundle, "policy data"),
    content("application/vnd.cncf.openpolicyagent.*", OpaBundle, "part of an OPA bundle"),
    config("application/vnd.cnab.config.*", Cnab, "CNAB bundle config"),
    config("application/vnd.cnab.bundle.config.*", Cnab, "CNAB bundle config"),
    config(CNAB_MANIFEST, Cnab, "CNAB bundle"),
    content("application/vnd.cnab.*", Cnab, "part of a CNAB bundle"),
    config("application/vnd.zarf.config.*", Zarf, "Zarf package config"),
    config("application/vnd.zarf.component.config.*", Zarf, "Zarf component config"),
    content("application/vnd.zarf.layer.*", Zarf, "part of a Zarf package"),
    config("application/vnd.devcontainers", DevContainer, "Dev Container config"),
    content("application/vnd.devcontainers.collection.layer.*", DevContainer, "Dev Container collection"),
    content("application/vnd.devcontainers.*", DevContainer, "part of a Dev Container feature"),
    config("application/vnd.opentofu.*", OpenTofu, "OpenTofu package"),
    config("application/vnd.aquasec.trivy.config.*", TrivyDb, "Trivy database config"),
    content("application/vnd.aquasec.trivy.*", TrivyDb, "Trivy database"),
    config("application/vnd.cncf.falco.rulesfile.config.v1+json", Falco, "Falco rules config"),
    config("application/vnd.cncf.falco.plugin.config.v1+json", Falco, "Falco plugin config"),
    content("application/vnd.cncf.falco.*", Falco, "part of a Falco artifact"),
    config("application/vnd.cncf.artifacthub.config.*", ArtifactHub, "Artifact Hub config"),
    content("application/vnd.cncf.artifacthub.*", ArtifactHub, "Artifact Hub metadata"),

    config("application/vnd.unknown.config.v1+json", Other, "config of an ORAS artifact"),
    config("application/vnd.oci.image.config.empty.v1+json", Other, "empty config"),
    either("application/vnd.erofs.layer.v1", "EROFS layer"),
    either("application/vnd.oci.image.layer.nydus.blob.v1", "Nydus blob"),
    either("application/vnd.containerd.container.*", "part of a checkpoint"),
    either("application/octet-stream", "bytes of any kind"),
    either("application/json", "JSON"),
    either("application/yaml", "YAML"),
    either("application/x-yaml", "YAML"),
    either("text/plain", "text"),
    either("text/markdown", "Markdown"),
    either("text/*", "text"),
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

/// What a person calls content of this media type, in lower case where it is
/// no name: "image manifest", "layer (gzip)".
#[must_use]
pub fn describe(media_type: &str) -> &'static str {
    name_of(media_type).unwrap_or("content of another kind")
}

/// The same; `None` for a type that is not known here.
#[must_use]
pub fn name_of(media_type: &str) -> Option<&'static str> {
    let bare = bare(media_type);
    match bare {
        OCI_INDEX => return Some("image index"),
        DOCKER_LIST => return Some("manifest list"),
        DOCKER_LAYER_ZSTD => return Some("layer (zstd)"),
        OCI_LAYOUT_HEADER => return Some("OCI layout header"),
        OCI_DESCRIPTOR => return Some("descriptor"),
        _ => {}
    }
    if let Some(known) = Known::of(bare) {
        return Some(known.name);
    }
    Some(match Kind::of(bare) {
        Kind::Index => "image index",
        Kind::Manifest => "image manifest",
        Kind::ArtifactManifest => "artifact manifest",
        Kind::Schema1 => "schema 1 manifest",
        Kind::ImageConfig => "image config",
        Kind::Empty => "empty config",
        Kind::OtherConfig => "config",
        Kind::Layer(layer) => match layer.compression {
            LayerCompression::Gzip => "layer (gzip)",
            LayerCompression::Zstd => "layer (zstd)",
            LayerCompression::None | LayerCompression::Any => "layer",
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
        assert_eq!(describe("application/vnd.syft+json"), "Syft SBOM");
        assert_eq!(describe("image/png"), "content of another kind");
    }
}
