//! An image at a glance: cards, family, platforms, steps.

messages! { overview;
    pinned_by_digest() "pinned by its digest";
    as_served() "as it was served";
    as_tag_was_served() "as the tag was served";
    layers(n) "{n} {n|layer|layers}";
    images(n) "{n} {n|image|images}";
    artifacts(n) "{n} {n|artifact|artifacts}";
    images_and_artifacts(images, artifacts) "{images} {images|image|images} and {artifacts} {artifacts|artifact|artifacts}";
    parts(n) "{n} {n|part|parts}";
    image_number(n) "image {n}";
    name_and_more(name, n) "{name} and {n} more {n|name|names}";
    compare_open_images() "Compare the images that are open";

    // What a card says of what it stands for.
    verified() "verified";
    verified_with_problems() "verified, with problems";
    wrong() "wrong";
    incomplete() "incomplete";
    checking() "checking";
    not_checked() "not checked";
    missing() "missing";
    by_digest(digits) "digest {digits}";
    same_layers(name) "Same image ID and layers as {name}: only the manifest differs";
    same_compressed_differently(name) "Same image ID and DiffIDs as {name}: the same image, compressed differently";
    same_image_id_only(name) "Same image ID as {name}, but not the same layers";
    same_if_layers_verify(name) "Same image ID as {name}: the same image, compressed differently, if its layers verify";

    // At a glance.
    what_it_is() "What it is";
    what_runs() "What runs";
    how_it_was_built() "How it was built";
    what_is_odd() "What is odd";
    label_title() "Title";
    label_description() "Description";
    label_version() "Version";
    label_revision() "Revision";
    label_source() "Source";
    label_base() "Base image";
    label_licenses() "Licenses";
    root_as_none_is_set() "root, as none is set";
    variables(n) "{n} {n|variable|variables}";
    earlier_steps(n) "{n} earlier {n|step|steps}";
    all_steps_and_layers() "All steps and layers";
    all_findings(n) "All findings ({n})";
    // How it runs.
    more_of_its_config() "More of its config";
    platform() "Platform";
    os_version() "OS version";
    created() "Created";
    author() "Author";
    entrypoint() "Entrypoint";
    command() "Command";
    user() "User";
    working_directory() "Working directory";
    exposed_ports() "Exposed ports";
    volumes() "Volumes";
    stop_signal() "Stop signal";
    shell() "Shell";
    on_build() "On build";
    environment() "Environment";
    labels() "Labels";
    health_check() "Health check";
    check_test() "Test";
    check_inherited() "inherited from the base image";
    check_disabled() "disabled";
    check_interval() "Interval";
    check_timeout() "Timeout";
    check_start_period() "Start period";
    check_retries() "Retries";
    epoch(time) "{time} (the epoch: the build leaves the time out)";
    time_not_set() "not set";

    // What it is called.
    what_it_is_called() "What this image is called";
    where_it_is_met() "Where you meet it:";
    not_known() "not known";
    role_of_layer(role, n) "{role} of layer {n}";
    found_digest(digest) "Found {digest}";
    layer() "Layer";

    show_digest(what) "show {what}";
    // Platforms.
    platforms() "Platforms";
    platform_table() "The table of platforms";
    platform_table_caption() "The platforms of the index, and their attestations";
    layers_heading() "Layers";
    compressed_size() "Size, compressed";
    attestations() "Attestations";
    platform_not_stated() "not stated";
    open() "open";
    attestation_number(n) "attestation {n}";
    not_in_this_input() "not in this input";

    // How it was built.
    steps_not_matched(why) "Steps can't be matched to layers: {why}";
    no_layer() "no layer";
    layer_number(n) "layer {n}";
    stored(size) "{size} stored";
    unpacked(size) "{size} unpacked";
    known_empty_layer() "the well-known empty layer";
    comment() "comment";
    step() "step";

    // Layers that images share.
    layers_that_images_share() "Layers that images share";
    hide_them() "Hide them";
    shared_layers_table() "The table of shared layers";
    shared_layers_caption() "Layers, and which place each has in which image";
    size() "Size";
    not_in_it() "not in it";
    no_layer_is_shared(sizes) "No layer is in more than one image: {sizes}.";
    layers_are_shared(n, all, sizes) "{n} of {all} layers {n|is|are} in more than one image: {sizes}.";
    sizes_not_known() "their sizes are not known";
    together_and_one_by_one(together, apart) "{together} to pull together, {apart} one by one";
    more_images_not_shown(n) "{n} more {n|image is|images are} not shown.";
    more_layers_not_shown(n) "{n} more {n|layer is|layers are} not shown.";

    // What is this digest?
    what_is_this_digest() "What is this digest?";
    digest_not_found() "Nothing that is open has this digest";
    roles(n) "{n} {n|role|roles}";
    first_roles(n) "The first {n} roles; more digits find fewer";
    with_note(found, note) "{found} ({note})";

    // What did not come.
    registry_lacks(what) "The registry does not have {what}";
    did_not_come(what, why) "{what} could not be fetched: {why}";
    manifest_of(platform, digest) "the manifest of {platform} ({digest}) that is named here";
    manifest_named_here(digest) "the manifest {digest} that is named here";
    config_of(platform, digest) "the config of {platform} ({digest})";
    document(digest) "the document {digest}";
    more_documents_missing(n) "{n} more {n|document|documents} could not be fetched";
    no_manifest_for(platform) "This index has no manifest for {platform}";
    docker_would_take(platform) "Docker would take {platform}";
    other_platform(found, asked) "This image is for {found}, and there is none for {asked}";
    too_many_documents() "There are more documents than one view holds: those that came are shown";
    more(n) "{n} more";
    index_also_names(platforms) "The index also names {platforms}: fetch the one that you want to see";
}
