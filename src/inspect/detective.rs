//! The digest detective: bytes that do not hash to the expected digest, and
//! the way in which they were re-formatted, where that is all that happened.
//!
//! Manifests are copied out of terminals, editors and `docker manifest
//! inspect`, which print the right contents in other bytes. The detective
//! writes the document again in the usual ways and hashes each.
//!
//! Not here: repairing contents. Nothing is added, removed or changed but
//! white space, key order, escapes, line ends and the byte order mark.

mod rewrite;

use rewrite::{Escapes, LAYOUTS, Layout, ORDERS, Order, write};

use crate::image::digest::{Algorithm, Digest, Hasher};
use crate::image::json::{Json, Node, Value};
use crate::sorting::sort_by_key;
use crate::words::{Message, roles};

/// The largest document that is looked at, in bytes: the most that registries
/// must take as a manifest (distribution-spec, "Pushing Manifests").
pub const MAX_COMPARED: usize = 4 * 1024 * 1024;

/// How many bodies are tried at most: three ways to end the lines of the
/// document as it is and 4 orders × 13 layouts × 8 escapes × 2 line ends, all
/// with and without a byte order mark. Each is tried with up to eight endings,
/// which cost nothing: the hash of the body is shared.
pub const MAX_BODIES: usize = (3 + 4 * 13 * 8 * 2) * 2;

/// How many bytes of bodies are hashed at most: about a second in a browser.
/// All bodies of a document of 150 kB fit; of a larger one the likelier ones.
pub const MAX_HASHED: usize = 256 * 1024 * 1024;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// What follows the last character of the document, the usual first.
const ENDINGS: [&str; 7] = ["", "\n", "\r\n", "\n\n", "\r\n\r\n", "\n\n\n", " "];

/// How the bytes were re-formatted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// What the right bytes have that these have not, each a phrase.
    pub steps: Vec<Message>,
    /// The right bytes.
    pub bytes: Vec<u8>,
    /// What they hash to, which is what was expected.
    pub digest: Digest,
}

/// Why there is no solution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unsolved {
    /// There is nothing to look for.
    AlreadyRight,
    Algorithm {
        found: String,
    },
    TooLarge {
        found: usize,
    },
    /// Not the same contents, or a re-formatting that nobody thought of.
    NotFound {
        tried: usize,
    },
    /// As [`NotFound`](Self::NotFound), and not all could be tried.
    GaveUp {
        tried: usize,
    },
}

impl Solution {
    /// What happened, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> Message {
        let (size, digest) = (self.bytes.len(), self.digest.as_str());
        match self.steps.is_empty() {
            true => roles::solved_same(size, digest),
            false => roles::solved(size, self.steps.clone(), digest),
        }
    }
}

impl Unsolved {
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::AlreadyRight => roles::already_right(),
            Self::Algorithm { found } => roles::cannot_compute(found),
            Self::TooLarge { found } => roles::document_too_large(MAX_COMPARED, *found),
            Self::NotFound { tried } => roles::not_found(*tried),
            Self::GaveUp { tried } => roles::gave_up(*tried),
        }
    }

    /// Whether all that there is to try was tried.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !matches!(self, Self::GaveUp { .. } | Self::TooLarge { .. })
    }
}

/// Looks for the re-formatting of `bytes` that hashes to `expected`.
///
/// # Errors
/// Why there is none.
pub fn investigate(bytes: &[u8], expected: &Digest) -> Result<Solution, Unsolved> {
    investigate_within(bytes, expected, MAX_HASHED).0
}

/// The same, hashing at most `most` bytes, and how many it hashed.
pub fn investigate_within(
    bytes: &[u8],
    expected: &Digest,
    most: usize,
) -> (Result<Solution, Unsolved>, usize) {
    let mut hashed = 0;
    let found = search(bytes, expected, most, &mut hashed);
    (found, hashed)
}

fn search(
    bytes: &[u8],
    expected: &Digest,
    most: usize,
    hashed: &mut usize,
) -> Result<Solution, Unsolved> {
    if expected.algorithm() == Algorithm::Other {
        let found = expected.algorithm_name().to_owned();
        return Err(Unsolved::Algorithm { found });
    }
    if bytes.len() > MAX_COMPARED {
        return Err(Unsolved::TooLarge { found: bytes.len() });
    }
    if expected.recompute(bytes).as_ref() == Some(expected) {
        return Err(Unsolved::AlreadyRight);
    }
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(Unsolved::NotFound { tried: 0 });
    };
    Search {
        written: Written::read(text),
        root: Json::parse(bytes).root,
        expected,
        tried: 0,
        most,
        hashed,
    }
    .run()
}

/// The document as it is, taken apart.
struct Written<'a> {
    mark: bool,
    before: &'a str,
    body: &'a str,
    after: &'a str,
}

