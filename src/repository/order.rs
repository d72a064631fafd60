//! How tags are put in order: names as people number versions, and times.

use std::cmp::Ordering;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Compares names so that runs of digits count as numbers: `1.9` before `1.10`.
#[must_use]
pub fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let ((first, rest), (second, other_rest)) = match (run(one), run(other)) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(one), Some(other)) => (one, other),
        };
        let both_numbers = is_number(first) && is_number(second);
        let order = if both_numbers {
            numbers(first, second)
        } else {
            first.cmp(second)
        };
        if order != Ordering::Equal {
            return order;
        }
        (one, other) = (rest, other_rest);
    }
}

/// The longest beginning that is all digits or none.
fn run(text: &str) -> Option<(&str, &str)> {
    let digit = text.chars().next()?.is_ascii_digit();
    let end = text
        .find(|c: char| c.is_ascii_digit() != digit)
        .unwrap_or(text.len());
    text.split_at_checked(end)
}

fn is_number(run: &str) -> bool {
    run.starts_with(|c: char| c.is_ascii_digit())
}

/// Numbers of any length; of equal ones the shorter spelling is first.
fn numbers(one: &str, other: &str) -> Ordering {
    let (short, short_other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    short
        .len()
        .cmp(&short_other.len())
        .then_with(|| short.cmp(short_other))
        .then_with(|| one.len().cmp(&other.len()))
}

/// Seconds since 1970 of an RFC 3339 time; `None` for what is no time, and for
/// the times that builds write to leave it out (the epoch, Go's zero time).
#[must_use]
pub fn seconds(created: &str) -> Option<i64> {
    let at = OffsetDateTime::parse(created, &Rfc3339).ok()?;
    let seconds = at.unix_timestamp();
    (seconds > 0).then_some(seconds)
}

/// A day that a person typed, as the seconds of its beginning in UTC;
/// `None` for what is no `YYYY-MM-DD`.
#[must_use]
pub fn day(text: &str) -> Option<i64> {
    let at = OffsetDateTime::parse(&format!("{text}T00:00:00Z"), &Rfc3339).ok()?;
    Some(at.unix_timestamp())
}

/// The day that [`day`] reads as these seconds; nothing for what is out of range.
#[must_use]
pub fn day_of(seconds: i64) -> String {
    let Ok(at) = OffsetDateTime::from_unix_timestamp(seconds) else {
        return String::new();
    };
    let date = at.date();
    format!(
        "{:04}-{:02}-{:02}",
        date.year(),
        u8::from(date.month()),
        date.day()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_the_order_of_their_numbers() {
        let sorted = [
            "",
            "1",
            "1.9",
            "1.10",
            "1.10-alpine",
            "2",
            "02",
            "10",
            "a",
            "a2",
            "a10",
            "é",
        ];
        for (at, one) in sorted.iter().enumerate() {
            for (place, other) in sorted.iter().enumerate() {
                assert_eq!(natural(one, other), at.cmp(&place), "{one} {other}");
            }
        }
        // Longer than any number type.
        assert_eq!(
            natural(&"9".repeat(400), &format!("1{}", "0".repeat(400))),
            Ordering::Less
        );
    }

    #[test]
    fn a_time_that_is_left_out_is_none() {
        for (text, expected) in [
            ("1970-01-01T00:00:01Z", Some(1)),
            ("1970-01-01T00:00:00Z", None),
            ("0001-01-01T00:00:00Z", None),
            ("2024-03-01T01:00:00+01:00", Some(1_709_251_200)),
            ("yesterday", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn a_day_begins_at_midnight_in_utc() {
        assert_eq!(day("2024-03-01"), Some(1_709_251_200));
        assert_eq!(day_of(1_709_251_200), "2024-03-01");
        assert_eq!(day_of(i64::MAX), "");
        assert_eq!(day("1.3.2024"), None);
    }
}
