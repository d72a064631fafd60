//! The reader behind [`Json::parse`]: one pass, one function for each rule of
//! the grammar that is quoted in the module above.

use std::collections::HashSet;

use super::{Expected, Json, MAX_DEPTH, MAX_VALUES, Member, Node, Problem, Value, push_token};

/// Reads one document; the recursion is bounded by [`MAX_DEPTH`].
pub(super) struct Reader<'a> {
    text: &'a str,
    position: usize,
    values: usize,
    problems: Vec<Problem>,
    pointer: String,
}

impl<'a> Reader<'a> {
    /// A reader of `text` that begins at byte `start`.
    pub(super) fn new(text: &'a str, start: usize, problems: Vec<Problem>) -> Self {
        Self {
            text,
            position: start,
            values: 0,
            problems,
            pointer: String::new(),
        }
    }

    /// Reads the whole document.
    pub(super) fn read(mut self) -> Json {
        let root = match self.document() {
            Ok(root) => Some(root),
            Err(problem) => {
                self.problems.push(problem);
                None
            }
        };
        Json {
            root,
            problems: self.problems,
        }
    }

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
            _ => return Err(self.expected(Expected::Value)),
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
                return Err(self.expected(Expected::Key));
            }
            let key = self.string()?;
            let key_span = start..self.position;
            self.white_space();
            if !self.eat(b':') {
                return Err(self.expected(Expected::Colon));
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
                return Err(self.expected(Expected::MemberEnd));
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
                return Err(self.expected(Expected::ElementEnd));
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
                _ => return Err(self.expected(Expected::Character)),
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
            _ => return Err(self.expected(Expected::Escape)),
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
            return Err(self.expected(Expected::HexDigits));
        };
        self.position += 4;
        Ok(code)
    }

    fn number(&mut self) -> Result<Value, Problem> {
        let start = self.position;
        self.eat(b'-');
        if !self.eat(b'0') && self.digits() == 0 {
            return Err(self.expected(Expected::Digit));
        }
        if self.eat(b'.') && self.digits() == 0 {
            return Err(self.expected(Expected::Fraction));
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.position += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.position += 1;
            }
            if self.digits() == 0 {
                return Err(self.expected(Expected::Exponent));
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
            return Err(self.expected(Expected::Value));
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

    fn expected(&self, expected: Expected) -> Problem {
        let rest = self.text.get(self.position..).unwrap_or_default();
        Problem::Syntax {
            offset: self.position,
            expected,
            found: rest.chars().next(),
        }
    }
}