impl<'a> Written<'a> {
    fn read(text: &'a str) -> Self {
        let unmarked = text.strip_prefix(BYTE_ORDER_MARK);
        let rest = unmarked.unwrap_or(text);
        // The white space of JSON (RFC 8259 §2), not of Unicode.
        let white = [' ', '\t', '\r', '\n'];
        let from_body = rest.trim_start_matches(white);
        let body = from_body.trim_end_matches(white);
        let split = |text: &'a str, at: usize| text.split_at_checked(at).unwrap_or((text, ""));
        Self {
            mark: unmarked.is_some(),
            before: split(rest, rest.len() - from_body.len()).0,
            body,
            after: split(from_body, body.len()).1,
        }
    }
}

/// One way to write the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Recipe {
    body: Body,
    lines: Lines,
    mark: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Body {
    AsWritten,
    Rewritten {
        order: Order,
        layout: Layout,
        escapes: Escapes,
    },
}

impl Body {
    /// Whether it may have more lines than one.
    fn has_lines(self) -> bool {
        match self {
            Self::AsWritten => true,
            Self::Rewritten { layout, .. } => layout.indent.is_some(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    AsWritten,
    Lf,
    CrLf,
}

impl Lines {
    /// How those of a body that is written anew end.
    fn end(self) -> &'static str {
        match self {
            Self::CrLf => "\r\n",
            Self::AsWritten | Self::Lf => "\n",
        }
    }
}

struct Search<'a> {
    written: Written<'a>,
    root: Option<Node>,
    expected: &'a Digest,
    /// Bodies with their endings.
    tried: usize,
    /// The most bytes of bodies.
    most: usize,
    hashed: &'a mut usize,
}

impl Search<'_> {
    fn run(mut self) -> Result<Solution, Unsolved> {
        for recipe in self.recipes() {
            let body = self.body(recipe);
            *self.hashed += body.len();
            if *self.hashed > self.most {
                return Err(Unsolved::GaveUp { tried: self.tried });
            }
            if let Some(ending) = self.ending_that_fits(&body) {
                return Ok(Solution {
                    steps: self.steps(recipe, ending),
                    bytes: format!("{body}{ending}").into_bytes(),
                    digest: self.expected.clone(),
                });
            }
        }
        Err(Unsolved::NotFound { tried: self.tried })
    }

    /// The bodies that differ for this document, the likeliest first.
    fn recipes(&self) -> Vec<Recipe> {
        let mut recipes = Vec::new();
        let mut add = |cost: usize, body: Body, lines: Lines| {
            for mark in [false, true] {
                let recipe = Recipe { body, lines, mark };
                recipes.push((cost + 4 * usize::from(mark), recipe));
            }
        };
        add(0, Body::AsWritten, Lines::AsWritten);
        if self.written.body.contains('\n') {
            add(0, Body::AsWritten, Lines::Lf);
            add(0, Body::AsWritten, Lines::CrLf);
        }
        for (cost, body) in self.rewritten() {
            add(cost, body, Lines::Lf);
            if body.has_lines() {
                add(cost + 3, body, Lines::CrLf);
            }
        }
        sort_by_key(&mut recipes, |(cost, _)| *cost);
        recipes.into_iter().map(|(_, recipe)| recipe).collect()
    }

    /// The ways to write the document anew, each with how unlikely it is.
    fn rewritten(&self) -> Vec<(usize, Body)> {
        let Some(root) = &self.root else {
            return Vec::new();
        };
        let mut bodies = Vec::new();
        let useful_escapes = useful_escapes(root);
        for (order_cost, order) in ORDERS.into_iter().enumerate() {
            for (layout_cost, layout) in LAYOUTS.into_iter().enumerate() {
                for (escape_cost, escapes) in useful_escapes.iter().enumerate() {
                    let cost = 1 + order_cost + layout_cost / 4 + 2 * escape_cost;
                    let body = Body::Rewritten {
                        order,
                        layout,
                        escapes: *escapes,
                    };
                    bodies.push((cost, body));
                }
            }
        }
        bodies
    }

    fn body(&self, recipe: Recipe) -> String {
        let written = self.written.body;
        let text = match (recipe.body, &self.root, recipe.lines) {
            (
                Body::Rewritten {
                    order,
                    layout,
                    escapes,
                },
                Some(root),
                lines,
            ) => write(root, order, layout, escapes, lines.end()),
            (_, _, Lines::AsWritten) => written.to_owned(),
            (_, _, Lines::Lf) => written.replace("\r\n", "\n"),
            (_, _, Lines::CrLf) => written.replace("\r\n", "\n").replace('\n', "\r\n"),
        };
        match recipe.mark {
            true => format!("{BYTE_ORDER_MARK}{text}"),
            false => text,
        }
    }

