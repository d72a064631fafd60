//! The graph: what hangs together, said by position.
//!
//! Several images are a **matrix**: a column for each, and as rows the documents
//! that lead to it, its config and its layers, base first. What neighbours have in
//! common stands once, over all of them. One image is a **ladder**: a row for each
//! layer with its digest, the DiffID of the bytes inside and the ChainID, between
//! the manifest, which names the first, and the config, which names the second.
//! What is of no image stands **beside** them.
//!
//! Long runs of rows that ask for nothing are folded ([`folds`]); what fails never
//! is. Places and verdicts are apart: the verdicts change while bytes are hashed
//! ([`faces`]), and the places do not.

mod beside;
mod columns;
pub mod faces;
pub mod folds;
mod joints;
mod ladder;
mod matrix;
mod related;
mod walk;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::format::{short_text, visible};
use crate::inspect::graph::NodeId;
use crate::inspect::judgement::State;
use crate::session::Showing;
use crate::words::{Message, detail, graph, images, joined};

pub use beside::Beside;
pub use columns::COLUMNS_AT_ONCE;
pub use ladder::Ladder;
pub use related::related;
pub use walk::{Cursor, walk};

/// How many layers of an image have rows: more than any tool can stack.
pub const MAX_LAYERS: usize = 2_000;

/// All that is shown of what is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The images beside each other; `None` where there is one only.
    pub matrix: Option<Arc<Table>>,
    /// What the chosen image is called, and its layers; `None` where there is none at all.
    pub ladder: Option<(Message, Ladder)>,
    /// What is of no image.
    pub beside: Vec<Beside>,
    /// Images that have no column.
    pub left_out: usize,
}

/// What must change for the sheet to be another: all of it can be told without
/// reading a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    nodes: usize,
    /// Nodes whose bytes are here.
    here: usize,
    edges: usize,
    /// The images that fail.
    failing: Vec<usize>,
}

/// Rows and columns. Every row covers every column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<Column>,
    /// Documents from the outside in, then layers, base first.
    pub rows: Vec<Row>,
    /// Layers that have no row ([`MAX_LAYERS`]).
    pub left_out: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub title: Message,
    /// The image that it is of, by its place in the graph: in a matrix.
    pub image: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub kind: RowKind,
    pub step: Option<RowStep>,
    /// The smallest and the largest that is stored, in bytes.
    pub sizes: Option<(u64, u64)>,
    pub cells: Vec<Cell>,
}

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// Where reading began.
    Roots,
    Index,
    Manifest,
    /// Attestations, signatures and the like.
    Attached,
    Config,
    /// From 1, base first.
    Layer(usize),
}

/// The step of the Dockerfile that made a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowStep {
    pub keyword: String,
    pub rest: String,
    /// Other images tell another step: whose this one is.
    pub only_of: Option<Message>,
}

/// What stands in one or more neighbouring columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The first of its columns, and how many there are.
    pub from: usize,
    pub span: usize,
    pub stops: Vec<Stop>,
}

/// An object in its place: what can have the focus and be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    pub part: Part,
    /// The first is chosen; more where the same bytes stand in several stacks.
    pub nodes: Vec<NodeId>,
    /// The edges of the graph that say so here, by their places.
    pub links: Vec<usize>,
    /// What it is: `layer 3`.
    pub title: Message,
    /// As spelled; `None` where nothing names it by one.
    pub digest: Option<String>,
}

/// What an object is in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Document,
    Attached,
    /// The bytes of a layer as they are stored.
    Stored,
    /// The bytes inside.
    Unpacked,
    /// A layer with all below it: follows from those inside.
    Chain,
}

/// A row of a table as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Line {
    /// What the columns are.
    Head,
    /// By its place in [`Table::rows`].
    Row(usize),
    /// Stands for the rows from the first to the last, or above them where they are
    /// shown.
    Fold { first: usize, last: usize },
}

/// Where the focus can be. As text it is part of an element's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    pub line: Line,
    /// The cell in its line, and the stop in that.
    pub cell: usize,
    pub stop: usize,
}

impl Sheet {
    /// Of what is open, around the chosen image; with at most so many columns.
    #[must_use]
    pub fn of(showing: &Showing, chosen: usize, limit: usize) -> Self {
        let joints = joints::Joints::of(&showing.opened);
        let all = &showing.opened.graph.images;
        let columns = columns::columns(showing, chosen, limit);
        let left_out = all.len() - columns.len().min(all.len());
        Self {
            matrix: (all.len() > 1).then(|| Arc::new(matrix::matrix(&joints, columns))),
            ladder: all.get(chosen).map(|image| {
                (
                    columns::title(image, chosen),
                    ladder::ladder(&joints, image),
                )
            }),
            beside: beside::beside(&joints),
            left_out,
        }
    }
}

