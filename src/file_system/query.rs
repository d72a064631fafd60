//! What somebody looks for among the files of an image: words, all of which have
//! to hold.
//!
//! ```text
//! passwd              a part of the path, whatever the case
//! "two words"         the same, with what separates words
//! *.pem  etc/**/ssl   a glob: of the name, or with a slash of the whole path
//! /\.(key|pem)$/      a regular expression, searched for in the absolute path
//! size:>10M           also < <= >= and =; k M G are decimal, Ki Mi Gi binary
//! type:link           file dir link hardlink char block fifo
//! layer:3             counted from 1
//! state:deleted       added changed rewritten metadata deleted unchanged unknown
//! is:secret           what is likely one, by its path
//! ```
//!
//! Several types, layers and states are separated by commas.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::state::States;
use crate::bytes::tar::EntryKind;
use crate::expression::Expression;
use crate::words::{Arg, Message, files};

/// How long a query may be, in bytes. A regular expression takes memory by its
/// length.
const MAX_QUERY: usize = 1_000;

/// Something to look for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    pub(super) paths: Vec<PathTest>,
    pub(super) sizes: Vec<(Comparison, u64)>,
    /// Any of these, if there are any.
    pub(super) kinds: Vec<EntryKind>,
    /// Counted from 0.
    pub(super) layers: Vec<u32>,
    pub(super) states: Option<States>,
    /// Only what is likely a secret.
    pub(super) secret: bool,
}

/// How a size is held against another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

#[derive(Clone, Debug)]
pub(super) enum PathTest {
    /// It stands somewhere in the path.
    Part(String),
    /// The name is like this.
    Name(Expression),
    /// The absolute path is.
    Path(Expression),
}

/// Why a query cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryError {
    /// Which bytes of the query.
    pub at: Range<usize>,
    /// What stands there.
    pub found: String,
    pub problem: QueryProblem,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueryProblem {
    Size,
    Type,
    Layer,
    State,
    Is,
    Expression,
    Quote,
    Long,
}

impl QueryError {
    /// What was expected there.
    #[must_use]
    pub fn message(&self) -> Message {
        let found = self.found.as_str();
        match self.problem {
            QueryProblem::Size => files::search_size(found),
            QueryProblem::Type => files::search_type(words(&KINDS), found),
            QueryProblem::Layer => files::search_layer(found),
            QueryProblem::State => files::search_state(words(&STATES), found),
            QueryProblem::Is => files::search_is(found),
            QueryProblem::Expression => files::search_expression(found),
            QueryProblem::Quote => files::search_quote(),
            QueryProblem::Long => files::search_long(MAX_QUERY, self.at.end),
        }
    }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

const KINDS: [(&str, EntryKind); 7] = [
    ("file", EntryKind::File),
    ("dir", EntryKind::Directory),
    ("link", EntryKind::Symlink),
    ("hardlink", EntryKind::HardLink),
    ("char", EntryKind::CharacterDevice),
    ("block", EntryKind::BlockDevice),
    ("fifo", EntryKind::Fifo),
];

const STATES: [(&str, States); 7] = [
    ("added", States::ADDED),
    ("changed", States::CONTENT),
    ("rewritten", States::REWRITTEN),
    ("metadata", States::METADATA),
    ("deleted", States::DELETED),
    ("unchanged", States::UNCHANGED),
    ("unknown", States::UNKNOWN),
];

const UNITS: [(&str, u64); 8] = [
    ("", 1),
    ("k", 1_000),
    ("m", 1_000_000),
    ("g", 1_000_000_000),
    ("t", 1_000_000_000_000),
    ("ki", 1 << 10),
    ("mi", 1 << 20),
    ("gi", 1 << 30),
];

fn words<T>(known: &[(&str, T)]) -> Arg {
    let words = known.iter().map(|(word, _)| format!("`{word}`"));
    words.collect::<Vec<_>>().into()
}

impl Query {
    /// Reads a query. An empty one finds everything.
    ///
    /// # Errors
    ///
    /// A word that cannot be read, and where it stands.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.len() > MAX_QUERY {
            return Err(QueryError {
                at: 0..text.len(),
                found: String::new(),
                problem: QueryProblem::Long,
            });
        }
        let mut query = Self::default();
        let mut offset = 0;
        while let Some(rest) = text.get(offset..).filter(|rest| !rest.is_empty()) {
            let space = rest.len() - rest.trim_start().len();
            let start = offset + space;
            let rest = rest.trim_start();
            let (word, length, quoted) = next(rest);
            let error = |problem| QueryError {
                at: start..start + length,
                found: word.to_owned(),
                problem,
            };
            match quoted {
                Quoted::No => query.add(word).map_err(error)?,
                Quoted::Yes => query.paths.push(PathTest::Part(word.to_owned())),
                Quoted::Open => return Err(error(QueryProblem::Quote)),
            }
            offset = start + length;
        }
        Ok(query)
    }

    fn add(&mut self, word: &str) -> Result<(), QueryProblem> {
        match word.split_once(':') {
            Some(("size", size)) => {
                self.sizes.push(read_size(size).ok_or(QueryProblem::Size)?);
            }
            Some(("type", types)) => {
                let kinds = each(types, |word| find(&KINDS, word));
                self.kinds.extend(kinds.ok_or(QueryProblem::Type)?);
            }
            Some(("layer", layers)) => {
                let layers = each(layers, |word| word.parse::<u32>().ok()?.checked_sub(1));
                self.layers.extend(layers.ok_or(QueryProblem::Layer)?);
            }
            Some(("state", states)) => {
                let states = each(states, |word| find(&STATES, word));
                let states = states.ok_or(QueryProblem::State)?.into_iter();
                let known = self.states.unwrap_or(States::NONE);
                self.states = Some(states.fold(known, |all, state| all | state));
            }
            Some(("is", "secret")) => self.secret = true,
            Some(("is", _)) => return Err(QueryProblem::Is),
            _ => self.paths.extend(path_test(word)?),
        }
        Ok(())
    }
}

