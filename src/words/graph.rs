//! The graph and the tree: what hangs together.

messages! { graph;
    how_it_is_linked() "How it fits together";
    marks() "Marks";

    // Several images.
    side_by_side() "Images side by side";
    about_matrix() "A column for each image; rows from the documents that lead to it down to its layers, base first. What neighbours share stands once. Of a layer, the first mark is of the stored bytes and the second of the bytes inside: their DiffID.";
    matrix_table() "Images and their layers; the arrow keys move from one object to another";
    other_images(n) "Show {n} more {n|image|images}";
    and_more(what, n) "{what} and {n} more";
    read_from() "read from";
    attached() "attached";

    // One image.
    layer_by_layer(name) "{name}, layer by layer";
    about_ladder() "The manifest names each layer by the digest of its stored bytes, the config names the bytes inside by their DiffID, and the ChainID follows from the DiffIDs up to the layer.";
    ladder_table() "The digests of each layer; the arrow keys move from one to another";
    names_layers() "names the layers";
    names_diff_ids() "names the DiffIDs";
    no_manifest() "no manifest here";
    no_config() "no config here";
    chain_id_of(what) "ChainID of {what}";

    // Rows.
    layer_and_step() "Layer and step";
    only_of(whose) "{whose}; others differ";
    sizes(least, most) "{least} to {most}";
    layers_from_to(first, last) "layers {first} to {last}";
    same_in_all(n) "{n} the same in all";
    more_layers(n) "{n} more {n|layer is|layers are} not shown";

    // What fails, and what is of no image.
    what_fails() "What fails";
    more_fail(n) "and {n} more";
    beside_the_images() "Beside the images";
    what_is_here() "What is here";
    about(what) "about {what}";
    more_beside(n) "Show {n} more";

    // The tree.
    as_a_tree() "As a tree";
    more_siblings(n) "and {n} more beside it";
}
