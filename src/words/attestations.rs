//! Attestations: what they are, and what they state.

messages! { attestations;
    // Statements
    statement_not_json() "it is no JSON";
    statement_other_type() "its `_type` is that of no in-toto statement";
    statement_no_predicate_type() "it has no `predicateType`";
    statement_subjects() "it has no subject with digests";
    statement_too_many(subjects, digests) "it has more than {subjects} subjects, or a subject with more than {digests} digests";

    // Kinds of statements
    provenance() "Provenance";
    sbom() "Bill of materials (SBOM)";
    vex() "Exploitability (VEX)";
    vulnerabilities() "Vulnerability scan";
    cosign_sign() "Signature by `cosign sign`";
    other_statement() "Statement of another kind";

    // Claims
    claimed() "yes, as claimed";
    not_claimed() "no, as said";
    not_said() "not said";

    // Bills of materials
    sbom_unreadable() "it is no JSON, or has another structure than a bill of materials";
    sbom_other_form() "it is neither SPDX nor CycloneDX";

    // VEX
    vex_not_affected() "not affected";
    vex_affected() "affected";
    vex_fixed() "fixed";
    vex_under_investigation() "under investigation";
    vex_other(word) "`{word}`, a word that OpenVEX does not have";

    // How it was built
    source() "Source";
    source_by_client() "said by whoever asked for the build, which the builder did not check";
    commit() "Commit";
    build_file() "Described by";
    builder() "Builder";
    build_type() "Type of build";
    invocation() "Run";
    started() "Started";
    finished() "Finished";
    reproducible() "Reproducible";
    hermetic() "Hermetic: without access to the network";
    complete_parameters() "All parameters are told";
    complete_environment() "All of the environment is told";
    complete_dependencies() "All that was used is told";
    parameters() "What was asked for";
    environment() "The builder and its environment";
    parameter() "Parameter";
    value() "Value";
    used() "What the build used";
    used_uri() "Source or image";
    used_digest() "Digest, as stated";
    used_as_base() "As a base of this image";
    base_not_open() "not open here, so its layers are not compared";
    base_is_below(image) "open as {image}: its layers are the first ones of this image";
    base_is_not_below(image) "open as {image}: this image does not begin with its layers";
    base_not_known(image) "open as {image}: too little is known of the layers to tell";
    build_file_lines(name) "{name}, as the statement has it";
    build_file_unnamed() "A file without a name";
    build_file_no_text() "it is no text";
    build_file_cut() "only its beginning is shown";
    line_number() "Line";
    line_text() "Text";
    line_made() "Made";
    steps() "Steps of the build";
    step() "Step";
    step_work() "What it does";
    step_lines() "Lines";
    step_layer() "Layer";
    work_source(source) "takes {source}";
    work_file() "changes files";
    work_merge() "lays other steps over each other";
    work_other() "something else";
    line(n) "line {n}";
    lines(first, last) "lines {first} to {last}";
    left_out(n) "{n} more {n|is|are} not read";

    // What is inside
    sbom_form() "Form";
    sbom_third_note() "licences and suppliers are not read from this form";
    sbom_of() "Of";
    sbom_tools() "Made by";
    sbom_created() "Made on";
    sbom_packages() "Packages";
    sbom_count(n) "{n} {n|package|packages}";
    sbom_search() "Name, version, licence or supplier";
    sbom_caption() "Packages, as the bill of materials has them";
    found_of(found, all) "{found} of {all}";
    none_found() "Nothing here has this text";
    package() "Package";
    version() "Version";
    kind() "Kind";
    licence() "Licence";
    supplier() "Supplier";
    licence_both(declared, concluded) "{declared}, and {concluded} as concluded";
    licence_concluded(licence) "{licence}, as concluded";
    compare_with_layers() "Compare with what the layers contain";
    compared_with_layers() "Held against the layers";
    held_said(same, different) "{same} {same|package is|packages are} the same in the bill and in the layers; {different} {different|differs|differ}";
    held_not_compared(n) "{n} {n|package|packages} of the bill {n|is|are} of a kind that is not read from layers, and not compared";
    held_cut() "only a part of the bill was read, so that more may be in it";
    layers_not_listed() "Not all layers were read here, so that it is not known what they contain";
    layers_not_compared() "Comparing with the layers was stopped";
    other_version() "another version";
    only_in_sbom() "only in the bill";
    only_in_layers() "only in the layers";
    in_sbom() "In the bill";
    in_layers() "In the layers";

    // Weaknesses
    statements() "Statements";
    vex_author() "By";
    vex_time() "On";
    vex_count(n) "{n} {n|statement|statements}";
    vex_search() "Vulnerability, product or reason";
    vex_caption() "What is said of each vulnerability";
    vulnerability() "Vulnerability";
    status() "Status";
    products() "Products";
    reasons() "Why, and what to do";
    vex_action(action) "To do: {action}";
    scanner() "Scanner";
    scanner_version() "Version of the scanner";
    scan_database() "Version of its data";
    scan_database_since() "Data of";
    scan_found(n) "The scanner found {n} {n|vulnerability|vulnerabilities}";
    scan_unknown_form() "What the scanner found is written in a form that is not known here";
    scan_no_result() "The statement says nothing of what the scanner found";
    scan_search() "Vulnerability, package or severity";
    scan_caption() "What the scanner found";
    fixed_in() "Fixed in";
    severity() "Severity";

    // Any statement
    said_by_nobody() "Nobody signed this statement, as far as is known here";
    statement_not_read(kind) "A statement of the type `{kind}`, which is not read here any further";
    cosign_sign_says_nothing() "It says that the image is signed, and nothing else of it";
    predicate_unreadable() "What it states has another structure than its type says, and is not read";
    sbom_not_read(why) "It is no bill of materials that can be read: {why}";
    is_no_statement(why) "It is no statement that can be read: {why}";

    // What must agree without a key
    checks() "What must agree without any signature";
    check() "Compared";
    check_result() "Result";
    check_claimed() "Claimed";
    check_found() "Found";
    check_in_index() "The manifest that the index says this is about is in the index";
    check_manifest_subject() "The subject of the attestation manifest is that manifest";
    check_statement_subject(n) "All subjects of statement {n} are that manifest";
    check_predicate_type(n) "The layer of statement {n} is of the type that the statement has";
    check_agrees() "agrees";
    check_differs() "differs";

    // The same elsewhere
    command_cosign_verify() "Verifies the signature, and that it is by whom you expect";
    command_cosign_verify_attestation() "Verifies the signed statement, and that it is by whom you expect; prints it";
    command_notation_verify() "Verifies the signature by the trust policy that you have";
    command_github_verify() "Verifies the attestation, and that a workflow of this repository made it";
    command_buildx_provenance() "Prints the provenance that stands beside the image, unverified";
    command_buildx_sbom() "Prints the bill of materials that stands beside the image, unverified";
}
