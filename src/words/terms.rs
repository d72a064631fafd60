//! What each term means, and how digests work.

messages! { terms;
    annotation() "Annotation";
    artifact() "Artifact";
    attestation() "Attestation";
    blob() "Blob";
    chain_id() "ChainID";
    config() "Config";
    descriptor() "Descriptor";
    diff_id() "DiffID";
    digest() "Digest";
    history_step() "History step";
    image_id() "Image ID";
    index() "Index";
    index_digest() "Index digest";
    layer() "Layer";
    layer_digest() "Layer digest";
    manifest() "Manifest";
    manifest_digest() "Manifest digest";
    media_type() "Media type";
    platform() "Platform";
    referrer() "Referrer";
    signature() "Signature";
    tag() "Tag";
    whiteout() "Whiteout";

    annotation_is() "A key and a value in a manifest, index or descriptor: a note that changes nothing of how the image runs.";
    artifact_is() "Content of a registry that is no image, such as a chart, a signature or an SBOM: a manifest with a type of its own.";
    attestation_is() "A statement about an image, such as how it was built or what is in it; BuildKit puts it into the index beside the manifest that it is about.";
    blob_is() "Bytes that a registry or an archive keeps under their digest: a layer, a config, or anything else.";
    chain_id_is() "The name of a layer together with all below it: the SHA-256 of the ChainID below, a space, and the layer's DiffID.";
    config_is() "The document that says how an image runs, how it was built, and which layers its files are made of, by their DiffIDs.";
    descriptor_is() "What one document says of other content: its media type, digest and size, which is all that it takes to fetch and check it.";
    diff_id_is() "The digest of a layer's tar before compression: the same however the layer is compressed, and listed in the config.";
    digest_is() "The name of exact bytes: an algorithm, and the hash that it computes of them, so that other bytes have another name.";
    history_step_is() "What the config says of one step of the build: most made a layer, others only set something, as ENV does.";
    image_id_is() "The digest of the config, by which Docker's classic store names an image; a registry names it by the digest of its manifest.";
    index_is() "The document that names one manifest for each platform, so that one tag serves them all; Docker calls it a manifest list.";
    index_digest_is() "The digest of the index: after a name and an @ it pins the image for all platforms at once.";
    layer_is() "A tar of the files that one step of the build added, changed or deleted, compressed in most cases.";
    layer_digest_is() "The digest of a layer's bytes as they are stored and sent, compressed or not: the manifest names the layer by it.";
    manifest_is() "The document that names the config and the layers of one image by their digests: whoever knows its digest can check all of it.";
    manifest_digest_is() "The digest of the manifest: after a name and an @ it pins the image for one platform.";
    media_type_is() "What kind of content bytes are: whoever names them declares it, and that decides as what they are read.";
    platform_is() "The operating system and the processor that an image is for, such as linux/arm64; an index names a manifest for each.";
    referrer_is() "A manifest that names another one as its subject, such as a signature or an SBOM: a registry can list those of an image.";
    signature_is() "Proof that whoever holds a key vouches for a digest, which the digest alone does not say.";
    tag_is() "A name in a repository that can be moved: it may lead to other bytes tomorrow, which a digest never does.";
    whiteout_is() "An empty file in a layer whose name begins with .wh.: it deletes a file of the layers below.";

    specified_in(section) "Specified in {section}";
    opens_a_tab() "opens a new tab";

    // How digests work, with an image as the example. A digest follows each that
    // ends in a colon.
    how_digests_work() "How digests work";
    by_this_image() "How digests work, with this image as the example";
    config_hashes(size) "The config is {size} of JSON. The SHA-256 of exactly these bytes is its digest, the image ID:";
    manifest_hashes(size) "The manifest is {size} of JSON, with the digests of the config and of each layer in it. Its own digest:";
    index_hashes(size) "The index is {size} of JSON, with the digest of one manifest for each platform in it. Its own digest:";
    claimed_by_document(document, pointer) "The {document} names it by this digest, at {pointer}.";
    claimed_otherwise(document, pointer, claimed) "The {document} names other bytes, at {pointer}: {claimed}.";
    claimed_by_file_name() "The name of its file is this digest.";
    claimed_by_you() "You asked for it by this digest.";
    claimed_by_nothing() "Nothing that is open names it by a digest.";
    one_name() "So one name pins all of it: with another byte anywhere below, this digest would be another.";
    pinned_name() "name with its digest";
    layer_hashes(size) "As it is stored, the layer is {size}. The digest of these bytes is in the manifest:";
    layer_hashes_of_any_size() "The digest of the layer as it is stored is in the manifest:";
    tar_hashes(size) "Uncompressed, it is a tar of {size}. The digest of that is in the config, the DiffID:";
    tar_hashes_of_any_size() "The digest of the uncompressed tar is in the config, the DiffID:";
    chain_begins() "The base layer has nothing below it, so its DiffID is its ChainID:";
    chain_goes_on() "The ChainID is the SHA-256 of the ChainID below, a space, and the DiffID:";
    other_layers_likewise(n) "The other {n} {n|layer goes|layers go} on in the same way.";
}
