//! What is no image, what is hostile, and what was tampered with: one clear
//! sentence each, and nothing lost.

use serde_json::json;

use assay::image::media_type::{OCI_CONFIG, OCI_LAYER_GZIP, OCI_MANIFEST};
use assay::inspect::graph::Label;

use crate::drive::{archive, give, lines};
use crate::images::{self, Entry, Layout, files_to_tar, gzip, tar};

#[track_caller]
fn refused(name: &str, bytes: Vec<u8>, what: &str) {
    let failure = give(&[(name, bytes)], 1_000).unwrap_err();
    assert_eq!(failure.what.to_string(), what);
    assert!(failure.next.is_some());
}

#[test]
fn what_is_no_image_is_named_for_what_it_is() {
    refused(
        "x.tar",
        Vec::new(),
        "x.tar is empty: expected an image archive, but found 0 bytes",
    );
    refused(
        "x.zip",
        b"PK\x03\x04rest".to_vec(),
        "x.zip is a zip archive, which no container tool reads as an image",
    );
    let sif = [&[0; 32][..], b"SIF_MAGIC\0", &[0; 500]].concat();
    refused(
        "x.sif",
        sif,
        "x.sif is a SIF image of Singularity or Apptainer, which has its own format and no OCI digests",
    );
    refused(
        "x.tar",
        b"<!DOCTYPE html><title>Sign in</title>".to_vec(),
        "x.tar is an HTML page, which is often the login or error page of a download that failed",
    );
    refused(
        "x.bin",
        vec![0xde, 0xad, 0xbe, 0xef, 1, 2, 3, 4, 5],
        "x.bin has a format that is not known here: expected a tar archive or JSON, but found bytes that begin de ad be ef 01 02 03 04",
    );
    let other = tar(&[("a.txt", Entry::File(b"a"))]);
    refused(
        "a.tar",
        other,
        "a.tar is a tar archive of 1 entry without an image: expected oci-layout, manifest.json or repositories in it",
    );
    let whole = gzip(&images::docker_save());
    let cut = whole[..whole.len() / 2].to_vec();
    let failure = give(&[("cut.tar.gz", cut)], 1_000).unwrap_err();
    assert!(
        failure
            .what
            .to_string()
            .starts_with("cut.tar.gz is compressed with gzip and cannot be decompressed: "),
        "{}",
        failure.what
    );
}

#[test]
fn what_is_no_image_does_not_keep_others_from_being_opened() {
    let given = |prefix: &str| {
        vec![
            (
                format!("{prefix}notes.txt"),
                b"hello, this is a note".to_vec(),
            ),
            (format!("{prefix}image.tar"), images::docker_save()),
        ]
    };
    for prefix in ["", "Downloads/"] {
        let files = given(prefix);
        let files: Vec<(&str, Vec<u8>)> = files
            .iter()
            .map(|(path, bytes)| (path.as_str(), bytes.clone()))
            .collect();
        let showing = give(&files, usize::MAX).unwrap();
        assert_eq!(showing.opened.graph.images.len(), 1);
        let finding = showing
            .findings
            .iter()
            .find(|finding| finding.rule.id == "not-opened")
            .unwrap();
        assert_eq!(finding.place.document, files[0].0);
        assert!(
            finding
                .message
                .to_string()
                .contains("notes.txt has a format that is not known here"),
            "{}",
            finding.message
        );
    }
    // Where nothing is an image, the first file says why.
    let failure = give(&[("a.txt", b"a".to_vec()), ("b.txt", b"b".to_vec())], 10).unwrap_err();
    assert!(
        failure
            .what
            .to_string()
            .starts_with("a.txt has a format that is not known"),
        "{}",
        failure.what
    );
}

#[test]
fn a_layout_without_blobs_is_told_to_lack_them() {
    let mut files = images::multi_platform().files();
    files.retain(|(path, _)| !path.starts_with("blobs/"));
    let showing = archive(files_to_tar(&files));
    let finding = showing
        .findings
        .iter()
        .find(|finding| finding.rule.id == "layout-blobs")
        .unwrap();
    assert_eq!(
        finding.message.to_string(),
        "expected a folder `blobs`, but found none"
    );
}

#[test]
fn a_truncated_archive_shows_what_it_still_holds() {
    let whole = images::docker_save();
    // manifest.json is near the end: cut inside the first layer there is none.
    let failure = give(&[("cut.tar", whole[..3_000].to_vec())], 1_000).unwrap_err();
    assert!(
        failure.what.to_string().contains("and it ends early"),
        "{}",
        failure.what
    );
    assert_eq!(
        failure.next.unwrap().to_string(),
        "Get it again, to its end, or make it anew: one of these commands makes an image archive"
    );
    let files = images::multi_platform().files();
    let whole = files_to_tar(&files);
    let showing = archive(whole[..whole.len() * 2 / 3].to_vec());
    let missing = showing
        .opened
        .rows
        .iter()
        .filter(|row| row.verdict.word() == "missing")
        .count();
    let verified = showing
        .opened
        .rows
        .iter()
        .filter(|row| row.verdict.is_verified())
        .count();
    assert!(missing > 0 && verified > 0, "{:#?}", lines(&showing));
    assert!(
        showing
            .findings
            .iter()
            .any(|finding| finding.rule.id == "truncated-archive")
    );
}

