//! The roles that a digest plays, its family, and the digest detective.

messages! { roles;
    // What a digest is to its image.
    index_digest() "index digest";
    manifest_digest() "manifest digest";
    config_digest() "config digest = image ID";
    layer_digest() "layer digest";
    diff_id() "DiffID";
    chain_id() "ChainID";

    // Where a person meets one.
    pull_prints() "`docker pull` prints it after \"Digest:\".";
    images_digests_shows() "`docker images --digests` and RepoDigests of `docker image inspect` show it after the name.";
    images_shows_containerd() "`docker images` shows its first 12 digits as IMAGE ID with the containerd image store.";
    from_pins_all() "`FROM name@…` pins all platforms by it.";
    from_pins_platform() "`FROM name@…` pins only this platform by it.";
    from_pins_image() "`FROM name@…` pins the image by it.";
    crane_digest_prints() "`crane digest name:tag` prints it, and `skopeo inspect docker://name:tag` prints it as Digest.";
    crane_platform_prints() "`crane digest --platform os/arch name:tag` prints it.";
    imagetools_lists() "`docker buildx imagetools inspect name:tag` lists it under Manifests.";
    podman_inspect_shows() "`podman image inspect` shows it as Digest.";
    registry_sends() "A registry sends it as Docker-Content-Digest of the tag.";
    images_shows_classic() "`docker images` shows its first 12 digits as IMAGE ID with the classic image store; with the containerd store it shows those of the index or manifest.";
    inspect_shows_id() "`docker image inspect` shows it as Id with the classic image store.";
    podman_images_shows() "`podman images` shows its first 12 digits as IMAGE ID.";
    save_names_config() "`docker save` names the config file after it.";
    crane_config_computes() "`crane config name:tag | sha256sum` computes it.";
    pull_prints_layer() "`docker pull` prints its first 12 digits before \"Pull complete\".";
    skopeo_lists_layers() "`skopeo inspect docker://name:tag` lists it in Layers.";
    registry_serves_layer() "A registry serves the layer at /v2/name/blobs/….";
    sha256sum_of_file() "`sha256sum` of the layer's file prints it.";
    inspect_lists_rootfs() "`docker image inspect` and `podman image inspect` list it in RootFS.Layers.";
    config_lists() "The config lists it in rootfs.diff_ids.";
    sha256sum_of_tar() "`sha256sum` of the layer's uncompressed tar prints it.";
    layerdb_keeps() "Docker's classic store keeps the layer in image/overlay2/layerdb/sha256/….";
    containerd_names_snapshot() "containerd names the unpacked snapshot after it: `ctr snapshots ls`.";

    // What is special of it here.
    manifest_not_in_archive() "It cannot be determined from this archive: a registry's manifest names compressed layers, which `docker save` did not keep.";
    manifest_not_in_config() "It cannot be determined from a config alone.";
    manifest_by_docker_save() "Its layers are not compressed, so `docker save` probably wrote this manifest: the registry's manifest has another digest.";
    layer_file_only() "It is the digest of this file, not the registry's: that of the compressed layer cannot be determined from this archive.";
    diff_id_computed() "It is computed from the layer: no config names it.";
    chain_id_of_base() "For the base layer it equals the DiffID.";

    // What a digest is, wherever it stands.
    index_digest_of(image) "The index digest of {image}.";
    manifest_digest_of(image) "The manifest digest of {image}.";
    config_digest_of(image) "The config digest, and so the image ID, of {image}.";
    layer_digest_of(n, image) "The digest of layer {n} of {image}, as stored.";
    diff_id_of(n, image) "The DiffID of layer {n} of {image}.";
    base_chain_id_of(image) "The ChainID of layer 1 of {image}.";
    chain_id_of(n, image) "The ChainID of layers 1 to {n} of {image}.";
    image_name(name, platform) "{name} ({platform})";
    image_number(n) "image {n}";
    a_diff_id() "A DiffID";
    an_index() "The digest of an index";
    a_manifest() "The digest of a manifest";
    an_attestation() "The digest of an attestation";
    an_artifact() "The digest of an artifact's manifest";
    a_schema1_manifest() "The digest of a schema 1 manifest";
    a_config() "The digest of a config";
    a_layer() "The digest of a layer";
    a_blob() "The digest of a blob";
    named_by(what, document, pointer) "{what}, named by {document} at {pointer}.";
    named_by_none(what) "{what}, which no document names.";
    expected() "The digest that you expect.";
    claimed_by_file_name(path) "The digest that the file name {path} claims.";
    subject_of(document) "The subject that {document} refers to.";
    attested_by(document) "What the attestation {document} is about.";
    really_hashes_to(what, claimed) "What the bytes of {what} really hash to; {claimed} is claimed.";
    unclaimed_sha256(path) "The SHA-256 of {path}, which no document states.";
    sha256_of_file(path) "The SHA-256 of the file {path} as it is in this input.";
    sha256_of_inside(path) "What the bytes inside {path} hash to, which no config claims.";
    base_image_of(document, annotation) "The base image of {document}, according to its annotation {annotation}.";
    legacy_id_of(document) "The ID of {document}, from before Docker 1.10: it is not a hash of any bytes.";
    legacy_parent_of(document) "The parent of {document}, by an image ID or an ID from before Docker 1.10.";
    found_in(document, pointer) "It appears in {document} at {pointer}.";
    gzip_of_empty_layer() "Well known: the gzip of an empty tar, which Docker writes as the layer of a step that changes no file.";
    diff_id_of_empty_layer() "Well known: the DiffID of an empty layer, a tar of 1024 zero bytes.";
    sha256_of_nothing() "Well known: the SHA-256 of zero bytes.";
    sha256_of_empty_object() "Well known: the SHA-256 of `{{}}`, the empty config of an artifact.";

    // What was asked for.
    read_as_lower_case() "Digests are written in lower case; it was read that way.";
    query_empty(least) "expected a digest or at least its first {least} hex digits, but found nothing";
    query_too_short(least, found) "expected at least {least} hex digits, but found {found}: fewer match many digests by chance";
    query_too_long(most, found) "expected at most {most} hex digits, but found {found}";
    query_character(found) "expected hex digits, but found `{found}`";

    // The digest detective.
    solved(size, differences, digest) "The content is right but was reformatted: the registry's document has {size} {size|byte|bytes} with {differences}, and hashes to {digest}";
    solved_same(size, digest) "The content is right but was reformatted: the registry's document has {size} {size|byte|bytes}, and hashes to {digest}";
    already_right() "these bytes are the expected ones";
    cannot_compute(found) "expected a sha256 or sha512 digest, but found `{found}`, which cannot be computed here";
    document_too_large(most, found) "expected a document of at most {most} bytes, but found {found}";
    not_found(tried) "none of {tried} usual ways to reformat the document gives the expected digest: the content differs, or was reformatted in another way";
    gave_up(tried) "none of the {tried} likeliest ways to reformat the document gives the expected digest: it is too large to try them all";
    byte_order_mark() "a byte order mark";
    no_byte_order_mark() "no byte order mark";
    no_leading_space() "no white space before the document";
    lines_end_in_lf() "lines ending in LF";
    lines_end_in_cr_lf() "lines ending in CR LF";
    docker_key_order() "its keys in Docker's order";
    oci_key_order() "its keys in the order of the OCI specification's Go types";
    sorted_keys() "its keys sorted";
    one_line_spaced() "everything on one line with a space after each comma and colon";
    one_line_colon_spaced() "everything on one line with a space after each colon";
    one_line() "everything on one line without spaces";
    indent_tab() "an indent of one tab";
    indent_tab_no_space() "an indent of one tab and no space after colons";
    indent(n) "an indent of {n} {n|space|spaces}";
    indent_no_space(n) "an indent of {n} {n|space|spaces} and no space after colons";
    html_escaped() "`<`, `>` and `&` escaped";
    html_not_escaped() "`<`, `>` and `&` not escaped";
    ascii_escaped() "non-ASCII characters escaped";
    ascii_not_escaped() "non-ASCII characters not escaped";
    slash_escaped() "`/` escaped";
    slash_not_escaped() "`/` not escaped";
    no_line_break() "no line break at the end";
    space_at_end() "a space at the end";
    line_breaks(n) "{n} line {n|break|breaks} at the end";
    line_breaks_cr_lf(n) "{n} line {n|break|breaks} (CR LF) at the end";
}
