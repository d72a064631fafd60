//! Asks for a token and reads the reply, by the distribution project's "Token
//! Authentication Specification" (`spec/auth/token.md`, the `GET` form).
//!
//! Not here: whether that server may be asked (`realm`).

use std::fmt;
use std::time::Duration;

use serde::Deserialize;

use super::super::http::Authorization;
use super::Realm;
use crate::image::reference::Repository;
use crate::url::HttpUrl;
use crate::words::{Message, registry};

/// How long a token lives where the reply does not say, by the specification.
pub const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);

/// The longest life that is believed: a token that is dead sooner costs one
/// more request, a wrong huge number would cost a bug.
const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// Tokens are renewed this much before they end, for the time on the way.
const MARGIN: Duration = Duration::from_secs(5);

/// The longest token, in bytes. Real ones have up to 8 KiB.
const MAX_TOKEN_LENGTH: usize = 65_536;

/// The most scopes of one challenge that are asked for.
const MAX_SCOPES: usize = 8;

/// What a token is for: `repository:library/alpine:pull`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope(String);

/// A bearer token. Prints as `****`.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    value: String,
    /// By [`super::super::http::Http::now`].
    expires: Duration,
    /// It was had for somebody's password.
    personal: bool,
}

/// Why a reply holds no token. The reply is not repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenError {
    Json,
    Missing,
    /// Not printable ASCII, or longer than any real one.
    Form {
        length: usize,
    },
}

