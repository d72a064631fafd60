//! Descriptors and tables that are not what they should be.

use serde_json::{Value, json};

use super::written::{Written, descriptor, footer, gzip, read, sha256, zstd};
use super::{FORMS, TocForm};
use crate::bytes::compression::UnpackError;
use crate::bytes::tar_scan::Listing;
use crate::bytes::toc::{ClaimError, MAX_TOC, TocClaim, TocError, TocReading};
use crate::image::media_type::{DOCKER_LAYER, OCI_LAYER, OCI_LAYER_GZIP, OCI_LAYER_ZSTD};

const ESTARGZ: &str = "containerd.io/snapshot/stargz/toc.digest";
const CHECKSUM: &str = "io.github.containers.zstd-chunked.manifest-checksum";
const POSITION: &str = "io.github.containers.zstd-chunked.manifest-position";

fn claim(media_type: &str, annotations: &Value) -> Result<Option<TocClaim>, ClaimError> {
    TocClaim::of(&descriptor(&json!({
        "mediaType": media_type, "size": 1000, "annotations": annotations,
    })))
}

#[test]
fn a_layer_without_annotations_claims_nothing() {
    assert_eq!(claim(OCI_LAYER_GZIP, &json!({})), Ok(None));
    let other = json!({"io.containers.estargz.uncompressed-size": "14848"});
    assert_eq!(claim(OCI_LAYER_GZIP, &other), Ok(None));
}

#[test]
fn annotations_say_which_form_it_is_and_what_has_to_come() {
    let estargz = json!({ESTARGZ: sha256(b"")});
    for media_type in [OCI_LAYER_GZIP, DOCKER_LAYER, "something/else"] {
        let claim = claim(media_type, &estargz).unwrap().unwrap();
        assert_eq!(
            (claim.form(), claim.stored_size()),
            (TocForm::Estargz, None)
        );
    }
    let both = json!({CHECKSUM: sha256(b""), POSITION: "900:100:500:1", ESTARGZ: sha256(b"x")});
    let claim = claim(OCI_LAYER_ZSTD, &both).unwrap().unwrap();
    let expected = (TocForm::ZstdChunked, Some(100));
    assert_eq!((claim.form(), claim.stored_size()), expected);
}

#[test]
fn an_annotation_that_is_of_no_use_is_named() {
    let at = |position: &str| json!({CHECKSUM: sha256(b""), POSITION: position});
    let malformed = [
        "",
        ":::",
        "1:2:3",
        "1:2:3:1:5",
        "+1:2:3:1",
        "-1:2:3:1",
        "1:2:x:1",
        " 1:2:3:1",
        "18446744073709551616:1:1:1",
        "18446744073709551615:1:1:1",
    ];
    for position in malformed {
        let error = claim(OCI_LAYER_ZSTD, &at(position)).unwrap_err();
        assert!(matches!(error, ClaimError::Position { .. }), "{position}");
        assert!(error.to_string().contains(POSITION), "{error}");
    }
    type Is = fn(&ClaimError) -> bool;
    let cases: [(&str, Value, Is); 11] = [
        (OCI_LAYER_GZIP, json!({ESTARGZ: "sha256:12"}), |e| {
            matches!(e, ClaimError::Digest { .. })
        }),
        (OCI_LAYER_GZIP, json!({ESTARGZ: "md5:12"}), |e| {
            matches!(e, ClaimError::Algorithm { .. })
        }),
        (OCI_LAYER_ZSTD, json!({ESTARGZ: sha256(b"")}), |e| {
            matches!(e, ClaimError::MediaType { .. })
        }),
        (OCI_LAYER, json!({ESTARGZ: sha256(b"")}), |e| {
            matches!(e, ClaimError::MediaType { .. })
        }),
        (OCI_LAYER_GZIP, at("1:2:3:1"), |e| {
            matches!(e, ClaimError::MediaType { .. })
        }),
        (OCI_LAYER_ZSTD, json!({CHECKSUM: sha256(b"")}), |e| {
            *e == ClaimError::Missing { key: POSITION }
        }),
        (OCI_LAYER_ZSTD, json!({POSITION: "1:2:3:1"}), |e| {
            *e == ClaimError::Missing { key: CHECKSUM }
        }),
        (OCI_LAYER_ZSTD, at("1:2:3:2"), |e| {
            matches!(e, ClaimError::Type { found: 2, .. })
        }),
        (OCI_LAYER_ZSTD, at("901:100:500:1"), |e| {
            matches!(e, ClaimError::Outside { .. })
        }),
        (OCI_LAYER_ZSTD, at("900:0:500:1"), |e| {
            matches!(e, ClaimError::Outside { .. })
        }),
        (OCI_LAYER_ZSTD, at("900:100:999999999999:1"), |e| {
            matches!(e, ClaimError::TooLarge { .. })
        }),
    ];
    for (media_type, annotations, is) in cases {
        let error = claim(media_type, &annotations).unwrap_err();
        assert!(is(&error), "{annotations}: {error}");
    }
    let sizeless = json!({"mediaType": OCI_LAYER_GZIP, "annotations": {ESTARGZ: sha256(b"")}});
    assert_eq!(
        TocClaim::of(&descriptor(&sizeless)),
        Err(ClaimError::NoSize)
    );
}

