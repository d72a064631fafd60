//! Image configs, alone and with their layers.

use super::{Archive, check_alone, descriptor, sha256};
use crate::image::media_type::OCI_CONFIG as CONFIG;

const ID: &str = "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

/// A config with `run` for its parameters and `more` behind its members.
fn config(run: &str, more: &str) -> String {
    format!(
        r#"{{"architecture":"amd64","os":"linux","config":{run},"rootfs":{{"type":"layers","diff_ids":["{ID}"]}}{more}}}"#
    )
}

#[test]
fn a_healthy_config_has_no_findings_and_optional_properties_may_be_null() {
    let run = r#"{"User":"1000:1000","Env":["A=","B=c=d"],"Cmd":null,"ExposedPorts":{"80":{},"53/udp":{},"8000-8010/tcp":{}},
        "Volumes":{"/data":{}},"WorkingDir":"/proc/self","StopSignal":"SIGRTMIN+3","Labels":{"a":"b"},"Shell":["/bin/sh"]}"#;
    let more = r#","created":"2024-05-01T12:00:00.123456789Z","author":null,
        "history":[{"created":"0001-01-01T00:00:00Z","created_by":"x"},{"empty_layer":true}]"#;
    check_alone(&config(run, more), None, &[]);
    check_alone(
        &config("null", r#","history":null,"created":null"#),
        None,
        &[],
    );
}

#[test]
fn a_config_says_its_machine_and_its_layers() {
    check_alone(
        "{}",
        Some(CONFIG),
        &[
            (
                "config-required",
                "",
                "expected `architecture` to be a name, but found nothing",
            ),
            (
                "config-required",
                "",
                "expected `os` to be a name, but found nothing",
            ),
            (
                "config-required",
                "",
                "expected `rootfs` to be an object, but found nothing",
            ),
        ],
    );
    check_alone(
        r#"{"architecture":"","os":7,"rootfs":{"type":"onion","diff_ids":["x",7]}}"#,
        None,
        &[
            (
                "config-required",
                "/architecture",
                "expected `architecture` to be a name, but found an empty string",
            ),
            (
                "config-required",
                "/os",
                "expected `os` to be a name, but found the number 7",
            ),
            (
                "rootfs-type",
                "/rootfs/type",
                "expected `type` to be the string `layers`, but found the string `onion`",
            ),
            (
                "config-diff-ids",
                "/rootfs/diff_ids/0",
                "expected a digest of the form `algorithm:hex`, but found `x`",
            ),
            (
                "config-diff-ids",
                "/rootfs/diff_ids/1",
                "expected a digest, but found the number 7",
            ),
        ],
    );
    check_alone(
        r#"{"architecture":"a","os":"b","rootfs":{"diff_ids":null}}"#,
        None,
        &[
            (
                "rootfs-type",
                "/rootfs",
                "expected `type` to be the string `layers`, but found nothing",
            ),
            (
                "config-diff-ids",
                "/rootfs/diff_ids",
                "expected an array, but found null",
            ),
        ],
    );
}

