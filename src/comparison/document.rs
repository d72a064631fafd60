//! Manifests and configs beside each other: what one says and the other does not,
//! by meaning where a member has one, and by its JSON pointer where not.
//!
//! Not here: layers, DiffIDs and the history, which are aligned first.

mod spelling;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::comparison::side::Both;
use crate::image::json::{Node, Value, push_token};

pub use spelling::{Spelling, is_alike};
use spelling::{is_nothing, members};

/// What two documents differ in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DocumentDiff {
    pub changes: Vec<Change>,
    /// Where the bytes differ and what they say does not.
    pub spelling: Option<Spelling>,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    pub part: Part,
    /// Of what has several: the name of a variable, the key of a label or an
    /// annotation, a port, a volume; of [`Part::Other`] the JSON pointer.
    pub key: Option<String>,
    /// Strings as they are, anything else as the document spells it; `None` where
    /// that side has none.
    #[serde(flatten)]
    pub values: Both<Option<String>>,
}

impl Change {
    /// It is nothing but the moment of a build.
    #[must_use]
    pub fn is_time(&self) -> bool {
        const KEYS: [&str; 2] = [
            "org.opencontainers.image.created",
            "org.label-schema.build-date",
        ];
        let is_known = |key: &String| KEYS.contains(&key.as_str());
        match self.part {
            Part::Created => true,
            Part::Labels | Part::Annotations => self.key.as_ref().is_some_and(is_known),
            _ => false,
        }
    }
}

/// What a difference is in (image-spec `config.md` and `manifest.md`; the Docker
/// image specification for what image-spec has not).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    MediaType,
    ArtifactType,
    Annotations,
    Subject,
    Architecture,
    Os,
    OsVersion,
    Variant,
    Created,
    Author,
    User,
    ExposedPorts,
    Env,
    /// The same variables in another order.
    EnvOrder,
    Entrypoint,
    Cmd,
    Volumes,
    WorkingDir,
    Labels,
    StopSignal,
    Healthcheck,
    OnBuild,
    Shell,
    /// Any other member.
    Other,
}

/// The members of a config.
const CONFIG: [(&str, Part); 6] = [
    ("architecture", Part::Architecture),
    ("os", Part::Os),
    ("os.version", Part::OsVersion),
    ("variant", Part::Variant),
    ("created", Part::Created),
    ("author", Part::Author),
];

/// Its execution parameters whose values are compared as a whole.
const RUN: [(&str, Part); 8] = [
    ("User", Part::User),
    ("Entrypoint", Part::Entrypoint),
    ("Cmd", Part::Cmd),
    ("WorkingDir", Part::WorkingDir),
    ("StopSignal", Part::StopSignal),
    ("Healthcheck", Part::Healthcheck),
    ("OnBuild", Part::OnBuild),
    ("Shell", Part::Shell),
];

/// The members of a manifest.
const MANIFEST: [(&str, Part); 3] = [
    ("mediaType", Part::MediaType),
    ("artifactType", Part::ArtifactType),
    ("subject", Part::Subject),
];

/// A document or a value in it: what it says, and the bytes of the document.
#[derive(Clone, Copy, Debug)]
pub struct Doc<'a> {
    pub root: &'a Node,
    pub bytes: &'a [u8],
}

/// What two configs differ in, their `history` and their DiffIDs aside.
#[must_use]
pub fn config_changes(left: Doc<'_>, right: Doc<'_>) -> Vec<Change> {
    let mut writer = Writer::of(left, right);
    let roots = Both::of(Some(left.root), Some(right.root));
    for (key, nodes) in union(roots) {
        match key {
            "history" => {}
            "config" if are_objects(nodes) => writer.run(nodes),
            "rootfs" if are_objects(nodes) => writer.rest("/rootfs", nodes, &["diff_ids"]),
            _ => writer.member("", key, nodes, &CONFIG),
        }
    }
    writer.changes
}

