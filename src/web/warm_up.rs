//! What a browser takes milliseconds to do for the first time, and microseconds from
//! then on: done while the rest of the page is on its way.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::window;

use crate::web::yielding;

/// Does each of them in a turn of its own.
pub async fn warm_up() {
    for step in [store, numbers, moments] {
        yielding::turn().await;
        step();
    }
}

/// What a person has set is read from the disk.
fn store() {
    let _ = window().and_then(|window| window.local_storage().ok()??.get_item("").ok());
}

/// How numbers and sizes are written is loaded, in any language.
fn numbers() {
    let _ = format_zero("NumberFormat");
}

/// The same for moments.
fn moments() {
    let _ = format_zero("DateTimeFormat");
}

fn format_zero(class: &str) -> Result<JsValue, JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
    let class: Function = Reflect::get(&intl, &class.into())?.dyn_into()?;
    let made = Reflect::construct(&class, &Array::new())?;
    let format: Function = Reflect::get(&made, &"format".into())?.dyn_into()?;
    format.call1(&made, &JsValue::from(0))
}