fn written(form: TocForm) -> Written {
    let mut written = Written::new(form);
    written.file("a", b"some text", 4);
    written
}

#[test]
fn a_table_of_another_digest_is_refused_with_both() {
    for form in FORMS {
        let (layer, mut descriptor) = written(form).finish();
        let key = match form {
            TocForm::Estargz => ESTARGZ,
            TocForm::ZstdChunked => CHECKSUM,
        };
        let right = descriptor["annotations"][key].as_str().unwrap().to_owned();
        descriptor["annotations"][key] = sha256(b"another").into();
        let error = read(&layer, &descriptor).unwrap_err();
        assert_eq!(
            error,
            TocError::Mismatch {
                claimed: sha256(b"another").parse().unwrap(),
                computed: right.parse().unwrap(),
            }
        );
    }
    // What stargz-snapshotter says of zstd:chunked in addition.
    let (layer, mut descriptor) = written(TocForm::ZstdChunked).finish();
    descriptor["annotations"][ESTARGZ] = sha256(&written(TocForm::ZstdChunked).table()).into();
    assert!(read(&layer, &descriptor).is_ok());
    descriptor["annotations"][ESTARGZ] = sha256(b"another").into();
    let error = read(&layer, &descriptor).unwrap_err();
    assert!(matches!(error, TocError::Mismatch { .. }));
}

#[test]
fn a_footer_that_is_missing_or_names_no_place_is_refused() {
    let (layer, descriptor) = written(TocForm::Estargz).finish();
    for byte in 0..4 {
        let mut damaged = layer.clone();
        let place = damaged.len() - 51 + byte;
        damaged[place] ^= 1;
        assert_eq!(read(&damaged, &descriptor).unwrap_err(), TocError::NoFooter);
    }
    for offset in [layer.len() as u64 - 51, layer.len() as u64, u64::MAX] {
        let mut damaged = layer.clone();
        damaged.truncate(layer.len() - 51);
        damaged.extend(footer(offset));
        let size = layer.len() as u64;
        let error = read(&damaged, &descriptor).unwrap_err();
        assert_eq!(error, TocError::Outside { offset, size });
    }
    let small = json!({"mediaType": OCI_LAYER_GZIP, "size": 3,
        "annotations": {ESTARGZ: sha256(b"")}});
    assert_eq!(read(b"abc", &small).unwrap_err(), TocError::NoFooter);
    // Somewhere else in the layer, where no table is.
    let mut damaged = layer.clone();
    damaged.truncate(layer.len() - 51);
    damaged.extend(footer(0));
    assert_eq!(read(&damaged, &descriptor).unwrap_err(), TocError::NotThere);
}

#[test]
fn the_footer_of_stargz_is_read_too() {
    let written = written(TocForm::Estargz);
    let (mut layer, mut descriptor) = written.finish();
    let old = footer(0);
    let offset = &layer[layer.len() - 51 + 16..][..16];
    let old = [&old[..10], b"\x16\0", offset, &old[32..]].concat();
    assert_eq!(old.len(), 47);
    layer.truncate(layer.len() - 51);
    layer.extend(old);
    descriptor["size"] = layer.len().into();
    assert_eq!(read(&layer, &descriptor).unwrap().0.listing().len(), 1);
}

#[test]
fn a_small_table_comes_by_one_request_and_a_large_one_by_two_without_a_byte_twice() {
    for (files, requests) in [(10, 1), (4_000, 2)] {
        let mut written = written(TocForm::Estargz);
        for n in 0..files {
            let digest = sha256(format!("{n}").as_bytes());
            written
                .entries
                .push(json!({"type": "symlink", "name": digest, "linkName": digest}));
        }
        let (layer, descriptor) = written.finish();
        let (toc, made, bytes) = read(&layer, &descriptor).unwrap();
        assert_eq!((toc.listing().len(), made), (files + 1, requests));
        assert!(bytes <= layer.len() as u64);
    }
}

