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

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error("expected {expected} at byte {offset}, but found {found}")]
    Syntax {
        offset: usize,
        expected: &'static str,
        found: String,
    },
    #[error("expected UTF-8 text, but found the byte 0x{byte:02x} at offset {offset}")]
    NotUtf8 { offset: usize, byte: u8 },
    #[error(
        "expected arrays and objects at most {MAX_DEPTH} deep, but found more at byte {offset}"
    )]
    TooDeep { offset: usize },
    #[error("expected at most {MAX_VALUES} values, but found more")]
    TooManyValues,
    /// Not fatal: the first bytes are a byte order mark.
    #[error("expected the document to begin with its value, but found a byte order mark")]
    ByteOrderMark,
    /// Not fatal: readers differ in which of the two they take.
    #[error(
        "expected each key once, but found `{key}` more than once in `{}`",
        name(pointer)
    )]
    DuplicateKey { pointer: String, key: String },
    /// Not fatal: half of a surrogate pair.
    #[error("expected whole characters, but found half of a surrogate pair at byte {offset}")]
    LoneSurrogate { offset: usize },
    /// Not fatal: bytes other than white space after the value.
    #[error("expected nothing after the document, but found {length} more bytes at byte {offset}")]
    TrailingBytes { offset: usize, length: usize },
}

fn name(pointer: &str) -> &str {
    if pointer.is_empty() {
        "the document"
    } else {
        pointer
    }
}

