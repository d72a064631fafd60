//! What is likely a secret in a command: a step of a history, or a line of a shell.

use super::content::{Found, MAX_MATCHES, MAX_SCANNED, Match, by_content};
use super::variable::by_name;

/// Looks for secrets by their shape, and by the names of what is set: `ENV X=y`,
/// `|1 X=y /bin/sh -c make`, `export X=y`, `--x=y`.
#[must_use]
pub fn by_command(command: &str) -> Found {
    let Found {
        mut matches,
        mut is_complete,
    } = by_content(command.as_bytes());
    let shaped = matches.len();
    for (name, start, value) in assignments(command) {
        let end = start + value.len();
        let is_known = |known: &Match| known.bytes.start < end && start < known.bytes.end;
        let before = matches.get(..shaped).unwrap_or_default();
        let Some(likely) = by_name(name, value).filter(|_| !before.iter().any(is_known)) else {
            continue;
        };
        if matches.len() == MAX_MATCHES {
            is_complete = false;
            break;
        }
        let text = command.as_bytes().get(..start).unwrap_or_default();
        matches.push(Match {
            likely,
            line: 1 + text.iter().filter(|byte| **byte == b'\n').count(),
            bytes: start..end,
        });
    }
    matches.sort_by_key(|found| found.bytes.start);
    Found {
        matches,
        is_complete,
    }
}

/// Each `name=value`, with where the value begins. It ends with its quotation mark,
/// or where a shell ends a word.
fn assignments(command: &str) -> impl Iterator<Item = (&str, usize, &str)> {
    let scanned = command.get(..command.floor_char_boundary(MAX_SCANNED));
    let scanned = scanned.unwrap_or_default();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let sign = from + scanned.get(from..)?.find('=')?;
            from = sign + 1;
            let (start, value, is_quoted) = value(scanned, from)?;
            if !is_quoted {
                // All of `a=b=c` is one: no end is looked for twice.
                from = start + value.len();
            }
            if let Some(name) = name(scanned, sign) {
                return Some((name, start, value));
            }
        }
    })
}

/// What stands before the sign.
fn name(command: &str, sign: usize) -> Option<&str> {
    let before = command.get(..sign)?;
    let is_name = |char: char| char.is_ascii_alphanumeric() || "_-.".contains(char);
    let name = before.trim_end_matches(is_name).len();
    before.get(name..).filter(|name| !name.is_empty())
}

/// The value at `from`, where it begins, and whether it is quoted.
fn value(command: &str, from: usize) -> Option<(usize, &str, bool)> {
    let quote = command.get(from..)?.chars().next();
    let quote = quote.filter(|char| "\"'".contains(*char));
    let start = from + quote.map_or(0, char::len_utf8);
    let value = command.get(start..)?;
    let ends = |char: char| match quote {
        Some(quote) => char == quote,
        None => char.is_whitespace() || "\"';&|()".contains(char),
    };
    let end = value.find(ends).unwrap_or(value.len());
    Some((start, value.get(..end)?, quote.is_some()))
}
