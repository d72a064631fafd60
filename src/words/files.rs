//! What is looked for in the files of an image.

messages! { files;
    search_size(found) "expected a size such as `size:>10M` or `size:<=1k`, but found `{found}`";
    search_type(known, found) "expected one of {known} after `type:`, but found `{found}`";
    search_state(known, found) "expected one of {known} after `state:`, but found `{found}`";
    search_is(found) "expected `is:secret`, but found `{found}`";
    search_layer(found) "expected the number of a layer after `layer:`, counted from 1, but found `{found}`";
    search_expression(found) "expected a regular expression between slashes, but found `{found}`";
    search_quote() "expected a second quotation mark, but found the end";
    search_long(limit, found) "expected at most {limit} bytes to look for, but found {found}";
}
