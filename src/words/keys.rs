//! The keys that do something wherever the focus is.

messages! { keys;
    heading() "Keys";
    ask_box() "Go to the box";
    show(view) "Show {view}";
    copy_digest() "Copy the digest of the chosen object, or of the image";
    next_row() "Go to the next row";
    row_before() "Go to the row before";
    list() "Show the list of keys";
    close_detail() "Close the chosen object and go back";
    /// What is copied is a digest.
    copied(digest) "Copied {digest}";
}
