//! What is odd or wrong in configs and in schema 1 manifests, by rule.

messages! { findings_config;
    // What the rules ask for
    rule_config_required() "A config states its architecture, os and rootfs";
    rule_rootfs_type() "rootfs.type is layers";
    rule_config_diff_ids() "rootfs.diff_ids is an array of digests";
    rule_diff_id_count() "A config has one DiffID for each layer";
    rule_history_count() "A history has one step with a layer for each layer";
    rule_config_type() "The properties of a config are of the types that are specified";
    rule_config_env() "Environment variables are written NAME=value";
    rule_config_port() "Exposed ports are written 80, 80/tcp or 53/udp";
    rule_stop_signal() "A stop signal is a name such as SIGTERM or a number from 1 to 64";
    rule_hostile_user() "User and group IDs fit in 31 bits: old containerd runs larger ones as root";
    rule_hostile_working_dir() "The working directory is not an open file of the runtime";
    rule_hostile_volume() "Volumes stay inside the container, and leave /proc alone";
    rule_likely_secret() "What a config says holds no secret: all who have the image can read it";
    rule_schema1() "Images are of a format that current tools pull";
    rule_schema1_payload() "The signatures of a schema 1 manifest name its payload";
    rule_schema1_outside_payload() "Only the signatures are outside the payload of a schema 1 manifest";
    rule_schema1_field() "A schema 1 manifest has its fields, each of its type";
    rule_schema1_history_count() "A schema 1 manifest has one history entry for each layer";
    rule_schema1_chain() "Each entry of a schema 1 history has the next one as its parent";

    // Configs
    diff_ids_without_layers(owner, found) "expected no DiffIDs, because {owner} lists no layers, but found {found}";
    diff_id_count(layers, owner, found) "expected {layers} {layers|DiffID|DiffIDs}, one for each layer of {owner}, but found {found}";
    not_a_variable(found) "expected `NAME=value`, but found `{found}`";
    not_a_port(found) "expected a port such as `80/tcp`, but found `{found}`";
    not_a_signal(found) "expected a signal such as `SIGTERM`, but found `{found}`";

    // What has been used in attacks
    hostile_user(most, found) "expected IDs of at most {most}, but found `{found}`, which old containerd runs as root (CVE-2024-40635)";
    hostile_working_dir(found) "expected a directory of the image, but found `{found}`, through which old runc leaves the container (CVE-2024-21626)";
    volume_climbs(found) "expected a path inside the container, but found `{found}`, through which old containerd copies files of the host (CVE-2022-23648)";
    volume_over_proc(found) "expected a directory of the image, but found `{found}`, which hides from old runc that the container is not confined (CVE-2019-16884)";

    // What is likely a secret
    likely_secret_in(name, what) "expected nothing secret in `{name}`, but found what is likely {what}";
    likely_secrets(what) "expected nothing secret, but found what is likely {what}";
    likely_secrets_and_more(what, n) "expected nothing secret, but found what is likely {what}, and {n} more";
    likely_secrets_and_others(what) "expected nothing secret, but found what is likely {what}, and more that was not counted";

    // Schema 1
    schema1() "expected an image that current tools pull, but found Docker's withdrawn schema 1";
    payload_not_json() "expected the signed payload to be JSON, but found something else";
    outside_payload(found) "expected only `signatures` outside the signed payload, but found `{found}`, which the digest does not cover and Docker ignores (CVE-2014-8179)";
    schema1_history_count(layers, found) "expected {layers} history {layers|entry|entries}, one for each layer, but found {found}";
    parent_differs(expected, found) "expected the next entry's ID `{expected}` as the parent, but found `{found}`";
    parent_missing(expected) "expected the next entry's ID `{expected}` as the parent, but found nothing";
}
