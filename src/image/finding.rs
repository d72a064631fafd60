//! Findings: what is odd or wrong, and where it stands.
//!
//! Not here: the rules themselves (`inspect::findings`), and digests that do
//! not match (`verify`), which are verdicts first.

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A MUST of a specification is broken, or tools will disagree.
    Error,
    /// A SHOULD is not followed.
    Warning,
    /// Worth knowing, and nothing wrong.
    Note,
}

/// One finding. It is part of the report, so its form is stable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable identifier, such as `diff-id-count`.
    pub rule: String,
    pub severity: Severity,
    #[serde(rename = "where")]
    pub place: Location,
    /// One sentence.
    pub message: String,
}

/// Where a finding stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    /// The document's digest, or its file name where nobody names a digest.
    pub document: String,
    /// JSON pointer (RFC 6901); empty for the whole document.
    pub pointer: String,
}

impl Finding {
    #[must_use]
    pub fn new(
        rule: &'static str,
        severity: Severity,
        document: impl Into<String>,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.to_owned(),
            severity,
            place: Location {
                document: document.into(),
                pointer: pointer.into(),
            },
            message: message.into(),
        }
    }
}
