//! The rules: what is asked of an image and of whatever brings it. Every finding
//! is of one of these; no other file can make a rule.
//!
//! Not here: looking for anything (`source`, `inspect::findings`).

mod finding;
#[cfg(test)]
mod tests;

pub use finding::{Finding, Location, Severity};

use crate::words::{self, Message};

/// One rule. Its id is part of the report, so it never changes its meaning.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Stable identifier, such as `diff-id-count`.
    pub id: &'static str,
    pub severity: Severity,
    /// Who asks for it: a section of a specification, or a CVE.
    pub source: &'static str,
    /// Private, so that a rule outside the table does not compile.
    about: fn() -> Message,
}

impl Rule {
    /// A finding of this rule. `document` is a digest or a file name, `pointer`
    /// a JSON pointer (RFC 6901), `message` one sentence without its full stop.
    #[must_use]
    pub fn finding(
        &'static self,
        document: impl Into<String>,
        pointer: impl Into<String>,
        message: impl Into<Message>,
    ) -> Finding {
        Finding {
            rule: self,
            place: Location {
                document: document.into(),
                pointer: pointer.into(),
            },
            message: message.into(),
        }
    }

    /// What it asks for, in one line.
    #[must_use]
    pub fn about(&self) -> Message {
        (self.about)()
    }

