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

use crate::format::Grouped;
use crate::image::digest::{Algorithm, Digest, Hasher};
use crate::image::json::{Json, Node, Value};
use crate::sorting::sort_by_key;

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
    pub steps: Vec<String>,
    /// The right bytes.
    pub bytes: Vec<u8>,
    /// What they hash to, which is what was expected.
    pub digest: Digest,
}

/// Why there is no solution.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unsolved {
    /// There is nothing to look for.
    #[error("these bytes are the expected ones")]
    AlreadyRight,
    #[error(
        "expected a sha256 or sha512 digest, but found `{found}`, which cannot be computed here"
    )]
    Algorithm { found: String },
    #[error("expected a document of at most {MAX_COMPARED} bytes, but found {found}")]
    TooLarge { found: usize },
    /// Not the same contents, or a re-formatting that nobody thought of.
    #[error(
        "expected one of {} usual re-formattings to be the bytes of the digest, but found none: the contents differ, or were re-formatted in another way",
        Grouped(*tried as u64)
    )]
    NotFound { tried: usize },
    /// As [`NotFound`](Self::NotFound), and not all could be tried.
    #[error(
        "expected one of the {} likeliest re-formattings to be the bytes of the digest, but found none: the document is too large to try them all",
        Grouped(*tried as u64)
    )]
    GaveUp { tried: usize },
}

impl Solution {
    /// What happened, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!(
            "These are the right contents, re-formatted: the registry's bytes are {} bytes with {}, and hash to {}",
            Grouped(self.bytes.len() as u64),
            joined(&self.steps),
            self.digest
        )
    }
}

/// `a, b and c`.
fn joined(phrases: &[String]) -> String {
    match phrases {
        [] => "no difference".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}

impl Unsolved {
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    AsWritten,
    Lf,
    CrLf,
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
        let escapes = self.root.as_ref().map(useful_escapes).unwrap_or_default();
        let orders = if self.root.is_some() {
            &ORDERS[..]
        } else {
            &[]
        };
        for (order_cost, order) in orders.iter().enumerate() {
            for (layout_cost, layout) in LAYOUTS.iter().enumerate() {
                for (escape_cost, escapes) in escapes.iter().enumerate() {
                    let body = Body::Rewritten {
                        order: *order,
                        layout: *layout,
                        escapes: *escapes,
                    };
                    let cost = 1 + order_cost + layout_cost / 4 + 2 * escape_cost;
                    add(cost, body, Lines::Lf);
                    if layout.indent.is_some() {
                        add(cost + 3, body, Lines::CrLf);
                    }
                }
            }
        }
        sort_by_key(&mut recipes, |(cost, _)| *cost);
        recipes.into_iter().map(|(_, recipe)| recipe).collect()
    }

    fn body(&self, recipe: Recipe) -> String {
        let text = match (recipe.body, &self.root) {
            (
                Body::Rewritten {
                    order,
                    layout,
                    escapes,
                },
                Some(root),
            ) => {
                let line_end = match recipe.lines {
                    Lines::CrLf => "\r\n",
                    Lines::AsWritten | Lines::Lf => "\n",
                };
                write(root, order, layout, escapes, line_end)
            }
            _ => match recipe.lines {
                Lines::AsWritten => self.written.body.to_owned(),
                Lines::Lf => self.written.body.replace("\r\n", "\n"),
                Lines::CrLf => self
                    .written
                    .body
                    .replace("\r\n", "\n")
                    .replace('\n', "\r\n"),
            },
        };
        if recipe.mark {
            format!("{BYTE_ORDER_MARK}{text}")
        } else {
            text
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
    fn steps(&self, recipe: Recipe, ending: &str) -> Vec<String> {
        let mut steps = Vec::new();
        match recipe.mark {
            true if !self.written.mark => steps.push("a byte order mark".to_owned()),
            false if self.written.mark => steps.push("no byte order mark".to_owned()),
            _ => {}
        }
        if !self.written.before.is_empty() {
            steps.push("no white space before the document".to_owned());
        }
        self.body_steps(recipe, &mut steps);
        let had_cr = self.written.body.contains("\r\n");
        let has_lines = match recipe.body {
            Body::AsWritten => true,
            Body::Rewritten { layout, .. } => layout.indent.is_some(),
        };
        match recipe.lines {
            Lines::Lf if had_cr && has_lines => steps.push("lines ended by LF".to_owned()),
            Lines::CrLf if !had_cr => steps.push("lines ended by CR LF".to_owned()),
            _ => {}
        }
        if ending != self.written.after {
            steps.push(describe_ending(ending));
        }
        steps
    }

    fn body_steps(&self, recipe: Recipe, steps: &mut Vec<String>) {
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
            Order::Docker => steps.push("its keys in Docker's order".to_owned()),
            Order::Oci => {
                steps.push("its keys in the order of the OCI specification's Go types".to_owned());
            }
            Order::Sorted => steps.push("its keys sorted".to_owned()),
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
    let choices = |useful| if useful { &[false, true][..] } else { &[false] };
    let mut escapes = Vec::new();
    for slash in choices(found.slash) {
        for ascii in choices(found.ascii) {
            for html in choices(found.html) {
                escapes.push(Escapes {
                    html: *html,
                    ascii: *ascii,
                    slash: *slash,
                });
            }
        }
    }
    escapes
}

fn describe_layout(layout: Layout) -> String {
    let colon = if layout.colon == ":" {
        " and no space after colons"
    } else {
        ""
    };
    match layout.indent {
        None if layout.comma == ", " => {
            "all on one line, a space after each comma and colon".to_owned()
        }
        None if layout.colon == ": " => "all on one line, a space after each colon".to_owned(),
        None => "all on one line without spaces".to_owned(),
        Some("\t") => format!("an indent of one tab{colon}"),
        Some(" ") => format!("an indent of 1 space{colon}"),
        Some(spaces) => format!("an indent of {} spaces{colon}", spaces.len()),
    }
}

fn describe_escapes(escapes: Escapes, old: Option<Escapes>) -> Vec<String> {
    let old = old.unwrap_or_default();
    let mut phrases = Vec::new();
    let mut phrase = |new: bool, old: bool, what: &str| match (new, old) {
        (true, false) => phrases.push(format!("{what} escaped")),
        (false, true) => phrases.push(format!("{what} not escaped")),
        _ => {}
    };
    phrase(escapes.html, old.html, "`<`, `>` and `&`");
    phrase(escapes.ascii, old.ascii, "characters beyond ASCII");
    phrase(escapes.slash, old.slash, "`/`");
    phrases
}

fn describe_ending(ending: &str) -> String {
    match (ending, ending.matches('\n').count()) {
        ("", _) => "no line break at the end".to_owned(),
        (" ", _) => "a space at the end".to_owned(),
        ("\r\n", _) => "one line break (CR LF) at the end".to_owned(),
        (_, 1) => "one line break at the end".to_owned(),
        (_, count) if ending.starts_with('\r') => {
            format!("{count} line breaks (CR LF) at the end")
        }
        (_, count) => format!("{count} line breaks at the end"),
    }
}

#[cfg(test)]
mod tests;