fn listed(table: &[u8]) -> Result<Listing, TocError> {
    let mut both = FORMS.map(|form| {
        let (layer, descriptor) = Written::new(form).with_table(table);
        read(&layer, &descriptor).map(|(toc, ..)| toc.listing().clone())
    });
    assert_eq!(both[0], both[1]);
    std::mem::replace(&mut both[0], Err(TocError::NoFooter))
}

#[test]
fn json_that_is_no_table_is_refused() {
    for text in [
        "",
        "[]",
        "{",
        "{\"entries\":3}",
        "null",
        "{\"version\":1,\"entries\":[3]}",
    ] {
        let error = listed(text.as_bytes()).unwrap_err();
        assert!(matches!(error, TocError::Json { .. }), "{text}: {error}");
    }
    let deep = format!("{{\"x\":{}", "[".repeat(1_000_000));
    assert!(matches!(
        listed(deep.as_bytes()),
        Err(TocError::Json { .. })
    ));
    assert_eq!(
        listed(b"{\"version\":1,\"entries\":null}").unwrap().len(),
        0
    );
    let version = listed(b"{\"version\":2,\"entries\":[]}");
    assert_eq!(version.unwrap_err(), TocError::Version { found: 2 });
    let none = listed(b"{\"entries\":[]}");
    assert_eq!(none.unwrap_err(), TocError::Version { found: 0 });
}

#[test]
fn entries_that_cannot_be_are_refused_by_name() {
    let file = json!({"type": "reg", "name": "f", "size": 1});
    type Is = fn(&TocError) -> bool;
    let cases: [(Value, Is); 8] = [
        (json!([{"type": "socket", "name": "s"}]), |e| {
            matches!(e, TocError::EntryType { .. })
        }),
        (json!([{"name": "s"}]), |e| {
            matches!(e, TocError::EntryType { .. })
        }),
        (json!([{"type": "reg", "name": "s", "size": -1}]), |e| {
            matches!(e, TocError::Negative { .. })
        }),
        (
            json!([{"type": "reg", "name": "s", "size": 1, "offset": -1}]),
            |e| matches!(e, TocError::Negative { .. }),
        ),
        (
            json!([{"type": "dir", "name": "s", "xattrs": {"user.a": "*"}}]),
            |e| matches!(e, TocError::Xattr { .. }),
        ),
        (json!([{"type": "chunk", "name": "f"}]), |e| {
            matches!(e, TocError::StrayChunk { .. })
        }),
        (json!([file, {"type": "chunk", "name": "g"}]), |e| {
            matches!(e, TocError::StrayChunk { .. })
        }),
        (
            json!([file, {"type": "dir", "name": "d"}, {"type": "chunk", "name": "f"}]),
            |e| matches!(e, TocError::StrayChunk { .. }),
        ),
    ];
    for (entries, is) in cases {
        let table = json!({"version": 1, "entries": entries}).to_string();
        let error = listed(table.as_bytes()).unwrap_err();
        assert!(is(&error), "{table}: {error}");
    }
    let huge = br#"{"version":1,"entries":[{"type":"reg","name":"a","size":1e300}]}"#;
    assert!(matches!(listed(huge), Err(TocError::Json { .. })));
}

#[test]
fn what_a_table_says_of_an_entry_is_listed_as_a_tar_says_it() {
    let table = json!({"version": 1, "entries": [
        {"type": "dir", "name": "d/", "mode": 0o40755, "uid": 7, "userName": "u", "gid": 8, "groupName": "g",
            "modtime": "2019-08-20T10:30:43.9Z", "xattrs": {"user.b": "Yg==", "user.a": ""}, "NumLink": 0},
        {"type": "symlink", "name": "s", "linkName": "t", "uid": 7, "gid": 8, "modtime": "0001-01-01T00:00:00Z"},
        {"type": "dir", "name": "o", "uid": 8, "gid": 7, "xattrs": null},
    ]});
    let listing = listed(table.to_string().as_bytes()).unwrap();
    let entries: Vec<_> = listing.iter().collect();
    let [directory, link, other] = &entries[..] else {
        panic!()
    };
    assert_eq!((directory.mode, directory.mtime), (0o755, 1_566_297_043));
    let xattrs: Vec<&str> = directory.xattrs.iter().map(|one| &*one.name).collect();
    assert_eq!(xattrs, ["user.a", "user.b"]);
    assert_eq!((link.link, link.mtime), ("t", 0));
    // Each name is said once.
    assert_eq!((link.uname, link.gname), ("u", "g"));
    assert_eq!((other.uname, other.gname), ("", ""));
}

