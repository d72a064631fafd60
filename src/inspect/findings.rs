//! Findings: what is odd or wrong, found by rules with stable ids.
//!
//! The readers of `image` are lenient and leave out what is malformed; the
//! rules walk the JSON itself, so that they can say where it stands. Messages
//! have the form *expected …, but found …*; text from outside is cut and made
//! visible in them.
//!
//! Not here: verdicts, which `verify` gives and `verdicts` only retells.

mod annotations;
mod archive;
mod blobs;
mod collector;
mod config;
mod descriptor;
mod hostile;
mod index;
mod json;
mod keys;
mod layers;
mod manifest;
mod schema1;
mod secrets;
mod subject;
mod tar;
mod verdicts;
mod views;

#[cfg(test)]
mod tests;

use crate::image::json::Json;
use crate::image::manifest::DocumentKind;
use crate::inspect::Opened;
use crate::rules::Finding;

pub use collector::MAX_PER_RULE;
pub(in crate::inspect) use collector::excerpt;
use collector::{Collector, DocumentFindings};
use subject::{Context, Subject};

/// What the documents alone say, the source's own findings first. `now` is in
/// milliseconds since 1970.
#[must_use]
pub fn of_documents(opened: &Opened, now: f64) -> Vec<Finding> {
    let mut collector = Collector::at(now);
    for finding in &opened.contents.findings {
        collector.adopt(finding.clone());
    }
    let context = Context::new(opened);
    for (index, document) in opened.contents.documents.iter().enumerate() {
        if context.must_be_json(index, document) {
            let name = context.name_of(index);
            let mut findings = DocumentFindings::new(&name, &mut collector);
            check_json(index, &document.bytes, &context, &mut findings);
        }
    }
    archive::check_layout_file(&context, &mut collector);
    config::check_images(&context, &mut collector);
    views::check(opened, &mut collector);
    blobs::check(&context, &mut collector);
    let reports = opened.reported.iter().chain(&opened.signed);
    for finding in reports.flat_map(|report| report.findings(opened)) {
        collector.adopt(finding);
    }
    collector.finish(&opened.contents.input.name)
}

fn check_json(
    index: usize,
    bytes: &[u8],
    context: &Context<'_>,
    findings: &mut DocumentFindings<'_>,
) {
    let json = Json::parse(bytes);
    json::check(&json, findings);
    let Some(root) = &json.root else {
        return;
    };
    if let Some(misfit) = context.misfit(index) {
        manifest::check_misfit(misfit, index, root, context, findings);
    } else if let Some(subject) = context.subject(index, root) {
        document_rules(&subject, context, findings);
    }
}

fn document_rules(
    subject: &Subject<'_>,
    context: &Context<'_>,
    findings: &mut DocumentFindings<'_>,
) {
    match subject.kind {
        DocumentKind::Index => index::check(subject, context, findings),
        DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
            manifest::check(subject, context, findings);
        }
        DocumentKind::Schema1 => schema1::check(subject, context, findings),
        DocumentKind::Config => config::check(subject, context, findings),
        DocumentKind::DockerArchive => archive::check_docker(subject, context, findings),
        DocumentKind::OciLayout => archive::check_layout(subject, findings),
        DocumentKind::Repositories => archive::check_repositories(subject, findings),
        DocumentKind::Other => {}
    }
}

/// What the bytes of blobs add, as far as they are measured: the bad verdicts
/// of the ledger, and what is odd inside layers.
#[must_use]
pub fn of_facts(opened: &Opened) -> Vec<Finding> {
    let mut collector = Collector::default();
    verdicts::check(opened, &mut collector);
    layers::check(opened, &mut collector);
    views::check_layers(opened, &mut collector);
    collector.finish(&opened.contents.input.name)
}
