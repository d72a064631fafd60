//! Descriptors and annotations.

use super::check_alone;
use crate::image::media_type::OCI_MANIFEST as MANIFEST;

const CONFIG: &str = r#"{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}"#;

/// Checks what is said of `/layers/0`, which is `layer`.
#[track_caller]
fn check(layer: &str, expected: &[(&str, &str, &str)]) {
    let text = format!(
        r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{CONFIG},"layers":[{layer}]}}"#
    );
    check_alone(&text, None, expected);
}

/// A descriptor of one byte, `x`, with `digest` and `size` as spelled.
fn layer(digest: &str, size: &str, more: &str) -> String {
    format!(
        r#"{{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":{digest},"size":{size}{more}}}"#
    )
}

const X: &str = r#""sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881""#;

#[test]
fn a_descriptor_needs_its_three_properties() {
    check(
        "{}",
        &[
            (
                "descriptor-media-type",
                "/layers/0",
                "expected `mediaType` to be a media type, but found nothing",
            ),
            (
                "descriptor-digest",
                "/layers/0",
                "expected `digest` to be a digest, but found nothing",
            ),
            (
                "descriptor-size",
                "/layers/0",
                "expected `size` to be a whole number from 0 to 2^63 - 1, but found nothing",
            ),
        ],
    );
    for (media_type, found) in [
        (r#""""#, "an empty string"),
        (r#""tar""#, "the string `tar`"),
        (r#""a b/c""#, "the string `a b/c`"),
        (r#""a/b; c=d""#, "the string `a/b; c=d`"),
        ("7", "the number 7"),
    ] {
        let message = format!(
            "expected `mediaType` to be a media type such as `type/subtype`, but found {found}"
        );
        let layer = format!(r#"{{"mediaType":{media_type},"digest":{X},"size":1}}"#);
        check(
            &layer,
            &[("descriptor-media-type", "/layers/0/mediaType", &message)],
        );
    }
}

// CVE-2024-3727: digests were put into URLs and paths as they came.
#[test]
fn hostile_digests_are_malformed_and_told_as_such() {
    let long = "a".repeat(10_000);
    for (text, message) in [
        (
            "sha256:../../../v2/x/manifests/y",
            "expected 64 hex digits after `sha256:`, but found 25",
        ),
        (
            "sha256",
            "expected a digest of the form `algorithm:hex`, but found `sha256`",
        ),
        (
            ":",
            "expected a digest of the form `algorithm:hex`, but found `:`",
        ),
        (
            "sha256:2D711642B726B04401627CA9FBAC32F5C8530FB1903CC4DB02258717921A4881",
            "expected lower-case hex digits after `sha256:`, but found `D`",
        ),
        (
            "foo:bar?x=1#",
            "expected lower-case hex digits after `foo:`, but found `?`",
        ),
        (
            &long,
            "expected a digest of at most 512 bytes, but found 10,000",
        ),
    ] {
        check(
            &layer(&format!(r#""{text}""#), "1", ""),
            &[("descriptor-digest", "/layers/0/digest", message)],
        );
    }
    check(
        &layer("7", "1", ""),
        &[(
            "descriptor-digest",
            "/layers/0/digest",
            "expected `digest` to be a digest, but found the number 7",
        )],
    );
    for algorithm in ["md5", "sha384", "blake2b"] {
        let message = format!(
            "expected a sha256 or sha512 digest, but found one by `{algorithm}`, which cannot be checked here"
        );
        let digest = format!(r#""{algorithm}:d41d8cd98f00b204e9800998ecf8427e""#);
        check(
            &layer(&digest, "1", ""),
            &[("unknown-algorithm", "/layers/0/digest", &message)],
        );
    }
}

// GHSA-f36w-mj3v-6jqv: sizes that were allocated as they came.
#[test]
fn hostile_sizes_are_told_and_nothing_is_allocated() {
    let precision =
        |text: &str| format!("expected a number that a double holds exactly, but found {text}");
    for size in ["4611686018427387904", "9223372036854775807"] {
        check(
            &layer(X, size, ""),
            &[("json-number-precision", "/layers/0/size", &precision(size))],
        );
    }
    for (size, found, exact) in [
        ("1e400", "the number 1e400", false),
        (
            "9223372036854775808",
            "the number 9223372036854775808",
            false,
        ),
        ("-1", "the number -1", true),
        ("1.5", "the number 1.5", true),
        (r#""12""#, "the string `12`", true),
        ("null", "null", true),
    ] {
        let message =
            format!("expected `size` to be a whole number from 0 to 2^63 - 1, but found {found}");
        let told = ("descriptor-size", "/layers/0/size", message.as_str());
        match exact {
            true => check(&layer(X, size, ""), &[told]),
            false => check(
                &layer(X, size, ""),
                &[
                    ("json-number-precision", "/layers/0/size", &precision(size)),
                    told,
                ],
            ),
        }
    }
    check(&layer(X, "9999999999999", ""), &[]);
}

#[test]
fn embedded_data_is_the_content_itself() {
    check(&layer(X, "1", r#","data":"eA==""#), &[]);
    for (data, message) in [
        (
            r#""eA""#,
            "expected `data` to be base64 with its padding, but found the string `eA`",
        ),
        (
            "7",
            "expected `data` to be base64 with its padding, but found the number 7",
        ),
        (
            r#""eQ==""#,
            "expected `data` to have the digest sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881, but found sha256:a1fce4363854ff888cff4b8e7875d600c2682390412a8cf79b37d0b11148b0fa",
        ),
    ] {
        check(
            &layer(X, "1", &format!(r#","data":{data}"#)),
            &[("descriptor-data", "/layers/0/data", message)],
        );
    }
    check(
        &layer(X, "2", r#","data":"eA==""#),
        &[(
            "descriptor-data",
            "/layers/0/data",
            "expected `data` to hold 2 bytes, but found 1",
        )],
    );
}

// CVE-2020-15157: such addresses were fetched, with credentials.
#[test]
fn foreign_layers_and_their_addresses_are_told() {
    let told = |url: &str| {
        format!(
            "expected content from the source of its document, but found the address `{url}`, which is never fetched unless you ask"
        )
    };
    check(
        &layer(X, "1", r#","urls":["http://127.0.0.1:9/steal"]"#),
        &[(
            "foreign-urls",
            "/layers/0/urls",
            &told("http://127.0.0.1:9/steal"),
        )],
    );
    check(
        &layer(X, "1", r#","urls":["/relative",7]"#),
        &[
            (
                "descriptor-urls",
                "/layers/0/urls/1",
                "expected a string, but found the number 7",
            ),
            (
                "descriptor-urls",
                "/layers/0/urls/0",
                "expected a URI with a scheme, but found `/relative`",
            ),
            ("foreign-urls", "/layers/0/urls", &told("/relative")),
        ],
    );
    check(
        &layer(X, "1", "").replace("image.layer", "image.layer.nondistributable"),
        &[(
            "foreign-layer",
            "/layers/0/mediaType",
            "expected a layer that may be distributed, but found the deprecated type `application/vnd.oci.image.layer.nondistributable.v1.tar`, whose bytes registries and archives often lack",
        )],
    );
}

#[test]
fn annotations_are_strings_under_keys_that_are_defined() {
    let annotated = |annotations: &str| layer(X, "1", &format!(r#","annotations":{annotations}"#));
    check(
        &annotated(r#"{"com.example":"x","org.opencontainers.image.title":"t"}"#),
        &[],
    );
    let at = |key: &str| format!("/layers/0/annotations/{key}");
    for (annotations, rule, key, message) in [
        (
            "null",
            "annotation-type",
            "",
            "expected an object, but found null",
        ),
        (
            r#"{"a":1}"#,
            "annotation-type",
            "a",
            "expected a string, but found the number 1",
        ),
        (
            r#"{"":"x"}"#,
            "annotation-type",
            "/",
            "expected a key, but found an empty string",
        ),
        (
            r#"{"org.opencontainers.mine":"x"}"#,
            "annotation-reserved",
            "org.opencontainers.mine",
            "expected a key that image-spec defines under `org.opencontainers.`, but found `org.opencontainers.mine`",
        ),
        (
            r#"{"org.opencontainers.image.created":"2026-01-03T00:00:00Z"}"#,
            "created-future",
            "org.opencontainers.image.created",
            "expected a time in the past, but found `2026-01-03T00:00:00Z`",
        ),
        (
            r#"{"org.opencontainers.image.created":"yesterday"}"#,
            "created-not-rfc3339",
            "org.opencontainers.image.created",
            "expected a time such as `2024-05-01T12:00:00Z`, but found `yesterday`",
        ),
        (
            r#"{"org.opencontainers.image.base.digest":"2d71"}"#,
            "base-digest",
            "org.opencontainers.image.base.digest",
            "expected a digest of the form `algorithm:hex`, but found `2d71`",
        ),
        (
            r#"{"org.opencontainers.image.url":" java\tscript:alert(1)"}"#,
            "annotation-url",
            "org.opencontainers.image.url",
            "expected a link, but found the script ` java\\tscript:alert(1)`",
        ),
        (
            r#"{"org.opencontainers.image.ref.name":"latest"}"#,
            "ref-name-place",
            "org.opencontainers.image.ref.name",
            "expected `org.opencontainers.image.ref.name` on descriptors of index.json only, but found `latest` here",
        ),
    ] {
        let pointer = match key {
            "" => "/layers/0/annotations".to_owned(),
            "/" => at(""),
            key => at(key),
        };
        check(&annotated(annotations), &[(rule, &pointer, message)]);
    }
}

#[test]
fn long_text_from_outside_is_cut_and_made_visible() {
    let long = format!("\u{202e}{}", "a".repeat(1_000));
    let shown = format!("\\u{{202e}}{}…", "a".repeat(79));
    let size = format!(
        "expected `size` to be a whole number from 0 to 2^63 - 1, but found the string `{shown}`"
    );
    let deceiving = format!(
        "expected text that displays as it is written, but found control or invisible characters in `{shown}`"
    );
    check(
        &layer(X, &format!(r#""{long}""#), ""),
        &[
            ("deceiving-text", "/layers/0/size", &deceiving),
            ("descriptor-size", "/layers/0/size", &size),
        ],
    );
}

#[test]
fn a_pointer_through_a_huge_key_is_cut_to_an_ancestor() {
    let key = "k".repeat(5_000);
    check(
        &layer(X, "1", &format!(r#","annotations":{{"{key}":1}}"#)),
        &[(
            "annotation-type",
            "/layers/0/annotations",
            "expected a string, but found the number 1",
        )],
    );
}