/// What two manifests differ in, their layers and the digest and the size of
/// the config aside.
#[must_use]
pub fn manifest_changes(left: Doc<'_>, right: Doc<'_>) -> Vec<Change> {
    let mut writer = Writer::of(left, right);
    let roots = Both::of(Some(left.root), Some(right.root));
    for (key, nodes) in union(roots) {
        match key {
            "layers" => {}
            "annotations" if are_objects(nodes) => writer.map(Part::Annotations, nodes),
            "config" if are_objects(nodes) => writer.rest("/config", nodes, &["digest", "size"]),
            _ => writer.member("", key, nodes, &MANIFEST),
        }
    }
    writer.changes
}

/// What two descriptors differ in, their digests and sizes aside.
#[must_use]
pub fn descriptor_changes(left: Doc<'_>, right: Doc<'_>) -> Vec<Change> {
    let mut writer = Writer::of(left, right);
    let roots = Both::of(Some(left.root), Some(right.root));
    for (key, nodes) in union(roots) {
        match key {
            "digest" | "size" => {}
            "annotations" if are_objects(nodes) => writer.map(Part::Annotations, nodes),
            _ => writer.member("", key, nodes, &MANIFEST),
        }
    }
    writer.changes
}

type Nodes<'a> = Both<Option<&'a Node>>;

struct Writer<'a> {
    bytes: Both<&'a [u8]>,
    changes: Vec<Change>,
}

impl<'a> Writer<'a> {
    fn of(left: Doc<'a>, right: Doc<'a>) -> Self {
        Self {
            bytes: Both::of(left.bytes, right.bytes),
            changes: Vec::new(),
        }
    }

    fn add(&mut self, part: Part, key: Option<&str>, nodes: Nodes<'_>) {
        let text = |node: Option<&Node>, bytes| node.and_then(|node| text(node, bytes));
        self.changes.push(Change {
            part,
            key: key.map(str::to_owned),
            values: Both::of(
                text(nodes.left, self.bytes.left),
                text(nodes.right, self.bytes.right),
            ),
        });
    }

    /// A member whose value is compared as a whole, where `parts` know it. One that
    /// says nothing is as good as none.
    fn member(&mut self, pointer: &str, key: &str, nodes: Nodes<'_>, parts: &[(&str, Part)]) {
        let known = parts.iter().find(|(known, _)| *known == key);
        let Some((_, part)) = known else {
            let mut pointer = pointer.to_owned();
            push_token(&mut pointer, key);
            return self.other(&mut pointer, nodes);
        };
        let nodes = said(nodes);
        if !are_alike(nodes) {
            self.add(*part, None, nodes);
        }
    }

    /// All members of two objects but some.
    fn rest(&mut self, pointer: &str, nodes: Nodes<'_>, but: &[&str]) {
        for (key, nodes) in union(nodes) {
            if !but.contains(&key) {
                self.member(pointer, key, nodes, &[]);
            }
        }
    }

    /// Values of which nothing is known: objects member by member, anything else
    /// as a whole.
    fn other(&mut self, pointer: &mut String, nodes: Nodes<'_>) {
        let nodes = said(nodes);
        let both_are_objects = matches!(nodes.zip(), Some((left, right))
            if is_object(left) && is_object(right));
        if !both_are_objects {
            if !are_alike(nodes) {
                self.add(Part::Other, Some(pointer), nodes);
            }
            return;
        }
        let length = pointer.len();
        for (key, nodes) in union(nodes) {
            push_token(pointer, key);
            self.other(pointer, nodes);
            pointer.truncate(length);
        }
    }

    /// The execution parameters.
    fn run(&mut self, nodes: Nodes<'_>) {
        for (key, nodes) in union(nodes) {
            match key {
                "Env" if are_lists(nodes) => self.env(nodes),
                "Labels" if are_objects(nodes) => self.map(Part::Labels, nodes),
                "ExposedPorts" if are_objects(nodes) => self.set(Part::ExposedPorts, nodes),
                "Volumes" if are_objects(nodes) => self.set(Part::Volumes, nodes),
                _ => self.member("/config", key, unless_false(nodes), &RUN),
            }
        }
    }

    /// Keys with values, each of its own. An empty value is one.
    fn map(&mut self, part: Part, nodes: Nodes<'_>) {
        for (key, nodes) in union(nodes) {
            if !are_alike(nodes) {
                self.add(part, Some(key), nodes);
            }
        }
    }

