//! Images of an engine, and what it reports of them.

messages! { engine;
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
    id() "ID";
    created() "Created";
    layers() "DiffIDs";
    platform() "Platform";
    steps() "Steps of the history";
    the_config() "the config";
    the_index() "the index";
    the_manifest() "the manifest";
    what_the_name_leads_to() "what the name leads to";
}
