//! Reads `WWW-Authenticate`.
//!
//! Not here: whether what it asks for is a good idea (`realm`).
//!
//! The grammar is that of RFC 7235, section 2.1 and appendix C; the browser
//! joins several header lines by `, `, so challenges and their parameters are
//! separated by the same comma:
//!
//! ```text
//! WWW-Authenticate = 1#challenge
//! challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
//! auth-param       = token BWS "=" BWS ( token / quoted-string )
//! token68          = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
//! quoted-string    = DQUOTE *( qdtext / "\" any ) DQUOTE
//! ```
//!
//! A comma is followed by a new challenge if what comes next is a token and is
//! not followed by `=`. Empty elements (`, ,`) are allowed. Scheme and names
//! are case-insensitive, and are lower-case here.

use std::fmt;

use crate::words::{Message, registry};

/// The longest header that is looked at, in bytes. Servers cap all headers
/// together at 8 to 16 KiB.
pub const MAX_CHALLENGE_LENGTH: usize = 16_384;

/// One way in which a server lets itself be convinced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Lower-case: `bearer`, `basic`, `negotiate`, ….
    pub scheme: String,
    /// In order, names in lower case, values unescaped. Of a name that comes
    /// twice the first counts.
    pub parameters: Vec<(String, String)>,
}

/// Why a header is no list of challenges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChallengeError {
    TooLong {
        found: usize,
    },
    Name {
        found: Option<char>,
    },
    Unclosed,
    Comma {
        name: String,
        found: Option<char>,
    },
    /// No challenge at all.
    Empty,
}

impl ChallengeError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLong { found } => registry::long_challenge(MAX_CHALLENGE_LENGTH, *found),
            Self::Name { found: Some(found) } => {
                registry::no_name_in_challenge(found.escape_default().to_string())
            }
            Self::Name { found: None } => registry::challenge_ends_before_name(),
            Self::Unclosed => registry::unclosed_challenge(),
            Self::Comma {
                name,
                found: Some(found),
            } => registry::no_comma_in_challenge(name, found.escape_default().to_string()),
            Self::Comma { name, found: None } => registry::challenge_ends_before_comma(name),
            Self::Empty => registry::no_challenge(),
        }
    }
}

impl fmt::Display for ChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl Challenge {
    /// Reads every challenge of a header's value.
    pub fn parse_all(value: &str) -> Result<Vec<Self>, ChallengeError> {
        if value.len() > MAX_CHALLENGE_LENGTH {
            return Err(ChallengeError::TooLong { found: value.len() });
        }
        let mut parser = Parser { rest: value };
        let mut challenges: Vec<Self> = Vec::new();
        loop {
            parser.skip(|c| c == ',' || is_space(c));
            if parser.rest.is_empty() {
                break;
            }
            match (parser.parameter()?, challenges.last_mut()) {
                (Some(parameter), Some(challenge)) => challenge.parameters.push(parameter),
                // A parameter before any scheme: the name is missing.
                (Some(_), None) => return Err(ChallengeError::Name { found: Some('=') }),
                (None, _) => challenges.push(parser.challenge()?),
            }
        }
        if challenges.is_empty() {
            return Err(ChallengeError::Empty);
        }
        Ok(challenges)
    }

    /// The first value of the parameter `name`, which is lower-case.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    fn skip(&mut self, what: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(what);
    }

    fn token(&mut self) -> Result<&'a str, ChallengeError> {
        let end = self.rest.find(|c| !is_token(c)).unwrap_or(self.rest.len());
        let (token, rest) = self.rest.split_at(end);
        if token.is_empty() {
            return Err(ChallengeError::Name {
                found: rest.chars().next(),
            });
        }
        self.rest = rest;
        Ok(token)
    }

    /// `name = value`, or `None` with nothing consumed where the next thing is
    /// a scheme.
    fn parameter(&mut self) -> Result<Option<(String, String)>, ChallengeError> {
        let before = self.rest;
        let name = self.token()?.to_ascii_lowercase();
        self.skip(is_space);
        let Some(rest) = self.rest.strip_prefix('=') else {
            self.rest = before;
            return Ok(None);
        };
        self.rest = rest;
        self.skip(is_space);
        let value = if self.rest.starts_with('"') {
            self.quoted()?
        } else {
            self.bare_value()
        };
        self.skip(is_space);
        match self.rest.chars().next() {
            None | Some(',') => Ok(Some((name, value))),
            found => Err(ChallengeError::Comma { name, found }),
        }
    }

    /// A value without quotation marks. Laxer than `token`: servers send
    /// `realm=https://…` so, and it ends at a comma or a space either way.
    fn bare_value(&mut self) -> String {
        let end = self
            .rest
            .find(|c: char| c == ',' || c == '"' || is_space(c))
            .unwrap_or(self.rest.len());
        let (value, rest) = self.rest.split_at(end);
        self.rest = rest;
        value.to_owned()
    }

    fn quoted(&mut self) -> Result<String, ChallengeError> {
        let mut value = String::new();
        let mut chars = self.rest.chars();
        chars.next();
        loop {
            match chars.next().ok_or(ChallengeError::Unclosed)? {
                '"' => break,
                '\\' => value.push(chars.next().ok_or(ChallengeError::Unclosed)?),
                c => value.push(c),
            }
        }
        self.rest = chars.as_str();
        Ok(value)
    }

    /// A scheme, and the `token68` after it, which nothing here needs.
    fn challenge(&mut self) -> Result<Challenge, ChallengeError> {
        let scheme = self.token()?.to_ascii_lowercase();
        self.skip(is_space);
        let end = self.rest.find(',').unwrap_or(self.rest.len());
        let (next, rest) = self.rest.split_at(end);
        let padding = next.trim_end_matches([' ', '\t', '=']);
        let token68 = !padding.is_empty() && padding.chars().all(is_token68);
        if token68 {
            self.rest = rest;
        }
        Ok(Challenge {
            scheme,
            parameters: Vec::new(),
        })
    }
}

