//! Indexes: platforms, attestations, names.

use super::{Archive, check_alone, descriptor, sha256};
use crate::image::media_type::{OCI_INDEX as INDEX, OCI_MANIFEST as MANIFEST};

fn index(manifests: &str) -> String {
    format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":{manifests}}}"#)
}

fn child(text: &str, more: &str) -> String {
    descriptor(MANIFEST, text, more)
}

fn platform(os: &str, architecture: &str, more: &str) -> String {
    format!(r#","platform":{{"os":"{os}","architecture":"{architecture}"{more}}}"#)
}

#[test]
fn an_index_has_an_array_of_manifests_which_may_be_empty() {
    check_alone(&index("[]"), None, &[]);
    check_alone(
        &index("null"),
        None,
        &[(
            "index-manifests",
            "/manifests",
            "expected an array, but found null",
        )],
    );
    check_alone(
        &format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}"}}"#),
        None,
        &[(
            "index-manifests",
            "",
            "expected `manifests` to be an array, but found nothing",
        )],
    );
    check_alone(
        &index("[{}]"),
        None,
        &[
            (
                "descriptor-media-type",
                "/manifests/0",
                "expected `mediaType` to be a media type, but found nothing",
            ),
            (
                "descriptor-digest",
                "/manifests/0",
                "expected `digest` to be a digest, but found nothing",
            ),
            (
                "descriptor-size",
                "/manifests/0",
                "expected `size` to be a whole number from 0 to 2^63 - 1, but found nothing",
            ),
        ],
    );
}

#[test]
fn docker_25_wrote_null_for_images_saved_by_id() {
    let mut archive = Archive::layout(&[]);
    archive.contents.documents[1].bytes =
        format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":null}}"#).into_bytes();
    archive.check(&[("index-manifests", "index.json", "/manifests", "expected an array, but found null: Docker 25.0 wrote this when it saved an image by its ID; only tools that read manifest.json find the image")]);
}

