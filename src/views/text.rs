//! Text that a person gives, and sentences that a person reads.

/// With a capital letter at the beginning. A first word that is no plain word
/// is a name, and keeps its spelling.
#[must_use]
pub fn sentence_case(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    let plain = !first.is_empty() && first.bytes().all(|b| b.is_ascii_lowercase());
    let mut chars = text.chars();
    match chars.next() {
        Some(c) if plain => format!("{}{}", c.to_ascii_uppercase(), chars.as_str()),
        _ => text.to_owned(),
    }
}

/// A sentence as it stands on the page: failures are phrased without a full
/// stop, and errors of the browser begin with a small letter.
#[must_use]
pub fn sentence(text: &str) -> String {
    let stop = if text.is_empty() || text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    sentence_case(text) + stop
}

/// What kind of thing text is that a person pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// A JSON document: its exact bytes are to be hashed.
    Document,
    /// A digest, or the beginning of one, to be looked up in what is open.
    Digest,
    Other,
}

impl Pasted {
    #[must_use]
    pub fn of(text: &str) -> Self {
        let bare = text.trim_start_matches('\u{feff}').trim();
        let hex = bare.split_once(':').map_or(bare, |(_, hex)| hex);
        if bare.starts_with(['{', '[']) {
            Self::Document
        } else if (6..=128).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            Self::Digest
        } else {
            Self::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_is_told_apart_by_its_first_characters() {
        for (text, kind) in [
            ("{\"schemaVersion\": 2}", Pasted::Document),
            ("\u{feff}\n  [{}]\n", Pasted::Document),
            ("sha256:8ddc19f16526", Pasted::Digest),
            (" 8DDC19 ", Pasted::Digest),
            ("8ddc1", Pasted::Other),
            ("alpine:3.20", Pasted::Other),
            ("", Pasted::Other),
        ] {
            assert_eq!(Pasted::of(text), kind, "{text:?}");
        }
    }

    #[test]
    fn a_sentence_begins_with_a_capital_unless_that_is_a_name() {
        for (text, shown) in [
            (
                "expected a file, but found none",
                "Expected a file, but found none.",
            ),
            ("hello.tar is empty", "hello.tar is empty."),
            ("Load the page again.", "Load the page again."),
            ("", ""),
        ] {
            assert_eq!(sentence(text), shown);
        }
    }
}
