//! The app without a network, and new versions of it.

messages! { offline;
    new_version() "A new version of Assay is here. This page stays as it is until you load the new one.";
    load_new_version() "Load the new version";
    not_now() "Not now";
}
