//! What is odd or wrong in documents, by rule.

messages! { findings;
    // What the rules ask for
    rule_json_syntax() "A document is one JSON value";
    rule_json_not_utf8() "A document is UTF-8";
    rule_json_byte_order_mark() "A document begins with its value, not with a byte order mark";
    rule_json_trailing_bytes() "Nothing follows the value of a document";
    rule_json_too_deep() "Arrays and objects nest at most 128 deep";
    rule_json_too_many_values() "A document holds at most 1,000,000 values";
    rule_json_duplicate_key() "An object has each key once: readers differ on which of two they take";
    rule_json_lone_surrogate() "Text holds whole characters, not half of a surrogate pair";
    rule_json_number_precision() "A number is one that every reader keeps exactly";
    rule_nul_character() "Text holds no NUL, at which some tools end it";
    rule_deceiving_text() "Text holds no control characters that change how it is shown";
    rule_case_variant_key() "Keys are spelled as specified: Go accepts them in any case, others do not";
    rule_ambiguous_document() "A document has the members of one kind of document only";
    rule_document_not_an_object() "A document is a JSON object";
    rule_manifest_too_large() "A manifest or index has at most 4 MiB, the most that registries must accept";
    rule_graph_cut() "Documents nest and name others within the limits that are followed here";
    rule_schema_version() "schemaVersion is the number 2, in schema 1 manifests 1";
    rule_media_type_absent() "A manifest or index states its own media type";
    rule_media_type_value() "The media type is that of the document's kind";
    rule_document_type() "A document is what its descriptor, its place or its form declares";
    rule_media_type_conflict() "A document, its descriptors and its server agree on its media type";
    rule_manifest_config() "A manifest has a config";
    rule_manifest_layers() "A manifest has an array of layers";
    rule_empty_layers() "A manifest has at least one layer";
    rule_artifact_type_missing() "A manifest with the empty config ({{}}) has an artifactType";
    rule_empty_descriptor() "Content of the empty JSON type is the two bytes {{}}";
    rule_unknown_config_type() "A config for image layers is of a type that tools agree to read as an image config";
    rule_unknown_layer_type() "An image's layers are of types that can be unpacked";
    rule_withdrawn_artifact_manifest() "Artifacts are image manifests: the artifact manifest was withdrawn";
    rule_index_manifests() "An index has an array of manifests";
    rule_duplicate_platform() "An index names one manifest for a platform";
    rule_platform_mismatch() "The platform in an index is that of the image's config";
    rule_attestation_target() "An attestation is about a manifest of the same index";
    rule_descriptor() "A descriptor is a JSON object";
    rule_descriptor_media_type() "A descriptor has a well-formed media type";
    rule_descriptor_digest() "A digest is present and well formed";
    rule_unknown_algorithm() "A digest is of an algorithm that can be computed here";
    rule_descriptor_size() "A size is present and a whole number from 0 to 2^63 - 1";
    rule_descriptor_urls() "urls is an array of absolute URIs";
    rule_foreign_urls() "Content comes from where the document came from, not from URLs that it names";
    rule_foreign_layer() "Layers are of types that may be distributed";
    rule_descriptor_data() "data is the content itself, in base64";
    rule_artifact_type() "An artifactType is well formed";
    rule_platform() "A platform has an os and an architecture";
    rule_annotation_type() "Annotations are an object of strings with non-empty keys";
    rule_annotation_reserved() "Keys under org.opencontainers. are those that the specification defines";
    rule_annotation_url() "Links in annotations are not scripts";
    rule_ref_name_place() "ref.name is used on descriptors of index.json only";
    rule_ref_name_grammar() "ref.name follows its grammar";
    rule_base_digest() "base.digest is a whole digest, with its algorithm";
    rule_created_not_rfc3339() "Times of creation are written as RFC 3339 says";
    rule_created_future() "Times of creation are in the past";
    rule_more_findings() "Beyond the first 100 findings of a rule, the rest are only counted";

    // Values of JSON, expected or found
    an_empty_string() "an empty string";
    the_string(text) "the string `{text}`";
    the_number(text) "the number {text}";
    a_name() "a name";
    a_path() "a path";
    a_digest() "a digest";
    a_descriptor() "a descriptor";
    a_media_type() "a media type";
    a_media_type_with_subtype() "a media type such as `type/subtype`";
    a_size() "a whole number from 0 to 2^63 - 1";
    base64_with_padding() "base64 with its padding";
    a_string_with_an_object() "a string that holds a JSON object";
    an_array_of_images() "an array of images";
    an_image_object() "an object that describes one image";
    an_image_id() "an image ID of 64 hex digits";

    // Kinds of documents
    image_index() "image index";
    image_manifest() "image manifest";
    artifact_manifest() "artifact manifest";
    schema1_manifest() "schema 1 manifest";
    image_config() "image config";
    docker_archive_manifest() "docker-archive manifest.json";
    json_document() "JSON document";
    manifest_or_index() "manifest or index";
    document() "document";

    // Shapes
    expected(what, found) "expected {what}, but found {found}";
    member(key, expected, found) "expected `{key}` to be {expected}, but found {found}";
    member_missing(key, expected) "expected `{key}` to be {expected}, but found nothing";
    misfit(declared, found) "declared as {declared}, but found {found}";
    misfit_object(declared) "declared as {declared}, but found an object with the members of no known document";
    not_object(kind) "expected the {kind} to be an object";
    not_an_object(kind, found) "expected the {kind} to be an object, but found {found}";

    // JSON
    duplicate_key(key) "expected each key once, but found `{key}` more than once";
    inexact_number(found) "expected a number that a double holds exactly, but found {found}";
    nul_character(text) "expected text without NUL characters, but found one in `{text}`";
    deceiving_text(text) "expected text that displays as it is written, but found control or invisible characters in `{text}`";

    // Keys
    other_case(key, found) "expected the key `{key}`, but found `{found}`, which readers written in Go accept and others do not";
    ambiguous_member(kind, key, other) "expected only members of this kind of document ({kind}), but found `{key}`, which makes other tools read it as another kind ({other})";

    // Manifests and indexes
    manifest_too_large(most, found) "expected at most {most} {most|byte|bytes}, the most that registries must accept, but found {found}";
    media_type_absent() "expected `mediaType` to say what the document is, but found nothing";
    media_type_of_another_kind(kind, found) "expected the media type of this kind of document ({kind}), but found `{found}`";
    media_type_conflict(said, who, found) "expected `{said}`, as {who} says, but found `{found}`";
    members_conflict(said, who, kind) "expected `{said}`, as {who} says, but found the members of another kind of document ({kind})";
    its_descriptor(pointer, document) "its descriptor at {pointer} of {document}";
    its_server() "the server that sent it";
    withdrawn_artifact_manifest() "expected an image manifest, but found the withdrawn artifact manifest, which few tools read";
    no_layers() "expected at least one layer, as the official schema requires, but found none";
    artifact_type_missing() "expected `artifactType` next to the empty config (`{{}}`), but found nothing";
    unknown_config_type(found) "expected an image config for image layers, but found `{found}`, which some tools read as one and others do not";
    unknown_layer_type(found) "expected a known type of layer, but found `{found}`, so the layer is hashed as stored and not unpacked";
    null_manifests() "expected an array, but found null: Docker 25.0 wrote this when it saved an image by its ID; only tools that read manifest.json find the image";
    duplicate_platform(platform, first) "expected one manifest for {platform}, but {first} names one already, and tools choose that one";
    duplicate_platform_as(platform, first, spelling) "expected one manifest for {platform}, but {first} names one already, for {spelling}, and tools choose that one";
    attested_manifest_missing(target) "expected the attested manifest in the same index, but found no `{target}`";
    attestation_without_target(key) "expected `{key}` on an attestation, but found nothing";
    platform_mismatch(expected, found) "expected the platform of the image's config, {expected}, but found {found}";

    // Descriptors
    foreign_layer(found) "expected a layer that may be distributed, but found the deprecated type `{found}`, whose bytes registries and archives often lack";
    unknown_algorithm(found) "expected a sha256 or sha512 digest, but found one by `{found}`, which cannot be checked here";
    relative_url(found) "expected a URI with a scheme, but found `{found}`";
    foreign_url(found) "expected content from the source of its document, but found the address `{found}`, which is never fetched unless you ask";
    data_size(expected, found) "expected `data` to hold {expected} {expected|byte|bytes}, but found {found}";
    data_digest(expected, found) "expected `data` to have the digest {expected}, but found {found}";
    empty_size(media_type, found) "expected the 2 bytes `{{}}` of `{media_type}`, but found a size of {found}";
    empty_digest(expected, found) "expected the digest of `{{}}`, {expected}, but found {found}";

    // Annotations
    empty_key() "expected a key, but found an empty string";
    reserved_key(found) "expected a key that image-spec defines under `org.opencontainers.`, but found `{found}`";
    script_for_a_link(found) "expected a link, but found the script `{found}`";
    ref_name_elsewhere(key, found) "expected `{key}` on descriptors of index.json only, but found `{found}` here";
    ref_name_grammar(found) "expected letters and digits, separated by `/`, `--` or one of `-._:@+`, but found `{found}`";
    created_not_a_time(found) "expected a time such as `2024-05-01T12:00:00Z`, but found `{found}`";
    created_in_the_future(found) "expected a time in the past, but found `{found}`";

    // Limits
    graph_cut(why) "not everything is shown: {why}";
    document_too_large(most) "expected a document of at most {most} {most|byte|bytes}, but found a larger one, which is hashed but not read";
    too_many_documents() "expected fewer documents, but found more than are read of one input: this one is hashed but not read";
    nested_too_deep(most) "expected indexes nested at most {most} deep, but found more: this document is hashed but not read";
    more_findings(list) "more findings than are listed: {list}";
    more_of_rule(n, rule) "{n} of {rule}";
}
