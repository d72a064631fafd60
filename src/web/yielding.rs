//! Turns of the event loop, which a worker with much to do must give away: while
//! a stream has bytes ready, to wait for them ends in the same turn, and no call
//! that came meanwhile is heard, nor the first bytes of another stream.
//!
//! Without this the largest layer of an image could be hashed alone for a tenth to
//! a half of the time, while those that it should be hashed with lay unheard: seen
//! where each message was traced; otherwise it cost 0 to 2 %.

use std::cell::{Cell, RefCell};
use std::mem;

use js_sys::{Function, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessagePort};

use crate::web::clock;

/// After how many milliseconds a turn is given away. It costs some hundredths
/// of one.
const TURN: f64 = 8.0;

thread_local! {
    /// When that was done last.
    static GIVEN: Cell<f64> = const { Cell::new(0.0) };
    /// Who goes on in the next turn.
    static WAITING: RefCell<Vec<Function>> = RefCell::default();
    /// What is sent here is heard behind all that is there already. A timer
    /// would have to wait for four milliseconds.
    static PORT: Option<MessagePort> = port();
}

/// Lets the browser do what else there is to do, if that was long ago.
pub async fn yield_now() {
    let now = clock::now();
    let somebody_does = WAITING.with_borrow(|waiting| !waiting.is_empty());
    if !somebody_does {
        if now - GIVEN.get() < TURN {
            return;
        }
        GIVEN.set(now);
        let sent = PORT.with(|port| Some(port.as_ref()?.post_message(&JsValue::NULL).is_ok()));
        if sent != Some(true) {
            return;
        }
    }
    let next = Promise::new(&mut |resolve, _| {
        WAITING.with_borrow_mut(|waiting| waiting.push(resolve));
    });
    // Nobody refuses it.
    let _ = JsFuture::from(next).await;
}

/// The end of a channel whose other end wakes those that wait.
fn port() -> Option<MessagePort> {
    let channel = MessageChannel::new().ok()?;
    let heard = Closure::<dyn FnMut()>::new(|| {
        for resolve in WAITING.with_borrow_mut(mem::take) {
            // A function of the browser, which throws nothing.
            let _ = resolve.call0(&JsValue::NULL);
        }
    });
    // Lives as long as the channel: as the worker.
    let heard = heard.into_js_value();
    channel.port1().set_onmessage(Some(heard.unchecked_ref()));
    Some(channel.port2())
}
