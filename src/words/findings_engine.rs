//! Where an engine reports something else than the bytes say, by rule.

messages! { findings_engine;
    // What the rules ask for
    rule_engine_id() "An engine's ID of an image is the digest of the document that it says it is of";
    rule_engine_layers() "An engine names the DiffIDs that the image's config names";
    rule_engine_platform() "An engine says the platform that the image's config says";
    rule_engine_created() "An engine says the time that the image's config says";
    rule_engine_history() "An engine tells as many steps as the image's config does";
    rule_engine_repo_digest() "An engine that keeps images as a registry sent them gives out the index or the manifest that its RepoDigests name";
    rule_engine_rewritten_manifest() "What an engine gives out has the manifest that was pulled";

    id(what, computed, reported) "expected the engine's ID to be the digest of {what}, {computed}, but the engine reports {reported}";
    layers(computed, reported) "expected the engine to report the DiffIDs of the config, {computed}, but it reports {reported}";
    platform(computed, reported) "expected the engine to report the config's {computed}, but it reports {reported}";
    created(computed, reported) "expected the engine to report the config's {computed}, but it reports {reported}";
    steps(computed, reported) "expected the engine to report {computed} {computed|step|steps}, as the config does, but it reports {reported}";
    repo_digest(computed, reported) "expected the engine to give out what its RepoDigests name, {reported}, but found {computed}";
    rewritten_manifest(computed, reported) "the manifest here, {computed}, was written by the engine for this archive: it keeps layers unpacked, and cannot give out the manifest that was pulled, {reported}. The engine's ID and DiffIDs are those computed here";
    and_more(n) "{n} more";
    none() "none";
}
