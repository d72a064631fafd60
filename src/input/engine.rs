//! Where an engine is, as a person types it and as a link says it.

use std::fmt;
use std::str::FromStr;

use crate::url::{HttpUrl, UrlError};

/// The word that stands for an engine beside the page.
const BESIDE: &str = "beside";

/// Where an engine is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnginePlace {
    /// Behind the server of the page, in the folder `engine/` beside it.
    Beside,
    /// At an address of its own, which lets the page read it. Ends in `/`.
    At(HttpUrl),
}

impl fmt::Display for EnginePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beside => f.write_str(BESIDE),
            Self::At(url) => url.fmt(f),
        }
    }
}

/// An address may be typed without its scheme: engines speak plain HTTP.
impl FromStr for EnginePlace {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if text == BESIDE {
            return Ok(Self::Beside);
        }
        let url: HttpUrl = match text.contains("://") {
            true => text.parse()?,
            false => format!("http://{text}").parse()?,
        };
        Ok(Self::At(url.directory()))
    }
}
