//! How each line is written: the part of Go's templates that such lists are asked for
//! with.
//!
//! `{{.Field}}`, `{{json .}}`, `{{json .Field}}`, `upper`, `lower`, `title`, `truncate`,
//! strings, and pipes. Nothing else: what is not understood is said, and not guessed.

use serde_json::{Map, Value};

use super::text::{at, columns, human_size, since};
use super::{Command, CommandError, Line};
use crate::image::digest::Digest;

/// What Docker writes where there is no name, and where it does not know.
const NONE: &str = "<none>";
const UNKNOWN: &str = "N/A";

/// How the list is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The table that Docker prints by itself.
    #[default]
    Table,
    /// A table of what stands between tabs.
    TableOf(Template),
    Lines(Template),
}

/// A template that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Action { of: Operand, calls: Vec<Call> },
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Operand {
    Field(Field),
    /// `.`
    All,
    Text(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Call {
    Json,
    Upper,
    Lower,
    Title,
    Truncate(usize),
}

/// What a line has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Containers,
    CreatedAt,
    CreatedSince,
    Digest,
    Id,
    Repository,
    SharedSize,
    Size,
    Tag,
    UniqueSize,
    VirtualSize,
}

impl Format {
    /// Reads what stands after `--format`.
    ///
    /// # Errors
    /// For a template that is not understood.
    pub fn read(text: &str) -> Result<Self, CommandError> {
        let text = text.trim();
        Ok(match text.strip_prefix("table") {
            Some("") => Self::Table,
            Some(rest) => Self::TableOf(Template::read(rest.trim())?),
            None if text == "json" => Self::Lines(Template::read("{{json .}}")?),
            None => Self::Lines(Template::read(text)?),
        })
    }

    pub(super) fn print(&self, lines: &[&Line], command: &Command, now: i64) -> String {
        let of = |line: &Line, template: &Template| {
            template.print(&|field| value(line, field, command, now))
        };
        match self {
            Self::Lines(template) => {
                let lines = lines.iter().map(|line| of(line, template) + "\n");
                lines.collect()
            }
            Self::TableOf(template) => table(template, lines, &of),
            Self::Table => table(&usual(command.digests), lines, &of),
        }
    }
}

fn table(template: &Template, lines: &[&Line], of: &dyn Fn(&Line, &Template) -> String) -> String {
    let head = template.print(&|field| field.heading().to_owned());
    let rows = lines.iter().map(|line| of(line, template));
    let rows = std::iter::once(head).chain(rows);
    let cells = rows.map(|row| row.split('\t').map(str::to_owned).collect());
    columns(&cells.collect::<Vec<Vec<String>>>())
}

/// The columns of Docker's own table.
fn usual(digests: bool) -> Template {
    use Field as F;
    let digest = digests.then_some(F::Digest);
    let before = [F::Repository, F::Tag].into_iter().chain(digest);
    let fields = before.chain([F::Id, F::CreatedSince, F::Size]);
    let mut pieces = Vec::new();
    for field in fields {
        if !pieces.is_empty() {
            pieces.push(Piece::Text("\t".to_owned()));
        }
        pieces.push(Piece::Action {
            of: Operand::Field(field),
            calls: Vec::new(),
        });
    }
    Template(pieces)
}

impl Template {
    fn read(text: &str) -> Result<Self, CommandError> {
        // Docker does the same before Go reads it.
        let text = text.replace("\\t", "\t").replace("\\n", "\n");
        let (mut pieces, mut rest) = (Vec::new(), text.as_str());
        while let Some((before, after)) = rest.split_once("{{") {
            let (action, behind) = after.split_once("}}").ok_or(CommandError::Open)?;
            let (before, action) = match action.strip_prefix("- ") {
                Some(action) => (before.trim_end(), action),
                None => (before, action),
            };
            let (action, behind) = match action.strip_suffix(" -") {
                Some(action) => (action, behind.trim_start()),
                None => (action, behind),
            };
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::read(action.trim())?);
            rest = behind;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        pieces.retain(|piece| *piece != Piece::Text(String::new()));
        Ok(Self(pieces))
    }

    fn print(&self, value: &dyn Fn(Field) -> String) -> String {
        let pieces = self.0.iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Action { of, calls } => {
                let first = match of {
                    Operand::Field(field) => Value::String(value(*field)),
                    Operand::Text(text) => Value::String(text.clone()),
                    Operand::All => {
                        let all = Field::ALL.iter();
                        let all = all.map(|(name, field)| {
                            ((*name).to_owned(), Value::String(value(*field)))
                        });
                        Value::Object(all.collect::<Map<_, _>>())
                    }
                };
                let done = calls.iter().fold(first, |value, call| call.of(value));
                text_of(&done)
            }
        });
        pieces.collect()
    }
}

