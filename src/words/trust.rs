//! The view of signatures: who signed what, in sentences of fact.

messages! { trust;
    heading() "Whose image is it";
    verifying(done, all) "Verifying {done} of {all}…";
    what_it_means() "A digest says what bytes are. A signature says who stood for them, and nothing of whether you should trust them: say whom you expect, and the page says whether it was them";
    none_found() "Not signed: in none of the places below is a signature";
    none_found_here() "No signature was found in what is open";
    none_found_yet() "No signature is known yet, and not all places were looked at";
    summary(signed, holds, fails, open) "{signed} {signed|signature|signatures}: {holds} {holds|holds|hold}, {fails} {fails|does|do} not, {open} cannot be judged yet";
    all_hold(signed) "{signed} {signed|signature|signatures}, and every step of {signed|it|each} holds";
    stated(count) "{count} {count|attestation that nobody|attestations that nobody} signed";

    // One of them
    signed_by(who) "Signed by {who}";
    as_issuer_says(issuer) "as {issuer} says";
    on(at) "on {at}";
    recorded_in(log) "recorded in {log}";
    stamped_by(who) "time by {who}";
    with_given_key() "Signed with a key that you gave";
    by_certificate_of(who) "Signed with a certificate of {who}";
    with_unknown_key() "Signed with a key that nobody gave here";
    of_something_else(digest) "A signature of something else: it names {digest}";
    does_not_hold(step, why) "Does not hold: {step}: {why}";
    cannot_be_read(why) "Cannot be read as a signature: {why}";
    nobody_signed(what) "States {what}, and nobody signed it";
    nobody_signed_list() "A list of what is inside (SBOM), which nobody signed";
    no_statement(why) "Cannot be read as an attestation: {why}";
    said_by(parts) "{parts}";
    what_it_states(what) "What it states: {what}";
    not_here(why) "Its bytes are not here: {why}";
    of_nothing() "Nothing says what it is of";
    as_expected() "by whom you expect";
    not_as_expected() "not by whom you expect";
    expected_but_fails() "by whom you expect, as it says, but it does not hold";

    holds() "holds";
    fails() "does not hold";
    incomplete() "not complete";
    unsigned() "nobody signed it";

    of_index() "of the index";
    of_manifest() "of the manifest";
    of_attestation() "of the attestation manifest";
    of_other() "of";
    found_in(place) "found in: {place}";
    held_by(root) "held by the root {root}";
    by_policy(name) "by the policy {name}";
    result(check, verdict) "{check}: {verdict}";
    said_beside(key, value) "the signer says {key} = {value}";
    carrier_cosign() "cosign, older form";
    carrier_attestation() "cosign attestation, older form";
    carrier_bundle() "Sigstore bundle";
    carrier_jws() "Notary Project, JWS";
    carrier_cose() "Notary Project, COSE";
    covers_image() "says so of the image that is shown: each digest from what was signed to its manifest was recomputed";
    covers_attestation() "of an attestation about the image that is shown";
    covers_not() "says nothing yet of the image that is shown: not each digest from what was signed to its manifest was recomputed";
    of_what_is_not_shown() "of something else than the image that is shown, of which it says nothing";
    of_others(count) "{count} more {count|signature is|signatures are} of something else than the image that is shown";
    none_readable() "Something that may be a signature was found, and cannot be read: see below";
    names_itself(name) "Names itself {name}, and no root that is trusted vouches for that";
    said_unproven() "signed, but that could not be verified";
    elsewhere() "The same elsewhere";
    show_bytes() "Show its bytes";
    not_checked() "not checked";
    claims_hint() "As who issued the identity told the authority, and the authority attests";
    way_to_the_root() "The way to the root of the tree";
    details() "The steps of the proof";
    certificate_says() "What the certificate says";
    claimed() "Claimed";
    computed() "Computed";
    bytes() "Bytes";
    bytes_of_it(count) "The {count} {count|byte|bytes}";
    and_more_bytes(count) "and {count} more";
    at_by(at, by) "{at}, by {by}";
    with_left() "with the left neighbour";
    with_right() "with the right neighbour";
    entry_at(index, size) "Entry {index} of {size}";
    issued_by(issuer) "issued by {issuer}";
    valid(from, until) "valid from {from} until {until}";

    // Whom one expects
    expect_heading() "Whom do you expect?";
    expect_hint() "Anybody can get a certificate and sign. With the name of the signer and who told their authority, the page says whether it was them; the link of this page then says so, too";
    signer() "Signer, as the certificate names them";
    issuer() "Issuer, who told the authority";
    expect_them() "Expect them";
    expect_this() "Expect this signer";
    expect_key() "Expect a key that I give";
    expect_nobody() "Expect nobody";
    you_expect_half() "A signer is expected, and only one of name and issuer is given: both are needed, so that nobody is as expected";
    you_expect(name, issuer) "You expect {name}, as {issuer} says";

    // What one gives
    given_heading() "What is trusted";
    given_hint(date) "Sigstore's public root is built in, as of {date}";
    give() "Add a key, a certificate or a trusted root";
    give_hint() "PEM, or a `trusted_root.json` such as `gh attestation trusted-root` prints. It stays in this page until that is closed";
    paste() "Or paste it";
    take() "Take it";
    taken(name, what) "{name}: {what}";
    not_taken(name, why) "{name} gives nothing to trust: {why}";
    pasted() "what was pasted";
    trust_public() "Trust Sigstore's public root";
    forget() "Forget all that I gave";

    // Where was looked
    looked_heading() "Where was looked";
    places() "Places";
    place() "Place";
    about() "For";
    answer() "Found there";
    look_again() "Look again";
    nothing_there() "nothing";
    not_looked() "not looked";
    found_there(count) "{count}";
    content_trust() "Docker Content Trust is not looked for: it ends on 2026-12-08";
}
