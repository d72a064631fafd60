//! Exploitability and scans, as tables.

use super::fact::Fact;
use crate::attestation::Listed;
use crate::attestation::vex::{Vex, VexStatement};
use crate::attestation::vulnerabilities::{ScanResult, Vulnerabilities, Weakness};
use crate::format::{visible, visible_line};
use crate::words::{Message, attestations as words, joined};

/// What is said of one weakness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VexRow {
    pub vulnerability: String,
    pub status: Message,
    pub products: Vec<String>,
    /// How many more products there are.
    pub more: usize,
    /// Why it is so, what it means, and what to do.
    pub reasons: Vec<Message>,
}

/// A weakness that a scanner found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeaknessRow {
    pub id: String,
    pub package: String,
    pub version: String,
    /// The version without it.
    pub fixed: String,
    pub severity: String,
}

/// What is said of the document as a whole.
#[must_use]
pub fn vex_facts(vex: &Vex) -> Vec<Fact> {
    let author = vex.author.as_deref();
    let author = author.map(|author| Fact::text(words::vex_author(), author));
    let time = vex.timestamp.as_deref();
    let time = time.map(|text| Fact::moment(words::vex_time(), text));
    let count = statements(&vex.statements, words::vex_count);
    author.into_iter().chain(time).chain([count]).collect()
}

fn statements<T>(listed: &Listed<T>, count: impl Fn(usize) -> Message) -> Fact {
    let note = (listed.left_out > 0).then(|| words::left_out(listed.left_out));
    Fact::said(words::statements(), count(listed.count())).with_note(note)
}

/// The first `limit` of those in which a text stands, and how many more there are.
#[must_use]
pub fn vex_rows(vex: &Vex, query: &str, limit: usize) -> (Vec<VexRow>, usize) {
    let query = query.trim().to_lowercase();
    let found = vex.statements.kept.iter().filter(|it| it.has(&query));
    first(found, limit, VexRow::of)
}

fn first<'a, T: 'a, Row>(
    mut found: impl Iterator<Item = &'a T>,
    limit: usize,
    row: impl Fn(&'a T) -> Row,
) -> (Vec<Row>, usize) {
    let rows = found.by_ref().take(limit).map(row).collect();
    (rows, found.count())
}

impl VexRow {
    fn of(statement: &VexStatement) -> Self {
        let said = |text: &Option<String>| text.as_deref().map(visible);
        let justification = said(&statement.justification);
        // Their words are terms with underscores.
        let justification = justification.map(|text| joined::verbatim(text.replace('_', " ")));
        let impact = said(&statement.impact).map(joined::verbatim);
        let action = said(&statement.action).map(words::vex_action);
        let products = statement.products.kept.iter();
        Self {
            vulnerability: visible_line(statement.vulnerability.as_deref().unwrap_or_default()),
            status: statement.status.message(),
            products: products.map(|text| visible_line(text)).collect(),
            more: statement.products.left_out,
            reasons: [justification, impact, action]
                .into_iter()
                .flatten()
                .collect(),
        }
    }
}

/// What is said of the scan as a whole.
#[must_use]
pub fn scan_facts(scan: &Vulnerabilities) -> Vec<Fact> {
    let texts = [
        (words::scanner(), &scan.scanner),
        (words::scanner_version(), &scan.scanner_version),
        (words::scan_database(), &scan.database_version),
    ];
    let times = [
        (words::scan_database_since(), &scan.database_updated),
        (words::started(), &scan.started),
        (words::finished(), &scan.finished),
    ];
    let texts = texts.into_iter();
    let texts = texts.filter_map(|(name, text)| Some(Fact::text(name, text.as_deref()?)));
    let times = times.into_iter();
    let times = times.filter_map(|(name, text)| Some(Fact::moment(name, text.as_deref()?)));
    texts.chain(times).collect()
}

/// What the scan found, as a sentence. None found is said as such, and is not the same as
/// a form that is not read.
#[must_use]
pub fn scan_said(result: &ScanResult) -> Message {
    match result {
        ScanResult::Read(found) => match found.left_out {
            0 => words::scan_found(found.count()),
            more => joined::clauses(words::scan_found(found.count()), words::left_out(more)),
        },
        ScanResult::UnknownForm => words::scan_unknown_form(),
        ScanResult::Missing => words::scan_no_result(),
    }
}

/// The first `limit` of those in which a text stands, and how many more there are.
#[must_use]
pub fn weakness_rows(
    found: &Listed<Weakness>,
    query: &str,
    limit: usize,
) -> (Vec<WeaknessRow>, usize) {
    let query = query.trim().to_lowercase();
    let all = found.kept.iter().filter(|it| it.has(&query));
    first(all, limit, WeaknessRow::of)
}

impl WeaknessRow {
    fn of(weakness: &Weakness) -> Self {
        let text = |text: &Option<String>| visible_line(text.as_deref().unwrap_or_default());
        Self {
            id: visible_line(&weakness.id),
            package: text(&weakness.package),
            version: text(&weakness.version),
            fixed: text(&weakness.fixed),
            severity: text(&weakness.severity),
        }
    }
}
