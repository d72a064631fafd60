//! However a blob's bytes come and whoever hashes them, the facts are those of
//! the one pass in wasm.

use std::cell::Cell;
use std::io::Write as _;
use std::rc::Rc;

use assay::bytes::layer;
use assay::bytes::layer::Options;
use assay::bytes::store::Extent;
use assay::image::digest::Digest;
use assay::protocol::MeasureJob;
use assay::web::blob_store::BlobStore;
use assay::web::clock;
use assay::web::hash_batch::SharedPass;
use assay::web::incoming::Incoming;
use assay::web::measure::{Claimed, measure, measure_body};
use flate2::Compression;
use flate2::write::GzEncoder;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::ReadableStream;

use crate::{blob, bytes, pause};

/// A tar of files of all sizes between nothing and 700 kB.
pub fn tar() -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (index, size) in [0, 1, 511, 512, 513, 4095, 70_000, 700_000, 3]
        .into_iter()
        .cycle()
        .take(18)
        .enumerate()
    {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        let path = format!(
            "{}/{index}",
            "a long name of a directory ".repeat(index % 7 + 1)
        );
        let content = &bytes(700_000)[..size as usize];
        tar.append_data(&mut header, path, content).unwrap();
    }
    tar.into_inner().unwrap()
}

pub fn gzip(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(level));
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Measures `stored`, which stands within a larger file.
async fn check(what: &str, stored: &[u8], unpack: bool) {
    let file = [b"before", stored, b"after"].concat();
    let store = BlobStore::new(vec![blob(&file)]).unwrap();
    let length = stored.len() as u64;
    let extent = Extent {
        handle: 0,
        offset: 6,
        length,
    };
    let expected = layer::measure(
        &store,
        extent,
        Options {
            sha512: false,
            unpack,
        },
        &mut |_| {},
    )
    .unwrap();
    for sha512 in [false, true] {
        let job = MeasureJob {
            blob: 0,
            extent,
            options: Options { sha512, unpack },
        };
        let mut last = 0;
        let report = &mut |done, total| {
            assert!(done >= last && total == Some(length), "{done} of {total:?}");
            last = done;
        };
        let mut found = measure(&job, &store, report).await.unwrap();
        assert_eq!(found.facts.sha512.take().is_some(), sha512);
        assert!(found == expected, "{what}");
        assert_eq!(last, length);
    }
}

/// Measures all of `stored` at the same time, the last `slow` of them some time
/// after the others.
async fn check_together(stored: &[Vec<u8>], slow: usize) {
    let done = Rc::new(Cell::new(0));
    for (index, bytes) in stored.iter().enumerate() {
        let (bytes, done) = (bytes.clone(), Rc::clone(&done));
        let is_slow = index + slow >= stored.len();
        spawn_local(async move {
            let store = BlobStore::new(vec![blob(&bytes)]).unwrap();
            let extent = Extent {
                handle: 0,
                offset: 0,
                length: bytes.len() as u64,
            };
            let job = MeasureJob {
                blob: 0,
                extent,
                options: Options {
                    sha512: false,
                    unpack: true,
                },
            };
            if is_slow {
                pause(10).await;
            }
            let found = measure(&job, &store, &mut |_, _| {}).await.unwrap();
            let expected = layer::measure(
                &store,
                extent,
                Options {
                    sha512: false,
                    unpack: true,
                },
                &mut |_| {},
            )
            .unwrap();
            assert!(found == expected, "blob {index}");
            done.set(done.get() + 1);
        });
    }
    for _ in 0..1000 {
        if done.get() == stored.len() {
            return;
        }
        pause(10).await;
    }
    panic!("{} of {} blobs in ten seconds", done.get(), stored.len());
}

#[wasm_bindgen_test]
async fn blobs_that_are_measured_at_once_have_the_facts_that_they_have_alone() {
    let tar = tar().repeat(2);
    let mut stored = Vec::new();
    for length in [1_500_000, 1_100_001, 3_000_000, 2_097_152] {
        stored.push(tar[..length].to_vec());
        stored.push(gzip(&tar[..length], 0));
    }
    for slow in [0, 3] {
        check_together(&stored, slow).await;
    }
}

/// What else there is to do, such as to hear of the next call, is done while a
/// stream always has bytes ready.
#[wasm_bindgen_test]
async fn a_worker_that_hashes_gives_turns_away() {
    let stream = Function::new_no_args(
        "return new ReadableStream({ type: 'bytes', start(controller) {
            for (let i = 0; i < 96; i++) controller.enqueue(new Uint8Array(1 << 20));
            controller.close();
        } })",
    );
    let stream: ReadableStream = stream.call0(&JsValue::NULL).unwrap().unchecked_into();
    let turns = Rc::new(Cell::new(0));
    let counted = Rc::clone(&turns);
    spawn_local(async move {
        while Rc::strong_count(&counted) > 1 {
            pause(0).await;
            counted.set(counted.get() + 1);
        }
    });
    let claimed = Claimed {
        length: Some(96 << 20),
        options: Options {
            sha512: false,
            unpack: false,
        },
        most: 96 << 20,
    };
    let measured = measure_body(&claimed, Incoming::new(&stream), None, &mut |_, _| {}).await;
    assert_eq!(measured.unwrap().facts.size, 96 << 20);
    // A tenth of a second at least, in which a turn is given each twentieth of one.
    assert!(turns.get() >= 1, "{} turns", turns.get());
}

