//! Files that the table, or the layer, has wrong.

use serde_json::{Value, json};

use super::written::{Written, described, gzip, noise, read, sha256, zeros};
use super::{FORMS, FileError, TocForm, open, take};
use crate::bytes::tar::tests::file;
use crate::bytes::walk::ExtractError;
use crate::image::digest::Digest;

const BYTES: &[u8] = b"first, second and third part";

fn written(form: TocForm) -> Written {
    let mut written = Written::new(form);
    written.file("f", BYTES, 10);
    written.file("g", b"behind", 10);
    written
}

/// What comes of the file whose parts are changed so.
fn changed(form: TocForm, change: impl Fn(&mut [Value])) -> Result<Vec<u8>, FileError> {
    let mut written = written(form);
    change(&mut written.entries);
    let (layer, descriptor) = written.finish();
    let (toc, ..) = read(&layer, &descriptor).unwrap();
    Ok(open(&toc, &layer, 0, usize::MAX)?.extracted.kept)
}

#[test]
fn parts_that_are_not_what_the_table_vouches_for_are_refused_with_both_digests() {
    for form in FORMS {
        assert_eq!(changed(form, |_| {}).unwrap(), BYTES);
        let other = sha256(b"another");
        let error = changed(form, |parts| parts[1]["chunkDigest"] = other.clone().into());
        let expected = FileError::Part {
            at: 10,
            claimed: other.parse().unwrap(),
            computed: Digest::sha256(&BYTES[10..20]),
        };
        assert_eq!(error, Err(expected));
        let error = changed(form, |parts| parts[0]["digest"] = other.clone().into());
        let expected = FileError::Mismatch {
            claimed: other.parse().unwrap(),
            computed: Digest::sha256(BYTES),
        };
        assert_eq!(error, Err(expected));
    }
}

#[test]
fn a_layer_that_was_changed_behind_its_table_is_found_out() {
    for form in FORMS {
        let (mut layer, descriptor) = written(form).finish();
        let (toc, ..) = read(&layer, &descriptor).unwrap();
        // Something else of the same length, as well compressed.
        let other = written(form).pack(b"FIRST, sec");
        let start = toc.chunks[0].start as usize;
        assert_eq!(toc.chunks[1].start as usize - start, other.len());
        layer[start..start + other.len()].copy_from_slice(&other);
        let error = open(&toc, &layer, 0, usize::MAX).unwrap_err();
        assert!(matches!(error, FileError::Part { at: 0, .. }), "{error}");
        assert!(open(&toc, &layer, 1, usize::MAX).is_ok());
    }
}

#[test]
fn parts_that_overlap_or_leave_a_gap_are_refused() {
    for form in FORMS {
        for (key, value) in [
            ("chunkOffset", json!(9)),
            ("chunkOffset", json!(11)),
            ("chunkOffset", json!(i64::MAX)),
            ("chunkSize", json!(9)),
            ("chunkSize", json!(11)),
            ("chunkSize", json!(i64::MAX)),
            ("chunkSize", json!(0)),
            ("chunkSize", json!(18)),
        ] {
            let error = changed(form, |parts| parts[1][key] = value.clone()).unwrap_err();
            assert!(
                matches!(error, FileError::Parts { .. }),
                "{key} {value}: {error}"
            );
        }
        let error = changed(form, |parts| parts[0]["size"] = i64::MAX.into()).unwrap_err();
        assert!(
            !matches!(error, FileError::Parts { .. }),
            "the last one may be as long"
        );
        let error = changed(form, |parts| parts[0]["chunkOffset"] = 1.into());
        assert_eq!(error, Err(FileError::Parts { at: 0 }));
    }
}

#[test]
fn parts_where_the_layer_has_no_files_are_refused() {
    for form in FORMS {
        for offset in [i64::MAX, 1 << 40] {
            let error = changed(form, |parts| parts[1]["offset"] = offset.into()).unwrap_err();
            assert!(matches!(error, FileError::Outside { .. }), "{error}");
        }
        let table = written(form).stored.len() + 2_000;
        for end in [1, table, i64::MAX as usize] {
            let error = changed(form, |parts| parts[0]["endOffset"] = end.into()).unwrap_err();
            assert!(matches!(error, FileError::Outside { .. }), "{end}: {error}");
        }
        // Inside of it, and the wrong place.
        let error = changed(form, |parts| parts[1]["offset"] = 1.into()).unwrap_err();
        assert!(matches!(error, FileError::Unreadable(_)), "{error}");
    }
}

#[test]
fn a_part_that_ends_before_the_table_says_so_is_refused() {
    for form in FORMS {
        let error = changed(form, |parts| {
            let end = parts[2]["offset"].as_u64().unwrap() + 5;
            parts[0]["endOffset"] = end.into();
        });
        assert_eq!(error, Err(FileError::EndsEarly { at: 20 }));
    }
}

#[test]
fn digests_that_are_missing_or_malformed_are_said() {
    let form = TocForm::Estargz;
    let bare = |parts: &mut [Value]| {
        for part in parts {
            part["chunkDigest"] = "".into();
        }
    };
    assert_eq!(changed(form, bare).unwrap(), BYTES);
    let error = changed(form, |parts| {
        bare(parts);
        parts[0]["digest"] = "blake3:aa".into();
    });
    assert!(matches!(error, Err(FileError::Digest(_))));
    let error = changed(form, |parts| {
        bare(parts);
        parts[0]["digest"] = "md5:aa".into();
    });
    assert_eq!(error, Err(FileError::NoDigest));
    let sha512 = Digest::sha256(b"").as_str().replace("sha256", "sha512") + &"0".repeat(64);
    let error = changed(form, |parts| parts[0]["digest"] = sha512.clone().into());
    let Err(FileError::Mismatch { computed, .. }) = error else {
        panic!("{error:?}")
    };
    assert_eq!(computed.algorithm_name(), "sha512");
}

