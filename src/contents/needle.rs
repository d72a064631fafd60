//! What is looked for in the contents of files.

use memchr::memmem::Finder;
use regex_lite::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::words::{Message, contents as words, files};

/// How long what is looked for may be, in bytes. A regular expression takes memory
/// by its length.
pub const MAX_NEEDLE: usize = 1_000;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Needle {
    pub(super) is: Is,
    pub(super) any_case: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Is {
    /// These bytes; where the case does not count, in small letters.
    Text(Finder<'static>),
    Expression {
        regex: Regex,
        /// What every line with a match contains, found much faster.
        required: Option<Finder<'static>>,
    },
}

/// Why something cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NeedleError {
    Empty,
    Long {
        /// In bytes.
        found: usize,
    },
    NoExpression {
        found: String,
    },
}

impl NeedleError {
    /// What was expected.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Empty => words::nothing_to_find(),
            Self::Long { found } => files::search_long(MAX_NEEDLE, *found),
            Self::NoExpression { found } => words::no_expression(found.as_str()),
        }
    }
}

impl Needle {
    /// A text, letter by letter. The case that does not count is that of ASCII
    /// letters.
    ///
    /// # Errors
    /// An empty text, and one of more than [`MAX_NEEDLE`] bytes.
    pub fn text(text: &str, any_case: bool) -> Result<Self, NeedleError> {
        check_length(text)?;
        let is = Is::Text(finder(text, any_case));
        Ok(Self { is, any_case })
    }

    /// A regular expression of the `regex-lite` crate, for a line without its end.
    ///
    /// # Errors
    /// As of a [text](Self::text), and what is no expression.
    pub fn expression(text: &str, any_case: bool) -> Result<Self, NeedleError> {
        check_length(text)?;
        let regex = RegexBuilder::new(text).case_insensitive(any_case).build();
        let no_expression = |_| NeedleError::NoExpression {
            found: text.to_owned(),
        };
        let required = required(text).map(|text| finder(&text, any_case));
        let regex = regex.map_err(no_expression)?;
        let is = Is::Expression { regex, required };
        Ok(Self { is, any_case })
    }
}

fn check_length(text: &str) -> Result<(), NeedleError> {
    match text.len() {
        0 => Err(NeedleError::Empty),
        found if found > MAX_NEEDLE => Err(NeedleError::Long { found }),
        _ => Ok(()),
    }
}

fn finder(text: &str, any_case: bool) -> Finder<'static> {
    match any_case {
        true => Finder::new(&text.to_ascii_lowercase()).into_owned(),
        false => Finder::new(text).into_owned(),
    }
}

/// The longest text that stands in every match of an expression; `None` where this
/// does not see one. It looks into no groups, and at no expression with alternatives
/// outside of them.
fn required(expression: &str) -> Option<String> {
    let (mut longest, mut run) = (String::new(), String::new());
    let mut depth = 0_usize;
    let mut characters = expression.chars().peekable();
    while let Some(character) = characters.next() {
        let literal = match character {
            '|' if depth == 0 => return None,
            '(' => {
                // It may set flags.
                if characters.next_if_eq(&'?').is_some() && characters.next()? != ':' {
                    return None;
                }
                depth += 1;
                None
            }
            ')' => {
                depth = depth.checked_sub(1)?;
                None
            }
            '\\' => match characters.next()? {
                // They go on behind the letter.
                'x' | 'u' | 'U' | 'p' | 'P' | 'b' | 'B' => return None,
                escaped => escaped.is_ascii_punctuation().then_some(escaped),
            },
            '[' => {
                pass_class(&mut characters)?;
                None
            }
            '{' => {
                characters.by_ref().find(|character| *character == '}')?;
                run.pop();
                None
            }
            '*' | '?' => {
                run.pop();
                None
            }
            // What stands before it comes at least once.
            '+' | '.' | '^' | '$' => None,
            // As bytes they are not what is decoded.
            '\u{fffd}' | '\r' | '\n' => return None,
            character => Some(character),
        };
        match literal.filter(|_| depth == 0) {
            Some(literal) => run.push(literal),
            None => keep_longer(&mut longest, &mut run),
        }
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

/// Passes over the rest of a class; `None` for one with others in it.
fn pass_class(characters: &mut impl Iterator<Item = char>) -> Option<()> {
    let mut is_first = true;
    loop {
        match characters.next()? {
            '[' => return None,
            '\\' => drop(characters.next()?),
            // A bracket that comes first is one of the class.
            '^' if is_first => continue,
            ']' if !is_first => return Some(()),
            _ => {}
        }
        is_first = false;
    }
}
