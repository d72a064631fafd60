//! A layer of skopeo, at a scripted registry.

use std::fs;
use std::path::Path;

use super::*;
use crate::bytes::extract::Extract;
use crate::bytes::toc::TocForm;
use crate::bytes::toc::tests::zeros;
use crate::image::descriptor::Descriptor;
use crate::image::json::Json;
use crate::source::registry::fake::{Fake, block_on, ok, status};
use crate::source::registry::http::Request;

struct Fixture {
    layer: Vec<u8>,
    descriptor: Descriptor,
}

fn fixture() -> Fixture {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/toc");
    let json = Json::parse(&fs::read(folder.join("chunked.json")).unwrap());
    Fixture {
        layer: fs::read(folder.join("chunked.tar.zst")).unwrap(),
        descriptor: Descriptor::read("/layers/0", json.root.as_ref().unwrap()).unwrap(),
    }
}

fn remote(descriptor: &Descriptor, input: &str) -> (RemoteLayer, TocClaim) {
    let input = match input.starts_with("https://") {
        true => Input::Layout(input.parse().unwrap()),
        false => Input::Image(input.parse().unwrap()),
    };
    let target = FetchTarget::of(&input, None).unwrap();
    let digest = descriptor.valid_digest().unwrap().clone();
    let claim = TocClaim::of(descriptor).unwrap().unwrap();
    (RemoteLayer::new(target, digest), claim)
}

/// Answers with the bytes that are asked for.
fn served(layer: Vec<u8>) -> Fake {
    Fake::new(move |request: &Request| {
        let range = request.range.clone().unwrap();
        status(206, &layer[range.start as usize..range.end as usize])
    })
}

#[test]
fn files_are_read_where_they_are_by_a_request_each() {
    for input in ["r.example/o/x", "https://h.example/layout/"] {
        let Fixture { layer, descriptor } = fixture();
        let fake = served(layer.clone());
        let registry = Registry::new(fake.clone());
        let (remote, claim) = remote(&descriptor, input);
        let toc = block_on(remote.toc(&registry, claim, async || {})).unwrap();
        assert_eq!(toc.form(), TocForm::ZstdChunked);
        let names: Vec<&str> = toc.listing().iter().map(|entry| entry.path).collect();
        let number = names.iter().position(|name| *name == "data/holes.bin");
        let number = number.unwrap() as u64;
        let whole = (u64::MAX, usize::MAX);
        let sink = &mut |_: &[u8]| {};
        let read = remote.file(&registry, (&toc, number), whole, sink, async |_| {});
        let read = block_on(read).unwrap();
        let mut extract = Extract::of(number, usize::MAX);
        let _ = extract.update(&layer);
        assert_eq!(read.extracted, extract.finish().unwrap());
        assert_eq!(fake.log.borrow().len(), 2);
        let asked = fake.log.borrow()[1].range.clone().unwrap();
        assert!(asked.end - asked.start < layer.len() as u64);
    }
}

/// A gigabyte of zeros is stored in some kilobytes, which come at once.
#[test]
fn no_more_of_a_file_is_unpacked_than_is_wanted_of_it() {
    let (layer, value) = zeros(TocForm::ZstdChunked, 1 << 30);
    let json = Json::parse(value.to_string().as_bytes());
    let descriptor = Descriptor::read("/layers/0", json.root.as_ref().unwrap()).unwrap();
    let (remote, claim) = remote(&descriptor, "r.example/o/x");
    let registry = Registry::new(served(layer));
    let toc = block_on(remote.toc(&registry, claim, async || {})).unwrap();
    let (mut sunk, mut told) = (0, Vec::new());
    let sink = &mut |bytes: &[u8]| sunk += bytes.len() as u64;
    let between = async |done| told.push(done);
    let read = remote.file(&registry, (&toc, 0), (5 << 20, 0), sink, between);
    let read = block_on(read).unwrap();
    assert!((5 << 20..8 << 20).contains(&sunk), "{sunk}");
    assert_eq!(
        (read.extracted.size, read.extracted.sha256),
        (1 << 30, None)
    );
    assert!(told.len() > 1 && told.is_sorted(), "{told:?}");
    assert_eq!(told.last(), Some(&sunk));
}

#[test]
fn a_server_without_ranges_is_said_to_send_only_whole_layers() {
    let Fixture { layer, descriptor } = fixture();
    let registry = Registry::new(Fake::new(move |_| ok(layer.clone())));
    let (remote, claim) = remote(&descriptor, "r.example/o/x");
    let error = block_on(remote.toc(&registry, claim, async || {})).unwrap_err();
    let expected = "https://r.example sends only whole layers, \
        so that the layer has to be fetched to be read";
    assert_eq!(error.message().to_string(), expected);
}

#[test]
fn what_a_registry_changes_is_found_out() {
    let Fixture { layer, descriptor } = fixture();
    let (remote, claim) = remote(&descriptor, "r.example/o/x");
    let registry = Registry::new(served(layer.clone()));
    let toc = block_on(remote.toc(&registry, claim.clone(), async || {})).unwrap();
    let mut damaged = layer;
    for byte in &mut damaged {
        *byte ^= 0x40;
    }
    let registry = Registry::new(served(damaged));
    let error = block_on(remote.toc(&registry, claim, async || {})).unwrap_err();
    assert!(matches!(error, RemoteError::Toc(TocError::Mismatch { .. })));
    let sink = &mut |_: &[u8]| {};
    let file = remote.file(&registry, (&toc, 1), (u64::MAX, 1), sink, async |_| {});
    let error = block_on(file).unwrap_err();
    assert!(matches!(error, RemoteError::File(FileError::Unreadable(_))));
}