impl Shape {
    #[must_use]
    pub fn of(showing: &Showing) -> Self {
        let graph = &showing.opened.graph;
        let images = showing.images.iter().enumerate();
        let failing = images.filter(|(_, state)| **state == State::Failed);
        Self {
            nodes: graph.nodes.len(),
            here: graph
                .nodes
                .iter()
                .filter(|node| node.content.is_some())
                .count(),
            edges: graph.edges.len(),
            failing: failing.map(|(place, _)| place).collect(),
        }
    }
}

impl Table {
    #[must_use]
    pub fn row(&self, line: Line) -> Option<&Row> {
        match line {
            Line::Row(at) => self.rows.get(at),
            Line::Head | Line::Fold { .. } => None,
        }
    }

    /// What stands at a place.
    #[must_use]
    pub fn stop(&self, place: Place) -> Option<&Stop> {
        let cell = self.row(place.line)?.cells.get(place.cell)?;
        cell.stops.get(place.stop)
    }

    /// The image that a place in the head stands for.
    #[must_use]
    pub fn image(&self, place: Place) -> Option<usize> {
        match place.line {
            Line::Head => self.columns.get(place.cell)?.image,
            _ => None,
        }
    }

    /// Whose a cell is: `linux/amd64 and 2 more`. `None` where its column is of no
    /// image.
    #[must_use]
    pub fn whose(&self, cell: &Cell) -> Option<Message> {
        let first = self.columns.get(cell.from)?;
        first.image?;
        Some(match cell.span {
            0 | 1 => first.title.clone(),
            span => graph::and_more(first.title.clone(), span - 1),
        })
    }

    /// The number of the layer in a row.
    #[must_use]
    pub fn number(&self, row: usize) -> Option<usize> {
        match self.rows.get(row)?.kind {
            RowKind::Layer(number) => Some(number),
            _ => None,
        }
    }

    /// Whether its columns are images.
    #[must_use]
    pub fn is_matrix(&self) -> bool {
        self.columns.iter().any(|column| column.image.is_some())
    }

    /// The rows of layers.
    pub(crate) fn layers(&self) -> std::ops::Range<usize> {
        let is_layer = |row: &Row| matches!(row.kind, RowKind::Layer(_));
        let first = self.rows.iter().position(is_layer);
        first.unwrap_or(self.rows.len())..self.rows.len()
    }
}

impl RowKind {
    /// What is written before its cells.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Roots => graph::read_from(),
            Self::Index => images::index(),
            Self::Manifest => images::manifest(),
            Self::Attached => graph::attached(),
            Self::Config => images::config(),
            Self::Layer(number) => images::layer_number(number),
        }
    }
}

impl Stop {
    /// What is chosen.
    #[must_use]
    pub fn node(&self) -> Option<NodeId> {
        self.nodes.first().copied()
    }

    /// Whether bytes of this digest stand here.
    #[must_use]
    pub fn is_named(&self, digest: &Option<String>) -> bool {
        self.part != Part::Chain && digest.is_some() && self.digest == *digest
    }

    /// What is written beside its mark: so many digits, or what it is. Nothing where
    /// the mark stands beside that of the stored bytes.
    #[must_use]
    pub fn written(&self, cell: &Cell, digits: usize) -> Option<Message> {
        let mut others = cell.stops.iter();
        match (self.part, &self.digest) {
            (Part::Unpacked, _) if others.any(|stop| stop.part == Part::Stored) => None,
            (Part::Attached, _) | (Part::Document, None) => Some(self.title.clone()),
            (_, None) => Some(detail::no_digest()),
            (_, Some(digest)) => {
                let digits: String = short_text(digest).chars().take(digits).collect();
                Some(joined::verbatim(visible(&digits)))
            }
        }
    }

    /// All of it, for who sees no columns: `3fa1b2c3d4e5, layer 3, linux/amd64,
    /// verified`. It begins with what is `shown`, and ends with the word where that
    /// is not.
    #[must_use]
    pub fn label(&self, shown: &str, whose: Option<Message>, word: Option<Message>) -> Message {
        let shown = (!shown.is_empty()).then(|| joined::verbatim(shown));
        let title = match self.part {
            Part::Unpacked => detail::diff_id_of(self.title.clone()),
            Part::Chain => graph::chain_id_of(self.title.clone()),
            _ => self.title.clone(),
        };
        let parts = [shown, Some(title), whose, word];
        joined::all_facts(parts.into_iter().flatten()).unwrap_or_else(graph::attached)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Line::Head => f.write_str("h0-0")?,
            Line::Row(at) => write!(f, "r{at}-0")?,
            Line::Fold { first, last } => write!(f, "f{first}-{last}")?,
        }
        write!(f, "-{}-{}", self.cell, self.stop)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let kind = text.chars().next().ok_or(())?;
        let mut numbers = text.get(kind.len_utf8()..).ok_or(())?.split('-');
        let mut number = || numbers.next().and_then(|it| it.parse().ok()).ok_or(());
        let (first, last, cell, stop) = (number()?, number()?, number()?, number()?);
        let line = match kind {
            'h' => Line::Head,
            'r' => Line::Row(first),
            'f' => Line::Fold { first, last },
            _ => return Err(()),
        };
        Ok(Self { line, cell, stop })
    }
}
