//! JSON as it was written: every member in its original order, duplicates
//! kept, numbers as their text, and where in the bytes each value stands.
//!
//! `serde_json` keeps the last of two equal keys and forgets the rest, which is
//! what a digest inspector must not do. This reader never fails on what only
//! *should* not be: it returns the tree it could read beside what is wrong
//! with it. It reads RFC 8259, and reports where I-JSON (RFC 7493, asked for
//! by image-spec `considerations.md#json`) is stricter.
//!
//! Not here: what a document means.
//!
//! ```text
//! value  ::= object | array | string | number | "true" | "false" | "null"
//! object ::= "{" [ string ":" value *( "," string ":" value ) ] "}"
//! array  ::= "[" [ value *( "," value ) ] "]"
//! number ::= ["-"] int ["." digits] [("e" | "E") ["+" | "-"] digits]
//! ```

mod reader;
#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

use reader::Reader;

use crate::words::{Message, documents};

/// How deep arrays and objects may nest, as in `serde_json`. Real documents
/// need seven levels; a document of 100,000 brackets is an attack on the stack.
pub const MAX_DEPTH: usize = 128;

/// How many values one document may hold. A manifest of 4 MiB, the most that
/// registries must take, cannot reasonably have more; each costs memory.
pub const MAX_VALUES: usize = 1_000_000;

/// A value and the bytes it stands in.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    /// Byte offsets in the document.
    pub span: Range<usize>,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    /// The text of the number: converting would lose digits.
    Number(String),
    String(String),
    Array(Vec<Node>),
    Object(Vec<Member>),
}

/// One `"key": value` of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub key: String,
    pub key_span: Range<usize>,
    /// Another member of the same object has the same key.
    pub repeated: bool,
    pub value: Node,
}

/// A document as far as it could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Json {
    /// `None` where [`problems`](Self::problems) has a fatal one.
    pub root: Option<Node>,
    pub problems: Vec<Problem>,
}

/// Something wrong with a document as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    Syntax {
        offset: usize,
        expected: Expected,
        /// `None` at the end.
        found: Option<char>,
    },
    NotUtf8 {
        offset: usize,
        byte: u8,
    },
    TooDeep {
        offset: usize,
    },
    TooManyValues,
    /// Not fatal: the first bytes are a byte order mark.
    ByteOrderMark,
    /// Not fatal: readers differ in which of the two they take.
    DuplicateKey {
        pointer: String,
        key: String,
    },
    /// Not fatal: half of a surrogate pair.
    LoneSurrogate {
        offset: usize,
    },
    /// Not fatal: bytes other than white space after the value.
    TrailingBytes {
        offset: usize,
        length: usize,
    },
}

impl Problem {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Syntax {
                offset,
                expected,
                found,
            } => documents::syntax(expected.message(), *offset, found_here(*found)),
            Self::NotUtf8 { offset, byte } => documents::not_utf8(format!("{byte:02x}"), *offset),
            Self::TooDeep { offset } => documents::too_deep(MAX_DEPTH, *offset),
            Self::TooManyValues => documents::too_many_values(MAX_VALUES),
            Self::ByteOrderMark => documents::byte_order_mark(),
            Self::DuplicateKey { pointer, key } if pointer.is_empty() => {
                documents::duplicate_key_at_root(key)
            }
            Self::DuplicateKey { pointer, key } => documents::duplicate_key(key, pointer),
            Self::LoneSurrogate { offset } => documents::lone_surrogate(*offset),
            Self::TrailingBytes { offset, length } => documents::trailing_bytes(*length, *offset),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// What the grammar has at a place where something else was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Value,
    Key,
    Colon,
    MemberEnd,
    ElementEnd,
    Character,
    Escape,
    HexDigits,
    Digit,
    Fraction,
    Exponent,
}

