//! The name of a platform, as `--platform` takes it.
//!
//! Not here: choosing among the platforms of an index.
//!
//! ```text
//! platform ::= os "/" architecture [ "/" variant ] [ ":" os-version ]
//! each     ::= [A-Za-z0-9_.-]+
//! ```
//!
//! containerd's `platforms.Parse` has the same alphabet; the version after a
//! colon is crane's way to tell Windows builds apart.

use std::fmt;
use std::str::FromStr;

/// The longest name of a platform, in bytes. `windows/amd64:10.0.17763.5936`
/// has 29.
pub const MAX_PLATFORM_LENGTH: usize = 128;

/// A platform's name that fits the grammar, as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PlatformName(String);

/// Why a string is no name of a platform.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a platform such as `linux/arm64/v8`, but found `{}`", found.chars().take(80).flat_map(char::escape_default).collect::<String>())]
pub struct PlatformError {
    pub found: String,
}

impl PlatformName {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn os(&self) -> &str {
        self.component(0).unwrap_or_default()
    }

    #[must_use]
    pub fn architecture(&self) -> &str {
        self.component(1).unwrap_or_default()
    }

    #[must_use]
    pub fn variant(&self) -> Option<&str> {
        self.component(2)
    }

    /// The version after a colon, as Windows images have it.
    #[must_use]
    pub fn os_version(&self) -> Option<&str> {
        self.0.split_once(':').map(|(_, version)| version)
    }

    /// Without that version.
    #[must_use]
    pub fn without_version(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }

    fn component(&self, index: usize) -> Option<&str> {
        self.without_version().split('/').nth(index)
    }
}

impl FromStr for PlatformName {
    type Err = PlatformError;

    fn from_str(text: &str) -> Result<Self, PlatformError> {
        let word = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b))
        };
        let (names, version) = match text.split_once(':') {
            Some((names, version)) => (names, Some(version)),
            None => (text, None),
        };
        let fits = text.len() <= MAX_PLATFORM_LENGTH
            && (2..=3).contains(&names.split('/').count())
            && names.split('/').all(word)
            && version.is_none_or(word);
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(PlatformError {
                found: text.to_owned(),
            })
        }
    }
}

impl fmt::Display for PlatformName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_two_or_three_words() {
        for (text, os, architecture, variant) in [
            ("linux/amd64", "linux", "amd64", None),
            ("linux/arm64/v8", "linux", "arm64", Some("v8")),
            ("windows/amd64:10.0.17763", "windows", "amd64", None),
            ("unknown/unknown", "unknown", "unknown", None),
        ] {
            let read: PlatformName = text.parse().unwrap();
            assert_eq!(
                (
                    read.os(),
                    read.architecture(),
                    read.variant(),
                    read.as_str()
                ),
                (os, architecture, variant, text)
            );
        }
        for text in [
            "",
            "linux",
            "linux/",
            "/amd64",
            "a/b/c/d",
            "linux/arm 64",
            "l/a:",
            "l/$(x)",
        ] {
            assert!(text.parse::<PlatformName>().is_err(), "{text}");
        }
        assert_eq!(
            "linux arm64"
                .parse::<PlatformName>()
                .unwrap_err()
                .to_string(),
            "expected a platform such as `linux/arm64/v8`, but found `linux arm64`"
        );
    }
}
