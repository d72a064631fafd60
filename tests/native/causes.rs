//! Why a claim and the bytes differ: for each cause an archive that has it.

mod claims;

use std::io::Write as _;

use assay::image::digest::{Digest, chain_ids};
use assay::image::media_type::{OCI_CONFIG, OCI_LAYER, OCI_LAYER_GZIP, OCI_MANIFEST};
use assay::inspect::cause::Why;
use assay::session::Showing;
use assay::words::verdicts;
use serde_json::{Value, json};

use crate::drive::archive;
use crate::images::{Layout, files_to_tar, gzip, layer};

/// A layout of one image, and what is changed in it before it is opened.
struct Image {
    /// As they are stored, base first.
    layers: Vec<Vec<u8>>,
    descriptors: Vec<Value>,
    diff_ids: Vec<String>,
    /// Blobs by the digest under which they are stored.
    moved: Vec<(String, Vec<u8>)>,
}

fn plain(place: usize) -> Vec<u8> {
    layer(&[(&format!("file-{place}"), &format!("content {place}\n"))])
}

fn digest(bytes: &[u8]) -> String {
    Digest::sha256(bytes).to_string()
}

impl Image {
    /// Gzip layers of `plain`.
    fn new(count: usize) -> Self {
        let inside: Vec<_> = (0..count).map(plain).collect();
        Self::of(inside.iter().map(|tar| gzip(tar)).collect(), &inside)
    }

    /// Layers as stored, and what is inside each.
    fn of(layers: Vec<Vec<u8>>, inside: &[Vec<u8>]) -> Self {
        let described = |bytes: &Vec<u8>| json!({"mediaType": OCI_LAYER_GZIP, "digest": digest(bytes), "size": bytes.len()});
        Self {
            descriptors: layers.iter().map(described).collect(),
            diff_ids: inside.iter().map(|tar| digest(tar)).collect(),
            layers,
            moved: Vec::new(),
        }
    }

    /// What is claimed of a layer, instead of its own digest and size.
    fn claim(mut self, place: usize, bytes: &[u8]) -> Self {
        self.descriptors[place]["digest"] = json!(digest(bytes));
        self.descriptors[place]["size"] = json!(bytes.len());
        self
    }

    /// The same, of the digest alone.
    fn claim_digest(mut self, place: usize, text: &str) -> Self {
        self.descriptors[place]["digest"] = json!(text);
        self
    }

    fn claim_size(mut self, place: usize, size: usize) -> Self {
        self.descriptors[place]["size"] = json!(size);
        self
    }

    /// The bytes that stand under the digest of another layer.
    fn store(mut self, place: usize, bytes: &[u8]) -> Self {
        let name = self.descriptors[place]["digest"].as_str().unwrap();
        self.moved.push((name.to_owned(), bytes.to_vec()));
        self
    }

    fn open(self) -> Box<Showing> {
        archive(files_to_tar(&self.files()))
    }

    fn files(self) -> Vec<(String, Vec<u8>)> {
        let mut layout = Layout::default();
        for (bytes, descriptor) in self.layers.into_iter().zip(&self.descriptors) {
            let name = descriptor["digest"].as_str().unwrap().to_owned();
            layout.blobs.insert(name, bytes);
        }
        layout.blobs.extend(self.moved);
        let config = json!({"architecture": "amd64", "os": "linux",
            "rootfs": {"type": "layers", "diff_ids": self.diff_ids}});
        let config = layout.describe(OCI_CONFIG, serde_json::to_vec(&config).unwrap());
        let manifest = json!({"schemaVersion": 2, "mediaType": OCI_MANIFEST,
            "config": config, "layers": self.descriptors});
        let manifest = layout.describe(OCI_MANIFEST, serde_json::to_vec(&manifest).unwrap());
        layout.tag(manifest, "hello:1");
        layout.files()
    }
}

/// The causes, in the order of the ledger, each behind the name of its object.
fn causes(showing: &Showing) -> Vec<String> {
    let rows = showing.opened.rows.iter();
    rows.filter_map(|row| Some(format!("{}: {}", row.kind.word(), row.why.id()?)))
        .collect()
}

/// What is said of the only row with this cause.
fn sentence(showing: &Showing, id: &str) -> String {
    let mut rows = showing
        .opened
        .rows
        .iter()
        .filter(|row| row.why.id() == Some(id));
    let row = rows
        .next()
        .unwrap_or_else(|| panic!("{:?}", causes(showing)));
    row.why.sentence().unwrap().to_string()
}

