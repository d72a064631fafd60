//! How a verdict on two images looks.

use crate::comparison::verdict::Verdict;

/// A verdict at a glance; its sentence says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    Same,
    Differs,
    NotKnown,
}

impl Outcome {
    pub(super) fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Identical | Verdict::SameSaved | Verdict::SameImage => Self::Same,
            // What the configs say may be the same, or not.
            Verdict::SameDiffIds | Verdict::NotKnown => Self::NotKnown,
            Verdict::Recompressed { .. }
            | Verdict::OnlyManifest
            | Verdict::OnlyTimes
            | Verdict::OnlySpelling { .. }
            | Verdict::Config { .. }
            | Verdict::Base(_)
            | Verdict::Layers(_)
            | Verdict::NothingInCommon => Self::Differs,
        }
    }

    /// One character, for the eye; the sentence beside it is for everyone.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Same => "=",
            Self::Differs => "≠",
            Self::NotKnown => "?",
        }
    }

    /// The name of its CSS class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differs => "changed",
            Self::NotKnown => "not-known",
        }
    }
}
