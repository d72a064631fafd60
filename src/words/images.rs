//! What things of an image are called: kinds, media types, artifacts, platforms.

messages! { images;
    // Kinds of objects.
    archive_entry() "archive entry";
    index() "index";
    manifest() "manifest";
    attestation() "attestation";
    artifact() "artifact";
    schema1_manifest() "schema 1 manifest";
    config() "config";
    layer() "layer";
    diff_id() "DiffID";
    blob() "blob";

    // Objects, and the lines between them.
    layer_number(n) "layer {n}";
    layer_unpacked(n) "layer {n}, unpacked";
    diff_id_number(n) "DiffID {n}";
    blob_number(n) "blob {n}";
    subject() "subject";
    layer_source() "layer source";
    image() "image";
    attests() "attests";
    unpacks_to() "unpacks to";
    the_kind(kind) "the {kind}";
    the_kind_named(kind, name) "the {kind} {name}";
}
