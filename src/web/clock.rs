//! The time that passes, in a page and in a worker alike.

use js_sys::{Date, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Performance;

/// Milliseconds since 1970, by the machine's clock as it was when the page or
/// worker began; never runs backwards where the browser has `performance`.
#[must_use]
pub fn now() -> f64 {
    Reflect::get(&js_sys::global(), &JsValue::from_str("performance"))
        .ok()
        .and_then(|value| value.dyn_into::<Performance>().ok())
        .map_or_else(Date::now, |performance| {
            performance.time_origin() + performance.now()
        })
}
