//! Regular expressions of the `regex-lite` crate, and what each match of one contains:
//! that is looked for first, as it is found many times faster.

use std::iter::Peekable;
use std::str::Chars;

use memchr::memmem::Finder;
use regex_lite::{Error, Regex};

/// An expression to be held against many texts.
#[derive(Clone, Debug)]
pub struct Expression {
    regex: Regex,
    /// What stands in every match, one behind the other.
    required: Vec<Finder<'static>>,
}

impl Expression {
    /// # Errors
    /// Where it is none.
    pub fn of(text: &str) -> Result<Self, Error> {
        let finder = |text: &String| Finder::new(text).into_owned();
        // It changes what a dot is, and nothing here.
        let bare = text.strip_prefix("(?s)").unwrap_or(text);
        Ok(Self {
            regex: Regex::new(text)?,
            required: required(bare).iter().map(finder).collect(),
        })
    }

    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        for required in &self.required {
            let Some(at) = required.find(rest) else {
                return false;
            };
            rest = rest.get(at + required.needle().len()..).unwrap_or_default();
        }
        self.regex.is_match(text)
    }
}

/// The texts that stand in every match of an expression, one behind the other; none
/// where this does not see any. It looks into no groups, and at no expression with
/// alternatives outside of them.
#[must_use]
pub fn required(expression: &str) -> Vec<String> {
    let mut pieces = Pieces {
        rest: expression.chars().peekable(),
        depth: 0,
    };
    let (mut all, mut run) = (Vec::new(), String::new());
    while let Some(character) = pieces.rest.next() {
        match pieces.piece(character) {
            None => return Vec::new(),
            Some(Piece::Literal(literal)) => {
                run.push(literal);
                continue;
            }
            Some(Piece::MakesOptional) => drop(run.pop()),
            Some(Piece::Other) => {}
        }
        all.push(std::mem::take(&mut run));
    }
    all.push(run);
    all.retain(|run| !run.is_empty());
    all
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_match_contains_is_seen() {
        for (expression, expected) in [
            (
                r"/p1[0-9]+.*file-[0-9]*7\.so$",
                &["/p1", "file-", "7.so"][..],
            ),
            ("ab*c", &["a", "c"]),
            ("a+b", &["a", "b"]),
            ("a{0}b", &["b"]),
            ("(a|b)c", &["c"]),
            ("a|b", &[]),
            ("(?i)a", &[]),
        ] {
            assert_eq!(required(expression), expected, "{expression}");
        }
    }

    #[test]
    fn what_is_looked_for_first_changes_no_answer() {
        let texts = [
            "/usr/lib/p12/file-37.so",
            "/file-7.so/p1",
            "abc",
            "ac",
            "abbbc",
            "",
            "c",
        ];
        let expressions = [
            r"p1[0-9].*file-[0-9]*7\.so$",
            "ab*c",
            "(?s)^a.*c$",
            "a|b",
            "aa",
            "(b|c)+",
            "b{0}c",
        ];
        for expression in expressions {
            let (own, bare) = (
                Expression::of(expression).unwrap(),
                Regex::new(expression).unwrap(),
            );
            for text in texts {
                assert_eq!(
                    own.is_match(text),
                    bare.is_match(text),
                    "{expression} {text}"
                );
            }
        }
        // What has to come first does, and no byte counts twice.
        assert!(!Expression::of("aa.*aa").unwrap().is_match("aaa"));
    }
}
