//! What the rules ask for: a message of each rule, by its id.

messages! { rules;
    // JSON
    json_syntax() "A document is one JSON value";
    json_not_utf8() "A document is UTF-8";
    json_byte_order_mark() "A document begins with its value, not with a byte order mark";
    json_trailing_bytes() "Nothing follows the value of a document";
    json_too_deep() "Arrays and objects nest at most 128 deep";
    json_too_many_values() "A document holds at most 1,000,000 values";
    json_duplicate_key() "An object has each key once: readers differ on which of two they take";
    json_lone_surrogate() "Text holds whole characters, not half of a surrogate pair";
    json_number_precision() "A number is one that every reader keeps exactly";
    nul_character() "Text holds no NUL, at which some tools end it";
    deceiving_text() "Text holds no control characters that change how it is shown";

    // Keys and meaning
    case_variant_key() "Keys are spelled as specified: Go accepts them in any case, others do not";
    ambiguous_document() "A document has the members of one kind of document only";
    document_not_an_object() "A document is a JSON object";
    manifest_too_large() "A manifest or index has at most 4 MiB, the most that registries must accept";
    graph_cut() "Documents nest and name others within the limits that are followed here";

    // Manifests and indexes
    schema_version() "schemaVersion is the number 2, in schema 1 manifests 1";
    media_type_absent() "A manifest or index states its own media type";
    media_type_value() "The media type is that of the document's kind";
    document_type() "A document is what its descriptor, its place or its form declares";
    media_type_conflict() "A document, its descriptors and its server agree on its media type";
    manifest_config() "A manifest has a config";
    manifest_layers() "A manifest has an array of layers";
    empty_layers() "A manifest has at least one layer";
    artifact_type_missing() "A manifest with the empty config ({{}}) has an artifactType";
    empty_descriptor() "Content of the empty JSON type is the two bytes {{}}";
    unknown_config_type() "A config for image layers is of a type that tools agree to read as an image config";
    unknown_layer_type() "An image's layers are of types that can be unpacked";
    withdrawn_artifact_manifest() "Artifacts are image manifests: the artifact manifest was withdrawn";
    index_manifests() "An index has an array of manifests";
    duplicate_platform() "An index names one manifest for a platform";
    platform_mismatch() "The platform in an index is that of the image's config";
    attestation_target() "An attestation is about a manifest of the same index";

    // Descriptors
    descriptor() "A descriptor is a JSON object";
    descriptor_media_type() "A descriptor has a well-formed media type";
    descriptor_digest() "A digest is present and well formed";
    unknown_algorithm() "A digest is of an algorithm that can be computed here";
    descriptor_size() "A size is present and a whole number from 0 to 2^63 - 1";
    descriptor_urls() "urls is an array of absolute URIs";
    foreign_urls() "Content comes from where the document came from, not from URLs that it names";
    foreign_layer() "Layers are of types that may be distributed";
    descriptor_data() "data is the content itself, in base64";
    artifact_type() "An artifactType is well formed";
    platform() "A platform has an os and an architecture";

    // Annotations
    annotation_type() "Annotations are an object of strings with non-empty keys";
    annotation_reserved() "Keys under org.opencontainers. are those that the specification defines";
    annotation_url() "Links in annotations are not scripts";
    ref_name_place() "ref.name is used on descriptors of index.json only";
    ref_name_grammar() "ref.name follows its grammar";
    base_digest() "base.digest is a whole digest, with its algorithm";
    created_not_rfc3339() "Times of creation are written as RFC 3339 says";
    created_future() "Times of creation are in the past";

    // Configs
    config_required() "A config states its architecture, os and rootfs";
    rootfs_type() "rootfs.type is layers";
    config_diff_ids() "rootfs.diff_ids is an array of digests";
    diff_id_count() "A config has one DiffID for each layer";
    history_count() "A history has one step with a layer for each layer";
    config_type() "The properties of a config are of the types that are specified";
    config_env() "Environment variables are written NAME=value";
    config_port() "Exposed ports are written 80, 80/tcp or 53/udp";
    stop_signal() "A stop signal is a name such as SIGTERM or a number from 1 to 64";
    hostile_user() "User and group IDs fit in 31 bits: old containerd runs larger ones as root";
    hostile_working_dir() "The working directory is not an open file of the runtime";
    hostile_volume() "Volumes stay inside the container, and leave /proc alone";

    // Schema 1
    schema1() "Images are of a format that current tools pull";
    schema1_payload() "The signatures of a schema 1 manifest name its payload";
    schema1_outside_payload() "Only the signatures are outside the payload of a schema 1 manifest";
    schema1_field() "A schema 1 manifest has its fields, each of its type";
    schema1_history_count() "A schema 1 manifest has one history entry for each layer";
    schema1_chain() "Each entry of a schema 1 history has the next one as its parent";

    // Archives
    layout_file() "An OCI layout has a file oci-layout";
    layout_version() "imageLayoutVersion is 1.0.0";
    archive_manifest() "manifest.json is an array of images, each with Config, RepoTags and Layers";
    archive_key_case() "The keys of manifest.json begin with a capital letter";
    unsafe_path() "Paths lead to somewhere inside the archive";
    archive_path() "The files that manifest.json names are in the archive";
    layers_left_out() "An archive holds every layer of its images";
    no_docker_manifest() "An archive has the manifest.json by which docker load recognises an image";
    archive_repositories() "repositories names an image ID of 64 hex digits for each tag";
    archive_views() "index.json and manifest.json of one archive name the same images and layers";
    archive_names() "index.json and manifest.json of one archive give an image the same names";
    legacy_id() "An image of an archive from before Docker 1.10 has the ID of its directory";
    legacy_parents() "The chain of parents of such an image ends";
    ambiguous_archive() "An archive has one file of each name that decides what it holds";
    blob_is_a_link() "The blobs of a layout are files, not links";
    blob_not_a_file() "The blobs of a layout are files, not folders, devices or FIFOs";
    archive_link() "manifest.json names files directly or through one symbolic link each, so that every loader can read them";
    entry_name() "Entries of an archive have relative names without `..`";
    image_in_a_folder() "An image is at the root of its archive";
    layout_blobs() "An OCI layout has a folder blobs";
    not_opened() "Each of several given files is an image or a part of one";
    archive_end() "An archive ends with two blocks of zeros";
    hidden_archive_data() "Only zeros follow the end of an archive";
    archive_entry() "Every tool reads the entries of an archive the same way";
    truncated_archive() "An archive is complete to its end";
    document_too_large() "A document is small enough to be read, not only hashed";
    document_not_read() "Every document that something names is read";

    // Registries
    header_digest() "Docker-Content-Digest is the digest of the bytes that it comes with";
    substituted_manifest() "A registry sends the document itself, whatever types are asked for";
    unasked_type() "A registry sends a document of a type that was asked for";
    content_type() "A registry says by its Content-Type that a manifest is one";
    not_served() "A registry has the documents that its manifests and indexes name";
    challenge_scope() "A registry asks for no more rights than reading takes";
    platform_absent() "An index has a manifest for the platform that was asked for";

    // Blobs
    missing_blob() "What a document names is here, unless the archive is sparse";
    unreferenced_blob() "Every blob is named by a document";
    well_known_empty_layer() "Layers that change nothing are pointed out";

    // What the bytes say
    digest_mismatch() "Bytes have the digest that is claimed";
    size_mismatch() "Bytes have the size that is claimed";
    diff_id_mismatch() "A layer unpacks to its DiffID";
    diff_ids_swapped() "DiffIDs are in the order of the layers";
    stored_uncompressed() "A layer is stored in the form that its digest is of: compressed, if it is of compressed bytes";
    unreadable_layer() "The bytes of a layer can be read to their end";
    compression_mismatch() "A layer is compressed as its media type says";
    not_a_tar() "A layer of a tar type is a tar";
    several_members() "Compressed streams of several members are pointed out";
    trailing_zeros() "Padding after a compressed stream is pointed out";
    trailing_bytes() "Nothing follows a compressed stream";
    decompression_bomb() "Layers unpack to at most 100 times their stored size";

    // Tars
    tar_duplicate_path() "A layer holds each path once";
    tar_repeated_directory() "A layer holds each directory once";
    tar_empty_whiteout() "A whiteout names what it deletes";
    tar_escapes_root() "Entries of a layer stay inside its root";
    tar_truncated() "A tar ends after its last entry, not within it";
    tar_sparse_file() "A layer holds no sparse files, whose size inside differs from that in the tar";
    tar_size_without_data() "Links, directories and devices have no size: readers differ on what follows them";
    tar_disputed_size() "A size in PAX records is that of the header, where the header can say it";
    tar_disputed_name() "A name is one that every tool reads: only headers of the format ustar have a prefix";
    tar_malformed_number() "The numbers of a header are numbers, and owners are 0 or more";
    tar_unknown_type() "Entries are of types that every tool knows";
    tar_malformed_extension() "Extension headers follow their grammar";
    tar_oversized_extension() "Extension headers have a size that readers accept";
    tar_repeated_extension() "An entry has one long name and one set of extended attributes";
    tar_displaced_extension() "No global header comes between an extension and its entry";
    tar_global_override() "A global header neither names nor measures entries, nor gives them an owner";
    tar_hidden_data() "Only zeros follow the end of a tar";
    tar_hidden_archive() "No other archive follows the end of a tar: tools differ on whether they unpack it";
    tar_table_of_contents() "A table of contents after the end of a layer is pointed out";
    tar_link_leaves_root() "Symbolic links lead to somewhere inside the root";
    tar_link_circle() "Links do not lead back to themselves";
    tar_links_not_followed() "A layer has no more symbolic links than are followed here";
    tar_no_end() "A tar ends with two blocks of zeros";
    tar_cut_padding() "The last block of a tar is whole: GNU tar refuses what Go accepts";
    tar_stopped() "A tar can be read to its end";

    // This list itself
    more_findings() "Beyond the first 100 findings of a rule, the rest are only counted";
}
