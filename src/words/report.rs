//! The report, as a person reads it.

messages! { report;
    sentence(judgement) "{judgement}.";
    written_by(version) "Written by Assay {version}.";
    input(kind, size) "Input: {kind}, {size}";
    archive() "archive";
    folder() "folder";
    document() "document";
    registry() "registry";
    size(size, bytes) "{size} ({bytes} {bytes|byte|bytes})";
    root(digest, trust) "Root: {digest} ({trust})";
    pinned() "a digest was asked for";
    as_served() "as the registry served it; a tag cannot be verified";
    given() "the bytes were given";
    image(n) "Image {n}";
    on_platform(name, platform) "{name} ({platform})";
    also_named(name) "Also named: {name}";
    manifest(digest) "Manifest: {digest}";
    image_id(digest) "Image ID: {digest}";
    not_known() "not known";

    // Heads of tables.
    layer() "Layer";
    digest() "Digest";
    size_head() "Size";
    diff_id() "DiffID";
    uncompressed() "Uncompressed";
    chain_id() "ChainID";
    ledger() "Ledger";
    verdict() "Verdict";
    what() "Object";
    claimed() "Claimed digest";
    claimed_by() "Claimed by";
    why_not() "Why not verified";
    none_claimed() "no digest is claimed";

    findings() "Findings";
    no_findings() "None.";
    error() "error";
    warning() "warning";
    note() "note";
    finding(rule, place, message) "{rule} in {place}: {message}";
}
