//! Documents, digests that are spelled otherwise, and what the report says.

use assay::session::Event;
use assay::views::report::report;
use assay::words::English;
use serde_json::Value;

use super::{Image, causes, check, digest, plain, sentence};
use crate::drive::{Driven, archive};
use crate::images::{files_to_tar, gzip};

/// As Windows PowerShell's `>` saves it.
fn utf16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xff, 0xfe].into_iter().chain(units).collect()
}

#[test]
fn documents_that_were_written_again() {
    let right = Image::new(1).files();
    let (name, manifest) = right
        .iter()
        .find(|(_, bytes)| {
            bytes.starts_with(b"{\"config\"") || bytes.windows(9).any(|part| part == b"\"layers\":")
        })
        .cloned()
        .unwrap();
    let value: Value = serde_json::from_slice(&manifest).unwrap();
    let pretty = serde_json::to_string_pretty(&value).unwrap();
    let with = |bytes: Vec<u8>| {
        let files: Vec<_> = right
            .iter()
            .map(|(path, old)| {
                (
                    path.clone(),
                    if *path == name {
                        bytes.clone()
                    } else {
                        old.clone()
                    },
                )
            })
            .collect();
        archive(files_to_tar(&files))
    };
    let text = String::from_utf8(manifest.clone()).unwrap();
    for (bytes, id) in [
        (pretty.clone().into_bytes(), "re-formatted"),
        (pretty.replace('\n', "\r\n").into_bytes(), "re-formatted"),
        (format!("{text}\n").into_bytes(), "line-break-appended"),
        (format!("\u{feff}{text}").into_bytes(), "re-formatted"),
        (format!("{text}  trailing").into_bytes(), "bytes-appended"),
        (utf16(&text), "saved-as-utf-16"),
        (utf16(&pretty.replace('\n', "\r\n")), "saved-as-utf-16"),
        (text.as_bytes()[..text.len() - 9].to_vec(), "ends-early"),
        (gzip(text.as_bytes()), "unknown"),
    ] {
        let showing = with(bytes);
        assert_eq!(causes(&showing), [format!("manifest: {id}")]);
    }
    // Other contents are no re-formatting.
    let other = text.replace("\"schemaVersion\":2", "\"schemaVersion\":3");
    assert_eq!(causes(&with(other.into_bytes())), ["manifest: unknown"]);
}

#[test]
fn a_digest_that_is_the_image_id_and_not_the_manifests() {
    let files = Image::new(1).files();
    let find = |what: &[u8]| {
        let has = |bytes: &Vec<u8>| bytes.windows(what.len()).any(|part| part == what);
        files
            .iter()
            .find(|(path, bytes)| path.starts_with("blobs") && has(bytes))
            .unwrap()
            .clone()
    };
    let (_, manifest) = find(b"\"layers\":[{");
    let config = digest(&find(b"\"rootfs\"").1);
    let mut driven = Driven::given(&[("manifest.json", manifest.clone())], usize::MAX);
    driven.answer(usize::MAX);
    driven.handle(Event::Expected(Some(config.parse().unwrap())));
    assert_eq!(causes(driven.showing()), ["manifest: image-id"]);
    // A digest in capitals is not taken, so this is another one.
    driven.handle(Event::Expected(Some(digest(b"other").parse().unwrap())));
    assert_eq!(causes(driven.showing()), ["manifest: unknown"]);
    driven.handle(Event::Expected(Some(digest(&manifest).parse().unwrap())));
    assert!(causes(driven.showing()).is_empty());
}

#[test]
fn digests_that_are_right_but_for_their_spelling() {
    let right = digest(&plain(0));
    let hex = right.replace("sha256:", "");
    for (text, id) in [
        (right.to_uppercase(), "upper-case-digest"),
        (
            format!("sha256:{}", hex.to_uppercase()),
            "upper-case-digest",
        ),
        (hex.clone(), "no-algorithm"),
        (format!("{right}\n"), "white-space-in-digest"),
        (format!("sha512:{hex}"), "wrong-algorithm"),
    ] {
        let mut image = Image::new(1);
        image.diff_ids[0] = text;
        check(image, &[&format!("diff-id: {id}")]);
    }
    let mut other = Image::new(1);
    other.diff_ids[0] = format!("sha256:{}", "AB".repeat(32));
    check(other, &[]);
}

#[test]
fn the_report_says_the_cause() {
    let mut image = Image::new(1);
    image.diff_ids[0] = digest(&gzip(&plain(0)));
    let showing = image.open();
    let report = report(&showing);
    let json: Value = serde_json::from_str(&report.to_json()).unwrap();
    let entries = json["ledger"].as_array().unwrap();
    let causes: Vec<_> = entries.iter().map(|entry| &entry["cause"]).collect();
    let said = causes.iter().find(|cause| !cause.is_null()).unwrap();
    assert_eq!(said["id"], "diff-id-of-compressed");
    assert!(
        said["sentence"]
            .as_str()
            .unwrap()
            .starts_with("The claimed DiffID")
    );
    assert!(
        report
            .to_markdown(&English)
            .contains("The claimed DiffID is the digest")
    );
}

#[test]
fn the_shared_case_of_xz_is_red_and_its_cause_is_said() {
    let path = "../shared/cases/xz-diffid/compressed-diffid.tar";
    let Ok(bytes) = std::fs::read(path) else {
        return println!("skipped: {path} is not here");
    };
    let showing = archive(bytes);
    assert_eq!(causes(&showing), ["diff-id: diff-id-of-compressed"]);
    let said = sentence(&showing, "diff-id-of-compressed");
    assert!(said.contains("compressed with gzip"), "{said}");
}
