//! What is open, as one value: whatever is established or shown of it is a
//! function of this.

use std::any::Any;
use std::fmt;
use std::rc::Rc;

use crate::inspect::graph::{Graph, NodeId};
use crate::inspect::measurements::Measurements;
use crate::inspect::row::Row;
use crate::rules::Finding;
use crate::source::Contents;

/// What somebody said of what is open, beside what its bytes say. Whoever brings it
/// brings what is found in it, so that nobody else has to: the page loads that part when
/// it is wanted.
pub trait Report: fmt::Debug {
    /// Where it differs from the bytes.
    fn findings(&self, opened: &Opened) -> Vec<Finding>;

    /// Its member of the report, where it has one.
    fn member(&self) -> Option<serde_json::Value> {
        None
    }

    /// For who shows it.
    fn as_any(&self) -> &dyn Any;
}

/// What a source brought, what hangs together in it, what is known of its bytes
/// so far, and what follows of each claim.
#[derive(Debug)]
pub struct Opened {
    pub contents: Contents,
    pub graph: Graph,
    pub measurements: Measurements,
    /// The ledger as of the last `ledger::read`.
    pub rows: Vec<Row>,
    /// What the engine that gave it out says of it; `None` where none did.
    pub reported: Option<Rc<dyn Report>>,
    /// What came of its signatures; `None` where nobody has looked.
    pub signed: Option<Rc<dyn Report>>,
}

impl Opened {
    /// Nothing of it is measured yet, and the ledger is not read.
    #[must_use]
    pub fn new(contents: Contents) -> Self {
        Self {
            graph: Graph::build(&contents),
            measurements: Measurements::none(&contents),
            rows: Vec::new(),
            reported: None,
            signed: None,
            contents,
        }
    }

    /// How a node is called where a claim or a finding names it ([`Graph::name_of`]).
    #[must_use]
    pub fn name_of(&self, id: NodeId) -> String {
        self.graph.name_of(id, &self.contents)
    }
}
