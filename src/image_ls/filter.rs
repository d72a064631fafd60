//! Which lines a person wants.

use super::{CommandError, Line};
use crate::expression::Expression;

/// One of Docker's filters.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    Dangling(bool),
    /// A key, and the value that it has to have.
    Label(String, Option<String>),
    Before(String),
    Since(String),
    /// A pattern as Go's `path.Match` has it, of a name with or without its tag.
    Reference(Pattern),
}

/// A pattern, and the expression that it is.
#[derive(Clone, Debug)]
pub struct Pattern {
    spelled: String,
    expression: Expression,
}

/// What filters let through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept<'a> {
    pub lines: Vec<&'a Line>,
    /// How many lines were left out because something of them is not known.
    pub unknown: usize,
}

/// Filters, with the images that they name looked up.
struct Wanted<'a> {
    filters: &'a [Filter],
    /// The latest time that `before` allows, and the earliest of `since`.
    before: Option<i64>,
    since: Option<i64>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.spelled == other.spelled
    }
}

impl Filter {
    /// Reads `key=value`.
    ///
    /// # Errors
    /// For a filter that such a list has not.
    pub fn read(text: &str) -> Result<Self, CommandError> {
        let Some((key, value)) = text.split_once('=') else {
            let found = text.to_owned();
            return Err(CommandError::FilterForm { found });
        };
        let value = value.trim();
        Ok(match key.trim().to_lowercase().as_str() {
            "dangling" => Self::Dangling(boolean(value)?),
            "label" => match value.split_once('=') {
                Some((key, value)) => Self::Label(key.to_owned(), Some(value.to_owned())),
                None => Self::Label(value.to_owned(), None),
            },
            "before" => Self::Before(value.to_owned()),
            "since" => Self::Since(value.to_owned()),
            "reference" => Self::reference(value)?,
            key => {
                let found = key.to_owned();
                return Err(CommandError::FilterName { found });
            }
        })
    }

    /// The filter that a name alone is.
    ///
    /// # Errors
    /// For a pattern that ends too early.
    pub fn reference(pattern: &str) -> Result<Self, CommandError> {
        let wrong = || CommandError::Pattern {
            found: pattern.to_owned(),
        };
        let expression = expression_of(pattern).ok_or_else(wrong)?;
        Ok(Self::Reference(Pattern {
            spelled: pattern.to_owned(),
            expression: Expression::of(&expression).map_err(|_| wrong())?,
        }))
    }
}

/// The lines that all `filters` let through; of several references one is enough, as
/// Docker has it.
///
/// # Errors
/// Where a filter names an image that is not among them, or of which the time is not
/// known.
pub fn keep<'a>(lines: &'a [Line], filters: &[Filter]) -> Result<Kept<'a>, CommandError> {
    let mut wanted = Wanted {
        filters,
        before: None,
        since: None,
    };
    for filter in filters {
        let later =
            |at: Option<i64>, limit: Option<i64>| limit.map_or(at, |one| at.map(|at| at.max(one)));
        match filter {
            Filter::Before(name) => {
                let at = time_of(lines, name)?;
                wanted.before = Some(wanted.before.map_or(at, |one| one.min(at)));
            }
            Filter::Since(name) => {
                wanted.since = later(Some(time_of(lines, name)?), wanted.since);
            }
            _ => {}
        }
    }
    let mut kept = Kept::default();
    for line in lines {
        match wanted.lets_through(line) {
            Some(true) => kept.lines.push(line),
            Some(false) => {}
            None => kept.unknown += 1,
        }
    }
    Ok(kept)
}

