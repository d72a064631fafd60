//! What a registry says when it says no, and every way in which a request can
//! fail.
//!
//! Not here: why a browser gave no answer at all (`doctor`).
//!
//! Error bodies, distribution-spec, "Error codes":
//!
//! ```json
//! {"errors":[{"code":"<SCREAMING_SNAKE_CASE>","message":"…","detail":<any JSON>}]}
//! ```
//!
//! Proxies answer with HTML, token servers with `{"details":"…"}` or
//! `{"error":"…","error_description":"…"}`. All of it is text, cut off at
//! named lengths, and never interpreted.

use std::fmt;

use serde_json::Value;

use super::auth::{ChallengeError, RealmError, TokenError};
use super::http::{BodyError, TransportError};
use super::route::{RELAY_FILE, Way};
use super::served::Mismatch;
use crate::format::visible_line;
use crate::image::schema1::PayloadError;
use crate::url::{HttpUrl, Origin, UrlError};
use crate::words::{Message, registry, routes};

/// The most entries of one error body that are kept.
pub const MAX_ENTRIES: usize = 16;

/// The longest code, message or detail that is kept, in characters. The rest
/// is replaced by `…`.
pub const MAX_ENTRY_TEXT: usize = 1_000;

/// How many words of what a relay says are looked at.
const MAX_RELAY_WORDS: usize = 50;

/// An answer that is no success, in the registry's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryError {
    pub status: u16,
    /// The entries, or none where the body had another form.
    pub entries: Vec<ErrorEntry>,
    /// The beginning of a body of another form.
    pub text: Option<String>,
    /// By which way it came.
    pub by: Box<Way>,
}

/// One entry of an error body. Empty strings where a field is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ErrorEntry {
    /// Such as `MANIFEST_UNKNOWN`.
    pub code: String,
    pub message: String,
    /// A string as it is, anything else as compact JSON.
    pub detail: String,
}

/// What a relay did not ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrelayed {
    /// Which registry or token server it was to ask.
    pub host: Origin,
    pub relay: Origin,
    pub refusal: RelayRefusal,
}

/// What a relay refuses by itself, by its header `Relay-Refused`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelayRefusal {
    /// It is not for this host, or not for this address of it.
    Address,
    /// The page is not the one that it is for.
    Site,
    /// The answer redirects to where it does not go, which is `to` where it says so.
    Redirect { to: Option<Origin> },
    /// Anything else, as it calls it; cut off.
    Other(String),
}

/// Why nothing was brought. Grouped by who has to do something about it.
#[derive(Clone, Debug, PartialEq)]
pub enum PullError {
    /// No answer: `doctor` finds out why. `preflight` says whether the browser
    /// had to ask first; the request may have failed there.
    Transport {
        error: TransportError,
        preflight: bool,
    },
    /// The same, from the token server.
    TokenTransport {
        realm: HttpUrl,
    },
    /// The registry wants to know who asks. It may also hide that way that
    /// there is no such repository.
    AuthNeeded {
        registry: Origin,
    },
    /// 401, and the browser hides what is asked for.
    ChallengeHidden {
        registry: Origin,
    },
    /// The password was sent, and was not accepted.
    WrongCredentials {
        registry: Origin,
    },
    /// The password would go to another site: the person decides.
    ConfirmRealm {
        registry: Origin,
        realm: Origin,
    },
    /// The password would pass a relay of which the person was not told.
    Untold {
        registry: Origin,
        relay: Origin,
    },
    /// A place that is not asked.
    Realm(RealmError),
    Challenge(ChallengeError),
    Token {
        realm: Origin,
        error: TokenError,
    },
    /// An answer of the token server that is no success.
    TokenRefused {
        realm: Origin,
        reply: RegistryError,
    },
    /// A schema 1 manifest by tag whose signatures name no payload.
    NoDigest(PayloadError),
    /// 401 from a host to which the registry redirected: nothing is sent there
    /// (GHSA-vh4v-2xq2-g5cg).
    RedirectedUnauthorized {
        registry: Origin,
    },
    /// 429.
    RateLimited {
        registry: Origin,
        /// Seconds, where the header is exposed.
        retry_after: Option<u64>,
        reply: RegistryError,
    },
    Registry(RegistryError),
    /// The relay on the way does not do it.
    Relay(Box<Unrelayed>),
    /// The bytes are not those that were asked for. They stay to be seen.
    Mismatch(Box<Mismatch>),
    /// More bytes than anything of that kind has.
    TooLarge {
        what: Message,
        limit: u64,
    },
    /// A list that is none.
    Form {
        what: Message,
    },
    /// Cannot happen for parts that were checked.
    Url(UrlError),
}

