//! Points in time and durations of documents, for a person.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::format::visible;
use crate::words::{Arg, Message, joined, overview};

/// An RFC 3339 time in UTC without fractions of a second; what is none, as it
/// is spelled. Times that tools write for "none" say so.
#[must_use]
pub fn moment(text: &str) -> Message {
    let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) else {
        return joined::verbatim(visible(text));
    };
    let seconds = at.unix_timestamp();
    let at = Arg::Time {
        unix_milliseconds: seconds * 1_000,
    };
    match seconds {
        // Reproducible builds, as SOURCE_DATE_EPOCH=0 makes them.
        0 => overview::epoch(at),
        // Go's zero time.
        -62_135_596_800 => overview::time_not_set(),
        _ => joined::verbatim(at),
    }
}

/// A duration in nanoseconds as seconds: `90 s`, `0.5 s`.
#[must_use]
pub fn seconds(nanoseconds: u64) -> String {
    // Precise enough: three digits behind the point are kept.
    let seconds = nanoseconds as f64 / 1e9;
    let text = format!("{seconds:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_in_utc_and_special_ones_are_named() {
        for (text, expected) in [
            ("2024-03-01T12:34:56.789Z", "2024-03-01 12:34:56 UTC"),
            ("2024-03-01T01:00:00+02:00", "2024-02-29 23:00:00 UTC"),
            (
                "1970-01-01T00:00:00Z",
                "1970-01-01 00:00:00 UTC (the epoch: the build leaves the time out)",
            ),
            ("0001-01-01T00:00:00Z", "not set"),
            ("yesterday\u{202e}", "yesterday\\u{202e}"),
            ("", ""),
        ] {
            assert_eq!(moment(text).to_string(), expected);
        }
    }

    #[test]
    fn durations_have_no_more_digits_than_they_need() {
        for (nanoseconds, expected) in [
            (30_000_000_000, "30 s"),
            (1_500_000_000, "1.5 s"),
            (1_000_000, "0.001 s"),
        ] {
            assert_eq!(seconds(nanoseconds), expected);
        }
    }
}
