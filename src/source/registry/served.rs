//! A document as a server sent it: its exact bytes, what they hash to, and
//! where the server's own headers say otherwise.
//!
//! Not here: what the document means. The digest here is what decides whether
//! the right bytes came; it makes nobody trust them.

use serde::Deserialize;
use std::fmt;

use super::accept;
use super::http::Response;
use super::route::Way;
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::manifest::DocumentKind;
use crate::image::schema1::{self, PayloadError};
use crate::words::{Message, registry};

/// A document and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The exact bytes of the body, after the browser undid any
    /// `Content-Encoding`.
    pub bytes: Vec<u8>,
    /// What they hash to: by the algorithm that was asked for where that can be
    /// computed here, and otherwise by SHA-256.
    pub digest: Digest,
    /// The media type in `Content-Type`, without parameters.
    pub content_type: Option<String>,
    pub pin: Pin,
    pub way: Way,
    /// Where exposed headers contradict the bytes.
    pub disagreements: Vec<HeaderDisagreement>,
    /// The digest of another document, which the registry sent first because it
    /// did not see the right type asked for: a list rewritten to linux/amd64,
    /// or a manifest converted to schema 1.
    pub substituted: Option<Digest>,
    /// The type that came was not asked for, and asking for it brought nothing
    /// else: this may be such a substitute.
    pub unasked: bool,
}

/// How firmly it was said which bytes are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pin {
    /// By digest, and these are the bytes.
    Pinned,
    /// By digest, of an algorithm that cannot be computed here.
    Unchecked,
    /// By tag: the digest is that of whatever came.
    AsServed,
}

/// Bytes that do not have the digest that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    pub expected: Digest,
    /// What came, to be looked at and not to be used.
    pub served: Served,
}

impl Mismatch {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        let found = self.served.bytes.len();
        registry::mismatch(&self.expected, found, &self.served.digest)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// A header that says something other than the bytes. The bytes win.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderDisagreement {
    /// `Docker-Content-Digest`. Clients must check it where it is used
    /// (distribution-spec, "Pulling manifests").
    Digest { header: Digest, computed: Digest },
    /// `Docker-Content-Digest` holds no digest. The text is cut off.
    DigestForm { header: String },
    /// `Content-Type` against the document's own `mediaType`: the rule of
    /// CVE-2021-41190.
    MediaType { header: String, document: String },
    /// `Content-Type` of a manifest is no manifest's, or there is none.
    NotAManifest { header: Option<String> },
}

impl HeaderDisagreement {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Digest { header, computed } => registry::header_digest(computed, header),
            Self::DigestForm { header } => {
                registry::header_digest_form(header.escape_default().to_string())
            }
            Self::MediaType { header, document } => registry::header_type(document, header),
            Self::NotAManifest {
                header: Some(header),
            } => registry::not_a_manifest_type(header),
            Self::NotAManifest { header: None } => registry::no_manifest_type(),
        }
    }
}

impl fmt::Display for HeaderDisagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

#[derive(Deserialize)]
struct WithMediaType {
    #[serde(rename = "mediaType")]
    media_type: Option<String>,
}

impl Served {
    /// Hashes the bytes of a body, and compares them with what was asked for and
    /// with the headers that the browser shows.
    pub(super) fn of<B>(
        response: &Response<B>,
        bytes: Vec<u8>,
        wanted: Option<&Digest>,
    ) -> Result<Self, Box<Mismatch>> {
        let content_type = response.media_type();
        let disagreements = disagreements(response, &bytes, content_type.as_deref());
        let recomputed = wanted.and_then(|wanted| wanted.recompute(&bytes));
        let pin = match (wanted, &recomputed) {
            (Some(_), Some(_)) => Pin::Pinned,
            (Some(_), None) => Pin::Unchecked,
            (None, _) => Pin::AsServed,
        };
        let served = Self {
            digest: recomputed.unwrap_or_else(|| Digest::sha256(&bytes)),
            bytes,
            content_type,
            pin,
            way: response.way.clone(),
            disagreements,
            substituted: None,
            unasked: false,
        };
        match wanted {
            Some(expected) if pin == Pin::Pinned && *expected != served.digest => {
                Err(Box::new(Mismatch {
                    expected: expected.clone(),
                    served,
                }))
            }
            _ => Ok(served),
        }
    }

    /// Of what was asked for as a manifest: whether its `Content-Type` says that
    /// it is one. Nothing here goes by it, and other clients do.
    pub(super) fn told_as_manifest(mut self) -> Self {
        let header = self.content_type.clone();
        if header
            .as_deref()
            .is_none_or(|header| !accept::is_known(header))
        {
            let disagreement = HeaderDisagreement::NotAManifest { header };
            self.disagreements.push(disagreement);
        }
        self
    }

    /// The digest by which a registry names this manifest: of a signed schema 1
    /// manifest that of its payload.
    ///
    /// # Errors
    /// Where its signatures name no payload: then it has none.
    pub fn manifest_digest(&self) -> Result<Digest, PayloadError> {
        let root = Json::parse(&self.bytes).root;
        let said = self.claimed_type();
        let signed = root.filter(|root| {
            root.get("signatures").is_some()
                && DocumentKind::of(root, said.as_deref()) == DocumentKind::Schema1
        });
        match signed {
            Some(root) => schema1::digest(&self.bytes, &root),
            None => Ok(Digest::sha256(&self.bytes)),
        }
    }

    /// The type of manifest that this claims to be: by `Content-Type` where that
    /// is a known one, else by the document itself.
    #[must_use]
    pub fn claimed_type(&self) -> Option<String> {
        let header = self.content_type.clone();
        header
            .filter(|header| accept::is_known(header))
            .or_else(|| document_type(&self.bytes))
            .filter(|claimed| accept::is_known(claimed))
    }
}

fn disagreements<B>(
    response: &Response<B>,
    bytes: &[u8],
    content_type: Option<&str>,
) -> Vec<HeaderDisagreement> {
    let digest = response.header("docker-content-digest");
    let mut found = Vec::from_iter(digest.and_then(|header| other_digest(header, bytes)));
    // Blobs carry any `Content-Type`; only one that claims a manifest counts.
    if let Some(header) = content_type.filter(|header| accept::is_known(header))
        && let Some(document) = document_type(bytes)
        && document != header
    {
        found.push(HeaderDisagreement::MediaType {
            header: header.to_owned(),
            document,
        });
    }
    found
}

fn other_digest(header: &str, bytes: &[u8]) -> Option<HeaderDisagreement> {
    let Ok(header) = header.parse::<Digest>() else {
        let header = header.chars().take(200).collect();
        return Some(HeaderDisagreement::DigestForm { header });
    };
    let computed = header.recompute(bytes)?;
    (computed != header).then_some(HeaderDisagreement::Digest { header, computed })
}

/// The document's `mediaType`, cut off at a length that no real one has.
fn document_type(bytes: &[u8]) -> Option<String> {
    let document: WithMediaType = serde_json::from_slice(bytes).ok()?;
    document
        .media_type
        .map(|media_type| media_type.chars().take(200).collect())
}
