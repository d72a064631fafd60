//! What a verdict looks like: a tone, an icon and a word.

use crate::format::Bytes;
use crate::inspect::judgement::State;
use crate::session::{Progress, Showing};
use crate::verify::Verdict;
use crate::words::{Message, amounts, detail, joined, overview};

/// What a verdict looks like. Each has an icon and a word, never colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    Good,
    Bad,
    /// The bytes are not here.
    Missing,
    /// Being hashed.
    Working,
    /// Something is odd, or lacking.
    Unsure,
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

    /// Of everything that is open, or of a part of it. While bytes are being hashed
    /// nothing but a failure is for good.
    #[must_use]
    pub fn of_state(state: State, progress: &Progress) -> Self {
        match state {
            State::Failed => Self::Bad,
            _ if progress.finished.is_none() => Self::Working,
            State::Problems | State::Incomplete => Self::Unsure,
            State::Verified => Self::Good,
        }
    }

    /// Of one of the images that are open.
    #[must_use]
    pub fn of_image(showing: &Showing, place: usize) -> Self {
        let state = showing.images.get(place).copied().unwrap_or_default();
        Self::of_state(state, &showing.progress)
    }

    /// The state of all that is open, or of a part of it, in a word.
    #[must_use]
    pub fn word(self, state: Option<State>) -> Message {
        match (self, state) {
            (Self::Good, _) => overview::verified(),
            (Self::Bad, _) => overview::wrong(),
            (Self::Unsure, Some(State::Problems)) => overview::verified_with_problems(),
            (Self::Missing | Self::Unsure, _) => overview::incomplete(),
            (Self::Working, _) => overview::checking(),
            (Self::Unknown, _) => overview::not_checked(),
        }
    }

    /// What is to be seen first has the lowest.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::Bad => 0,
            Self::Missing => 1,
            Self::Unsure => 2,
            Self::Working => 3,
            Self::Unknown => 4,
            Self::Good => 5,
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
            Self::Unsure => "!",
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
            Self::Unsure => "warning",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a row is not verified, for a place where both digests stand beside it.
#[must_use]
pub fn reason_beside(verdict: &Verdict) -> Option<Message> {
    match verdict {
        Verdict::WrongDigest { .. } => Some(detail::hashes_to_another_digest()),
        Verdict::Checking { done, total } => Some(match total {
            Some(total) => amounts::done_of(Bytes(*done), Bytes(*total)),
            None => joined::verbatim(Bytes(*done)),
        }),
        other => other.reason(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_banner_is_green_only_where_all_is_verified_and_done() {
        let running = Progress::default();
        let done = Progress {
            finished: Some(1.0),
            ..running
        };
        for (state, progress, tone) in [
            (State::Verified, done, Tone::Good),
            (State::Verified, running, Tone::Working),
            (State::Failed, running, Tone::Bad),
            (State::Failed, done, Tone::Bad),
            (State::Problems, done, Tone::Unsure),
            (State::Incomplete, done, Tone::Unsure),
            (State::Incomplete, running, Tone::Working),
        ] {
            assert_eq!(Tone::of_state(state, &progress), tone, "{state:?}");
        }
    }
}
