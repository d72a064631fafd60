//! What is no image, as it is laid out.

use std::collections::HashMap;

use crate::format::{Bytes, Grouped, visible};
use crate::image::artifact::ArtifactKind;
use crate::image::media_type;
use crate::inspect::graph::NodeId;
use crate::session::{Fetchable, Showing};
use crate::verify::Verdict;
use crate::views::Tone;
use crate::views::artifact::{MAX_TEXT, Part, Role, artifact, text};
use crate::views::cards::{Body, Card};

/// How many parts are listed before a person asks for more.
pub const PARTS_AT_ONCE: usize = 50;

/// An artifact. Texts have what deceives the eye made visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactLayout {
    pub node: NodeId,
    /// `Helm chart op 1.5.1`
    pub heading: String,
    /// What it is for: a sentence.
    pub purpose: Option<&'static str>,
    pub digest: Option<DigestCell>,
    /// Why it is not here, where it is not.
    pub absent: Option<String>,
    pub subject: Option<SubjectCell>,
    pub cards: Vec<Card>,
    pub parts: Vec<PartLine>,
    /// How many more parts there are.
    pub more: usize,
    /// The document itself, where there is nothing in it that can be listed.
    pub text: Option<String>,
}

/// A digest and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestCell {
    pub digest: String,
    pub tone: Tone,
    pub word: &'static str,
}

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectCell {
    pub digest: String,
    /// The object, where it is open, too.
    pub node: Option<NodeId>,
}

/// What it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartLine {
    pub node: Option<NodeId>,
    /// Its file name, else its role: `config`.
    pub title: String,
    /// `Helm chart, 158 bytes`
    pub about: String,
    /// Its media type, as declared.
    pub media_type: String,
    pub digest: Option<DigestCell>,
    pub annotations: Vec<(String, String)>,
    /// Its content, where that is small text.
    pub text: Option<String>,
    /// It is small text that can be fetched to be read.
    pub readable: Option<crate::image::digest::Digest>,
}

impl ArtifactLayout {
    /// Lays out an artifact with at most `limit` parts.
    #[must_use]
    pub fn of(showing: &Showing, id: NodeId, limit: usize) -> Option<Self> {
        let shown = artifact(&showing.opened, id)?;
        let verdicts = worst(showing);
        let cell = |digest: &Option<String>, node: Option<NodeId>| {
            Some(DigestCell::of(
                digest.as_ref()?,
                node.and_then(|node| verdicts.get(&node).copied()),
            ))
        };
        let parts = shown.parts.iter().take(limit);
        let parts: Vec<PartLine> = parts
            .map(|part| part_line(showing, part, cell(&part.digest, part.node)))
            .collect();
        let node = showing.opened.graph.node(id)?;
        let mut cards = vec![card("Names", Body::Codes(all_visible(&shown.names)))];
        cards.push(card("Media type", code(&shown.media_type)));
        cards.push(card("Artifact type", code(&shown.artifact_type)));
        if shown.artifact_type.is_none() {
            cards.push(card("Config type", code(&shown.config_type)));
        }
        let says = shown.says.iter();
        cards.extend(says.map(|(term, value)| card(term, Body::Text(visible(value)))));
        let annotations = shown.annotations.iter();
        let annotations = annotations.map(|(name, value)| (visible(name), visible(value)));
        cards.push(card("Annotations", Body::Pairs(annotations.collect())));
        cards.retain(|card| !is_empty(&card.body));
        Some(Self {
            node: id,
            heading: visible(&sentence_start(&shown.heading())),
            purpose: shown.kind.and_then(purpose),
            digest: cell(&shown.digest, Some(id)),
            absent: node.missing.as_ref().map(ToString::to_string),
            subject: shown.subject.map(|subject| SubjectCell {
                digest: subject.digest,
                node: subject.node,
            }),
            cards,
            more: shown.parts.len().saturating_sub(parts.len()),
            text: match parts.is_empty() {
                true => text(&showing.opened, id).map(|text| visible(&text)),
                false => None,
            },
            parts,
        })
    }
}

impl DigestCell {
    fn of(digest: &str, verdict: Option<&Verdict>) -> Self {
        Self {
            digest: digest.to_owned(),
            tone: verdict.map_or(Tone::Unknown, Tone::of),
            word: verdict.map_or("not checked", Verdict::label),
        }
    }
}

/// The worst verdict on each object.
fn worst(showing: &Showing) -> HashMap<NodeId, &Verdict> {
    let mut worst: HashMap<NodeId, &Verdict> = HashMap::new();
    for row in &showing.opened.rows {
        let known = worst.entry(row.node).or_insert(&row.verdict);
        if row.verdict.rank() < known.rank() {
            *known = &row.verdict;
        }
    }
    worst
}

