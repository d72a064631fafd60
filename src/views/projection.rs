//! A pretty projection of a JSON document: its values, laid out in lines, each
//! line in typed spans. The order of keys is the document's, repeated keys are
//! marked, and strings and numbers stand as they are spelled.
//!
//! Not here: the document itself. A projection is never hashed and never
//! shown as the exact bytes ([`crate::views::exact_bytes`]).

use std::collections::HashMap;

use crate::format::{Bytes, visible, visible_json};
use crate::image::digest::{Algorithm, Digest};
use crate::image::json::{Json, Member, Node as JsonNode, Value, push_token};
use crate::inspect::graph::{Claimant, Graph, NodeId};
use crate::words::{Message, amounts};

/// How many characters of one string are shown: an embedded `data` member can
/// have megabytes of base64 on one line.
pub const MAX_STRING: usize = 1_024;

/// How many lines a projection has at most. A manifest of 4 MiB of brackets
/// would have a million; nobody reads further than this.
pub const MAX_LINES: usize = 50_000;

/// A document in lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projection {
    pub lines: Vec<Line>,
    /// What is wrong with it as JSON, each one sentence.
    pub problems: Vec<Message>,
    /// There are more lines than [`MAX_LINES`].
    pub cut: bool,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// How deep it stands; 0 for the outermost.
    pub depth: usize,
    pub spans: Vec<Span>,
    /// The JSON pointer of the value that begins or ends on it.
    pub pointer: String,
}

/// A piece of a line. Texts are as spelled, with what deceives the eye made
/// visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// With its quotes.
    Key(String),
    /// A key that stands more than once in its object.
    RepeatedKey(String),
    /// With its quotes.
    String(String),
    /// A digest, and the node that it names where that is known.
    Digest {
        text: String,
        node: Option<NodeId>,
    },
    Number(String),
    /// A number of bytes, and what a person calls that.
    Size {
        text: String,
        human: Bytes,
    },
    /// `true`, `false`, `null`.
    Word(&'static str),
    Punctuation(&'static str),
    /// What is not shown of a long string, in words.
    More(Message),
}

/// Which node each digest of a document names.
#[derive(Clone, Debug, Default)]
pub struct Links<'a> {
    graph: Option<&'a Graph>,
    /// By the JSON pointer at which the document claims something.
    claims: HashMap<&'a str, NodeId>,
}

impl<'a> Links<'a> {
    /// The links out of a document: first what it itself claims at each place,
    /// then any node of that digest.
    #[must_use]
    pub fn of(graph: &'a Graph, document: NodeId) -> Self {
        let claims = graph
            .claims_by(document)
            .filter_map(|claim| match &claim.by {
                Claimant::Document { pointer, .. } => Some((pointer.as_str(), claim.target)),
                _ => None,
            });
        Self {
            graph: Some(graph),
            claims: claims.collect(),
        }
    }

    fn node(&self, pointer: &str, text: &str) -> Option<NodeId> {
        let of_descriptor = pointer.strip_suffix("/digest").unwrap_or(pointer);
        let claimed = self.claims.get(of_descriptor).copied();
        claimed.or_else(|| self.graph?.by_digest(text))
    }
}

/// Projects a document. Never fails: what cannot be read has a problem and no
/// lines.
#[must_use]
pub fn projection(bytes: &[u8], links: &Links<'_>) -> Projection {
    let json = Json::parse(bytes);
    let mut writer = Writer {
        bytes,
        links,
        lines: Vec::new(),
        depth: 0,
        pointer: String::new(),
        cut: false,
    };
    if let Some(root) = &json.root {
        writer.begin();
        writer.value(root);
    }
    Projection {
        lines: writer.lines,
        problems: json
            .problems
            .iter()
            .map(|problem| problem.message())
            .collect(),
        cut: writer.cut,
    }
}

struct Writer<'a> {
    bytes: &'a [u8],
    links: &'a Links<'a>,
    lines: Vec<Line>,
    depth: usize,
    pointer: String,
    cut: bool,
}

