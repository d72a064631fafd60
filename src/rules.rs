//! The rules: what is asked of an image and of whatever brings it. Every finding
//! is of one of these; no other file can make a rule.
//!
//! Not here: looking for anything (`source`, `inspect::findings`).

mod finding;
#[cfg(test)]
mod tests;

pub use finding::{Finding, Location, Severity};

use crate::words::Message;

/// One rule. Its id is part of the report, so it never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::manual_non_exhaustive,
    reason = "the attribute binds other crates only, and there are none"
)]
pub struct Rule {
    /// Stable identifier, such as `diff-id-count`.
    pub id: &'static str,
    pub severity: Severity,
    /// What it asks for, in one line.
    pub about: &'static str,
    /// Who asks for it: a section of a specification, or a CVE.
    pub source: &'static str,
    /// Private, so that a rule outside the table does not compile.
    seal: (),
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

    /// The rule of this id.
    #[must_use]
    pub fn find(id: &str) -> Option<&'static Self> {
        RULES.iter().copied().find(|rule| rule.id == id)
    }
}

macro_rules! rules {
    ($($name:ident = $id:literal, $severity:ident, $source:literal, $about:literal;)*) => {
        $(pub static $name: Rule = Rule {
            id: $id,
            severity: Severity::$severity,
            about: $about,
            source: $source,
            seal: (),
        };)*

        /// Every rule, by subject.
        pub static RULES: &[&Rule] = &[$(&$name),*];

        #[cfg(test)]
        static NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

rules! {
    // JSON
    JSON_SYNTAX = "json-syntax", Error, "RFC 8259",
        "A document is one JSON value";
    JSON_NOT_UTF8 = "json-not-utf8", Error, "RFC 8259 §8.1",
        "A document is UTF-8";
    JSON_BYTE_ORDER_MARK = "json-byte-order-mark", Error, "RFC 8259 §8.1",
        "A document begins with its value, not with a byte order mark";
    JSON_TRAILING_BYTES = "json-trailing-bytes", Error, "RFC 8259 §2",
        "Nothing follows the value of a document";
    JSON_TOO_DEEP = "json-too-deep", Error, "RFC 8259 §9",
        "Arrays and objects nest at most 128 deep";
    JSON_TOO_MANY_VALUES = "json-too-many-values", Error, "RFC 8259 §9",
        "A document holds at most 1,000,000 values";
    JSON_DUPLICATE_KEY = "json-duplicate-key", Error, "RFC 7493 §2.3; image-spec considerations.md#json",
        "An object has each key once: readers differ in which of two they take";
    JSON_LONE_SURROGATE = "json-lone-surrogate", Error, "RFC 7493 §2.1",
        "Text holds whole characters, not half of a surrogate pair";
    JSON_NUMBER_PRECISION = "json-number-precision", Warning, "RFC 7493 §2.2",
        "A number is one that every reader keeps exactly";
    NUL_CHARACTER = "nul-character", Warning, "RFC 9839",
        "Text holds no NUL, at which some tools end it";
    DECEIVING_TEXT = "deceiving-text", Warning, "CVE-2021-42574",
        "Text holds no control characters that change how it is shown";

    // Keys and meaning
    CASE_VARIANT_KEY = "case-variant-key", Error, "CVE-2021-41190; Go encoding/json",
        "Keys are spelled as specified: Go takes them in any case, others do not";
    AMBIGUOUS_DOCUMENT = "ambiguous-document", Error, "CVE-2021-41190; image-spec media-types.md",
        "A document has the members of one kind of document only";
    DOCUMENT_NOT_AN_OBJECT = "document-not-an-object", Error, "CVE-2021-21285; image-spec manifest.md",
        "A document is a JSON object";
    MANIFEST_TOO_LARGE = "manifest-too-large", Warning, "distribution-spec, Pushing Manifests; CVE-2020-1702",
        "A manifest or index has at most 4 MiB, which is all that registries must take";
    GRAPH_CUT = "graph-cut", Warning, "CVE-2020-1702",
        "Documents nest and name others within the limits that are followed here";

    // Manifests and indexes
    SCHEMA_VERSION = "schema-version", Error, "image-spec manifest.md#schemaVersion, image-index.md#schemaVersion",
        "schemaVersion is the number 2, in schema 1 manifests 1";
    MEDIA_TYPE_ABSENT = "media-type-absent", Warning, "image-spec manifest.md#mediaType, image-index.md#mediaType",
        "A manifest or index says its own media type";
    MEDIA_TYPE_VALUE = "media-type-value", Error, "image-spec manifest.md#mediaType, image-index.md#mediaType",
        "The media type is that of the document's kind";
    DOCUMENT_TYPE = "document-type", Error, "image-spec media-types.md#media-type-conflicts; CVE-2021-41190",
        "A document is what its descriptor, its place or its form declares";
    MEDIA_TYPE_CONFLICT = "media-type-conflict", Error, "image-spec media-types.md#media-type-conflicts; CVE-2021-41190",
        "A document, its descriptors and its server agree on its media type";
    MANIFEST_CONFIG = "manifest-config", Error, "image-spec manifest.md#config",
        "A manifest has a config";
    MANIFEST_LAYERS = "manifest-layers", Error, "image-spec manifest.md#layers",
        "A manifest has an array of layers";
    EMPTY_LAYERS = "empty-layers", Warning, "image-spec manifest.md#layers",
        "A manifest has at least one layer";
    ARTIFACT_TYPE_MISSING = "artifact-type-missing", Error, "image-spec manifest.md#artifactType",
        "A manifest with the empty config has an artifactType";
    EMPTY_DESCRIPTOR = "empty-descriptor", Warning, "image-spec manifest.md#guidance-for-an-empty-descriptor",
        "Content of the empty media type is the two bytes {}";
    UNKNOWN_CONFIG_TYPE = "unknown-config-type", Warning, "image-spec manifest.md#config",
        "A config over image layers is of a type that tools agree to read as an image config";
    UNKNOWN_LAYER_TYPE = "unknown-layer-type", Note, "image-spec manifest.md#layers",
        "An image's layers are of types that can be unpacked";
    WITHDRAWN_ARTIFACT_MANIFEST = "withdrawn-artifact-manifest", Warning, "image-spec 1.1.0-rc3",
        "Artifacts are image manifests: the artifact manifest was withdrawn";
    INDEX_MANIFESTS = "index-manifests", Error, "image-spec image-index.md#manifests",
        "An index has an array of manifests";
    DUPLICATE_PLATFORM = "duplicate-platform", Warning, "image-spec image-index.md#platform",
        "An index names one manifest for a platform";
    PLATFORM_MISMATCH = "platform-mismatch", Warning, "image-spec image-index.md#platform",
        "The platform in an index is that of the image's config";
    ATTESTATION_TARGET = "attestation-target", Warning, "BuildKit attestation-storage.md",
        "An attestation is about a manifest of the same index";

    // Descriptors
    DESCRIPTOR = "descriptor", Error, "image-spec descriptor.md#properties; CVE-2021-21285",
        "A descriptor is a JSON object";
    DESCRIPTOR_MEDIA_TYPE = "descriptor-media-type", Error, "image-spec descriptor.md#properties; RFC 6838 §4.2",
        "A descriptor has a well-formed media type";
    DESCRIPTOR_DIGEST = "descriptor-digest", Error, "image-spec descriptor.md#digests; CVE-2024-3727",
        "A digest is there and well formed";
    UNKNOWN_ALGORITHM = "unknown-algorithm", Warning, "image-spec descriptor.md#registered-algorithms",
        "A digest is of an algorithm that can be computed here";
    DESCRIPTOR_SIZE = "descriptor-size", Error, "image-spec descriptor.md#properties; GHSA-f36w-mj3v-6jqv",
        "A size is there and a whole number from 0 to 2^63 - 1";
    DESCRIPTOR_URLS = "descriptor-urls", Error, "image-spec descriptor.md#properties; RFC 3986",
        "urls is an array of absolute URIs";
    FOREIGN_URLS = "foreign-urls", Warning, "CVE-2020-15157",
        "Content comes from where the document came from, not from URLs that it names";
    FOREIGN_LAYER = "foreign-layer", Warning, "image-spec layer.md#non-distributable-layers",
        "Layers may be distributed";
    DESCRIPTOR_DATA = "descriptor-data", Error, "image-spec descriptor.md#embedded-content",
        "data is the content itself, in base64";
    ARTIFACT_TYPE = "artifact-type", Error, "image-spec manifest.md#artifactType; RFC 6838 §4.2",
        "An artifactType is well formed";
    PLATFORM = "platform", Error, "image-spec image-index.md#platform",
        "A platform has an os and an architecture";

    // Annotations
    ANNOTATION_TYPE = "annotation-type", Error, "image-spec annotations.md#rules",
        "Annotations are an object of strings with non-empty keys";
    ANNOTATION_RESERVED = "annotation-reserved", Warning, "image-spec annotations.md#rules",
        "Keys under org.opencontainers. are those that the specification defines";
    ANNOTATION_URL = "annotation-url", Warning, "stored scripts in registry pages (Portus #1428, Portainer #3228)",
        "Links in annotations are no scripts";
    REF_NAME_PLACE = "ref-name-place", Warning, "image-spec annotations.md#pre-defined-annotation-keys",
        "ref.name stands on descriptors of index.json only";
    REF_NAME_GRAMMAR = "ref-name-grammar", Warning, "image-spec annotations.md#pre-defined-annotation-keys",
        "ref.name follows its grammar";
    BASE_DIGEST = "base-digest", Warning, "image-spec annotations.md#pre-defined-annotation-keys",
        "base.digest is a whole digest, with its algorithm";
    CREATED_NOT_RFC3339 = "created-not-rfc3339", Warning, "RFC 3339 §5.6; image-spec config.md#properties",
        "Times of creation are written as RFC 3339 says";
    CREATED_FUTURE = "created-future", Warning, "image-spec config.md#properties",
        "What was created was created before now";

    // Configs
    CONFIG_REQUIRED = "config-required", Error, "image-spec config.md#properties",
        "A config says its architecture, os and rootfs";
    ROOTFS_TYPE = "rootfs-type", Error, "image-spec config.md#properties",
        "rootfs.type is layers";
    CONFIG_DIFF_IDS = "config-diff-ids", Error, "image-spec config.md#properties",
        "rootfs.diff_ids is an array of digests";
    DIFF_ID_COUNT = "diff-id-count", Error, "image-spec config.md#properties",
        "A config has one DiffID for each layer";
    HISTORY_COUNT = "history-count", Warning, "image-spec config.md#properties",
        "A history has one step with a layer for each layer";
    CONFIG_TYPE = "config-type", Error, "image-spec config.md#properties",
        "The properties of a config are of the types that are specified";
    CONFIG_ENV = "config-env", Error, "image-spec config.md#properties",
        "Environment variables are written NAME=value";
    CONFIG_PORT = "config-port", Warning, "image-spec config.md#properties",
        "Exposed ports are written 80, 80/tcp or 53/udp";
    STOP_SIGNAL = "stop-signal", Warning, "image-spec config.md#properties",
        "A stop signal is a name such as SIGTERM or a number from 1 to 64";
    HOSTILE_USER = "hostile-user", Error, "CVE-2024-40635",
        "User and group ids fit in 31 bits: larger ones run as root in old containerd";
    HOSTILE_WORKING_DIR = "hostile-working-dir", Error, "CVE-2024-21626",
        "The working directory is not an open file of the runtime";
    HOSTILE_VOLUME = "hostile-volume", Error, "CVE-2022-23648; CVE-2019-16884",
        "Volumes stay inside the container, and leave /proc alone";

    // Schema 1
    SCHEMA1 = "schema1", Warning, "Docker schema 1 (withdrawn)",
        "Images are of a format that current tools pull";
    SCHEMA1_PAYLOAD = "schema1-payload", Error, "distribution manifest/schema1",
        "The signatures of a schema 1 manifest name its payload";
    SCHEMA1_OUTSIDE_PAYLOAD = "schema1-outside-payload", Error, "CVE-2014-8179",
        "Only the signatures stand outside the payload of a schema 1 manifest";
    SCHEMA1_FIELD = "schema1-field", Error, "distribution manifest/schema1",
        "A schema 1 manifest has its fields, each of its type";
    SCHEMA1_HISTORY_COUNT = "schema1-history-count", Error, "distribution manifest/schema1",
        "A schema 1 manifest has one history entry for each layer";
    SCHEMA1_CHAIN = "schema1-chain", Error, "CVE-2014-8178",
        "Each entry of a schema 1 history has the next one as its parent";

    // Archives
    LAYOUT_FILE = "layout-file", Error, "image-spec image-layout.md#oci-layout-file",
        "An OCI layout has a file oci-layout";
    LAYOUT_VERSION = "layout-version", Error, "image-spec image-layout.md#oci-layout-file",
        "imageLayoutVersion is 1.0.0";
    ARCHIVE_MANIFEST = "archive-manifest", Error, "docker save; CVE-2021-21285",
        "manifest.json is an array of images, each with Config, RepoTags and Layers";
    ARCHIVE_KEY_CASE = "archive-key-case", Warning, "docker save",
        "The keys of manifest.json begin with a capital letter";
    UNSAFE_PATH = "unsafe-path", Error, "CVE-2014-9358; CVE-2024-24579",
        "Paths stay inside the archive";
    ARCHIVE_PATH = "archive-path", Error, "docker load",
        "The files that manifest.json names are in the archive";
    LAYERS_LEFT_OUT = "layers-left-out", Warning, "docker load",
        "An archive holds every layer of its images";
    NO_DOCKER_MANIFEST = "no-docker-manifest", Note, "docker load",
        "An archive has the manifest.json by which docker load knows an image";
    ARCHIVE_REPOSITORIES = "archive-repositories", Error, "docker save before 1.10; CVE-2014-9358",
        "repositories names an image ID of 64 hex digits for each tag";
    ARCHIVE_VIEWS = "archive-views", Error, "docker save 25 and later, containerd export",
        "index.json and manifest.json of one archive name the same images and layers";
    ARCHIVE_NAMES = "archive-names", Warning, "docker save 25 and later, containerd export",
        "index.json and manifest.json of one archive give an image the same names";

    // Archives, as the source that reads them finds them
    LEGACY_ID = "legacy-id", Error, "CVE-2014-9358",
        "An image of an archive from before Docker 1.10 has the ID of its directory";
    LEGACY_PARENTS = "legacy-parents", Error, "docker save before 1.10",
        "The chain of parents of such an image ends";
    AMBIGUOUS_ARCHIVE = "ambiguous-archive", Error, "POSIX pax; containers/image, moby",
        "An archive has one file of each name that decides what it holds";
    BLOB_IS_A_LINK = "blob-is-a-link", Error, "go-containerregistry #2306",
        "The blobs of a layout are files, not links";
    BLOB_NOT_A_FILE = "blob-not-a-file", Error, "image-spec image-layout.md#blobs",
        "The blobs of a layout are files, not folders, devices or FIFOs";
    ARCHIVE_LINK = "archive-link", Warning, "docker load, containers/image, containerd",
        "What manifest.json names is a file or one symbolic link to it, which every loader reads";
    ENTRY_NAME = "entry-name", Warning, "docker load, containers/image, containerd",
        "Entries of an archive have relative names that do not climb";
    IMAGE_IN_A_FOLDER = "image-in-a-folder", Warning, "image-spec image-layout.md#content; docker load",
        "An image is at the root of its archive";
    LAYOUT_BLOBS = "layout-blobs", Error, "image-spec image-layout.md#content",
        "An OCI layout has a folder blobs";
    NOT_OPENED = "not-opened", Warning, "image-spec image-layout.md",
        "Each of several files that are given is an image or a part of one";
    ARCHIVE_END = "archive-end", Note, "POSIX pax",
        "An archive ends with two blocks of zeros";
    HIDDEN_ARCHIVE_DATA = "hidden-archive-data", Error, "POSIX pax; tar --ignore-zeros",
        "Only zeros follow the end of an archive";
    ARCHIVE_ENTRY = "archive-entry", Error, "POSIX pax; CVE-2025-62518",
        "The entries of an archive are read the same by every tool";
    TRUNCATED_ARCHIVE = "truncated-archive", Error, "POSIX pax",
        "An archive is there to its end";
    DOCUMENT_TOO_LARGE = "document-too-large", Error, "CVE-2020-1702; CVE-2023-25153",
        "A document is small enough to be read, not only hashed";
    DOCUMENT_NOT_READ = "document-not-read", Error, "CVE-2020-1702; CVE-2023-25153",
        "Every document that something names is read";

    // Registries, as the source that asks them notices
    HEADER_DIGEST = "header-digest", Error, "distribution-spec, Pulling manifests",
        "Docker-Content-Digest is the digest of the bytes that it comes with";
    SUBSTITUTED_MANIFEST = "substituted-manifest", Note, "distribution registry/handlers/manifests.go",
        "A registry sends the document itself, whatever types are asked for";
    UNASKED_TYPE = "unasked-type", Warning, "distribution-spec, Pulling manifests",
        "A registry sends a document of a type that was asked for";
    CONTENT_TYPE = "content-type", Warning, "distribution-spec, Pulling manifests",
        "A registry says by its Content-Type that a manifest is one";
    NOT_SERVED = "not-served", Warning, "distribution-spec, Pulling manifests",
        "A registry has the documents that its manifests and indexes name";
    CHALLENGE_SCOPE = "challenge-scope", Warning, "distribution spec/auth/token.md; GHSA-xf85-363p-868w",
        "A registry asks for no more rights than reading takes";
    PLATFORM_ABSENT = "platform-absent", Warning, "image-spec image-index.md#platform",
        "An index has a manifest for the platform that was asked for";

    // Blobs
    MISSING_BLOB = "missing-blob", Note, "image-spec image-layout.md#blobs",
        "What a document names is here, unless the archive is sparse";
    UNREFERENCED_BLOB = "unreferenced-blob", Note, "image-spec image-layout.md#blobs",
        "Every blob is named by a document";
    WELL_KNOWN_EMPTY_LAYER = "well-known-empty-layer", Note, "image-spec config.md#layer-diffid",
        "Layers that change nothing are called by their name";

    // What the bytes say
    DIGEST_MISMATCH = "digest-mismatch", Error, "image-spec descriptor.md#verification",
        "Bytes have the digest that is claimed";
    SIZE_MISMATCH = "size-mismatch", Error, "image-spec descriptor.md#verification",
        "Bytes have the size that is claimed";
    DIFF_ID_MISMATCH = "diff-id-mismatch", Error, "image-spec config.md#layer-diffid",
        "A layer unpacks to its DiffID";
    DIFF_IDS_SWAPPED = "diff-ids-swapped", Error, "image-spec config.md#layer-diffid",
        "DiffIDs stand in the order of the layers";
    STORED_UNCOMPRESSED = "stored-uncompressed", Error, "image-spec image-layout.md#blobs",
        "A layer is stored as its digest says, compressed where that is of compressed bytes";
    UNREADABLE_LAYER = "unreadable-layer", Error, "image-spec layer.md",
        "The bytes of a layer can be read to their end";
    COMPRESSION_MISMATCH = "compression-mismatch", Error, "image-spec layer.md",
        "A layer is compressed as its media type says";
    NOT_A_TAR = "not-a-tar", Error, "image-spec layer.md",
        "A layer of a tar type is a tar";
    SEVERAL_MEMBERS = "several-members", Note, "RFC 1952 §2.2; RFC 8878 §3",
        "Compressed streams of several members are told";
    TRAILING_ZEROS = "trailing-zeros", Note, "RFC 1952 §2.2",
        "Padding behind a compressed stream is told";
    TRAILING_BYTES = "trailing-bytes", Warning, "RFC 1952 §2.2",
        "Nothing follows a compressed stream";
    DECOMPRESSION_BOMB = "decompression-bomb", Warning, "CVE-2017-14992",
        "Layers unpack to at most 100 times their stored size";
    TAR_DUPLICATE_PATH = "tar-duplicate-path", Error, "image-spec layer.md#distributable-format",
        "A layer holds each path once";
    TAR_REPEATED_DIRECTORY = "tar-repeated-directory", Note, "image-spec layer.md#distributable-format",
        "A layer holds each directory once";
    TAR_EMPTY_WHITEOUT = "tar-empty-whiteout", Error, "image-spec layer.md#whiteouts",
        "A whiteout names what it deletes";
    TAR_ESCAPES_ROOT = "tar-escapes-root", Error, "CVE-2024-24579",
        "Entries of a layer stay inside its root";
    TAR_TRUNCATED = "tar-truncated", Error, "POSIX pax",
        "A tar ends after its last entry, not within it";
    TAR_SPARSE_FILE = "tar-sparse-file", Warning, "image-spec layer.md#file-types; CVE-2025-58183",
        "A layer holds no sparse files, whose size inside differs from that in the tar";
    TAR_SIZE_WITHOUT_DATA = "tar-size-without-data", Error, "CVE-2025-62518",
        "Links, directories and devices have no size: readers differ on what follows them";
    TAR_DISPUTED_SIZE = "tar-disputed-size", Error, "CVE-2025-62518",
        "A size in PAX records is that of the header, where the header can say it";
    TAR_DISPUTED_NAME = "tar-disputed-name", Error, "golang/go#12594",
        "A name is one that every tool reads: only headers of the format ustar have a prefix";
    TAR_MALFORMED_NUMBER = "tar-malformed-number", Error, "POSIX pax",
        "The numbers of a header are numbers, and owners are 0 or more";
    TAR_UNKNOWN_TYPE = "tar-unknown-type", Error, "image-spec layer.md#file-types",
        "Entries are of types that every tool knows";
    TAR_MALFORMED_EXTENSION = "tar-malformed-extension", Error, "POSIX pax",
        "Extension headers follow their grammar";
    TAR_OVERSIZED_EXTENSION = "tar-oversized-extension", Error, "CVE-2022-2879",
        "Extension headers have a size that readers accept";
    TAR_REPEATED_EXTENSION = "tar-repeated-extension", Error, "POSIX pax",
        "An entry has one long name and one set of extended attributes";
    TAR_DISPLACED_EXTENSION = "tar-displaced-extension", Error, "POSIX pax; Go archive/tar",
        "No global header stands between an extension and its entry";
    TAR_GLOBAL_OVERRIDE = "tar-global-override", Error, "POSIX pax; Go archive/tar",
        "A global header neither names nor measures entries, nor gives them an owner";
    TAR_HIDDEN_DATA = "tar-hidden-data", Warning, "CVE-2017-14992",
        "Only zeros follow the end of a tar";
    TAR_HIDDEN_ARCHIVE = "tar-hidden-archive", Error, "POSIX pax; tar --ignore-zeros",
        "No other archive follows the end of a tar: tools differ on whether they unpack it";
    TAR_TABLE_OF_CONTENTS = "tar-table-of-contents", Note, "stargz-snapshotter docs/estargz.md",
        "A table of contents behind the end of a layer is told";
    TAR_LINK_LEAVES_ROOT = "tar-link-leaves-root", Warning, "CVE-2018-15664; CVE-2024-21626",
        "Symbolic links lead to somewhere inside the root";
    TAR_LINK_CIRCLE = "tar-link-circle", Warning, "POSIX path resolution (ELOOP)",
        "Links do not lead back to themselves";
    TAR_LINKS_NOT_FOLLOWED = "tar-links-not-followed", Note, "this project",
        "A layer has no more symbolic links than are followed here";
    TAR_NO_END = "tar-no-end", Note, "POSIX pax",
        "A tar ends with two blocks of zeros";
    TAR_CUT_PADDING = "tar-cut-padding", Warning, "POSIX pax",
        "The last block of a tar is whole: GNU tar refuses what Go accepts";
    TAR_STOPPED = "tar-stopped", Error, "CVE-2025-58183",
        "A tar can be read to its end";

    // This list itself
    MORE_FINDINGS = "more-findings", Note, "this project",
        "Findings beyond the first 100 of a rule are counted only";
}
