//! What is open, as one value: whatever is established or shown of it is a
//! function of this.

use crate::inspect::graph::{Graph, NodeId};
use crate::inspect::measurements::Measurements;
use crate::inspect::row::Row;
use crate::source::Contents;

/// What a source brought, what hangs together in it, what is known of its bytes
/// so far, and what follows of each claim.
#[derive(Debug)]
pub struct Opened {
    pub contents: Contents,
    pub graph: Graph,
    pub measurements: Measurements,
    /// The ledger as of the last `ledger::read`.
    pub rows: Vec<Row>,
}

impl Opened {
    /// Nothing of it is measured yet, and the ledger is not read.
    #[must_use]
    pub fn new(contents: Contents) -> Self {
        Self {
            graph: Graph::build(&contents),
            measurements: Measurements::none(&contents),
            rows: Vec::new(),
            contents,
        }
    }

    /// How a node is called where a claim or a finding names it ([`Graph::name_of`]).
    #[must_use]
    pub fn name_of(&self, id: NodeId) -> String {
        self.graph.name_of(id, &self.contents)
    }
}
