//! Media types: what each one says its content is, and the only place in the
//! project that spells `application/vnd…`.
//!
//! An unknown media type is no error (image-spec `manifest.md`): its content
//! is hashed and shown as bytes.

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

/// The config of a BuildKit cache; in an index that is one, it is an entry.
pub const BUILDKIT_CACHE_CONFIG: &str = "application/vnd.buildkit.cacheconfig.v0";

/// Media types of configs that are not of images, with what they are.
const OTHER_CONFIGS: [(&str, &str); 9] = [
    (
        "application/vnd.docker.plugin.v1+json",
        "Docker plugin config",
    ),
    (
        "application/vnd.cncf.helm.config.v1+json",
        "Helm chart config",
    ),
    ("application/vnd.wasm.config.v0+json", "Wasm package config"),
    ("application/vnd.wasm.config.v1+json", "Wasm package config"),
    (
        "application/vnd.dev.cosign.artifact.sig.v1+json",
        "cosign signature config",
    ),
    (
        "application/vnd.unknown.config.v1+json",
        "config of an ORAS artifact",
    ),
    (
        "application/vnd.cncf.notary.signature",
        "Notation signature config",
    ),
    (BUILDKIT_CACHE_CONFIG, "BuildKit cache config"),
    (
        "application/vnd.oci.image.config.empty.v1+json",
        "empty config",
    ),
];

/// Media types with a name that a person knows and nothing that is done.
const OTHERS: [(&str, &str); 20] = [
    (IN_TOTO, "in-toto statement"),
    ("application/vnd.dsse.envelope.v1+json", "DSSE envelope"),
    (
        "application/vnd.dev.cosign.simplesigning.v1+json",
        "cosign signature",
    ),
    (
        "application/vnd.dev.sigstore.bundle.v0.3+json",
        "Sigstore bundle",
    ),
    ("application/spdx+json", "SPDX SBOM"),
    ("text/spdx+json", "SPDX SBOM"),
    ("text/spdx", "SPDX SBOM"),
    ("application/vnd.cyclonedx+json", "CycloneDX SBOM"),
    ("application/vnd.cyclonedx+xml", "CycloneDX SBOM"),
    ("application/vnd.syft+json", "Syft SBOM"),
    ("application/jose+json", "Notation signature (JWS)"),
    ("application/cose", "Notation signature (COSE)"),
    (
        "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
        "Helm chart",
    ),
    (
        "application/vnd.cncf.helm.chart.provenance.v1.prov",
        "Helm chart provenance",
    ),
    ("application/wasm", "Wasm module"),
    ("application/vnd.wasm.content.layer.v1+wasm", "Wasm module"),
    ("application/vnd.erofs.layer.v1", "EROFS layer"),
    (
        "application/vnd.oci.image.layer.nydus.blob.v1",
        "Nydus blob",
    ),
    ("application/vnd.amazon.soci.index.v1+json", "SOCI index"),
    ("application/vnd.amazon.soci.index.v2+json", "SOCI index"),
];

impl Kind {
    /// What `media_type` says its content is. Parameters are ignored.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        let bare = media_type.split(';').next().unwrap_or_default().trim();
        match bare {
            OCI_INDEX | DOCKER_LIST => Self::Index,
            OCI_MANIFEST | DOCKER_MANIFEST => Self::Manifest,
            OCI_ARTIFACT_MANIFEST => Self::ArtifactManifest,
            DOCKER_SCHEMA1 | DOCKER_SCHEMA1_SIGNED => Self::Schema1,
            OCI_CONFIG | DOCKER_CONFIG => Self::ImageConfig,
            OCI_EMPTY => Self::Empty,
            _ if OTHER_CONFIGS.iter().any(|(name, _)| *name == bare) => Self::OtherConfig,
            _ => LayerType::of(bare).map_or(Self::Other, Self::Layer),
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
    let bare = media_type.split(';').next().unwrap_or_default().trim();
    match bare {
        OCI_INDEX => return "image index",
        DOCKER_LIST => return "manifest list",
        DOCKER_LAYER_ZSTD => return "layer (zstd)",
        DOCKER_ATTESTATION => return "attestation manifest",
        OCI_LAYOUT_HEADER => return "OCI layout header",
        OCI_DESCRIPTOR => return "descriptor",
        _ => {}
    }
    let named = OTHER_CONFIGS.iter().chain(&OTHERS);
    if let Some((_, name)) = named.into_iter().find(|(name, _)| *name == bare) {
        return name;
    }
    match Kind::of(bare) {
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
        Kind::Other => "content of another kind",
    }
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
        assert_eq!(describe("text/plain"), "content of another kind");
    }
}
