//! Keys, certificates and timestamps: what they are, and why one does not hold.

messages! { certificates;
    pem_none() "expected PEM (`-----BEGIN …-----`), but found none";
    pem_unfinished() "a PEM block does not end with its own `-----END …-----`";
    pem_base64() "a PEM block is no base64";
    pem_too_large(most) "the PEM is larger than any that is read, or has more than {most} blocks";

    key_none(labels) "the PEM has no public key, but {labels}";
    key_several() "the PEM has more than one public key";
    key_private() "this is a private key; only the public one is needed, and this one should be given to nobody";
    key_malformed() "the public key is malformed";
    key_unknown_kind(oid) "keys of the kind {oid} are not known here";

    refusal_wrong() "the signature is not of these bytes by this key";
    refusal_malformed() "the signature is malformed";
    refusal_other_key() "the key is of another kind than the signature";
    refusal_key_size(least, most) "only RSA keys of {least} to {most} bits are computed with";
    refusal_bad_key() "the key is none: such as a point that is not on its curve";

    certificate_malformed(at) "the certificate is malformed at byte {at}";
    certificate_algorithms() "the certificate names two different algorithms for its signature";
    certificate_extension_twice(oid) "the certificate has the extension {oid} twice";
    certificate_extension(oid) "the certificate's extension {oid} is malformed";
    certificate_none() "the PEM has no certificate";

    claim_issuer() "Identity provider";
    claim_trigger() "Trigger";
    claim_commit() "Commit";
    claim_workflow() "Workflow";
    claim_repository() "Source repository";
    claim_ref() "Branch or tag";
    claim_build_signer() "Build signer";
    claim_build_signer_digest() "Commit of the build signer";
    claim_runner() "Runner";
    claim_repository_id() "Number of the repository";
    claim_owner() "Owner of the repository";
    claim_owner_id() "Number of the owner";
    claim_build_config() "Build configuration";
    claim_build_config_digest() "Commit of the build configuration";
    claim_run() "Run";
    claim_visibility() "Visibility of the repository";
    claim_deployment() "Deployment environment";
    claim_token_subject() "Subject of the token";

    chain_no_path(issuer) "none of the trusted certificates is that of {issuer}, who issued it";
    chain_signature(subject, why) "the certificate of {subject} is not signed by its issuer: {why}";
    chain_algorithm(subject, oid) "the certificate of {subject} is signed by the algorithm {oid}, which is not known here";
    chain_key(subject, why) "the key of {subject} cannot be used: {why}";
    chain_time(subject, not_before, not_after, at) "the certificate of {subject} holds from {not_before} to {not_after}, and not at {at}";
    chain_not_authority(subject) "{subject} issued a certificate without being an authority";
    chain_path_length(subject) "there are more certificates below {subject} than it allows";
    chain_key_usage(subject) "the key of {subject} is not for what was done with it";
    chain_purpose(subject) "the certificate of {subject} is not for this purpose";
    chain_extension(subject, oid) "the certificate of {subject} has the critical extension {oid}, which is not known here";
    chain_too_long() "there are more certificates than are looked at";
    window_closed(what, start, end, at) "{what} is trusted from {start} to {end}, and not at {at}";
    window_open(what, start, at) "{what} is trusted since {start}, and not at {at}";

    sct_absent() "no log is said to have seen the certificate";
    sct_malformed() "what logs say of the certificate is malformed";
    sct_unknown_log(ids) "only logs that are not trusted have seen the certificate: {ids}";
    sct_refused(log, why) "{log} is said to have seen the certificate, and has not: {why}";

    timestamp_malformed(at) "the timestamp is malformed at byte {at}";
    timestamp_status(status) "the authority gave no timestamp: it answered with status {status}";
    timestamp_other_content() "this is a signed message, but no timestamp";
    timestamp_signers() "the timestamp has not exactly one signer that says what is signed";
    timestamp_algorithm(oid) "the timestamp uses the algorithm {oid}, which is not known here";
    timestamp_imprint() "the timestamp is of other bytes";
    timestamp_message_digest() "the timestamp's signature is of another time";
    timestamp_unknown_signer() "the timestamp is signed by none of the trusted authorities";
    timestamp_purpose(subject) "the certificate of {subject} is not for timestamps alone";

    notary_envelope() "the signature is neither JWS nor COSE as the Notary Project writes it";
    notary_too_large() "the signature is larger than any that is read";
    notary_missing(header) "the header `{header}` is missing";
    notary_twice(header) "`{header}` stands there twice";
    notary_value(header) "`{header}` has no value that it may have";
    notary_content_type(found) "expected a payload of the Notary Project, but found the type {found}";
    notary_payload() "the payload names no artifact";
    notary_scheme(found) "the signing scheme {found} is not known here";
    notary_not_critical(header) "the header `{header}` is not marked as one that must be understood (`crit`)";
    notary_unknown_critical(header) "the header `{header}` must be understood, and is not known here";
    notary_plugin(name) "it wants to be verified by the plugin {name}, which a page cannot run";
    notary_algorithm(expected, found) "expected the algorithm {expected}, which goes with the key, but found {found}";
    notary_key(found) "the Notary Project signs with no such key; the algorithm is said to be {found}";
    notary_no_certificates() "no certificate came along";
    notary_order(subject) "the certificates do not lead from each to its issuer, up to a root: {subject} does not";
    notary_key_usage(subject) "the key of {subject} is not for signatures alone";
    notary_identity(subject) "{subject} is none of the identities that the policy trusts";
    notary_no_policy() "the policy has nothing for this repository";
    notary_no_timestamp() "the policy wants a timestamp, and there is none";
    notary_signed_later(claimed, stamped) "it is said to be signed at {claimed}, after the timestamp of {stamped}";
    notary_expired(expiry, now) "the signer wanted it to be taken until {expiry}, and now is {now}";

    check_integrity() "Integrity";
    check_authenticity() "Authenticity";
    check_timestamp() "Authentic timestamp";
    check_expiry() "Expiry";
    check_revocation() "Revocation";

    policy_not_json() "the policy is no JSON";
    policy_version() "expected a policy of version 1.0";
    policy_at(pointer) "the policy is wrong at {pointer}";
    policy_twice(what) "the policy has {what} twice";
}
