//! Where signatures and attestations were looked for, and what is not here of them.

messages! { signed;
    // Places, as a heading or a line of a list has them
    referrers() "referrers API";
    referrers_tag() "tag that stands in for the referrers API";
    signature_tag() "cosign's tag for signatures, `.sig`";
    attestation_tag() "cosign's tag for attestations, `.att`";
    sbom_tag() "cosign's tag for SBOMs, `.sbom`";
    saved_with_image() "saved with the image by `cosign save`";
    subject_here() "manifest here that names it as its subject";
    in_index() "index, as BuildKit keeps it";
    beside_manifest() "file beside the manifest";
    alone() "here, and nothing says of what";
    // Why bytes are not here
    too_large(limit, size) "expected at most {limit} bytes, which is as much as is read of one, but found {size}";
    too_much(count, limit) "there are more signatures and attestations than are read: {count}, of {limit} bytes together";
    larger(size, limit) "it has {size} bytes, and only up to {limit} come without being asked for";
    // Asking a registry
    asking_for_referrers(digest) "what refers to {digest}";
    asking_for_tags(digest) "cosign's tags of {digest}";
    referrers_silent() "the referrers API gave no answer that a page may read";
    referrer_did_not_come(digest, why) "{digest} is listed and did not come: {why}";
    more_referrers(count, most) "{count} are listed, of which only the first {most} were looked at";
    malformed_referrers(count) "{count} {count|entry|entries} of the list cannot be read";
    entry_did_not_come(digest) "{digest} of index.json did not come";
    more_entries(count, most) "{count} {count|entry|entries} of index.json beyond the first {most} were not looked at";
}
