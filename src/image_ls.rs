//! The list that `docker image ls` prints, of what is known here: its filters and its
//! formats in Docker's own spelling, so that a line of a shell can be pasted.
//!
//! Not here: where the images come from (`views`).
//!
//! ```text
//! --filter dangling=true           without a tag
//! --filter label=team=a            of the config; without a value: any
//! --filter before=alpine:3.20      created before that one; since= after it
//! --filter reference=alpine:3.*    `*` and `?` stand for what is no slash
//! --format '{{.Repository}}: {{.Tag}}: {{.Size}}'    or table, table …, json
//! ```
//!
//! After docker/cli, `cli/command/image/list.go` and `cli/command/formatter`. What is
//! not known is neither kept by a filter nor silently left out: it is counted.

mod filter;
mod template;
mod text;

pub use filter::{Filter, Kept, keep};
pub use template::Format;

use crate::image::digest::Digest;
use crate::input::text::shell_words;
use crate::words::{Message, image_ls as words};

/// The longest command that is read, in bytes.
pub const MAX_COMMAND: usize = 10_000;

/// An image as one line of the list. `None` is what is not known, or not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// As a person writes it: `alpine`.
    pub repository: Option<String>,
    pub tag: Option<String>,
    /// Of the manifest or the index.
    pub digest: Option<Digest>,
    /// Of the config.
    pub id: Option<Digest>,
    /// Seconds since 1970.
    pub created: Option<i64>,
    /// In bytes, of the layers as unpacked.
    pub size: Option<u64>,
    /// `None` where nobody has read its config.
    pub labels: Option<Vec<(String, String)>>,
}

/// What is wanted of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Command {
    pub filters: Vec<Filter>,
    pub format: Format,
    /// Digests are not shortened.
    pub no_trunc: bool,
    /// Another column of the table.
    pub digests: bool,
}

/// Why a command is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandError {
    TooLong,
    /// An option that means nothing here.
    Option {
        found: String,
    },
    /// An option without its value.
    NoValue {
        option: String,
    },
    /// Not `key=value`.
    FilterForm {
        found: String,
    },
    /// A filter that Docker has not, or that is not for lists of images.
    FilterName {
        found: String,
    },
    /// `dangling` of neither.
    Boolean {
        found: String,
    },
    /// A pattern that ends too early.
    Pattern {
        found: String,
    },
    /// No image in the list is called so.
    NoImage {
        found: String,
    },
    /// A part of a template that is not understood.
    Template {
        found: String,
    },
    /// A field that such a list has not.
    Field {
        found: String,
    },
    /// `{{` without `}}`.
    Open,
}

impl CommandError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::TooLong => words::too_long(MAX_COMMAND),
            Self::Option { found } => words::no_option(found),
            Self::NoValue { option } => words::no_value(option),
            Self::FilterForm { found } => words::filter_form(found),
            Self::FilterName { found } => words::filter_name(found),
            Self::Boolean { found } => words::no_boolean(found),
            Self::Pattern { found } => words::no_pattern(found),
            Self::NoImage { found } => words::no_such_image(found),
            Self::Template { found } => words::no_template(found),
            Self::Field { found } => words::no_field(found),
            Self::Open => words::open_template(),
        }
    }
}

impl Command {
    /// Reads options, with or without `docker image ls` before them. A word that is no
    /// option is a reference filter, as Docker has it.
    ///
    /// # Errors
    /// For what is no such command.
    pub fn read(text: &str) -> Result<Self, CommandError> {
        if text.len() > MAX_COMMAND {
            return Err(CommandError::TooLong);
        }
        let words = shell_words(text);
        let mut words = without_program(&words).iter();
        let mut command = Self::default();
        while let Some(word) = words.next() {
            let (option, joined) = match word.split_once('=') {
                Some((option, value)) if option.starts_with("--") => (option, Some(value)),
                _ => (word.as_str(), None),
            };
            let mut value = || {
                let value = joined.map(str::to_owned).or_else(|| words.next().cloned());
                let option = option.to_owned();
                value.ok_or(CommandError::NoValue { option })
            };
            match option {
                "--filter" | "-f" => command.filters.push(Filter::read(&value()?)?),
                "--format" => command.format = Format::read(&value()?)?,
                "--no-trunc" => command.no_trunc = joined != Some("false"),
                "--digests" => command.digests = joined != Some("false"),
                "--quiet" | "-q" => command.format = Format::read("{{.ID}}")?,
                // All that is known is shown in any case.
                "--all" | "-a" => {}
                _ if option.starts_with('-') => {
                    let found = option.to_owned();
                    return Err(CommandError::Option { found });
                }
                _ => command.filters.push(Filter::reference(word)?),
            }
        }
        Ok(command)
    }

    /// The list as Docker would print it at `now`, in seconds since 1970.
    ///
    /// # Errors
    /// Where a filter names an image that is not in it.
    pub fn print(&self, lines: &[Line], now: i64) -> Result<Printed, CommandError> {
        let kept = keep(lines, &self.filters)?;
        let text = self.format.print(&kept.lines, self, now);
        Ok(Printed {
            text,
            count: kept.lines.len(),
            unknown: kept.unknown,
        })
    }
}

/// The list in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    pub text: String,
    pub count: usize,
    /// Of how many a filter could not be decided.
    pub unknown: usize,
}

/// `docker image ls`, `docker images`, `podman images` and the like are passed over.
fn without_program(words: &[String]) -> &[String] {
    let spelled: Vec<&str> = words.iter().take(3).map(String::as_str).collect();
    let count = match spelled.as_slice() {
        ["docker" | "podman" | "nerdctl", "image", "ls" | "list"] => 3,
        ["docker" | "podman" | "nerdctl", "images", ..] => 2,
        _ => 0,
    };
    words.get(count..).unwrap_or_default()
}

#[cfg(test)]
mod tests;
