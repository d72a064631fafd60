//! Two versions of a text as they are shown: rows with the numbers of both.

use super::shown;
use crate::file_view::Text;
use crate::file_view::diff::{DiffLine, TextDiff};
pub use crate::protocol::files::{DiffKind, DiffRow};
use crate::words::{Message, file_view as words};

/// All rows of a comparison.
#[must_use]
pub fn diff_rows(diff: &TextDiff, left: &Text, right: &Text) -> Vec<DiffRow> {
    let hunks = diff.hunks.iter();
    let rows = hunks.flat_map(|hunk| {
        let place = DiffRow::Place(hunk.place.clone());
        let lines = hunk.lines.iter().map(|line| row(line, left, right));
        std::iter::once(place).chain(lines)
    });
    rows.collect()
}

fn row(line: &DiffLine, left: &Text, right: &Text) -> DiffRow {
    let (text, _) = shown(line.text(left, right));
    let (kind, left, right) = match *line {
        DiffLine::Same { left, right } => (DiffKind::Same, Some(left), Some(right)),
        DiffLine::Removed { left } => (DiffKind::Removed, Some(left), None),
        DiffLine::Added { right } => (DiffKind::Added, None, Some(right)),
    };
    DiffRow::Line {
        kind,
        left: left.map(|left| left + 1),
        right: right.map(|right| right + 1),
        text,
    }
}

/// What to say above them, each one sentence.
#[must_use]
pub fn diff_notes(diff: &TextDiff) -> Vec<Message> {
    let mut notes = vec![match (diff.removed, diff.added) {
        (0, 0) if diff.only_line_ends => words::only_line_ends(),
        (0, 0) if diff.is_cut => words::same_as_far_as_compared(),
        (0, 0) => words::same_lines(),
        (removed, added) => words::lines_removed_and_added(removed, added),
    }];
    if !diff.is_shortest {
        notes.push(words::perhaps_fewer());
    }
    if diff.is_cut {
        notes.push(words::not_all_compared());
    }
    notes
}
