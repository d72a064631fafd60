//! Files that come from no disk: a sample beside the page, and pasted text.

use gloo_net::http::Request;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, Response};

use crate::failure::{Failure, FailureKind};
use crate::source::InputFile;
use crate::web::error::Thrown;
use crate::web::files::Picked;
use crate::words::{Message, failures};

/// Fetches one of the page's own files, at a path relative to the page.
///
/// # Errors
/// [`FailureKind::Browser`] where the host has no such file or is not reached.
pub async fn own_file(path: &str) -> Result<Picked, Failure> {
    let failed =
        |what: Message| Failure::new(FailureKind::Browser, what, failures::publish_the_samples());
    let response = Request::get(path)
        .send()
        .await
        .map_err(|error| failed(failures::own_file_not_fetched(path, error.to_string())))?;
    if !response.ok() {
        let status = response.status();
        return Err(failed(failures::own_file_status(path, status)));
    }
    let blob = Response::from(response).blob().map_err(Thrown::from)?;
    let blob = JsFuture::from(blob).await.map_err(Thrown::from)?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let parts = Array::of1(blob.unchecked_ref::<Blob>());
    Ok(picked(name, File::new_with_blob_sequence(&parts, name))?)
}

/// Text as a file: its bytes are its UTF-8.
///
/// # Errors
/// Where the browser refuses, as it does where memory runs out.
pub fn of_text(name: &str, text: &str) -> Result<Picked, Thrown> {
    let parts = Array::of1(&JsValue::from_str(text));
    picked(name, File::new_with_str_sequence(&parts, name))
}

fn picked(name: &str, file: Result<File, JsValue>) -> Result<Picked, Thrown> {
    let file = file?;
    let input = InputFile {
        path: name.to_owned(),
        size: file.size() as u64,
    };
    Ok(Picked { input, file })
}