impl Expected {
    fn message(self) -> Message {
        match self {
            Self::Value => documents::a_json_value(),
            Self::Key => documents::a_key(),
            Self::Colon => documents::a_colon(),
            Self::MemberEnd => documents::end_of_a_member(),
            Self::ElementEnd => documents::end_of_an_element(),
            Self::Character => documents::a_character(),
            Self::Escape => documents::an_escape(),
            Self::HexDigits => documents::four_hex_digits(),
            Self::Digit => documents::a_digit(),
            Self::Fraction => documents::a_digit_of_the_fraction(),
            Self::Exponent => documents::a_digit_of_the_exponent(),
        }
    }
}

/// The character that was found; `None` where the document ended.
fn found_here(found: Option<char>) -> Message {
    match found {
        None => documents::end_of_the_document(),
        Some(c) => documents::this_character(c.escape_default().to_string()),
    }
}

impl Problem {
    /// Where it is, as a JSON pointer; the document where it has none.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            Self::DuplicateKey { pointer, .. } => pointer,
            _ => "",
        }
    }
}

impl Json {
    /// Reads a document. Never fails: see [`Json`].
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Self {
        let mut problems = Vec::new();
        let start = if bytes.starts_with(b"\xef\xbb\xbf") {
            problems.push(Problem::ByteOrderMark);
            3
        } else {
            0
        };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let offset = error.valid_up_to();
                let byte = bytes.get(offset).copied().unwrap_or_default();
                problems.push(Problem::NotUtf8 { offset, byte });
                return Self {
                    root: None,
                    problems,
                };
            }
        };
        Reader::new(text, start, problems).read()
    }

    /// The value at a JSON pointer (RFC 6901); of repeated keys the last.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        self.root.as_ref()?.at(pointer)
    }
}

impl Node {
    /// The member `key` of an object; of repeated ones the last, as the JSON
    /// readers of Go, Python and Rust take it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        let found = self.members().iter().rev().find(|m| m.key == key)?;
        Some(&found.value)
    }

    /// The member whose key is `key` in any case, as Go's `encoding/json`
    /// matches: `manifest.json` is written with lower-case keys by some tools.
    #[must_use]
    pub fn get_any_case(&self, key: &str) -> Option<&Member> {
        self.members()
            .iter()
            .rev()
            .find(|m| m.key.eq_ignore_ascii_case(key))
    }

    /// The value at a JSON pointer below this one.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        let mut node = self;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            node = match &node.value {
                Value::Object(_) => node.get(&token)?,
                Value::Array(items) => items.get(token.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// The members of an object; none for anything else.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The items of an array; none for anything else.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Array(items) => items,
            _ => &[],
        }
    }

    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// A whole number from 0 to 2^63 - 1, which is what image-spec calls int64
    /// where it counts bytes.
    #[must_use]
    pub fn as_size(&self) -> Option<u64> {
        match &self.value {
            Value::Number(text) => text.parse().ok().filter(|size| *size <= i64::MAX as u64),
            _ => None,
        }
    }

    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// What kind of value it is, with its article, for messages.
    #[must_use]
    pub fn kind(&self) -> Message {
        match self.value {
            Value::Null => documents::null(),
            Value::Bool(_) => documents::a_boolean(),
            Value::Number(_) => documents::a_number(),
            Value::String(_) => documents::a_string(),
            Value::Array(_) => documents::an_array(),
            Value::Object(_) => documents::an_object(),
        }
    }

    /// Calls `visit` with the JSON pointer of every value, this one first.
    pub fn walk(&self, visit: &mut dyn FnMut(&str, &Node)) {
        self.walk_below(&mut String::new(), visit);
    }

    fn walk_below(&self, pointer: &mut String, visit: &mut dyn FnMut(&str, &Node)) {
        visit(pointer, self);
        let length = pointer.len();
        match &self.value {
            Value::Object(members) => {
                for member in members {
                    push_token(pointer, &member.key);
                    member.value.walk_below(pointer, visit);
                    pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    push_token(pointer, &index.to_string());
                    item.walk_below(pointer, visit);
                    pointer.truncate(length);
                }
            }
            _ => {}
        }
    }
}

/// Appends one reference token to a JSON pointer (RFC 6901 §3).
pub fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
}