#[test]
fn parameters_are_of_their_types_and_well_written() {
    for (run, rule, pointer, message) in [
        (
            "7",
            "config-type",
            "/config",
            "expected an object, but found the number 7",
        ),
        (
            r#"{"Env":["A=b",7]}"#,
            "config-type",
            "/config/Env/1",
            "expected a string, but found the number 7",
        ),
        (
            r#"{"Env":["=b"]}"#,
            "config-env",
            "/config/Env/0",
            "expected `NAME=value`, but found `=b`",
        ),
        (
            r#"{"Env":["PATH"]}"#,
            "config-env",
            "/config/Env/0",
            "expected `NAME=value`, but found `PATH`",
        ),
        (
            r#"{"Labels":{"a/b":null}}"#,
            "config-type",
            "/config/Labels/a~1b",
            "expected a string, but found null",
        ),
        (
            r#"{"ExposedPorts":{"http":{}}}"#,
            "config-port",
            "/config/ExposedPorts/http",
            "expected a port such as `80/tcp`, but found `http`",
        ),
        (
            r#"{"ExposedPorts":{"65536/tcp":{}}}"#,
            "config-port",
            "/config/ExposedPorts/65536~1tcp",
            "expected a port such as `80/tcp`, but found `65536/tcp`",
        ),
        (
            r#"{"StopSignal":"TERM"}"#,
            "stop-signal",
            "/config/StopSignal",
            "expected a signal such as `SIGTERM`, but found `TERM`",
        ),
        (
            r#"{"StopSignal":"65"}"#,
            "stop-signal",
            "/config/StopSignal",
            "expected a signal such as `SIGTERM`, but found `65`",
        ),
        (
            r#"{"user":"root"}"#,
            "case-variant-key",
            "/config/user",
            "expected the key `User`, but found `user`, which readers written in Go accept and others do not",
        ),
    ] {
        check_alone(&config(run, ""), None, &[(rule, pointer, message)]);
    }
    check_alone(
        &config(
            "{}",
            r#","created":"2024-05-01 12:00","history":[{"created":"now","empty_layer":"no"}]"#,
        ),
        None,
        &[
            (
                "created-not-rfc3339",
                "/created",
                "expected a time such as `2024-05-01T12:00:00Z`, but found `2024-05-01 12:00`",
            ),
            (
                "config-type",
                "/history/0/empty_layer",
                "expected a boolean, but found the string `no`",
            ),
            (
                "created-not-rfc3339",
                "/history/0/created",
                "expected a time such as `2024-05-01T12:00:00Z`, but found `now`",
            ),
        ],
    );
}