#[test]
fn platforms_are_whole_and_named_once() {
    let amd64 = platform("linux", "amd64", "");
    let children = [
        child("a", &amd64),
        child("b", &amd64),
        child("c", &platform("linux", "arm64", r#","variant":"v8""#)),
        child("d", &platform("linux", "arm64", r#","variant":"v7""#)),
        child(
            "e",
            r#","platform":{"os":"linux","Architecture":"arm","os.features":["a",1]}"#,
        ),
    ];
    check_alone(
        &index(&format!("[{}]", children.join(","))),
        None,
        &[
            (
                "case-variant-key",
                "/manifests/4/platform/Architecture",
                "expected the key `architecture`, but found `Architecture`, which readers written in Go accept and others do not",
            ),
            (
                "platform",
                "/manifests/4/platform",
                "expected `architecture` to be a name, but found nothing",
            ),
            (
                "platform",
                "/manifests/4/platform/os.features/1",
                "expected a string, but found the number 1",
            ),
            (
                "duplicate-platform",
                "/manifests/1/platform",
                "expected one manifest for linux/amd64, but /manifests/0 names one already, and tools choose that one",
            ),
        ],
    );
}

#[test]
fn one_platform_spelled_in_two_ways_is_one_platform() {
    let children = [
        child("a", &platform("linux", "x86_64", "")),
        child("b", &platform("linux", "amd64", r#","variant":"v1""#)),
        child("c", &platform("linux", "amd64", r#","variant":"v2""#)),
    ];
    check_alone(
        &index(&format!("[{}]", children.join(","))),
        None,
        &[(
            "duplicate-platform",
            "/manifests/1/platform",
            "expected one manifest for linux/amd64/v1, but /manifests/0 names one already, for linux/x86_64, and tools choose that one",
        )],
    );
}

#[test]
fn an_attestation_is_about_a_manifest_of_the_same_index() {
    let about = |digest: &str| {
        let annotations = format!(
            r#","annotations":{{"vnd.docker.reference.type":"attestation-manifest","vnd.docker.reference.digest":"{digest}"}}"#
        );
        child("b", &(platform("unknown", "unknown", "") + &annotations))
    };
    let one = child("a", &platform("linux", "amd64", ""));
    let with = |attestation: &str| index(&format!("[{one},{attestation},{attestation}]"));
    check_alone(&with(&about(&sha256("a"))), None, &[]);
    let other = sha256("c");
    let message =
        format!("expected the attested manifest in the same index, but found no `{other}`");
    check_alone(
        &index(&format!("[{one},{}]", about(&other))),
        None,
        &[("attestation-target", "/manifests/1/annotations", &message)],
    );
}

#[test]
fn the_names_of_a_layout_follow_the_grammar() {
    let named = |name: &str| {
        let text = r#"{"schemaVersion":2,"manifests":[],"mediaType":"application/vnd.oci.image.index.v1+json"}"#;
        let more = format!(r#","annotations":{{"org.opencontainers.image.ref.name":"{name}"}}"#);
        let mut archive = Archive::layout(&[descriptor(INDEX, text, &more)]);
        archive.stored(text);
        archive
    };
    for name in [
        "latest",
        "docker.io/library/busybox:1.36",
        "a--b",
        "a@sha256:00",
        "v1.0+build_2",
    ] {
        named(name).check(&[]);
    }
    for name in ["", "a b", "a//b", "-a", "a---b", "a..b", "é"] {
        let message = format!(
            "expected letters and digits, separated by `/`, `--` or one of `-._:@+`, but found `{name}`"
        );
        named(name).check(&[(
            "ref-name-grammar",
            "index.json",
            "/manifests/0/annotations/org.opencontainers.image.ref.name",
            &message,
        )]);
    }
}

// ggcr #1776
#[test]
fn the_platform_in_an_index_is_that_of_the_config() {
    let config =
        r#"{"architecture":"arm64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{},"layers":[]}}"#,
        descriptor("application/vnd.oci.image.config.v1+json", config, "")
    );
    let empty = (
        "empty-layers",
        "/layers",
        "expected at least one layer, as the official schema requires, but found none",
    );
    let digest = sha256(&manifest);
    let empty = (empty.0, digest.as_str(), empty.1, empty.2);
    for (said, message) in [
        (platform("linux", "arm64", r#","variant":"v8""#), None),
        (platform("linux", "aarch64", ""), None),
        (platform("Linux", "ARM64", r#","variant":"8""#), None),
        (
            platform("linux", "amd64", ""),
            Some("expected the platform of the image's config, linux/arm64, but found linux/amd64"),
        ),
        (
            platform("windows", "arm64", r#","os.version":"10.0""#),
            Some(
                "expected the platform of the image's config, linux/arm64, but found windows/arm64 10.0",
            ),
        ),
    ] {
        let mut archive = Archive::layout(&[child(&manifest, &said)]);
        archive.stored(&manifest);
        archive.stored(config);
        match message {
            None => archive.check(&[empty]),
            Some(message) => archive.check(&[
                (
                    "platform-mismatch",
                    "index.json",
                    "/manifests/0/platform",
                    message,
                ),
                empty,
            ]),
        }
    }
}

// google/go-containerregistry's test_index: the descriptor says one thing, the
// manifest another.
#[test]
fn a_descriptor_and_its_document_agree_on_the_media_type() {
    let text = index("[]");
    let wrong = descriptor("application/vnd.oci.descriptor.v1+json", &text, "");
    let mut archive = Archive::layout(&[wrong]);
    archive.stored(&text);
    archive.check(&[(
        "media-type-conflict",
        &sha256(&text),
        "/mediaType",
        "expected `application/vnd.oci.descriptor.v1+json`, as its descriptor at /manifests/0 of index.json says, but found `application/vnd.oci.image.index.v1+json`",
    )]);
}

#[test]
fn indexes_nested_too_deep_are_told() {
    let mut text = index("[]");
    let mut documents = vec![text.clone()];
    for _ in 0..20 {
        text = index(&format!("[{}]", descriptor(INDEX, &text, "")));
        documents.push(text.clone());
    }
    let mut archive = Archive::layout(&[descriptor(INDEX, &text, "")]);
    for text in &documents {
        archive.stored(text);
    }
    let found = archive.findings();
    let cut: Vec<_> = found
        .iter()
        .filter(|finding| finding.rule.id == "graph-cut")
        .collect();
    assert_eq!(cut.len(), 1);
    assert_eq!(
        cut[0].message.to_string(),
        "not everything is shown: indexes nested deeper than 16 are not followed"
    );
}