#[test]
fn as_many_entries_as_a_table_has_room_for_are_listed() {
    let mut table = b"{\"version\":1,\"entries\":[".to_vec();
    for n in 0..400_000 {
        table.extend(format!("{{\"type\":\"dir\",\"name\":\"{n}\"}},").bytes());
    }
    table.pop();
    table.extend(b"]}");
    let (layer, descriptor) = Written::new(TocForm::Estargz).with_table(&table);
    let (toc, ..) = read(&layer, &descriptor).unwrap();
    let listing = toc.listing();
    assert_eq!((listing.len(), listing.left_out()), (400_000, 0));
}

#[test]
fn a_table_of_too_much_is_not_read_to_its_end() {
    let layer = zstd(&[b' '; 100_000]).repeat(20);
    let descriptor = json!({"mediaType": OCI_LAYER_ZSTD, "size": layer.len(), "annotations": {
        CHECKSUM: sha256(&layer), POSITION: format!("0:{}:1000:1", layer.len()),
    }});
    let error = read(&layer, &descriptor).unwrap_err();
    assert_eq!(error, TocError::TooLarge { limit: 1000 });

    let huge = json!({"mediaType": OCI_LAYER_GZIP, "size": 1_u64 << 40,
        "annotations": {ESTARGZ: sha256(b"")}});
    let claim = TocClaim::of(&self::descriptor(&huge)).unwrap().unwrap();
    let reading = TocReading::of(claim);
    let wanted = reading.wanted();
    let mut tail = vec![0; (wanted.end - wanted.start) as usize - 51];
    tail.extend(footer(1 << 39));
    let error = reading.take(tail).err().unwrap();
    assert_eq!(error, TocError::TooLarge { limit: MAX_TOC });
}

#[test]
fn other_bytes_than_were_wanted_are_no_table() {
    let (layer, value) = written(TocForm::ZstdChunked).finish();
    let claim = TocClaim::of(&descriptor(&value)).unwrap().unwrap();
    let wanted = TocReading::of(claim.clone()).wanted();
    let given = &layer[wanted.start as usize..wanted.end as usize];
    for given in [&given[1..], &layer[..]] {
        let error = TocReading::of(claim.clone()).take(given.to_vec());
        assert!(matches!(error, Err(TocError::Amount { .. })));
    }
}

#[test]
fn a_table_of_another_length_or_cut_off_is_refused() {
    let stored = zstd(b"{}");
    let descriptor = |unpacked: usize, stored: &[u8]| {
        json!({"mediaType": OCI_LAYER_ZSTD, "size": stored.len(), "annotations": {
            CHECKSUM: sha256(stored), POSITION: format!("0:{}:{unpacked}:1", stored.len()),
        }})
    };
    let error = read(&stored, &descriptor(3, &stored)).unwrap_err();
    let (claimed, found) = (3, 2);
    assert_eq!(error, TocError::Length { claimed, found });
    let cut = &stored[..stored.len() - 1];
    let error = read(cut, &descriptor(2, cut)).unwrap_err();
    assert!(matches!(
        error,
        TocError::Unreadable(UnpackError::Truncated { .. })
    ));
    let gzip = gzip(b"{}");
    let error = read(&gzip, &descriptor(2, &gzip)).unwrap_err();
    assert!(matches!(error, TocError::Unreadable(_)));
}

#[test]
fn a_table_that_a_page_would_read_for_too_long_is_refused_with_what_to_do() {
    let of_size = |unpacked: u64| {
        let position = format!("1:2:{unpacked}:1");
        claim(
            OCI_LAYER_ZSTD,
            &json!({CHECKSUM: sha256(b""), POSITION: position}),
        )
    };
    assert!(of_size(MAX_TOC).unwrap().is_some());
    let error = of_size(MAX_TOC + 1).unwrap_err();
    let expected = "Assay reads tables of contents of up to 16,777,216 bytes, but this one should \
        have 16,777,217; fetch the layer to list its files";
    assert_eq!(error.to_string(), expected);
}
