//! The judgement, and the verdict on each claim.

messages! { verdicts;
    // What is known of a claim, in a word.
    not_checked() "not checked";
    checking() "checking";
    verified() "verified";
    wrong_size() "wrong size";
    wrong_digest() "wrong digest";
    missing() "missing";
    unreadable() "unreadable";
    wrong() "wrong";

    // Why it is not verified.
    expected_size(claimed, found) "expected {claimed} {claimed|byte|bytes}, but found {found}";
    expected_digest(claimed, computed) "expected {claimed}, but found {computed}";
    hashed(done) "{done} {done|byte|bytes} hashed";
    hashed_of(done, total) "{done} of {total} {total|byte|bytes} hashed";
    not_fetched() "not fetched yet";
    waiting() "not hashed yet";
    stopped() "not hashed: you stopped first";
    as_served() "a tag cannot be verified, only a digest: this is the digest of what was served";
    unclaimed() "no document states a digest for these bytes";
    legacy_layer() "an archive from before Docker 1.10 names layers by IDs that are not hashes, so there is nothing to compare with";
    algorithm_unknown(name) "`{name}` digests cannot be checked here";
    digest_malformed(why) "the digest is malformed: {why}";
    not_unpacked() "the layer is encrypted, or of a type that is not unpacked here";
    /// Of a ChainID: the first of its layers that is not verified.
    follows(layer, verdict) "derived from the DiffIDs up to this layer, and the DiffID of layer {layer} is {verdict}";
    no_manifest() "there is no manifest to hash";
    not_listed() "not in the ledger";
    not_in_archive() "not in this archive";
    not_in_folder() "not in this folder";
    only_document() "only this document was given";
    at_urls() "stored at the URLs in its descriptor, which are never fetched unasked";
    counts_differ() "the config does not list exactly one DiffID for each layer, so DiffIDs cannot be matched to layers";
    no_layer() "the manifest names no layer for it";
    not_json() "expected JSON, but found something else";

    // The judgement on all of it.
    failed(what) "Not what it claims to be: {what}";
    and_more_fail(what, n) "{what}, and {n} more {n|object fails|objects fail}";
    cannot_be_unpacked(name, why) "{name} cannot be unpacked ({why})";
    cannot_be_read(name, why) "{name} cannot be read ({why})";
    not_its_diff_id(name) "{name} does not unpack to its DiffID";
    has_wrong_digest(name) "{name} has the wrong digest";
    has_wrong_size(name) "{name} has the wrong size";
    incomplete(lacks) "Incomplete: {lacks}";
    with_problems(problem) "Verified, with problems: {problem}";
    and_problem(what, problem) "{what}; and {problem}";
    and_more_problems(problem, n) "{problem}, and {n} more {n|problem|problems}";
    still_hashing_only() "Still hashing";
    counted(verified, present) "{verified} of {present} {present|object|objects} verified in this browser";
    counted_size(verified, present, size) "{verified} of {present} {present|object|objects} verified in this browser, {size} hashed";
    counted_time(verified, present, size, time) "{verified} of {present} {present|object|objects} verified in this browser, {size} hashed in {time}";
    tag_not_verified(sentence) "{sentence}; a tag cannot be verified, only a digest";

    // What it lacks.
    in_this_folder() "in this folder";
    in_this_file() "in this file";
    here() "here";
    only_layer_missing(here) "the only layer is not {here}";
    all_layers_missing(n, here) "none of its {n} layers is {here}";
    layers_missing(n, all, here) "{n} of {all} layers {n|is|are} not {here}";
    config_missing(here) "the config is not {here}";
    configs_missing(n, here) "{n} configs are not {here}";
    others_missing(n, here) "{n} {n|object that is|objects that are} needed {n|is|are} not {here}";
    only_manifest_missing(here) "the manifest that it names is not {here}";
    all_manifests_missing(n, here) "none of the {n} manifests that it names is {here}";
    layers_not_fetched(n) "{n} {n|layer|layers} not fetched yet";
    objects_not_fetched(n) "{n} {n|object|objects} not fetched yet";
    cut() "it holds more objects than are shown";
    still_hashing() "still hashing";
    nothing_has_a_digest() "nothing in it has a digest";
    stopped_before(n) "you stopped before {n} {n|object was|objects were} hashed";
    objects_unclaimed(n) "no document states a digest for {n} {n|object|objects}";
    objects_malformed(n) "the digest stated for {n} {n|object|objects} is malformed";
    objects_not_read(n, why) "{n} {n|object was|objects were} not read: {why}";
    objects_not_checked(n, why) "{n} {n|object was|objects were} not checked: {why}";
    documents_left_out(n, why) "{n} {n|document was|documents were} hashed but not read: {why}";
    too_large(limit) "larger than {limit} bytes";
    too_many() "there are more than are read from one input";
    too_deep(depth) "indexes are nested more than {depth} deep";

    // Limits that cut a graph short.
    cut_nodes(n) "only the first {n} objects are shown";
    cut_depth(depth) "indexes nested deeper than {depth} are not followed";
}
