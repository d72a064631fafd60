//! What is odd or wrong about archives and the blobs in them, by rule.

messages! { findings_archive;
    // What the rules ask for
    rule_layout_file() "An OCI layout has a file oci-layout";
    rule_layout_version() "imageLayoutVersion is 1.0.0";
    rule_archive_manifest() "manifest.json is an array of images, each with Config, RepoTags and Layers";
    rule_archive_key_case() "The keys of manifest.json begin with a capital letter";
    rule_unsafe_path() "Paths lead to somewhere inside the archive";
    rule_archive_path() "The files that manifest.json names are in the archive";
    rule_layers_left_out() "An archive holds every layer of its images";
    rule_no_docker_manifest() "An archive has the manifest.json by which docker load recognises an image";
    rule_archive_repositories() "repositories names an image ID of 64 hex digits for each tag";
    rule_archive_views() "index.json and manifest.json of one archive name the same images and layers";
    rule_archive_names() "index.json and manifest.json of one archive give an image the same names";
    rule_legacy_id() "An image of an archive from before Docker 1.10 has the ID of its directory";
    rule_legacy_parents() "The chain of parents of such an image ends";
    rule_ambiguous_archive() "An archive has one file of each name that decides what it holds";
    rule_blob_is_a_link() "The blobs of a layout are files, not links";
    rule_blob_not_a_file() "The blobs of a layout are files, not folders, devices or FIFOs";
    rule_archive_link() "manifest.json names files directly or through one symbolic link each, so that every loader can read them";
    rule_entry_name() "Entries of an archive have relative names without `..`";
    rule_image_in_a_folder() "An image is at the root of its archive";
    rule_layout_blobs() "An OCI layout has a folder blobs";
    rule_not_opened() "Each of several given files is an image or a part of one";
    rule_archive_end() "An archive ends with two blocks of zeros";
    rule_hidden_archive_data() "Only zeros follow the end of an archive";
    rule_archive_entry() "Every tool reads the entries of an archive the same way";
    rule_truncated_archive() "An archive is complete to its end";
    rule_document_too_large() "A document is small enough to be read, not only hashed";
    rule_document_not_read() "Every document that something names is read";
    rule_missing_blob() "What a document names is here, unless the archive is sparse";
    rule_unreferenced_blob() "Every blob is named by a document";
    rule_well_known_empty_layer() "Layers that change nothing are pointed out";

    // What an archive says that it holds
    no_layout_file() "expected the file `oci-layout` next to index.json, but found none";
    no_images() "expected at least one image, but found an empty array";
    empty_config_path() "expected the path of a config, but found an empty string";
    layers_left_out(layers, empty) "expected a path for each of the {layers} {layers|layer|layers}, but {empty} {empty|is|are} empty: the writer of the archive left {empty|this layer|these layers} out, and `docker load` accepts the archive only where the engine already has {empty|it|them}";
    path_outside(found) "expected a path inside the archive, but found `{found}`, which is looked up in the archive only";
    unusual_path(found) "expected a relative path without `..`, but found `{found}`: `docker load` looks it up from the archive's root, while podman, skopeo and containerd look for exactly this spelling";
    no_such_file(path) "expected the file `{path}`, but found nothing";
    no_layout_blobs() "expected a folder `blobs`, but found none";
    no_docker_manifest() "there is no manifest.json next to it: docker load refuses this archive unless the engine uses the containerd image store; podman, skopeo and containerd load it";
    image_in_a_folder(folder) "expected an image at the root of the archive, but found it in the folder `{folder}`: docker load, podman, skopeo and containerd do not look there. Pack the contents of the folder, not the folder itself";
    legacy_parents_loop(id) "expected a chain of parents that ends, but found a loop at {id}";
    legacy_id_differs(expected, found) "expected the ID that its folder is named after, {expected}, but found {found}";
    document_too_large(most, found) "expected a document of at most {most} {most|byte|bytes}, but found {found}: it is hashed but not read";

    // Two tables of contents in one archive
    only_manifest_json_leads_to(config) "expected index.json to lead to the config {config} as manifest.json does, but found no such image there: podman's docker-archive and docker load with the classic store take it, ctr and skopeo's oci-archive never see it";
    only_index_json_leads_to(config) "expected manifest.json to name the config {config} as index.json does, but found no such image there: ctr and skopeo's oci-archive take it, podman's docker-archive and docker load with the classic store never see it";
    name_conflict(name, expected, found) "expected `{name}` to name the config {expected} as index.json says, but found {found}";
    layer_count_conflict(expected, found) "expected as many layers as index.json leads to, {expected}, but found {found}";
    other_name(expected, found) "expected the name `{expected}` that index.json gives the image, but found `{found}`";
    layer_conflict(layer) "expected layer {layer} to be the one that index.json leads to, but found other contents";
    tools_differ() "ctr and skopeo's oci-archive take the first, podman's docker-archive and docker load with the classic store the second";

    // Blobs
    blob_missing(digest, why) "expected {digest}, but found nothing: {why}";
    blobs_missing(all, missing, digest, why) "expected all {all} objects that it names, but {missing} {missing|is|are} missing, such as {digest}: {why}";
    not_here() "not here";
    unreferenced() "expected a document that names this blob, but found none";
    unreferenced_blobs(n, first) "expected every blob to be named by a document, but no document names {n} of them, such as {first}";
    empty_layer(digest, what) "a layer that changes nothing: {digest} is {what}";
    empty_layers(times, digest, what) "a layer that changes nothing ({times} times): {digest} is {what}";
    empty_tar_by_docker() "an empty tar, compressed with gzip, which Docker writes for steps without files";
    empty_tar() "an empty tar: 1,024 zero bytes";
    no_bytes() "no bytes at all";
    empty_object() "the two bytes `{{}}`, which are not a tar";

    // How an archive ends
    short_end(end) "{end}: every tool accepts it";
    cut_within(path, here, size) "the archive was cut within `{path}`, of which {here} of {size} bytes are here: everything after that is lost";
    cut(end) "the archive was cut: {end}, and everything after that is lost";
    no_end(end) "the archive has no end: {end}, so files that came after it may be lost";
    damaged(end) "the archive is damaged: {end}, and what follows is not read";
    not_read_to_its_end(why) "the archive is not read to its end: {why}";
    archive_behind(n) "expected only zeros after the end of the archive, but found {n} {n|byte|bytes}: another archive, which only some tools read (tar --ignore-zeros); it is not read here";
    data_behind(n) "expected only zeros after the end of the archive, but found {n} {n|byte|bytes}: data that no tool reads";
    unread_behind(n) "expected only zeros after the end of the archive, but found {n} {n|byte|bytes}: too many to look at all of them";

    // Entries
    entry_outside() "expected a path inside the archive, but found one that climbs out of it or is not UTF-8: it is never followed";
    repeated_name(n) "the archive has {n} files of this name: docker load and containerd take the last one, which is read here, podman and skopeo the first one of a docker-archive";
    unusual_entry(name) "expected entries with relative names without `..`, but found `{name}`: docker load reads it below the archive's root, podman, skopeo and containerd only where manifest.json spells it the same way";
    unusual_entries(name, more) "expected entries with relative names without `..`, but found `{name}` and {more} more {more|entry|entries} like it: docker load reads them below the archive's root, podman, skopeo and containerd only where manifest.json spells them the same way";
    link_is_hard() "expected a file or a symbolic link to one, but found a hard link: docker load follows it, but podman and skopeo read it as an empty file, and containerd does not find it";
    link_for_a_folder() "expected a file or a symbolic link to one, but found that a folder on the way is a link: docker load follows it, but podman, skopeo and containerd do not";
    several_links() "expected a file or a symbolic link to one, but found more than one link on the way: docker load follows them, but podman and skopeo follow only one";
    blob_is_a_symlink() "expected a file below blobs/, but found a symbolic link, which containerd and go-containerregistry refuse: it is not followed as a blob here";
    blob_is_a_hard_link() "expected a file below blobs/, but found a hard link, which containerd skips and tools that unpack the archive follow: it is not followed as a blob here";
    blob_is_a_folder() "expected a file below blobs/, but found a folder: it is not read as a blob here";
    blob_is_sparse() "expected a file below blobs/, but found a sparse file, which is not put together: it is not read as a blob here";
    blob_is_special() "expected a file below blobs/, but found a device or a FIFO, which no loader reads: it is not read as a blob here";

    // Headers that tools read differently
    size_without_data() "this entry has no data but states a size: tools differ on what follows it";
    disputed_size() "the header and the PAX records state different sizes: the PAX records count here";
    disputed_name() "the name has a prefix that only some tools read; it is read here as Go reads it";
    malformed_number() "a field in the header should be a number and is not: some tools refuse the archive";
    unknown_type() "this entry is of a type that not all tools know: some take it for a file";
    malformed_extension() "the extension headers are malformed: some tools refuse the archive";
    oversized_extension() "an extension header is larger than readers accept: it is not applied here";
    repeated_extension() "this entry has more than one name or set of extension headers: tools differ on which they take";
    displaced_extension() "a global header separates this entry from its extension headers: some tools ignore them, and so does this page";
    global_override() "a global header gives this entry its name, size or owner: it is not applied here";
}
