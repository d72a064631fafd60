//! The files that are open together, told apart by their names.

use crate::inspect::graph::Image;
use crate::source::{Contents, FileOf};
use crate::words::{Message, joined};

/// The files by which an image came, where several are open: `one.tar, two.tar`.
#[must_use]
pub fn files_of(contents: &Contents, image: &Image) -> Option<Message> {
    let together = contents.files_together();
    let has = |file: &&&FileOf| {
        let mut own = image.scopes.iter();
        own.any(|scope| contents.files.get(*scope) == Some(**file))
    };
    let names: Vec<String> = together
        .iter()
        .filter(has)
        .map(|file| file.name.clone())
        .collect();
    (!names.is_empty()).then(|| joined::verbatim(names))
}
