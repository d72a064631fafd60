//! What is asked: the address of an engine, and the names of images that may stand in one.

use std::fmt;
use std::str::FromStr;

use crate::image::digest::Digest;
use crate::image::reference::{Reference, is_identifier};
use crate::input::EnginePlace;
use crate::url::{HttpUrl, Origin, UrlError};

/// Where an engine beside the page is, below the folder of the page: see `deploy/`.
const BESIDE_PATH: &str = "engine/";

/// The longest name that is asked for, in bytes: what a reference can have, and a digest.
const MAX_NAME: usize = 512;

/// The folder below which an engine answers. Ends in `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineAddress(HttpUrl);

/// The name or the ID of an image, of characters only that mean the same in every
/// address, to every proxy and to every engine.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ImageName(String);

/// A text that names no image that could be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoName;

impl EngineAddress {
    /// The address of an engine; `page` is that of the page itself.
    ///
    /// # Errors
    /// [`UrlError`], where the page has no address that could be asked.
    pub fn of(place: &EnginePlace, page: &HttpUrl) -> Result<Self, UrlError> {
        match place {
            EnginePlace::Beside => {
                // Of `…/index.html` the folder.
                let folder = page.path().rsplit_once('/');
                let folder = folder.map_or("", |(folder, _)| folder);
                let url = page.origin().at(&format!("{folder}/{BESIDE_PATH}"))?;
                Ok(Self(url))
            }
            EnginePlace::At(url) => Ok(Self(url.clone().directory())),
        }
    }

    /// The address of an endpoint, such as `images/json`.
    ///
    /// # Errors
    /// [`UrlError`]: too long.
    pub(super) fn endpoint(&self, path: &str) -> Result<HttpUrl, UrlError> {
        self.0.below(path)
    }

    /// The address of an endpoint of one image, below `kind`: `images` or
    /// `distribution`.
    pub(super) fn of_image(
        &self,
        kind: &str,
        name: &ImageName,
        what: &str,
    ) -> Result<HttpUrl, UrlError> {
        self.endpoint(&format!("{kind}/{}/{what}", name.0))
    }
}

impl fmt::Display for EngineAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl ImageName {
    /// The name by which an image with this ID is always found.
    #[must_use]
    pub fn of_id(id: &Digest) -> Self {
        Self(id.as_str().to_owned())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Kept as the engine spells it: podman takes `localhost/x` and `docker.io/library/x`
/// for what they are, and looks for shorter names elsewhere.
impl FromStr for ImageName {
    type Err = NoName;

    fn from_str(text: &str) -> Result<Self, NoName> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._:/@-".contains(&byte);
        let begins = text
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphanumeric());
        if !begins || text.len() > MAX_NAME || !text.bytes().all(is_plain) {
            return Err(NoName);
        }
        let is_name = is_identifier(text)
            || text.parse::<Digest>().is_ok()
            || text.parse::<Reference>().is_ok();
        match is_name {
            true => Ok(Self(text.to_owned())),
            false => Err(NoName),
        }
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The command that starts podman's service on a person's own machine, and lets the page
/// at this origin read it.
#[must_use]
pub fn podman_service(page: &Origin) -> String {
    format!("podman system service --cors {page} --time 0 tcp:127.0.0.1:8888")
}
