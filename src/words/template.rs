//! The text of a message with its placeholders, checked by the compiler.

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    Text(&'t str),
    /// `{name}`
    Argument(&'t str),
    /// `{name|one|many}`
    Choice(&'t str, &'t str, &'t str),
}

/// The next piece of a template, and what follows it; `None` at its end. A brace
/// that is never closed is text.
pub(super) fn next(template: &str) -> Option<(Piece<'_>, &str)> {
    let mut characters = template.chars();
    match characters.next()? {
        brace @ ('{' | '}') if characters.next() == Some(brace) => {
            let (text, rest) = template.split_at_checked(2)?;
            Some((Piece::Text(text.get(1..)?), rest))
        }
        '{' => {
            let (inside, rest) = template.get(1..)?.split_once('}')?;
            let mut parts = inside.splitn(3, '|');
            let name = parts.next()?;
            Some(match (parts.next(), parts.next()) {
                (Some(one), Some(many)) => (Piece::Choice(name, one, many), rest),
                _ => (Piece::Argument(name), rest),
            })
        }
        '}' => Some((Piece::Text("}"), template.get(1..)?)),
        _ => {
            let end = template.find(['{', '}']).unwrap_or(template.len());
            let (text, rest) = template.split_at_checked(end)?;
            Some((Piece::Text(text), rest))
        }
    }
}

/// Refuses, while compiling, a template whose placeholders are not exactly the
/// arguments.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, where to panic is to refuse the program"
)]
pub(super) const fn check(names: &[&str], template: &str) {
    let text = template.as_bytes();
    let mut used = 0_u64;
    let mut at = 0;
    while at < text.len() {
        if text[at] == b'{' && at + 1 < text.len() && text[at + 1] == b'{' {
            at += 2;
        } else if text[at] == b'{' {
            let start = at + 1;
            while at < text.len() && text[at] != b'}' && text[at] != b'|' {
                at += 1;
            }
            let place = place_of(names, text, start, at);
            assert!(place < names.len(), "a placeholder has no argument");
            used |= 1 << place;
            while at < text.len() && text[at] != b'}' {
                at += 1;
            }
            assert!(at < text.len(), "a brace is not closed");
        } else {
            at += 1;
        }
    }
    assert!(
        used.count_ones() as usize == names.len(),
        "an argument has no placeholder"
    );
}

/// The place of a name among `names`; their number where it is none of them.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, where to panic is to refuse the program"
)]
const fn place_of(names: &[&str], text: &[u8], start: usize, end: usize) -> usize {
    let mut place = 0;
    while place < names.len() {
        let name = names[place].as_bytes();
        let mut same = 0;
        while same < name.len() && start + same < end && name[same] == text[start + same] {
            same += 1;
        }
        if same == name.len() && start + same == end {
            return place;
        }
        place += 1;
    }
    place
}
