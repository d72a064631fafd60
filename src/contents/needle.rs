//! What is looked for in the contents of files.

use memchr::memmem::Finder;
use regex_lite::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use super::sieve::{Sieve, finder};
use crate::expression::Needs;
use crate::words::{Message, contents as words, files};

/// How long what is looked for may be, in bytes. A regular expression takes memory
/// by its length.
pub const MAX_NEEDLE: usize = 1_000;

/// How large an expression may become, in bytes: one of more takes minutes for each
/// megabyte.
const MAX_PROGRAM: usize = 256 << 10;

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
        sieve: Sieve,
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
        let regex = RegexBuilder::new(text)
            .case_insensitive(any_case)
            .size_limit(MAX_PROGRAM)
            .build();
        let no_expression = |_| NeedleError::NoExpression {
            found: text.to_owned(),
        };
        let regex = regex.map_err(no_expression)?;
        let sieve = Sieve::of(Needs::of(text), any_case);
        let is = Is::Expression { regex, sieve };
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
