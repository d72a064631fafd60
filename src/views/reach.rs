//! Lines that a person filters by typing, each of which does something or leads to
//! an object: those of the palette, and those below the box.

mod found;
mod objects;
mod palette;
mod terms;

pub use found::{Found, elsewhere, found, in_files, listed_layers};
pub use palette::{Action, palette};
pub use terms::everything;

use super::{Choice, Shown, View};
use crate::inspect::graph::NodeId;
use crate::sorting::sort_by_key;
use crate::words::{Locale, Message};

/// How many lines are shown: nobody reads on, and one word more finds fewer.
pub const LINES_SHOWN: usize = 50;

/// What a line does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Act(Action),
    Show(View),
    Choose(Choice),
    Select(NodeId),
    /// Shows the findings, and the object of one where that is known.
    Finding(Option<NodeId>),
    /// Shows the files of a layer that have this in their path.
    Files(NodeId, String),
    /// Says which roles a digest plays.
    Explain(String),
    /// Leaves what is open for what this names.
    Ask(String),
}

/// A line, in the language of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it leads to: `Layer`.
    pub kind: String,
    pub text: String,
    pub beside: String,
    pub deed: Deed,
    /// What is searched, in lower case; it begins with the text.
    key: String,
}

impl Line {
    /// `more` is found as well, and is not shown.
    fn new(kind: String, text: String, beside: String, more: &str, deed: Deed) -> Self {
        let key = format!("{text}\n{kind}\n{beside}\n{more}").to_lowercase();
        Self {
            kind,
            text,
            beside,
            deed,
            key,
        }
    }
}

/// Lines in the making, and the language in which they are said.
struct Lines<'a> {
    locale: &'a dyn Locale,
    all: Vec<Line>,
}

impl<'a> Lines<'a> {
    fn new(locale: &'a dyn Locale) -> Self {
        Self {
            locale,
            all: Vec::new(),
        }
    }

    fn say(&self, message: &Message) -> String {
        message.say(self.locale)
    }
}

/// The lines that have every word of `text`, at most `limit`: first those that begin
/// with it, then those of which a word does.
#[must_use]
pub fn matching(lines: &[Line], text: &str, limit: usize) -> Shown<Line> {
    let text = text.trim().to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let ranked = lines.iter().enumerate();
    let ranked = ranked.filter_map(|(place, line)| Some((rank(line, &text, &words)?, place)));
    let mut ranked: Vec<(u8, usize)> = ranked.collect();
    let more = ranked.len().saturating_sub(limit);
    sort_by_key(&mut ranked, |ranked| *ranked);
    let shown = ranked.into_iter().take(limit);
    let items = shown.filter_map(|(_, place)| lines.get(place).cloned());
    Shown {
        items: items.collect(),
        more,
    }
}

fn rank(line: &Line, text: &str, words: &[&str]) -> Option<u8> {
    if !words.iter().all(|word| line.key.contains(word)) {
        return None;
    }
    let begins = |word: &&str| {
        let mut found = line.key.match_indices(*word);
        found.any(|(at, _)| !line.key[..at].ends_with(char::is_alphanumeric))
    };
    Some(match () {
        () if line.key.starts_with(text) => 0,
        () if words.iter().all(begins) => 1,
        () => 2,
    })
}

/// The line that an arrow leads to from `here`, of `count` lines: it goes round, and
/// leaves the lines between the last and the first where `leaves`.
#[must_use]
pub fn line_after_key(
    count: usize,
    here: Option<usize>,
    key: &str,
    leaves: bool,
) -> Option<Option<usize>> {
    let last = count.checked_sub(1);
    let (first, end) = match leaves {
        true => (None, None),
        false => (last, last.map(|_| 0)),
    };
    match (key, here) {
        ("ArrowDown", None) => Some(last.map(|_| 0)),
        ("ArrowDown", Some(at)) if Some(at) < last => Some(Some(at + 1)),
        ("ArrowDown", Some(_)) => Some(end),
        ("ArrowUp", None) => Some(last),
        ("ArrowUp", Some(0)) => Some(first),
        ("ArrowUp", Some(at)) => Some(Some(at - 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
