//! What is read out of the contents of the layers.

messages! { contents;
    files_not_read(n, path, layer) "{n} {n|file was|files were} not read, {path} of layer {layer} among them";
    layers_not_listed(n) "{n} {n|layer was|layers were} not read, or not wholly: what {n|it has|they have} more is not known";
    nothing_to_find() "expected something to look for, but found nothing";
    read_so_far(done, all) "{done} of {all} of the layers read";
    stop() "Stop";
    search_again() "change what is looked for";
    no_expression(found) "expected a regular expression, but found `{found}`";
}
