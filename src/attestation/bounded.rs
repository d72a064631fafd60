//! Texts and lists of statements, bounded: a statement may have 40 MiB of either.

use crate::image::json::{Node, Value};

/// The most characters of one text that are kept: an address or a sentence has fewer.
const MAX_TEXT: usize = 4_096;

/// The first elements of a list, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed<T> {
    pub kept: Vec<T>,
    /// How many more were left out.
    pub left_out: usize,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self {
            kept: Vec::new(),
            left_out: 0,
        }
    }
}

impl<T> Listed<T> {
    /// Keeps an element, or counts it where `most` are kept.
    pub(super) fn add(&mut self, element: T, most: usize) {
        match self.kept.len() < most {
            true => self.kept.push(element),
            false => self.left_out += 1,
        }
    }

    pub(super) fn of(elements: impl Iterator<Item = T>, most: usize) -> Self {
        let mut listed = Self::default();
        elements.for_each(|element| listed.add(element, most));
        listed
    }

    /// How many there are, with those that were left out.
    #[must_use]
    pub fn count(&self) -> usize {
        self.kept.len().saturating_add(self.left_out)
    }
}

/// The beginning of a text.
pub(super) fn cut(text: &str) -> String {
    let end = text.char_indices().nth(MAX_TEXT);
    text.get(..end.map_or(text.len(), |(at, _)| at))
        .unwrap_or(text)
        .to_owned()
}

/// A text that is not empty.
pub(super) fn text(node: Option<&Node>) -> Option<String> {
    let text = node?.as_str()?;
    (!text.is_empty()).then(|| cut(text))
}

/// The text of a member.
pub(super) fn member(node: &Node, key: &str) -> Option<String> {
    text(node.get(key))
}

/// Text, number or truth as text; `None` for what has parts, and for nothing.
pub(super) fn scalar(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) | Value::Number(text) => Some(cut(text)),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
