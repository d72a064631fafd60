//! Registries as references name them, and by which origin each is asked.

use std::fmt;
use std::str::FromStr;

use super::ReferenceError;
use crate::url::{self, Origin, Scheme, UrlError};
use crate::words::Arg;

pub(super) const DOCKER_HUB: &str = "docker.io";
const OLD_DOCKER_HUB: &str = "index.docker.io";
const DOCKER_HUB_API: &str = "registry-1.docker.io";

/// A registry as it is written before the first `/`: `docker.io`,
/// `localhost:5000`, `[::1]:5000`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Domain {
    text: String,
    origin: Origin,
}

impl Domain {
    /// As it is written: `docker.io`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub fn is_docker_hub(&self) -> bool {
        self.text == DOCKER_HUB
    }

    /// The host, with its port if it has one, that answers the registry's API:
    /// the domain itself, except for Docker Hub (`registry-1.docker.io`).
    #[must_use]
    pub fn api_host(&self) -> &str {
        if self.is_docker_hub() {
            DOCKER_HUB_API
        } else {
            &self.text
        }
    }

    /// The origin that is asked: by the scheme that a person wrote, else by
    /// `https`, except for loopback hosts, which docker too takes for insecure
    /// by default. A failed `https` is never tried again over `http`
    /// (CVE-2014-5277).
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The same registry, asked by `scheme`.
    ///
    /// # Errors
    /// Never, for one that was parsed.
    pub fn over(&self, scheme: Scheme) -> Result<Self, ReferenceError> {
        let wrong = |_: UrlError| ReferenceError::Domain {
            found: self.text.clone(),
        };
        let (_, port) = url::split_port(&self.text).map_err(wrong)?;
        Ok(Self {
            text: self.text.clone(),
            origin: Origin::new(scheme, self.origin.host(), port).map_err(wrong)?,
        })
    }

    /// The scheme, where it is not the one that its name alone would have.
    #[must_use]
    pub fn unusual_scheme(&self) -> Option<Scheme> {
        let scheme = self.origin.scheme();
        (scheme != usual_scheme(self.origin.host())).then_some(scheme)
    }

    /// The form in a link; see [`Reference::linked`].
    #[must_use]
    pub fn linked(&self) -> String {
        match self.unusual_scheme() {
            Some(scheme) => format!("{}://{self}", scheme.as_str()),
            None => self.text.clone(),
        }
    }

    /// Reads what [`Self::linked`] writes.
    pub fn from_link(text: &str) -> Result<Self, ReferenceError> {
        match url::split_scheme(text) {
            Some((scheme, rest)) => rest.parse::<Self>()?.over(scheme),
            None => text.parse(),
        }
    }
}

fn usual_scheme(host: &str) -> Scheme {
    match url::is_loopback_host(host) {
        true => Scheme::Http,
        false => Scheme::Https,
    }
}

impl FromStr for Domain {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let wrong = || ReferenceError::Domain {
            found: text.to_owned(),
        };
        let wrong_url = |_: UrlError| wrong();
        let text = if text == OLD_DOCKER_HUB || text == DOCKER_HUB_API {
            DOCKER_HUB
        } else {
            text
        };
        let (host, port) = url::split_port(text).map_err(wrong_url)?;
        // Underscores are fine in a URL and not in a reference, as is an IPv4
        // address inside an IPv6 one.
        let v4_in_v6 = host.starts_with('[') && host.contains('.');
        if host.contains('_') || v4_in_v6 {
            return Err(wrong());
        }
        let api_host = if text == DOCKER_HUB {
            DOCKER_HUB_API
        } else {
            host
        };
        Ok(Self {
            text: text.to_owned(),
            origin: Origin::new(usual_scheme(host), api_host, port).map_err(wrong_url)?,
        })
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl From<&Domain> for Arg {
    fn from(domain: &Domain) -> Self {
        Self::Text(domain.to_string())
    }
}

impl fmt::Debug for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
