//! An opened file as it is shown: what is known of it at its head, and its lines.
//!
//! A JSON document is laid out by a [projection](crate::views::projection), and
//! bytes by [`hex_rows`](crate::file_view::hex::hex_rows).

pub mod diff;
mod kinds;
mod program;
mod secrets;

use crate::bytes::extract::Extracted;
use crate::file_view::archive::{Archive, ArchiveEntry};
use crate::file_view::picture::Picture;
use crate::file_view::{Encoding, FileView, Text};
use crate::format::{Bytes, is_deceiving, short, visible, visible_line};
use crate::views::node_facts::{Fact, Value};
use crate::words::{Message, file_view as words, joined};

/// How much of one line is shown, in characters: some scripts have a megabyte in one.
const SHOWN_OF_LINE: usize = 2_000;

/// What stands above an opened file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHead {
    /// In reading order.
    pub facts: Vec<Fact>,
    /// What to know about what is shown, each one sentence.
    pub notes: Vec<Message>,
}

impl FileHead {
    /// Of the file at `path`.
    #[must_use]
    pub fn of(path: &str, view: &FileView, file: &Extracted) -> Self {
        let mut facts = vec![
            fact(words::kind(), Value::Text(kinds::kind(view))),
            fact(words::size(), Value::Size(file.size)),
        ];
        facts.extend(file.sha256.as_ref().map(|digest| {
            let digest = Value::Digest(digest.to_string());
            fact(joined::verbatim("SHA-256"), digest)
        }));
        facts.extend(match view {
            FileView::Text { text, .. } | FileView::Json(text) => of_text(text),
            FileView::Picture(picture) => of_picture(*picture),
            FileView::Elf(elf) => program::of_elf(elf),
            FileView::Pe(pe) => program::of_pe(pe),
            FileView::Archive(archive) => of_archive(archive),
            FileView::Empty | FileView::Binary => Vec::new(),
        });
        let mut notes = notes(view, file);
        notes.extend(secrets::notes(path, view, file));
        Self { facts, notes }
    }
}

fn fact(term: Message, value: Value) -> Fact {
    Fact { term, value }
}

/// Text from outside, on one line.
fn code(text: &str) -> Value {
    Value::Code(short(&visible_line(text)))
}

fn of_text(text: &Text) -> Vec<Fact> {
    let count = text.line_count();
    let lines = match text.is_cut {
        true => words::at_least_lines(count),
        false => joined::verbatim(count),
    };
    let encoding = match text.encoding {
        Encoding::Utf8 => joined::verbatim("UTF-8"),
        Encoding::Utf8Marked => words::with_byte_order_mark("UTF-8"),
        Encoding::Utf16Le => words::with_byte_order_mark("UTF-16LE"),
        Encoding::Utf16Be => words::with_byte_order_mark("UTF-16BE"),
        Encoding::Latin1 => words::one_byte_encoding(),
    };
    vec![
        fact(words::encoding(), Value::Text(encoding)),
        fact(words::lines(), Value::Text(lines)),
    ]
}

fn of_picture(picture: Picture) -> Vec<Fact> {
    let pixels = picture.pixels.map(|(width, height)| {
        let pixels = words::width_and_height(u64::from(width), u64::from(height));
        fact(words::pixels(), Value::Text(pixels))
    });
    pixels.into_iter().collect()
}

fn of_archive(archive: &Archive) -> Vec<Fact> {
    if !kinds::is_listed(archive) {
        return Vec::new();
    }
    let count = archive.entries.len();
    let entries = match archive.is_cut {
        true => words::at_least_entries(count),
        false => joined::verbatim(count),
    };
    vec![fact(words::entries(), Value::Text(entries))]
}

fn notes(view: &FileView, file: &Extracted) -> Vec<Message> {
    let kept = file.kept.len() as u64;
    let size = Bytes(file.size);
    let mut notes = Vec::new();
    match view {
        FileView::Text { text, .. } | FileView::Json(text) => {
            if text.is_cut {
                notes.push(words::beginning_shown(Bytes(text.bytes() as u64), size));
            }
            if text.encoding == Encoding::Latin1 {
                notes.push(words::encoding_unknown());
            }
            if is_deceiving(text.as_str()) {
                notes.push(words::spelled_out());
            }
        }
        FileView::Archive(archive) if archive.is_cut => notes.push(words::not_all_listed()),
        FileView::Elf(_) | FileView::Pe(_) if !file.is_whole() => {
            notes.push(words::rest_not_known(Bytes(kept), size));
        }
        FileView::Binary if !file.is_whole() => {
            notes.push(words::beginning_shown(Bytes(kept), size));
        }
        _ => {}
    }
    notes
}

/// One line of a text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextRow {
    /// Counted from 1.
    pub number: usize,
    /// With what could deceive the eye made visible.
    pub text: String,
    /// It goes on.
    pub is_cut: bool,
}

/// Lines from a number on, counted from 0, at most `count`.
pub fn text_rows(text: &Text, first: usize, count: usize) -> impl Iterator<Item = TextRow> {
    let lines = text.lines(first, count).enumerate();
    lines.map(move |(at, line)| {
        let (text, is_cut) = shown(line);
        let number = first + at + 1;
        TextRow {
            number,
            text,
            is_cut,
        }
    })
}

/// The beginning of a line with what could deceive the eye made visible, and whether
/// it goes on.
fn shown(line: &str) -> (String, bool) {
    let end = line.char_indices().nth(SHOWN_OF_LINE);
    let head = end.and_then(|(end, _)| line.get(..end));
    (visible(head.unwrap_or(line)), head.is_some())
}

/// The path of an entry on one line, and its size in bytes.
#[must_use]
pub fn entry_row(entry: &ArchiveEntry) -> (String, Option<u64>) {
    (short(&visible_line(&entry.path)), entry.size)
}

#[cfg(test)]
mod tests;
