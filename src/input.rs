//! What a person gives: everything that can be typed into the box, pasted, or
//! be in the fragment of the page's address, read into one value.
//!
//! Not here: files and pasted documents, which are bytes and go to `source`.
//!
//! * [`text`] reads what was typed or pasted: references, links to registries'
//!   web pages, commands, lines of a Dockerfile or of YAML.
//! * [`fragment`] is the address: [`Fragment`] and its text are the same thing,
//!   in both directions.
//!
//! No value in here ever holds a credential. An address with a user name or a
//! password in it is refused, and the error does not repeat it.

pub mod fragment;
pub mod platform;
pub mod text;

pub use fragment::Fragment;
pub use platform::{PlatformError, PlatformName};

use crate::image::digest::{Digest, DigestError};
use crate::image::reference::{Domain, Reference, ReferenceError, Repository};
use crate::url::{HttpUrl, UrlError};

/// The longest text that is read, in bytes. A compose file or a Dockerfile that
/// was pasted whole fits; a file that belongs dropped does not.
pub const MAX_TEXT_LENGTH: usize = 65_536;

/// What to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// One image.
    Image(Reference),
    /// All tags of a repository.
    Repository(Repository),
    /// All repositories of a registry, where it tells (`_catalog`).
    Registry(Domain),
    /// One blob of a repository, whatever it is.
    Blob {
        repository: Repository,
        digest: Digest,
    },
    /// A digest of which is not known where it lives.
    Digest(Digest),
    /// An OCI image layout on a static host. Ends in `/`.
    Layout(HttpUrl),
}

impl Input {
    /// Reads what was typed or pasted; see [`text`]. A command may name a
    /// platform and a link of this page a whole view, which is why the answer
    /// is a [`Fragment`]. Its `input` is always there.
    pub fn parse_text(text: &str) -> Result<Fragment, InputError> {
        text::parse(text)
    }
}

/// Why a text is nothing that can be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    #[error("expected an image such as `alpine:3.20`, a link or a digest, but found nothing")]
    Empty,
    /// Longer than [`MAX_TEXT_LENGTH`].
    #[error("expected at most {MAX_TEXT_LENGTH} bytes of text, but found {found}")]
    TooLong { found: usize },
    /// Begins with `{`: the exact bytes matter, and they are not a name.
    #[error("expected the name of an image, but found a JSON document")]
    Document,
    /// `https://user:password@host/…`. The text is not repeated.
    #[error("expected an address without a user name or password, but found one; it was not kept")]
    Credentials,
    #[error(transparent)]
    Url(UrlError),
    #[error(transparent)]
    Reference(#[from] ReferenceError),
    #[error(transparent)]
    Digest(#[from] DigestError),
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// A page of a known site that shows no image.
    #[error("expected the page of an image on {site}, but found `{path}`")]
    Page { site: String, path: String },
    /// `https://host/prefix/v2/…`. Neither a name nor docker has a place for it.
    #[error(
        "expected a registry at `/v2/` of {site}, but found one below `/{prefix}`: names of images have no place for such a path, so that neither docker nor this page can ask there"
    )]
    BelowPath { site: String, prefix: String },
    /// A command without an image in it.
    #[error("expected an image in the `{program}` command, but found none")]
    Command { program: String },
    /// `FROM ${BASE}`.
    #[error(
        "expected the name of an image, but found the variable `{found}`, whose value is not here"
    )]
    Variable { found: String },
    /// `FROM scratch`.
    #[error(
        "expected the name of an image, but found `scratch`, which is the empty start of a build"
    )]
    Scratch,
    /// A `%` that is not followed by two hex digits, or bytes that are no text.
    #[error("expected percent-encoded text as the value of `{key}`, but found something else")]
    Encoding { key: String },
    /// A blob is named by its digest alone.
    #[error("expected the digest of a blob after `{repository}`, but found none")]
    BlobDigest { repository: String },
    /// Two keys that both say what to look at.
    #[error("expected one thing to look at, but found `{first}` and `{second}`")]
    Two {
        first: &'static str,
        second: &'static str,
    },
}

impl From<UrlError> for InputError {
    fn from(error: UrlError) -> Self {
        match error {
            UrlError::Userinfo => Self::Credentials,
            other => Self::Url(other),
        }
    }
}

impl InputError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Document => {
                "Paste it outside of the box: its digest is taken from its exact bytes."
            }
            Self::Credentials => {
                "Give the address alone. If the registry asks for a password, the page asks you."
            }
            Self::TooLong { .. } => "Drop it as a file.",
            Self::Variable { .. } => "Put the value in its place.",
            Self::Reference(ReferenceError::Identifier { .. }) => {
                "Put `sha256:` before it to look for it as a digest."
            }
            Self::Page { .. } | Self::Command { .. } => "Give the name of the image alone.",
            Self::BelowPath { .. } => {
                "If the registry is yours, serve it at `/v2/` of a host name or port of its own."
            }
            Self::Scratch => "Give the image that was built from it.",
            _ => {
                "Examples: `alpine:3.20`, `ghcr.io/owner/name@sha256:…`, `https://hub.docker.com/_/alpine`."
            }
        }
    }
}
