//! What needs a page: workers to start, files to be given, an address.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed, which is what it is for"
)]

mod address;
mod attestations;
mod fetch;
mod files;
mod pool;

use js_sys::Promise;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test_configure;
use web_sys::window;

wasm_bindgen_test_configure!(run_in_browser);

/// Lets the browser do other things for some milliseconds.
async fn pause(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        window()
            .unwrap()
            .set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds)
            .unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

/// Waits until something is so, for at most thirty seconds: a machine may be slow.
async fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if so() {
            return;
        }
        pause(10).await;
    }
    panic!("waited thirty seconds for {what}");
}
