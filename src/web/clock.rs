//! The time that passes, in a page and in a worker alike.

use js_sys::{Date, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

/// Milliseconds since some fixed moment; never runs backwards where the browser
/// has `performance`. Two readings in different threads do not compare.
#[must_use]
pub fn now() -> f64 {
    Reflect::get(&js_sys::global(), &JsValue::from_str("performance"))
        .ok()
        .and_then(|value| value.dyn_into::<Performance>().ok())
        .map_or_else(Date::now, |performance| performance.now())
}
