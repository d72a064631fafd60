//! What a registry says of an image: whether a pull would complete, and what
//! refers to it.

messages! { at_registry;
    heading() "What the registry says";
    would_it_complete() "Would this pull complete?";
    config() "config";
    layer(number) "layer {number}";
    this_image() "this image";
    asked(asked, n) "The registry was asked for {asked} of {n} {n|blob|blobs}";
    would_fail(image, missing) "A pull of {image} would fail: the registry says that it does not have {missing}";
    not_known(image, unanswered) "It is not known whether a pull of {image} would complete: no answer about {unanswered}";
    would_complete(image, n, size) "A pull of {image} would complete: the registry says that it has all {n} blobs, {size}";
    would_complete_of_one(image, size) "A pull of {image} would complete: the registry says that it has the only blob, {size}";

    blob_by_blob() "Blob by blob";
    blobs() "Blobs that a pull needs";
    blob() "Blob";
    digest() "Digest";
    size() "Size";
    registry() "The registry";
    being_asked() "being asked";
    has_it() "says it has it";
    has_other_size(n) "says it has it, but in {n} {n|byte|bytes}";
    missing() "says it is missing";

    what_refers() "What refers to it?";
    what_refers_to_index() "What refers to the index?";
    what_refers_to_platform() "What refers to this platform?";
    asking_what_refers(to) "Asking the registry what refers to {to}";
    referrers_unknown(to, why) "It is not known what refers to {to}: {why}";
    nothing_refers(to) "The registry lists nothing that refers to {to}";
    nothing_refers_yet(to, why) "The registry lists nothing yet that refers to {to}: {why}";
    nothing_refers_by_tag(to) "The registry lists nothing by a tag that refers to {to}";
    nothing_refers_by_tag_yet(to, why) "The registry lists nothing yet by a tag that refers to {to}: {why}";
    referrers(n, to) "The registry lists {n} {n|document that refers|documents that refer} to {to}";
    referrers_at_least(n, to, why) "The registry lists at least {n} {n|document that refers|documents that refer} to {to}: {why}";
    by_tag_without_api() "The list comes from a tag, because the registry has no referrers API";
    referrers_api_blocked() "The list comes from a tag: CORS blocks the registry's referrers API";
    no_descriptors(n) "{n} {n|entry that is not a descriptor was|entries that are not descriptors were} left out";
    of_other_type(n) "{n} {n|entry|entries} of another type than requested {n|was|were} left out";
    refuted(what) "The list also contains something untrue, which is not shown here: {what}";
    refuted_and_more(what, n) "The list also contains things that are untrue, which are not shown here: {what}, and {n} more";
    refers_to(digest, other) "{digest} refers to {other}";
    refers_to_nothing(digest) "{digest} refers to nothing";
    is_of_type(digest, kind) "{digest} is of type {kind}";
    not_shown(n) "{n} of them {n|is|are} not shown";

    documents_that_refer() "Documents that refer to it";
    kind() "Kind";
    annotations() "Annotations";
    /// What is copied.
    annotation() "annotation";
    registrys_word(why) "only the registry says so: {why}";
    not_looked_at() "not looked at";
    not_seen(why) "not seen: {why}";
}
