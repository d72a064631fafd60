//! JSON, and manifests as documents.

use super::{alone, check_alone};
use crate::image::manifest::DocumentKind;
use crate::image::media_type::{OCI_INDEX as INDEX, OCI_MANIFEST as MANIFEST};

const CONFIG: &str = r#"{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}"#;
const LAYER: &str = r#"{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881","size":1}"#;

/// An image manifest with `more` behind its members.
fn manifest(more: &str) -> String {
    format!(
        r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{CONFIG},"layers":[{LAYER}]{more}}}"#
    )
}

#[test]
fn a_healthy_manifest_has_no_findings() {
    check_alone(&manifest(""), Some(MANIFEST), &[]);
}

#[test]
fn what_is_no_json_is_told_and_never_panics() {
    for (bytes, rule, message) in [
        (
            &b""[..],
            "json-syntax",
            "expected a JSON value at byte 0, but found the end of the document",
        ),
        (
            b"\xff\xfe{\0}\0",
            "json-not-utf8",
            "expected UTF-8 text, but found the byte 0xff at offset 0",
        ),
        (
            b"{\"a\":NaN}",
            "json-syntax",
            "expected a JSON value at byte 5, but found `N`",
        ),
        (
            b"/* no */ {}",
            "json-syntax",
            "expected a JSON value at byte 0, but found `/`",
        ),
    ] {
        let found = alone(bytes, Some(MANIFEST));
        let found: Vec<_> = found
            .iter()
            .map(|f| (f.rule.id, f.message.to_string()))
            .collect();
        assert_eq!(found, [(rule, message.to_owned())]);
    }
    let deep = "[".repeat(100_000);
    check_alone(
        &deep,
        Some(MANIFEST),
        &[(
            "json-too-deep",
            "",
            "expected arrays and objects to nest at most 128 deep, but they nest deeper at byte 128",
        )],
    );
}

#[test]
fn what_json_readers_take_differently_is_told() {
    for (more, expected) in [
        (
            r#","layers":[]"#,
            &[
                (
                    "json-duplicate-key",
                    "",
                    "expected each key once, but found `layers` more than once",
                ),
                (
                    "empty-layers",
                    "/layers",
                    "expected at least one layer, as the official schema requires, but found none",
                ),
            ][..],
        ),
        (
            r#","annotations":{"a":"\ud800"}"#,
            &[(
                "json-lone-surrogate",
                "",
                "expected whole characters, but found half of a surrogate pair at byte 417",
            )],
        ),
        (
            r#","x":9007199254740993,"y":1e999,"z":9007199254740992"#,
            &[
                (
                    "json-number-precision",
                    "/x",
                    "expected a number that a double holds exactly, but found 9007199254740993",
                ),
                (
                    "json-number-precision",
                    "/y",
                    "expected a number that a double holds exactly, but found 1e999",
                ),
            ],
        ),
        (
            r#","annotations":{"a/b":"x\u0000y","c":"\u001b[2J\u202e","d":"line\nline"}"#,
            &[
                (
                    "nul-character",
                    "/annotations/a~1b",
                    "expected text without NUL characters, but found one in `x\\u{0}y`",
                ),
                (
                    "deceiving-text",
                    "/annotations/c",
                    "expected text that displays as it is written, but found control or invisible characters in `\\u{1b}[2J\\u{202e}`",
                ),
            ],
        ),
    ] {
        check_alone(&manifest(more), Some(MANIFEST), expected);
    }
    check_alone(
        &format!("\u{feff}{} x", manifest("")),
        Some(MANIFEST),
        &[
            (
                "json-byte-order-mark",
                "",
                "expected the document to begin with its value, but found a byte order mark",
            ),
            (
                "json-trailing-bytes",
                "",
                "expected nothing after the document, but found 1 more byte at byte 401",
            ),
        ],
    );
}

