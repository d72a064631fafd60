//! A row of the ledger: what is claimed of one object, what was computed here, and
//! what follows.

use crate::image::digest::Computed;
use crate::inspect::cause::Why;
use crate::inspect::graph::{Label, NodeId, NodeKind};
use crate::verify::Verdict;
use crate::words::Message;

/// One row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub node: NodeId,
    /// What it is; `role` in the report.
    pub kind: NodeKind,
    /// Of the node.
    pub label: Label,
    /// As spelled by whoever claims it; `None` where nobody does.
    pub claimed: Option<String>,
    pub claimed_by: Vec<ClaimedBy>,
    /// In bytes; where claimants differ, the one that is wrong.
    pub claimed_size: Option<u64>,
    pub computed: Option<Computed>,
    /// In bytes, as counted here.
    pub size: Option<u64>,
    pub verdict: Verdict,
    /// Where it is bad, why: [`crate::inspect::causes::explain`] fills it in.
    pub why: Why,
}

impl Row {
    /// How a sentence calls the object.
    #[must_use]
    pub fn called(&self) -> Message {
        self.kind.called(&self.label)
    }
}

/// One claimant and what it said of the size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedBy {
    pub who: Who,
    /// For the report: the document's digest, the path of a file, `you`, or
    /// `referrers/<digest>`, where a registry lists what refers to that.
    pub document: String,
    /// JSON pointer; empty for a file's own name.
    pub pointer: String,
    /// In bytes.
    pub size: Option<u64>,
}

/// Who claims something, for a row of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Document(NodeId),
    /// A file's own name.
    FileName,
    /// The digest that a person gave.
    Person,
    /// A registry's list of what refers to a manifest.
    Listed,
}

impl ClaimedBy {
    /// The document in the graph, where it is one.
    #[must_use]
    pub fn node(&self) -> Option<NodeId> {
        match self.who {
            Who::Document(node) => Some(node),
            Who::FileName | Who::Person | Who::Listed => None,
        }
    }
}