impl Wanted<'_> {
    /// `None` where that is not known.
    fn lets_through(&self, line: &Line) -> Option<bool> {
        let times = [
            self.before.map(|limit| Some(line.created? < limit)),
            self.since.map(|limit| Some(line.created? > limit)),
        ];
        let others = self.filters.iter().filter_map(|filter| match filter {
            Filter::Dangling(wanted) => Some(Some(line.tag.is_none() == *wanted)),
            Filter::Label(key, value) => Some(has_label(line, key, value.as_deref())),
            _ => None,
        });
        let mut all = times
            .into_iter()
            .flatten()
            .chain(others)
            .chain([self.names(line)]);
        // One that says no decides, whatever else is not known.
        let answers: Vec<Option<bool>> = all.by_ref().collect();
        match answers.contains(&Some(false)) {
            true => Some(false),
            false => answers
                .into_iter()
                .collect::<Option<Vec<_>>>()
                .map(|_| true),
        }
    }

    fn names(&self, line: &Line) -> Option<bool> {
        let mut patterns = self.filters.iter().filter_map(|filter| match filter {
            Filter::Reference(pattern) => Some(&pattern.expression),
            _ => None,
        });
        let Some(first) = patterns.next() else {
            return Some(true);
        };
        let Some(repository) = &line.repository else {
            return Some(false);
        };
        let tagged = line.tag.as_ref().map(|tag| format!("{repository}:{tag}"));
        let is = |one: &Expression| {
            one.is_match(repository) || tagged.as_ref().is_some_and(|name| one.is_match(name))
        };
        Some(is(first) || patterns.any(is))
    }
}

fn has_label(line: &Line, key: &str, value: Option<&str>) -> Option<bool> {
    let mut of_key = line.labels.as_ref()?.iter().filter(|(one, _)| one == key);
    Some(of_key.any(|(_, one)| value.is_none_or(|value| one == value)))
}

/// When the image that is called so was created.
fn time_of(lines: &[Line], name: &str) -> Result<i64, CommandError> {
    let found = lines.iter().find(|line| is_called(line, name));
    found
        .and_then(|line| line.created)
        .ok_or_else(|| CommandError::NoImage {
            found: name.to_owned(),
        })
}

/// A name with its tag (`latest` where it has none), a digest, or the first digits of an
/// image ID.
fn is_called(line: &Line, name: &str) -> bool {
    let (repository, tag) = (line.repository.as_deref(), line.tag.as_deref());
    let by_name = match name.rsplit_once(':') {
        Some((of, tagged)) if !tagged.contains('/') => {
            repository == Some(of) && tag == Some(tagged)
        }
        _ => repository == Some(name) && tag == Some("latest"),
    };
    let digits = name.strip_prefix("sha256:").unwrap_or(name);
    let begins = |digest: &crate::image::digest::Digest| digest.encoded().starts_with(digits);
    let is_digits = digits.len() >= 4 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let by_digits = is_digits
        && (line.id.as_ref().is_some_and(begins) || line.digest.as_ref().is_some_and(begins));
    let by_digest = name.split_once('@').is_some_and(|(of, digest)| {
        repository == Some(of)
            && line
                .digest
                .as_ref()
                .is_some_and(|one| one.as_str() == digest)
    });
    by_name || by_digits || by_digest
}

fn boolean(text: &str) -> Result<bool, CommandError> {
    match text.to_lowercase().as_str() {
        "true" | "1" | "t" => Ok(true),
        "false" | "0" | "f" => Ok(false),
        _ => Err(CommandError::Boolean {
            found: text.to_owned(),
        }),
    }
}

/// The regular expression of a pattern of Go's `path.Match`; `None` for one that ends
/// within a class or after a backslash.
fn expression_of(pattern: &str) -> Option<String> {
    let mut expression = String::from("(?s)^");
    let mut chars = pattern.chars();
    let literal = |c: char, expression: &mut String| {
        expression.push_str(&regex_lite::escape(c.encode_utf8(&mut [0; 4])));
    };
    while let Some(c) = chars.next() {
        match c {
            '*' => expression.push_str("[^/]*"),
            '?' => expression.push_str("[^/]"),
            '\\' => literal(chars.next()?, &mut expression),
            '[' => expression.push_str(&class(&mut chars)?),
            other => literal(other, &mut expression),
        }
    }
    expression.push('$');
    Some(expression)
}

/// `[` up to its `]`, as a class of an expression.
fn class(chars: &mut std::str::Chars<'_>) -> Option<String> {
    let mut inside = String::from("[");
    let mut is_first = true;
    loop {
        match chars.next()? {
            '^' if is_first => inside.push('^'),
            ']' if inside.len() > 1 && inside != "[^" => break,
            '-' => inside.push('-'),
            '\\' => push_in_class(chars.next()?, &mut inside),
            other => push_in_class(other, &mut inside),
        }
        is_first = false;
    }
    inside.push(']');
    Some(inside)
}

fn push_in_class(c: char, inside: &mut String) {
    if !c.is_alphanumeric() {
        inside.push('\\');
    }
    inside.push(c);
}