    /// The rule of this id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        RULES.iter().copied().find(|rule| rule.id == id)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

macro_rules! rules {
    ($($name:ident = $id:literal, $severity:ident, $area:ident::$about:ident, $source:literal;)*) => {
        $(pub static $name: Rule = Rule {
            id: $id,
            severity: Severity::$severity,
            source: $source,
            about: words::$area::$about,
        };)*

        /// Every rule, by subject.
        pub static RULES: &[&Rule] = &[$(&$name),*];

        #[cfg(test)]
        static NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

rules! {
    // JSON
    JSON_SYNTAX = "json-syntax", Error, findings::rule_json_syntax, "RFC 8259";
    JSON_NOT_UTF8 = "json-not-utf8", Error, findings::rule_json_not_utf8, "RFC 8259 §8.1";
    JSON_BYTE_ORDER_MARK = "json-byte-order-mark", Error, findings::rule_json_byte_order_mark, "RFC 8259 §8.1";
    JSON_TRAILING_BYTES = "json-trailing-bytes", Error, findings::rule_json_trailing_bytes, "RFC 8259 §2";
    JSON_TOO_DEEP = "json-too-deep", Error, findings::rule_json_too_deep, "RFC 8259 §9";
    JSON_TOO_MANY_VALUES = "json-too-many-values", Error, findings::rule_json_too_many_values, "RFC 8259 §9";
    JSON_DUPLICATE_KEY = "json-duplicate-key", Error, findings::rule_json_duplicate_key, "RFC 7493 §2.3; image-spec considerations.md#json";
    JSON_LONE_SURROGATE = "json-lone-surrogate", Error, findings::rule_json_lone_surrogate, "RFC 7493 §2.1";
    JSON_NUMBER_PRECISION = "json-number-precision", Warning, findings::rule_json_number_precision, "RFC 7493 §2.2";
    NUL_CHARACTER = "nul-character", Warning, findings::rule_nul_character, "RFC 9839";
    DECEIVING_TEXT = "deceiving-text", Warning, findings::rule_deceiving_text, "CVE-2021-42574";

    // Keys and meaning
    CASE_VARIANT_KEY = "case-variant-key", Error, findings::rule_case_variant_key, "CVE-2021-41190; Go encoding/json";
    AMBIGUOUS_DOCUMENT = "ambiguous-document", Error, findings::rule_ambiguous_document, "CVE-2021-41190; image-spec media-types.md";
    DOCUMENT_NOT_AN_OBJECT = "document-not-an-object", Error, findings::rule_document_not_an_object, "CVE-2021-21285; image-spec manifest.md";
    MANIFEST_TOO_LARGE = "manifest-too-large", Warning, findings::rule_manifest_too_large, "distribution-spec, Pushing Manifests; CVE-2020-1702";
    GRAPH_CUT = "graph-cut", Warning, findings::rule_graph_cut, "CVE-2020-1702";

    // Manifests and indexes
    SCHEMA_VERSION = "schema-version", Error, findings::rule_schema_version, "image-spec manifest.md#schemaVersion, image-index.md#schemaVersion";
    MEDIA_TYPE_ABSENT = "media-type-absent", Warning, findings::rule_media_type_absent, "image-spec manifest.md#mediaType, image-index.md#mediaType";
    MEDIA_TYPE_VALUE = "media-type-value", Error, findings::rule_media_type_value, "image-spec manifest.md#mediaType, image-index.md#mediaType";
    DOCUMENT_TYPE = "document-type", Error, findings::rule_document_type, "image-spec media-types.md#media-type-conflicts; CVE-2021-41190";
    MEDIA_TYPE_CONFLICT = "media-type-conflict", Error, findings::rule_media_type_conflict, "image-spec media-types.md#media-type-conflicts; CVE-2021-41190";
    MANIFEST_CONFIG = "manifest-config", Error, findings::rule_manifest_config, "image-spec manifest.md#config";
    MANIFEST_LAYERS = "manifest-layers", Error, findings::rule_manifest_layers, "image-spec manifest.md#layers";
    EMPTY_LAYERS = "empty-layers", Warning, findings::rule_empty_layers, "image-spec manifest.md#layers";
    ARTIFACT_TYPE_MISSING = "artifact-type-missing", Error, findings::rule_artifact_type_missing, "image-spec manifest.md#artifactType";
    EMPTY_DESCRIPTOR = "empty-descriptor", Warning, findings::rule_empty_descriptor, "image-spec manifest.md#guidance-for-an-empty-descriptor";
    UNKNOWN_CONFIG_TYPE = "unknown-config-type", Warning, findings::rule_unknown_config_type, "image-spec manifest.md#config";
    UNKNOWN_LAYER_TYPE = "unknown-layer-type", Note, findings::rule_unknown_layer_type, "image-spec manifest.md#layers";
    WITHDRAWN_ARTIFACT_MANIFEST = "withdrawn-artifact-manifest", Warning, findings::rule_withdrawn_artifact_manifest, "image-spec 1.1.0-rc3";
    INDEX_MANIFESTS = "index-manifests", Error, findings::rule_index_manifests, "image-spec image-index.md#manifests";
    DUPLICATE_PLATFORM = "duplicate-platform", Warning, findings::rule_duplicate_platform, "image-spec image-index.md#platform";
    PLATFORM_MISMATCH = "platform-mismatch", Warning, findings::rule_platform_mismatch, "image-spec image-index.md#platform";
    ATTESTATION_TARGET = "attestation-target", Warning, findings::rule_attestation_target, "BuildKit attestation-storage.md";

    // Descriptors
    DESCRIPTOR = "descriptor", Error, findings::rule_descriptor, "image-spec descriptor.md#properties; CVE-2021-21285";
    DESCRIPTOR_MEDIA_TYPE = "descriptor-media-type", Error, findings::rule_descriptor_media_type, "image-spec descriptor.md#properties; RFC 6838 §4.2";
    DESCRIPTOR_DIGEST = "descriptor-digest", Error, findings::rule_descriptor_digest, "image-spec descriptor.md#digests; CVE-2024-3727";
    UNKNOWN_ALGORITHM = "unknown-algorithm", Warning, findings::rule_unknown_algorithm, "image-spec descriptor.md#registered-algorithms";
    DESCRIPTOR_SIZE = "descriptor-size", Error, findings::rule_descriptor_size, "image-spec descriptor.md#properties; GHSA-f36w-mj3v-6jqv";
    DESCRIPTOR_URLS = "descriptor-urls", Error, findings::rule_descriptor_urls, "image-spec descriptor.md#properties; RFC 3986";
    FOREIGN_URLS = "foreign-urls", Warning, findings::rule_foreign_urls, "CVE-2020-15157";
    FOREIGN_LAYER = "foreign-layer", Warning, findings::rule_foreign_layer, "image-spec layer.md#non-distributable-layers";
    DESCRIPTOR_DATA = "descriptor-data", Error, findings::rule_descriptor_data, "image-spec descriptor.md#embedded-content";
    ARTIFACT_TYPE = "artifact-type", Error, findings::rule_artifact_type, "image-spec manifest.md#artifactType; RFC 6838 §4.2";
    PLATFORM = "platform", Error, findings::rule_platform, "image-spec image-index.md#platform";

    // Annotations
    ANNOTATION_TYPE = "annotation-type", Error, findings::rule_annotation_type, "image-spec annotations.md#rules";
    ANNOTATION_RESERVED = "annotation-reserved", Warning, findings::rule_annotation_reserved, "image-spec annotations.md#rules";
    ANNOTATION_URL = "annotation-url", Warning, findings::rule_annotation_url, "stored scripts in registry pages (Portus #1428, Portainer #3228)";
    REF_NAME_PLACE = "ref-name-place", Warning, findings::rule_ref_name_place, "image-spec annotations.md#pre-defined-annotation-keys";
    REF_NAME_GRAMMAR = "ref-name-grammar", Warning, findings::rule_ref_name_grammar, "image-spec annotations.md#pre-defined-annotation-keys";
    BASE_DIGEST = "base-digest", Warning, findings::rule_base_digest, "image-spec annotations.md#pre-defined-annotation-keys";
    CREATED_NOT_RFC3339 = "created-not-rfc3339", Warning, findings::rule_created_not_rfc3339, "RFC 3339 §5.6; image-spec config.md#properties";
    CREATED_FUTURE = "created-future", Warning, findings::rule_created_future, "image-spec config.md#properties";

    // Configs
    CONFIG_REQUIRED = "config-required", Error, findings_config::rule_config_required, "image-spec config.md#properties";
    ROOTFS_TYPE = "rootfs-type", Error, findings_config::rule_rootfs_type, "image-spec config.md#properties";
    CONFIG_DIFF_IDS = "config-diff-ids", Error, findings_config::rule_config_diff_ids, "image-spec config.md#properties";
    DIFF_ID_COUNT = "diff-id-count", Error, findings_config::rule_diff_id_count, "image-spec config.md#properties";
    HISTORY_COUNT = "history-count", Warning, findings_config::rule_history_count, "image-spec config.md#properties";
    CONFIG_TYPE = "config-type", Error, findings_config::rule_config_type, "image-spec config.md#properties";
    CONFIG_ENV = "config-env", Error, findings_config::rule_config_env, "image-spec config.md#properties";
    CONFIG_PORT = "config-port", Warning, findings_config::rule_config_port, "image-spec config.md#properties";
    STOP_SIGNAL = "stop-signal", Warning, findings_config::rule_stop_signal, "image-spec config.md#properties";
    HOSTILE_USER = "hostile-user", Error, findings_config::rule_hostile_user, "CVE-2024-40635";
    HOSTILE_WORKING_DIR = "hostile-working-dir", Error, findings_config::rule_hostile_working_dir, "CVE-2024-21626";
    HOSTILE_VOLUME = "hostile-volume", Error, findings_config::rule_hostile_volume, "CVE-2022-23648; CVE-2019-16884";
    LIKELY_SECRET = "likely-secret", Warning, findings_config::rule_likely_secret, "Docker build checks, SecretsUsedInArgOrEnv";

    // Schema 1
    SCHEMA1 = "schema1", Warning, findings_config::rule_schema1, "Docker schema 1 (withdrawn)";
    SCHEMA1_PAYLOAD = "schema1-payload", Error, findings_config::rule_schema1_payload, "distribution manifest/schema1";
    SCHEMA1_OUTSIDE_PAYLOAD = "schema1-outside-payload", Error, findings_config::rule_schema1_outside_payload, "CVE-2014-8179";
    SCHEMA1_FIELD = "schema1-field", Error, findings_config::rule_schema1_field, "distribution manifest/schema1";
    SCHEMA1_HISTORY_COUNT = "schema1-history-count", Error, findings_config::rule_schema1_history_count, "distribution manifest/schema1";
    SCHEMA1_CHAIN = "schema1-chain", Error, findings_config::rule_schema1_chain, "CVE-2014-8178";

    // Archives
    LAYOUT_FILE = "layout-file", Error, findings_archive::rule_layout_file, "image-spec image-layout.md#oci-layout-file";
    LAYOUT_VERSION = "layout-version", Error, findings_archive::rule_layout_version, "image-spec image-layout.md#oci-layout-file";
    ARCHIVE_MANIFEST = "archive-manifest", Error, findings_archive::rule_archive_manifest, "docker save; CVE-2021-21285";
    ARCHIVE_KEY_CASE = "archive-key-case", Warning, findings_archive::rule_archive_key_case, "docker save";
    UNSAFE_PATH = "unsafe-path", Error, findings_archive::rule_unsafe_path, "CVE-2014-9358; CVE-2024-24579";
    ARCHIVE_PATH = "archive-path", Error, findings_archive::rule_archive_path, "docker load";
    LAYERS_LEFT_OUT = "layers-left-out", Warning, findings_archive::rule_layers_left_out, "docker load";
    NO_DOCKER_MANIFEST = "no-docker-manifest", Note, findings_archive::rule_no_docker_manifest, "docker load";
    ARCHIVE_REPOSITORIES = "archive-repositories", Error, findings_archive::rule_archive_repositories, "docker save before 1.10; CVE-2014-9358";
    ARCHIVE_VIEWS = "archive-views", Error, findings_archive::rule_archive_views, "docker save 25 and later, containerd export";
    ARCHIVE_NAMES = "archive-names", Warning, findings_archive::rule_archive_names, "docker save 25 and later, containerd export";

    // Archives, as the source that reads them finds them
    LEGACY_ID = "legacy-id", Error, findings_archive::rule_legacy_id, "CVE-2014-9358";
    LEGACY_PARENTS = "legacy-parents", Error, findings_archive::rule_legacy_parents, "docker save before 1.10";
    AMBIGUOUS_ARCHIVE = "ambiguous-archive", Error, findings_archive::rule_ambiguous_archive, "POSIX pax; containers/image, moby";
    BLOB_IS_A_LINK = "blob-is-a-link", Error, findings_archive::rule_blob_is_a_link, "go-containerregistry #2306";
    BLOB_NOT_A_FILE = "blob-not-a-file", Error, findings_archive::rule_blob_not_a_file, "image-spec image-layout.md#blobs";
    ARCHIVE_LINK = "archive-link", Warning, findings_archive::rule_archive_link, "docker load, containers/image, containerd";
    ENTRY_NAME = "entry-name", Warning, findings_archive::rule_entry_name, "docker load, containers/image, containerd";
    IMAGE_IN_A_FOLDER = "image-in-a-folder", Warning, findings_archive::rule_image_in_a_folder, "image-spec image-layout.md#content; docker load";
    LAYOUT_BLOBS = "layout-blobs", Error, findings_archive::rule_layout_blobs, "image-spec image-layout.md#content";
    NOT_OPENED = "not-opened", Warning, findings_archive::rule_not_opened, "image-spec image-layout.md";
    ARCHIVE_END = "archive-end", Note, findings_archive::rule_archive_end, "POSIX pax";
    HIDDEN_ARCHIVE_DATA = "hidden-archive-data", Error, findings_archive::rule_hidden_archive_data, "POSIX pax; tar --ignore-zeros";
    ARCHIVE_ENTRY = "archive-entry", Error, findings_archive::rule_archive_entry, "POSIX pax; CVE-2025-62518";
    TRUNCATED_ARCHIVE = "truncated-archive", Error, findings_archive::rule_truncated_archive, "POSIX pax";
    DOCUMENT_TOO_LARGE = "document-too-large", Error, findings_archive::rule_document_too_large, "CVE-2020-1702; CVE-2023-25153";
    DOCUMENT_NOT_READ = "document-not-read", Error, findings_archive::rule_document_not_read, "CVE-2020-1702; CVE-2023-25153";

    // Registries, as the source that asks them notices
    HEADER_DIGEST = "header-digest", Error, findings_registry::rule_header_digest, "distribution-spec, Pulling manifests";
    SUBSTITUTED_MANIFEST = "substituted-manifest", Note, findings_registry::rule_substituted_manifest, "distribution registry/handlers/manifests.go";
    UNASKED_TYPE = "unasked-type", Warning, findings_registry::rule_unasked_type, "distribution-spec, Pulling manifests";
    CONTENT_TYPE = "content-type", Warning, findings_registry::rule_content_type, "distribution-spec, Pulling manifests";
    NOT_SERVED = "not-served", Warning, findings_registry::rule_not_served, "distribution-spec, Pulling manifests";
    CHALLENGE_SCOPE = "challenge-scope", Warning, findings_registry::rule_challenge_scope, "distribution spec/auth/token.md; GHSA-xf85-363p-868w";
    PLATFORM_ABSENT = "platform-absent", Warning, findings_registry::rule_platform_absent, "image-spec image-index.md#platform";

    // Engines, whose reports are held against the bytes that they give out
    ENGINE_ID = "engine-id", Warning, findings_engine::rule_engine_id, "Docker Engine API, ImageInspect; moby daemon/containerd/image_inspect.go";
    ENGINE_LAYERS = "engine-layers", Error, findings_engine::rule_engine_layers, "Docker Engine API, ImageInspect (RootFS)";
    ENGINE_PLATFORM = "engine-platform", Warning, findings_engine::rule_engine_platform, "Docker Engine API, ImageInspect (Architecture, Variant, Os)";
    ENGINE_CREATED = "engine-created", Warning, findings_engine::rule_engine_created, "Docker Engine API, ImageInspect (Created)";
    ENGINE_HISTORY = "engine-history", Warning, findings_engine::rule_engine_history, "Docker Engine API, ImageHistory";
    ENGINE_REPO_DIGEST = "engine-repo-digest", Warning, findings_engine::rule_engine_repo_digest, "Docker Engine API, ImageInspect (RepoDigests)";
    ENGINE_REWRITTEN_MANIFEST = "engine-rewritten-manifest", Note, findings_engine::rule_engine_rewritten_manifest, "docker save 25 and later";

    // Signatures and attestations
    SIGNATURE_FOR_OTHER_DIGEST = "signature-for-other-digest", Error, signatures::rule_signature_for_other_digest, "cosign SIGNATURE_SPEC.md; in-toto Statement v1";
    SIGNATURE_WRONG = "signature-wrong", Error, signatures::rule_signature_wrong, "cosign SIGNATURE_SPEC.md; sigstore bundle";
    SIGNATURE_UNREADABLE = "signature-unreadable", Warning, signatures::rule_signature_unreadable, "sigstore bundle; cosign SIGNATURE_SPEC.md";
    SIGNATURE_LOG = "signature-log", Error, signatures::rule_signature_log, "RFC 6962; CVE-2022-36056; CVE-2026-22703";
    SIGNATURE_TIME = "signature-time", Error, signatures::rule_signature_time, "RFC 3161; sigstore client specification";
    SIGNATURE_CERTIFICATE = "signature-certificate", Error, signatures::rule_signature_certificate, "RFC 5280 §6; RFC 6962";
    CERTIFICATE_EXPIRED_AT_SIGNING = "certificate-expired-at-signing", Error, signatures::rule_certificate_expired_at_signing, "RFC 5280 §6; CVE-2026-24122";
    SIGNER_UNEXPECTED = "signer-unexpected", Error, signatures::rule_signer_unexpected, "cosign verify --certificate-identity";
    STATEMENT_FOR_OTHER_DIGEST = "statement-for-other-digest", Error, signatures::rule_statement_for_other_digest, "BuildKit attestation-storage.md; in-toto Statement v1";
    STATEMENT_UNREADABLE = "statement-unreadable", Warning, signatures::rule_statement_unreadable, "in-toto Statement v1";

    // Blobs
    MISSING_BLOB = "missing-blob", Note, findings_archive::rule_missing_blob, "image-spec image-layout.md#blobs";
    UNREFERENCED_BLOB = "unreferenced-blob", Note, findings_archive::rule_unreferenced_blob, "image-spec image-layout.md#blobs";
    WELL_KNOWN_EMPTY_LAYER = "well-known-empty-layer", Note, findings_archive::rule_well_known_empty_layer, "image-spec config.md#layer-diffid";

    // What the bytes say
    DIGEST_MISMATCH = "digest-mismatch", Error, findings_layers::rule_digest_mismatch, "image-spec descriptor.md#verification";
    SIZE_MISMATCH = "size-mismatch", Error, findings_layers::rule_size_mismatch, "image-spec descriptor.md#verification";
    DIFF_ID_MISMATCH = "diff-id-mismatch", Error, findings_layers::rule_diff_id_mismatch, "image-spec config.md#layer-diffid";
    DIFF_IDS_SWAPPED = "diff-ids-swapped", Error, findings_layers::rule_diff_ids_swapped, "image-spec config.md#layer-diffid";
    STORED_UNCOMPRESSED = "stored-uncompressed", Error, findings_layers::rule_stored_uncompressed, "image-spec image-layout.md#blobs";
    UNREADABLE_LAYER = "unreadable-layer", Error, findings_layers::rule_unreadable_layer, "image-spec layer.md";
    COMPRESSION_MISMATCH = "compression-mismatch", Error, findings_layers::rule_compression_mismatch, "image-spec layer.md";
    NOT_A_TAR = "not-a-tar", Error, findings_layers::rule_not_a_tar, "image-spec layer.md";
    SEVERAL_MEMBERS = "several-members", Note, findings_layers::rule_several_members, "RFC 1952 §2.2; RFC 8878 §3";
    TRAILING_ZEROS = "trailing-zeros", Note, findings_layers::rule_trailing_zeros, "RFC 1952 §2.2";
    TRAILING_BYTES = "trailing-bytes", Warning, findings_layers::rule_trailing_bytes, "RFC 1952 §2.2";
    DECOMPRESSION_BOMB = "decompression-bomb", Warning, findings_layers::rule_decompression_bomb, "CVE-2017-14992";
    TAR_DUPLICATE_PATH = "tar-duplicate-path", Error, findings_layers::rule_tar_duplicate_path, "image-spec layer.md#distributable-format";
    TAR_REPEATED_DIRECTORY = "tar-repeated-directory", Note, findings_layers::rule_tar_repeated_directory, "image-spec layer.md#distributable-format";
    TAR_EMPTY_WHITEOUT = "tar-empty-whiteout", Error, findings_layers::rule_tar_empty_whiteout, "image-spec layer.md#whiteouts";
    TAR_ESCAPES_ROOT = "tar-escapes-root", Error, findings_layers::rule_tar_escapes_root, "CVE-2024-24579";
    TAR_TRUNCATED = "tar-truncated", Error, findings_layers::rule_tar_truncated, "POSIX pax";
    TAR_SPARSE_FILE = "tar-sparse-file", Warning, findings_layers::rule_tar_sparse_file, "image-spec layer.md#file-types; CVE-2025-58183";
    TAR_SIZE_WITHOUT_DATA = "tar-size-without-data", Error, findings_layers::rule_tar_size_without_data, "CVE-2025-62518";
    TAR_DISPUTED_SIZE = "tar-disputed-size", Error, findings_layers::rule_tar_disputed_size, "CVE-2025-62518";
    TAR_DISPUTED_NAME = "tar-disputed-name", Error, findings_layers::rule_tar_disputed_name, "golang/go#12594";
    TAR_MALFORMED_NUMBER = "tar-malformed-number", Error, findings_layers::rule_tar_malformed_number, "POSIX pax";
    TAR_UNKNOWN_TYPE = "tar-unknown-type", Error, findings_layers::rule_tar_unknown_type, "image-spec layer.md#file-types";
    TAR_MALFORMED_EXTENSION = "tar-malformed-extension", Error, findings_layers::rule_tar_malformed_extension, "POSIX pax";
    TAR_OVERSIZED_EXTENSION = "tar-oversized-extension", Error, findings_layers::rule_tar_oversized_extension, "CVE-2022-2879";
    TAR_REPEATED_EXTENSION = "tar-repeated-extension", Error, findings_layers::rule_tar_repeated_extension, "POSIX pax";
    TAR_DISPLACED_EXTENSION = "tar-displaced-extension", Error, findings_layers::rule_tar_displaced_extension, "POSIX pax; Go archive/tar";
    TAR_GLOBAL_OVERRIDE = "tar-global-override", Error, findings_layers::rule_tar_global_override, "POSIX pax; Go archive/tar";
    TAR_HIDDEN_DATA = "tar-hidden-data", Warning, findings_layers::rule_tar_hidden_data, "CVE-2017-14992";
    TAR_HIDDEN_ARCHIVE = "tar-hidden-archive", Error, findings_layers::rule_tar_hidden_archive, "POSIX pax; tar --ignore-zeros";
    TAR_TABLE_OF_CONTENTS = "tar-table-of-contents", Note, findings_layers::rule_tar_table_of_contents, "stargz-snapshotter docs/estargz.md";
    TAR_LINK_LEAVES_ROOT = "tar-link-leaves-root", Warning, findings_layers::rule_tar_link_leaves_root, "CVE-2018-15664; CVE-2024-21626";
    TAR_LINK_CIRCLE = "tar-link-circle", Warning, findings_layers::rule_tar_link_circle, "POSIX path resolution (ELOOP)";
    TAR_LINKS_NOT_FOLLOWED = "tar-links-not-followed", Note, findings_layers::rule_tar_links_not_followed, "this project";
    TAR_NO_END = "tar-no-end", Note, findings_layers::rule_tar_no_end, "POSIX pax";
    TAR_CUT_PADDING = "tar-cut-padding", Warning, findings_layers::rule_tar_cut_padding, "POSIX pax";
    TAR_STOPPED = "tar-stopped", Error, findings_layers::rule_tar_stopped, "CVE-2025-58183";

    // This list itself
    MORE_FINDINGS = "more-findings", Note, findings::rule_more_findings, "this project";
}
