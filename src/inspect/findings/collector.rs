//! Collecting findings: each once, a bounded number of each rule, and text
//! from outside made fit for a sentence.

use std::collections::{BTreeMap, HashSet};

use crate::format::visible_line;
use crate::image::json::{Node, Value, push_token};
use crate::rules::{Finding, Location, MORE_FINDINGS, Rule};
use crate::words::{Message, documents, findings, joined};

/// How many findings of one rule are listed. A hostile manifest can break a
/// rule 100,000 times, and must not bury what another rule has to say.
pub const MAX_PER_RULE: usize = 100;

/// How many characters of a text from outside a message quotes.
const MAX_QUOTED: usize = 80;

/// Longest JSON pointer of a place, in bytes: keys come from outside, too. A
/// longer one is cut to an ancestor, so that it still points at something.
const MAX_POINTER: usize = 1_024;

/// Findings as they come.
#[derive(Default)]
pub(super) struct Collector {
    /// The time of reading, in seconds since 1970, where rules need it.
    now: Option<i64>,
    findings: Vec<Finding>,
    seen: HashSet<(&'static str, Location, Message)>,
    counts: BTreeMap<&'static str, usize>,
}

impl Collector {
    /// `now` is in milliseconds since 1970.
    pub(super) fn at(now: f64) -> Self {
        Self {
            now: Some((now / 1_000.0) as i64),
            ..Self::default()
        }
    }

    pub(super) fn add(
        &mut self,
        rule: &'static Rule,
        document: &str,
        pointer: &str,
        message: impl Into<Message>,
    ) {
        // Counted before anything is kept: most of a flood costs nothing.
        if self.is_full(rule.id) {
            return;
        }
        self.adopt(rule.finding(document, bounded(pointer), message));
    }

    /// Takes a finding that the source made.
    pub(super) fn adopt(&mut self, finding: Finding) {
        let rule = finding.rule.id;
        if self.is_full(rule) {
            return;
        }
        let (place, message) = (finding.place.clone(), finding.message.clone());
        if self.seen.insert((rule, place, message)) {
            *self.counts.entry(rule).or_default() += 1;
            self.findings.push(finding);
        }
    }

    /// Whether no more of a rule are listed; counts the one that was refused.
    fn is_full(&mut self, rule: &str) -> bool {
        match self.counts.get_mut(rule) {
            Some(count) if *count >= MAX_PER_RULE => {
                *count += 1;
                true
            }
            _ => false,
        }
    }

    /// All findings, and one that counts the rest. `input` is the name of what
    /// the person gave.
    pub(super) fn finish(mut self, input: &str) -> Vec<Finding> {
        let more: Vec<(&str, usize)> = self
            .counts
            .iter()
            .filter(|(_, count)| **count > MAX_PER_RULE)
            .map(|(rule, count)| (*rule, count - MAX_PER_RULE))
            .collect();
        if !more.is_empty() {
            let parts = more.into_iter();
            let parts = parts.map(|(rule, count)| findings::more_of_rule(count, rule));
            let message = findings::more_findings(parts.collect::<Vec<_>>());
            self.findings
                .push(MORE_FINDINGS.finding(input, "", message));
        }
        self.findings
    }
}

/// The collector, for the rules that look at one document.
pub(super) struct DocumentFindings<'s> {
    document: &'s str,
    collector: &'s mut Collector,
}

impl<'s> DocumentFindings<'s> {
    pub(super) fn new(document: &'s str, collector: &'s mut Collector) -> Self {
        Self {
            document,
            collector,
        }
    }

    /// Is this time, in seconds since 1970, still to come? A day is allowed for
    /// clocks that differ.
    pub(super) fn is_future(&self, time: i64) -> bool {
        self.collector
            .now
            .is_some_and(|now| time > now + 24 * 60 * 60)
    }

    pub(super) fn add(&mut self, rule: &'static Rule, pointer: &str, message: impl Into<Message>) {
        self.collector.add(rule, self.document, pointer, message);
    }

    /// Complains of the value at `pointer`, which is not what is expected.
    pub(super) fn unexpected(
        &mut self,
        rule: &'static Rule,
        pointer: &str,
        expected: Message,
        node: &Node,
    ) {
        self.add(rule, pointer, findings::expected(expected, found(node)));
    }

