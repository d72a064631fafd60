//! Findings: what is odd or wrong, and where it stands.
//!
//! Not here: digests that do not match (`verify`), which are verdicts first.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Rule;
use crate::words::Message;

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

/// One finding. It is always of a rule of the table: there are no others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    #[serde(serialize_with = "id", deserialize_with = "of_id")]
    pub rule: &'static Rule,
    pub place: Location,
    /// One sentence without its full stop.
    pub message: Message,
}

/// Where a finding stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Location {
    /// The document's digest, or its file name where nobody names a digest.
    pub document: String,
    /// JSON pointer (RFC 6901); empty for the whole document.
    pub pointer: String,
}

fn id<S: Serializer>(rule: &'static Rule, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.id)
}

fn of_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static Rule, D::Error> {
    let id = String::deserialize(deserializer)?;
    let unknown = || serde::de::Error::custom("a rule of another build");
    Rule::find(&id).ok_or_else(unknown)
}