#[test]
fn hostile_parameters_are_told() {
    let user = |user: &str| {
        format!(
            "expected IDs of at most 2,147,483,647, but found `{user}`, which old containerd runs as root (CVE-2024-40635)"
        )
    };
    for id in [
        "4294967296",
        "1000:4294967296",
        "2147483648",
        "99999999999999999999999",
    ] {
        let run = format!(r#"{{"User":"{id}"}}"#);
        check_alone(
            &config(&run, ""),
            None,
            &[("hostile-user", "/config/User", &user(id))],
        );
    }
    for name in ["2147483647:2147483647", "user4294967296", ""] {
        check_alone(&config(&format!(r#"{{"User":"{name}"}}"#), ""), None, &[]);
    }
    for path in [
        "/proc/self/fd/7",
        "/proc//1/./fd/",
        "/x/../proc/self/fd/9",
        "/dev/fd/3",
        "/proc/self/task/1/fd/8",
    ] {
        let message = format!(
            "expected a directory of the image, but found `{path}`, through which old runc leaves the container (CVE-2024-21626)"
        );
        let run = format!(r#"{{"WorkingDir":"{path}"}}"#);
        check_alone(
            &config(&run, ""),
            None,
            &[("hostile-working-dir", "/config/WorkingDir", &message)],
        );
    }
    let volume = |path: &str| {
        format!(
            "expected a path inside the container, but found `{path}`, through which old containerd copies files of the host (CVE-2022-23648)"
        )
    };
    check_alone(
        &config(r#"{"Volumes":{"/../../..":{},"/data/..hidden":{}}}"#, ""),
        None,
        &[(
            "hostile-volume",
            "/config/Volumes/~1..~1..~1..",
            &volume("/../../.."),
        )],
    );
    check_alone(
        &config(r#"{"Volumes":{"//proc/.":{},"/procession":{}}}"#, ""),
        None,
        &[(
            "hostile-volume",
            "/config/Volumes/~1~1proc~1.",
            "expected a directory of the image, but found `//proc/.`, which hides from old runc that the container is not confined (CVE-2019-16884)",
        )],
    );
}

#[test]
fn a_history_is_counted_and_never_shifted() {
    let step = r#"{"created_by":"x"}"#;
    let more = format!(r#","history":[{step},{{"empty_layer":true}},{step}]"#);
    check_alone(
        &config("{}", &more),
        None,
        &[(
            "history-count",
            "/history",
            "expected as many history steps with a layer as there are layers, 1, but found 2",
        )],
    );
}

/// An image whose config is `config` and whose layers are `x`, `count` times.
fn image(config: &str, count: usize) -> (Archive, String) {
    let layer = descriptor("application/vnd.oci.image.layer.v1.tar", "x", "");
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{},"layers":[{}]}}"#,
        descriptor(CONFIG, config, ""),
        vec![layer; count].join(",")
    );
    let mut archive = Archive::layout(&[descriptor(
        "application/vnd.oci.image.manifest.v1+json",
        &manifest,
        "",
    )]);
    archive.stored(&manifest);
    archive.stored(config);
    archive.blob(
        "blobs/sha256/2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881",
        Some(ID),
        1,
    );
    (archive, sha256(&manifest))
}

// ggcr #2304: a config with fewer DiffIDs than the manifest has layers.
#[test]
fn a_config_has_one_diff_id_for_each_layer() {
    let config = config("{}", "");
    image(&config, 1).0.check(&[]);
    let (archive, manifest) = image(&config, 3);
    let message = format!("expected 3 DiffIDs, one for each layer of {manifest}, but found 1");
    archive.check(&[(
        "diff-id-count",
        &sha256(&config),
        "/rootfs/diff_ids",
        &message,
    )]);
}

#[test]
fn what_is_likely_a_secret_is_told_by_kind_and_never_shown_whole() {
    let run = r#"{"Env":["PATH=/bin","GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D","API_TOKEN=0123456789abcdef","DB=postgres://app:S3cr3tPw@db/app"],
        "Labels":{"maintainer":"a","com.example/client-secret":"aB3dE6gHiJ"}}"#;
    let more = r#","history":[
        {"empty_layer":true,"created_by":"/bin/sh -c #(nop)  CMD [\"bash\"]"},
        {"created_by":"RUN |1 NPM_TOKEN=zyxwvuts /bin/sh -c npm ci # buildkit"},
        {"empty_layer":true,"created_by":"ENV A_PASSWORD=aaaa1111 B_PASSWORD=bbbb1111 C_PASSWORD=cccc1111 D_PASSWORD=dddd1111 E_PASSWORD=eeee1111"}]"#;
    let name = "a secret, by its name";
    let named = |start: &str, length: usize| format!("{name} (`{start}…`, {length} characters)");
    let all = ["aa", "bb", "cc", "dd"].map(|start| named(start, 8));
    let (a, b, c, d) = (&all[0], &all[1], &all[2], &all[3]);
    check_alone(
        &config(run, more),
        None,
        &[
            (
                "likely-secret",
                "/config/Env/2",
                &format!(
                    "expected nothing secret in `API_TOKEN`, but found what is likely {}",
                    named("0123", 16)
                ),
            ),
            (
                "likely-secret",
                "/config/Env/3",
                "expected nothing secret in `DB`, but found what is likely a password in a URL (`S3…`, 8 characters)",
            ),
            (
                "likely-secret",
                "/config/Labels/com.example~1client-secret",
                &format!(
                    "expected nothing secret in `com.example/client-secret`, but found what is likely {}",
                    named("aB", 10)
                ),
            ),
            (
                "likely-secret",
                "/history/1/created_by",
                &format!(
                    "expected nothing secret, but found what is likely {}",
                    named("zy", 8)
                ),
            ),
            (
                "likely-secret",
                "/history/2/created_by",
                &format!(
                    "expected nothing secret, but found what is likely {a}, {b}, {c} and {d}, and 1 more"
                ),
            ),
        ],
    );
}
