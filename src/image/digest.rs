//! Digests: the grammar, the algorithms that this build can compute, and the
//! only place in the project that hashes.
//!
//! Not here: deciding whether bytes are what was claimed (`verify`).
//!
//! Grammar, from the OCI image specification, `descriptor.md#digests`:
//!
//! ```text
//! digest              ::= algorithm ":" encoded
//! algorithm           ::= algorithm-component (algorithm-separator algorithm-component)*
//! algorithm-component ::= [a-z0-9]+
//! algorithm-separator ::= [+._-]
//! encoded             ::= [a-zA-Z0-9=_-]+
//! ```
//!
//! Registered algorithms add a length and an alphabet: `sha256` is 64 and
//! `sha512` 128 of `[a-f0-9]`. An algorithm that fits the grammar and is not
//! registered is no error; it just cannot be checked here.

mod four;
pub mod raw;
mod sha256;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use sha256::Sha256;

use crate::words::{Arg, Message, input};

/// The longest digest string that is looked at, in bytes. The longest
/// registered form (`sha512:` and 128 digits) has 135; the rest is headroom for
/// unregistered ones. A longer string is an attack or a mistake.
pub const MAX_DIGEST_LENGTH: usize = 512;

/// A digest that fits the grammar, and the rules of its algorithm where that
/// is registered.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest {
    text: String,
    colon: usize,
}

/// The algorithm of a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// SHA-256, which every implementation must support.
    Sha256,
    /// SHA-512, which implementations may support.
    Sha512,
    /// Fits the grammar, and cannot be computed here (`blake3`, `sha384`, …).
    Other,
}

/// Why a string is no digest. Each variant is what `go-digest` would call
/// `ErrDigestInvalidFormat` or `ErrDigestInvalidLength`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigestError {
    /// No `:` or nothing after it.
    Form { found: String },
    /// The part before the colon is not an algorithm name.
    Algorithm { found: String },
    /// A registered algorithm with the wrong number of digits.
    Length {
        algorithm: &'static str,
        expected: usize,
        found: usize,
    },
    /// A character that the algorithm's alphabet does not have.
    Character { algorithm: String, found: char },
    /// Longer than [`MAX_DIGEST_LENGTH`].
    TooLong { found: usize },
}

impl DigestError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Form { found } => input::no_digest(excerpt(found)),
            Self::Algorithm { found } => input::no_digest_algorithm(excerpt(found)),
            Self::Length {
                algorithm,
                expected,
                found,
            } => input::digest_digits(*expected, *algorithm, *found),
            Self::Character { algorithm, found } => {
                input::digest_character(algorithm, found.escape_default().to_string())
            }
            Self::TooLong { found } => input::long_digest(MAX_DIGEST_LENGTH, *found),
        }
    }
}

impl fmt::Display for DigestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

fn excerpt(text: &str) -> String {
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

impl Digest {
    /// Cut to what a person compares at a glance, `sha256:8ddc19f16526`, as
    /// `docker` shows IDs.
    #[must_use]
    pub fn short(&self) -> String {
        let encoded: String = self.encoded().chars().take(12).collect();
        format!("{}:{encoded}", self.algorithm_name())
    }

    /// The SHA-256 of `bytes`.
    #[must_use]
    pub fn sha256(bytes: &[u8]) -> Self {
        Computed::sha256(bytes).into_digest()
    }

    /// The digest of `bytes` by the algorithm of `self`, or `None` where that
    /// cannot be computed here.
    #[must_use]
    pub fn recompute(&self, bytes: &[u8]) -> Option<Self> {
        Computed::by(self.algorithm(), bytes).map(Computed::into_digest)
    }

    /// The SHA-256 digest whose 64 lower-case hex digits are `hex`, as file
    /// names in archives spell it.
    pub fn from_sha256_hex(hex: &str) -> Result<Self, DigestError> {
        format!("sha256:{hex}").parse()
    }

    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self.algorithm_name() {
            "sha256" => Algorithm::Sha256,
            "sha512" => Algorithm::Sha512,
            _ => Algorithm::Other,
        }
    }

    /// The part before the colon.
    #[must_use]
    pub fn algorithm_name(&self) -> &str {
        self.text.get(..self.colon).unwrap_or_default()
    }

    /// The part after the colon.
    #[must_use]
    pub fn encoded(&self) -> &str {
        self.text.get(self.colon + 1..).unwrap_or_default()
    }

    /// The whole string.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Digest {
    type Err = DigestError;

    fn from_str(text: &str) -> Result<Self, DigestError> {
        if text.len() > MAX_DIGEST_LENGTH {
            return Err(DigestError::TooLong { found: text.len() });
        }
        let form = || DigestError::Form {
            found: text.to_owned(),
        };
        let (algorithm, encoded) = text.split_once(':').ok_or_else(form)?;
        if encoded.is_empty() {
            return Err(form());
        }
        let component = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if !algorithm.split(['+', '.', '_', '-']).all(component) {
            return Err(DigestError::Algorithm {
                found: algorithm.to_owned(),
            });
        }
        match algorithm {
            "sha256" => hex("sha256", encoded, 64)?,
            "sha512" => hex("sha512", encoded, 128)?,
            // Registered since image-spec 1.1.1, with the same form as sha256.
            "blake3" => hex("blake3", encoded, 64)?,
            _ => unregistered(algorithm, encoded)?,
        }
        Ok(Self {
            text: text.to_owned(),
            colon: algorithm.len(),
        })
    }
}

