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

mod engine;
pub mod fragment;
pub mod platform;
pub mod text;

pub use engine::EnginePlace;
pub use fragment::Fragment;
pub use platform::{PlatformError, PlatformName};

use crate::image::digest::{Digest, DigestError};
use crate::image::reference::{Domain, Reference, ReferenceError, Repository};
use crate::url::{HttpUrl, UrlError};
use crate::words::{Message, input};
use std::fmt;

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
    /// The images of an engine on somebody's machine.
    Engine(EnginePlace),
}

impl Input {
    /// Reads what was typed or pasted; see [`text`]. A command may name a
    /// platform and a link of this page a whole view, which is why the answer
    /// is a [`Fragment`]. Its `input` is always there.
    pub fn parse_text(text: &str) -> Result<Fragment, InputError> {
        text::parse(text)
    }
}

/// `user:password@host`, which must not be taken for `name:tag@digest`.
fn has_userinfo(first_segment: &str) -> bool {
    let Some((before, after)) = first_segment.split_once('@') else {
        return false;
    };
    let digest = looks_like_digest(after) || after.parse::<Digest>().is_ok();
    before.contains(':') && !digest
}

/// Is this meant as a digest, also where it is cut short?
fn looks_like_digest(text: &str) -> bool {
    text.starts_with("sha256:") || text.starts_with("sha512:")
}

/// Why a text is nothing that can be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputError {
    Empty,
    /// Longer than [`MAX_TEXT_LENGTH`].
    TooLong {
        found: usize,
    },
    /// Begins with `{`: the exact bytes matter, and they are not a name.
    Document,
    /// `https://user:password@host/…`. The text is not repeated.
    Credentials,
    Url(UrlError),
    Reference(ReferenceError),
    Digest(DigestError),
    Platform(PlatformError),
    /// A page of a known site that shows no image.
    Page {
        site: String,
        path: String,
    },
    /// `https://host/prefix/v2/…`. Neither a name nor docker has a place for it.
    BelowPath {
        site: String,
        prefix: String,
    },
    /// A command without an image in it.
    Command {
        program: String,
    },
    /// `FROM ${BASE}`.
    Variable {
        found: String,
    },
    /// `FROM scratch`.
    Scratch,
    /// A `%` that is not followed by two hex digits, or bytes that are no text.
    Encoding {
        key: String,
    },
    /// A blob is named by its digest alone.
    BlobDigest {
        repository: String,
    },
    /// Two keys that both say what to look at.
    Two {
        first: &'static str,
        second: &'static str,
    },
}

impl InputError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => input::nothing(),
            Self::TooLong { found } => input::long_text(MAX_TEXT_LENGTH, *found),
            Self::Document => input::document(),
            Self::Credentials => input::credentials(),
            Self::Url(error) => error.message(),
            Self::Reference(error) => error.message(),
            Self::Digest(error) => error.message(),
            Self::Platform(error) => error.message(),
            Self::Page { site, path } => input::other_page(site, path),
            Self::BelowPath { site, prefix } => input::below_path(site, prefix),
            Self::Command { program } => input::command_without_image(program),
            Self::Variable { found } => input::variable(found),
            Self::Scratch => input::scratch(),
            Self::Encoding { key } => input::encoding(key),
            Self::BlobDigest { repository } => input::no_blob_digest(repository),
            Self::Two { first, second } => input::two_things(*first, *second),
        }
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<ReferenceError> for InputError {
    fn from(error: ReferenceError) -> Self {
        Self::Reference(error)
    }
}

impl From<DigestError> for InputError {
    fn from(error: DigestError) -> Self {
        Self::Digest(error)
    }
}

impl From<PlatformError> for InputError {
    fn from(error: PlatformError) -> Self {
        Self::Platform(error)
    }
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
    pub fn hint(&self) -> Message {
        match self {
            Self::Document => input::paste_outside(),
            Self::Credentials => input::address_alone(),
            Self::TooLong { .. } => input::drop_as_file(),
            Self::Variable { .. } => input::put_the_value(),
            Self::Reference(ReferenceError::Identifier { .. }) => input::put_sha256_before(),
            Self::Page { .. } | Self::Command { .. } => input::name_alone(),
            Self::BelowPath { .. } => input::serve_at_the_root(),
            Self::Scratch => input::image_built_from_it(),
            _ => input::examples(),
        }
    }
}
