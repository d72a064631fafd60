//! What the bytes of layers add.

use super::{Archive, Expected, descriptor, same, sha256};
use crate::bytes::compression::Compression;
use crate::bytes::layer::{BlobFacts, Content, Trailing, Unpacked};
use crate::bytes::tar::{HeaderError, Oddity, TarEnd};
use crate::bytes::tar_scan::{TarFacts, TarProblem, TarProblemKind};
use crate::image::digest::Computed;
use crate::image::media_type::{
    OCI_CONFIG as CONFIG, OCI_LAYER_GZIP as GZIP, OCI_MANIFEST as MANIFEST,
};
use crate::inspect::measurements::Measurement;
use crate::rules::Severity;
use crate::source::InputKind;
use crate::words::joined::verbatim;

/// What a pass over `stored` found, with `inside` as its contents.
fn facts(stored: &str, inside: &str) -> BlobFacts {
    BlobFacts {
        sha256: Computed::sha256(stored.as_bytes()),
        sha512: None,
        size: stored.len() as u64,
        compression: Compression::Gzip,
        content: Some(Content::Unpacked(Box::new(Unpacked {
            diff_id: Computed::sha256(inside.as_bytes()),
            size: inside.len() as u64,
            members: 1,
            trailing: None,
            tar: TarFacts::default(),
        }))),
    }
}

fn unpacked(facts: &mut BlobFacts) -> &mut Unpacked {
    match &mut facts.content {
        Some(Content::Unpacked(unpacked)) => unpacked,
        _ => panic!("expected contents"),
    }
}

fn done(facts: BlobFacts) -> Measurement {
    Measurement::Done(Box::new(facts))
}

/// An image of layers, each what it is stored as and what it unpacks to; and
/// the digests of its manifest and config.
fn image(layers: &[(&str, &str)]) -> (Archive, String, String) {
    let diff_ids: Vec<String> = layers
        .iter()
        .map(|(_, inside)| format!("\"{}\"", sha256(inside)))
        .collect();
    let config = format!(
        r#"{{"architecture":"amd64","os":"linux","rootfs":{{"type":"layers","diff_ids":[{}]}}}}"#,
        diff_ids.join(",")
    );
    let descriptors: Vec<String> = layers
        .iter()
        .map(|(stored, _)| descriptor(GZIP, stored, ""))
        .collect();
    let manifest = format!(
        r#"{{"schemaVersion":2,"mediaType":"{MANIFEST}","config":{},"layers":[{}]}}"#,
        descriptor(CONFIG, &config, ""),
        descriptors.join(",")
    );
    let mut archive = Archive::layout(&[descriptor(MANIFEST, &manifest, "")]);
    archive.stored(&manifest);
    archive.stored(&config);
    for (stored, _) in layers {
        let digest = sha256(stored);
        archive.blob(
            &digest.replace("sha256:", "blobs/sha256/"),
            Some(&digest),
            stored.len() as u64,
        );
    }
    (archive, sha256(&manifest), sha256(&config))
}

/// Checks what is found in the only layer, `packed`, which holds `inside`.
#[track_caller]
fn check(measurement: Measurement, expected: &[(&str, &str, &str)]) {
    let (archive, manifest, _) = image(&[("packed", "inside")]);
    let expected: Vec<Expected<'_>> = expected
        .iter()
        .map(|(rule, pointer, message)| (*rule, manifest.as_str(), *pointer, *message))
        .collect();
    same(&archive.measured(vec![measurement]), &expected);
}

#[test]
fn layers_that_are_what_is_claimed_have_no_findings() {
    check(done(facts("packed", "inside")), &[]);
    check(Measurement::Waiting, &[]);
    check(
        Measurement::Running {
            done: 1,
            total: Some(6),
        },
        &[],
    );
    // What could not be read says nothing of the bytes.
    check(
        Measurement::Failed {
            why: verbatim("expected 6 bytes, but found the end"),
        },
        &[],
    );
}

