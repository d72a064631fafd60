//! Two images side by side.

messages! { comparison;
    // The verdict.
    identical() "The two images are identical: they have the same manifest digest";
    same_saved() "The same image: image ID and DiffIDs are the same, and neither has a manifest here";
    same_image() "The same image ID and DiffIDs; only one of the two has a manifest here, so the manifest digests cannot be compared";
    recompressed(n) "The same image ID and DiffIDs, but {n} {n|layer is|layers are} compressed differently, so the manifest digests differ";
    only_manifest() "The same image ID and layers: only the manifests differ";
    only_times() "The same DiffIDs; the configs differ only in times";
    only_spelling(how) "The same DiffIDs; the configs say the same and differ only in {how}";
    config_differs() "The same DiffIDs; the configs differ";
    config_differs_in(parts) "The same DiffIDs; the configs differ in: {parts}";
    same_diff_ids() "The same DiffIDs; the configs cannot be compared";
    left_is_base(n) "The left image is the base of the right one, which has {n} more {n|layer|layers}";
    right_is_base(n) "The right image is the base of the left one, which has {n} more {n|layer|layers}";
    layers_shared(n, left, right) "{n} {n|layer|layers} shared; {left} only in the left image, {right} only in the right one";
    layers_not_known(n) "{n} that cannot be compared";
    nothing_in_common() "The two images have no layer in common";
    not_known() "Too little of the two images is known to compare them";
    by_claims() "As far as claimed digests tell: not everything compared was hashed here";
    is_cut() "There is too much to compare to find the best match: what differs may be less than shown";

    // Why builds that do the same differ.
    because_of_times() "Times differ: a build takes them from the clock, unless SOURCE_DATE_EPOCH is set";
    because_of_env_order() "The same variables are set in another order";
    because_of_compression(n) "{n} {n|layer has|layers have} the same DiffID and another digest: another tool, level or header of compression";
    because_of_config_spelling(how) "The configs say the same and differ in {how}";
    because_of_manifest_spelling(how) "The manifests say the same and differ in {how}";
    because_of_file_times(n) "{n} {n|file differs|files differ} in nothing but the time of the last change";
    in_formatting() "white space or escapes";
    in_key_order() "the order of their members";
    in_what_is_not_set() "how they write what is not set";

    // How two things compare.
    same() "same";
    changed() "changed";
    only_left() "only left";
    only_right() "only right";
    cannot_be_compared() "cannot be compared";
    compressed_differently() "same content, compressed differently";
    same_content() "same content";
    other_time() "at another time";
    other_record() "recorded differently";
    other_layer() "another layer";
    as_claimed(digest) "{digest}, as claimed";

    // What they differ in.
    digests() "Digests";
    history() "History";
    layers() "Layers";
    all_diff_ids() "DiffIDs, in order";
    annotations() "Annotations";
    subject() "Subject";
    artifact_type() "Artifact type";
    architecture() "Architecture";
    os() "Operating system";
    variant() "Variant";
    order_of_variables() "Order of variables";
    other_members() "Other members";
    part_and_key(part, key) "{part}: {key}";
    layer_part(n, part) "Layer {n}: {part}";
    not_here() "Not both are here to be compared";
    no_difference() "No difference";
    differs_only_in(how) "Differs only in {how}";
    nothing_else_in_manifest() "No difference but in the config and the layers that it names";
    nothing_else_in_config() "No difference but in its history or DiffIDs";
    step(n) "Step {n}";
    more_rows(n) "and {n} more";

    // What is asked for.
    left() "Left";
    right() "Right";
    swap() "Swap";
    only_differences() "Only differences";
    field() "What";
    state() "State";
    table_of(what) "{what}, left and right";
    no_second() "Open a second image beside this one, or choose an index with several platforms";
    other_not_open() "The image that this link compares with is not open here: open it beside this one";
    open_second() "Open a second image";
    download() "Download the difference as JSON";
    base_images() "Base images";
    read_attestations() "Read what the attestations say";

    // Platforms of one index against one of them.
    platforms_against(name) "Platforms against {name}";
    platform_table() "What the platforms share and what they differ in";
    compare_with(name) "Compare with {name}";
    the_left_side() "The left side, against which the others are held";
    size_as_stored() "Size, as stored";
    shared_of(n, all) "{n} of {all} shared";
    only_its_own(n) "{n} only its own";
    differences(n, parts) "{n} {n|difference|differences}: {parts}";
    part_and_count(part, n) "{part} ({n})";
    same_steps(n) "{n} {n|step|steps}, the same";
    steps_differ(n, all) "{n} of {all} steps {n|differs|differ}";
    no_steps() "no steps recorded";
    not_counted() "Architecture, operating system and times are not counted as differences of the config";
    more_platforms(n) "{n} more {n|platform is|platforms are} not shown";

    // What an image is built on.
    base_claimed(name) "Claims to be built on {name}";
    base_agrees(name, image) "Claims to be built on {name}, which is open as {image}: its layers are the first ones of this image";
    base_contradicts(name, image) "Claims to be built on {name}, which is open as {image}, but does not begin with its layers";
    base_unknown(name, image) "Claims to be built on {name}, which is open as {image}: too little is known of the layers to tell";
    base_stated(name) "An unsigned statement says that the build used {name}, which may be the base";
    base_stated_as_one(name) "An unsigned statement says that the build used {name}, one of several images that may be the base";
    base_stated_agrees(name, image) "An unsigned statement says that the build used {name}, which is open as {image}: its layers are the first ones of this image";
    base_stated_differs(name, image) "An unsigned statement says that the build used {name}, which is open as {image} and is not the base: this image does not begin with its layers";
    base_stated_unknown(name, image) "An unsigned statement says that the build used {name}, which is open as {image}: too little is known of the layers to tell whether it is the base";
    base_stated_cut() "Unsigned statements say more of what the build used than is read here";
    base_proved(image, n) "Built on {image}, as its layers prove, with {n} {n|layer|layers} on top";
    base_by_claims(image, n) "Built on {image}, as the claimed DiffIDs say, with {n} {n|layer|layers} on top";

    // Files.
    files_same() "All files are the same";
    no_difference_found() "No difference was found";
    no_difference_listed() "No difference was found among the files that are listed";
    only_timestamps(n) "Only timestamps differ: {n} {n|file|files}";
    only_metadata(n) "Only modes, owners, times, link targets or extended attributes differ: {n} {n|file|files}";
    files_differ(n) "{n} {n|file differs|files differ}";
    contents_unknown(n) "the contents of {n} {n|file|files} of the same size were not compared";
    not_listed(n) "{n} {n|file is|files are} not listed";
    ignored(what) "{what} were ignored";
    ignored_times() "times";
    ignored_owners() "owners";
    ignored_noise() "caches and logs";
    files() "Files";
    files_not_compared(layers) "Files are compared once those of every layer of both images are listed; not listed: {layers}";
    left_layer(n) "layer {n} on the left";
    right_layer(n) "layer {n} on the right";
    comparing_files() "Comparing the files";
    ignore_times() "Ignore times";
    ignore_owners() "Ignore owners";
    ignore_noise() "Ignore caches and logs";
    noise_not_counted(n) "{n} {n|difference|differences} in caches and logs not counted";
    file_content() "content differs";
    file_metadata(what) "{what} differ";
    file_mode() "mode";
    file_owner() "owner";
    file_time() "time";
    file_link() "link target";
    file_xattrs() "extended attributes";
    file_not_compared() "same size, content not compared";
}