fn part_line(showing: &Showing, part: &Part, digest: Option<DigestCell>) -> PartLine {
    let size = part.size.map_or_else(
        || "size not said".to_owned(),
        |size| match size {
            0..1_000 => Bytes(size).to_string(),
            _ => format!("{} ({} bytes)", Bytes(size), Grouped(size)),
        },
    );
    let what = part.what.map(str::to_owned);
    let role = match (&part.title, part.role) {
        (Some(_), Role::Config) => Some(part.role.to_string()),
        _ => None,
    };
    let about: Vec<String> = role.into_iter().chain(what).chain([size]).collect();
    PartLine {
        node: part.node,
        title: part
            .title
            .as_deref()
            .map_or_else(|| part.role.to_string(), visible),
        about: about.join(", "),
        media_type: visible(part.media_type.as_deref().unwrap_or("no media type")),
        digest,
        annotations: part
            .annotations
            .iter()
            .map(|(name, value)| (visible(name), visible(value)))
            .collect(),
        text: part
            .node
            .and_then(|node| text(&showing.opened, node))
            .map(|text| visible(&text)),
        readable: readable(showing, part),
    }
}

fn readable(showing: &Showing, part: &Part) -> Option<crate::image::digest::Digest> {
    let is_text = part.media_type.as_deref().is_some_and(media_type::is_text);
    let is_small = part.size.is_some_and(|size| size <= MAX_TEXT as u64);
    let fetchable = showing.fetchable(part.node?)?;
    (is_text && is_small && matches!(fetchable, Fetchable::Bytes { .. }))
        .then(|| part.digest.as_ref()?.parse().ok())
        .flatten()
}

fn card(title: &'static str, body: Body) -> Card {
    Card { title, body }
}

fn code(text: &Option<String>) -> Body {
    Body::Code(visible(text.as_deref().unwrap_or_default()))
}

fn all_visible(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| visible(text)).collect()
}

fn is_empty(body: &Body) -> bool {
    match body {
        Body::Text(text) | Body::Code(text) => text.is_empty(),
        Body::Codes(list) => list.is_empty(),
        Body::Pairs(pairs) => pairs.is_empty(),
    }
}

fn sentence_start(text: &str) -> String {
    let mut rest = text.chars();
    let first = rest.next().into_iter().flat_map(char::to_uppercase);
    first.chain(rest).collect()
}

/// What people do with it.
fn purpose(kind: ArtifactKind) -> Option<&'static str> {
    Some(match kind {
        ArtifactKind::Image | ArtifactKind::ImageIndex => return None,
        ArtifactKind::EmptyIndex => "It names no image and nothing else.",
        ArtifactKind::ArtifactIndex => "It lists what is no image, such as what is about one.",
        ArtifactKind::Helm => "A package for Kubernetes, which `helm` pulls and installs.",
        ArtifactKind::Wasm => "A program for a WebAssembly runtime.",
        ArtifactKind::WasmPolicy => "An admission policy for Kubernetes, which Kubewarden runs.",
        ArtifactKind::Spin => "An application for the Spin runtime.",
        ArtifactKind::Sbom => "A list of what some software is made of.",
        ArtifactKind::Signature | ArtifactKind::Notation => {
            "It signs another object by its digest. Assay does not check the signature itself."
        }
        ArtifactKind::SigstoreBundle => {
            "A signature or signed statement with what is needed to check it. Assay does not check the signature itself."
        }
        ArtifactKind::Attestation | ArtifactKind::Provenance => {
            "Statements about another object. Assay does not check who made them."
        }
        ArtifactKind::ModelPack | ArtifactKind::ModelKit => "A machine learning model.",
        ArtifactKind::DockerModel => {
            "A machine learning model, which `docker model` pulls and runs."
        }
        ArtifactKind::OllamaModel => "A machine learning model, which `ollama` pulls and runs.",
        ArtifactKind::BuildCache => {
            "Layers and records that BuildKit reuses in later builds. It is no image, and nothing can run it."
        }
        ArtifactKind::Sif => "One file system image, which Apptainer and Singularity run.",
        ArtifactKind::Compose => {
            "An application of several containers, which `docker compose -f oci://…` runs."
        }
        ArtifactKind::SociIndex => {
            "An index into the layers of an image, with which the SOCI snapshotter starts it before it is downloaded."
        }
        ArtifactKind::DockerPlugin => {
            "A plugin of the Docker engine, which `docker plugin install` installs."
        }
        ArtifactKind::Flux => "Manifests for Kubernetes, which Flux applies.",
        ArtifactKind::TektonBundle => "Tasks and pipelines, which Tekton resolves by name.",
        ArtifactKind::OpaBundle => "Policies for Open Policy Agent and `conftest`.",
        ArtifactKind::Cnab => {
            "A cloud native application bundle: images and how they are installed."
        }
        ArtifactKind::HomebrewBottle => "A package that `brew` installs.",
        ArtifactKind::Zarf => "A package that `zarf` deploys, also without a network.",
        ArtifactKind::DevContainer => "A part of a development container.",
        ArtifactKind::OpenTofu => "A provider or module of OpenTofu.",
        ArtifactKind::TrivyDb => "A database with which `trivy` finds vulnerabilities.",
        ArtifactKind::Falco => "Rules or a plugin of Falco.",
        ArtifactKind::ArtifactHub => "What Artifact Hub shows of a repository.",
        ArtifactKind::Other => "It is no image. Its type says what made it and what can use it.",
    })
}