#[test]
fn bad_verdicts_are_findings_where_the_claim_stands() {
    let message = format!(
        "expected layer 1 to have the digest {}, but found {}",
        sha256("packed"),
        sha256("forged")
    );
    check(
        done(facts("forged", "inside")),
        &[("digest-mismatch", "/layers/0", &message)],
    );
    let other = format!(
        "expected layer 1 to have 6 bytes, but found 7; the digest is not as claimed but {}",
        sha256("longer!")
    );
    check(
        done(facts("longer!", "inside")),
        &[("size-mismatch", "/layers/0", &other)],
    );
    let mut longer = facts("packed", "inside");
    longer.size = 5;
    check(
        done(longer),
        &[(
            "size-mismatch",
            "/layers/0",
            "expected layer 1 to have 6 bytes, but found 5; the digest is as claimed. The claimed size is that of the uncompressed bytes: whoever wrote it measured the layer before compressing it",
        )],
    );
    let mut damaged = facts("packed", "inside");
    damaged.content = Some(Content::Unreadable {
        why: verbatim("expected gzip, but found the end"),
        ends_early: true,
    });
    check(
        done(damaged),
        &[(
            "unreadable-layer",
            "/layers/0",
            "layer 1: expected gzip, but found the end",
        )],
    );
}

#[test]
fn uncompressed_bytes_under_a_compressed_digest_are_told_as_such() {
    let mut stored = facts("inside", "inside");
    stored.compression = Compression::None;
    let message = format!(
        "expected layer 1 as it was compressed, {}, but found {}, its DiffID: whatever stored it here kept the uncompressed bytes",
        sha256("packed"),
        sha256("inside")
    );
    check(
        done(stored),
        &[("stored-uncompressed", "/layers/0", &message)],
    );
}

#[test]
fn wrong_diff_ids_are_told_and_swapped_ones_as_a_pair() {
    let (archive, _, config) = image(&[("p", "one"), ("q", "two"), ("r", "three")]);
    let measured = |insides: [&str; 3]| {
        let stored = ["p", "q", "r"];
        let blobs = stored
            .iter()
            .zip(insides)
            .map(|(stored, inside)| done(facts(stored, inside)));
        archive.measured(blobs.collect())
    };
    let wrong = |layer: usize, expected: &str, found: &str, hint: &str| {
        format!(
            "expected layer {layer} to unpack to {}, but found {}{hint}",
            sha256(expected),
            sha256(found)
        )
    };
    same(
        &measured(["one", "2", "three"]),
        &[(
            "diff-id-mismatch",
            &config,
            "/rootfs/diff_ids/1",
            &wrong(2, "two", "2", ""),
        )],
    );
    same(
        &measured(["three", "two", "one"]),
        &[(
            "diff-ids-swapped",
            &config,
            "/rootfs/diff_ids/0",
            "expected DiffIDs in the order of the layers, but found those of layers 1 and 3 swapped",
        )],
    );
    same(
        &measured(["two", "three", "one"]),
        &[
            (
                "diff-id-mismatch",
                &config,
                "/rootfs/diff_ids/0",
                &wrong(1, "one", "two", ", which the config claims for layer 2"),
            ),
            (
                "diff-id-mismatch",
                &config,
                "/rootfs/diff_ids/1",
                &wrong(2, "two", "three", ", which the config claims for layer 3"),
            ),
            (
                "diff-id-mismatch",
                &config,
                "/rootfs/diff_ids/2",
                &wrong(3, "three", "one", ", which the config claims for layer 1"),
            ),
        ],
    );
}

// google/go-containerregistry's source_image_with_empty_layer_history.tar
#[test]
fn a_config_whose_file_name_is_not_its_hash_is_a_finding() {
    let config =
        r#"{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"#;
    let mut archive = Archive::new(InputKind::Archive);
    let path = format!("{}.json", sha256("other").replace("sha256:", ""));
    archive.document(&path, sha256("other").parse().ok(), config.as_bytes(), None);
    archive.path(&path, Ok(crate::source::ContentId::Document(0)));
    archive.docker(&format!(
        r#"[{{"Config":"{path}","RepoTags":null,"Layers":[]}}]"#
    ));
    let message = format!(
        "expected the config to have the digest {}, as its file name says, but found {}",
        sha256("other"),
        sha256(config)
    );
    same(
        &archive.measured(Vec::new()),
        &[("digest-mismatch", &path, "", &message)],
    );
}

