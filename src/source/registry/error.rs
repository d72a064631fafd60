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
use super::served::Mismatch;
use crate::format::visible_line;
use crate::image::schema1::PayloadError;
use crate::url::{Origin, UrlError};

/// The most entries of one error body that are kept.
pub const MAX_ENTRIES: usize = 16;

/// The longest code, message or detail that is kept, in characters. The rest
/// is replaced by `…`.
pub const MAX_ENTRY_TEXT: usize = 1_000;

/// An answer that is no success, in the registry's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryError {
    pub status: u16,
    /// The entries, or none where the body had another form.
    pub entries: Vec<ErrorEntry>,
    /// The beginning of a body of another form.
    pub text: Option<String>,
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

/// Why nothing was brought. Grouped by who has to do something about it.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PullError {
    /// No answer: `doctor` finds out why. `preflight` says whether the browser
    /// had to ask first; the request may have failed there.
    #[error("{error}")]
    Transport {
        error: TransportError,
        preflight: bool,
    },
    /// The same, from the token server.
    #[error("expected a token from {realm}, but found that the browser got or allowed no answer")]
    TokenTransport { realm: crate::url::HttpUrl },
    /// The registry wants to know who asks. It may also hide that way that
    /// there is no such repository.
    #[error("expected to read {registry} without a password, but found that it asks for one")]
    AuthNeeded { registry: Origin },
    /// 401, and the browser hides what is asked for.
    #[error(
        "expected to see what {registry} asks for, but found that it does not expose `WWW-Authenticate`"
    )]
    ChallengeHidden { registry: Origin },
    /// The password was sent, and was not accepted.
    #[error("expected {registry} to accept the password, but found that it was refused")]
    WrongCredentials { registry: Origin },
    /// The password would go to another site: the person decides.
    #[error(
        "expected {registry} to take the password itself, but found that it is to be sent to {realm}"
    )]
    ConfirmRealm { registry: Origin, realm: Origin },
    /// A place that is not asked.
    #[error(transparent)]
    Realm(#[from] RealmError),
    #[error(transparent)]
    Challenge(#[from] ChallengeError),
    #[error("{realm}: {error}")]
    Token { realm: Origin, error: TokenError },
    /// An answer of the token server that is no success.
    #[error("expected a token from {realm}, the registry's token server, but found status {}", reply.status)]
    TokenRefused { realm: Origin, reply: RegistryError },
    /// A schema 1 manifest by tag whose signatures name no payload.
    #[error("expected a manifest with a digest, but found none: {0}")]
    NoDigest(#[from] PayloadError),
    /// 401 from a host to which the registry redirected: nothing is sent there
    /// (GHSA-vh4v-2xq2-g5cg).
    #[error(
        "expected the data behind the redirect of {registry}, but found that the other host asks for a password, which it does not get"
    )]
    RedirectedUnauthorized { registry: Origin },
    /// 429.
    #[error("expected an answer, but found that {registry} allows no more requests for now{}", wait(*retry_after))]
    RateLimited {
        registry: Origin,
        /// Seconds, where the header is exposed.
        retry_after: Option<u64>,
        reply: RegistryError,
    },
    #[error(transparent)]
    Registry(RegistryError),
    /// The bytes are not those that were asked for. They stay to be seen.
    #[error(transparent)]
    Mismatch(Box<Mismatch>),
    /// More bytes than anything of that kind has.
    #[error("expected {what} of at most {limit} bytes, but found more")]
    TooLarge { what: &'static str, limit: u64 },
    /// A list that is none.
    #[error("expected {what}, but found something else")]
    Form { what: &'static str },
    /// Cannot happen for parts that were checked.
    #[error(transparent)]
    Url(#[from] UrlError),
}

fn wait(retry_after: Option<u64>) -> String {
    match retry_after {
        Some(seconds) => format!("; it says to wait {seconds} seconds"),
        None => String::new(),
    }
}

impl std::error::Error for RegistryError {}

impl PullError {
    /// Is it worth asking the doctor?
    #[must_use]
    pub fn is_transport(&self) -> bool {
        matches!(self, Self::Transport { .. } | Self::TokenTransport { .. })
    }

    /// Did the registry say that there is no such thing?
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Registry(reply) if reply.status == 404)
    }

    pub(super) fn of_body(error: BodyError, what: &'static str) -> Self {
        match error {
            BodyError::TooLarge { limit } => Self::TooLarge { what, limit },
            BodyError::Transport(error) => Self::Transport {
                error,
                preflight: false,
            },
        }
    }
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

/// The registry's words are marked as such; characters that would disturb a
/// terminal or the direction of the text are escaped.
impl fmt::Display for RegistryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected success, but found status {}", self.status)?;
        for entry in &self.entries {
            let parts = [&entry.code, &entry.message, &entry.detail];
            let parts: Vec<String> = parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .map(|part| visible_line(part))
                .collect();
            write!(f, "; {}", parts.join(": "))?;
        }
        match &self.text {
            Some(text) => write!(f, "; {}", visible_line(text)),
            None => Ok(()),
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
        assert_eq!(read.to_string(), message);
        read
    }

    #[test]
    fn the_registrys_own_words_are_kept() {
        let read = check(
            404,
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"x"}}]}"#,
            r#"expected success, but found status 404; MANIFEST_UNKNOWN: manifest unknown: {"Tag":"x"}"#,
        );
        assert!(read.has_code("MANIFEST_UNKNOWN") && !read.is_accept_complaint());
        let read = check(
            404,
            r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"OCI manifest found, but accept header does not support OCI manifests"}]}"#,
            "expected success, but found status 404; MANIFEST_UNKNOWN: OCI manifest found, but accept header does not support OCI manifests",
        );
        assert!(read.is_accept_complaint());
        check(
            401,
            r#"{"details":"incorrect username or password"}"#,
            "expected success, but found status 401; incorrect username or password",
        );
        check(
            400,
            r#"{"error":"invalid_scope","error_description":"no"}"#,
            "expected success, but found status 400; invalid_scope: no",
        );
    }

    #[test]
    fn bodies_of_any_form_are_shown_as_text() {
        check(
            502,
            "<html>\n<b>Bad Gateway</b>",
            "expected success, but found status 502; <html>\\n<b>Bad Gateway</b>",
        );
        check(500, "", "expected success, but found status 500");
        check(
            500,
            r#"{"errors":null}"#,
            r#"expected success, but found status 500; {"errors":null}"#,
        );
        check(
            500,
            r#"{"errors":["x",null]}"#,
            "expected success, but found status 500; ; ",
        );
        check(
            403,
            "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"\\u001b[2J\\u202e x\"}]}",
            "expected success, but found status 403; DENIED: \\u{1b}[2J\\u{202e} x",
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
