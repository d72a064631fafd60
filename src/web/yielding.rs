//! Turns of the event loop, which a worker with much to do must give away: while
//! streams have bytes ready, to wait for them ends in the same turn, and neither a
//! new call is heard nor the question whether this worker lives. And of a page: what
//! waits until it has nothing else to do.

use std::cell::Cell;

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdleRequestOptions, MessageChannel, window};

use crate::web::clock;

/// After how many milliseconds a page that is never idle is taken to be.
const LATEST: u32 = 500;

/// After how many milliseconds a turn is given away.
const TURN: f64 = 50.0;

thread_local! {
    /// When that was done last.
    static GIVEN: Cell<f64> = const { Cell::new(0.0) };
}

/// Lets the browser do what else there is to do, if that was long ago.
pub async fn yield_now() {
    let now = clock::now();
    if now - GIVEN.get() < TURN {
        return;
    }
    GIVEN.set(now);
    turn().await;
}

/// Lets the browser do what else there is to do.
pub async fn turn() {
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    // A message is heard behind all that is there already. A timer would have to
    // wait for four milliseconds.
    let heard = Promise::new(&mut |resolve, _| {
        channel.port1().set_onmessage(Some(&resolve));
        let _ = channel.port2().post_message(&JsValue::NULL);
    });
    // Nobody refuses it.
    let _ = JsFuture::from(heard).await;
}

/// Waits until the browser has nothing else to do; where it does not say so
/// (Safari), not at all.
pub async fn idle() {
    let Some(window) = window() else {
        return;
    };
    let options = IdleRequestOptions::new();
    options.set_timeout(LATEST);
    let idle = Promise::new(&mut |resolve, _| {
        if window
            .request_idle_callback_with_options(&resolve, &options)
            .is_err()
        {
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    // Nobody refuses it.
    let _ = JsFuture::from(idle).await;
}
