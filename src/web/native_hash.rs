//! The browser's own SHA-256 (Web Cryptography API, section 14.3.5), which uses
//! the processor's instructions for it, where wasm has none.
//!
//! It takes a whole buffer at once and, as the specification says, works on a
//! copy of it: the memory it needs is twice the bytes. There is none on a page
//! that came over plain HTTP from another machine.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::SubtleCrypto;

use crate::image::digest::Digest;
use crate::web::error::Thrown;

/// The browser's hash.
#[derive(Clone)]
pub struct NativeHash(SubtleCrypto);

impl NativeHash {
    /// `None` where this page may not use it.
    #[must_use]
    pub fn find() -> Option<Self> {
        let crypto = property(&js_sys::global(), "crypto")?;
        let subtle = property(&crypto, "subtle")?;
        Some(Self(subtle.unchecked_into()))
    }

    /// The SHA-256 of `bytes`. In Chromium 156 the hash is computed within this
    /// call and not beside it.
    ///
    /// # Errors
    /// What the browser says; that there is no memory for the copy.
    pub async fn sha256(&self, bytes: &Uint8Array) -> Result<Digest, Thrown> {
        let promise = self.0.digest_with_str_and_js_u8_array("SHA-256", bytes)?;
        let digest = Uint8Array::new(&JsFuture::from(promise).await?).to_vec();
        let found = digest.len();
        let digest = <[u8; 32]>::try_from(digest).map_err(|_| {
            let what = format!("expected a SHA-256 of 32 bytes, but found {found}");
            Thrown::new("another hash", &what)
        })?;
        Ok(Digest::from_sha256_bytes(digest))
    }
}

fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(object, &JsValue::from_str(name)).ok()?;
    found.is_object().then_some(found)
}
