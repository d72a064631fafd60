//! What keys do in the tree of files (ARIA Authoring Practices, Treegrid pattern).

use leptos::ev;

use crate::web::clock;

/// After how many milliseconds letters begin a new word.
const PAUSE: f64 = 700.0;

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Moved {
    /// To the row of this number.
    To(usize),
    /// To the directory that the row is in.
    Up,
    /// It opens or closes a directory.
    Turn,
    Choose,
    Typed(char),
}

/// What a key does at the row of a number, where so many are seen at once; whether
/// that is open, where it has something in it. `None` for a key that is not the tree's.
pub(super) fn moved(
    event: &ev::KeyboardEvent,
    at: usize,
    seen: usize,
    expanded: Option<bool>,
) -> Option<Moved> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return None;
    }
    let key = event.key();
    Some(match key.as_str() {
        "ArrowDown" => Moved::To(at.saturating_add(1)),
        "ArrowUp" => Moved::To(at.saturating_sub(1)),
        "PageDown" => Moved::To(at.saturating_add(seen)),
        "PageUp" => Moved::To(at.saturating_sub(seen)),
        "Home" => Moved::To(0),
        "End" => Moved::To(usize::MAX),
        "ArrowRight" if expanded == Some(false) => Moved::Turn,
        "ArrowRight" if expanded == Some(true) => Moved::To(at.saturating_add(1)),
        "ArrowLeft" if expanded == Some(true) => Moved::Turn,
        "ArrowLeft" => Moved::Up,
        "Enter" => Moved::Choose,
        " " if expanded.is_some() => Moved::Turn,
        // Those are the page's.
        "/" | "?" => return None,
        key => {
            let mut letters = key.chars();
            match (letters.next(), letters.next()) {
                (Some(letter), None) => Moved::Typed(letter),
                _ => return None,
            }
        }
    })
}

/// The letters that were typed one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    word: String,
    last: f64,
}

impl Typed {
    /// The word that a letter makes, and whether it begins one. The same letter
    /// again leads to the next of that letter.
    pub(super) fn push(&mut self, letter: char) -> (String, bool) {
        let now = clock::now();
        let begins = now - self.last > PAUSE || self.word == letter.to_string();
        if begins {
            self.word.clear();
        }
        self.last = now;
        self.word.push(letter);
        (self.word.clone(), begins)
    }
}