    /// The ending with which `body` hashes to what is expected.
    fn ending_that_fits(&mut self, body: &str) -> Option<&'static str> {
        let mut hasher = Hasher::for_algorithm(self.expected.algorithm())?;
        hasher.update(body.as_bytes());
        ENDINGS.into_iter().find(|ending| {
            self.tried += 1;
            let mut hasher = hasher.clone();
            hasher.update(ending.as_bytes());
            hasher.finish() == *self.expected
        })
    }

    /// What is other than in the document as it is.
    fn steps(&self, recipe: Recipe, ending: &str) -> Vec<Message> {
        let mut steps = Vec::new();
        match recipe.mark {
            true if !self.written.mark => steps.push(roles::byte_order_mark()),
            false if self.written.mark => steps.push(roles::no_byte_order_mark()),
            _ => {}
        }
        if !self.written.before.is_empty() {
            steps.push(roles::no_leading_space());
        }
        self.body_steps(recipe, &mut steps);
        let had_cr = self.written.body.contains("\r\n");
        match recipe.lines {
            Lines::Lf if had_cr && recipe.body.has_lines() => steps.push(roles::lines_end_in_lf()),
            Lines::CrLf if !had_cr => steps.push(roles::lines_end_in_cr_lf()),
            _ => {}
        }
        if ending != self.written.after {
            steps.push(describe_ending(ending));
        }
        steps
    }

    fn body_steps(&self, recipe: Recipe, steps: &mut Vec<Message>) {
        let Body::Rewritten {
            order,
            layout,
            escapes,
        } = recipe.body
        else {
            return;
        };
        let (old_layout, old_escapes) = match self.style() {
            Some((layout, escapes)) => (Some(layout), Some(escapes)),
            None => (None, None),
        };
        match order {
            Order::AsWritten => {}
            Order::Docker => steps.push(roles::docker_key_order()),
            Order::Oci => steps.push(roles::oci_key_order()),
            Order::Sorted => steps.push(roles::sorted_keys()),
        }
        if old_layout != Some(layout) {
            steps.push(describe_layout(layout));
        }
        if old_escapes != Some(escapes) {
            steps.extend(describe_escapes(escapes, old_escapes));
        }
    }

    /// The layout and escapes in which the document is written, where they are
    /// usual ones.
    fn style(&self) -> Option<(Layout, Escapes)> {
        let root = self.root.as_ref()?;
        let body = self.written.body.replace("\r\n", "\n");
        let escapes = useful_escapes(root);
        LAYOUTS
            .into_iter()
            .flat_map(|layout| escapes.iter().map(move |escapes| (layout, *escapes)))
            .find(|(layout, escapes)| {
                write(root, Order::AsWritten, *layout, *escapes, "\n") == body
            })
    }
}

/// The escapes that make a difference to this document; none at all is first.
fn useful_escapes(root: &Node) -> Vec<Escapes> {
    let mut found = Escapes::default();
    let mut look = |text: &str| {
        found.html |= text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']);
        found.ascii |= !text.is_ascii();
        found.slash |= text.contains('/');
    };
    root.walk(&mut |_, node| match &node.value {
        Value::String(text) => look(text),
        Value::Object(members) => members.iter().for_each(|member| look(&member.key)),
        _ => {}
    });
    let all = (0..8_u8).map(|bits| Escapes {
        html: bits & 1 > 0,
        ascii: bits & 2 > 0,
        slash: bits & 4 > 0,
    });
    let useful = all.filter(|escapes| {
        escapes.html <= found.html && escapes.ascii <= found.ascii && escapes.slash <= found.slash
    });
    useful.collect()
}

fn describe_layout(layout: Layout) -> Message {
    let spaced = layout.colon == ": ";
    match layout.indent {
        None if layout.comma == ", " => roles::one_line_spaced(),
        None if spaced => roles::one_line_colon_spaced(),
        None => roles::one_line(),
        Some("\t") if spaced => roles::indent_tab(),
        Some("\t") => roles::indent_tab_no_space(),
        Some(spaces) if spaced => roles::indent(spaces.len()),
        Some(spaces) => roles::indent_no_space(spaces.len()),
    }
}

fn describe_escapes(escapes: Escapes, old: Option<Escapes>) -> Vec<Message> {
    use roles::{
        ascii_escaped, ascii_not_escaped, html_escaped, html_not_escaped, slash_escaped,
        slash_not_escaped,
    };
    type Phrase = fn() -> Message;
    let old = old.unwrap_or_default();
    let kinds: [(_, _, Phrase, Phrase); 3] = [
        (escapes.html, old.html, html_escaped, html_not_escaped),
        (escapes.ascii, old.ascii, ascii_escaped, ascii_not_escaped),
        (escapes.slash, old.slash, slash_escaped, slash_not_escaped),
    ];
    let changed = kinds.into_iter().filter(|(new, old, ..)| new != old);
    let phrases = changed.map(|(new, _, done, undone)| if new { done() } else { undone() });
    phrases.collect()
}

fn describe_ending(ending: &str) -> Message {
    match (ending, ending.matches('\n').count()) {
        ("", _) => roles::no_line_break(),
        (" ", _) => roles::space_at_end(),
        (_, count) if ending.starts_with('\r') => roles::line_breaks_cr_lf(count),
        (_, count) => roles::line_breaks(count),
    }
}

#[cfg(test)]
mod tests;
