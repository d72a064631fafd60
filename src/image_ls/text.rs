//! Values as Docker writes them (docker/go-units).

use time::OffsetDateTime;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24;

/// `1.23MB`: decimal units, three digits.
pub(super) fn human_size(bytes: u64) -> String {
    const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let mut size = bytes as f64;
    let mut units = UNITS.iter();
    let mut unit = units.next().copied().unwrap_or_default();
    // What three digits would round to 1000 is one of the next unit.
    while size >= 999.5 {
        let Some(next) = units.next() else { break };
        (size, unit) = (size / 1000.0, next);
    }
    let decimals = match size {
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        _ => 2,
    };
    let number = format!("{size:.decimals$}");
    let number = match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number.as_str(),
    };
    format!("{number}{unit}")
}

/// `3 weeks ago`, of seconds.
pub(super) fn since(seconds: i64) -> String {
    let hours = (seconds.saturating_add(HOUR / 2)) / HOUR;
    let time = match seconds {
        ..1 => "Less than a second".to_owned(),
        1 => "1 second".to_owned(),
        2..MINUTE => format!("{seconds} seconds"),
        MINUTE..120 => "About a minute".to_owned(),
        _ if seconds < HOUR => format!("{} minutes", seconds / MINUTE),
        _ if hours == 1 => "About an hour".to_owned(),
        _ if hours < 2 * DAY => format!("{hours} hours"),
        _ if hours < 14 * DAY => format!("{} days", hours / DAY),
        _ if hours < 60 * DAY => format!("{} weeks", hours / DAY / 7),
        _ if hours < 730 * DAY => format!("{} months", hours / DAY / 30),
        _ => format!("{} years", seconds / HOUR / DAY / 365),
    };
    format!("{time} ago")
}

/// `2024-01-02 15:04:05 +0000 UTC`, of seconds since 1970.
pub(super) fn at(seconds: i64) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let (date, time) = (at.date(), at.time());
    Some(format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02} +0000 UTC",
        date.year(),
        u8::from(date.month()),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    ))
}

/// Cells in columns, as Go's `tabwriter` sets them with Docker's measures: at least ten
/// characters, three between. The last cell of a row is as long as it is.
pub(super) fn columns(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter(|row| column + 1 < row.len());
        let lengths = cells.filter_map(|row| row.get(column).map(|cell| cell.chars().count() + 3));
        lengths.max().unwrap_or_default().max(10)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for row in rows {
        for (place, (cell, width)) in row.iter().zip(&widths).enumerate() {
            match place + 1 == row.len() {
                true => text.push_str(cell),
                false => text.push_str(&format!("{cell:width$}")),
            }
        }
        text.push('\n');
    }
    text
}
