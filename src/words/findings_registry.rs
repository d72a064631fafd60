//! What is odd about the answers of registries, by rule.

messages! { findings_registry;
    // What the rules ask for
    rule_header_digest() "Docker-Content-Digest is the digest of the bytes that it comes with";
    rule_substituted_manifest() "A registry sends the document itself, whatever types are asked for";
    rule_unasked_type() "A registry sends a document of a type that was asked for";
    rule_content_type() "A registry says by its Content-Type that a manifest is one";
    rule_not_served() "A registry has the documents that its manifests and indexes name";
    rule_challenge_scope() "A registry asks for no more rights than reading takes";
    rule_platform_absent() "An index has a manifest for the platform that was asked for";

    manifest_did_not_come(digest, why) "the manifest {digest} did not come: {why}";
    manifest_for_platform_did_not_come(digest, platform, why) "the manifest {digest} for {platform} did not come: {why}";
    blob_did_not_come(digest, why) "the blob {digest} did not come: {why}";
    other_platform(asked, found) "expected an image for {asked}, but found one for {found}, and no other";
    no_platform_but_close(asked, close) "expected a manifest for {asked}, but found none; Docker would take {close} in its place";
    no_platform(asked, list) "expected a manifest for {asked}, but found none, and none that Docker would take in its place; the index has {list}";
    more_platforms(n) "{n} more";
    too_many_rights(registry, excess) "expected {registry} to ask for the right to pull, but found that its challenge also names {excess}: only pull was asked for";
    wrong_content_type(what) "{what}: other clients rely on `Content-Type` and refuse this document";
    substituted(digest) "expected this document at once, but the registry first sent {digest} in its place, because the request did not ask for this document's media type; clients that ask the same way get {digest}";
    unasked_type(media_type) "expected a document of a type that was asked for, but found {media_type}: the registry may have converted it, so that this digest is not that of what was pushed";
}
