//! The report: what was found, as JSON with a stable form and as Markdown.
//!
//! The form is documented in the README and changes with the version only.
//! `None` is `null`: a thing that is not known, such as the manifest of a
//! `docker save` archive. The report holds no time and no name but those of
//! the input, so that the same input gives the same report.

mod artifacts;
mod markdown;

use markdown::Markdown;
use serde::Serialize;

pub use artifacts::{ArtifactReport, BlobReport};

use crate::format::visible_line;
use crate::image::digest::Computed;
use crate::image::json::Json;
use crate::image::manifest::Index;
use crate::inspect::Opened;
use crate::inspect::family::{digest_of, image_id, layer_digest, unpacked};
use crate::inspect::graph::{Image, ImageLayer, NodeId, NodeKind};
use crate::inspect::judgement::State;
use crate::inspect::row::Row;
use crate::rules::{Finding, Location, Severity};
use crate::session::Showing;
use crate::source::registry::route::Way;
use crate::source::{Contents, Form, InputKind, Root, Trust};
use crate::views::images::doubt;
use crate::words::{Locale, Message};

/// The most bytes of an input's name in that of its report: file systems take
/// 255.
const MAX_FILE_NAME: usize = 200;

/// Everything that was found of an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The version of this program.
    pub assay: &'static str,
    pub input: InputReport,
    pub root: RootReport,
    pub verdict: VerdictReport,
    pub images: Vec<ImageReport>,
    /// What is open beside images.
    pub artifacts: Vec<ArtifactReport>,
    pub ledger: Vec<LedgerEntry>,
    pub findings: Vec<FindingReport>,
    /// Signatures and attestations, where somebody has looked at them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signatures: Option<serde_json::Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InputReport {
    pub kind: InputKind,
    pub name: String,
    /// In bytes; `None` where not all of it is known.
    pub size: Option<u64>,
    /// By which ways the bytes came, where a registry was asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Way>,
    /// Who could have said that the tag is another digest.
    #[serde(skip)]
    pub doubt: Option<Message>,
}

/// The judgement on all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictReport {
    pub state: State,
    /// In English.
    pub sentence: String,
    /// The same, for any language.
    pub words: Message,
}

/// Where reading begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RootReport {
    /// `None` where there is not one thing that has it.
    pub digest: Option<String>,
    pub media_type: Option<String>,
    pub trust: Trust,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageReport {
    pub names: Vec<String>,
    /// `linux/arm64/v8`
    pub platform: Option<String>,
    /// `None` for a docker-archive: the registry's cannot be known.
    pub manifest: Option<String>,
    /// The config's digest.
    pub image_id: Option<String>,
    /// Base first.
    pub layers: Vec<LayerReport>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerReport {
    /// `None` for a docker-archive: the registry's cannot be known.
    pub digest: Option<String>,
    /// As claimed, else as stored here, in bytes.
    pub size: Option<u64>,
    pub media_type: Option<String>,
    /// As claimed, else as computed.
    pub diff_id: Option<String>,
    /// As counted here, in bytes.
    pub uncompressed_size: Option<u64>,
    pub chain_id: Option<String>,
}

/// One row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerEntry {
    /// As claimed; `None` where nobody claims one.
    pub digest: Option<String>,
    /// `NodeKind::word`
    pub role: &'static str,
    #[serde(skip)]
    pub kind: NodeKind,
    pub claimed_by: Vec<Location>,
    /// In bytes.
    pub claimed_size: Option<u64>,
    pub computed: Option<Computed>,
    /// As counted here, in bytes.
    pub size: Option<u64>,
    /// `Verdict::word`
    pub verdict: &'static str,
    #[serde(skip)]
    pub label: Message,
    /// Why it is not verified, in English.
    pub reason: Option<String>,
    /// The same, for any language.
    pub reason_words: Option<Message>,
    /// Why the bytes are not what is claimed; `None` where they are, or where
    /// nobody has looked yet.
    pub cause: Option<CauseReport>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingReport {
    /// `Rule::id`
    pub rule: &'static str,
    pub severity: Severity,
    #[serde(rename = "where")]
    pub place: Location,
    /// In English.
    pub message: String,
    /// The same, for programs and for other languages.
    pub words: Message,
}

/// Why bytes are not what is claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CauseReport {
    /// `Cause::id`, or `unknown` where none of the table fits.
    pub id: &'static str,
    /// In English.
    pub sentence: String,
    /// The same, for any language.
    pub words: Message,
}

/// Reports what is shown, as far as it is known now.
#[must_use]
pub fn report(showing: &Showing) -> Report {
    let Showing {
        opened, findings, ..
    } = showing;
    let input = &opened.contents.input;
    let words = showing.judgement.sentence();
    Report {
        assay: env!("CARGO_PKG_VERSION"),
        input: InputReport {
            kind: input.kind,
            name: input.name.clone(),
            size: input.size.whole(),
            ways: opened.contents.ways.clone(),
            doubt: doubt(&opened.contents),
        },
        root: root(opened),
        verdict: VerdictReport {
            state: showing.judgement.state,
            sentence: words.to_string(),
            words,
        },
        images: opened
            .graph
            .images
            .iter()
            .map(|image| image_report(opened, image))
            .collect(),
        artifacts: artifacts::all(showing),
        ledger: opened.rows.iter().map(entry).collect(),
        findings: findings.iter().map(finding).collect(),
        signatures: opened.signed.as_ref().and_then(|signed| signed.member()),
    }
}

