//! Layers of real tools, and ones that are wrong in one thing.

mod files;
mod tables;
mod written;

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{FileError, FileReading, ReadFile, Toc, TocForm};
use crate::bytes::compression::{Compression, Output, Unpacker};
use crate::bytes::extract::{Extract, FileSink};
use crate::bytes::tar::EntryKind;
use crate::bytes::tar::tests::corpus;
use crate::bytes::tar_scan::{Listing, TarScan};
use written::{Written, read};

pub(crate) use written::zeros;

const FORMS: [TocForm; 2] = [TocForm::Estargz, TocForm::ZstdChunked];

/// A file, read by requests to its end; at each at most `step` bytes come.
fn open(toc: &Toc, layer: &[u8], number: u64, step: usize) -> Result<ReadFile, FileError> {
    let (mut reading, mut sunk) = (toc.open(number, usize::MAX)?, Vec::new());
    while let Some(wanted) = reading.wanted() {
        let given = &layer[wanted.start as usize..wanted.end as usize];
        let given = given.get(..step).unwrap_or(given);
        let sink = &mut |bytes: &[u8]| sunk.extend_from_slice(bytes);
        take(&mut reading, given, sink)?;
    }
    let read = reading.finish()?;
    assert_eq!(read.extracted.kept, sunk);
    assert_eq!(read.checked, sunk.len() as u64);
    assert!(read.extracted.is_whole() && read.extracted.sha256.is_some());
    Ok(read)
}

/// Reads all of what is given.
fn take(reading: &mut FileReading, given: &[u8], sink: FileSink<'_>) -> Result<(), FileError> {
    reading.take(given.to_vec());
    while reading.step(sink)?.is_continue() {}
    Ok(())
}

/// What scanning the whole layer lists.
fn scanned(layer: &[u8]) -> Listing {
    let (mut scan, mut output) = (TarScan::new(), Output::default());
    let mut unpacker = Unpacker::new(Compression::sniff(layer)).unwrap();
    unpacker
        .push(layer, &mut output, &mut |output| {
            scan.update(output.latest());
            output.clear();
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    scan.finish().1
}

/// By its table a layer is what it is by its bytes: every entry, and every file.
#[track_caller]
fn assert_same(layer: &[u8], descriptor: &Value) -> Toc {
    let (toc, ..) = read(layer, descriptor).unwrap();
    let expected = scanned(layer);
    assert_eq!(toc.listing().len(), expected.len());
    for (number, (found, expected)) in toc.listing().iter().zip(expected.iter()).enumerate() {
        assert_eq!(found, expected, "{number}");
        let number = number as u64;
        if expected.kind != EntryKind::File {
            let refused = toc.open(number, 0).err().unwrap();
            assert!(matches!(refused, FileError::Entry(_)), "{refused}");
            continue;
        }
        let mut extract = Extract::of(number, usize::MAX);
        let _ = extract.update(layer);
        let extracted = extract.finish().unwrap();
        for step in [1 + layer.len() / 1000, usize::MAX] {
            let read = open(&toc, layer, number, step).unwrap();
            assert_eq!(read.extracted, extracted, "{}", found.path);
        }
    }
    toc
}

#[test]
fn a_layer_of_skopeo_is_by_its_table_what_it_is_by_its_bytes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/toc");
    let layer = fs::read(folder.join("chunked.tar.zst")).unwrap();
    let descriptor = fs::read_to_string(folder.join("chunked.json")).unwrap();
    let toc = assert_same(&layer, &serde_json::from_str(&descriptor).unwrap());
    assert_eq!(toc.form(), TocForm::ZstdChunked);
    let kinds: String = toc.listing().iter().map(|one| one.kind.letter()).collect();
    assert_eq!(kinds, "d---hlcbp-----");
    let in_parts = toc.files.iter().filter(|file| file.chunks.len() == 4);
    assert_eq!(in_parts.count(), 1);
}

#[test]
fn a_real_estargz_layer_is_by_its_table_what_it_is_by_its_bytes() {
    let Some(corpus) = corpus() else { return };
    let image = fs::read(corpus.join("wagoodman+dive/.data/test-oci-estargz-image.tar")).unwrap();
    let blobs: Vec<Vec<u8>> = tar::Archive::new(&image[..])
        .entries()
        .unwrap()
        .map(|entry| {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut entry.unwrap(), &mut bytes).unwrap();
            bytes
        })
        .collect();
    let manifests = blobs
        .iter()
        .filter_map(|blob| serde_json::from_slice(blob).ok());
    let layers: Vec<Value> = manifests
        .filter_map(|manifest: Value| manifest.pointer("/layers/0").cloned())
        .collect();
    let [descriptor] = &layers[..] else { panic!() };
    let digest = descriptor["digest"].as_str().unwrap();
    let layer = blobs.iter().find(|blob| written::sha256(blob) == digest);
    let toc = assert_same(layer.unwrap(), descriptor);
    assert_eq!(toc.form(), TocForm::Estargz);
    assert!(!toc.listing().is_empty());
}

#[test]
fn layers_of_many_files_and_parts_are_read_in_both_forms() {
    let noise = written::noise(200_000);
    for form in FORMS {
        let mut written = Written::new(form);
        written.file("one", b"1", usize::MAX);
        written.file("empty", b"", 1);
        written.file("parts", &noise, 33_333);
        written.file(".no.prefetch.landmark", b"\x0f", 1);
        let (layer, descriptor) = written.finish();
        let toc = assert_same(&layer, &descriptor);
        // All parts by one request.
        let mut reading = toc.open(2, 0).unwrap();
        let wanted = reading.wanted().unwrap();
        let given = &layer[wanted.start as usize..wanted.end as usize];
        take(&mut reading, given, &mut |_| {}).unwrap();
        assert_eq!(reading.wanted(), None);
    }
}
