//! The texts of another language: a line each, `area.name = text`.

use std::collections::HashMap;
use std::fmt;

use super::Entry;

/// What the messages are called in another language.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    templates: HashMap<String, String>,
}

/// A line that is no message, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogueError {
    pub line: usize,
}

impl Catalogue {
    /// Reads the lines of a catalogue. Empty ones and those that begin with `#`
    /// say nothing.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] at the first line that has no ` = `.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let mut templates = HashMap::new();
        for (index, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let (id, template) = line
                .split_once(" = ")
                .ok_or(CatalogueError { line: index + 1 })?;
            templates.insert(id.to_owned(), template.to_owned());
        }
        Ok(Self { templates })
    }

    /// The text of a message; English where it is missing, which a test keeps
    /// from happening.
    #[must_use]
    pub fn template<'a>(&'a self, entry: &'a Entry) -> &'a str {
        let found = self.templates.get(entry.id);
        found.map_or(entry.english, String::as_str)
    }
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} is no message", self.line)
    }
}