#[test]
fn who_has_seen_enough_is_told_how_much_of_it_was_checked() {
    let noise = noise(900_000);
    for form in FORMS {
        let mut written = Written::new(form);
        written.file("f", &noise, 300_000);
        let (layer, descriptor) = written.finish();
        let (toc, ..) = read(&layer, &descriptor).unwrap();
        let mut reading = toc.open(0, 12).unwrap();
        while reading.bytes() <= 300_000 {
            let start = reading.wanted().unwrap().start as usize;
            let given = &layer[start..start + 10_000];
            take(&mut reading, given, &mut |_| {}).unwrap();
        }
        let read = reading.finish().unwrap();
        assert_eq!(read.extracted.kept, &noise[..12]);
        assert_eq!(read.extracted.size, 900_000);
        assert_eq!((read.extracted.sha256, read.checked), (None, 300_000));
    }
}

#[test]
fn what_follows_a_part_without_a_digest_is_not_checked_before_the_end() {
    let noise = noise(900_000);
    let mut written = Written::new(TocForm::ZstdChunked);
    written.file("f", &noise, 300_000);
    written.entries[0]["chunkDigest"] = "".into();
    let (layer, descriptor) = written.finish();
    let (toc, ..) = read(&layer, &descriptor).unwrap();
    let mut reading = toc.open(0, 0).unwrap();
    while reading.bytes() <= 600_000 {
        let start = reading.wanted().unwrap().start as usize;
        let given = &layer[start..start + 10_000];
        take(&mut reading, given, &mut |_| {}).unwrap();
    }
    assert_eq!(reading.finish().unwrap().checked, 0);
    let whole = open(&toc, &layer, 0, usize::MAX).unwrap();
    assert_eq!(whole.checked, 900_000);
}

#[test]
fn files_that_share_a_stream_are_told_apart() {
    // As stargz-snapshotter writes small files: one gzip member for several.
    let mut written = Written::new(TocForm::Estargz);
    let (one, two) = (file("one", b"first"), file("two", b"second"));
    written.stored.extend(gzip(&one[..512]));
    let offset = written.stored.len();
    written
        .stored
        .extend(gzip(&[&one[512..], &two[..]].concat()));
    for (name, bytes, inner) in [("one", &b"first"[..], 0), ("two", b"second", 1024)] {
        written.entries.push(described(json!({
            "type": "reg", "name": name, "size": bytes.len(), "offset": offset,
            "innerOffset": inner, "digest": sha256(bytes), "chunkDigest": sha256(bytes),
        })));
    }
    let (layer, descriptor) = written.finish();
    super::assert_same(&layer, &descriptor);
}

#[test]
fn a_file_that_never_begins_is_given_up() {
    let form = TocForm::Estargz;
    let error = changed(form, |parts| parts[0]["innerOffset"] = i64::MAX.into());
    assert_eq!(error, Err(FileError::EndsEarly { at: 0 }));
}

#[test]
fn a_step_unpacks_little_of_what_a_small_range_unpacks_to() {
    // The step, and what unpacking gives at once.
    let most = 3 << 20;
    let size = 8 << 20;
    for form in FORMS {
        let (layer, descriptor) = zeros(form, size);
        let (toc, ..) = read(&layer, &descriptor).unwrap();
        let mut reading = toc.open(0, 0).unwrap();
        let wanted = reading.wanted().unwrap();
        reading.take(layer[wanted.start as usize..wanted.end as usize].to_vec());
        let (mut before, mut steps) = (0, 0);
        while reading.step(&mut |_| {}).unwrap().is_continue() {
            assert!(reading.bytes() - before <= most, "{}", reading.bytes());
            (before, steps) = (reading.bytes(), steps + 1);
        }
        assert!(steps >= 3, "{steps}");
        assert_eq!(reading.wanted(), None);
        let read = reading.finish().unwrap();
        assert_eq!(read.checked, size as u64);
        // The same where its bytes come little by little.
        let whole = open(&toc, &layer, 0, 500).unwrap();
        assert_eq!(whole.extracted.sha256, read.extracted.sha256);
    }
}

#[test]
fn what_has_no_bytes_of_its_own_says_so() {
    let mut written = written(TocForm::ZstdChunked);
    written.entries = vec![
        json!({"type": "hardlink", "name": "h", "linkName": "f"}),
        json!({"type": "dir", "name": "d"}),
    ];
    let (layer, descriptor) = written.finish();
    let (toc, ..) = read(&layer, &descriptor).unwrap();
    let refused = |number| toc.open(number, 0).err().unwrap();
    let target = "f".to_owned();
    let expected = FileError::Entry(ExtractError::HardLink { target });
    assert_eq!(refused(0), expected);
    assert!(matches!(
        refused(1),
        FileError::Entry(ExtractError::NotAFile(_))
    ));
    assert_eq!(refused(2), FileError::Entry(ExtractError::NoSuchEntry));
    assert_eq!(
        refused(u64::MAX),
        FileError::Entry(ExtractError::NoSuchEntry)
    );
}
