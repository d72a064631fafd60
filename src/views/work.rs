//! How far the work is.

use crate::format::{Bytes, Sum};
use crate::inspect::Opened;
use crate::inspect::measurements::Measurement;
use crate::session::{Opening, Progress, Showing};
use crate::source::ContentId;
use crate::words::{Message, amounts, joined};

/// How many of the blobs that are being hashed are named: as many as there can
/// be workers.
const BLOBS_NAMED: usize = 4;

/// A time span as a person says it: `4 s`, `2 min 5 s`, `1 h 3 min`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seconds(pub f64);

impl Seconds {
    #[must_use]
    pub fn message(self) -> Message {
        // Saturating: what is absurdly long is shown as such.
        let seconds = self.0.max(0.0).ceil() as u64;
        match (seconds / 3_600, seconds / 60 % 60, seconds % 60) {
            (0, 0, s) => amounts::seconds(s),
            (0, m, s) => amounts::minutes(m, s),
            (h, m, _) => amounts::hours(h, m),
        }
    }
}

/// How far the work is, for the eye.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work {
    /// Bytes; `total` is `None` where it is not known.
    pub done: u64,
    pub total: Option<u64>,
    /// `12 MB of 182 MB`
    pub amount: Option<Message>,
    /// `310 MB/s, 3 s left`
    pub pace: Option<Message>,
    /// What is being hashed just now, at most some few.
    pub blobs: Vec<BlobWork>,
}

/// One blob that is being hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobWork {
    pub name: Message,
    /// Bytes.
    pub done: u64,
    pub total: Option<u64>,
}

impl Work {
    /// Of an input that is being opened.
    #[must_use]
    pub fn opening(opening: &Opening) -> Self {
        Self {
            done: opening.done,
            total: opening.total,
            amount: amount(opening.done, opening.total.into()),
            ..Self::default()
        }
    }

    /// Of an input that is open; `None` where all is done.
    #[must_use]
    pub fn hashing(showing: &Showing) -> Option<Self> {
        let progress = &showing.progress;
        if progress.finished.is_some() {
            return None;
        }
        Some(Self {
            done: progress.done,
            total: progress.total.whole(),
            amount: amount(progress.done, progress.total),
            pace: pace(progress),
            blobs: blobs(showing),
        })
    }
}

fn amount(done: u64, total: Sum) -> Option<Message> {
    // What came already is no news of what is to come.
    let news = total.known > done || !total.incomplete;
    match (news && !total.is_unknown(), done) {
        (true, _) => Some(amounts::done_of(Bytes(done), total)),
        (false, 0) => None,
        (false, _) => Some(joined::verbatim(Bytes(done))),
    }
}

fn pace(progress: &Progress) -> Option<Message> {
    let rate = Bytes(progress.rate()? as u64);
    Some(match progress.seconds_left() {
        Some(left) => amounts::rate_and_time_left(rate, Seconds(left).message()),
        None => amounts::rate(rate),
    })
}

fn blobs(showing: &Showing) -> Vec<BlobWork> {
    let measured = showing.opened.measurements.blobs.iter().enumerate();
    measured
        .filter_map(|(blob, measurement)| match measurement {
            Measurement::Running { done, total } => Some(BlobWork {
                name: blob_name(&showing.opened, blob),
                done: *done,
                total: *total,
            }),
            _ => None,
        })
        .take(BLOBS_NAMED)
        .collect()
}

fn blob_name(opened: &Opened, blob: usize) -> Message {
    let content = ContentId::Blob(blob);
    let path = opened.contents.path_of(content);
    match opened
        .graph
        .by_content(content)
        .and_then(|id| opened.graph.node(id))
    {
        Some(node) => joined::facts(node.label.message(), path),
        None => joined::verbatim(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_says_what_is_not_known_of_it() {
        for (done, total, text) in [
            (1, vec![Some(9_000)], "1 byte of 9.0 kB"),
            (0, vec![], "0 bytes of 0 bytes"),
            (0, vec![None], ""),
            (7, vec![None], "7 bytes"),
            (7, vec![Some(9_000), None], "7 bytes of at least 9.0 kB"),
            (9_000, vec![Some(7), None], "9.0 kB"),
        ] {
            let said = amount(done, total.into_iter().collect());
            assert_eq!(said.map(|said| said.to_string()).unwrap_or_default(), text);
        }
    }

    #[test]
    fn time_spans_are_rounded_up_to_what_a_person_waits() {
        for (seconds, text) in [
            (-1.0, "0 s"),
            (0.2, "1 s"),
            (59.0, "59 s"),
            (59.5, "1 min 0 s"),
            (125.0, "2 min 5 s"),
            (3_780.0, "1 h 3 min"),
        ] {
            assert_eq!(Seconds(seconds).message().to_string(), text);
        }
    }
}