    /// The items of the array that the member `key` must be, each with its
    /// pointer; a complaint where it is missing or something else.
    pub(super) fn array<'n>(
        &mut self,
        rule: &'static Rule,
        pointer: &str,
        key: &str,
        member: Option<&'n Node>,
    ) -> impl Iterator<Item = (String, &'n Node)> + use<'n> {
        let place = below(pointer, key);
        match member {
            None => self.member(rule, pointer, key, documents::an_array(), None),
            Some(list) => Shape::List.check(rule, &place, list, self),
        }
        items(place, member)
    }

    /// Complains of `key` in the object at `pointer`: of the member where it
    /// is there, of the object where not.
    pub(super) fn member(
        &mut self,
        rule: &'static Rule,
        pointer: &str,
        key: &str,
        expected: Message,
        value: Option<&Node>,
    ) {
        match value {
            Some(value) => {
                let message = findings::member(key, expected, found(value));
                self.add(rule, &below(pointer, key), message);
            }
            None => self.add(rule, pointer, findings::member_missing(key, expected)),
        }
    }
}

/// What kind of value a property must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Flag,
    List,
    Object,
    /// An array of strings.
    Texts,
    /// An object of strings.
    TextMap,
}

impl Shape {
    /// The kind of value, with its article.
    fn name(self) -> Message {
        match self {
            Self::Text => documents::a_string(),
            Self::Flag => documents::a_boolean(),
            Self::List | Self::Texts => documents::an_array(),
            Self::Object | Self::TextMap => documents::an_object(),
        }
    }

    fn fits(self, node: &Node) -> bool {
        match self {
            Self::Text => matches!(node.value, Value::String(_)),
            Self::Flag => matches!(node.value, Value::Bool(_)),
            Self::List | Self::Texts => matches!(node.value, Value::Array(_)),
            Self::Object | Self::TextMap => matches!(node.value, Value::Object(_)),
        }
    }

    /// Complains unless the value at `pointer` has this shape, down to the
    /// strings of a list or map.
    pub(super) fn check(
        self,
        rule: &'static Rule,
        pointer: &str,
        node: &Node,
        complaints: &mut DocumentFindings<'_>,
    ) {
        if !self.fits(node) {
            return complaints.unexpected(rule, pointer, self.name(), node);
        }
        match self {
            Self::Texts => {
                for (pointer, item) in items(pointer.to_owned(), Some(node)) {
                    Self::Text.check(rule, &pointer, item, complaints);
                }
            }
            Self::TextMap => {
                for member in node.members() {
                    let pointer = below(pointer, &member.key);
                    Self::Text.check(rule, &pointer, &member.value, complaints);
                }
            }
            _ => {}
        }
    }
}

/// The pointer of a member or item.
pub(super) fn below(pointer: &str, token: &str) -> String {
    let mut pointer = pointer.to_owned();
    push_token(&mut pointer, token);
    pointer
}

/// The items of an array, each with its pointer; none where it is no array.
pub(super) fn items(pointer: String, list: Option<&Node>) -> impl Iterator<Item = (String, &Node)> {
    let items = list.map(Node::items).unwrap_or_default();
    let items = items.iter().enumerate();
    items.map(move |(index, item)| (below(&pointer, &index.to_string()), item))
}

/// Text from outside, for a message: short, on one line, and nothing in it
/// that deceives the eye.
pub(in crate::inspect) fn excerpt(text: &str) -> String {
    let mut characters = text.chars();
    let head: String = characters.by_ref().take(MAX_QUOTED).collect();
    let mut short = visible_line(&head);
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

/// What stands where something else was expected.
pub(super) fn found(node: &Node) -> Message {
    match &node.value {
        Value::String(text) if text.is_empty() => findings::an_empty_string(),
        Value::String(text) => findings::the_string(excerpt(text)),
        Value::Number(text) => findings::the_number(excerpt(text)),
        Value::Bool(value) => joined::verbatim(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => node.kind(),
    }
}

fn bounded(pointer: &str) -> &str {
    let mut pointer = pointer;
    while pointer.len() > MAX_POINTER {
        let end = pointer.rfind('/').unwrap_or_default();
        pointer = pointer.get(..end).unwrap_or_default();
    }
    pointer
}