impl PullError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Transport { error, .. } => error.message(),
            Self::TokenTransport { realm } => registry::no_token_answer(realm),
            Self::AuthNeeded { registry } => registry::login_needed(registry),
            Self::ChallengeHidden { registry } => registry::challenge_hidden(registry),
            Self::WrongCredentials { registry } => registry::wrong_credentials(registry),
            Self::ConfirmRealm { registry, realm } => registry::confirm_realm(registry, realm),
            Self::Untold { registry, relay } => routes::untold(registry, relay),
            Self::Realm(error) => error.message(),
            Self::Challenge(error) => error.message(),
            Self::Token { realm, error } => registry::from_the_token_server(realm, error.message()),
            Self::TokenRefused { realm, reply } => registry::token_refused(realm, reply.message()),
            Self::NoDigest(error) => registry::no_digest(error.message()),
            Self::RedirectedUnauthorized { registry } => {
                registry::redirected_unauthorized(registry)
            }
            Self::RateLimited {
                registry,
                retry_after,
                ..
            } => rate_limited(registry, *retry_after),
            Self::Registry(reply) => reply.message(),
            Self::Relay(unrelayed) => unrelayed.message(),
            Self::Mismatch(mismatch) => mismatch.message(),
            Self::TooLarge { what, limit } => registry::too_large(what.clone(), *limit),
            Self::Form { what } => registry::not_that(what.clone()),
            Self::Url(error) => error.message(),
        }
    }
}

impl fmt::Display for PullError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<RealmError> for PullError {
    fn from(error: RealmError) -> Self {
        Self::Realm(error)
    }
}

impl From<ChallengeError> for PullError {
    fn from(error: ChallengeError) -> Self {
        Self::Challenge(error)
    }
}

impl From<PayloadError> for PullError {
    fn from(error: PayloadError) -> Self {
        Self::NoDigest(error)
    }
}

impl From<UrlError> for PullError {
    fn from(error: UrlError) -> Self {
        Self::Url(error)
    }
}

/// A registry answers nobody, or not this one, for a while.
pub(super) fn rate_limited(registry: &Origin, retry_after: Option<u64>) -> Message {
    match retry_after {
        Some(seconds) => registry::rate_limited_for(registry, seconds),
        None => registry::rate_limited(registry),
    }
}

impl PullError {
    /// Is it worth asking the doctor?
    #[must_use]
    pub fn is_transport(&self) -> bool {
        matches!(self, Self::Transport { .. } | Self::TokenTransport { .. })
    }

    /// The same, where who said it was asked by this `way`.
    #[must_use]
    pub(super) fn said_by(mut self, way: Way) -> Self {
        if let Self::Registry(reply)
        | Self::RateLimited { reply, .. }
        | Self::TokenRefused { reply, .. } = &mut self
        {
            *reply.by = way;
        }
        self
    }

    /// Did the registry say that there is no such thing?
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Registry(reply) if reply.status == 404)
    }

    pub(super) fn of_body(error: BodyError, what: Message) -> Self {
        match error {
            BodyError::TooLarge { limit } => Self::TooLarge { what, limit },
            BodyError::Transport(error) => Self::Transport {
                error,
                preflight: false,
            },
        }
    }
}

impl RelayRefusal {
    /// Reads `header` and the beginning of the body.
    #[must_use]
    pub fn read(header: &str, body: &[u8]) -> Self {
        match header.trim() {
            "path" | "address" => Self::Address,
            "site" => Self::Site,
            "redirect" => Self::Redirect {
                to: named_origin(&String::from_utf8_lossy(body)),
            },
            other => Self::Other(clip(other)),
        }
    }
}

impl Unrelayed {
    fn message(&self) -> Message {
        use RelayRefusal as R;
        let Self {
            host,
            relay,
            refusal,
        } = self;
        match refusal {
            R::Address => routes::refused_address(relay, host, RELAY_FILE),
            R::Site => routes::refused_site(relay),
            R::Redirect { to: Some(to) } => routes::refused_redirect(relay, host, to),
            R::Redirect { to: None } => routes::refused_unnamed_redirect(relay, host),
            R::Other(why) => routes::refused_otherwise(relay, host, visible_line(why)),
        }
    }
}

/// The first word of `text` that is an address.
fn named_origin(text: &str) -> Option<Origin> {
    let words = text.split_ascii_whitespace().take(MAX_RELAY_WORDS);
    let mut urls = words.filter_map(|word| word.trim_end_matches(',').parse::<HttpUrl>().ok());
    urls.next().map(|url| url.origin().clone())
}

impl RegistryError {
    /// Reads an error body, of which at most a megabyte was read.
    #[must_use]
    pub fn read(status: u16, body: &[u8]) -> Self {
        let value: Option<Value> = serde_json::from_slice(body).ok();
        let entries = value.as_ref().map(entries).unwrap_or_default();
        let text = if entries.is_empty() {
            let text = String::from_utf8_lossy(body);
            let text = clip(text.trim());
            (!text.is_empty()).then_some(text)
        } else {
            None
        };
        Self {
            status,
            entries,
            text,
            by: Box::default(),
        }
    }

