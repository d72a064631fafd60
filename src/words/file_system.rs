//! The file system of an image: its tree, what layers did to a path, what is
//! hidden.

messages! { file_system;
    // What of it is shown.
    show() "Show";
    whole() "File system";
    changes() "Changes of a layer";
    stored() "Entries as stored";
    hidden() "Hidden but shipped";
    sizes() "Sizes";
    secrets() "Likely secrets";
    installed() "What is installed";
    after() "After";

    // The tree.
    tree() "The tree of files";
    name() "Name";
    state() "State";
    layer() "Layer";
    any_state() "Any state";
    show_deleted() "Show what is deleted";
    by_size() "Largest first";
    open_all() "Open all";
    close_all() "Close all";
    reading() "Laying the layers over each other…";
    no_entries() "There are no entries.";
    nothing_matches() "Nothing here has this state.";
    count(n, size) "{n} {n|entry|entries} besides directories, {size} in files";
    layers_not_read(n, all) "{n} of {all} {all|layer|layers} {n|was|were} not read: what they would change is not known";

    layers_in_part(n) "{n} {n|layer has|layers have} more entries than are listed";

    // States.
    added() "added";
    content() "changed";
    rewritten() "written again";
    rewritten_about() "the same size as before; the contents were not compared";
    metadata() "metadata";
    metadata_of(what) "changed: {what}";
    mode() "mode";
    owner() "owner";
    mtime() "time";
    xattrs() "extended attributes";
    link() "link target";
    deleted() "deleted";
    deleted_by(n) "deleted by layer {n}";
    deleted_with_folder(n) "deleted by layer {n} with its directory";
    deleted_by_opaque(n) "deleted by layer {n}, which hides all that its directory had";
    displaced_by(n) "gone with layer {n}, which has something else in place of its directory";
    unchanged() "unchanged";
    shipped_again() "shipped again as it was";
    unknown() "not known";
    unknown_about(n) "layer {n} was not read, or not all of it, and may change this";

    // What layers did to a path.
    history_of(path) "What the layers did to {path}";
    implied() "a directory without an entry, for what is in it";
    superseded() "another entry of the same layer takes its place";
    same_as_link() "a hard link: contents and metadata are those of its target";
    leads_to(target) "→ {target}";
    attributes(names) "with {names}";
    no_history() "No layer that was read names this path.";

    // A file of it, opened.
    open() "Open";
    open_version(n) "Open the version of layer {n}";
    opening() "Reading the file out of its layer…";
    layer_not_kept() "the bytes of this layer are not kept: there was no room for them";
    save_the_image() "save the image as a file, and open that";
    save_file() "Save the file";
    picture() "The picture";
    content_of_file() "Content of the file";
    find_in_file() "Find in the file";
    find_next() "Next";
    not_in_file() "not found";
    rest_not_shown(n) "{n} more {n|line is|lines are} not shown: save the file to see them";
    entries_not_shown(n) "{n} more {n|entry is|entries are} not listed here";

    // Hidden files.
    hidden_caption() "Files that are in a layer and not in the last file system, the largest first";
    no_hidden() "all files that the layers hold are visible in the end";
    why() "Why";
    path() "Path";
    replaced_by(n) "replaced by layer {n}";
    copied_by(n) "copied by layer {n} with the same contents";
    duplicate() "another entry of the same layer has its path";
    as_far_as_known() "as far as layers were read";
    hidden_count(n) "{n} {n|file, link or device is|files, links and devices are} shipped and not visible";
    and_more(n) "and {n} more";
    more_hidden(n) "{n} more are not shown here";
    show_more() "Show more";

    // Searching and saving.
    search() "Search all layers";
    search_hint() "passwd, *.pem, /regex/, size:>10M, type:link, layer:3, state:deleted, is:secret";
    found() "What was found";
    found_count(n) "{n} found";
    not_all_searched() "not everything was searched: the paths are too deep";
    compute_sum() "Compute of all its bytes";
    computing() "reading all of it";
    compare_with_older() "Compare with the version before";
    compare_with_layer(older) "Compare with the version before, of layer {older}";
    versions(older, newer) "from {older} to {newer}";
    difference() "What differs, line by line";
    save_list() "Save the list";
}