impl Writer<'_> {
    /// Begins a line.
    fn begin(&mut self) {
        if self.lines.len() >= MAX_LINES {
            self.cut = true;
            return;
        }
        self.lines.push(Line {
            depth: self.depth,
            spans: Vec::new(),
            pointer: self.pointer.clone(),
        });
    }

    fn push(&mut self, span: Span) {
        if let (Some(line), false) = (self.lines.last_mut(), self.cut) {
            line.spans.push(span);
        }
    }

    /// What is longer than a person reads is cut, and says so. What is left is JSON all
    /// the same, for who copies it.
    fn push_cut(&mut self, spelled: String, span: fn(String) -> Span) {
        let Some(end) = cut(&spelled) else {
            return self.push(span(spelled));
        };
        let (shown, hidden) = spelled.split_at(end);
        let hidden = hidden.chars().count();
        self.push(span(match shown.starts_with('"') {
            true => format!("{shown}…\""),
            false => shown.to_owned(),
        }));
        self.push(Span::More(amounts::more_characters(hidden)));
    }

    /// Writes a value from where the line stands; the depth of the recursion
    /// is that of the reader ([`crate::image::json::MAX_DEPTH`]).
    fn value(&mut self, node: &JsonNode) {
        match &node.value {
            Value::Null => self.push(Span::Word("null")),
            Value::Bool(true) => self.push(Span::Word("true")),
            Value::Bool(false) => self.push(Span::Word("false")),
            Value::Number(_) => self.number(node),
            Value::String(text) => self.string(node, text),
            Value::Array(items) => self.array(items),
            Value::Object(members) => self.object(members),
        }
    }

    fn array(&mut self, items: &[JsonNode]) {
        if items.is_empty() {
            return self.push(Span::Punctuation("[]"));
        }
        self.push(Span::Punctuation("["));
        self.depth += 1;
        let length = self.pointer.len();
        for (index, item) in items.iter().enumerate() {
            if self.cut {
                break;
            }
            push_token(&mut self.pointer, &index.to_string());
            self.begin();
            self.value(item);
            self.comma(index + 1 < items.len());
            self.pointer.truncate(length);
        }
        self.depth -= 1;
        self.begin();
        self.push(Span::Punctuation("]"));
    }

    fn object(&mut self, members: &[Member]) {
        if members.is_empty() {
            return self.push(Span::Punctuation("{}"));
        }
        self.push(Span::Punctuation("{"));
        self.depth += 1;
        let length = self.pointer.len();
        for (index, member) in members.iter().enumerate() {
            if self.cut {
                break;
            }
            push_token(&mut self.pointer, &member.key);
            self.begin();
            let key = self.spelled(&member.key_span);
            self.push_cut(
                key,
                match member.repeated {
                    true => Span::RepeatedKey,
                    false => Span::Key,
                },
            );
            self.push(Span::Punctuation(": "));
            self.value(&member.value);
            self.comma(index + 1 < members.len());
            self.pointer.truncate(length);
        }
        self.depth -= 1;
        self.begin();
        self.push(Span::Punctuation("}"));
    }

    fn comma(&mut self, more: bool) {
        if more {
            self.push(Span::Punctuation(","));
        }
    }

    /// A member `size` counts bytes wherever a document of an image has one.
    fn number(&mut self, node: &JsonNode) {
        let text = self.spelled(&node.span);
        let counts_bytes = matches!(self.last_token(), "size" | "Size");
        self.push(match node.as_size() {
            Some(size) if counts_bytes => Span::Size {
                text,
                human: Bytes(size),
            },
            _ => return self.push_cut(text, Span::Number),
        });
    }

    fn string(&mut self, node: &JsonNode, text: &str) {
        if self.is_digest(text) {
            let node = self.links.node(&self.pointer, text);
            let text = visible(text);
            return self.push(Span::Digest { text, node });
        }
        let spelled = self.spelled(&node.span);
        self.push_cut(spelled, Span::String);
    }

    /// A user `1000:1000` fits the grammar of digests, too: an algorithm that
    /// is not known makes one only where a digest is expected.
    fn is_digest(&self, text: &str) -> bool {
        match text.parse::<Digest>().map(|digest| digest.algorithm()) {
            Ok(Algorithm::Other) => self.last_token() == "digest",
            Ok(_) => true,
            Err(_) => false,
        }
    }

    fn last_token(&self) -> &str {
        self.pointer.rsplit('/').next().unwrap_or_default()
    }

    /// The text of a value as it stands in the bytes.
    fn spelled(&self, span: &std::ops::Range<usize>) -> String {
        let bytes = self.bytes.get(span.clone()).unwrap_or_default();
        visible_json(&String::from_utf8_lossy(bytes))
    }
}