#[track_caller]
fn check(image: Image, expected: &[&str]) -> Box<Showing> {
    let showing = image.open();
    assert_eq!(causes(&showing), expected, "{:#?}", showing.opened.rows);
    assert!(
        showing
            .opened
            .rows
            .iter()
            .all(|row| row.why != Why::Looking)
    );
    // Nothing is said of what is right, and something of all that is not.
    for row in &showing.opened.rows {
        let said = row.why.id().is_some();
        assert!(said || !row.verdict.is_bad(), "{row:?}");
        assert!(!(said && row.verdict.is_verified()), "{row:?}");
    }
    showing
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum().to_le_bytes()
}

/// An xz stream (xz file format 1.2) of one block that compresses nothing: the
/// crate that reads them is built without its encoder.
fn xz(bytes: &[u8]) -> Vec<u8> {
    let number = |mut value: usize| {
        let mut spelled = Vec::new();
        while value >= 0x80 {
            spelled.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        spelled.push(value as u8);
        spelled
    };
    let padded = |mut part: Vec<u8>| {
        part.resize(part.len().next_multiple_of(4), 0);
        part
    };
    let checked = |part: Vec<u8>| [part.clone(), crc(&part).to_vec()].concat();
    let flags = [0, 1];
    let mut block = checked(vec![2, 0, 0x21, 1, 0x16, 0, 0, 0]);
    for (place, chunk) in bytes.chunks(1 << 16).enumerate() {
        block.push(if place == 0 { 1 } else { 2 });
        block.extend(((chunk.len() - 1) as u16).to_be_bytes());
        block.extend(chunk);
    }
    block.push(0);
    let unpadded = block.len() + 4;
    let block = [padded(block), crc(bytes).to_vec()].concat();
    let index = [vec![0, 1], number(unpadded), number(bytes.len())].concat();
    let index = checked(padded(index));
    let footer = [&((index.len() / 4 - 1) as u32).to_le_bytes()[..], &flags].concat();
    [
        b"\xfd7zXZ\0".to_vec(),
        checked(flags.to_vec()),
        block,
        index,
        crc(&footer).to_vec(),
        footer,
        b"YZ".to_vec(),
    ]
    .concat()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut writer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[test]
fn a_healthy_image_has_no_causes() {
    check(Image::new(3), &[]);
}

#[test]
fn a_diff_id_that_is_the_digest_of_the_compressed_bytes() {
    let inside = [plain(0), plain(1), plain(2)];
    let stored = vec![gzip(&inside[0]), xz(&inside[1]), bzip2(&inside[2])];
    let mut image = Image::of(stored.clone(), &inside);
    image.diff_ids = stored.iter().map(|bytes| digest(bytes)).collect();
    let cause = "diff-id: diff-id-of-compressed";
    let showing = check(image, &[cause, cause, cause]);
    let said = sentence(&showing, "diff-id-of-compressed");
    assert!(said.contains("compressed with gzip"), "{said}");
}

#[test]
fn layers_of_xz_and_bzip2_are_unpacked_for_their_diff_ids() {
    let inside = [plain(0), plain(1)];
    check(
        Image::of(vec![xz(&inside[0]), bzip2(&inside[1])], &inside),
        &[],
    );
    // Damage is no other DiffID.
    let mut damaged = xz(&inside[0]);
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0xff;
    let showing = Image::of(vec![damaged], &inside[..1]).open();
    let labels: Vec<_> = showing
        .opened
        .rows
        .iter()
        .map(|row| row.verdict.label())
        .collect();
    assert!(labels.contains(&verdicts::unreadable()), "{labels:?}");
}

#[test]
fn a_diff_id_of_the_tar_with_other_padding_at_its_end() {
    // One file, the end of 1,024 zeros behind it.
    let tar = plain(0);
    let body = tar.len() - 1024;
    let records = |length: usize| {
        let mut tar = tar[..body].to_vec();
        tar.resize(length, 0);
        tar
    };
    for (claimed, id) in [
        (records(body), "zeros-added"),
        (records(body + 512), "zeros-added"),
        (records(10_240), "zeros-lost"),
        (records(20_480), "zeros-lost"),
    ] {
        for stored in [gzip(&tar), xz(&tar)] {
            check(
                Image::of(vec![stored], std::slice::from_ref(&claimed)),
                &[&format!("diff-id: {id}")],
            );
        }
        // The same of a layer that is not compressed.
        let mut image = Image::of(vec![tar.clone()], std::slice::from_ref(&claimed));
        image.descriptors[0]["mediaType"] = json!(OCI_LAYER);
        check(image, &[&format!("diff-id: {id}")]);
    }
    let long = Image::of(vec![gzip(&records(10_240))], std::slice::from_ref(&tar));
    let showing = check(long, &["diff-id: zeros-added"]);
    let said = sentence(&showing, "zeros-added");
    let missing = 10_240 - tar.len();
    let missing = format!(
        "without the last {},{} zero",
        missing / 1000,
        missing % 1000
    );
    assert!(said.contains(&missing), "{said}");
}

#[test]
fn diff_ids_in_another_order_than_the_layers() {
    let with = |order: &[usize]| {
        let mut image = Image::new(order.len());
        let ids = image.diff_ids.clone();
        image.diff_ids = order.iter().map(|place| ids[*place].clone()).collect();
        image
    };
    let exchanged = "diff-id: diff-ids-exchanged";
    let showing = check(with(&[2, 1, 0, 3]), &[exchanged, exchanged]);
    assert!(sentence(&showing, "diff-ids-exchanged").contains("layer 3"));
    let reversed = "diff-id: diff-ids-reversed";
    check(with(&[3, 2, 1, 0]), &[reversed; 4]);
    // What layers 1 to 3 unpack to is claimed for 2 to 4.
    let shifted = "diff-id: diff-ids-shifted";
    let elsewhere = "diff-id: diff-id-of-another-layer";
    let showing = check(with(&[3, 0, 1, 2]), &[shifted, shifted, shifted, elsewhere]);
    assert!(sentence(&showing, "diff-ids-shifted").contains("too high"));
    check(with(&[1, 2, 3, 0]), &[elsewhere, shifted, shifted, shifted]);
}

#[test]
fn a_diff_id_of_another_thing() {
    let mut compressed = Image::new(2);
    compressed.diff_ids[0] = digest(&gzip(&plain(1)));
    check(compressed, &["diff-id: digest-of-another"]);

    let ids: Vec<Digest> = (0..3).map(|place| Digest::sha256(&plain(place))).collect();
    let mut chained = Image::new(3);
    chained.diff_ids = chain_ids(&ids).iter().map(ToString::to_string).collect();
    let chain = "diff-id: chain-id";
    let showing = check(chained, &[chain, chain]);
    assert!(sentence(&showing, "chain-id").contains("lowest 2 layers"));
}

#[test]
fn a_layer_that_was_compressed_twice() {
    let tar = plain(0);
    let twice = gzip(&gzip(&tar));
    check(
        Image::of(vec![twice.clone()], std::slice::from_ref(&tar)),
        &["diff-id: compressed-twice"],
    );
    // The manifest means the layer as it was before that.
    let image = Image::of(vec![twice], std::slice::from_ref(&tar)).claim(0, &gzip(&tar));
    check(image, &["layer: compressed", "diff-id: layer-is-wrong"]);
}

#[test]
fn a_layer_that_is_named_by_its_diff_id_or_stored_uncompressed() {
    let tar = plain(0);
    check(
        Image::new(1).claim_digest(0, &digest(&tar)),
        &["layer: named-by-diff-id"],
    );
    check(
        Image::new(1).store(0, &tar),
        &["layer: stored-uncompressed"],
    );
}

#[test]
fn layers_in_the_place_of_one_another() {
    let (one, two) = (gzip(&plain(0)), gzip(&plain(1)));
    let wrong = "diff-id: layer-is-wrong";
    check(
        Image::new(2).store(0, &two).store(1, &one),
        &["layer: exchanged", "layer: exchanged", wrong, wrong],
    );
    let showing = check(
        Image::new(2).store(0, &two),
        &["layer: bytes-of-another", wrong],
    );
    assert!(sentence(&showing, "bytes-of-another").contains("layer 2"));
}

#[test]
fn bytes_that_something_was_appended_to_or_that_lost_zeros() {
    let right = gzip(&plain(0));
    let with = |more: &[u8]| [right.as_slice(), more].concat();
    check(
        Image::new(1).store(0, &with(b"rubbish")),
        &["layer: bytes-appended"],
    );
    check(
        Image::new(1).store(0, &with(b"\n")),
        &["layer: line-break-appended"],
    );
    check(
        Image::new(1).store(0, &with(b"\r\n")),
        &["layer: line-break-appended"],
    );
    check(
        Image::new(1).store(0, &with(&[0; 300])),
        &["layer: bytes-appended"],
    );
    // No size is claimed, so only the end of the stream says where to cut.
    let mut unsized_layer = Image::new(1);
    unsized_layer.descriptors[0]
        .as_object_mut()
        .unwrap()
        .remove("size");
    check(
        unsized_layer.store(0, &with(b"rubbish")),
        &["layer: bytes-appended"],
    );
}

#[test]
fn a_size_that_is_another_one_although_the_digest_is_right() {
    let tar = plain(0);
    check(
        Image::new(1).claim_size(0, tar.len()),
        &["layer: size-unpacked"],
    );
    let large = gzip(&layer(&[("large", &"0123456789abcdef".repeat(99))]));
    let image = Image::of(
        vec![gzip(&tar), large.clone()],
        &[tar, layer(&[("large", &"0123456789abcdef".repeat(99))])],
    );
    let showing = check(
        image.claim_size(0, large.len()),
        &["layer: size-of-another"],
    );
    assert!(sentence(&showing, "size-of-another").contains("layer 2"));
    check(Image::new(1).claim_size(0, 7), &["layer: unknown"]);
}

#[test]
fn bytes_that_break_off() {
    let right = gzip(&plain(0));
    let cut = &right[..right.len() - 20];
    let showing = check(
        Image::new(1).store(0, cut),
        &["layer: ends-early", "diff-id: layer-is-wrong"],
    );
    assert!(sentence(&showing, "ends-early").contains("20 bytes before their end"));
    let tar = plain(0);
    let mut plain_image = Image::of(vec![tar.clone()], std::slice::from_ref(&tar));
    plain_image.descriptors[0]["mediaType"] = json!(OCI_LAYER);
    check(
        plain_image.store(0, &tar[..515]),
        &["layer: ends-early", "diff-id: layer-is-wrong"],
    );
    // It was so before anybody hashed it.
    let image = Image::of(vec![cut.to_vec()], &[plain(0)]);
    check(image, &["diff-id: made-incomplete"]);
    // A shorter layer that is complete was not cut.
    let other = gzip(b"");
    check(
        Image::new(1).store(0, &other),
        &["layer: unknown", "diff-id: layer-is-wrong"],
    );
}

#[test]
fn bytes_that_were_taken_for_text() {
    let right = gzip(&plain(0));
    let crlf: Vec<u8> = right
        .iter()
        .flat_map(|byte| match byte {
            b'\n' => vec![b'\r', b'\n'],
            byte => vec![*byte],
        })
        .collect();
    let with_line = gzip(&layer(&[("a", "seven")]));
    assert!(with_line != right);
    let utf8: Vec<u8> = right
        .iter()
        .flat_map(|byte| char::from(*byte).to_string().into_bytes())
        .collect();
    let wrong = "diff-id: layer-is-wrong";
    check(
        Image::new(1).store(0, &utf8),
        &["layer: latin-1-to-utf-8", wrong],
    );
    if crlf != right {
        check(
            Image::new(1).store(0, &crlf),
            &["layer: lf-to-cr-lf", wrong],
        );
    }
}

#[test]
fn something_else_that_stands_in_the_place_of_a_layer() {
    let right = gzip(&plain(0));
    let hex = digest(&right).replace("sha256:", "");
    let wrong = "diff-id: layer-is-wrong";
    for (bytes, id) in [
        (
            "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n".to_owned(),
            "html-page",
        ),
        ("\n  <HTML><head></head></HTML>".to_owned(), "html-page"),
        (
            r#"{"errors": [{"code": "BLOB_UNKNOWN", "message": "x"}]}"#.to_owned(),
            "registry-error",
        ),
        (
            "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>".to_owned(),
            "storage-error",
        ),
        (
            format!("version https://git-lfs.github.com/spec/v1\noid sha256:{hex}\nsize 9\n"),
            "git-lfs-pointer",
        ),
        (
            format!("/annex/objects/SHA256E-s9--{hex}.tar.gz\n"),
            "git-annex-pointer",
        ),
        (String::new(), "nothing-here"),
        // A pointer to something else explains nothing.
        (
            format!(
                "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 9\n",
                "0".repeat(64)
            ),
            "unknown",
        ),
    ] {
        let showing = Image::new(1).store(0, bytes.as_bytes()).open();
        assert_eq!(
            causes(&showing),
            [format!("layer: {id}"), wrong.to_owned()],
            "{bytes}"
        );
    }
}

#[test]
fn nothing_in_the_place_of_something() {
    let empty = digest(b"");
    let mut hashed_nothing = Image::new(1);
    hashed_nothing.diff_ids[0] = empty.clone();
    check(hashed_nothing, &["diff-id: digest-of-nothing"]);
    let mut hashed_empty = Image::new(1);
    hashed_empty.diff_ids[0] = digest(&[0; 1024]);
    check(hashed_empty, &["diff-id: digest-of-empty-layer"]);
}

#[test]
fn where_nothing_fits_that_is_said_and_what_is_right_too() {
    let again = {
        let mut encoder = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::none());
        encoder.write_all(&plain(0)).unwrap();
        encoder.finish().unwrap()
    };
    // Another compression of the same tar: that cannot be known.
    let showing = check(Image::new(1).store(0, &again), &["layer: unknown"]);
    let said = sentence(&showing, "unknown");
    assert!(said.starts_with("None of the usual causes fits"), "{said}");
    assert!(said.contains("does unpack to its DiffID"), "{said}");
}
