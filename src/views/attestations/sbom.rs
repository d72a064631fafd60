//! A bill of materials as a table, and held against the layers.

use super::fact::Fact;
use crate::attestation::sbom::{Comparison, Form, Held, Sbom, SbomPackage};
use crate::format::visible_line;
use crate::words::{Message, attestations as words, joined};

/// One package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SbomRow {
    pub name: String,
    pub version: String,
    /// What it is, by its package URL or else by its own word: `deb`, `library`.
    pub kind: String,
    pub licence: Option<Message>,
    pub supplier: String,
    /// The package URL.
    pub purl: String,
}

/// A package of which the bill and the layers say different things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    pub kind: Message,
    pub name: String,
    pub what: Message,
    /// The versions in the bill, and in the layers.
    pub sbom: String,
    pub layers: String,
}

/// What is said of the bill as a whole.
#[must_use]
pub fn sbom_facts(sbom: &Sbom) -> Vec<Fact> {
    let form = match &sbom.version {
        Some(version) => format!("{} {version}", sbom.form.name()),
        None => sbom.form.name().to_owned(),
    };
    let note = (sbom.form == Form::Spdx3).then(words::sbom_third_note);
    let mut facts = vec![Fact::text(words::sbom_form(), &form).with_note(note)];
    let name = sbom.name.as_deref();
    facts.extend(name.map(|name| Fact::text(words::sbom_of(), name)));
    if !sbom.tools.is_empty() {
        facts.push(Fact::text(words::sbom_tools(), &sbom.tools.join(", ")));
    }
    let created = sbom.created.as_deref();
    facts.extend(created.map(|text| Fact::moment(words::sbom_created(), text)));
    let left_out = sbom.packages.left_out;
    let note = (left_out > 0).then(|| words::left_out(left_out));
    let count = words::sbom_count(sbom.packages.count());
    facts.push(Fact::said(words::sbom_packages(), count).with_note(note));
    facts
}

/// How many packages were found, of all.
#[must_use]
pub fn sbom_found(sbom: &Sbom, found: usize) -> Message {
    words::found_of(found, sbom.packages.kept.len())
}

/// The rows of the first `limit` of these packages.
#[must_use]
pub fn sbom_rows(sbom: &Sbom, found: &[usize], limit: usize) -> Vec<SbomRow> {
    let packages = found.iter().take(limit);
    let packages = packages.filter_map(|number| sbom.packages.kept.get(*number));
    packages.map(SbomRow::of).collect()
}

impl SbomRow {
    fn of(package: &SbomPackage) -> Self {
        let text = |text: &Option<String>| visible_line(text.as_deref().unwrap_or_default());
        let purl = package
            .purl
            .as_deref()
            .and_then(|purl| purl.strip_prefix("pkg:"));
        let kind = purl
            .and_then(|purl| purl.split('/').next())
            .map(visible_line);
        Self {
            name: visible_line(&package.name),
            version: text(&package.version),
            kind: kind.unwrap_or_else(|| text(&package.kind)),
            licence: licence(package),
            supplier: text(&package.supplier),
            purl: text(&package.purl),
        }
    }
}

/// What its author declares, and what was concluded, where that is something else.
fn licence(package: &SbomPackage) -> Option<Message> {
    let concluded = package.concluded.as_deref();
    match (package.declared.as_deref(), concluded) {
        (Some(declared), Some(concluded)) if declared != concluded => Some(words::licence_both(
            visible_line(declared),
            visible_line(concluded),
        )),
        (Some(declared), _) => Some(joined::verbatim(visible_line(declared))),
        (None, Some(concluded)) => Some(words::licence_concluded(visible_line(concluded))),
        (None, None) => None,
    }
}

/// What came of the comparison, as a sentence.
#[must_use]
pub fn held_said(comparison: &Comparison) -> Message {
    words::held_said(comparison.same, comparison.different.len())
}

/// What to know about it. `is_whole` where the bill was read as a whole.
#[must_use]
pub fn held_notes(comparison: &Comparison, is_whole: bool) -> Vec<Message> {
    let not_compared = comparison.not_compared;
    let not_compared = (not_compared > 0).then(|| words::held_not_compared(not_compared));
    let is_cut = (!is_whole).then(words::held_cut);
    not_compared.into_iter().chain(is_cut).collect()
}

/// The differences, by kind and name.
#[must_use]
pub fn held_rows(comparison: &Comparison) -> Vec<HeldRow> {
    let rows = comparison.different.iter().map(|pair| {
        let (what, sbom, layers) = match &pair.held {
            Held::OtherVersion { sbom, layers } => (words::other_version(), &**sbom, &**layers),
            Held::OnlyInSbom(version) => (words::only_in_sbom(), &**version, ""),
            Held::OnlyInLayers(version) => (words::only_in_layers(), "", &**version),
        };
        HeldRow {
            kind: pair.ecosystem.label(),
            name: visible_line(&pair.name),
            what,
            sbom: visible_line(sbom),
            layers: visible_line(layers),
        }
    });
    rows.collect()
}
