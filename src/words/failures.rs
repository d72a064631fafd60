//! What the browser or this program could not do.

messages! { failures;
    file_changed() "the file has changed since it was dropped, or may not be read";
    file_gone() "the file is gone: it was moved, renamed or deleted since it was dropped";
    drop_again() "Drop it again: a browser can read a file only in the state in which it was given";
    file_not_read(why) "the file could not be read: {why}";
    named_file_not_read(name, why) "{name} could not be read: {why}";
    check_the_file() "Check that the file is still where it was and has not changed since, then open it again";
    browser_reported(name, text) "the browser reported {name}: {text}";
    check_permissions() "The browser does not allow it on this page: check the site's permissions";
    no_room() "The browser ran out of memory or disk: close other tabs and open it again";
    load_again() "Load the page again; if it happens once more, try another browser";
    too_many_files(limit) "expected at most {limit} files and folders, but found more";
    drop_one_image() "Drop the folder of one image, or an archive";
    own_file_not_fetched(path, why) "the file {path} could not be fetched: {why}";
    own_file_status(path, status) "the file {path} could not be fetched: HTTP status {status}";
    publish_the_samples() "The samples lie beside the page: check that the whole of dist/ was published";
    worker_gone() "a worker ended without saying why, as happens where memory runs out";
    worker_silent() "a worker has not answered for a minute";
    close_tabs() "Close other tabs and open it again";
    open_again() "Open it again; if it happens once more, load the page again";
    worker_did_not_start(why) "a worker did not start: {why}";
    worker_broke(why) "a worker broke: {why}";
    worker_panicked(why) "a worker stopped: {why}";
    no_reason() "the browser does not say why";
    site_updated() "Load the page again; the site may have been updated meanwhile";
    free_memory() "Load the page again; if memory ran out, close other tabs first";
    unreadable_answer() "the answer of a worker could not be read";
    defect() "This is a defect of Assay: please report it";
}