impl TokenError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Json => registry::token_is_no_json(),
            Self::Missing => registry::no_token(),
            Self::Form { length } => registry::strange_token(*length),
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl Scope {
    /// To read `repository`.
    #[must_use]
    pub fn pull(repository: &Repository) -> Self {
        Self(format!("repository:{}:pull", repository.path()))
    }

    /// The same of a registry whose names have `prefix` before them. Nothing is put
    /// before them where that is empty.
    #[must_use]
    pub fn below(&self, prefix: &str) -> Self {
        match self.0.strip_prefix("repository:") {
            Some(name) if !prefix.is_empty() => Self(format!("repository:{prefix}/{name}")),
            _ => self.clone(),
        }
    }

    /// To list the repositories of a registry.
    #[must_use]
    pub fn catalog() -> Self {
        Self("registry:catalog:*".to_owned())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a challenge's `scope` asks for, held against what is needed.
struct Needed {
    scopes: Vec<String>,
    /// As they were spelled.
    excess: Vec<String>,
}

/// The rights that reading takes. Azure's registries have one of their own for
/// lists of tags.
const READING: [&str; 2] = ["pull", "metadata_read"];

/// The longest rights that are repeated, in characters.
const MAX_EXCESS: usize = 200;

fn needed(challenged: Option<&str>, wanted: &Scope) -> Needed {
    let mut found = Needed {
        scopes: Vec::new(),
        excess: Vec::new(),
    };
    let scopes = challenged.unwrap_or_default().split_ascii_whitespace();
    for scope in scopes.take(MAX_SCOPES) {
        let (kept, excess) = wanted.narrowed(scope);
        found.scopes.extend(kept);
        if excess {
            found.excess.push(scope.to_owned());
        }
    }
    if found.scopes.is_empty() {
        found.scopes.push(wanted.0.clone());
    }
    found
}

/// The scopes of a challenge that are wider than what is needed, as spelled.
#[must_use]
pub fn excess(challenged: Option<&str>, wanted: &Scope) -> Option<String> {
    let excess = needed(challenged, wanted).excess.join(" ");
    (!excess.is_empty()).then(|| excess.chars().take(MAX_EXCESS).collect())
}

impl Scope {
    /// What of a challenge's scope is needed for this one, and whether it is
    /// wider: another repository, or rights beyond reading.
    fn narrowed(&self, scope: &str) -> (Option<String>, bool) {
        if scope == self.0 {
            return (Some(scope.to_owned()), false);
        }
        let place = |scope: &str| {
            let (place, _) = scope.rsplit_once(':')?;
            let (kind, name) = place.split_once(':')?;
            // `repository(plugin):o/x:pull`
            let kind = kind.split('(').next().unwrap_or_default();
            (kind == "repository").then(|| name.to_owned())
        };
        let (Some((prefix, rights)), Some(own)) = (scope.rsplit_once(':'), place(&self.0)) else {
            return (None, true);
        };
        if place(scope) != Some(own) {
            return (None, true);
        }
        let rights = rights.split(',');
        let (kept, more): (Vec<&str>, Vec<&str>) =
            rights.partition(|right| READING.contains(right));
        let kept = (!kept.is_empty()).then(|| format!("{prefix}:{}", kept.join(",")));
        (kept, !more.is_empty())
    }
}

/// The address that gives a token: the realm with its own query kept.
/// `challenged` is the challenge's `scope`, which holds several separated by
/// spaces. Of it only what `wanted` needs is asked for, in the registry's own
/// words: some have names of their own for the right to list tags.
#[must_use]
pub fn address(
    realm: &Realm,
    service: Option<&str>,
    challenged: Option<&str>,
    wanted: &Scope,
) -> HttpUrl {
    let mut url = realm.url.clone();
    if let Some(service) = service {
        url = url.with_parameter("service", service);
    }
    for scope in needed(challenged, wanted).scopes {
        url = url.with_parameter("scope", &scope);
    }
    url
}

#[derive(Deserialize)]
struct Reply {
    token: Option<String>,
    access_token: Option<String>,
    /// Seconds. Servers have sent fractions and strings.
    expires_in: Option<serde_json::Value>,
}

impl Token {
    /// Reads the reply of a token server, received at `now`.
    ///
    /// `issued_at` is not used: it is by the server's clock, and the two need
    /// not agree.
    pub fn from_reply(body: &[u8], now: Duration) -> Result<Self, TokenError> {
        let reply: Reply = serde_json::from_slice(body).map_err(|_| TokenError::Json)?;
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let value = filled(reply.token)
            .or_else(|| filled(reply.access_token))
            .ok_or(TokenError::Missing)?;
        // Anything else could not be sent in a header, or would end it.
        if value.len() > MAX_TOKEN_LENGTH || !value.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(TokenError::Form {
                length: value.len(),
            });
        }
        let lifetime = reply
            .expires_in
            .as_ref()
            .and_then(serde_json::Value::as_f64)
            .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
            .map_or(DEFAULT_LIFETIME, |seconds| {
                Duration::try_from_secs_f64(seconds).unwrap_or(MAX_LIFETIME)
            });
        Ok(Self {
            value,
            personal: false,
            expires: now.saturating_add(lifetime.min(MAX_LIFETIME)),
        })
    }

    /// The same, which was had for somebody's password.
    #[must_use]
    pub fn of_person(self, personal: bool) -> Self {
        Self { personal, ..self }
    }

    #[must_use]
    pub fn is_valid(&self, now: Duration) -> bool {
        now.saturating_add(MARGIN) < self.expires
    }

    #[must_use]
    pub fn authorization(&self) -> Authorization {
        Authorization::new(format!("Bearer {}", self.value), self.personal)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(1000);

    #[track_caller]
    fn check(reply: &str, value: &str, seconds: u64) {
        let token = Token::from_reply(reply.as_bytes(), NOW).expect(reply);
        assert_eq!(token.authorization().reveal(), format!("Bearer {value}"));
        assert_eq!(token.expires, NOW + Duration::from_secs(seconds), "{reply}");
    }

    #[test]
    fn both_names_of_a_token_are_read() {
        check(r#"{"token":"a"}"#, "a", 60);
        check(
            r#"{"access_token":"b","expires_in":300,"issued_at":"2020-01-01T00:00:00Z"}"#,
            "b",
            300,
        );
        check(r#"{"token":"","access_token":"b"}"#, "b", 60);
        check(r#"{"token":"a","access_token":"b"}"#, "a", 60);
        check(r#"{"token":"a","expires_in":"soon"}"#, "a", 60);
        check(r#"{"token":"a","expires_in":-1}"#, "a", 60);
        check(r#"{"token":"a","expires_in":1e300}"#, "a", 86_400);
    }

    #[test]
    fn a_token_is_renewed_before_it_ends() {
        let token = Token::from_reply(br#"{"token":"a","expires_in":60}"#, NOW).unwrap();
        assert!(token.is_valid(NOW + Duration::from_secs(54)));
        assert!(!token.is_valid(NOW + Duration::from_secs(55)));
    }

    #[test]
    fn replies_without_a_token_are_refused_and_not_repeated() {
        for (reply, message) in [
            (
                "<html>",
                "expected a JSON object with a token, but found something else",
            ),
            (
                "[]",
                "expected a JSON object with a token, but found something else",
            ),
            (
                "{}",
                "expected `token` or `access_token` in the reply, but found neither",
            ),
            (
                r#"{"token":"a\r\nX: y"}"#,
                "expected a token of printable ASCII characters, but found other characters in one of 7 bytes",
            ),
            (
                r#"{"token":5}"#,
                "expected a JSON object with a token, but found something else",
            ),
        ] {
            let error = Token::from_reply(reply.as_bytes(), NOW).expect_err(reply);
            assert_eq!(error.to_string(), message);
        }
        let token = Token::from_reply(br#"{"token":"secret"}"#, NOW).unwrap();
        assert_eq!(format!("{token} {token:?}"), "**** ****");
    }

    #[test]
    fn never_more_than_reading_is_asked_for() {
        let pull = Scope::pull(&"r.example/o/x".parse().unwrap());
        for (challenged, asked, wider) in [
            ("repository:o/x:pull", "repository:o/x:pull", false),
            (
                "repository:o/x:metadata_read",
                "repository:o/x:metadata_read",
                false,
            ),
            (
                "repository(plugin):o/x:pull",
                "repository(plugin):o/x:pull",
                false,
            ),
            ("repository:o/x:pull,push", "repository:o/x:pull", true),
            ("repository:o/x:push", "repository:o/x:pull", true),
            ("repository:o/x:*", "repository:o/x:pull", true),
            ("repository:o/x:delete,*", "repository:o/x:pull", true),
            ("repository:other:pull", "repository:o/x:pull", true),
            ("registry:catalog:*", "repository:o/x:pull", true),
            ("nonsense", "repository:o/x:pull", true),
            ("", "repository:o/x:pull", false),
        ] {
            let found = needed(Some(challenged), &pull);
            assert_eq!(found.scopes, [asked], "{challenged}");
            let said = wider.then(|| challenged.to_owned());
            assert_eq!(excess(Some(challenged), &pull), said, "{challenged}");
        }
        let catalog = Scope::catalog();
        assert_eq!(excess(Some("registry:catalog:*"), &catalog), None);
        let other = needed(Some("repository:o/x:pull"), &catalog);
        assert_eq!(other.scopes, ["registry:catalog:*"]);
        assert_eq!(other.excess, ["repository:o/x:pull"]);
    }

    #[test]
    fn the_address_keeps_the_realms_own_query() {
        let registry = "https://r.example/".parse::<HttpUrl>().unwrap();
        let realm = Realm::judge("https://r.example/token?account=x", registry.origin()).unwrap();
        let wanted = Scope::pull(&"r.example/o/x".parse().unwrap());
        let one = address(&realm, Some("a b"), None, &wanted);
        assert_eq!(
            one.to_string(),
            "https://r.example/token?account=x&service=a%20b&scope=repository:o/x:pull"
        );
        let several = address(
            &realm,
            None,
            Some("repository:o/x:pull  repository:o/x:metadata_read"),
            &wanted,
        );
        assert_eq!(
            several.to_string(),
            "https://r.example/token?account=x&scope=repository:o/x:pull&scope=repository:o/x:metadata_read"
        );
        assert_eq!(Scope::catalog().as_str(), "registry:catalog:*");
    }
}
