//! Text onto the clipboard.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, HtmlDocument, HtmlTextAreaElement, window};

use crate::web::error::Thrown;
use crate::words::failures;

/// Copies `text`. To be called from within a click.
///
/// # Errors
/// Where the browser or the person forbids it.
pub async fn copy(text: &str) -> Result<(), Thrown> {
    let window = window().ok_or_else(|| Thrown::saying(failures::page_is_gone()))?;
    let clipboard = window.navigator().clipboard();
    // Browsers offer it to secure contexts only; a page served by plain http
    // inside a company is none.
    if JsValue::from(clipboard.clone()).is_object() {
        JsFuture::from(clipboard.write_text(text)).await?;
        return Ok(());
    }
    let document = window
        .document()
        .ok_or_else(|| Thrown::saying(failures::page_is_gone()))?;
    copy_selection(&document, text)
}

/// The way before there was a clipboard API: select text, then "copy".
fn copy_selection(document: &Document, text: &str) -> Result<(), Thrown> {
    let body = document
        .body()
        .ok_or_else(|| Thrown::saying(failures::page_is_gone()))?;
    let area: HtmlTextAreaElement = document.create_element("textarea")?.unchecked_into();
    area.set_value(text);
    body.append_child(&area)?;
    area.select();
    let copied = document
        .clone()
        .dyn_into::<HtmlDocument>()
        .map_err(|other| Thrown::from(JsValue::from(other)))
        .and_then(|document| Ok(document.exec_command("copy")?));
    area.remove();
    match copied? {
        true => Ok(()),
        false => Err(Thrown::saying(failures::copy_refused())),
    }
}
