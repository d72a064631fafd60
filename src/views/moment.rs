//! Points in time and durations of documents, for a person.

use time::OffsetDateTime;
use time::UtcOffset;
use time::format_description::well_known::Rfc3339;

use crate::format::visible;

/// An RFC 3339 time in UTC without fractions of a second; what is none, as it
/// is spelled. Times that tools write for "none" say so.
#[must_use]
pub fn moment(text: &str) -> String {
    let Ok(at) = OffsetDateTime::parse(text, &Rfc3339) else {
        return visible(text);
    };
    let at = at.to_offset(UtcOffset::UTC);
    let (date, time) = (at.date(), at.time());
    let spelled = format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    );
    match at.unix_timestamp() {
        // Reproducible builds, as SOURCE_DATE_EPOCH=0 makes them.
        0 => format!("{spelled} (the epoch: the build leaves the time out)"),
        // Go's zero time.
        -62_135_596_800 => "not set".to_owned(),
        _ => spelled,
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
            assert_eq!(moment(text), expected);
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
