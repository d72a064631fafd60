//! What is open, as one value: whatever is established or shown of it is a
//! function of this.

use crate::inspect::causes::{Looks, Wanted, explain};
use crate::inspect::graph::Graph;
use crate::inspect::ledger::{Measurements, Row, ledger};
use crate::source::Contents;

/// What a source brought, what hangs together in it, what is known of its bytes
/// so far, and what follows of each claim.
#[derive(Debug)]
pub struct Opened {
    pub contents: Contents,
    pub graph: Graph,
    pub measurements: Measurements,
    /// The ledger as of the last [`Self::read_ledger`].
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

    /// Holds every claim against what is measured, and says what a second look
    /// at the bytes of those that are bad should find out.
    pub fn read_ledger(&mut self, looks: &mut Looks) -> Vec<Wanted> {
        self.rows = ledger(self);
        explain(self, looks)
    }
}
