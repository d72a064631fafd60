//! What was opened lately.

messages! { recent;
    heading() "Opened lately";
    /// Before anything is kept.
    what_it_keeps() "Names and digests of what you open can be kept in this browser, and nothing else of it. Nothing is kept until you want it.";
    keep() "Keep what I open in a list";
    nothing_yet() "Nothing was opened yet.";
    forget() "Forget all, and keep no more";
    open_again(name) "Open {name} again";
    /// Of a file that the browser does not find again.
    choose_again(name) "{name} is not within reach of the browser any more. Choose or drop it again.";
}
