//! Findings: the rules, each with a stable id (see `facts` of the
//! specifications named beside each).

use crate::image::finding::Finding;
use crate::inspect::graph::Graph;
use crate::inspect::ledger::{Facts, Row};
use crate::source::Holding;

/// What the documents alone say.
#[must_use]
pub fn of_documents(holding: &Holding, _graph: &Graph) -> Vec<Finding> {
    holding.findings.clone()
}

/// What the bytes of blobs add, as far as they are measured.
#[must_use]
pub fn of_facts(_holding: &Holding, _graph: &Graph, _facts: &Facts, _rows: &[Row]) -> Vec<Finding> {
    Vec::new()
}