enum Quoted {
    No,
    Yes,
    /// The second quotation mark is missing.
    Open,
}

/// The first word of a text that does not begin with space, how many bytes it
/// takes, and whether it is quoted.
fn next(text: &str) -> (&str, usize, Quoted) {
    let Some(quoted) = text.strip_prefix('"') else {
        let word = text.split_whitespace().next().unwrap_or_default();
        return (word, word.len(), Quoted::No);
    };
    match quoted.split_once('"') {
        Some((word, _)) => (word, word.len() + 2, Quoted::Yes),
        None => (quoted, text.len(), Quoted::Open),
    }
}

/// All parts between commas, if each can be read.
fn each<T>(text: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    text.split(',').map(read).collect()
}

fn find<T: Copy>(known: &[(&str, T)], word: &str) -> Option<T> {
    let found = known.iter().find(|(known, _)| *known == word);
    found.map(|(_, value)| *value)
}

fn read_size(text: &str) -> Option<(Comparison, u64)> {
    const SIGNS: [(&str, Comparison); 6] = [
        ("<=", Comparison::AtMost),
        (">=", Comparison::AtLeast),
        ("<", Comparison::Less),
        (">", Comparison::More),
        ("=", Comparison::Equal),
        ("", Comparison::Equal),
    ];
    let (comparison, number) = SIGNS
        .iter()
        .find_map(|(sign, comparison)| Some((*comparison, text.strip_prefix(sign)?)))?;
    let is_digit = |char: char| char.is_ascii_digit() || char == '.';
    let digits = number.find(|char| !is_digit(char)).unwrap_or(number.len());
    let (number, unit) = number.split_at_checked(digits)?;
    let unit = unit.to_ascii_lowercase();
    let unit = find(&UNITS, unit.strip_suffix('b').unwrap_or(&unit))?;
    // Halves of units are all that anybody asks for: nothing is lost.
    let bytes = match number.contains('.') {
        false => number.parse::<u64>().ok()?.checked_mul(unit)?,
        true => (number.parse::<f64>().ok()? * unit as f64) as u64,
    };
    Some((comparison, bytes))
}

fn path_test(word: &str) -> Result<Option<PathTest>, QueryProblem> {
    let expression = word
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'));
    if let Some(expression) = expression.filter(|expression| !expression.is_empty()) {
        let regex = Expression::of(expression).map_err(|_| QueryProblem::Expression)?;
        return Ok(Some(PathTest::Path(regex)));
    }
    if !word.contains(['*', '?']) {
        let part = (!word.is_empty()).then(|| PathTest::Part(word.to_owned()));
        return Ok(part);
    }
    let regex = |glob| Expression::of(&expression_of(glob)).map_err(|_| QueryProblem::Expression);
    Ok(Some(match word.contains('/') {
        false => PathTest::Name(regex(word)?),
        true => {
            let glob = format!("/{}", word.trim_start_matches('/'));
            PathTest::Path(regex(&glob)?)
        }
    }))
}

/// The regular expression of a glob: `*` and `?` stand for what is no slash, and
/// `**` for anything.
fn expression_of(glob: &str) -> String {
    let mut expression = String::from("(?s)^");
    let mut rest = glob;
    while let Some(char) = rest.chars().next() {
        let (taken, meaning) = if rest.starts_with("**/") {
            (3, "(?:.*/)?")
        } else if rest.starts_with("**") {
            (2, ".*")
        } else if char == '*' {
            (1, "[^/]*")
        } else if char == '?' {
            (1, "[^/]")
        } else {
            (char.len_utf8(), "")
        };
        let (text, after) = rest.split_at(taken);
        match meaning {
            "" => expression.push_str(&regex_lite::escape(text)),
            meaning => expression.push_str(meaning),
        }
        rest = after;
    }
    expression.push('$');
    expression
}