#[test]
fn compression_is_held_against_the_media_type() {
    for (found, spelled) in [
        (Compression::None, "no compression"),
        (Compression::Zstd, "zstd"),
    ] {
        let mut layer = facts("packed", "inside");
        layer.compression = found;
        let message = format!("expected layer 1 with gzip, as `{GZIP}` says, but found {spelled}");
        check(
            done(layer),
            &[("compression-mismatch", "/layers/0/mediaType", &message)],
        );
    }
}

#[test]
fn what_follows_a_compressed_stream_is_told() {
    for (trailing, rule, message) in [
        (
            Trailing {
                bytes: 1_536,
                all_zero: true,
            },
            "trailing-zeros",
            "expected nothing after the compressed stream of layer 1, but found 1,536 zero bytes",
        ),
        (
            Trailing {
                bytes: 7,
                all_zero: false,
            },
            "trailing-bytes",
            "expected nothing after the compressed stream of layer 1, but found 7 bytes that no tool unpacks",
        ),
    ] {
        let mut layer = facts("packed", "inside");
        unpacked(&mut layer).trailing = Some(trailing);
        check(done(layer), &[(rule, "/layers/0", message)]);
    }
    let mut layer = facts("packed", "inside");
    unpacked(&mut layer).members = 1_200;
    check(
        done(layer),
        &[(
            "several-members",
            "/layers/0",
            "layer 1 consists of 1,200 gzip members: all of them are its contents",
        )],
    );
}

#[test]
fn oddities_of_the_tar_are_told_with_their_path() {
    use TarProblemKind::{
        DuplicatePath, EmptyWhiteout, Entry, EscapesRoot, HiddenArchive, LinkCircle, SparseFile,
    };
    for (kind, path, rule, message) in [
        (
            DuplicatePath,
            "a\u{202e}b",
            "tar-duplicate-path",
            "layer 1: `a\\u{202e}b` occurs more than once",
        ),
        (
            EmptyWhiteout,
            "a/.wh.",
            "tar-empty-whiteout",
            "layer 1: the whiteout `a/.wh.` does not name what it deletes",
        ),
        (
            EscapesRoot,
            "../x",
            "tar-escapes-root",
            "layer 1: `../x` is outside the root",
        ),
        (
            LinkCircle,
            "a",
            "tar-link-circle",
            "layer 1: the link `a` leads back to itself",
        ),
        (
            HiddenArchive,
            "",
            "tar-hidden-archive",
            "layer 1: expected only zeros after the end of the tar, but found another archive, which some tools unpack too",
        ),
        (
            Entry(Oddity::DisputedName),
            "a",
            "tar-disputed-name",
            "layer 1: the name of `a` has a prefix that only some tools read",
        ),
        (
            SparseFile,
            "a",
            "tar-sparse-file",
            "layer 1: `a` is a sparse file, whose size inside differs from that in the tar",
        ),
    ] {
        let mut layer = facts("packed", "inside");
        unpacked(&mut layer).tar.problems = vec![TarProblem {
            kind,
            path: path.to_owned(),
        }];
        check(done(layer), &[(rule, "/layers/0", message)]);
    }
}

