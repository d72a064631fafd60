//! Which rows of a table are shown, and what stands in them.

use std::cmp::Ordering;

use super::order::{Column, Order, sort};
use crate::inspect::graph::{Label, NodeId, NodeKind};
use crate::inspect::row::Row;
use crate::rules::{Finding, Severity};
use crate::session::Showing;
use crate::words::{Message, detail};

/// How many rows of a table are shown before a person asks for more: a browser
/// lays out some hundred at once, and an index can name 20,000 objects.
pub const ROWS_AT_ONCE: usize = 300;

/// The part of a table that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<T> {
    pub items: Vec<T>,
    /// How many more there are.
    pub more: usize,
}

/// Nothing.
impl<T> Default for Shown<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            more: 0,
        }
    }
}

impl<T: Clone> Shown<T> {
    fn of<'a>(all: impl Iterator<Item = &'a T>, limit: usize) -> Self
    where
        T: 'a,
    {
        let mut all = all;
        let items = all.by_ref().take(limit).cloned().collect();
        Self {
            items,
            more: all.count(),
        }
    }
}

/// By what the ledger can be sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerColumn {
    /// The worst first.
    Verdict,
    /// By kind, and in the order of what is open.
    Object,
    /// By the size that is claimed: digests have no order that says anything.
    Claimed,
    /// By the size that was counted.
    Computed,
    /// By the name of the first that claims it.
    ClaimedBy,
}

impl Column for LedgerColumn {
    const ALL: &'static [Self] = &[
        Self::Verdict,
        Self::Object,
        Self::Claimed,
        Self::Computed,
        Self::ClaimedBy,
    ];

    fn word(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Object => "object",
            Self::Claimed => "claimed",
            Self::Computed => "computed",
            Self::ClaimedBy => "claimed-by",
        }
    }
}

fn compare(column: LedgerColumn, one: &Row, other: &Row) -> Ordering {
    let claimant = |row: &Row| row.claimed_by.first().map(|by| by.document.clone());
    match column {
        LedgerColumn::Verdict => one.verdict.rank().cmp(&other.verdict.rank()),
        LedgerColumn::Object => {
            let by_kind = one.kind.word().cmp(other.kind.word());
            by_kind.then(one.node.cmp(&other.node))
        }
        LedgerColumn::Claimed => one.claimed_size.cmp(&other.claimed_size),
        LedgerColumn::Computed => one.size.cmp(&other.size),
        LedgerColumn::ClaimedBy => claimant(one).cmp(&claimant(other)),
    }
}

/// The rows to show, at most `limit`: all, or those that are not verified.
#[must_use]
pub fn rows_shown(
    rows: &[Row],
    only_unverified: bool,
    order: Option<Order<LedgerColumn>>,
    limit: usize,
) -> Shown<Row> {
    let shown = rows
        .iter()
        .filter(|row| !(only_unverified && row.verdict.is_verified()));
    let mut shown: Vec<&Row> = shown.collect();
    sort(&mut shown, order, |column, one, other| {
        compare(column, one, other)
    });
    Shown::of(shown.into_iter(), limit)
}

/// The findings to show, at most `limit`: all, or those of one severity.
#[must_use]
pub fn findings_shown(
    findings: &[Finding],
    severity: Option<Severity>,
    limit: usize,
) -> Shown<Finding> {
    let shown = findings
        .iter()
        .filter(|finding| severity.is_none_or(|severity| finding.rule.severity == severity));
    Shown::of(shown, limit)
}

/// What a row is about: its kind, and the label where that says more.
#[must_use]
pub fn object(row: &Row) -> Message {
    match (row.kind, &row.label) {
        // "DiffID layer 2, unpacked" says the same thing twice.
        (_, Label::Unpacked(layer)) => detail::diff_id_of(Label::Layer(*layer).message()),
        (NodeKind::Layer, Label::Layer(_)) | (NodeKind::Blob, Label::Blob(_)) => {
            row.label.message()
        }
        (NodeKind::Config, Label::Config)
        | (NodeKind::Attestation, Label::Attestation)
        | (NodeKind::Layer, Label::LegacyLayer) => row.kind.name(),
        (kind, label) => detail::kind_and_label(kind.name(), label.message()),
    }
}

/// How many findings there are of each severity, the worst first.
#[must_use]
pub fn count(findings: &[Finding]) -> [(Severity, usize); 3] {
    [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let of_it = findings
            .iter()
            .filter(|finding| finding.rule.severity == severity);
        (severity, of_it.count())
    })
}

/// `1 error`, `3 warnings`.
#[must_use]
pub fn counted(severity: Severity, count: usize) -> Message {
    match severity {
        Severity::Error => detail::errors(count),
        Severity::Warning => detail::warnings(count),
        Severity::Note => detail::notes(count),
    }
}

#[must_use]
pub fn severity_word(severity: Severity) -> Message {
    match severity {
        Severity::Error => detail::error(),
        Severity::Warning => detail::warning(),
        Severity::Note => detail::note(),
    }
}

/// The name of its CSS class.
#[must_use]
pub fn severity_class(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The node that a finding's or a claim's `document` names: by digest, or by
/// the path of a file that nothing names.
#[must_use]
pub fn node_named(showing: &Showing, document: &str) -> Option<NodeId> {
    showing.opened.graph.by_digest(document).or_else(|| {
        let named = |id: NodeId| showing.opened.name_of(id) == document;
        let nodes = &showing.opened.graph.nodes;
        nodes.iter().map(|node| node.id).find(|id| named(*id))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{GRAPH_CUT, LAYOUT_FILE, NO_DOCKER_MANIFEST, Rule};
    use crate::words::joined::verbatim;

    #[test]
    fn a_long_list_is_cut_and_says_how_much_is_left() {
        let finding = |rule: &'static Rule| rule.finding("d", "", verbatim("message"));
        let findings = [&LAYOUT_FILE, &NO_DOCKER_MANIFEST, &NO_DOCKER_MANIFEST].map(finding);
        let shown = findings_shown(&findings, None, 2);
        assert_eq!((shown.items.len(), shown.more), (2, 1));
        let shown = findings_shown(&findings, Some(Severity::Note), 2);
        assert_eq!((shown.items.len(), shown.more), (2, 0));
    }

    #[test]
    fn findings_are_counted_by_severity() {
        let finding = |rule: &'static Rule| rule.finding("d", "", verbatim("message"));
        let findings = [finding(&GRAPH_CUT), finding(&GRAPH_CUT)];
        let words = count(&findings).map(|(severity, count)| counted(severity, count).to_string());
        assert_eq!(words, ["0 errors", "2 warnings", "0 notes"]);
        assert_eq!(counted(Severity::Error, 1).to_string(), "1 error");
    }
}