// CVE-2021-21285: dockerd took such documents for whole ones.
#[test]
fn malformed_manifests_are_errors_at_their_places() {
    let object =
        |found: &str| format!("expected the image manifest to be an object, but found {found}");
    for (text, found) in [
        ("null", "null"),
        ("[]", "an array"),
        (r#""x""#, "the string `x`"),
        ("1", "the number 1"),
    ] {
        check_alone(
            text,
            Some(MANIFEST),
            &[("document-not-an-object", "", &object(found))],
        );
    }
    check_alone(
        r#"{"schemaVersion":2,"config":null,"layers":null}"#,
        Some(MANIFEST),
        &[
            (
                "media-type-absent",
                "",
                "expected `mediaType` to say what the document is, but found nothing",
            ),
            (
                "manifest-config",
                "/config",
                "expected `config` to be a descriptor, but found null",
            ),
            (
                "manifest-layers",
                "/layers",
                "expected an array, but found null",
            ),
        ],
    );
    check_alone(
        &format!(
            r#"{{"schemaVersion":"2","mediaType":"{MANIFEST}","config":{CONFIG},"layers":[null]}}"#
        ),
        None,
        &[
            (
                "schema-version",
                "/schemaVersion",
                "expected `schemaVersion` to be the number 2, but found the string `2`",
            ),
            (
                "descriptor",
                "/layers/0",
                "expected a descriptor, but found null",
            ),
        ],
    );
    check_alone(
        r#"{"schemaVersion":2.0}"#,
        Some(MANIFEST),
        &[
            (
                "schema-version",
                "/schemaVersion",
                "expected `schemaVersion` to be the number 2, but found the number 2.0",
            ),
            (
                "media-type-absent",
                "",
                "expected `mediaType` to say what the document is, but found nothing",
            ),
            (
                "manifest-config",
                "",
                "expected `config` to be a descriptor, but found nothing",
            ),
            (
                "manifest-layers",
                "",
                "expected `layers` to be an array, but found nothing",
            ),
        ],
    );
}

// CVE-2021-41190, in the shapes of containers/image's "everything" fixtures.
#[test]
fn a_document_with_the_members_of_two_kinds_is_ambiguous() {
    let reads = |key: &str, own: DocumentKind, other: DocumentKind| {
        format!(
            "expected only members of this kind of document ({}), but found `{key}`, which makes other tools read it as another kind ({})",
            own.name(),
            other.name()
        )
    };
    use DocumentKind::{ArtifactManifest, Index, Manifest, Schema1};
    for (key, value, other) in [
        ("manifests", "[]", Index),
        ("Manifests", "[]", Index),
        ("fsLayers", "[]", Schema1),
        ("FSLAYERS", "[]", Schema1),
        // Go folds a long s.
        ("manife\u{17f}t\u{17f}", "[]", Index),
        ("history", "[]", Schema1),
        ("blobs", "[]", ArtifactManifest),
    ] {
        let message = reads(key, Manifest, other);
        let pointer = format!("/{key}");
        let text = manifest(&format!(r#","{key}":{value}"#));
        check_alone(
            &text,
            Some(MANIFEST),
            &[("ambiguous-document", &pointer, &message)],
        );
    }
    check_alone(
        &format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[],"Layers":[]}}"#),
        Some(INDEX),
        &[(
            "ambiguous-document",
            "/Layers",
            &reads("Layers", Index, Manifest),
        )],
    );
}

#[test]
fn keys_in_another_case_are_read_by_go_only() {
    check_alone(
        &manifest(r#","MediaType":"x","Layers":[]"#),
        Some(MANIFEST),
        &[
            (
                "case-variant-key",
                "/MediaType",
                "expected the key `mediaType`, but found `MediaType`, which readers written in Go accept and others do not",
            ),
            (
                "case-variant-key",
                "/Layers",
                "expected the key `layers`, but found `Layers`, which readers written in Go accept and others do not",
            ),
        ],
    );
}

#[test]
fn the_media_type_is_held_against_the_document_and_whoever_served_it() {
    let served = |said, found| {
        format!("expected `{said}`, as the server that sent it says, but found `{found}`")
    };
    check_alone(
        &manifest(""),
        Some(INDEX),
        &[(
            "media-type-conflict",
            "/mediaType",
            &served(INDEX, MANIFEST),
        )],
    );
    check_alone(
        &manifest(""),
        Some(&format!("{MANIFEST}; charset=utf-8")),
        &[],
    );
    check_alone(
        &manifest("").replace(MANIFEST, INDEX),
        None,
        &[(
            "media-type-value",
            "/mediaType",
            "expected the media type of this kind of document (image manifest), but found `application/vnd.oci.image.index.v1+json`",
        )],
    );
    check_alone(
        &format!(r#"{{"schemaVersion":2,"config":{CONFIG},"layers":[{LAYER}]}}"#),
        Some(INDEX),
        &[(
            "document-type",
            "",
            "declared as image index, but found image manifest",
        )],
    );
}

#[test]
fn artifacts_follow_the_rules_of_the_empty_descriptor() {
    let empty = r#"{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2,"data":"e30="}"#;
    let artifact = |config: &str, more: &str| {
        format!(
            r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{config},"layers":[{empty}]{more}}}"#
        )
    };
    check_alone(
        &artifact(empty, r#","artifactType":"application/vnd.example+json""#),
        None,
        &[],
    );
    check_alone(
        &artifact(empty, ""),
        None,
        &[(
            "artifact-type-missing",
            "",
            "expected `artifactType` next to the empty config (`{}`), but found nothing",
        )],
    );
    check_alone(
        &artifact(empty, r#","artifactType":"no type""#),
        None,
        &[(
            "artifact-type",
            "/artifactType",
            "expected `artifactType` to be a media type such as `type/subtype`, but found the string `no type`",
        )],
    );
    let other = r#"{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","size":0}"#;
    check_alone(
        &artifact(other, r#","artifactType":"a/b""#),
        None,
        &[
            (
                "empty-descriptor",
                "/config/size",
                "expected the 2 bytes `{}` of `application/vnd.oci.empty.v1+json`, but found a size of 0",
            ),
            (
                "empty-descriptor",
                "/config/digest",
                "expected the digest of `{}`, sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a, but found sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
        ],
    );
}

#[test]
fn types_that_tools_take_differently_are_told() {
    check_alone(
        &manifest("").replace("vnd.oci.image.config.v1+json", "octet-stream"),
        None,
        &[(
            "unknown-config-type",
            "/config/mediaType",
            "expected an image config for image layers, but found `application/octet-stream`, which some tools read as one and others do not",
        )],
    );
    check_alone(
        &manifest("").replace("tar+gzip", "tar+lz4"),
        None,
        &[(
            "unknown-layer-type",
            "/layers/0/mediaType",
            "expected a known type of layer, but found `application/vnd.oci.image.layer.v1.tar+lz4`, so the layer is hashed as stored and not unpacked",
        )],
    );
    check_alone(
        r#"{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"a/b","blobs":[]}"#,
        None,
        &[(
            "withdrawn-artifact-manifest",
            "",
            "expected an image manifest, but found the withdrawn artifact manifest, which few tools read",
        )],
    );
}

#[test]
fn a_manifest_above_four_mebibytes_is_told() {
    let long = manifest(&format!(
        r#","annotations":{{"a":"{}"}}"#,
        "x".repeat(4 << 20)
    ));
    let message = format!(
        "expected at most 4,194,304 bytes, the most that registries must accept, but found 4,194,7{}",
        long.len() - 4_194_700
    );
    check_alone(
        &long,
        Some(MANIFEST),
        &[("manifest-too-large", "", &message)],
    );
}

// CVE-2014-8179, CVE-2014-8178.
#[test]
fn a_schema_1_manifest_is_read_from_its_payload() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let layer =
        r#"{"blobSum":"sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4"}"#;
    let history = r#"{"v1Compatibility":"{\"id\":\"i1\",\"parent\":\"i0\"}"},{"v1Compatibility":"{\"id\":\"i0\"}"}"#;
    let body = |history: &str| {
        format!(
            r#"{{"schemaVersion":1,"name":"a/b","tag":"t","architecture":"amd64","fsLayers":[{layer},{layer}],"history":[{history}]"#
        )
    };
    let signed = |body: &str, length: usize, extra: &str| {
        let protected = format!(r#"{{"formatLength":{length},"formatTail":"Cn0"}}"#);
        let protected = URL_SAFE_NO_PAD.encode(protected);
        format!(r#"{body},{extra}"signatures":[{{"protected":"{protected}"}}]}}"#)
    };
    let old = (
        "schema1",
        "",
        "expected an image that current tools pull, but found Docker's withdrawn schema 1",
    );
    let empty = (
        "well-known-empty-layer",
        "/fsLayers/1/blobSum",
        "a layer that changes nothing (2 times): sha256:a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4 is an empty tar, compressed with gzip, which Docker writes for steps without files",
    );
    let good = body(history);
    check_alone(&signed(&good, good.len(), ""), None, &[old, empty]);
    check_alone(
        &signed(&good, good.len(), r#""fsLayers":[],"#),
        None,
        &[
            (
                "json-duplicate-key",
                "",
                "expected each key once, but found `fsLayers` more than once",
            ),
            old,
            (
                "schema1-outside-payload",
                "/fsLayers",
                "expected only `signatures` outside the signed payload, but found `fsLayers`, which the digest does not cover and Docker ignores (CVE-2014-8179)",
            ),
            empty,
        ],
    );
    let text = signed(&good, 99_999, "");
    let message = format!(
        "expected `formatLength` of signature 0 to be at most the document's {} bytes, but found 99,999",
        text.len()
    );
    check_alone(
        &text,
        None,
        &[old, ("schema1-payload", "/signatures", &message), empty],
    );
    check_alone(
        &format!(
            "{}}}",
            body(&history.replace(r#"\"i0\"}"},"#, r#"\"i9\"}"},"#))
        ),
        None,
        &[
            old,
            (
                "schema1-chain",
                "/history/0",
                "expected the next entry's ID `i0` as the parent, but found `i9`",
            ),
            empty,
        ],
    );
    check_alone(
        &format!("{}}}", body(r#"{"v1Compatibility":7}"#)),
        None,
        &[
            old,
            (
                "schema1-history-count",
                "/history",
                "expected 2 history entries, one for each layer, but found 1",
            ),
            (
                "schema1-field",
                "/history/0/v1Compatibility",
                "expected `v1Compatibility` to be a string that holds a JSON object, but found the number 7",
            ),
            empty,
        ],
    );
}

#[test]
fn what_is_no_json_and_need_not_be_is_left_alone() {
    let mut archive = super::Archive::layout(&[]);
    archive.document("version", None, b"Directory Transport Version: 1.1\n", None);
    archive.check(&[]);
}
