//! The files of a layer on their way from the worker that has read it to a
//! person who wants to see them: as a blob, which the browser keeps outside of
//! the page's memory. An image may have half a million files, and nobody looks
//! at those of every layer.

use js_sys::{Array, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::bytes::tar_scan::Listing;
use crate::web::error::Thrown;
use crate::words::failures;

/// A blob that holds `listing`, as JSON.
///
/// # Errors
/// Where the browser cannot make a blob: its disk is full.
pub fn pack(listing: &Listing) -> Result<Blob, Thrown> {
    let json = serde_json::to_vec(listing)
        .map_err(|error| Thrown::saying(failures::not_passed_on(error.to_string())))?;
    let parts = Array::of1(&Uint8Array::from(&json[..]));
    Ok(Blob::new_with_u8_array_sequence(&parts)?)
}

/// The listing that a blob holds.
///
/// # Errors
/// Where the browser does not give its bytes back.
pub async fn unpack(blob: &Blob) -> Result<Listing, Thrown> {
    let buffer = JsFuture::from(blob.array_buffer()).await?;
    let json = Uint8Array::new(&buffer).to_vec();
    serde_json::from_slice(&json)
        .map_err(|error| Thrown::saying(failures::not_passed_on(error.to_string())))
}
