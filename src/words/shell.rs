//! What a first visit waits for: the frame of the page, its beginning, and what
//! takes what a person gives.

messages! { shell;
    skip_to_content() "Skip to the content";
    drop_anywhere() "Drop it anywhere";
    opening_link() "Opening the link";
    while_it_opens() "What reads images is on its way. Every digest that the link leads to is recomputed here, in this browser, and held against what each document claims of it.";
    back_to_start() "Back to the start page";
    dismiss() "Dismiss";
    nothing_leaves() "Nothing you open leaves this machine: this page has no server to send it to. It contacts only the registry or the engine you name, and wherever that redirects.";
    version_and_license(version, license) "Assay {version}, {license}";
    /// To whom gives something before the rest of the page has come.
    still_loading() "The rest of this page is still loading. What you gave will open as soon as it is ready";
    not_loaded() "The rest of this page could not be loaded, so nothing can be opened. Reload the page; the site may have been updated meanwhile, or the connection lost";

    images() "Images";
    image_link_or_digest() "Image, link or digest";
    inspect() "Inspect";
    open_files() "Open image files";
    open_folder() "Open a folder";

    question() "What is this container image, and is it really that?";
    pitch() "Name an image or drop one, and see every digest in it recomputed in this browser.";
    stays_here() "Nothing you open leaves this machine.";
    drop_an_image() "Drop an image anywhere on this page";
    what_can_be_dropped() "`docker save`, `podman save`, an OCI layout as tar or folder, `skopeo copy`, a manifest or a config, compressed or not.";
    or_paste() "Or paste a file or a JSON document with `Ctrl` `V`";
    paste_a_document() "Paste a document…";
    json_text() "The JSON text of a manifest, an index or a config";
    open_text() "Open this text";
    this_machines_images() "Images of this machine's Docker or podman…";

    try_a_sample() "Try a sample";
    sample_healthy() "A healthy multi-platform OCI image";
    sample_healthy_holds() "An index, a manifest and a config for each platform, and their layers.";
    sample_docker() "A classic docker save";
    sample_docker_holds() "No registry manifest inside: only the config's name and the DiffIDs can be checked.";
    sample_tampered() "One tampered with in three ways";
    sample_tampered_holds() "A flipped byte in a layer, a size that is off by one, two swapped DiffIDs.";

    what_it_checks() "What it checks";
    documents() "Every document";
    documents_checked() "Index, manifests and configs: their exact bytes are hashed and compared with each digest and size that refers to them.";
    layers() "Every layer, twice";
    layers_checked() "The stored bytes against the layer digest, the uncompressed bytes against the DiffID, and the ChainIDs that follow.";
    claims() "Who claims what";
    claims_shown() "For each digest, the documents and file names that claim it, and where in the document.";
    oddities() "What is odd";
    oddities_shown() "Violations of the OCI and Docker specifications that tools let pass, and where an archive contradicts itself or tools read it differently.";
}
