//! What the commands print that show the same elsewhere.

messages! { commands;
    sha256_of_file() "The SHA-256 of the file";
    index_digest() "The index digest";
    manifest_digest() "The manifest digest";
    schema1_manifest() "The manifest itself: the digest of a signed one covers only its payload";
    config_digest() "The config digest, which is the image ID";
    layer_digest() "The digest of the layer as stored";
    diff_id() "The DiffID: the digest of the bytes inside the layer";
    blob_digest() "The digest of the blob";
    chain_id() "The ChainID, from the ChainID of the layers below and this layer's DiffID";
    loaded_image_id() "The image ID, once the archive is loaded into the classic image store; the containerd image store prints a manifest digest";
    if_registry_has_the_same(what) "{what}, if the registry has the same";
    none() "No common tool shows this: nothing stores it under a name or a digest.";
    uses_name_from_here(name) "Commands that ask a registry use the name found here, {name}; whether that registry has these bytes is not known.";
    command() "command";
    tool_command(tool) "{tool} command";
}
