use super::*;
use crate::image::json::Json;

fn changes(left: &str, right: &str, of: fn(Doc<'_>, Doc<'_>) -> Vec<Change>) -> Vec<String> {
    let roots = [left, right].map(|json| Json::parse(json.as_bytes()).root.unwrap());
    let found = of(
        Doc {
            root: &roots[0],
            bytes: left.as_bytes(),
        },
        Doc {
            root: &roots[1],
            bytes: right.as_bytes(),
        },
    );
    let spelled = found.iter().map(|change| {
        let key = change.key.as_deref().unwrap_or("-");
        let side = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
        let values = change.values.map(side);
        format!(
            "{:?} {key}: {} | {}",
            change.part, values.left, values.right
        )
    });
    spelled.collect()
}

#[track_caller]
fn configs(left: &str, right: &str, expected: &[&str]) {
    assert_eq!(changes(left, right, config_changes), expected);
}

#[test]
fn variables_are_compared_by_name_and_their_order_apart() {
    configs(
        r#"{"config":{"Env":["PATH=/bin","A=1","GONE=x","B=a=b"]}}"#,
        r#"{"config":{"Env":["PATH=/usr/bin","B=a=b","A=1","NEW="]}}"#,
        &[
            "Env GONE: x | none",
            "Env NEW: none | ",
            "Env PATH: /bin | /usr/bin",
            "EnvOrder -: PATH A B | PATH B A",
        ],
    );
    // Of one that is set twice the last counts.
    configs(
        r#"{"config":{"Env":["A=1","A=2"]}}"#,
        r#"{"config":{"Env":["A=2"]}}"#,
        &["EnvOrder -: A A | A"],
    );
}

#[test]
fn lists_are_compared_as_lists_and_sets_by_their_keys() {
    configs(
        r#"{"config":{"Entrypoint":["/a","b"],"Cmd":["x"],"ExposedPorts":{"80/tcp":{},"1/udp":{}},
            "Volumes":{"/data":{}},"Labels":{"a":"1","same":"x"},"WorkingDir":"/srv"}}"#,
        r#"{"config":{"Entrypoint":["b","/a"],"Cmd":["x"],"ExposedPorts":{"80/tcp":{}},
            "Volumes":null,"Labels":{"same":"x","b":""},"WorkingDir":"/"}}"#,
        &[
            r#"Entrypoint -: ["/a","b"] | ["b","/a"]"#,
            "ExposedPorts 1/udp: 1/udp | none",
            "Labels a: 1 | none",
            "Labels b: none | ",
            "Volumes /data: /data | none",
            "WorkingDir -: /srv | /",
        ],
    );
}

#[test]
fn what_is_not_known_is_named_by_its_pointer_and_nothing_said_is_no_difference() {
    configs(
        r#"{"os":"linux","variant":"","x":{"a/b":[1,2],"n":null},"config":{"Cmd":null,"Y":1,"Tty":false},"docker_version":"1"}"#,
        r#"{"os":"windows","x":{"a/b":[2,1]},"config":{"Cmd":[],"Y":1.0,"Z":true}}"#,
        &[
            "Other /config/Y: 1 | 1.0",
            "Other /config/Z: none | true",
            "Other /docker_version: 1 | none",
            "Os -: linux | windows",
            "Other /x/a~1b: [1,2] | [2,1]",
        ],
    );
    // The history and the DiffIDs are compared elsewhere, and nothing else of
    // what stands there.
    configs(
        r#"{"history":[{"created":"a"}],"rootfs":{"type":"layers","diff_ids":["a"]}}"#,
        r#"{"history":[],"rootfs":{"type":"other","diff_ids":["b"]}}"#,
        &["Other /rootfs/type: layers | other"],
    );
    configs(
        r#"{"config":"text","rootfs":1}"#,
        r#"{"config":{"User":"1"},"rootfs":1}"#,
        &[r#"Other /config: text | {"User":"1"}"#],
    );
}

#[test]
fn manifests_differ_in_annotations_types_and_what_they_say_of_the_config() {
    let found = changes(
        r#"{"schemaVersion":2,"mediaType":"a","annotations":{"k":"1","t":"x"},"layers":[1],
            "config":{"mediaType":"c","digest":"sha256:1","size":1}}"#,
        r#"{"schemaVersion":2,"mediaType":"b","annotations":{"k":"2"},"layers":[],
            "config":{"mediaType":"d","digest":"sha256:2","size":2},"subject":{"size":3}}"#,
        manifest_changes,
    );
    assert_eq!(
        found,
        [
            "Annotations k: 1 | 2",
            "Annotations t: x | none",
            "Other /config/mediaType: c | d",
            "MediaType -: a | b",
            r#"Subject -: none | {"size":3}"#,
        ]
    );
}

#[test]
fn documents_that_say_the_same_differ_in_one_way() {
    let between = |left: &str, right: &str| {
        let [left, right] = [left, right].map(|json| Json::parse(json.as_bytes()).root.unwrap());
        Spelling::between(&left, &right)
    };
    for (left, right, expected) in [
        (
            r#"{"a":1,"b":"A"}"#,
            r#"{ "a": 1, "b": "\u0041" }"#,
            Some(Spelling::Formatting),
        ),
        (
            r#"{"a":{"x":1,"y":2}}"#,
            r#"{"a":{"y":2,"x":1}}"#,
            Some(Spelling::KeyOrder),
        ),
        (
            r#"{"a":[{"x":null,"y":2}]}"#,
            r#"{"b":{},"a":[{"y":2}]}"#,
            Some(Spelling::Unset),
        ),
        (r#"{"a":[1,2]}"#, r#"{"a":[2,1]}"#, None),
        (r#"{"a":1}"#, r#"{"a":1,"b":false}"#, Some(Spelling::Unset)),
        (r#"{"a":1}"#, r#"{"a":1,"b":0}"#, None),
    ] {
        assert_eq!(between(left, right), expected, "{left} {right}");
        assert_eq!(between(right, left), expected, "{right} {left}");
    }
}

#[test]
fn only_the_moment_of_a_build_is_a_time() {
    let change = |part, key: Option<&str>| Change {
        part,
        key: key.map(str::to_owned),
        values: Both::default(),
    };
    assert!(change(Part::Created, None).is_time());
    assert!(change(Part::Labels, Some("org.opencontainers.image.created")).is_time());
    assert!(!change(Part::Labels, Some("org.opencontainers.image.version")).is_time());
    assert!(!change(Part::Env, Some("org.opencontainers.image.created")).is_time());
}
