//! What the box finds in what is open, and what the palette offers.

messages! { reach;
    palette() "Go to anything, do anything";
    palette_hint() "A view, an image, a layer, a digest, something to do";
    open_palette() "Find anything and do anything";
    results() "In what is open";
    action() "Do";
    view() "View";
    media_type() "Media type";
    file() "File";
    report_as(format) "Download report as {format}";
    found(n) "{n} {n|result|results} in what is open";
    first_found(n) "The first {n} results; another word finds fewer";
    nothing_found() "Nothing like that";
    look_in(repository) "Look for it in {repository}";
    look_elsewhere() "Leave what is open, and look for it elsewhere";
}
