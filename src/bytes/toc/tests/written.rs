//! Layers with a table of contents, made here so that one thing of them can be wrong.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::bytes::tar::tests::{END, file, member};
use crate::bytes::toc::{Step, Toc, TocClaim, TocError, TocForm, TocReading};
use crate::image::descriptor::Descriptor;
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::media_type::{OCI_LAYER_GZIP, OCI_LAYER_ZSTD};

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Large ones take too long.
    let level = match bytes.len() < 1 << 20 {
        true => flate2::Compression::fast(),
        false => flate2::Compression::none(),
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn zstd(bytes: &[u8]) -> Vec<u8> {
    use structured_zstd::encoding::{CompressionLevel, compress_to_vec};
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// A layer with a file of so many zeros in one part, which is stored as small as can be.
/// Its digests are those of the zeros where these are at most some megabytes.
pub(crate) fn zeros(form: TocForm, size: usize) -> (Vec<u8>, Value) {
    let mut written = Written::new(form);
    written.stored = match form {
        TocForm::Estargz => {
            let mut encoder =
                flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            encoder.write_all(&vec![0; size]).unwrap();
            encoder.finish().unwrap()
        }
        TocForm::ZstdChunked => repeated(size),
    };
    let digest = match size > 64 << 20 {
        true => sha256(b"not read to its end"),
        false => sha256(&vec![0; size]),
    };
    written.entries.push(described(json!({
        "type": "reg", "name": "zeros", "size": size, "digest": digest, "chunkDigest": digest,
    })));
    written.finish()
}

/// A frame of zstd that says a zero so many times (RFC 8878, 3.1.1.2: `RLE_Block`).
fn repeated(size: usize) -> Vec<u8> {
    // A window of 128 KiB.
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0, 7 << 3];
    let mut left = size;
    while left > 0 {
        let block = left.min(128 << 10);
        left -= block;
        let header = (block as u32) << 3 | 1 << 1 | u32::from(left == 0);
        frame.extend(&header.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

/// Bytes that nothing makes smaller.
pub(super) fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 56) as u8
    };
    std::iter::repeat_with(&mut next).take(length).collect()
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    Digest::sha256(bytes).to_string()
}

pub(super) fn descriptor(value: &Value) -> Descriptor {
    let json = Json::parse(value.to_string().as_bytes());
    Descriptor::read("/layers/0", json.root.as_ref().unwrap()).unwrap()
}

/// With what [`file`] says of owners and times.
pub(super) fn described(mut entry: Value) -> Value {
    entry["mode"] = 0o644.into();
    entry["uid"] = 1.into();
    entry["gid"] = 2.into();
    entry["modtime"] = "1970-01-01T00:00:03Z".into();
    entry
}

/// A layer in the making: what is stored, and what the table says of it.
pub(super) struct Written {
    pub(super) form: TocForm,
    pub(super) stored: Vec<u8>,
    pub(super) entries: Vec<Value>,
}

impl Written {
    pub(super) fn new(form: TocForm) -> Self {
        let (stored, entries) = (Vec::new(), Vec::new());
        Self {
            form,
            stored,
            entries,
        }
    }

    pub(super) fn pack(&self, bytes: &[u8]) -> Vec<u8> {
        match self.form {
            TocForm::Estargz => gzip(bytes),
            TocForm::ZstdChunked => zstd(bytes),
        }
    }

    /// A file in parts of so many bytes.
    pub(super) fn file(&mut self, name: &str, bytes: &[u8], part: usize) {
        let whole = file(name, bytes);
        let (header, rest) = whole.split_at(512);
        self.stored.extend(self.pack(header));
        let mut at = 0;
        for part in bytes.chunks(part) {
            let is_last = at + part.len() == bytes.len();
            let mut entry = json!({
                "name": name, "type": "chunk", "offset": self.stored.len(), "chunkOffset": at,
                "chunkDigest": sha256(part),
            });
            if !is_last {
                entry["chunkSize"] = part.len().into();
            }
            if at == 0 {
                entry["type"] = "reg".into();
                entry["size"] = bytes.len().into();
                entry["digest"] = sha256(bytes).into();
                entry = described(entry);
            }
            self.entries.push(entry);
            self.stored.extend(self.pack(part));
            at += part.len();
        }
        if bytes.is_empty() {
            let entry = json!({"name": name, "type": "reg"});
            self.entries.push(described(entry));
        }
        let padding = self.pack(&rest[bytes.len()..]);
        self.stored.extend(padding);
    }

    pub(super) fn table(&self) -> Vec<u8> {
        json!({"version": 1, "entries": self.entries})
            .to_string()
            .into_bytes()
    }

    /// The layer with its table, and its descriptor.
    pub(super) fn finish(&self) -> (Vec<u8>, Value) {
        self.with_table(&self.table())
    }

    pub(super) fn with_table(&self, table: &[u8]) -> (Vec<u8>, Value) {
        let mut layer = self.stored.clone();
        let (media_type, annotations) = match self.form {
            TocForm::Estargz => {
                layer.extend(gzip(&END));
                let offset = layer.len();
                let tar = [&member("stargz.index.json", b'0', table)[..], &END].concat();
                layer.extend(gzip(&tar));
                layer.extend(footer(offset as u64));
                let annotations =
                    json!({"containerd.io/snapshot/stargz/toc.digest": sha256(table)});
                (OCI_LAYER_GZIP, annotations)
            }
            TocForm::ZstdChunked => {
                layer.extend(zstd(&END));
                let stored = zstd(table);
                let offset = layer.len() + 8;
                layer.extend([0x50, 0x2a, 0x4d, 0x18]);
                layer.extend((stored.len() as u32).to_le_bytes());
                layer.extend(&stored);
                let position = format!("{offset}:{}:{}:1", stored.len(), table.len());
                let annotations = json!({
                    "io.github.containers.zstd-chunked.manifest-checksum": sha256(&stored),
                    "io.github.containers.zstd-chunked.manifest-position": position,
                });
                (OCI_LAYER_ZSTD, annotations)
            }
        };
        let descriptor = json!({"mediaType": media_type, "digest": sha256(&layer),
            "size": layer.len(), "annotations": annotations});
        (layer, descriptor)
    }
}

/// That of eStargz.
pub(super) fn footer(offset: u64) -> Vec<u8> {
    let mut footer = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x1a\0SG\x16\0".to_vec();
    footer.extend(format!("{offset:016x}STARGZ").bytes());
    footer.extend(b"\x01\0\0\xff\xff\0\0\0\0\0\0\0\0");
    footer
}

/// The table of a layer, and how many requests and bytes it took.
pub(super) fn read(layer: &[u8], descriptor: &Value) -> Result<(Toc, usize, u64), TocError> {
    let claim = TocClaim::of(&self::descriptor(descriptor))
        .unwrap()
        .unwrap();
    let (mut reading, mut requests, mut bytes) = (TocReading::of(claim), 0, 0);
    loop {
        let wanted = reading.wanted();
        requests += 1;
        bytes += wanted.end - wanted.start;
        let given = &layer[wanted.start as usize..wanted.end as usize];
        match reading.take(given.to_vec())? {
            Step::More(more) => reading = more,
            Step::Here(packed) => return Ok((packed.unpack()?.read()?, requests, bytes)),
        }
    }
}
