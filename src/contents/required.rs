//! What every match of a regular expression contains, which is found much faster.

use std::iter::Peekable;
use std::str::Chars;

/// The longest text that stands in every match of an expression; `None` where this
/// does not see one. It looks into no groups, and at no expression with alternatives
/// outside of them.
pub(super) fn required(expression: &str) -> Option<String> {
    let (mut longest, mut run) = (String::new(), String::new());
    let mut pieces = Pieces {
        rest: expression.chars().peekable(),
        depth: 0,
    };
    while let Some(character) = pieces.rest.next() {
        match pieces.piece(character)? {
            Piece::Literal(literal) => {
                run.push(literal);
                continue;
            }
            Piece::MakesOptional => drop(run.pop()),
            Piece::Other => {}
        }
        keep_longer(&mut longest, &mut run);
    }
    keep_longer(&mut longest, &mut run);
    (!longest.is_empty()).then_some(longest)
}

fn keep_longer(longest: &mut String, run: &mut String) {
    if run.len() > longest.len() {
        longest.clone_from(run);
    }
    run.clear();
}

enum Piece {
    /// It stands in each match.
    Literal(char),
    /// What stands before it may be missing.
    MakesOptional,
    Other,
}

struct Pieces<'a> {
    rest: Peekable<Chars<'a>>,
    /// How many groups are open.
    depth: usize,
}

impl Pieces<'_> {
    /// What begins with a character; `None` where this does not know it.
    fn piece(&mut self, first: char) -> Option<Piece> {
        Some(match first {
            '|' if self.depth == 0 => return None,
            '(' => self.group()?,
            ')' => {
                self.depth = self.depth.checked_sub(1)?;
                Piece::Other
            }
            '[' => self.class()?,
            '{' => {
                self.rest.find(|character| *character == '}')?;
                Piece::MakesOptional
            }
            '*' | '?' => Piece::MakesOptional,
            // What stands before `+` comes at least once.
            '+' | '.' | '^' | '$' => Piece::Other,
            '\\' => match self.rest.next()? {
                // They go on behind the letter.
                'x' | 'u' | 'U' | 'p' | 'P' => return None,
                // Borders of words, as `\b` and `\b{start}`.
                '<' | '>' => Piece::Other,
                escaped if escaped.is_ascii_punctuation() => self.literal(escaped),
                _ => Piece::Other,
            },
            // As bytes they are not what is decoded.
            '\u{fffd}' | '\r' | '\n' => return None,
            character => self.literal(character),
        })
    }

    fn literal(&self, character: char) -> Piece {
        match self.depth {
            0 => Piece::Literal(character),
            _ => Piece::Other,
        }
    }

    /// Enters a group; none that sets flags.
    fn group(&mut self) -> Option<Piece> {
        if self.rest.next_if_eq(&'?').is_some() {
            self.rest.next_if_eq(&':')?;
        }
        self.depth += 1;
        Some(Piece::Other)
    }

    /// Passes over the rest of a class; none with others in it.
    fn class(&mut self) -> Option<Piece> {
        self.rest.next_if_eq(&'^');
        // A bracket that comes first is one of the class.
        self.rest.next_if_eq(&']');
        loop {
            match self.rest.next()? {
                '[' => return None,
                '\\' => drop(self.rest.next()?),
                ']' => return Some(Piece::Other),
                _ => {}
            }
        }
    }
}