fn hex(algorithm: &'static str, encoded: &str, expected: usize) -> Result<(), DigestError> {
    let found = encoded.chars().count();
    if found != expected {
        return Err(DigestError::Length {
            algorithm,
            expected,
            found,
        });
    }
    match encoded
        .chars()
        .find(|c| !matches!(c, '0'..='9' | 'a'..='f'))
    {
        Some(found) => Err(DigestError::Character {
            algorithm: algorithm.to_owned(),
            found,
        }),
        None => Ok(()),
    }
}

fn unregistered(algorithm: &str, encoded: &str) -> Result<(), DigestError> {
    match encoded
        .chars()
        .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '=' | '_' | '-')))
    {
        Some(found) => Err(DigestError::Character {
            algorithm: algorithm.to_owned(),
            found,
        }),
        None => Ok(()),
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl From<&Digest> for Arg {
    fn from(digest: &Digest) -> Self {
        Self::Text(digest.to_string())
    }
}

impl From<&Computed> for Arg {
    fn from(digest: &Computed) -> Self {
        Self::from(&digest.0)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// A running hash. Feed it with [`update`](Self::update), end it with
/// [`finish`](Self::finish).
#[derive(Clone)]
pub struct Hasher(State);

#[derive(Clone)]
enum State {
    Sha256(Sha256),
    Sha512(sha2::Sha512),
}

impl Hasher {
    #[must_use]
    pub fn sha256() -> Self {
        Self(State::Sha256(Sha256::new()))
    }

    /// A hasher for `algorithm`, or `None` where this build has none.
    #[must_use]
    pub fn for_algorithm(algorithm: Algorithm) -> Option<Self> {
        match algorithm {
            Algorithm::Sha256 => Some(Self::sha256()),
            Algorithm::Sha512 => Some(Self(State::Sha512(sha2::Sha512::new()))),
            Algorithm::Other => None,
        }
    }

    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            State::Sha256(hasher) => hasher.update(bytes),
            State::Sha512(hasher) => hasher.update(bytes),
        }
    }

    /// Takes the next bytes of several hashes: what [`update`](Self::update)
    /// does with each, up to twice as fast where three or more are SHA-256.
    pub fn update_all<'a>(hashes: impl IntoIterator<Item = (&'a mut Self, &'a [u8])>) {
        sha256::update_all(
            hashes
                .into_iter()
                .filter_map(|(hasher, bytes)| match &mut hasher.0 {
                    State::Sha256(hasher) => Some((hasher, bytes)),
                    State::Sha512(hasher) => {
                        hasher.update(bytes);
                        None
                    }
                }),
        );
    }

    /// What a SHA-256 needs to [go on](Self::resume) in another worker, some
    /// hundred bytes; `None` for others.
    #[must_use]
    pub fn suspend(self) -> Option<Vec<u8>> {
        match self.0 {
            State::Sha256(hasher) => Some(hasher.into_bytes()),
            State::Sha512(_) => None,
        }
    }

    /// Goes on with what [`suspend`](Self::suspend) gave; `None` for anything
    /// shorter.
    #[must_use]
    pub fn resume(suspended: &[u8]) -> Option<Self> {
        Some(Self(State::Sha256(Sha256::from_bytes(suspended)?)))
    }

    #[must_use]
    pub fn finish(self) -> Computed {
        Computed(match self.0 {
            State::Sha256(hasher) => spell("sha256", &hasher.finish()),
            State::Sha512(hasher) => spell("sha512", &hasher.finalize()),
        })
    }
}

/// A digest that was computed here, and not read anywhere: only
/// [`Hasher::finish`] makes one. It travels from the worker that hashed to the
/// page, which share a build, and nothing else is read as one.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Computed(Digest);

impl Computed {
    /// The SHA-256 of `bytes`.
    #[must_use]
    pub fn sha256(bytes: &[u8]) -> Self {
        let mut hasher = Hasher::sha256();
        hasher.update(bytes);
        hasher.finish()
    }

    /// The digest of `bytes` by `algorithm`, or `None` where this build has none.
    #[must_use]
    pub fn by(algorithm: Algorithm, bytes: &[u8]) -> Option<Self> {
        let mut hasher = Hasher::for_algorithm(algorithm)?;
        hasher.update(bytes);
        Some(hasher.finish())
    }

    /// The digest alone, to be named or claimed.
    #[must_use]
    pub fn into_digest(self) -> Digest {
        self.0
    }
}

impl Deref for Computed {
    type Target = Digest;

    fn deref(&self) -> &Digest {
        &self.0
    }
}

impl PartialEq<Digest> for Computed {
    fn eq(&self, other: &Digest) -> bool {
        self.0 == *other
    }
}

impl fmt::Debug for Computed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn spell(algorithm: &'static str, bytes: &[u8]) -> Digest {
    use fmt::Write as _;
    let mut text = String::with_capacity(algorithm.len() + 1 + bytes.len() * 2);
    text.push_str(algorithm);
    text.push(':');
    for byte in bytes {
        // OK to ignore: writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    Digest {
        text,
        colon: algorithm.len(),
    }
}

/// The ChainIDs of a stack of layers, base first, from their DiffIDs.
///
/// `ChainID(L0) = DiffID(L0)`, and
/// `ChainID(L0|…|Ln) = SHA256(ChainID(L0|…|Ln-1) + " " + DiffID(Ln))`
/// (image-spec, `config.md#layer-chainid`).
#[must_use]
pub fn chain_ids(diff_ids: &[Digest]) -> Vec<Digest> {
    let mut chain: Vec<Digest> = Vec::with_capacity(diff_ids.len());
    for diff_id in diff_ids {
        let next = match chain.last() {
            None => diff_id.clone(),
            Some(below) => Digest::sha256(format!("{below} {diff_id}").as_bytes()),
        };
        chain.push(next);
    }
    chain
}
