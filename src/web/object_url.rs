//! An address by which the page draws bytes that it has.

use web_sys::{Blob, Url};

use crate::web::error::Thrown;

/// Ends when it is dropped.
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// The address of `blob`.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn of(blob: &Blob) -> Result<Self, Thrown> {
        Ok(Self(Url::create_object_url_with_blob(blob)?))
    }

    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // One that is gone already needs no ending.
        let _ = Url::revoke_object_url(&self.0);
    }
}
