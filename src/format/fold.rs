//! Text from outside of any length, of which a page shows the beginning: a label
//! of 600 kB is laid out for seconds, and nobody finds anything behind it.

use crate::words::{Message, amounts};

/// The longest text that is shown whole, in characters. What people write into
/// labels, commands and comments is shorter in nearly all images; the scripts of
/// a long `RUN` are not.
pub const SHOWN_WHOLE: usize = 2_000;

/// How much of a longer one is shown, in characters: some ten lines.
pub const SHOWN_OF_LONG: usize = 800;

/// The longest name in a line of its own, such as a tree's row, in characters:
/// a path of 255 bytes is whole.
pub const SHOWN_OF_NAME: usize = 300;

/// The beginning of a long text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded<'a> {
    /// What is shown before a person asks for all.
    pub head: &'a str,
    /// How many characters the whole has.
    pub characters: u64,
}

impl<'a> Folded<'a> {
    /// The beginning of `text`; `None` where all of it is shown.
    #[must_use]
    pub fn of(text: &'a str) -> Option<Self> {
        // No character is shorter than a byte.
        if text.len() <= SHOWN_WHOLE {
            return None;
        }
        let mut ends = text.char_indices();
        let (head, _) = text.split_at_checked(ends.nth(SHOWN_OF_LONG)?.0)?;
        // One was looked at that is not in the head.
        let characters = SHOWN_OF_LONG + 1 + ends.count();
        (characters > SHOWN_WHOLE).then_some(Self {
            head,
            characters: characters as u64,
        })
    }

    /// What the button says that shows the rest.
    #[must_use]
    pub fn ask(&self) -> Message {
        amounts::show_all_characters(self.characters)
    }
}

/// A name cut to what a line has room for. The whole stands where the object is
/// shown alone.
#[must_use]
pub fn short(text: &str) -> String {
    let end = match text.len() > SHOWN_OF_NAME {
        true => text.char_indices().nth(SHOWN_OF_NAME),
        false => None,
    };
    match end.and_then(|(end, _)| text.get(..end)) {
        Some(head) => format!("{head}…"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_folded_between_characters_and_says_how_long_it_is() {
        let text = "é".repeat(600_000);
        let folded = Folded::of(&text).unwrap();
        assert_eq!(folded.head, "é".repeat(SHOWN_OF_LONG));
        assert_eq!(folded.ask().to_string(), "Show all 600,000 characters");
    }

    #[test]
    fn what_is_no_longer_than_the_limit_in_characters_is_shown_whole() {
        assert_eq!(Folded::of(&"x".repeat(SHOWN_WHOLE)), None);
        assert_eq!(Folded::of(&"é".repeat(SHOWN_WHOLE)), None);
        let longer = "x".repeat(SHOWN_WHOLE + 1);
        assert_eq!(Folded::of(&longer).unwrap().characters, 2_001);
        assert_eq!(Folded::of(""), None);
    }

    #[test]
    fn a_name_is_cut_for_its_line() {
        assert_eq!(short("linux/amd64"), "linux/amd64");
        let cut = short(&"語".repeat(100_000));
        assert_eq!(cut.chars().count(), SHOWN_OF_NAME + 1);
        assert!(cut.ends_with('…'));
    }
}
