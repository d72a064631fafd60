//! What a file is, from its first bytes and its name: text, a picture, a program, an
//! archive, or bytes.
//!
//! By content first, as a name says what somebody wants. Nothing is run, drawn or
//! unpacked further than a list of names needs; whatever the bytes are, they cost no
//! more than their length.
//!
//! Not here: how the bytes come out of a layer (`bytes::extract`).

pub mod archive;
pub mod diff;
pub mod elf;
pub mod go;
pub mod hex;
mod language;
mod number;
pub mod pe;
pub mod picture;
pub mod text;

use archive::Archive;
use elf::Elf;
use pe::Pe;

use crate::image::json::Json;
pub use language::Language;
use picture::Picture;
pub use text::{Encoding, Text};

/// How many of a file's first bytes are needed to say all that is said here of
/// nearly all files. To be given to [`Extract`](crate::bytes::extract::Extract).
pub const KEPT: usize = 32 << 20;

/// What a file is.
#[derive(Clone, Debug, PartialEq)]
pub enum FileView {
    /// It has no bytes.
    Empty,
    Text {
        text: Text,
        language: Option<Language>,
    },
    /// An object or an array of JSON, that is all here and that all readers read.
    Json(Text),
    Picture(Picture),
    Elf(Box<Elf>),
    Pe(Box<Pe>),
    Archive(Archive),
    /// None of these.
    Binary,
}

impl FileView {
    /// What the file at `path` is that begins with `kept` and has `size` bytes.
    #[must_use]
    pub fn of(path: &str, kept: &[u8], size: u64) -> Self {
        if size == 0 {
            return Self::Empty;
        }
        let is_cut = (kept.len() as u64) < size;
        let by_magic = Picture::of(kept).map(Self::Picture);
        let by_magic = by_magic.or_else(|| Some(Self::Elf(Box::new(Elf::of(kept, is_cut)?))));
        let by_magic = by_magic.or_else(|| Some(Self::Pe(Box::new(Pe::of(kept)?))));
        let by_magic = by_magic.or_else(|| Some(Self::Archive(Archive::of(path, kept, is_cut)?)));
        by_magic.unwrap_or_else(|| match Text::of(kept, size) {
            Some(text) => Self::text(path, text),
            None => Self::Binary,
        })
    }

    fn text(path: &str, text: Text) -> Self {
        if is_json(&text) {
            return Self::Json(text);
        }
        let language = Language::of(path, text.as_str());
        Self::Text { text, language }
    }
}

/// Whether all readers of JSON read it, to its end.
fn is_json(text: &Text) -> bool {
    let is_started = text.as_str().trim_start().starts_with(['{', '[']);
    let is_read = || Json::parse(text.as_str().as_bytes()).problems.is_empty();
    !text.is_cut && is_started && is_read()
}

#[cfg(test)]
mod tests;
