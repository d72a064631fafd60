//! References: `registry/repository:tag@digest`, as they are typed for
//! `docker pull`, and what they stand for when written out.
//!
//! Not here: links, commands and everything else that a person may paste
//! (`input`).
//!
//! The grammar is that of the reference implementation
//! (`distribution/reference`), with the names of the distribution
//! specification, "Pulling manifests":
//!
//! ```text
//! reference      ::= name [ ":" tag ] [ "@" digest ]
//! name           ::= [ domain "/" ] path
//! domain         ::= host [ ":" port ]
//! host           ::= domain-name | IPv4 | "[" IPv6 "]"
//! domain-name    ::= domain-label ( "." domain-label )*
//! domain-label   ::= [a-zA-Z0-9] | [a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]
//! path           ::= path-component ( "/" path-component )*
//! path-component ::= [a-z0-9]+ ( separator [a-z0-9]+ )*
//! separator      ::= "." | "_" | "__" | "-"+
//! tag            ::= [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}
//! digest         ::= see `digest`
//! identifier     ::= [a-f0-9]{64}                 ; never a reference
//! ```
//!
//! What is left out is filled in as `docker` does it: a name without `/` is
//! Docker Hub's `library/…`; the first component is a domain if it is
//! `localhost`, holds a `.` or `:`, or an upper-case letter, and otherwise the
//! name is Docker Hub's; `index.docker.io` is an old spelling of `docker.io`.
//! Narrower than the reference implementation in one thing: a host must be one
//! that a browser would not convert into another (see `url`).

mod domain;

use std::fmt;
use std::str::FromStr;

use crate::image::digest::{Digest, DigestError};
use crate::url::{self, Scheme};
use crate::words::{Arg, Message, input};

use domain::DOCKER_HUB;
pub use domain::Domain;

/// The longest path of a repository, in bytes (`RepositoryNameTotalLengthMax`
/// of the reference implementation; many servers have it as a column's width).
pub const MAX_PATH_LENGTH: usize = 255;

/// The longest tag, in bytes: the grammar's `{0,127}` and the first character.
pub const MAX_TAG_LENGTH: usize = 128;

/// The tag that is meant where neither tag nor digest is given.
pub const DEFAULT_TAG: &str = "latest";

const OFFICIAL: &str = "library/";

/// An image in a registry, as it was asked for, with Docker Hub's defaults
/// filled in. Tag and digest are both kept: the digest decides which bytes are
/// meant, the tag says where the person had it from.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reference {
    pub repository: Repository,
    pub tag: Option<Tag>,
    pub digest: Option<Digest>,
}

/// A repository in a registry: domain and path, both checked. Every string in
/// it may go into a URL as it is.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Repository {
    domain: Domain,
    path: String,
}

/// A tag that fits the grammar.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(String);

/// Why a string is no reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReferenceError {
    Empty,
    /// 64 hex digits: docker takes them for an image ID, never for a name.
    Identifier {
        hex: String,
    },
    /// The part before the first `/` looks like a registry and is none.
    Domain {
        found: String,
    },
    /// Nothing, or nothing between two slashes.
    EmptyComponent {
        name: String,
    },
    /// Upper case is allowed in tags and registries only.
    Uppercase {
        path: String,
    },
    /// A character outside the grammar, or a separator where none may be.
    Component {
        component: String,
    },
    /// The path is longer than [`MAX_PATH_LENGTH`].
    TooLong {
        found: usize,
    },
    Tag(TagError),
    Digest(DigestError),
}

impl ReferenceError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => input::no_reference(),
            Self::Identifier { .. } => input::only_hex_digits(),
            Self::Domain { found } => input::no_registry_name(show(found)),
            Self::EmptyComponent { name } => input::empty_component(show(name)),
            Self::Uppercase { path } => input::upper_case(show(path)),
            Self::Component { component } => input::wrong_component(show(component)),
            Self::TooLong { found } => input::long_repository(MAX_PATH_LENGTH, *found),
            Self::Tag(error) => error.message(),
            Self::Digest(error) => error.message(),
        }
    }
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<TagError> for ReferenceError {
    fn from(error: TagError) -> Self {
        Self::Tag(error)
    }
}

impl From<DigestError> for ReferenceError {
    fn from(error: DigestError) -> Self {
        Self::Digest(error)
    }
}

/// Why a string is no tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagError {
    pub found: String,
}

impl TagError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        input::no_tag(MAX_TAG_LENGTH, show(&self.found))
    }
}

impl fmt::Display for TagError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

