//! What is no image, as it is laid out.

use std::collections::HashMap;

use crate::format::{Bytes, visible};
use crate::image::artifact::ArtifactKind;
use crate::image::media_type;
use crate::inspect::graph::NodeId;
use crate::session::{Fetchable, Showing};
use crate::verify::Verdict;
use crate::views::Tone;
use crate::views::artifact::{Artifact, MAX_TEXT, Part, Role, artifact, text};
use crate::views::cards::{Body, Card};
use crate::words::{Message, amounts, artifacts as words, joined, overview};

/// How many parts are listed before a person asks for more.
pub const PARTS_AT_ONCE: usize = 50;

/// An artifact. Texts have what deceives the eye made visible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArtifactLayout {
    pub node: NodeId,
    /// `Helm chart op 1.5.1`
    pub heading: Message,
    /// What it is for: a sentence.
    pub purpose: Option<Message>,
    pub digest: Option<DigestCell>,
    /// Why it is not here, where it is not.
    pub absent: Option<Message>,
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
    pub word: Message,
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
    pub title: Message,
    /// `Helm chart, 158 bytes`
    pub about: Message,
    /// Its media type, as declared.
    pub media_type: Option<String>,
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
            let verdict = node.and_then(|node| verdicts.get(&node).copied());
            Some(DigestCell::of(digest.as_ref()?, verdict))
        };
        let parts = shown.parts.iter().take(limit);
        let parts = parts.map(|part| part_line(showing, part, cell(&part.digest, part.node)));
        let parts: Vec<PartLine> = parts.collect();
        let node = showing.opened.graph.node(id)?;
        Some(Self {
            node: id,
            heading: shown.heading(),
            cards: cards(&shown),
            purpose: shown.kind.and_then(purpose),
            digest: cell(&shown.digest, Some(id)),
            absent: node.missing.as_ref().map(|why| why.message()),
            subject: shown.subject.map(|subject| SubjectCell {
                digest: subject.digest,
                node: subject.node,
            }),
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
            word: match verdict {
                Some(verdict) => verdict.label(),
                None => overview::not_checked(),
            },
        }
    }
}

fn cards(shown: &Artifact) -> Vec<Card> {
    let mut cards = vec![card(words::names(), Body::Codes(all_visible(&shown.names)))];
    cards.push(card(words::media_type(), code(&shown.media_type)));
    cards.push(card(words::artifact_type(), code(&shown.artifact_type)));
    if shown.artifact_type.is_none() {
        cards.push(card(words::config_type(), code(&shown.config_type)));
    }
    let says = shown.says.iter();
    let said = |value: &String| Body::Text(joined::verbatim(visible(value)));
    cards.extend(says.map(|(term, value)| card(term.clone(), said(value))));
    let annotations = Body::Pairs(visible_pairs(&shown.annotations));
    cards.push(card(words::annotations(), annotations));
    cards.retain(|card| !is_empty(&card.body));
    cards
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
    let size = match part.size {
        None => words::size_not_stated(),
        Some(size @ 0..1_000) => joined::verbatim(Bytes(size)),
        Some(size) => amounts::size_and_bytes(Bytes(size), size),
    };
    let role = match (&part.title, part.role) {
        (Some(_), Role::Config) => Some(part.role.message()),
        _ => None,
    };
    let mut about = size;
    for before in [part.what.clone(), role].into_iter().flatten() {
        about = joined::facts(before, about);
    }
    let content = part.node.and_then(|node| text(&showing.opened, node));
    PartLine {
        node: part.node,
        title: match &part.title {
            Some(title) => joined::verbatim(visible(title)),
            None => part.role.message(),
        },
        about,
        media_type: part.media_type.as_deref().map(visible),
        digest,
        annotations: visible_pairs(&part.annotations),
        text: content.map(|text| visible(&text)),
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

fn card(title: Message, body: Body) -> Card {
    Card { title, body }
}

fn code(text: &Option<String>) -> Body {
    Body::Code(visible(text.as_deref().unwrap_or_default()))
}

fn all_visible(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| visible(text)).collect()
}

fn visible_pairs(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (visible(name), visible(value)))
        .collect()
}

fn is_empty(body: &Body) -> bool {
    match body {
        Body::Text(_) | Body::Facts(_) => false,
        Body::Code(text) => text.is_empty(),
        Body::Codes(list) => list.is_empty(),
        Body::Pairs(pairs) => pairs.is_empty(),
    }
}

/// What people do with it.
fn purpose(kind: ArtifactKind) -> Option<Message> {
    Some(match kind {
        ArtifactKind::Image | ArtifactKind::ImageIndex => return None,
        ArtifactKind::EmptyIndex => words::purpose_of_empty_index(),
        ArtifactKind::ArtifactIndex => words::purpose_of_artifact_index(),
        ArtifactKind::Helm => words::purpose_of_helm(),
        ArtifactKind::Wasm => words::purpose_of_wasm(),
        ArtifactKind::WasmPolicy => words::purpose_of_wasm_policy(),
        ArtifactKind::Spin => words::purpose_of_spin(),
        ArtifactKind::Sbom => words::purpose_of_sbom(),
        ArtifactKind::Signature | ArtifactKind::Notation => words::purpose_of_signature(),
        ArtifactKind::SigstoreBundle => words::purpose_of_sigstore_bundle(),
        ArtifactKind::Attestation | ArtifactKind::Provenance => words::purpose_of_attestation(),
        ArtifactKind::ModelPack | ArtifactKind::ModelKit => words::purpose_of_model_pack(),
        ArtifactKind::DockerModel => words::purpose_of_docker_model(),
        ArtifactKind::OllamaModel => words::purpose_of_ollama_model(),
        ArtifactKind::BuildCache => words::purpose_of_build_cache(),
        ArtifactKind::Sif => words::purpose_of_sif(),
        ArtifactKind::Compose => words::purpose_of_compose(),
        ArtifactKind::SociIndex => words::purpose_of_soci_index(),
        ArtifactKind::DockerPlugin => words::purpose_of_docker_plugin(),
        ArtifactKind::Flux => words::purpose_of_flux(),
        ArtifactKind::TektonBundle => words::purpose_of_tekton_bundle(),
        ArtifactKind::OpaBundle => words::purpose_of_opa_bundle(),
        ArtifactKind::Cnab => words::purpose_of_cnab(),
        ArtifactKind::HomebrewBottle => words::purpose_of_homebrew_bottle(),
        ArtifactKind::Zarf => words::purpose_of_zarf(),
        ArtifactKind::DevContainer => words::purpose_of_dev_container(),
        ArtifactKind::OpenTofu => words::purpose_of_open_tofu(),
        ArtifactKind::TrivyDb => words::purpose_of_trivy_db(),
        ArtifactKind::Falco => words::purpose_of_falco(),
        ArtifactKind::ArtifactHub => words::purpose_of_artifact_hub(),
        ArtifactKind::Other => words::purpose_of_other(),
    })
}
