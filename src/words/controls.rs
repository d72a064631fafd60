//! Buttons and tabs around what is open.

messages! { controls;
    close() "Close";
    cancel() "Cancel";
    copy() "Copy";
    digest() "digest";
    copied() "Copied";
    copy_what(what) "Copy {what}";
    copied_what(what) "Copied the {what}";
    copy_not_allowed() "Not allowed";
    details() "details";
    show_in_detail(digits) "Show {digits} in detail";
    show_it() "Show it";
    chosen_object() "The chosen object";
    width_of_panel() "Width of the details";
    sections() "What is shown";
    overview() "Overview";
    layers() "Layers";
    graph() "Graph";
    ledger() "Ledger";
    findings() "Findings";
    trust() "Trust";
    compare() "Compare";
    ways_to_look_at_it() "Ways to look at it";
    summary() "Summary";
    exact_bytes() "Exact bytes";
    pretty() "Pretty";
    files() "Files";
    descriptor() "Descriptor";
    commands() "Commands";
    download_report() "Download report";
    bytes_read() "Bytes read";
    hashing_stopped() "You stopped the hashing";
    hash_the_rest(size) "Hash the rest ({size})";

    // Files that are open together.
    open_together() "Open together";
    close_file(name) "Close {name}";
    open_beside(names) "Open {names} beside it";
}
