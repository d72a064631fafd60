//! Repositories and their tags.

messages! { lists;
    tags_of_repository() "Tags of the repository";
    repositories_of_registry() "Repositories of the registry";
    asking_for_list() "Asking the registry for the list…";

    no_tags() "No tags";
    no_tags_yet(why) "No tags yet ({why})";
    tags(n) "{n} {n|tag|tags}";
    tags_at_least(n, why) "At least {n} {n|tag|tags} ({why})";
    no_repositories() "The registry lists no repositories";
    no_repositories_yet(why) "No repositories yet ({why})";
    repositories(n) "{n} {n|repository|repositories}";
    repositories_at_least(n, why) "At least {n} {n|repository|repositories} ({why})";
    no_more() "the registry returns no more";
    next_page_missing() "the next page did not come";
    limit() "Assay reads no more";

    next_page(error) "The next page did not come: {error}";
    excess(rights) "The registry asks for more rights than reading needs, {rights}: only the rights that reading needs were requested";
    elsewhere(origin) "The registry says that its next page is at {origin}, as happens behind a proxy that does not know its public name. That address was not contacted: the registry itself was asked for the same page";
    elsewhere_path() "The registry says that its next page is at a path where its other pages are not: only the registry's own list was requested";
    no_address() "The registry's address for its next page is not valid: the page after the last name was requested instead";
    no_tag_names(n) "{n} {n|name was|names were} left out because {n|it is not a valid tag|they are not valid tags}";
    no_repository_names(n) "{n} {n|name was|names were} left out because {n|it is not a valid repository name|they are not valid repository names}";

    loaded(tags, known) "{tags}, {known} loaded";
    loaded_and_failed(tags, known, failed) "{tags}, {known} loaded, {failed} failed";
    unknown_last(progress) "{progress}; tags that are not loaded yet come last";
    stop() "Stop loading";
    resume() "Continue loading";
    load_all() "Load all tags";
    fold() "One row per image";
    reload_list() "Reload the list";
    retry() "Retry the failed ones";

    table() "Table of tags";
    caption() "Tags, with those of the same image in one row";
    tags_heading() "Tags";
    digest() "Digest";
    created() "Created";
    platforms() "Platforms";
    size() "Size, compressed";
    no_matches() "No tags match.";
    more_tags(n) "and {n} more";
    size_is_of(platform) "of {platform}";
    not_loaded() "Not loaded yet";
    loading() "Loading…";
    referrers_of(digest) "referrers of {digest}";
    signature_of(digest) "signature of {digest}";
    attestation_of(digest) "attestation of {digest}";
    sbom_of(digest) "SBOM of {digest}";
    refers_to(what, digest) "{what} of {digest}";

    search() "Tags";
    name_contains() "Name contains";
    label() "Label";
    key_or_value() "key or key=value";
    created_since() "Created since";
    created_before() "Created before";
    sort_by() "Sort by";
    by_name() "name";
    by_date() "date";
    by_size() "size";
    descending() "Descending";
    compare() "Compare the loaded images";

    untagged(n) "Untagged digests found ({n})";
    child_of(tags) "child of {tags}";
    child_of_and_more(tags, n) "child of {tags} and {n} more";
    referrer_of(digest) "referrer of {digest}";
    of_platform(platform, why) "{platform}, {why}";
}