fn show(text: &str) -> String {
    let mut short: String = text
        .chars()
        .take(80)
        .flat_map(char::escape_default)
        .collect();
    if text.chars().nth(80).is_some() {
        short.push('…');
    }
    short
}

impl Reference {
    /// The same image, pinned to `digest`. The tag stays, for the reader.
    #[must_use]
    pub fn with_digest(&self, digest: Digest) -> Self {
        Self {
            digest: Some(digest),
            ..self.clone()
        }
    }

    /// What is asked of the registry: the digest if there is one, else the tag,
    /// else `latest`. Fits into a URL as it is.
    #[must_use]
    pub fn target(&self) -> &str {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => digest.as_str(),
            (None, Some(tag)) => tag.as_str(),
            (None, None) => DEFAULT_TAG,
        }
    }

    /// The form in which people write it: `alpine:3.20`.
    ///
    /// Reading it gives the same reference again.
    #[must_use]
    pub fn familiar(&self) -> String {
        self.spell(&self.repository.familiar())
    }

    /// The form in a link: [`Self::familiar`], behind the scheme where that is
    /// not the one by which the registry is asked anyway.
    #[must_use]
    pub fn linked(&self) -> String {
        self.spell(&self.repository.linked())
    }

    /// Reads a reference that may stand behind a scheme: [`Self::linked`] again.
    pub fn from_link(text: &str) -> Result<Self, ReferenceError> {
        let Some((scheme, rest)) = url::split_scheme(text) else {
            return text.parse();
        };
        let mut reference: Self = rest.parse()?;
        reference.repository = reference.repository.over(scheme, rest)?;
        Ok(reference)
    }

    fn spell(&self, name: &str) -> String {
        let mut text = name.to_owned();
        if let Some(tag) = &self.tag {
            text.push(':');
            text.push_str(tag.as_str());
        }
        if let Some(digest) = &self.digest {
            text.push('@');
            text.push_str(digest.as_str());
        }
        text
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.parse()?)),
            None => (text, None),
        };
        if is_identifier(rest) {
            return Err(ReferenceError::Identifier {
                hex: rest.to_owned(),
            });
        }
        let (domain, remote) = split_domain(rest);
        let (path, tag) = match remote.split_once(':') {
            Some((path, tag)) => (path, Some(tag.parse()?)),
            None => (remote, None),
        };
        if rest.is_empty() {
            return Err(ReferenceError::Empty);
        }
        Ok(Self {
            repository: Repository::in_registry(&domain.parse()?, path)?,
            tag,
            digest,
        })
    }
}

/// The full form: `docker.io/library/alpine:3.20`.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.spell(&self.repository.to_string()))
    }
}

impl From<&Reference> for Arg {
    fn from(reference: &Reference) -> Self {
        Self::Text(reference.to_string())
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Repository {
    /// The repository that `domain` calls `path`.
    ///
    /// # Errors
    /// Where `path` is no name of one.
    pub fn in_registry(domain: &Domain, path: &str) -> Result<Self, ReferenceError> {
        let domain = domain.clone();
        // Docker Hub's official images may be written without `library/`.
        let official = domain.is_docker_hub() && !path.contains('/') && !path.is_empty();
        let path = if official {
            format!("{OFFICIAL}{path}")
        } else {
            path.to_owned()
        };
        check_path(&domain, &path)?;
        Ok(Self { domain, path })
    }

    /// The registry.
    #[must_use]
    pub fn domain(&self) -> &Domain {
        &self.domain
    }

    /// The path, as the API and the scope of a token spell it: on Docker Hub
    /// always with `library/`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The image `tag` of this repository.
    #[must_use]
    pub fn tagged(&self, tag: Tag) -> Reference {
        Reference {
            repository: self.clone(),
            tag: Some(tag),
            digest: None,
        }
    }

    /// The document `digest` of this repository.
    #[must_use]
    pub fn pinned(&self, digest: Digest) -> Reference {
        Reference {
            repository: self.clone(),
            tag: None,
            digest: Some(digest),
        }
    }

    /// The form in which people write it: `alpine`, `grafana/loki`.
    #[must_use]
    pub fn familiar(&self) -> String {
        if !self.domain.is_docker_hub() {
            return self.to_string();
        }
        let short = match self.path.strip_prefix(OFFICIAL) {
            Some(name) if !name.contains('/') => name,
            _ => &self.path,
        };
        // `docker.io/library/<64 hex>` and `docker.io/a.b/c` have no short
        // form: it would be read as something else.
        match short.parse::<Reference>() {
            Ok(again) if again.repository == *self => short.to_owned(),
            _ => self.to_string(),
        }
    }
}

impl Repository {
    /// The form in a link; see [`Reference::linked`].
    #[must_use]
    pub fn linked(&self) -> String {
        match self.domain.unusual_scheme() {
            Some(scheme) => format!("{}://{self}", scheme.as_str()),
            None => self.familiar(),
        }
    }

    /// Reads what [`Self::linked`] writes.
    pub fn from_link(text: &str) -> Result<Self, ReferenceError> {
        let Some((scheme, rest)) = url::split_scheme(text) else {
            return text.parse();
        };
        rest.parse::<Self>()?.over(scheme, rest)
    }

    /// The same, asked by `scheme`. `spelled` is what stood behind that: only
    /// what names a registry can be.
    fn over(mut self, scheme: Scheme, spelled: &str) -> Result<Self, ReferenceError> {
        let first = spelled.split('/').next().unwrap_or_default();
        if split_domain(spelled).0 != first {
            return Err(ReferenceError::Domain {
                found: first.to_owned(),
            });
        }
        self.domain = self.domain.over(scheme)?;
        Ok(self)
    }
}

impl FromStr for Repository {
    type Err = ReferenceError;

    /// Like a [`Reference`] without tag and digest; either is refused.
    fn from_str(text: &str) -> Result<Self, ReferenceError> {
        if text.is_empty() {
            return Err(ReferenceError::Empty);
        }
        if is_identifier(text) {
            return Err(ReferenceError::Identifier {
                hex: text.to_owned(),
            });
        }
        let (domain, path) = split_domain(text);
        Self::in_registry(&domain.parse()?, path)
    }
}

/// The full form: `docker.io/library/alpine`.
impl fmt::Display for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.domain, self.path)
    }
}

