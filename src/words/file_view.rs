//! One file of a layer, opened: what it is, and why it has no bytes to show.

messages! { file_view;
    // Why there are no bytes.
    layer_ends_early() "the layer ends before the end of the file";
    layer_unreadable(why) "the layer cannot be read as far as the file: {why}";
    no_such_entry() "the layer has no such entry";
    bytes_at_target(target) "a hard link has no bytes of its own: they are those of `{target}`";
    a_directory() "expected a regular file, but found a directory";
    a_symbolic_link() "expected a regular file, but found a symbolic link";
    a_device() "expected a regular file, but found a device or a FIFO";
    sparse() "expected a regular file, but found a sparse file, which Assay does not put together";
    over_the_limit(limit) "the file ends more than {limit} bytes behind the start of the layer";
}
