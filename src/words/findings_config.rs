//! What is odd or wrong in configs and in schema 1 manifests, by rule.

messages! { findings_config;
    // Configs
    diff_ids_without_layers(owner, found) "expected no DiffIDs, because {owner} lists no layers, but found {found}";
    diff_id_count(layers, owner, found) "expected {layers} {layers|DiffID|DiffIDs}, one for each layer of {owner}, but found {found}";
    history_count(layers, found) "expected {layers} history {layers|step|steps} with a layer, one for each layer, but found {found}";
    not_a_variable(found) "expected `NAME=value`, but found `{found}`";
    not_a_port(found) "expected a port such as `80/tcp`, but found `{found}`";
    not_a_signal(found) "expected a signal such as `SIGTERM`, but found `{found}`";

    // What has been used in attacks
    hostile_user(most, found) "expected IDs of at most {most}, but found `{found}`, which old containerd runs as root (CVE-2024-40635)";
    hostile_working_dir(found) "expected a directory of the image, but found `{found}`, through which old runc leaves the container (CVE-2024-21626)";
    volume_climbs(found) "expected a path inside the container, but found `{found}`, through which old containerd copies files of the host (CVE-2022-23648)";
    volume_over_proc(found) "expected a directory of the image, but found `{found}`, which hides from old runc that the container is not confined (CVE-2019-16884)";

    // Schema 1
    schema1() "expected an image that current tools pull, but found Docker's withdrawn schema 1";
    payload_not_json() "expected the signed payload to be JSON, but found something else";
    outside_payload(found) "expected only `signatures` outside the signed payload, but found `{found}`, which the digest does not cover and Docker ignores (CVE-2014-8179)";
    schema1_history_count(layers, found) "expected {layers} history {layers|entry|entries}, one for each layer, but found {found}";
    parent_differs(expected, found) "expected the next entry's ID `{expected}` as the parent, but found `{found}`";
    parent_missing(expected) "expected the next entry's ID `{expected}` as the parent, but found nothing";
}