impl Problem {
    /// Whether nothing could be read because of it.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        matches!(
            self,
            Self::Syntax { .. } | Self::NotUtf8 { .. } | Self::TooDeep { .. } | Self::TooManyValues
        )
    }

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
        let mut reader = Reader {
            text,
            position: start,
            values: 0,
            problems,
            pointer: String::new(),
        };
        let root = reader.document();
        let mut problems = reader.problems;
        let root = match root {
            Ok(root) => Some(root),
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        Self { root, problems }
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
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
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

/// Reads one document; the recursion is bounded by [`MAX_DEPTH`].
struct Reader<'a> {
    text: &'a str,
    position: usize,
    values: usize,
    problems: Vec<Problem>,
    pointer: String,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Problem> {
        let root = self.value(0)?;
        self.white_space();
        if self.position < self.text.len() {
            self.problems.push(Problem::TrailingBytes {
                offset: self.position,
                length: self.text.len() - self.position,
            });
        }
        Ok(root)
    }

    fn value(&mut self, depth: usize) -> Result<Node, Problem> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err(Problem::TooManyValues);
        }
        self.white_space();
        let start = self.position;
        let value = match self.peek() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                return Err(Problem::TooDeep { offset: start });
            }
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.expected("a JSON value")),
        };
        Ok(Node {
            value,
            span: start..self.position,
        })
    }

    fn object(&mut self, depth: usize) -> Result<Value, Problem> {
        self.position += 1;
        let mut members: Vec<Member> = Vec::new();
        self.white_space();
        if self.eat(b'}') {
            return Ok(Value::Object(members));
        }
        loop {
            self.white_space();
            let start = self.position;
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key in double quotes"));
            }
            let key = self.string()?;
            let key_span = start..self.position;
            self.white_space();
            if !self.eat(b':') {
                return Err(self.expected("`:` after a key"));
            }
            let length = self.pointer.len();
            push_token(&mut self.pointer, &key);
            let value = self.value(depth + 1)?;
            self.pointer.truncate(length);
            members.push(Member {
                key,
                key_span,
                repeated: false,
                value,
            });
            self.white_space();
            if self.eat(b'}') {
                self.mark_repeated(&mut members);
                return Ok(Value::Object(members));
            }
            if !self.eat(b',') {
                return Err(self.expected("`,` or `}` in an object"));
            }
        }
    }

    fn mark_repeated(&mut self, members: &mut [Member]) {
        let mut seen = HashSet::with_capacity(members.len());
        let repeated: HashSet<String> = members
            .iter()
            .filter(|member| !seen.insert(member.key.as_str()))
            .map(|member| member.key.clone())
            .collect();
        if repeated.is_empty() {
            return;
        }
        let mut reported = HashSet::new();
        for member in members.iter_mut() {
            member.repeated = repeated.contains(&member.key);
            if member.repeated && reported.insert(member.key.clone()) {
                self.problems.push(Problem::DuplicateKey {
                    pointer: self.pointer.clone(),
                    key: member.key.clone(),
                });
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Value, Problem> {
        self.position += 1;
        let mut items = Vec::new();
        self.white_space();
        if self.eat(b']') {
            return Ok(Value::Array(items));
        }
        loop {
            let length = self.pointer.len();
            push_token(&mut self.pointer, &items.len().to_string());
            items.push(self.value(depth + 1)?);
            self.pointer.truncate(length);
            self.white_space();
            if self.eat(b']') {
                return Ok(Value::Array(items));
            }
            if !self.eat(b',') {
                return Err(self.expected("`,` or `]` in an array"));
            }
        }
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.position += 1;
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.position..).unwrap_or_default();
            let plain = rest
                .find(|c: char| c == '"' || c == '\\' || c < ' ')
                .unwrap_or(rest.len());
            text.push_str(rest.get(..plain).unwrap_or_default());
            self.position += plain;
            match self.peek() {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(self.expected("a character of a string or `\"`")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Problem> {
        let start = self.position;
        self.position += 1;
        let plain = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => return Err(self.expected("one of `\"\\/bfnrtu` after `\\`")),
        };
        self.position += 1;
        Ok(plain)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, Problem> {
        self.position += 1;
        let first = self.hex_digits()?;
        if let Some(whole) = char::from_u32(first) {
            return Ok(whole);
        }
        let after_first = self.position;
        let low_half = 0xdc00..0xe000;
        if !low_half.contains(&first) && self.eat(b'\\') && self.eat(b'u') {
            let second = self.hex_digits()?;
            if low_half.contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
        }
        // What follows is a value of its own.
        self.position = after_first;
        self.problems.push(Problem::LoneSurrogate { offset: start });
        Ok(char::REPLACEMENT_CHARACTER)
    }

    fn hex_digits(&mut self) -> Result<u32, Problem> {
        let digits = self.text.get(self.position..self.position + 4);
        let digits = digits.filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|d| u32::from_str_radix(d, 16).ok()) else {
            return Err(self.expected("four hex digits after `\\u`"));
        };
        self.position += 4;
        Ok(code)
    }

    fn number(&mut self) -> Result<Value, Problem> {
        let start = self.position;
        self.eat(b'-');
        if !self.eat(b'0') && self.digits() == 0 {
            return Err(self.expected("a digit"));
        }
        if self.eat(b'.') && self.digits() == 0 {
            return Err(self.expected("a digit after `.`"));
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.position += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.position += 1;
            }
            if self.digits() == 0 {
                return Err(self.expected("a digit of the exponent"));
            }
        }
        let text = self.text.get(start..self.position).unwrap_or_default();
        Ok(Value::Number(text.to_owned()))
    }

    fn digits(&mut self) -> usize {
        let start = self.position;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.position += 1;
        }
        self.position - start
    }

    fn word(&mut self, word: &'static str, value: Value) -> Result<Value, Problem> {
        let rest = self.text.get(self.position..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(self.expected("a JSON value"));
        }
        self.position += word.len();
        Ok(value)
    }

    fn white_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.position += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.position += 1;
        }
        found
    }

    fn expected(&self, expected: &'static str) -> Problem {
        let rest = self.text.get(self.position..).unwrap_or_default();
        let found: Cow<'_, str> = match rest.chars().next() {
            None => "the end of the document".into(),
            Some(c) => format!("`{}`", c.escape_default()).into(),
        };
        Problem::Syntax {
            offset: self.position,
            expected,
            found: found.into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn problems(text: &str) -> Vec<String> {
        let json = Json::parse(text.as_bytes());
        json.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn keeps_order_duplicates_numbers_and_places() {
        let json = Json::parse(br#"{"b":1.50,"a":{"x":1e999},"b":[true,null]}"#);
        let root = json.root.as_ref().unwrap();
        let keys: Vec<_> = root
            .members()
            .iter()
            .map(|m| (m.key.as_str(), m.repeated))
            .collect();
        assert_eq!(keys, [("b", true), ("a", false), ("b", true)]);
        assert_eq!(root.members()[0].value.value, Value::Number("1.50".into()));
        assert_eq!(
            json.at("/a/x").unwrap().value,
            Value::Number("1e999".into())
        );
        assert_eq!(json.at("/b/0").unwrap().as_bool(), Some(true));
        assert_eq!(json.at("/a").unwrap().span, 14..25);
        assert_eq!(
            problems(r#"{"c":{"b":1,"b":2}}"#),
            ["expected each key once, but found `b` more than once in `/c`"]
        );
    }

    #[test]
    fn strings_are_unescaped_and_half_pairs_reported() {
        let json = Json::parse(br#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ud800x""#);
        assert_eq!(
            json.root.unwrap().as_str(),
            Some("a\"\\/\u{8}\u{c}\n\r\té😀\u{fffd}x")
        );
        assert_eq!(json.problems, [Problem::LoneSurrogate { offset: 36 }]);
    }

    #[test]
    fn says_what_was_expected_and_found() {
        for (text, message) in [
            (
                "",
                "expected a JSON value at byte 0, but found the end of the document",
            ),
            (
                "{",
                "expected a key in double quotes at byte 1, but found the end of the document",
            ),
            (
                "{a:1}",
                "expected a key in double quotes at byte 1, but found `a`",
            ),
            (
                r#"{"a" 1}"#,
                "expected `:` after a key at byte 5, but found `1`",
            ),
            (
                r#"{"a":1]"#,
                "expected `,` or `}` in an object at byte 6, but found `]`",
            ),
            ("[1,]", "expected a JSON value at byte 3, but found `]`"),
            ("NaN", "expected a JSON value at byte 0, but found `N`"),
            (
                "-",
                "expected a digit at byte 1, but found the end of the document",
            ),
            (
                "1.",
                "expected a digit after `.` at byte 2, but found the end of the document",
            ),
            (
                "1e",
                "expected a digit of the exponent at byte 2, but found the end of the document",
            ),
            (
                "\"a\nb\"",
                "expected a character of a string or `\"` at byte 2, but found `\\n`",
            ),
            (
                r#""\x""#,
                "expected one of `\"\\/bfnrtu` after `\\` at byte 2, but found `x`",
            ),
            (
                r#""\u12g4""#,
                "expected four hex digits after `\\u` at byte 3, but found `1`",
            ),
            (
                "{} x",
                "expected nothing after the document, but found 1 more bytes at byte 3",
            ),
            (
                "\u{feff}{}",
                "expected the document to begin with its value, but found a byte order mark",
            ),
        ] {
            assert_eq!(problems(text), [message], "{text:?}");
        }
        assert_eq!(
            Json::parse(b"\"\xff\"").problems,
            [Problem::NotUtf8 {
                offset: 1,
                byte: 0xff
            }]
        );
    }

    #[test]
    fn a_hundred_thousand_brackets_are_refused_without_deep_recursion() {
        let json = Json::parse("[".repeat(100_000).as_bytes());
        assert_eq!(json.root, None);
        assert_eq!(json.problems, [Problem::TooDeep { offset: 128 }]);
    }

    #[test]
    fn leading_zeros_are_two_values() {
        assert_eq!(
            problems("01"),
            ["expected nothing after the document, but found 1 more bytes at byte 1"]
        );
    }

    #[test]
    fn pointers_escape_as_rfc_6901_says() {
        let json = Json::parse(br#"{"a/b":{"m~n":7}}"#);
        let mut seen = Vec::new();
        json.root
            .as_ref()
            .unwrap()
            .walk(&mut |pointer, _| seen.push(pointer.to_owned()));
        assert_eq!(seen, ["", "/a~1b", "/a~1b/m~0n"]);
        assert_eq!(json.at("/a~1b/m~0n").unwrap().as_size(), Some(7));
    }

    #[test]
    fn sizes_are_whole_and_fit_int64() {
        for (text, size) in [
            ("0", Some(0)),
            ("9223372036854775807", Some(i64::MAX as u64)),
            ("9223372036854775808", None),
            ("4611686018427387904", Some(1 << 62)),
            ("-1", None),
            ("1.5", None),
            ("1e3", None),
            ("\"12\"", None),
        ] {
            assert_eq!(
                Json::parse(text.as_bytes()).root.unwrap().as_size(),
                size,
                "{text}"
            );
        }
    }
}