impl Piece {
    fn read(action: &str) -> Result<Self, CommandError> {
        let wrong = || CommandError::Template {
            found: action.to_owned(),
        };
        let mut stages = action.split('|').map(str::trim);
        let first = stages.next().unwrap_or_default();
        let mut calls = Vec::new();
        let of = match first.split_once(' ') {
            _ if first.starts_with(['"', '`']) => Operand::Text(string(first).ok_or_else(wrong)?),
            Some((name, rest)) => {
                let mut arguments = rest.split_ascii_whitespace();
                let of = operand(arguments.next().ok_or_else(wrong)?).ok_or_else(wrong)??;
                calls.push(Call::read(name, arguments).ok_or_else(wrong)?);
                of
            }
            None => operand(first).ok_or_else(wrong)??,
        };
        for stage in stages {
            calls.push(Call::read(stage, std::iter::empty()).ok_or_else(wrong)?);
        }
        match (&of, calls.first()) {
            // Of all that a line has only JSON can be made.
            (Operand::All, first) if first != Some(&Call::Json) => Err(wrong()),
            _ => Ok(Self::Action { of, calls }),
        }
    }
}

fn operand(word: &str) -> Option<Result<Operand, CommandError>> {
    let name = word.strip_prefix('.')?;
    if name.is_empty() {
        return Some(Ok(Operand::All));
    }
    let field = Field::ALL.iter().find(|(known, _)| *known == name);
    Some(match field {
        Some((_, field)) => Ok(Operand::Field(*field)),
        None => Err(CommandError::Field {
            found: name.to_owned(),
        }),
    })
}

/// What stands between quotation marks, as Go and JSON write it, or between backticks.
fn string(text: &str) -> Option<String> {
    match text.strip_prefix('`') {
        Some(raw) => raw.strip_suffix('`').map(str::to_owned),
        // A tab that was put in is one all the same.
        None => serde_json::from_str(&text.replace('\t', "\\t").replace('\n', "\\n")).ok(),
    }
}

impl Call {
    fn read<'a>(name: &str, mut arguments: impl Iterator<Item = &'a str>) -> Option<Self> {
        let call = match name {
            "json" => Self::Json,
            "upper" => Self::Upper,
            "lower" => Self::Lower,
            "title" => Self::Title,
            "truncate" => Self::Truncate(arguments.next()?.parse().ok()?),
            _ => return None,
        };
        arguments.next().is_none().then_some(call)
    }

    fn of(&self, value: Value) -> Value {
        let text = text_of(&value);
        Value::String(match self {
            Self::Json => value.to_string(),
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Title => title(&text),
            Self::Truncate(limit) => text.chars().take(*limit).collect(),
        })
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The first letter of each word large.
fn title(text: &str) -> String {
    let mut begins = true;
    let large = text.chars().flat_map(|c| {
        let up = begins && c.is_alphabetic();
        begins = !c.is_alphanumeric();
        match up {
            true => c.to_uppercase().collect::<Vec<char>>(),
            false => vec![c],
        }
    });
    large.collect()
}

impl Field {
    /// In the order of their names, as JSON has them.
    const ALL: [(&str, Self); 11] = [
        ("Containers", Self::Containers),
        ("CreatedAt", Self::CreatedAt),
        ("CreatedSince", Self::CreatedSince),
        ("Digest", Self::Digest),
        ("ID", Self::Id),
        ("Repository", Self::Repository),
        ("SharedSize", Self::SharedSize),
        ("Size", Self::Size),
        ("Tag", Self::Tag),
        ("UniqueSize", Self::UniqueSize),
        ("VirtualSize", Self::VirtualSize),
    ];

    fn heading(self) -> &'static str {
        match self {
            Self::Containers => "CONTAINERS",
            Self::CreatedAt => "CREATED AT",
            Self::CreatedSince => "CREATED",
            Self::Digest => "DIGEST",
            Self::Id => "IMAGE ID",
            Self::Repository => "REPOSITORY",
            Self::SharedSize => "SHARED SIZE",
            Self::Size | Self::VirtualSize => "SIZE",
            Self::Tag => "TAG",
            Self::UniqueSize => "UNIQUE SIZE",
        }
    }
}

fn value(line: &Line, field: Field, command: &Command, now: i64) -> String {
    let named = |name: &Option<String>| name.clone().unwrap_or_else(|| NONE.to_owned());
    let known = |value: Option<String>| value.unwrap_or_else(|| UNKNOWN.to_owned());
    let id = |id: &Digest| match command.no_trunc {
        true => id.to_string(),
        false => id.encoded().chars().take(12).collect(),
    };
    match field {
        Field::Repository => named(&line.repository),
        Field::Tag => named(&line.tag),
        Field::Digest => named(&line.digest.as_ref().map(ToString::to_string)),
        Field::Id => known(line.id.as_ref().map(id)),
        Field::CreatedAt => known(line.created.and_then(at)),
        Field::CreatedSince => known(
            line.created
                .map(|created| since(now.saturating_sub(created))),
        ),
        Field::Size | Field::VirtualSize => known(line.size.map(human_size)),
        // Only a machine that runs them can say that.
        Field::Containers | Field::SharedSize | Field::UniqueSize => UNKNOWN.to_owned(),
    }
}
