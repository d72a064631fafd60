//! One object: its facts, its bytes, its files, its commands.

messages! { detail;
    // What is known of an object.
    media_type() "Media type";
    meaning() "Meaning";
    platform() "Platform";
    path() "Path";
    also_at() "Also at";
    not_here() "Not here";
    uncompressed() "Uncompressed";
    stored_size() "Stored size";
    size() "Size";
    compression_found() "Compression found";
    no_compression() "none";
    gzip_members(n) "gzip, {n} {n|member|members}";
    zstd_frames(n) "zstd, {n} {n|frame|frames}";
    xz_streams(n) "xz, {n} {n|stream|streams}";
    bzip2_streams(n) "bzip2, {n} {n|stream|streams}";
    cannot_be_unpacked() "Cannot be unpacked";
    computed_diff_id() "DiffID, computed here";
    chain_id() "ChainID";
    diff_id() "DiffID";
    inside() "Inside";
    not_compared() "Not compared with a layer";
    names() "Names";
    attests() "Attests";
    named_by() "Named by";
    not_a_tar() "Not a tar";
    entries() "Entries";
    no_entries() "none";
    files(n) "{n} {n|file|files}";
    directories(n) "{n} {n|directory|directories}";
    symbolic_links(n) "{n} {n|symbolic link|symbolic links}";
    hard_links(n) "{n} {n|hard link|hard links}";
    devices(n) "{n} {n|device|devices}";
    whiteouts(n) "{n} of them {n|deletes|delete}";
    not_read_to_its_end() "Not read to the end";
    no_digest_stated() "no document states a digest for it";
    digest_of(kind) "digest of {kind}";
    by_diff_id_inside() "by the DiffID of the bytes inside";
    digest_fact(term) "digest, {term}";
    the_file_name() "the file name";
    digest_you_gave() "the digest that you gave";
    at() "at";
    reason() "reason";

    // Its descriptor.
    descriptor() "descriptor";
    descriptor_as_claimed() "As it is claimed: the bytes were not hashed here";
    descriptor_of_other_bytes() "Computed from the bytes that are here, which are not what is claimed";
    descriptor_of_bytes() "Computed from the bytes that are here";

    // Its bytes.
    the_exact_bytes() "The exact bytes";
    sha256_of_bytes(n) "SHA-256 of exactly {n|this|these} {n} {n|byte|bytes}:";
    hash_of_bytes() "hash of these bytes";
    ends_with_line_feed() "The last byte is a line feed.";
    ends_without_line_feed() "The last byte is not a line feed.";
    more_bytes_not_shown(n) "{n} more {n|byte is|bytes are} not shown.";
    laid_out_for_reading() "Laid out for reading, with keys and values spelled as they are. The digest is of the exact bytes.";
    document_laid_out() "The document, laid out";
    laid_out_json() "JSON as it is laid out";
    rest_not_laid_out() "The rest is not laid out: see the exact bytes.";
    repeated_key() "repeated key";

    // Its files.
    files_of() "Layer";
    files_not_read_yet() "The files are listed once the bytes of the layer are here and were read";
    holds_no_files() "What this layer holds is no tar of files";
    nothing_has_files() "Nothing that is open is a layer of files.";
    the_files() "The files";
    reading_files() "Reading the list of files…";
    path_contains() "Path contains";
    sort_largest_first() "Largest first";
    file_mode() "Mode";
    file_owner() "Owner";
    file_changed() "Changed";
    file_entries(n) "{n} {n|entry|entries}";
    some_file_entries(n, all) "{n} of {all} {all|entry|entries}";
    largest_first() "the largest first";
    in_archive_order() "in the order of the archive";
    first_can_be_scrolled(n) "you can scroll through the first {n}: type more of the path";
    more_not_listed(n) "{n} more are not listed";
    hard_link_to(path) "hard link to {path}";
    opaque_whiteout() "hides what layers below have in this directory";
    whiteout_of(name) "deletes {name} from a layer below";

    // The ledger.
    verification_ledger() "Verification ledger";
    only_unverified() "Only what is not verified";
    everything_verified() "Everything is verified: nothing left to show.";
    ledger_table() "The ledger's table";
    ledger_caption() "One row for each claim about an object";
    verdict() "Verdict";
    object() "Object";
    claimed() "Claimed";
    computed_here() "Computed here";
    claimed_by() "Claimed by";
    no_digest() "no digest";
    claimed_digest_of(object) "claimed digest of {object}";
    computed_digest_of(object) "computed digest of {object}";
    sort_by(column) "Sort by: {column}";
    diff_id_of(what) "DiffID of {what}";
    kind_and_label(kind, label) "{kind} {label}";
    hashes_to_another_digest() "the bytes hash to another digest; the digits that differ are marked";
    looking_for_cause() "Looking for the cause…";

    // Findings.
    no_findings() "Nothing to report here.";
    all_severities() "All";
    severity() "Severity";
    error() "error";
    warning() "warning";
    note() "note";
    errors(n) "{n} {n|error|errors}";
    warnings(n) "{n} {n|warning|warnings}";
    notes(n) "{n} {n|note|notes}";
    finding() "finding";
    in_place() "in";

    no_claim() "no claim";

    // The digest detective.
    should_have_another_digest() "Should it have another digest?";
    about_the_detective() "A manifest copied from a terminal or an editor often has the right contents in other bytes. Enter the digest that it should have, and the usual ways of reformatting are tried.";
    expected_digest() "Expected digest";
    check() "Check";
    has_that_digest() "This document has exactly that digest.";
    another_digest() "Another digest.";
    reformatted() "Reformatted.";
    save_registry_bytes() "Save the registry's bytes";
    expected_digest_copied() "expected digest";
}
