//! What stands around every view: opening, fetching, waiting, failing.

messages! { page;
    // The title of the window.
    title() "Assay";
    title_of(name, state) "{name}: {state} – Assay";

    language_did_not_come(language) "The texts in {language} could not be loaded, so the page stays in the language it is in. Try again";
    part_is_coming() "This part of the page is still loading";
    part_did_not_come() "this part of the page could not be loaded";
    load_part_again() "Load it again";
    opening(name) "Opening {name}";
    files(n) "{n} files";
    cancel() "Cancel";
    nothing_given() "There was no file in it, and no text";
    file_to_be_given_again() "The file that was open here has to be given again: it never left this machine, and a page that is loaded anew does not have it";
    link_not_followed(why) "This link cannot be followed: {why}";
    files_not_read(why) "The list of files could not be read: {why}";
    files_not_kept() "The browser did not keep the list of files because its memory or disk was full. Close other tabs and open the image again";
    other_build(page, worker) "Expected the worker of build {page}, but found that of build {worker}";
    reload_without_cache() "Reload the page without its cache";

    /// Before the list of what is asked for.
    asking_registry_for(registry) "Asking {registry} for";
    fetching(name) "Fetching {name}";
    requests() "Requests";
    asking_for(what) "Asking for {what}";
    documents() "documents";
    image_of_the_link() "the image of the link";
    reason() "the reason why it did not come";

    at_the_registry() "What the registry has";
    fetch_all_layers(size) "Fetch and verify all layers ({size})";
    fetch_all_platforms(n) "Fetch all platforms ({n} more)";
    fetch_platform() "Fetch this platform";
    fetch_document() "Fetch this document";
    fetch_bytes(size) "Fetch and verify it ({size})";
    all_tags() "All tags of this repository";
    layers_at_once() "Verify layers automatically";
    never() "never";
    up_to(size) "up to {size}";
    always() "always";

    where_to_look() "Where should we look for this digest?";
    look_in_a_file() "In a file: drop an image archive here, or anywhere on the page. Every role that the digest plays in it is listed.";
    link_asks_for_file() "This link asks for a file";
    drop_that_file() "Drop the image archive here, or anywhere on the page. Assay checks whether it is the image of the link.";
    registry_and_repository() "Registry and repository";
    look_there() "Look there";

    not_inspectable() "This cannot be inspected";
    bytes_broken() "The bytes are broken";
    registry_gave_nothing() "The registry did not provide it";
    browser_could_not() "The browser could not do it";
    own_defect() "Assay has a defect";
    continue_anyway() "Continue anyway";
    drop_another_or(back) "Drop another image anywhere on this page, open one with the buttons above, or {back}.";
    go_back() "go back to the start page";
    /// What is copied.
    command() "command";
    /// What is copied.
    message() "message";
    /// Names what was pasted, in the place of a file name.
    pasted_document() "pasted document";
}
