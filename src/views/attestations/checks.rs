//! What must agree in BuildKit's attestations without any key, as rows.

use crate::attestation::buildkit::{Agreement, Check, Compared};
use crate::format::visible;
use crate::views::Tone;
use crate::words::{Message, attestations as words};

/// One thing that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRow {
    pub what: Message,
    pub tone: Tone,
    pub said: Message,
    /// What is claimed and what was found, where those differ.
    pub difference: Option<(String, String)>,
}

/// The rows, in the order of the checks.
#[must_use]
pub fn check_rows(checks: &[Check]) -> Vec<CheckRow> {
    checks.iter().map(CheckRow::of).collect()
}

impl CheckRow {
    fn of(check: &Check) -> Self {
        let what = match check.what {
            Compared::InIndex => words::check_in_index(),
            Compared::ManifestSubject => words::check_manifest_subject(),
            Compared::StatementSubject(number) => words::check_statement_subject(number + 1),
            Compared::PredicateType(number) => words::check_predicate_type(number + 1),
        };
        let (tone, said, difference) = match &check.agreement {
            Agreement::Agrees => (Tone::Good, words::check_agrees(), None),
            Agreement::NotSaid => (Tone::Unknown, words::not_said(), None),
            Agreement::Differs { claimed, found } => {
                let both = (visible(claimed), visible(found));
                (Tone::Bad, words::check_differs(), Some(both))
            }
        };
        Self {
            what,
            tone,
            said,
            difference,
        }
    }
}
