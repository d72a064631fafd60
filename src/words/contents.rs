//! What is read out of the contents of the layers.

messages! { contents;
    files_not_read(n, path, layer) "{n} {n|file was|files were} not read, {path} of layer {layer} among them";
    layers_not_listed(n) "{n} {n|layer was|layers were} not read, or not wholly: what {n|it has|they have} more is not known";
    nothing_to_find() "expected something to look for, but found nothing";
    read_so_far(done, all) "{done} of {all} of the layers read";
    reading_layers() "Reading the layers";
    stop() "Stop";
    read_all_layers() "fetch or open all layers first";
    stopped() "It was stopped, and nothing came of it";
    saving_ended() "Nothing was saved: saving ended when its view was left";
    as_one_tar() "all files as one tar";
    save_as_tar() "Save as tar";
    nothing_there() "nothing is at this path after the chosen layer";
    choose_other_layer() "choose a layer after which it is there";
    compare_contents() "Compare contents";
    compared() "The contents of all files that were written again are compared";
    search_contents() "Search in contents";
    also_hidden() "also in what was deleted or replaced";
    found_in_contents() "Found in contents";
    place() "Place";
    line() "What stands there";
    at_line(n) "line {n}";
    at_byte(n) "byte {n}";
    not_there_in_the_end() "not there in the end";
    perhaps_not_there() "perhaps not there in the end";
    hits(n, searched, files) "{n} {n|place|places} found in {searched} of {files} files";
    more_hits(n) "{n} more {n|is|are} not shown";
    search_again() "change what is looked for";
    no_expression(found) "expected a regular expression, but found `{found}`";
    no_tar(path, layer) "the tar was not completed, as {path} of layer {layer} could not be read";
    other_size(listed, found) "expected {listed} bytes, but found {found}";
    devices_left_out(n) "{n} {n|device is|devices are} left out, as {n|its numbers are|their numbers are} not known";
    long_paths_left_out(n) "{n} {n|entry is|entries are} left out, as {n|its path is|their paths are} longer than Linux takes";
    broken_links_left_out(n) "{n} hard {n|link is|links are} left out, as {n|its target is|their targets are} nowhere";
    attributes_left_out(n) "{n} extended {n|attribute is|attributes are} left out, as a tar cannot hold {n|its name|their names}";
    names_respelled(n) "{n} {n|entry has a name|entries have names} that {n|is|are} not UTF-8 and {n|is|are} spelled otherwise here";
}