#[test]
fn three_lies_are_three_verdicts_and_the_data_stays() {
    let showing = archive(images::tampered().to_tar());
    let bad: Vec<String> = showing
        .opened
        .rows
        .iter()
        .filter(|row| row.verdict.is_bad())
        .map(|row| {
            format!(
                "{} {}: {}",
                row.kind.word(),
                row.label.message(),
                row.verdict.label()
            )
        })
        .collect();
    assert_eq!(
        bad,
        [
            "config config: wrong size",
            "layer layer 1: wrong digest",
            "diff-id layer 2, unpacked: wrong digest",
            "diff-id layer 3, unpacked: wrong digest",
        ]
    );
    assert_eq!(
        showing
            .judgement
            .sentence()
            .to_string()
            .split(". ")
            .next()
            .unwrap(),
        "Not what it claims to be: layer 1 has the wrong digest, and 3 more objects fail"
    );
    // Both values are there, and the flipped layer can still be read.
    assert!(showing.opened.rows.iter().all(|row| row.computed.is_some()));
    assert!(
        showing
            .opened
            .rows
            .iter()
            .any(|row| row.label == Label::Unpacked(1) && row.verdict.is_verified())
    );
}

/// Every digest of what is stored is right, and the layer's own checksum is not.
#[test]
fn a_layer_that_cannot_be_unpacked_is_said_with_the_reason() {
    let layers = images::hello_layers("amd64");
    let config = images::config(&images::linux("amd64", None), &layers, OCI_CONFIG);
    let mut layout = Layout::default();
    let config = layout.describe(OCI_CONFIG, config);
    let mut stored: Vec<_> = layers.iter().map(|layer| gzip(layer)).collect();
    let checksum = stored[0].len() - 8;
    let stated = u32::from_le_bytes(*stored[0][checksum..].first_chunk().unwrap());
    stored[0][checksum] ^= 1;
    let layers: Vec<_> = stored
        .into_iter()
        .map(|stored| layout.describe(OCI_LAYER_GZIP, stored))
        .collect();
    let manifest =
        json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST, "config": config, "layers": layers});
    let manifest = layout.describe(OCI_MANIFEST, manifest.to_string().into_bytes());
    layout.tag(manifest, "hello:1.0");
    assert_eq!(
        archive(layout.to_tar())
            .judgement
            .sentence()
            .to_string()
            .split(". ")
            .next()
            .unwrap(),
        format!(
            "Not what it claims to be: layer 1 cannot be unpacked (expected uncompressed bytes with the CRC-32 {:08x} that the gzip member states, but found {stated:08x})",
            stated ^ 1
        )
    );
}

#[test]
fn paths_and_links_that_leave_the_archive_are_never_followed() {
    for (path, target) in [
        ("../outside", None),
        ("/etc/passwd", None),
        ("layer.tar", Some("../../outside")),
        ("layer.tar", Some("layer.tar")),
    ] {
        let manifest = json!([{"Config": "c.json", "RepoTags": [], "Layers": [path]}]).to_string();
        let mut entries = vec![
            ("manifest.json", Entry::File(manifest.as_bytes())),
            ("c.json", Entry::File(b"{}")),
        ];
        if let Some(target) = target {
            entries.push((path, Entry::Symlink(target)));
        }
        let showing = archive(tar(&entries));
        let layer = showing
            .opened
            .rows
            .iter()
            .find(|row| row.kind.word() == "layer")
            .unwrap();
        assert_eq!(layer.verdict.word(), "missing", "{path} {target:?}");
        assert!(
            layer
                .verdict
                .reason()
                .unwrap()
                .to_string()
                .starts_with("expected "),
            "{:?}",
            layer.verdict
        );
    }
}

#[test]
fn documents_that_are_anything_but_images_never_panic() {
    let hostile: Vec<String> = [
        "null",
        "[]",
        "{}",
        "0",
        "\"x\"",
        "[null]",
        "[{}]",
        "[[[]]]",
        "{\"manifests\":[null,{},{\"digest\":1},{\"digest\":\"sha256:../../x\"}]}",
        "{\"schemaVersion\":2,\"config\":null,\"layers\":null}",
        "{\"schemaVersion\":2,\"config\":{},\"layers\":[null]}",
        "{\"layers\":[{\"digest\":\"sha256:ABC\",\"size\":4611686018427387904}]}",
        "{\"fsLayers\":[null],\"signatures\":[{\"protected\":1}]}",
        "{\"rootfs\":{\"diff_ids\":[1,\"x\"]},\"history\":[null]}",
    ]
    .map(str::to_owned)
    .to_vec();
    for text in hostile.iter().chain([&"[".repeat(100_000)]) {
        for name in ["index.json", "manifest.json", "repositories"] {
            let bytes = tar(&[
                (name, Entry::File(text.as_bytes())),
                ("oci-layout", Entry::File(text.as_bytes())),
            ]);
            let _ = give(&[("x.tar", bytes)], 10_000);
        }
        let _ = give(&[("x.json", text.clone().into_bytes())], 10_000);
    }
}

#[test]
fn of_two_files_with_one_name_the_last_is_shown_and_both_are_reported() {
    let first = json!([]).to_string();
    let mut files = vec![("manifest.json".to_owned(), first.into_bytes())];
    files.push(("manifest.json".to_owned(), b"null".to_vec()));
    let showing = archive(files_to_tar(&files));
    let finding = showing
        .findings
        .iter()
        .find(|finding| finding.rule.id == "ambiguous-archive")
        .unwrap();
    assert_eq!(
        finding.message.to_string(),
        "the archive has 2 files of this name: docker load and containerd take the last one, which is read here, podman and skopeo the first one of a docker-archive"
    );
}
