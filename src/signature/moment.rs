//! Moments as certificates and timestamps have them (X.680 §46 and §47, as RFC 5280
//! §4.1.2.5 and RFC 3161 §2.4.2 narrow them): UTC, to the second or below.

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

use crate::signature::der::{self, DerError, DerErrorKind, Element};
use crate::words::Arg;

/// A moment as an argument of a message.
#[must_use]
pub fn arg(at: OffsetDateTime) -> Arg {
    let milliseconds = at.unix_timestamp_nanos() / 1_000_000;
    Arg::Time {
        unix_milliseconds: i64::try_from(milliseconds).unwrap_or(i64::MAX),
    }
}

/// A UTCTime or GeneralizedTime to the second.
///
/// # Errors
/// Where it is none.
pub fn to_the_second(element: &Element<'_>) -> Result<OffsetDateTime, DerError> {
    let error = element.error(DerErrorKind::Value);
    let text = digits(element)?;
    let text = match (element.tag, text.len()) {
        // Of this century below 50 (RFC 5280 §4.1.2.5.1).
        (der::UTC_TIME, 12) if text < "50" => format!("20{text}"),
        (der::UTC_TIME, 12) => format!("19{text}"),
        (der::GENERALIZED_TIME, 14) => text.to_owned(),
        _ => return Err(error),
    };
    moment(&text, 0).ok_or(error)
}

/// A GeneralizedTime that may have a fraction of a second.
///
/// # Errors
/// Where it is none.
pub fn with_fraction(element: &Element<'_>) -> Result<OffsetDateTime, DerError> {
    let error = element.error(DerErrorKind::Value);
    let text = digits(element)?;
    let (text, fraction) = match text.split_once('.') {
        // DER has no trailing zeros.
        Some((_, fraction)) if fraction.is_empty() || fraction.ends_with('0') => return Err(error),
        Some((text, fraction)) => (text, fraction),
        None => (text, ""),
    };
    if element.tag != der::GENERALIZED_TIME || text.len() != 14 || fraction.len() > 9 {
        return Err(error);
    }
    let nanoseconds = format!("{fraction:0<9}").parse().map_err(|_| error)?;
    moment(text, nanoseconds).ok_or(error)
}

/// What stands before the `Z`.
fn digits<'a>(element: &Element<'a>) -> Result<&'a str, DerError> {
    let text = std::str::from_utf8(element.content).ok();
    let text = text.and_then(|text| text.strip_suffix('Z'));
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    text.filter(|text| text.chars().all(is_part))
        .ok_or(element.error(DerErrorKind::Value))
}

/// Of `YYYYMMDDhhmmss`.
fn moment(text: &str, nanoseconds: u32) -> Option<OffsetDateTime> {
    let part = |range| {
        text.get(range)
            .and_then(|digits: &str| digits.parse::<u8>().ok())
    };
    let year = text.get(..4)?.parse().ok()?;
    let month = Month::try_from(part(4..6)?).ok()?;
    let date = Date::from_calendar_date(year, month, part(6..8)?).ok()?;
    let time = Time::from_hms_nano(part(8..10)?, part(10..12)?, part(12..14)?, nanoseconds);
    Some(PrimitiveDateTime::new(date, time.ok()?).assume_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        tag: u8,
        text: &str,
        by: fn(&Element<'_>) -> Result<OffsetDateTime, DerError>,
    ) -> Option<i128> {
        let bytes = der::write(tag, &[text.as_bytes()]);
        let moment = by(&der::only(&bytes, tag).unwrap()).ok()?;
        Some(moment.unix_timestamp_nanos())
    }

    #[test]
    fn moments_are_read() {
        let second = 1_000_000_000;
        for (tag, text, expected) in [
            (der::UTC_TIME, "700101000000Z", 0),
            (der::UTC_TIME, "491231235959Z", 2_524_607_999),
            (der::UTC_TIME, "500101000000Z", -631_152_000),
            (der::GENERALIZED_TIME, "20240229120000Z", 1_709_208_000),
        ] {
            assert_eq!(
                read(tag, text, to_the_second),
                Some(expected * second),
                "{text}"
            );
        }
        let fine = read(der::GENERALIZED_TIME, "19700101000001.25Z", with_fraction);
        assert_eq!(fine, Some(1_250_000_000));
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for (tag, text) in [
            (der::UTC_TIME, "7001010000Z"),
            (der::UTC_TIME, "700101000000"),
            (der::UTC_TIME, "700101000000+0100"),
            (der::UTC_TIME, "19700101000000Z"),
            (der::GENERALIZED_TIME, "20230229120000Z"),
            (der::GENERALIZED_TIME, "20241301120000Z"),
            (der::GENERALIZED_TIME, "20240101240000Z"),
            (der::GENERALIZED_TIME, "2024010112000.Z"),
            (der::GENERALIZED_TIME, "20240101120000.5Z"),
            (der::OCTET_STRING, "20240101120000Z"),
        ] {
            assert_eq!(read(tag, text, to_the_second), None, "{text}");
        }
        for text in [
            "19700101000001.Z",
            "19700101000001.50Z",
            "19700101000001.1.1Z",
        ] {
            assert_eq!(
                read(der::GENERALIZED_TIME, text, with_fraction),
                None,
                "{text}"
            );
        }
    }
}
