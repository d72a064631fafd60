//! What was found in the contents of files, as rows of a list.

use crate::contents::ContentHit;
use crate::format::visible_line;
use crate::protocol::files::FoundInContents;
use crate::views::file_tree::layer_name;
use crate::words::{Message, contents as words, joined};

/// One place.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HitLine {
    /// Absolute, as the file system has it.
    pub path: String,
    pub shown: String,
    /// The line, or the byte.
    pub place: Message,
    pub before: String,
    pub found: String,
    pub after: String,
    /// With what is to be known of the file.
    pub layer: Message,
}

impl HitLine {
    #[must_use]
    pub fn of(hit: &ContentHit) -> Self {
        let layer = layer_name(hit.entry.layer);
        Self {
            path: hit.path.clone(),
            shown: visible_line(&hit.path),
            place: match hit.line {
                Some(line) => words::at_line(line),
                None => words::at_byte(hit.offset),
            },
            before: hit.snippet.before.clone(),
            found: hit.snippet.found.clone(),
            after: hit.snippet.after.clone(),
            layer: match hit.visible {
                Some(true) => layer,
                Some(false) => joined::because(layer, words::not_there_in_the_end()),
                None => joined::because(layer, words::perhaps_not_there()),
            },
        }
    }
}

/// How much was found, and of what nothing is known.
#[must_use]
pub fn found_said(found: &FoundInContents) -> Message {
    let (searched, files) = found.searched;
    let left_out = (found.left_out > 0).then(|| words::more_hits(found.left_out));
    let parts = [
        Some(words::hits(found.hits.len(), searched, files)),
        left_out,
        found.unread.clone(),
    ];
    joined::all_clauses(parts.into_iter().flatten()).unwrap_or_else(words::nothing_to_find)
}

/// What is looked for, and whether it is a regular expression: written between strokes,
/// as where paths are searched.
#[must_use]
pub fn needle(typed: &str) -> (String, bool) {
    let typed = typed.trim();
    let expression = typed
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'));
    match expression.filter(|expression| !expression.is_empty()) {
        Some(expression) => (expression.to_owned(), true),
        None => (typed.to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_stands_between_strokes() {
        assert_eq!(needle(" /a+b/ "), ("a+b".to_owned(), true));
        assert_eq!(needle("/etc"), ("/etc".to_owned(), false));
        assert_eq!(needle("//"), ("//".to_owned(), false));
        assert_eq!(needle("/"), ("/".to_owned(), false));
    }
}
