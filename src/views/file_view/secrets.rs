//! What is said of likely secrets in an opened file.

use crate::bytes::extract::Extracted;
use crate::file_view::FileView;
use crate::secrets::{Match, by_content, is_example};
use crate::words::{Message, secrets as words};

/// How many are told one by one: with more, one looks at the file itself.
const TOLD: usize = 10;

/// A note for each, and what to know about them all; nothing where there are none.
pub(super) fn notes(path: &str, view: &FileView, file: &Extracted) -> Vec<Message> {
    let found = by_content(&file.kept);
    let has_lines = matches!(view, FileView::Text { .. } | FileView::Json(_));
    let told = found.matches.iter().take(TOLD);
    let mut notes: Vec<Message> = told.map(|found| note(found, has_lines)).collect();
    if notes.is_empty() {
        return notes;
    }
    let more = found.matches.len() - notes.len();
    let is_whole = found.is_complete && file.is_whole();
    let about_all = [
        (more > 0).then(|| words::more_in_file(more)),
        (!is_whole).then(words::more_is_possible),
        is_example(path).then(words::of_an_example),
    ];
    notes.extend(about_all.into_iter().flatten());
    notes
}

/// What it is, where it stands in what is shown, and its beginning.
fn note(found: &Match, has_lines: bool) -> Message {
    let what = words::likely(found.likely.message());
    match has_lines {
        true => words::at_line(found.line, what),
        false => words::at_byte(format!("{:08x}", found.bytes.start), what),
    }
}
