//! `BlobStore` gives the bytes that are in the files, however it is asked.

use std::io::{Read, Seek, SeekFrom};

use assay::bytes::store::{Extent, Store, Window};
use assay::web::blob_store::{BLOCK, BlobStore, SEGMENT};
use assay::web::scratch::remove;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{blob, bytes};

/// Reads to the end with a buffer of `step` bytes.
#[track_caller]
fn read_all(mut reader: impl Read, step: usize) -> Vec<u8> {
    let mut all = Vec::new();
    let mut buffer = vec![0; step];
    loop {
        let read = reader.read(&mut buffer).unwrap();
        if read == 0 {
            return all;
        }
        all.extend_from_slice(&buffer[..read]);
    }
}

#[wasm_bindgen_test]
fn a_file_reads_as_its_bytes_whatever_the_size_of_the_reads() {
    for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 17] {
        let expected = bytes(length);
        let store = BlobStore::new(vec![blob(&expected)]).unwrap();
        assert_eq!(store.length(0), Some(length as u64));
        for step in [509, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK] {
            let found = read_all(Window::whole(&store, 0), step);
            assert!(found == expected, "{length} bytes in steps of {step}");
        }
    }
}

#[wasm_bindgen_test]
fn two_files_read_in_turns_do_not_mix() {
    let (one, other) = (bytes(2 * BLOCK), bytes(3 * BLOCK)[BLOCK..].to_vec());
    let store = BlobStore::new(vec![blob(&one), blob(&other)]).unwrap();
    let mut buffer = [0; 100];
    for offset in (0..2 * BLOCK - 100).step_by(7001) {
        for (handle, expected) in [(0, &one), (1, &other)] {
            let read = store.read_at(handle, offset as u64, &mut buffer).unwrap();
            assert!(read > 0 && buffer[..read] == expected[offset..offset + read]);
        }
    }
}

/// More places than blocks are kept, each looked at three times.
#[wasm_bindgen_test]
fn places_that_are_read_again_read_the_same() {
    let expected = bytes(90 * BLOCK + 17);
    let store = BlobStore::new(vec![blob(&expected)]).unwrap();
    for round in 0..3 {
        for place in (0..=90).map(|block| block * BLOCK + round) {
            let mut found = [0; 16];
            let read = store.read_at(0, place as u64, &mut found).unwrap();
            assert!(read > 0, "{place}");
            assert_eq!(found[..read], expected[place..place + read], "{place}");
        }
    }
}

#[wasm_bindgen_test]
fn a_window_seeks_within_its_extent() {
    let expected = bytes(300_000);
    let store = BlobStore::new(vec![blob(&expected)]).unwrap();
    let extent = Extent {
        handle: 0,
        offset: 100_000,
        length: 150_000,
    };
    let mut window = Window::new(&store, extent);
    for (to, at) in [
        (SeekFrom::Start(140_000), 240_000),
        (SeekFrom::Start(5), 100_005),
        (SeekFrom::End(-10), 249_990),
    ] {
        window.seek(to).unwrap();
        let end = 250_000.min(at + 10);
        let mut found = vec![0; end - at];
        window.read_exact(&mut found).unwrap();
        assert_eq!(found, expected[at..end]);
    }
    assert_eq!(window.read(&mut [0; 8]).unwrap(), 0);
}

#[wasm_bindgen_test]
fn nothing_is_read_at_the_end_and_beyond_it() {
    let store = BlobStore::new(vec![blob(&bytes(1000))]).unwrap();
    for offset in [1000, 1001, u64::from(u32::MAX), u64::MAX] {
        for size in [1, BLOCK, 2 * BLOCK] {
            let read = store.read_at(0, offset, &mut vec![0; size]).unwrap();
            assert_eq!(read, 0, "{size} bytes at {offset}");
        }
    }
}

#[wasm_bindgen_test]
fn a_handle_that_does_not_exist_is_an_error() {
    let store = BlobStore::new(vec![blob(b"x")]).unwrap();
    assert_eq!(store.length(1), None);
    for size in [1, BLOCK] {
        let error = store.read_at(1, 0, &mut vec![0; size]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "expected a number below 1, that of a file, but found 1"
        );
    }
}

#[wasm_bindgen_test]
fn what_is_appended_can_be_read_before_and_after_it_becomes_a_blob() {
    let expected = bytes(SEGMENT as usize + 300_000);
    let mut store = BlobStore::new(vec![blob(b"given")]).unwrap();
    let handle = store.create().unwrap();
    assert_eq!((handle, store.length(handle)), (1, Some(0)));
    let mut written = 0;
    for chunk in expected.chunks(1_000_003) {
        store.append(handle, chunk).unwrap();
        let mut last = [0];
        let before = written;
        written += chunk.len();
        assert_eq!(store.length(handle), Some(written as u64));
        store.read_at(handle, before as u64, &mut last).unwrap();
        assert_eq!(last[0], expected[before]);
        store
            .read_at(handle, written as u64 - 1, &mut last)
            .unwrap();
        assert_eq!(last[0], expected[written - 1]);
    }
    assert!(read_all(Window::whole(&store, handle), 1 << 20) == expected);
}

#[wasm_bindgen_test]
async fn only_what_was_made_is_handed_on() {
    for on_disk in [false, true] {
        let mut store = BlobStore::new(vec![blob(b"given")]).unwrap();
        assert!(store.made().await.unwrap().is_empty());
        if on_disk {
            store.keep_on_disk().await;
        }
        for text in ["one", "", "three"] {
            let handle = store.create().unwrap();
            store.append(handle, text.as_bytes()).unwrap();
            let found = read_all(Window::whole(&store, handle), 2);
            assert_eq!(found, text.as_bytes());
        }
        let made = store.made().await.unwrap();
        // The one place where it shows where they are.
        let told = made
            .iter()
            .all(|blob| blob.type_().starts_with("application/x-unpacked"));
        assert_eq!(told, on_disk);
        let next = BlobStore::new(made.clone()).unwrap();
        let texts = (0..3).map(|handle| read_all(Window::whole(&next, handle), 2));
        assert_eq!(texts.collect::<Vec<_>>(), [&b"one"[..], b"", b"three"]);
        if on_disk {
            remove(made.clone()).await;
            let gone = BlobStore::new(made).unwrap();
            assert!(gone.read_at(0, 0, &mut [0; 3]).is_err());
        }
    }
}

/// The file grows at its end only.
#[wasm_bindgen_test]
async fn on_disk_one_handle_is_filled_after_the_other() {
    let mut store = BlobStore::new(Vec::new()).unwrap();
    store.keep_on_disk().await;
    let first = store.create().unwrap();
    store.append(first, b"one").unwrap();
    let second = store.create().unwrap();
    store.append(second, b"two").unwrap();
    assert_eq!(
        store.append(first, b"more").unwrap_err().to_string(),
        "expected the file that was made last, but found file 0"
    );
    store.append(second, b"!").unwrap();
    assert_eq!(read_all(Window::whole(&store, second), 2), b"two!");
    store.discard().await;
    assert_eq!(store.length(first), None);
}

#[wasm_bindgen_test]
fn a_file_cannot_be_appended_to() {
    let store = BlobStore::new(vec![blob(b"given")]).unwrap();
    assert_eq!(
        store.append(0, b"more").unwrap_err().to_string(),
        "expected the file that was made last, but found file 0"
    );
}
