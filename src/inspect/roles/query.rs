//! What a person types to find a digest: all of it, its hex digits alone, or
//! the first of them, as tools print IDs.
//!
//! ```text
//! query ::= [ name "@" ] [ algorithm ":" ] hex{6,} [ "…" | "..." ]
//! ```

use std::str::FromStr;

use crate::words::{Message, roles};

/// The fewest hex digits that are searched for: fewer fit too much by chance.
pub const MIN_PREFIX: usize = 6;

/// The most: those of a SHA-512.
const MAX_DIGITS: usize = 128;

/// A digest or the beginning of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// `None` where only digits were given.
    pub algorithm: Option<String>,
    /// Lower-case hex digits.
    pub digits: String,
    /// What was changed to read it.
    pub note: Option<Message>,
}

/// Why a question cannot be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryError {
    Empty,
    TooShort { found: usize },
    TooLong { most: usize, found: usize },
    Character { found: char },
}

impl QueryError {
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => roles::query_empty(MIN_PREFIX),
            Self::TooShort { found } => roles::query_too_short(MIN_PREFIX, *found),
            Self::TooLong { most, found } => roles::query_too_long(*most, *found),
            Self::Character { found } => roles::query_character(found.escape_default().to_string()),
        }
    }
}

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        let text = text.trim().trim_matches(['"', '\'', '`']);
        let text = text.trim_end_matches('…').trim_end_matches("...");
        // `name@sha256:…`, as people copy it.
        let text = text.rsplit_once('@').map_or(text, |(_, digest)| digest);
        let (algorithm, digits) = match text.split_once(':') {
            Some((algorithm, digits)) => (Some(algorithm.to_ascii_lowercase()), digits),
            None => (None, text),
        };
        let most = match algorithm.as_deref() {
            Some("sha256") => 64,
            _ => MAX_DIGITS,
        };
        let strange = digits.chars().find(|c| !c.is_ascii_hexdigit());
        match (strange, digits.len()) {
            (_, 0) => return Err(QueryError::Empty),
            (Some(found), _) => return Err(QueryError::Character { found }),
            (_, found) if found < MIN_PREFIX => return Err(QueryError::TooShort { found }),
            (_, found) if found > most => return Err(QueryError::TooLong { most, found }),
            _ => {}
        }
        let upper = text.contains(|c: char| c.is_ascii_uppercase());
        Ok(Self {
            algorithm,
            digits: digits.to_ascii_lowercase(),
            note: upper.then(roles::read_as_lower_case),
        })
    }
}

impl Query {
    /// Whether `digest` begins as asked. It may be any string that a document
    /// has in a digest's place, also hex digits without an algorithm.
    #[must_use]
    pub fn fits(&self, digest: &str) -> bool {
        let (algorithm, encoded) = match digest.split_once(':') {
            Some((algorithm, encoded)) => (Some(algorithm), encoded),
            None => (None, digest),
        };
        let same = match (&self.algorithm, algorithm) {
            (Some(asked), Some(algorithm)) => algorithm.eq_ignore_ascii_case(asked),
            _ => true,
        };
        // A malformed digest may be in upper case, and is still looked for.
        let begins = encoded
            .get(..self.digits.len())
            .is_some_and(|first| first.eq_ignore_ascii_case(&self.digits));
        same && begins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, algorithm: Option<&str>, digits: &str, noted: bool) {
        let query: Query = text.parse().unwrap();
        assert_eq!(query.algorithm.as_deref(), algorithm);
        assert_eq!(query.digits, digits);
        assert_eq!(query.note, noted.then(roles::read_as_lower_case));
    }

    #[test]
    fn a_digest_is_read_whole_or_in_part_and_as_people_copy_it() {
        check("8ddc19", None, "8ddc19", false);
        check(" sha256:8ddc19f165 \n", Some("sha256"), "8ddc19f165", false);
        check("SHA256:8DDC19", Some("sha256"), "8ddc19", true);
        check("busybox@sha256:8ddc19", Some("sha256"), "8ddc19", false);
        check(
            "`sha256:8ddc19f16526…`",
            Some("sha256"),
            "8ddc19f16526",
            false,
        );
        check("\"sha512:8ddc19...\"", Some("sha512"), "8ddc19", false);
        check(&"a".repeat(64), None, &"a".repeat(64), false);
    }

    #[test]
    fn what_is_no_digest_says_why() {
        for (text, message) in [
            (
                "",
                "expected a digest or at least its first 6 hex digits, but found nothing",
            ),
            (
                "sha256:",
                "expected a digest or at least its first 6 hex digits, but found nothing",
            ),
            (
                "8ddc1",
                "expected at least 6 hex digits, but found 5: fewer match many digests by chance",
            ),
            ("busybox", "expected hex digits, but found `u`"),
            (
                "abcdef\u{202e}",
                "expected hex digits, but found `\\u{202e}`",
            ),
        ] {
            assert_eq!(
                text.parse::<Query>().unwrap_err().message().to_string(),
                message
            );
        }
        let long = format!("sha256:{}", "a".repeat(65));
        assert_eq!(
            long.parse::<Query>().unwrap_err().message().to_string(),
            "expected at most 64 hex digits, but found 65"
        );
    }

    #[test]
    fn a_prefix_fits_by_its_digits_and_by_the_algorithm_where_one_is_named() {
        for (query, digest, fits) in [
            ("abcdef", "sha256:abcdef01", true),
            ("abcdef", "abcdef01", true),
            ("ABCDEF", "sha256:abcdef01", true),
            ("abcdef", "SHA256:ABCDEF01", true),
            ("sha256:abcdef", "abcdef01", true),
            ("sha256:abcdef", "sha512:abcdef01", false),
            ("abcdef", "sha256:0abcdef", false),
            ("abcdef", "sha256:abcde", false),
            ("abcdef", "sha256:abcdé", false),
        ] {
            assert_eq!(
                query.parse::<Query>().unwrap().fits(digest),
                fits,
                "{digest}"
            );
        }
    }
}
