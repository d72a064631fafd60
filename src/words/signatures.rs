//! Signatures: who signed what, and each step of the proof.

messages! { signatures;
    // Steps
    step_form() "Form";
    step_subject() "What it is of";
    step_signature() "Signature";
    step_timestamp() "Timestamp";
    step_promise() "Promise of the log";
    step_checkpoint() "Head of the log's tree";
    step_inclusion() "Inclusion in the log";
    step_entry() "Entry of the log";
    step_time() "Time";
    step_chain() "Certificates";
    step_purpose() "Purpose of the certificate";
    step_sct() "Certificate's own log";
    step_headers() "Headers";
    step_expiry() "Expiry";
    step_revocation() "Revocation";

    // Why one was not checked
    open_no_time() "not checked: the time at which it would have to hold does not hold";
    open_no_key() "not checked: it wants a key that nobody gave";
    open_no_root() "not checked: no root is known that could vouch for it";
    open_no_chain() "not checked: it hangs on the certificates";
    open_no_log() "not checked: the log is not known";
    open_no_bytes() "not checked: what it is about is not here";
    open_not_possible() "not checked: a page cannot ask for it";

    // The form
    not_json() "it is no JSON";
    unknown_media_type(found) "expected a known media type, but found {found}";
    missing(member) "it has no `{member}`";
    not_base64(member) "its `{member}` is no base64";
    not_a_number(member) "its `{member}` is no number or time that can be read";
    negative_index() "the index of a log's entry is less than 0";
    not_one_content() "expected one of `messageSignature` and `dsseEnvelope`, but found none or both";
    not_one_signature(count) "expected one signature in the envelope, but found {count}";
    empty_chain() "its chain of certificates is empty";
    root_inside() "it brings a root along, which proves nothing and must not be there";
    too_many(member, limit) "its `{member}` has more than {limit} items";
    same_entry_twice() "the same entry of a log stands in it twice";
    not_the_versions_material() "its version must have one certificate and no chain";
    certificate_unreadable(why) "a certificate cannot be read: {why}";
    key_unreadable(why) "the key cannot be used: {why}";

    // What is signed
    payload_type(expected, found) "expected a payload of type `{expected}`, but found `{found}`";
    no_statement(why) "the payload is no statement: {why}";
    other_digest() "it is of something else";

    // Times and logs
    no_trusted_time() "nobody else stands for a time at which it was signed";
    no_entry() "no log has an entry of it";
    unknown_log() "the log is none of the trusted root";
    promise_wrong(why) "the log did not sign this entry at this time: {why}";
    no_promise() "the log's signature of the entry is missing";
    outside_log_window(at) "the log's key was not valid at {at}";
    no_inclusion_proof() "the proof that it is in the log is missing";
    no_checkpoint() "the signed head of the log's tree is missing";
    other_tree() "the proof is of another tree than the one whose head the log signed";
    other_root() "the hashes lead to another root than that of the tree";
    checkpoint_no_empty_line() "the signed head has no empty line before its signatures";
    checkpoint_too_few_lines() "the signed head lacks a line: origin, size and root hash are needed";
    checkpoint_size() "the second line of the signed head is no size";
    checkpoint_root_hash() "the third line of the signed head is no hash";
    checkpoint_signature_line() "a line of signatures of the head cannot be read";
    checkpoint_not_by_log() "none of the signatures of the head is by the log";
    checkpoint_wrong(why) "the log did not sign this head: {why}";
    path_outside_tree() "the entry would stand behind the end of the tree";
    path_too_long() "there are more hashes than the tree has levels";
    path_too_short() "there are fewer hashes than the tree has levels";
    path_no_hash() "one of the hashes is no SHA-256";

    // The entry
    entry_not_json() "the entry cannot be read";
    entry_other_kind(declared, found) "the entry is said to be `{declared}`, but is `{found}`";
    unknown_entry(kind) "entries of the kind `{kind}` are not known for such a signature";
    entry_digest() "the entry is of other content";
    entry_signature() "the entry is of another signature";
    entry_key() "the entry is of another key or certificate";
    entry_key_details() "the entry names another kind of key";

    // Certificates
    not_for_signing() "the certificate is not one for signing (`codeSigning`)";

    // What a person gives
    given_too_large(limit) "it is larger than {limit} bytes, more than any key or root is";
    given_too_many(limit) "more than {limit} files are not taken";
    given_unreadable() "the browser cannot read it";
    given_unknown() "expected a key or certificate in PEM, or a `trusted_root.json`, but found something else";
    given_private_key() "it is a private key: nobody needs it to verify anything, and it should be given to no page";
    given_key() "a key";
    given_certificates(count) "{count} {count|certificate|certificates}";
    given_policy() "a policy of the Notary Project";
    given_roots(count) "{count} {count|trusted root|trusted roots}";

    // Findings
    rule_signature_for_other_digest() "A signature is of what it is attached to";
    rule_signature_wrong() "A signature is by the key that it names";
    rule_signature_unreadable() "What is attached as a signature can be read as one";
    rule_signature_log() "What a log says of a signature holds";
    rule_signature_time() "Somebody else than the signer stands for the time of a signature";
    rule_signature_certificate() "The certificate of a signature leads to a root, and is one for signing";
    rule_certificate_expired_at_signing() "All certificates of a signature were valid when it was made";
    rule_signer_unexpected() "A signature is by whom you expect";
    rule_statement_for_other_digest() "An attestation is about what it is attached to";
    rule_statement_unreadable() "An attestation can be read";
    signer_unexpected() "expected a signature by whom you expect that holds, but found none";
    signature_unreadable(why) "expected a signature, but it cannot be read: {why}";
    statement_unreadable(why) "expected a statement, but it cannot be read: {why}";
    statement_for_other(claimed, found) "expected an attestation that says {claimed} throughout, but found {found}";
    step_fails(step, why) "{step}: {why}";
}
