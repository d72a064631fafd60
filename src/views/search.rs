//! "What is this digest?": what is said of a question.

use crate::inspect::roles::{DigestRole, roles};
use crate::session::Showing;
use crate::words::{Message, overview};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchResult {
    /// `3 roles`, or why there is none; nothing where nothing was asked.
    pub said: Option<Message>,
    pub roles: Vec<DigestRole>,
}

impl SearchResult {
    /// The roles that a digest or a prefix plays in everything that is open.
    #[must_use]
    pub fn of(showing: &Showing, query: &str) -> Self {
        if query.trim().is_empty() {
            return Self::default();
        }
        match roles(&showing.opened, query.trim()) {
            Ok(found) => Self {
                said: Some(said(found.roles.len(), found.more, found.note)),
                roles: found.roles,
            },
            Err(error) => Self {
                said: Some(error.message()),
                roles: Vec::new(),
            },
        }
    }
}

fn said(count: usize, more: bool, note: Option<Message>) -> Message {
    let found = match (count, more) {
        (0, _) => overview::digest_not_found(),
        (count, false) => overview::roles(count),
        (count, true) => overview::first_roles(count),
    };
    match note {
        Some(note) => overview::with_note(found, note),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::joined::verbatim;

    #[test]
    fn what_was_found_is_counted_and_what_was_read_into_the_question_is_said() {
        for (count, more, note, text) in [
            (0, false, None, "Nothing that is open has this digest"),
            (
                1,
                false,
                Some("read as lower case"),
                "1 role (read as lower case)",
            ),
            (3, false, None, "3 roles"),
            (
                200,
                true,
                None,
                "The first 200 roles; more digits find fewer",
            ),
        ] {
            assert_eq!(said(count, more, note.map(verbatim)).to_string(), text);
        }
    }
}
