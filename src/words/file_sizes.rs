//! Where the bytes of an image are.

messages! { file_sizes;
    // One directory.
    where_it_is() "Where this directory is";
    here(folder, what) "{folder}: {what}";
    gone() "this directory is not there in the end";
    map() "What is in this directory, as areas";
    list() "What is in this directory, the largest first";
    part() "Part";
    percent(part) "{part} %";

    // Each layer.
    per_layer() "Sizes of the layers";
    per_layer_caption() "The layers, base first: as stored, unpacked, and how much of their files is not visible in the end";
    stored() "Stored";
    unpacked() "Unpacked";
    not_visible() "Not visible";
    together() "All layers";
    /// A size that is not known.
    unknown() "not known";

    // What is not visible in the end.
    by_cause() "What is not visible, by cause";
    cause() "Cause";
    replaced() "replaced by a layer above";
    copied() "copied by a layer above with the same contents";
    deleted() "deleted by a layer above";
    deleted_with_folder() "deleted by a layer above with its directory";
    deleted_by_opaque() "in a directory of which a layer above hides all";
    displaced() "in a directory whose place something else takes";
    duplicate() "another entry of the same layer has its path";
    nowhere() "at no path, as links that lead in a circle";
    efficiency(part) "efficiency {part} %";
    reclaimable(size, part) "{size} of what the layers hold is not visible in the end ({part} %)";
    all_visible(size) "All of the {size} that the layers hold is visible in the end";
    not_known() "How much of what the layers hold is not visible in the end is not known, as not all of them were read";
    dive_says(size, part) "dive says: {size} wasted, efficiency {part} %";
    why_dive_differs() "It counts all versions of a file, also the one that stays, by leaves of its tree: nothing in a deleted directory, no opaque whiteouts, no hard links";
    save_dive() "Save the JSON of dive";
}
