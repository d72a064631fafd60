//! What a verdict looks like: a tone, an icon and a word.

use crate::format::Bytes;
use crate::inspect::ledger::Summary;
use crate::session::Progress;
use crate::verify::Verdict;

/// What a verdict looks like. Each has an icon and a word, never colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    Good,
    Bad,
    /// The bytes are not here.
    Missing,
    /// Being hashed.
    Working,
    /// Nobody could look.
    Unknown,
}

impl Tone {
    #[must_use]
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Verified(_) => Self::Good,
            Verdict::WrongSize { .. }
            | Verdict::WrongDigest { .. }
            | Verdict::Unreadable { .. } => Self::Bad,
            Verdict::Missing { .. } => Self::Missing,
            Verdict::Checking { .. } => Self::Working,
            Verdict::NotChecked { .. } => Self::Unknown,
        }
    }

    /// Of everything that is open: failures first, and green only where
    /// nothing is left to be checked.
    #[must_use]
    pub fn of_summary(summary: &Summary, progress: &Progress) -> Self {
        if summary.bad > 0 {
            Self::Bad
        } else if progress.finished.is_none() {
            Self::Working
        } else if summary.verified == 0
            || summary.unchecked > 0
            || summary.unfetched > 0
            || summary.pending > 0
        {
            Self::Unknown
        } else {
            Self::Good
        }
    }

    /// One character, for the eye; the word beside it is for everyone.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Missing => "–",
            Self::Working => "…",
            Self::Unknown => "?",
        }
    }

    /// The name of its CSS class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Missing => "missing",
            Self::Working => "busy",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a row is not verified, for a place where both digests stand beside it.
#[must_use]
pub fn reason_beside(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::WrongDigest { .. } => {
            Some("the bytes hash to another digest; the digits that differ are marked".to_owned())
        }
        Verdict::Checking { done, total } => Some(format!("{} of {}", Bytes(*done), Bytes(*total))),
        other => other.reason(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_is_green_only_where_nothing_is_left() {
        let summary = |verified, bad, missing, unchecked| Summary {
            verified,
            bad,
            missing,
            unchecked,
            ..Summary::default()
        };
        let running = Progress::default();
        let done = Progress {
            finished: Some(1.0),
            ..running
        };
        for (summary, progress, tone) in [
            (summary(3, 0, 0, 0), done, Tone::Good),
            (summary(3, 0, 0, 0), running, Tone::Working),
            (summary(3, 1, 0, 0), running, Tone::Bad),
            (summary(3, 1, 0, 0), done, Tone::Bad),
            (summary(3, 0, 2, 0), done, Tone::Good),
            (summary(3, 0, 0, 1), done, Tone::Unknown),
            (summary(0, 0, 2, 0), done, Tone::Unknown),
        ] {
            assert_eq!(Tone::of_summary(&summary, &progress), tone, "{summary:?}");
        }
    }
}