impl Report {
    /// Indented JSON with a line break at the end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // It cannot fail: every key is a string, and nothing is written to a file.
        let mut json = serde_json::to_string_pretty(self).unwrap_or_default();
        json.push('\n');
        json
    }

    /// The same for a person, in GitHub's Markdown.
    #[must_use]
    pub fn to_markdown(&self, locale: &dyn Locale) -> String {
        Markdown { locale }.write(self)
    }
}

/// Under which name the report on an input is saved: nothing in it is hidden,
/// and nothing in it is a folder.
#[must_use]
pub fn file_name(input: &str, ending: &str) -> String {
    let name = visible_line(input).replace(['/', '\\'], "-");
    let end = name.floor_char_boundary(MAX_FILE_NAME);
    format!("{}.assay.{ending}", name.get(..end).unwrap_or(&name))
}

fn root(opened: &Opened) -> RootReport {
    let nothing = RootReport {
        digest: None,
        media_type: None,
        trust: Trust::Archive,
    };
    let (Some(root), Some(node)) = (opened.contents.roots.first(), opened.graph.roots.first())
    else {
        return nothing;
    };
    let nothing = RootReport {
        trust: root.trust,
        ..nothing
    };
    match root.form {
        Form::OciLayout => only_descriptor(&opened.contents, root).unwrap_or(nothing),
        Form::DockerArchive | Form::DockerLegacy => nothing,
        Form::Directory | Form::Document | Form::Registry => RootReport {
            digest: match &root.expected {
                Some(expected) if root.trust == Trust::Pinned => Some(expected.to_string()),
                _ => root_digest(opened, *node),
            },
            media_type: opened
                .graph
                .node(*node)
                .and_then(|node| node.media_type.clone()),
            trust: root.trust,
        },
    }
}

/// Of what came, whatever was expected of it.
fn root_digest(opened: &Opened, node: NodeId) -> Option<String> {
    let row = opened.rows.iter().find(|row| row.node == node);
    let computed = row.and_then(|row| row.computed.as_ref());
    match computed {
        Some(digest) => Some(digest.to_string()),
        None => digest_of(opened, node),
    }
}

/// What a layout's `index.json` names, where that is one thing.
fn only_descriptor(contents: &Contents, root: &Root) -> Option<RootReport> {
    let bytes = &contents.documents.get(root.document)?.bytes;
    let index = Index::read(&Json::parse(bytes).root?);
    let [descriptor] = index.manifests.as_slice() else {
        return None;
    };
    Some(RootReport {
        digest: Some(descriptor.digest.as_ref()?.text.clone()),
        media_type: descriptor.media_type.clone(),
        trust: root.trust,
    })
}

fn image_report(opened: &Opened, image: &Image) -> ImageReport {
    let layers = image.layers.iter();
    let layers = layers.map(|layer| layer_report(opened, image, layer));
    ImageReport {
        names: image.names.clone(),
        platform: image.platform.as_ref().map(ToString::to_string),
        manifest: image.manifest.and_then(|id| digest_of(opened, id)),
        image_id: image_id(opened, image),
        layers: layers.collect(),
    }
}

fn layer_report(opened: &Opened, image: &Image, layer: &ImageLayer) -> LayerReport {
    let descriptor = layer.descriptor.as_ref();
    let stored = || {
        opened
            .contents
            .size_of(opened.graph.node(layer.node?)?.content?)
    };
    let unpacked = layer.node.and_then(|node| unpacked(opened, node));
    let claimed = layer.diff_id.as_ref().map(|diff_id| diff_id.text.clone());
    LayerReport {
        digest: layer_digest(&opened.graph, image, layer),
        size: descriptor
            .and_then(|descriptor| descriptor.size)
            .or_else(stored),
        media_type: descriptor.and_then(|descriptor| descriptor.media_type.clone()),
        diff_id: claimed.or_else(|| unpacked.map(|unpacked| unpacked.diff_id.to_string())),
        uncompressed_size: unpacked.map(|unpacked| unpacked.size),
        chain_id: layer.chain_id.as_ref().map(ToString::to_string),
    }
}

fn entry(row: &Row) -> LedgerEntry {
    let places = row.claimed_by.iter().map(|by| Location {
        document: by.document.clone(),
        pointer: by.pointer.clone(),
    });
    let reason = row.verdict.reason();
    let cause = row.why.id().zip(row.why.sentence());
    LedgerEntry {
        digest: row.claimed.clone(),
        role: row.kind.word(),
        kind: row.kind,
        claimed_by: places.collect(),
        claimed_size: row.claimed_size,
        computed: row.computed.clone(),
        size: row.size,
        verdict: row.verdict.word(),
        label: row.verdict.label(),
        reason: reason.as_ref().map(Message::to_string),
        reason_words: reason,
        cause: cause.map(|(id, words)| CauseReport {
            id,
            sentence: words.to_string(),
            words,
        }),
    }
}

fn finding(finding: &Finding) -> FindingReport {
    FindingReport {
        rule: finding.rule.id,
        severity: finding.rule.severity,
        place: finding.place.clone(),
        message: finding.message.to_string(),
        words: finding.message.clone(),
    }
}

#[cfg(test)]
mod tests;
