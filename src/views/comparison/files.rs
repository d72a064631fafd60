//! The rows of files that differ.

use super::{ComparedRow, ComparedSection, MAX_ROWS, RowClass, shown};
use crate::comparison::files::{FileClass, FileDiff, FilesDiff, Metadata};
use crate::format::Bytes;
use crate::words::{Arg, Message, comparison as words, joined};

/// What two lists of files differ in; the sentence about all of them is its note.
#[must_use]
pub fn file_rows(diff: &FilesDiff) -> ComparedSection {
    let all = diff.files.len() as u64 + diff.left_out;
    let rows = diff.files.iter().take(MAX_ROWS).map(row);
    let rows: Vec<ComparedRow> = rows.collect();
    let more = all.saturating_sub(rows.len() as u64);
    let more = (more > 0).then(|| words::more_rows(more));
    ComparedSection {
        title: words::files(),
        note: joined::all_clauses([Some(diff.verdict()), more].into_iter().flatten()),
        rows,
    }
}

fn row(diff: &FileDiff) -> ComparedRow {
    let (class, state) = match diff.class {
        FileClass::OnlyLeft => (RowClass::OnlyLeft, words::only_left()),
        FileClass::OnlyRight => (RowClass::OnlyRight, words::only_right()),
        FileClass::Content => (RowClass::Changed, words::file_content()),
        FileClass::Metadata => (RowClass::Changed, metadata(diff.metadata)),
        FileClass::NotCompared => (RowClass::NotKnown, words::file_not_compared()),
    };
    ComparedRow {
        field: joined::verbatim(shown(&diff.path)),
        values: diff
            .sizes
            .map(|size| size.map(|size| joined::verbatim(Bytes(size)))),
        class,
        state,
    }
}

fn metadata(metadata: Metadata) -> Message {
    let parts = [
        (metadata.mode, words::file_mode()),
        (metadata.owner, words::file_owner()),
        (metadata.mtime, words::file_time()),
        (metadata.link, words::file_link()),
    ];
    let parts = parts.into_iter().filter(|(differs, _)| *differs);
    let parts: Vec<Arg> = parts.map(|(_, name)| name.into()).collect();
    words::file_metadata(parts)
}