fn is_space(c: char) -> bool {
    c == ' ' || c == '\t'
}

fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

fn is_token68(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~+/".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, expected: &[(&str, &[(&str, &str)])]) {
        let read = Challenge::parse_all(value).expect(value);
        let read: Vec<_> = read
            .iter()
            .map(|challenge| {
                let parameters: Vec<_> = challenge
                    .parameters
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect();
                (challenge.scheme.as_str(), parameters)
            })
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(scheme, parameters)| (*scheme, parameters.to_vec()))
            .collect();
        assert_eq!(read, expected, "{value}");
    }

    #[test]
    fn challenges_of_real_registries_are_read() {
        check(
            r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/busybox:pull""#,
            &[(
                "bearer",
                &[
                    ("realm", "https://auth.docker.io/token"),
                    ("service", "registry.docker.io"),
                    ("scope", "repository:library/busybox:pull"),
                ],
            )],
        );
        check(
            r#"Basic realm="Registry Realm""#,
            &[("basic", &[("realm", "Registry Realm")])],
        );
        check("BASIC REALM=x", &[("basic", &[("realm", "x")])]);
    }

    #[test]
    fn several_challenges_share_one_comma() {
        check(
            r#"Basic realm="a, b=c", charset="UTF-8", Bearer realm="https://x/t" , service = y,,Negotiate"#,
            &[
                ("basic", &[("realm", "a, b=c"), ("charset", "UTF-8")]),
                ("bearer", &[("realm", "https://x/t"), ("service", "y")]),
                ("negotiate", &[]),
            ],
        );
        check(
            "Negotiate YIIab+/==, Basic realm=x",
            &[("negotiate", &[]), ("basic", &[("realm", "x")])],
        );
        check("Negotiate, NTLM", &[("negotiate", &[]), ("ntlm", &[])]);
        check(
            r#"Newauth realm="apps", type=1, title="Login to \"apps\"", Basic realm="simple""#,
            &[
                (
                    "newauth",
                    &[
                        ("realm", "apps"),
                        ("type", "1"),
                        ("title", "Login to \"apps\""),
                    ],
                ),
                ("basic", &[("realm", "simple")]),
            ],
        );
        check(
            "Bearer realm=https://x/t?a=b,scope=c",
            &[("bearer", &[("realm", "https://x/t?a=b"), ("scope", "c")])],
        );
    }

    #[test]
    fn the_first_of_two_equal_names_counts() {
        let read = Challenge::parse_all("Bearer realm=a, Realm=b").unwrap();
        assert_eq!(read[0].parameter("realm"), Some("a"));
        assert_eq!(read[0].parameter("service"), None);
    }

    #[test]
    fn what_is_no_challenge_is_said() {
        for (value, message) in [
            ("", "expected at least one challenge, but found none"),
            (" , ", "expected at least one challenge, but found none"),
            ("realm=x", "expected a name in the challenge, but found `=`"),
            (
                "Bearer realm=\"x",
                "expected a closing quotation mark in the challenge, but found its end",
            ),
            (
                "Bearer realm=\"x\\",
                "expected a closing quotation mark in the challenge, but found its end",
            ),
            (
                "Bearer realm=\"x\" y",
                "expected a comma after the value of `realm`, but found `y`",
            ),
            (
                "\"x\"",
                "expected a name in the challenge, but found `\\\"`",
            ),
            (
                "Bearer @",
                "expected a name in the challenge, but found `@`",
            ),
        ] {
            let error = Challenge::parse_all(value).expect_err(value);
            assert_eq!(error.to_string(), message, "{value}");
        }
        let long = "a".repeat(MAX_CHALLENGE_LENGTH + 1);
        assert!(matches!(
            Challenge::parse_all(&long),
            Err(ChallengeError::TooLong { .. })
        ));
    }

    #[test]
    fn every_beginning_of_a_header_is_read_or_refused() {
        let value = r#"Basic realm="a\"b", Bearer realm="é", x=y, Negotiate ab=="#;
        for (end, _) in value.char_indices() {
            let _ = Challenge::parse_all(&value[..end]);
        }
        assert_eq!(Challenge::parse_all(value).unwrap().len(), 3);
    }
}
