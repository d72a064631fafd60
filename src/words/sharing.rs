//! Links to what is shown, and whether what came is what a link expects.

messages! { sharing;
    share() "Share";
    to_exact_bytes() "Link to these exact bytes";
    to_tag() "Link to the tag, with the expected digest";
    to_image() "Link to this image";
    nothing_to_share() "Nothing here has a digest by which another page could recognize it.";
    what_links_hold() "Links never contain a password, and what follows the # is never sent to a server.";

    checking() "checking";
    as_expected() "as expected";
    not_known() "not known";
    not_as_expected() "not as expected";

    pending() "Checking whether this is what the link expects";
    same_bytes() "The same bytes as when the link was shared";
    no_manifest(expected) "The link names the manifest {expected}, and this file has none: a docker-archive does not tell which digest the registry has for it";
    tag_moved(found, expected) "The tag now points to {found}; when the link was shared, it pointed to {expected}";
    other_bytes(expected, found) "Not the bytes of the link: expected {expected}, but found {found}; a tool that rewrites the manifest changes its digest";
    no_bytes(expected) "Not the bytes of the link: expected {expected}, but found none";

    compare_both() "Compare both here";
    open_then() "Open the image as it was then";
    open_now() "Open the current image by its digest";

    the_image() "The image";
    layers_in_common(image, same, n, then) "{image}: counting from the base, {same} of {n} {n|layer|layers} {same|is|are} the same as when the link was shared, when it had {then}";
    same_config() "the config is the same";
    other_config() "the config differs";
}
