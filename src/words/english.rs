//! English without a browser: what the JSON report and the tests read, and the
//! page before its rest has come.

use std::fmt;

use time::OffsetDateTime;

use super::{Entry, Locale, Message};

/// English, whose templates stand in the code.
#[derive(Clone, Copy, Debug)]
pub struct English;

impl Locale for English {
    fn template<'a>(&'a self, entry: &'a Entry) -> &'a str {
        entry.english
    }

    fn number(&self, number: u64) -> String {
        number_in_groups(number)
    }

    fn size(&self, bytes: u64) -> String {
        size_in_units(bytes)
    }

    /// Seconds with one decimal.
    fn duration(&self, milliseconds: u64) -> String {
        let tenths = milliseconds.saturating_add(50) / 100;
        format!("{}.{} s", tenths / 10, tenths % 10)
    }

    fn time(&self, unix_milliseconds: i64) -> String {
        let seconds = unix_milliseconds.div_euclid(1_000);
        OffsetDateTime::from_unix_timestamp(seconds).map_or_else(|_| "not known".to_owned(), utc)
    }

    fn is_singular(&self, number: u64) -> bool {
        number == 1
    }

    fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
        }
    }
}

/// In English, as the JSON report, logs and tests have it.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(&English))
    }
}

/// `2024-03-01 12:34:56 UTC`
fn utc(at: OffsetDateTime) -> String {
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    let month = u8::from(month);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// A count in full, in groups of three digits: `1,234,567`.
pub(crate) fn number_in_groups(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A count of bytes in decimal units: `1.2 MB`, `512 bytes`.
pub(crate) fn size_in_units(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    match bytes {
        1 => return "1 byte".to_owned(),
        0..1_000 => return format!("{bytes} bytes"),
        _ => {}
    }
    // Precise enough: three digits are shown of at most 64 bits.
    let mut value = bytes as f64;
    let mut unit = "";
    for name in UNITS {
        value /= 1_000.0;
        unit = name;
        if value < 999.5 {
            break;
        }
    }
    match value {
        v if v < 9.95 => format!("{v:.1} {unit}"),
        v => format!("{v:.0} {unit}"),
    }
}