/// A fetch that stalls, next to others.
#[wasm_bindgen_test]
async fn who_does_not_come_is_waited_for_milliseconds_only() {
    let mut goes_on = SharedPass::new(
        Options {
            sha512: false,
            unpack: true,
        },
        51_200,
    );
    let mut stalled = SharedPass::new(
        Options {
            sha512: false,
            unpack: true,
        },
        512,
    );
    let mut bytes = vec![0; 512];
    let began = clock::now();
    for _ in 0..100 {
        (bytes, _) = goes_on.update(bytes, 0..512).await.unwrap();
    }
    let took = clock::now() - began;
    // Ten milliseconds each, and what a busy machine adds.
    assert!(took < 3_000.0, "100 parts took {took} ms");
    stalled.update(bytes, 0..512).await.unwrap();
    let zeros = |count| Digest::sha256(&vec![0; count]);
    let sha256 = async |pass: SharedPass| pass.finish().await.unwrap().facts.sha256;
    assert_eq!(sha256(stalled).await, zeros(512));
    assert_eq!(sha256(goes_on).await, zeros(51_200));
}

#[wasm_bindgen_test]
async fn a_layer_has_the_same_facts_however_it_is_read() {
    let tar = tar();
    check("plain", &tar, true).await;
    check("gzip", &gzip(&tar, 6), true).await;
    check("gzip that hardly shrinks", &gzip(&tar, 0), true).await;
    let members = [gzip(&tar, 1), gzip(&tar, 9), b"trailing".to_vec()].concat();
    check("gzip of two members", &members, true).await;
}

#[wasm_bindgen_test]
async fn what_is_no_layer_has_the_same_facts_however_it_is_read() {
    let tar = tar();
    check("not opened", &gzip(&tar, 0), false).await;
    check("no tar", &bytes(1_500_000), true).await;
    let packed = gzip(&tar, 0);
    check("truncated", &packed[..packed.len() - 9], true).await;
    let mut broken = packed;
    broken[1_200_000] ^= 1;
    check("broken", &broken, true).await;
    let xz = [b"\xfd7zXZ\0", &bytes(1_100_000)[..]].concat();
    check("a format that is not undone", &xz, true).await;
}

#[wasm_bindgen_test]
async fn a_file_that_is_shorter_than_said_is_an_error() {
    let store = BlobStore::new(vec![blob(&bytes(1_200_000))]).unwrap();
    let job = MeasureJob {
        blob: 0,
        extent: Extent {
            handle: 0,
            offset: 100_000,
            length: 1_200_000,
        },
        options: Options {
            sha512: false,
            unpack: true,
        },
    };
    let error = measure(&job, &store, &mut |_, _| {}).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected 1,200,000 bytes, but found 1,100,000"
    );
}

/// Measures `stored` as the body of a response, of which `length` bytes are
/// claimed.
async fn check_body(what: &str, stored: &[u8], length: u64) {
    let store = BlobStore::new(vec![blob(stored)]).unwrap();
    let extent = Extent {
        handle: 0,
        offset: 0,
        length: stored.len() as u64,
    };
    let expected = layer::measure(
        &store,
        extent,
        Options {
            sha512: false,
            unpack: true,
        },
        &mut |_| {},
    )
    .unwrap();
    let claimed = Claimed {
        length: Some(length),
        options: Options {
            sha512: false,
            unpack: true,
        },
        most: 1 << 30,
    };
    let incoming = Incoming::new(&blob(stored).stream());
    let found = measure_body(&claimed, incoming, None, &mut |_, _| {}).await;
    assert_eq!(found.unwrap(), expected, "{what}, {length} claimed");
}

#[wasm_bindgen_test]
async fn a_body_is_measured_whatever_length_is_claimed_of_it() {
    let tar = tar();
    for (what, stored) in [("plain", tar.clone()), ("gzip", gzip(&tar, 1))] {
        let length = stored.len() as u64;
        for claimed in [0, 1, length - 5, length, length + 5, 2 * length, u64::MAX] {
            check_body(what, &stored, claimed).await;
        }
        check_body(what, &stored[..100], length).await;
        check_body(what, &[], length).await;
    }
}

#[wasm_bindgen_test]
async fn the_bytes_of_a_body_are_kept_for_whoever_wants_them() {
    let stored = bytes(2 << 20);
    let claimed = Claimed {
        length: Some(2 << 20),
        options: Options {
            sha512: false,
            unpack: false,
        },
        most: 3 << 20,
    };
    let mut kept = Vec::new();
    let keep = &mut |bytes: &[u8]| kept.extend_from_slice(bytes);
    let incoming = Incoming::new(&blob(&stored).stream());
    let found = measure_body(&claimed, incoming, Some(keep), &mut |_, _| {}).await;
    assert_eq!(found.unwrap().facts.size, 2 << 20);
    assert!(kept == stored);
}

#[wasm_bindgen_test]
async fn a_body_without_an_end_is_not_read_to_it() {
    let stored = bytes(5 << 20);
    let claimed = Claimed {
        length: Some(2 << 20),
        options: Options {
            sha512: false,
            unpack: false,
        },
        most: 3 << 20,
    };
    let incoming = Incoming::new(&blob(&stored).stream());
    let found = measure_body(&claimed, incoming, None, &mut |_, _| {}).await;
    assert_eq!(
        found.unwrap_err().to_string(),
        "expected about 2,097,152 bytes, but found more than 3,145,728"
    );
}
