//! What needs a dedicated worker: reading files synchronously, and the worker's
//! side of the protocol.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed, which is what it is for"
)]

mod blob_store;
mod calls;
mod helping;
mod measure;

use js_sys::{Array, Promise, Uint8Array, global};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test_configure;
use web_sys::{Blob, WorkerGlobalScope};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// A blob of these bytes.
fn blob(bytes: &[u8]) -> Blob {
    Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes))).unwrap()
}

/// Bytes that repeat only after some 16 million, so that one read from a wrong
/// place shows.
fn bytes(length: usize) -> Vec<u8> {
    (0..length)
        .map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect()
}

async fn pause(milliseconds: i32) {
    let scope: WorkerGlobalScope = global().unchecked_into();
    let promise = Promise::new(&mut |resolve, _| {
        scope
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}