/// Where a string or a number of more than [`MAX_STRING`] characters is cut: between
/// two of them, and in no escape.
fn cut(spelled: &str) -> Option<usize> {
    spelled.char_indices().nth(MAX_STRING)?;
    let (mut end, mut count) = (0, 0);
    while count < MAX_STRING {
        let rest = spelled.get(end..)?;
        let length = match (rest.starts_with("\\u"), rest.starts_with('\\')) {
            (true, _) => 6,
            (_, true) => 2,
            _ => rest.chars().next()?.len_utf8(),
        };
        end += length;
        count += if rest.starts_with('\\') { length } else { 1 };
    }
    (end < spelled.len()).then_some(end)
}

impl Projection {
    /// All of it as text: JSON that says the same, but for what is cut.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self.lines.iter().map(Line::text);
        lines.collect::<Vec<String>>().join("\n")
    }
}

impl Line {
    /// Indented by two spaces for each level, and without what is said beside it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = "  ".repeat(self.depth);
        for span in &self.spans {
            match span {
                Span::Digest { text: digest, .. } => {
                    text.push('"');
                    text.push_str(digest);
                    text.push('"');
                }
                Span::Key(piece)
                | Span::RepeatedKey(piece)
                | Span::String(piece)
                | Span::Number(piece)
                | Span::Size { text: piece, .. } => text.push_str(piece),
                Span::Word(piece) | Span::Punctuation(piece) => text.push_str(piece),
                Span::More(_) => {}
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(document: &str, expected: &str) {
        let projection = projection(document.as_bytes(), &Links::default());
        assert_eq!(projection.text(), expected);
    }

    fn spans(document: &str) -> Vec<Span> {
        let projection = projection(document.as_bytes(), &Links::default());
        let lines = projection.lines.into_iter();
        lines.flat_map(|line| line.spans).collect()
    }

    #[test]
    fn order_spelling_and_empty_values_are_the_documents_own() {
        check(
            r#"{"z":1.50,"a":[],"m":{ },"u":"\u0041\/é","n":[null,true,-0]}"#,
            "{\n  \"z\": 1.50,\n  \"a\": [],\n  \"m\": {},\n  \"u\": \"\\u0041\\/é\",\n  \"n\": [\n    null,\n    true,\n    -0\n  ]\n}",
        );
        check("  \"alone\"\n", "\"alone\"");
    }

    #[test]
    fn repeated_keys_are_all_there_and_marked() {
        let spans = spans(r#"{"a":1,"b":2,"a":3}"#);
        let keys: Vec<&Span> = spans
            .iter()
            .filter(|span| matches!(span, Span::Key(_) | Span::RepeatedKey(_)))
            .collect();
        let (a, b) = ("\"a\"".to_owned(), "\"b\"".to_owned());
        assert_eq!(
            keys,
            [
                &Span::RepeatedKey(a.clone()),
                &Span::Key(b),
                &Span::RepeatedKey(a)
            ]
        );
    }

    #[test]
    fn sizes_have_a_human_form_and_other_numbers_none() {
        let spans = spans(r#"{"size":3408729,"Size":7,"schemaVersion":2,"sizes":9,"size":-1}"#);
        let numbers: Vec<Span> = spans
            .into_iter()
            .filter(|span| matches!(span, Span::Number(_) | Span::Size { .. }))
            .collect();
        let size = |text: &str, bytes| Span::Size {
            text: text.to_owned(),
            human: Bytes(bytes),
        };
        assert_eq!(
            numbers,
            [
                size("3408729", 3_408_729),
                size("7", 7),
                Span::Number("2".to_owned()),
                Span::Number("9".to_owned()),
                Span::Number("-1".to_owned()),
            ]
        );
    }

    #[test]
    fn digests_are_digests_wherever_they_stand_and_malformed_ones_are_strings() {
        let digest = Digest::sha256(b"").to_string();
        let spans = spans(&format!(r#"["{digest}","sha256:short"]"#));
        assert!(spans.contains(&Span::Digest {
            text: digest,
            node: None
        }));
        assert!(spans.contains(&Span::String("\"sha256:short\"".to_owned())));
    }

    #[test]
    fn a_user_and_a_group_are_no_digest_but_an_unknown_algorithm_is() {
        let spans = spans(r#"{"User":"1000:1000","digest":"md4:abc"}"#);
        assert!(spans.contains(&Span::String("\"1000:1000\"".to_owned())));
        assert!(spans.contains(&Span::Digest {
            text: "md4:abc".to_owned(),
            node: None
        }));
    }

    #[test]
    fn lines_know_where_they_stand() {
        let projection = projection(br#"{"layers":[{"a/b":1}]}"#, &Links::default());
        let pointers: Vec<&str> = projection
            .lines
            .iter()
            .map(|line| line.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "",
                "/layers",
                "/layers/0",
                "/layers/0/a~1b",
                "/layers/0",
                "/layers",
                ""
            ]
        );
    }

    #[test]
    fn what_is_no_json_has_problems_and_no_lines() {
        let broken = projection(b"{\"a\":}", &Links::default());
        assert_eq!(broken.lines, []);
        assert_eq!(
            broken.problems[0].to_string(),
            "expected a JSON value at byte 5, but found `}`"
        );
        let cut_text = projection(b"[\"\xff\"]", &Links::default());
        assert_eq!(
            cut_text.problems[0].to_string(),
            "expected UTF-8 text, but found the byte 0xff at offset 2"
        );
    }

    #[test]
    fn long_strings_and_documents_of_many_lines_are_cut_and_say_so() {
        let long = format!("\"{}\"", "é".repeat(MAX_STRING + 10));
        let shown = spans(&long);
        assert_eq!(
            shown.last(),
            Some(&Span::More(amounts::more_characters(12_u64)))
        );
        let more = Span::More(amounts::more_characters(2_u64));
        assert!(spans(&format!("{{\"{}\":1}}", "k".repeat(MAX_STRING))).contains(&more));
        assert!(spans(&format!("1{}", "0".repeat(MAX_STRING + 1))).contains(&more));
        let many = format!("[{}0]", "0,".repeat(MAX_LINES));
        let cut = projection(many.as_bytes(), &Links::default());
        assert_eq!((cut.lines.len(), cut.cut), (MAX_LINES, true));
    }

    #[test]
    fn what_deceives_the_eye_is_spelled_out() {
        check("[\"a\u{202e}b\"]", "[\n  \"a\\u202eb\"\n]");
    }

    #[test]
    fn what_is_copied_of_it_is_json_also_where_it_is_cut() {
        for long in [
            "x".repeat(MAX_STRING * 2),
            "\\\\".repeat(MAX_STRING),
            "\\u00e9".repeat(MAX_STRING),
            format!("{}\u{202e}", "é\\n".repeat(MAX_STRING)),
        ] {
            let document = format!(r#"{{"size":3408729,"{long}":"{long}"}}"#);
            let text = projection(document.as_bytes(), &Links::default()).text();
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(read["size"], 3_408_729);
            assert!(text.contains("…\""), "{text}");
        }
    }
}