#[test]
fn an_end_that_is_not_the_usual_one_is_told_and_no_error_where_readers_agree() {
    let error = HeaderError::NoChecksum;
    for (end, rule, severity, message) in [
        (
            TarEnd::HalfMarked,
            "tar-no-end",
            Severity::Note,
            "layer 1: expected two blocks of zeros at the end, but found one",
        ),
        (
            TarEnd::Unmarked,
            "tar-no-end",
            Severity::Note,
            "layer 1: expected two blocks of zeros at the end, but found none",
        ),
        (
            TarEnd::Unpadded { missing: 12 },
            "tar-cut-padding",
            Severity::Warning,
            "layer 1: expected 12 more bytes that fill the last block and two blocks of zeros, but found the end",
        ),
        (
            TarEnd::Truncated { at: 7, missing: 5 },
            "tar-truncated",
            Severity::Error,
            "layer 1: expected 5 more bytes after byte 7, but found the end",
        ),
        (
            TarEnd::LoneZeroBlock { at: 512 },
            "tar-stopped",
            Severity::Error,
            "layer 1: expected a second block of zeros at byte 512, but found something else behind the first",
        ),
        (
            TarEnd::Damaged {
                at: 512,
                error: error.clone(),
            },
            "tar-stopped",
            Severity::Error,
            "layer 1: at byte 512: expected a header with a checksum, but found a field that is not a number",
        ),
        (
            TarEnd::NotATar(error),
            "not-a-tar",
            Severity::Error,
            "layer 1: expected a header with a checksum, but found a field that is not a number",
        ),
    ] {
        let mut layer = facts("packed", "inside");
        unpacked(&mut layer).tar.end = end;
        let (archive, manifest, _) = image(&[("packed", "inside")]);
        let findings = archive.measured(vec![done(layer)]);
        same(&findings, &[(rule, &manifest, "/layers/0", message)]);
        assert_eq!(findings[0].rule.severity, severity, "{rule}");
    }
}

// CVE-2017-14992
#[test]
fn bombs_are_told_one_by_one_or_together() {
    let mut layer = facts("packed", "inside");
    unpacked(&mut layer).size = 8_000_000_000;
    check(
        done(layer),
        &[(
            "decompression-bomb",
            "/layers/0",
            "expected layer 1 to unpack to at most 100 times its stored size of 6 bytes, but found 8.0 GB",
        )],
    );

    let (archive, manifest, _) = image(&[("p", "one"); 50]);
    let mut layer = facts("p", "one");
    unpacked(&mut layer).size = 60 << 20;
    // The same blob fifty times is one blob.
    archive_of_one(archive, layer, &manifest);
}

#[track_caller]
fn archive_of_one(mut archive: Archive, layer: BlobFacts, manifest: &str) {
    archive.contents.blobs.truncate(1);
    same(
        &archive.measured(vec![done(layer)]),
        &[(
            "decompression-bomb",
            manifest,
            "/layers",
            "expected all layers together to unpack to at most 100 times their stored size of 1 byte, but found 3.1 GB",
        )],
    );
}

#[test]
fn layers_of_two_tables_are_compared_by_their_bytes_once_all_are_measured() {
    let (mut archive, _, _) = image(&[("p", "one"), ("q", "two")]);
    let config = archive
        .contents
        .documents
        .iter()
        .find(|d| d.bytes.starts_with(b"{\"arch"))
        .unwrap()
        .path
        .clone();
    archive.blob("other.tar", None, 5);
    let path = archive.contents.blobs[0].path.clone();
    archive.docker(&format!(
        r#"[{{"Config":"{config}","RepoTags":null,"Layers":["{path}","other.tar"]}}]"#
    ));
    let measured = |inside: &str| {
        let mut other = facts("other", inside);
        other.compression = Compression::None;
        vec![
            done(facts("p", "one")),
            done(facts("q", "two")),
            done(other),
        ]
    };
    same(&archive.measured(measured("two")), &[]);
    let expected = [(
        "archive-views",
        "manifest.json",
        "/0/Layers/1",
        "expected layer 2 to be the one that index.json leads to, but found other contents: ctr and skopeo's oci-archive take the first, podman's docker-archive and docker load with the classic store the second",
    )];
    same(&archive.measured(measured("three")), &expected);
    let mut waiting = measured("three");
    waiting[0] = Measurement::Waiting;
    same(&archive.measured(waiting), &[]);
}