    /// Keys whose values say nothing: shown is the key.
    fn set(&mut self, part: Part, nodes: Nodes<'_>) {
        for (key, nodes) in union(nodes) {
            match nodes.zip() {
                None => self.changes.push(Change {
                    part,
                    key: Some(key.to_owned()),
                    values: nodes.map(|node| node.map(|_| key.to_owned())),
                }),
                Some((left, right)) if !is_alike(left, right) => self.add(part, Some(key), nodes),
                Some(_) => {}
            }
        }
    }

    /// Variables by their names; of one that is set twice the last counts.
    fn env(&mut self, nodes: Nodes<'_>) {
        let lists = nodes.map(|node| variables(*node));
        let maps = lists.map(|list| list.iter().copied().collect::<BTreeMap<_, _>>());
        let names: BTreeSet<&str> = maps.left.keys().chain(maps.right.keys()).copied().collect();
        for name in names {
            let values = maps.map(|map| map.get(name).map(|value| (*value).to_owned()));
            if values.left != values.right {
                self.changes.push(Change {
                    part: Part::Env,
                    key: Some(name.to_owned()),
                    values,
                });
            }
        }
        let left = order(&lists.left, &maps.right);
        let right = order(&lists.right, &maps.left);
        if left != right {
            self.changes.push(Change {
                part: Part::EnvOrder,
                key: None,
                values: Both::of(Some(left.join(" ")), Some(right.join(" "))),
            });
        }
    }
}

/// Each entry with what stands before its first `=` and behind it; what is no
/// string is left out, and is a finding.
fn variables(list: Option<&Node>) -> Vec<(&str, &str)> {
    let items = list.map(Node::items).unwrap_or_default();
    let entries = items.iter().filter_map(Node::as_str);
    let parted = entries.map(|entry| entry.split_once('=').unwrap_or((entry, "")));
    parted.collect()
}

/// The names of a list that another one has, too, in their order.
fn order<'a>(list: &[(&'a str, &str)], other: &BTreeMap<&str, &str>) -> Vec<&'a str> {
    let names = list.iter().map(|(name, _)| *name);
    names.filter(|name| other.contains_key(name)).collect()
}

/// The members of both, each key once, sorted.
fn union<'a>(nodes: Nodes<'a>) -> Vec<(&'a str, Nodes<'a>)> {
    let maps = nodes.map(|node| node.map(members).unwrap_or_default());
    let keys: BTreeSet<&str> = maps.left.keys().chain(maps.right.keys()).copied().collect();
    let both = keys
        .into_iter()
        .map(|key| (key, maps.map(|map| map.get(key).copied())));
    both.collect()
}

/// Without what says nothing.
fn said(nodes: Nodes<'_>) -> Nodes<'_> {
    nodes.map(|node| node.filter(|node| !is_nothing(node)))
}

/// Of execution parameters `false` is what they are without being set.
fn unless_false(nodes: Nodes<'_>) -> Nodes<'_> {
    nodes.map(|node| node.filter(|node| node.as_bool() != Some(false)))
}

fn are_alike(nodes: Nodes<'_>) -> bool {
    match nodes.zip() {
        Some((left, right)) => is_alike(left, right),
        None => nodes.left.is_none() && nodes.right.is_none(),
    }
}

fn is_object(node: &Node) -> bool {
    matches!(node.value, Value::Object(_))
}

/// Objects, as far as they are there.
fn are_objects(nodes: Nodes<'_>) -> bool {
    let fits = |node: &Option<&Node>| node.is_none_or(|node| is_object(node) || node.is_null());
    fits(&nodes.left) && fits(&nodes.right)
}

/// Lists of strings, as far as they are there.
fn are_lists(nodes: Nodes<'_>) -> bool {
    let fits = |node: &Option<&Node>| {
        node.is_none_or(|node| match &node.value {
            Value::Array(items) => items.iter().all(|item| item.as_str().is_some()),
            value => *value == Value::Null,
        })
    };
    fits(&nodes.left) && fits(&nodes.right)
}

/// A string as it is, anything else as it is spelled.
fn text(node: &Node, bytes: &[u8]) -> Option<String> {
    match node.as_str() {
        Some(text) => Some(text.to_owned()),
        None => Some(String::from_utf8_lossy(bytes.get(node.span.clone())?).into_owned()),
    }
}

#[cfg(test)]
mod tests;
