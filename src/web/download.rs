//! A text or bytes saved as a file.

use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url, window};

use crate::web::error::Thrown;
use crate::words::failures;

/// How long the browser has to fetch the text, in milliseconds.
const KEPT_FOR: i32 = 30_000;

/// Saves `text` under `name`, where the browser saves downloads.
///
/// # Errors
/// Where the browser refuses.
pub fn save(name: &str, media_type: &str, text: &str) -> Result<(), Thrown> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&JsValue::from_str(text));
    save_blob(
        name,
        &Blob::new_with_str_sequence_and_options(&parts, &options)?,
    )
}

/// Saves bytes under `name`, where the browser saves downloads.
///
/// # Errors
/// Where the browser refuses.
pub fn save_blob(name: &str, blob: &Blob) -> Result<(), Thrown> {
    let gone = || Thrown::saying(failures::page_is_gone());
    let window = window().ok_or_else(gone)?;
    let document = window.document().ok_or_else(gone)?;
    let url = Url::create_object_url_with_blob(blob)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    // Not at once: the browser begins to read it after this task.
    let revoke = Closure::once_into_js(move || {
        let _ = Url::revoke_object_url(&url);
    });
    window
        .set_timeout_with_callback_and_timeout_and_arguments_0(revoke.unchecked_ref(), KEPT_FOR)?;
    Ok(())
}