    /// Does any entry have this code?
    #[must_use]
    pub fn has_code(&self, code: &str) -> bool {
        self.entries.iter().any(|entry| entry.code == code)
    }

    /// `distribution` has the document and says so, but in a type that the
    /// request did not name.
    #[must_use]
    pub fn is_accept_complaint(&self) -> bool {
        self.entries
            .iter()
            .any(|entry| entry.message.contains("accept header does not support"))
    }
}

impl RegistryError {
    /// The status, and the registry's own words: characters that would disturb a
    /// terminal or the direction of the text are escaped.
    #[must_use]
    pub fn message(&self) -> Message {
        let entries = self.entries.iter().map(|entry| {
            let parts = [&entry.code, &entry.message, &entry.detail];
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            let parts: Vec<String> = parts.map(|part| visible_line(part)).collect();
            parts.join(": ")
        });
        let text = self.text.iter().map(|text| visible_line(text));
        let said: Vec<String> = entries.chain(text).collect();
        let said = match said.is_empty() {
            true => registry::status(self.status),
            false => registry::status_and_words(self.status, said.join("; ")),
        };
        match *self.by {
            Way::Direct => said,
            _ => routes::said_by(said, self.by.message()),
        }
    }
}

fn entries(value: &Value) -> Vec<ErrorEntry> {
    match value.get("errors") {
        Some(Value::Array(errors)) => errors.iter().take(MAX_ENTRIES).map(entry).collect(),
        _ => single(value).into_iter().collect(),
    }
}

fn entry(value: &Value) -> ErrorEntry {
    ErrorEntry {
        code: field(value, "code"),
        message: field(value, "message"),
        detail: field(value, "detail"),
    }
}

/// The forms of token servers: one object instead of a list.
fn single(value: &Value) -> Option<ErrorEntry> {
    let first = |keys: &[&str]| {
        keys.iter()
            .map(|key| field(value, key))
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    };
    let entry = ErrorEntry {
        code: first(&["code", "error"]),
        message: first(&["message", "error_description", "details"]),
        detail: String::new(),
    };
    (entry != ErrorEntry::default()).then_some(entry)
}

fn field(value: &Value, key: &str) -> String {
    match value.get(key) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => clip(text),
        Some(other) => clip(&other.to_string()),
    }
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(MAX_ENTRY_TEXT) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, body: &str, message: &str) -> RegistryError {
        let read = RegistryError::read(status, body.as_bytes());
        assert_eq!(read.message().to_string(), message);
        read
    }

    #[test]
    fn the_registrys_own_words_are_kept() {
        let read = check(
            404,
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"x"}}]}"#,
            r#"the server answered with status 404; MANIFEST_UNKNOWN: manifest unknown: {"Tag":"x"}"#,
        );
        assert!(read.has_code("MANIFEST_UNKNOWN") && !read.is_accept_complaint());
        let read = check(
            404,
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"OCI manifest found, but accept header does not support OCI manifests"}]}"#,
            "the server answered with status 404; MANIFEST_UNKNOWN: OCI manifest found, but accept header does not support OCI manifests",
        );
        assert!(read.is_accept_complaint());
        check(
            401,
            r#"{"details":"incorrect username or password"}"#,
            "the server answered with status 401; incorrect username or password",
        );
        check(
            400,
            r#"{"error":"invalid_scope","error_description":"no"}"#,
            "the server answered with status 400; invalid_scope: no",
        );
    }

    #[test]
    fn bodies_of_any_form_are_shown_as_text() {
        check(
            502,
            "<html>\n<b>Bad Gateway</b>",
            "the server answered with status 502; <html>\\n<b>Bad Gateway</b>",
        );
        check(500, "", "the server answered with status 500");
        check(
            500,
            r#"{"errors":null}"#,
            r#"the server answered with status 500; {"errors":null}"#,
        );
        check(
            500,
            r#"{"errors":["x",null]}"#,
            "the server answered with status 500; ; ",
        );
        check(
            403,
            "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"\\u001b[2J\\u202e x\"}]}",
            "the server answered with status 403; DENIED: \\u{1b}[2J\\u{202e} x",
        );
        assert_eq!(
            RegistryError::read(500, b"\xff\xfe").text.as_deref(),
            Some("\u{fffd}\u{fffd}")
        );
    }

    #[test]
    fn long_bodies_are_cut_off() {
        let body = format!(
            r#"{{"errors":[{}]}}"#,
            vec![r#"{"code":"X"}"#; 50].join(",")
        );
        assert_eq!(
            RegistryError::read(400, body.as_bytes()).entries.len(),
            MAX_ENTRIES
        );
        let text = RegistryError::read(400, "é".repeat(5_000).as_bytes())
            .text
            .unwrap();
        assert_eq!(text.chars().count(), MAX_ENTRY_TEXT + 1);
        let deep = "[".repeat(100_000);
        assert_eq!(RegistryError::read(400, deep.as_bytes()).entries, []);
    }
}