impl From<&Repository> for Arg {
    fn from(repository: &Repository) -> Self {
        Self::Text(repository.to_string())
    }
}

impl fmt::Debug for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Tag {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = TagError;

    fn from_str(text: &str) -> Result<Self, TagError> {
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        let fits = text.len() <= MAX_TAG_LENGTH
            && text.bytes().next().is_some_and(word)
            && text.bytes().all(|b| word(b) || b == b'.' || b == b'-');
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(TagError {
                found: text.to_owned(),
            })
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&Tag> for Arg {
    fn from(tag: &Tag) -> Self {
        Self::Text(tag.to_string())
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Is this 64 hex digits, docker's full image ID?
#[must_use]
pub fn is_identifier(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Domain and remote name of a name that may carry a tag.
fn split_domain(name: &str) -> (&str, &str) {
    // Without a slash it is a name on Docker Hub, even where it looks like
    // `host:port`: docker reads `localhost:5000` as an image with a tag.
    let Some((first, rest)) = name.split_once('/') else {
        return (DOCKER_HUB, name);
    };
    let is_domain = first == "localhost"
        || first.contains(['.', ':', '['])
        || first.bytes().any(|b| b.is_ascii_uppercase());
    if is_domain {
        (first, rest)
    } else {
        (DOCKER_HUB, name)
    }
}

fn check_path(domain: &Domain, path: &str) -> Result<(), ReferenceError> {
    if path.len() > MAX_PATH_LENGTH {
        return Err(ReferenceError::TooLong { found: path.len() });
    }
    if path.split('/').any(str::is_empty) {
        return Err(ReferenceError::EmptyComponent {
            name: format!("{domain}/{path}"),
        });
    }
    if path.bytes().any(|b| b.is_ascii_uppercase()) {
        return Err(ReferenceError::Uppercase {
            path: path.to_owned(),
        });
    }
    match path.split('/').find(|component| !is_component(component)) {
        Some(component) => Err(ReferenceError::Component {
            component: component.to_owned(),
        }),
        None => Ok(()),
    }
}

fn is_component(component: &str) -> bool {
    let alphanumeric = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let ends = |b: Option<u8>| b.is_some_and(alphanumeric);
    let known = component
        .bytes()
        .all(|b| alphanumeric(b) || matches!(b, b'.' | b'_' | b'-'));
    if !known || !ends(component.bytes().next()) || !ends(component.bytes().last()) {
        return false;
    }
    component
        .split(|c: char| c.is_ascii_alphanumeric())
        .all(is_separator)
}

fn is_separator(between: &str) -> bool {
    matches!(between, "" | "." | "_" | "__") || between.bytes().all(|b| b == b'-')
}

#[cfg(test)]
mod tests;
