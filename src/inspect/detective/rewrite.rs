//! JSON written again in one of the ways in which programs write it: key
//! order, white space, escapes. Numbers and repeated keys stay as they were.
//!
//! Not here: which way is the right one (`detective`).

use crate::image::config::RUN_KEYS;
use crate::image::json::{Member, Node, Value};
use crate::sorting::{sort_by, sort_by_key};

/// In which order the members of objects are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    AsWritten,
    /// distribution's `manifest/schema2` and `manifestlist`: the size of a
    /// descriptor before its digest.
    Docker,
    /// The Go types of image-spec's `specs-go/v1`.
    Oci,
    /// By code point: Python's `sort_keys`, `jq -S`, Go's maps.
    Sorted,
}

/// Where white space stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// What one level is indented by; `None` for all on one line.
    pub(super) indent: Option<&'static str>,
    pub(super) comma: &'static str,
    pub(super) colon: &'static str,
}

/// Which characters are escaped that need not be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Escapes {
    /// `<`, `>`, `&`, U+2028 and U+2029, as Go's `encoding/json` does.
    pub(super) html: bool,
    /// All beyond ASCII, as Python does.
    pub(super) ascii: bool,
    /// `/`, as PHP does.
    pub(super) slash: bool,
}

/// The specification's order before Docker's: in a config they are the same.
pub(super) const ORDERS: [Order; 4] = [Order::AsWritten, Order::Oci, Order::Docker, Order::Sorted];

/// The usual ones first: Go and `jq -c`, Docker, `jq`, Python, editors.
pub(super) const LAYOUTS: [Layout; 13] = [
    one_line(",", ":"),
    indented("   ", ": "),
    indented("  ", ": "),
    indented("    ", ": "),
    one_line(", ", ": "),
    indented("\t", ": "),
    indented(" ", ": "),
    one_line(",", ": "),
    indented("   ", ":"),
    indented("  ", ":"),
    indented("    ", ":"),
    indented("\t", ":"),
    indented(" ", ":"),
];

const fn one_line(comma: &'static str, colon: &'static str) -> Layout {
    Layout {
        indent: None,
        comma,
        colon,
    }
}

const fn indented(indent: &'static str, colon: &'static str) -> Layout {
    Layout {
        indent: Some(indent),
        comma: ",",
        colon,
    }
}

/// Writes `root`, its lines ended by `line_end`, without one after the last.
pub(super) fn write(
    root: &Node,
    order: Order,
    layout: Layout,
    escapes: Escapes,
    line_end: &'static str,
) -> String {
    let mut writer = Writer {
        out: String::with_capacity(root.span.len()),
        order,
        layout,
        escapes,
        line_end,
        depth: 0,
    };
    writer.node(root, "");
    writer.out
}

/// The recursion is as deep as the reader's, which `json::MAX_DEPTH` bounds.
struct Writer {
    out: String,
    order: Order,
    layout: Layout,
    escapes: Escapes,
    line_end: &'static str,
    depth: usize,
}

impl Writer {
    /// `key`: of which member this is the value.
    fn node(&mut self, node: &Node, key: &str) {
        match &node.value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(true) => self.out.push_str("true"),
            Value::Bool(false) => self.out.push_str("false"),
            Value::Number(text) => self.out.push_str(text),
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.list('[', ']', items, |writer, item| writer.node(item, ""));
            }
            Value::Object(members) => {
                let ordered = in_order(self.order, key, members);
                self.list('{', '}', &ordered, |writer, member| {
                    writer.string(&member.key);
                    writer.out.push_str(writer.layout.colon);
                    writer.node(&member.value, &member.key);
                });
            }
        }
    }

    /// Empty lists have nothing inside in every layout, as Go and Python do.
    fn list<T>(&mut self, open: char, close: char, items: &[T], each: impl Fn(&mut Self, &T)) {
        self.out.push(open);
        self.depth += 1;
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push_str(self.layout.comma);
            }
            self.new_line();
            each(self, item);
        }
        self.depth -= 1;
        if !items.is_empty() {
            self.new_line();
        }
        self.out.push(close);
    }

    fn new_line(&mut self) {
        if let Some(indent) = self.layout.indent {
            self.out.push_str(self.line_end);
            for _ in 0..self.depth {
                self.out.push_str(indent);
            }
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            self.character(c);
        }
        self.out.push('"');
    }

    fn character(&mut self, c: char) {
        let html = matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}');
        match c {
            '"' => self.out.push_str("\\\""),
            '\\' => self.out.push_str("\\\\"),
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            '\u{8}' => self.out.push_str("\\b"),
            '\u{c}' => self.out.push_str("\\f"),
            '/' if self.escapes.slash => self.out.push_str("\\/"),
            _ if c < ' ' || (html && self.escapes.html) => self.unicode(c),
            _ if !c.is_ascii() && self.escapes.ascii => self.unicode(c),
            _ => self.out.push(c),
        }
    }

    fn unicode(&mut self, c: char) {
        for unit in c.encode_utf16(&mut [0; 2]) {
            self.out.push_str(&format!("\\u{unit:04x}"));
        }
    }
}

/// The members in the order in which they are written. The sort is stable:
/// members that an order does not know stay behind those that it knows.
fn in_order<'a>(order: Order, key: &str, members: &'a [Member]) -> Vec<&'a Member> {
    let mut ordered: Vec<&Member> = members.iter().collect();
    let table: &[&[&str]] = match order {
        Order::AsWritten => return ordered,
        Order::Sorted => &[],
        // Go sorts maps by key.
        _ if MAPS.contains(&key) => &[],
        _ if !members.iter().any(|member| member.key == "digest") => &[FIELDS, &RUN_KEYS],
        Order::Docker => &[DOCKER_DESCRIPTOR],
        Order::Oci => &[OCI_DESCRIPTOR],
    };
    if table.is_empty() {
        sort_by(&mut ordered, |a, b| a.key.cmp(&b.key));
    } else {
        let rank = |member: &&Member| {
            let mut keys = table.iter().copied().flatten();
            keys.position(|key| *key == member.key)
                .unwrap_or(usize::MAX)
        };
        sort_by_key(&mut ordered, rank);
    }
    ordered
}

/// Members whose values are maps in Go, not structures.
const MAPS: [&str; 5] = ["annotations", "labels", "Labels", "ExposedPorts", "Volumes"];

const DOCKER_DESCRIPTOR: &[&str] = &[
    "mediaType",
    "size",
    "digest",
    "urls",
    "annotations",
    "platform",
];

const OCI_DESCRIPTOR: &[&str] = &[
    "mediaType",
    "digest",
    "size",
    "urls",
    "annotations",
    "data",
    "platform",
    "artifactType",
];

/// The fields of everything else: manifest, index, platform, config, its
/// `config`, `rootfs` and `history`. One list is enough: those that two of
/// them share stand in the same order in both.
const FIELDS: &[&str] = &[
    "schemaVersion",
    "mediaType",
    "artifactType",
    "created",
    "created_by",
    "author",
    "comment",
    "empty_layer",
    "architecture",
    "os",
    "os.version",
    "os.features",
    "variant",
    "features",
    "config",
    "rootfs",
    "history",
    "layers",
    "manifests",
    "subject",
    "annotations",
    "type",
    "diff_ids",
];
