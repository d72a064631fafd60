//! Images of an engine, and what it reports of them.

messages! { engine;
    // What is asked for
    an_answer() "an answer";
    its_version() "its version";
    a_list_of_images() "a list of images";
    an_inspection() "what the engine knows of the image";
    a_history() "the image's history";
    a_tags_target() "what the tag leads to";
    search_results() "what the search found";
    too_large(what, limit) "expected {what} of at most {limit} bytes, but found more";
    not_that(what) "expected {what}, but found something else";
    no_engine() "expected Docker Engine or podman's service, but something else answers there";
    refused(status) "the engine answered with status {status}";
    refused_with(status, words) "the engine answered with status {status}: {words}";

    // Asking
    heading() "This machine's images";
    what_it_does() "Lists the images of Docker Engine or podman, and opens one of them as the archive that the engine gives out. Nothing is asked until you press the button";
    address() "Address of the engine, or `beside` for one behind this page's own server";
    list_images() "List images";
    with_intermediate() "Also those that only builds have left";
    asking() "Asking the engine…";
    no_list() "The images could not be listed";
    if_it_is_shut() "If an engine runs there, it lets no page read it";
    for_podman() "For podman, this starts a service on this machine that lets this page read it, until `Ctrl` `C`. While it runs any page in any browser here can send it commands that it carries out, unread: rather let the server of this page hand on what reading takes";
    for_docker() "Docker Engine lets no page read it. The server of this page can do that beside the page, where its owner turns it on; deploy/README.md says how";
    cannot_be_asked(why) "The engine cannot be asked: {why}";
    answers(name, version, api) "{name} {version} answers (API {api})";
    an_engine() "An engine";
    not_told() "not told";

    // The list
    images(n) "{n} {n|image|images}, as reported by the engine";
    no_images() "The engine has no images";
    malformed(n) "{n} {n|entry was|entries were} left out because {n|it has|they have} no ID";
    left_out(n) "{n} more {n|image is|images are} not shown";
    table() "Table of images";
    tags() "Tags";
    id() "ID";
    digests() "Digests in registries";
    created() "Created";
    size() "Size";
    action() "Open";
    dangling() "dangling: no tag leads to it";
    name_contains() "Name or ID contains";
    only_dangling() "Only dangling images";
    of_the_config() "of the config";
    of_the_index() "of the index";
    of_the_manifest() "of the manifest";
    of_a_target() "of what the tag leads to";
    no_digest() "none: not pulled, nor pushed";
    platforms_here(here, all) "{here} of {all} {all|platform|platforms} stored";
    open() "Open";
    open_image(name) "Open {name}";
    where_its_tag_leads() "Ask its registry";
    where_its_tag_leads_of(name) "Ask its registry, through the engine, where {name} leads now";
    leads_to(digest) "its registry's tag leads to {digest} now, as reported by the engine";
    leads_here(digest) "its registry's tag still leads to {digest}, as reported by the engine";
    not_told_where(why) "the engine did not find out where the tag leads: {why}";

    // Opening
    receiving(name) "Receiving {name}";
    received(name, size) "Receiving {name}: {size} so far; the engine does not say how much it will be";
    cancel() "Cancel";
    not_opened(name, why) "{name} was not opened: {why}";
    archive_too_large(limit) "its archive has more than {limit}, the most that is received";
    connection_broke() "the archive broke off";

    // Searching
    search_heading() "Search through the engine";
    search_what() "The engine asks Docker Hub, or the registries that it is told to search; this page asks the engine only";
    search_term() "Name contains";
    search() "Search";
    nothing_found() "Nothing was found";
    /// `by` says whose word it is.
    found(n, by) "{n} {n|repository|repositories}, {by}";
    reported_by_engine() "as reported by the engine";
    searching() "searching";
    hub_heading() "Search in Docker Hub";
    hub_what() "Docker Hub is asked by the interface of `docker search`, through a relay, for it lets no page search it";
    hub_is_closed() "Docker Hub lets no page search it, and no relay was found for it";
    relay_would_search(file, host) "A page that is hosted with a relay can: {file} has to name {host}. A relay that you have can be given below, for docker.io.";
    stars(n) "{n} {n|star|stars}";
    official() "official";

    // What was reported, beside what is computed
    reported_heading() "What the engine reports";
    reported_about(name) "What the engine says of {name}, beside what the bytes say that it gave out. What no bytes can prove is its word only";
    what() "What";
    engine_says() "The engine says";
    bytes_say() "The bytes say";
    comparison() "Comparison";
    agrees() "the same";
    differs() "differs";
    rewritten() "another manifest, written for this archive";
    unproven() "reported by the engine";
    other_image() "The archive has several images: this is about another one than is shown";
    layers() "DiffIDs";
    platform() "Platform";
    os_version() "OS version";
    author() "Author";
    steps() "Steps of the history";
    comment() "Comment";
    driver() "Storage driver";
    last_tagged() "Last tagged";
    pulled_from() "Pulled from";
    signed_by() "Signed by";
    the_config() "the config";
    the_index() "the index";
    the_manifest() "the manifest";
    what_the_name_leads_to() "what the name leads to";
    id_is_of_the_config() "This engine keeps layers unpacked. What it calls ID is the digest of the image's config, which is the same in every registry and archive; it is no digest that a registry could be asked for";
    id_is_of_the_target(what) "This engine uses the containerd image store. What it calls ID is the digest of {what} as a registry has it, and not that of the image's config, as older engines and podman mean it: the same image has another ID there";
    history_heading() "History, as reported by the engine";
    step() "Step";
    no_history() "The engine did not tell the history";
    platforms_heading() "Platforms, as reported by the engine";
    attestation() "attestation";
    is_stored() "stored there";
    is_not_stored() "not stored there";
    stored_unknown() "not told whether it is stored";
}
