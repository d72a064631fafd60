//! The port to the network: what a browser's `fetch` can do for this program,
//! and nothing more.
//!
//! Not here: the browser (`web/fetch` implements [`Http`]), and retries,
//! authentication and meaning (`client`).
//!
//! What an implementation must keep:
//!
//! * `credentials: "omit"`, `cache: "no-store"`, `referrerPolicy:
//!   "no-referrer"`: nothing ambient is ever sent, only what is in the request;
//! * the body is handed on as it arrives, so that a limit stops it;
//! * a redirect to another origin drops `Authorization` (the Fetch Standard
//!   does this itself, "HTTP-redirect fetch").
//!
//! `Content-Encoding` is undone by the browser before anyone sees the bytes. A
//! layer that a server labels so arrives decompressed: its hash is then the
//! DiffID and not the layer's digest. `Content-Length` is that of the encoded
//! bytes and is never compared with anything.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::route::Way;
use crate::url::{HttpUrl, Origin};
use crate::words::{Message, registry};

/// The largest manifest, index or config, in bytes: what registries must accept
/// (distribution-spec, "Pushing manifests") and what other clients read
/// (containers/image, `MaxManifestBodySize`).
pub const MAX_SERVED_DOCUMENT: u64 = 4 * 1024 * 1024;

/// The largest reply of a token server and the largest error body, in bytes
/// (containers/image, `MaxAuthTokenBodySize`).
pub const MAX_REPLY: u64 = 1024 * 1024;

/// The largest page of a list, in bytes. `distribution` 2.x sends all tags at
/// once whatever page size is asked for; 60,000 long tags fit.
pub const MAX_LIST: u64 = 8 * 1024 * 1024;

/// How long a small answer is waited for that others depend on: what docker
/// gives a registry to say what it asks for.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Sends requests. One that never answers is cancelled by dropping the future.
#[expect(
    async_fn_in_trait,
    reason = "used by this program only, in one thread, where no future is Send"
)]
pub trait Http {
    /// The body of a response, as it arrives.
    type Body: Body;

    /// Sends one request and waits for the head of the response.
    async fn send(&self, request: Request) -> Result<Response<Self::Body>, TransportError>;

    /// The time since any fixed moment, for the age of tokens. Monotonic.
    fn now(&self) -> Duration;
}

/// The body of a response.
#[expect(async_fn_in_trait, reason = "see `Http`")]
pub trait Body {
    /// The next bytes, of any length; `None` at the end.
    async fn chunk(&mut self) -> Result<Option<Vec<u8>>, TransportError>;
}

/// The methods that are ever sent. `OPTIONS` is the browser's own, and nothing
/// that changes a registry can be expressed (CVE-2026-50151).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
}

/// What the browser is to check and to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The usual one: answers without CORS headers are transport errors.
    Cors,
    /// Any answer is fine and none is shown: tells whether a server is there.
    NoCors,
    /// Like `Cors`, but a redirect is reported ([`Response::redirected`], with
    /// status 0) and not followed: tells which of two hosts lacks the headers.
    CorsUnfollowed,
}

/// A request. The fields are all that can be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    pub method: Method,
    pub url: HttpUrl,
    pub mode: Mode,
    /// The `Accept` header, from `accept` only.
    pub accept: Option<String>,
    /// The `Authorization` header.
    pub authorization: Option<Authorization>,
    /// Which bytes are wanted, at least one; all where it is `None`. Browsers send
    /// `Range` without asking first where it says where to begin (Fetch Standard,
    /// "CORS-safelisted request-header").
    pub range: Option<Range<u64>>,
    /// After how long the request counts as not answered; `None` where a person
    /// cancels what takes too long.
    pub patience: Option<Duration>,
    /// The login of the page's own site goes along, where it is one to that site. Not to
    /// its relay, which would hand it on.
    pub site_login: bool,
}

/// The value of an `Authorization` header. Prints as `****`. It is written out
/// in one place: the message to the worker that sends the request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorization {
    value: String,
    /// It is of a person, or was had for their password: anybody gets a token for reading
    /// what is public.
    personal: bool,
}

/// The head of a response, and its body.
pub struct Response<B> {
    /// 0 where the browser hides it ([`Mode::NoCors`] and an unfollowed
    /// redirect).
    pub status: u16,
    /// Did at least one redirect happen?
    pub redirected: bool,
    /// By which way it came; whoever sends a request says that it was none but the
    /// direct one.
    pub way: Way,
    /// Where the response came from, after redirects, if the browser says.
    pub origin: Option<Origin>,
    /// The headers that the browser shows: without
    /// `Access-Control-Expose-Headers` a handful, of which `Content-Type` and
    /// `Content-Length` matter. Several of one name are joined by `, `.
    pub headers: Vec<(String, String)>,
    pub body: B,
}

/// No response, or half of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransportError {
    /// The browser's `TypeError`: no name, no route, no TLS, no CORS, a refused
    /// preflight, mixed content. It never says which; `doctor` finds out.
    NoAnswer { origin: Origin },
    /// The body ended with an error.
    Broken { origin: Origin, bytes: u64 },
    /// The person cancelled.
    Cancelled { origin: Origin },
}

impl TransportError {
    /// Who was asked.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        match self {
            Self::NoAnswer { origin }
            | Self::Broken { origin, .. }
            | Self::Cancelled { origin } => origin,
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoAnswer { origin } => registry::no_answer(origin),
            Self::Broken { origin, bytes } => registry::connection_broke(origin, *bytes),
            Self::Cancelled { origin } => registry::cancelled(origin),
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Why a body could not be read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyError {
    Transport(TransportError),
    /// More than the limit; reading stopped there.
    TooLarge {
        limit: u64,
    },
}

impl From<TransportError> for BodyError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl Request {
    /// A `GET` in the usual mode without any header.
    #[must_use]
    pub fn get(url: HttpUrl) -> Self {
        Self {
            method: Method::Get,
            url,
            mode: Mode::Cors,
            accept: None,
            authorization: None,
            range: None,
            patience: None,
            site_login: false,
        }
    }

    /// The `Range` header (RFC 9110, 14.1.2), whose last byte is one of the range.
    #[must_use]
    pub fn range_header(&self) -> Option<String> {
        let range = self.range.as_ref()?;
        let last = range.end.checked_sub(1)?;
        Some(format!("bytes={}-{last}", range.start))
    }
}

impl Authorization {
    /// For `credential`'s and `token`'s use; nobody else makes one.
    pub(super) fn new(value: String, personal: bool) -> Self {
        Self { value, personal }
    }

    /// Is it of a person, or was had for their password?
    #[must_use]
    pub fn is_personal(&self) -> bool {
        self.personal
    }

    /// The value of the header, for the one place that sets it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl<B> Response<B> {
    /// The value of an exposed header. Names are case-insensitive.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The media type of `Content-Type`, without parameters, in lower case.
    #[must_use]
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        let essence = value.split(';').next().unwrap_or_default().trim();
        (!essence.is_empty()).then(|| essence.to_ascii_lowercase())
    }
}

impl<B: Body> Response<B> {
    /// The whole body, as long as that has at most `limit` bytes. Nothing is
    /// allocated because of a length that a server declares.
    pub async fn read(&mut self, limit: u64) -> Result<Vec<u8>, BodyError> {
        let mut bytes = Vec::new();
        while let Some(chunk) = self.body.chunk().await? {
            let length = (bytes.len() as u64).saturating_add(chunk.len() as u64);
            if length > limit {
                return Err(BodyError::TooLarge { limit });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}
