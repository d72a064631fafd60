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
mod config;
mod descriptor;
mod hostile;
mod index;
mod json;
mod keys;
mod layers;
mod manifest;
mod rules;
mod schema1;
mod sink;
mod subject;
mod tar;
mod verdicts;
mod views;

#[cfg(test)]
mod tests;

use crate::image::finding::Finding;
use crate::image::json::Json;
use crate::image::manifest::DocumentKind;
use crate::inspect::graph::Graph;
use crate::inspect::ledger::{Facts, Row};
use crate::source::Holding;

#[cfg(test)]
use rules::NAMES;
pub use rules::{ARCHIVE_PATH, RULES, Rule};
pub use sink::MAX_PER_RULE;
use sink::{Sheet, Sink};
use subject::{Context, Subject};

/// What the documents alone say, the source's own findings first. `now` is in
/// milliseconds since 1970.
#[must_use]
pub fn of_documents(holding: &Holding, graph: &Graph, now: f64) -> Vec<Finding> {
    let mut sink = Sink::at(now);
    for finding in &holding.findings {
        sink.adopt(finding.clone());
    }
    let context = Context::new(holding, graph);
    for (index, document) in holding.documents.iter().enumerate() {
        if !context.must_be_json(index, document) {
            continue;
        }
        let json = Json::parse(&document.bytes);
        let name = context.name_of(index);
        let mut sheet = Sheet::new(&name, &mut sink);
        json::check(&json, &mut sheet);
        let Some(root) = &json.root else {
            continue;
        };
        if let Some(misfit) = context.misfit(index) {
            manifest::check_misfit(misfit, index, root, &context, &mut sheet);
        } else if let Some(subject) = context.subject(index, root) {
            document_rules(&subject, &context, &mut sheet);
        }
    }
    archive::check_layout_file(&context, &mut sink);
    config::check_images(&context, &mut sink);
    views::check(holding, graph, &mut sink);
    blobs::check(&context, &mut sink);
    sink.finish(&holding.input.name)
}

fn document_rules(subject: &Subject<'_>, context: &Context<'_>, sheet: &mut Sheet<'_>) {
    match subject.kind {
        DocumentKind::Index => index::check(subject, context, sheet),
        DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
            manifest::check(subject, context, sheet);
        }
        DocumentKind::Schema1 => schema1::check(subject, context, sheet),
        DocumentKind::Config => config::check(subject, context, sheet),
        DocumentKind::DockerArchive => archive::check_docker(subject, context, sheet),
        DocumentKind::OciLayout => archive::check_layout(subject, sheet),
        DocumentKind::Repositories => archive::check_repositories(subject, sheet),
        DocumentKind::Other => {}
    }
}

/// What the bytes of blobs add, as far as they are measured: the bad verdicts
/// of the ledger, and what is odd inside layers.
#[must_use]
pub fn of_facts(holding: &Holding, graph: &Graph, facts: &Facts, rows: &[Row]) -> Vec<Finding> {
    let mut sink = Sink::default();
    verdicts::check(holding, graph, rows, &mut sink);
    layers::check(holding, graph, facts, &mut sink);
    views::check_layers(holding, graph, facts, &mut sink);
    sink.finish(&holding.input.name)
}
