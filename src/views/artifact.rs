//! What is no image, as it is shown: what it is in words, what it says of
//! itself, and what it holds.
//!
//! Not here: what decides that (`image::artifact`), and verdicts, which change
//! while the hashing goes on.

use std::collections::HashSet;

use crate::image::artifact::ArtifactKind;
use crate::image::descriptor::{Annotations, Descriptor};
use crate::image::json::{Node as JsonNode, Value};
use crate::image::manifest::{DocumentKind, Index, Manifest};
use crate::image::media_type::{self, Kind};
use crate::image::recognition::predicates;
use crate::inspect::Opened;
use crate::inspect::graph::{Claimant, Graph, Label, Node, NodeId, NodeKind, Reading};
use crate::source::ContentId;
use crate::words::{Message, artifacts as words};

/// The largest content that is shown as text in its place, in bytes: licences
/// and values files have tens of thousands.
pub const MAX_TEXT: usize = 64 * 1024;

/// The title of a blob: its file name (image-spec, `annotations.md`).
const TITLE: &str = "org.opencontainers.image.title";
const VERSION: &str = "org.opencontainers.image.version";
/// Other names of files and parts: ModelPack's, Compose's, Tekton's, CNAB's.
const PART_NAMES: [&str; 5] = [
    TITLE,
    "org.cncf.model.filepath",
    "com.docker.compose.file",
    "dev.tekton.image.name",
    "io.cnab.manifest.type",
];

/// A manifest or index that is no image, or a root that is neither.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    pub node: NodeId,
    /// `None` for a document that is neither manifest nor index.
    pub kind: Option<ArtifactKind>,
    /// What it is in words: `Helm chart`.
    pub what: Message,
    /// Tags and names, in the order in which they were found.
    pub names: Vec<String>,
    /// As it calls itself.
    pub title: Option<String>,
    pub version: Option<String>,
    pub media_type: Option<String>,
    pub artifact_type: Option<String>,
    /// The type of its config, which stands for the artifact type where that is
    /// missing.
    pub config_type: Option<String>,
    /// As spelled by whoever names it.
    pub digest: Option<String>,
    pub subject: Option<Subject>,
    pub annotations: Vec<(String, String)>,
    /// What its config and its statements say, each a term and a value.
    pub says: Vec<(Message, String)>,
    pub parts: Vec<Part>,
}

/// What an artifact is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub digest: String,
    pub media_type: Option<String>,
    pub node: Option<NodeId>,
}

/// What an artifact names: its config, blobs, or the entries of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub role: Role,
    pub title: Option<String>,
    pub media_type: Option<String>,
    /// The meaning of its type: `Helm chart`; `None` for a type without a name.
    pub what: Option<Message>,
    /// As claimed, in bytes.
    pub size: Option<u64>,
    pub digest: Option<String>,
    pub annotations: Vec<(String, String)>,
    pub node: Option<NodeId>,
}

impl Artifact {
    /// `Helm chart op 1.5.1`, `artifact of type application/x`
    #[must_use]
    pub fn heading(&self) -> Message {
        let mut heading = self.what.clone();
        if let (Some(ArtifactKind::Other), Some(declared)) = (self.kind, self.declared()) {
            heading = words::artifact_of_type(declared);
        }
        for more in [&self.title, &self.version].into_iter().flatten() {
            heading = words::with_name(heading, more);
        }
        heading
    }

    /// The type that it has: its own, else that of its config (image-spec,
    /// `manifest.md#guidelines-for-artifact-usage`).
    #[must_use]
    pub fn declared(&self) -> Option<&str> {
        let of_config = self.config_type.as_deref();
        let of_config = of_config.filter(|said| Kind::of(said) != Kind::Empty);
        self.artifact_type.as_deref().or(of_config)
    }

    /// What it holds beside its config.
    pub fn contents(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.role != Role::Config)
    }
}

/// What a part is to its artifact, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Config,
    Blob(usize),
    /// Of an index.
    Entry(usize),
}

impl Role {
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::Config => words::config(),
            Self::Blob(place) => words::blob(place),
            Self::Entry(place) => words::entry(place),
        }
    }
}

/// Everything open that is no image and is shown for itself: artifacts, special
/// indexes, and roots that lead to nothing else; in the order of the graph.
/// What BuildKit attests of an image hangs on the image, and so does what signs it and
/// stands in no document.
#[must_use]
pub fn artifacts(graph: &Graph) -> Vec<NodeId> {
    let images = graph.images.iter();
    let of_images: HashSet<NodeId> = images
        .flat_map(|image| {
            let own = [image.manifest, image.config, image.legacy];
            own.into_iter()
                .flatten()
                .chain(image.attestations.iter().copied())
        })
        .collect();
    let mut found: Vec<NodeId> = graph
        .nodes
        .iter()
        .filter(|node| !of_images.contains(&node.id) && !graph.attached.contains(&node.id))
        .filter(|node| stands_alone(node))
        .map(|node| node.id)
        .collect();
    let shown: HashSet<NodeId> = of_images.into_iter().chain(found.iter().copied()).collect();
    let nothing = shown.is_empty();
    // An archive of two forms may say in one of them that it holds nothing.
    let is_entry = |id: &NodeId| graph.kind_of(*id) == Some(NodeKind::Entry);
    let without = roots_without(graph, &shown).into_iter();
    found.extend(without.filter(|root| nothing || !is_entry(root)));
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether an object is shown for itself, if no image has it.
fn stands_alone(node: &Node) -> bool {
    use ArtifactKind::{ArtifactIndex, EmptyIndex, Image, ImageIndex};
    match (node.kind, node.artifact) {
        (NodeKind::Artifact | NodeKind::Attestation, _) => true,
        (_, None | Some(Image | ImageIndex | ArtifactIndex)) => false,
        (NodeKind::Index, Some(_)) => true,
        (NodeKind::Entry, Some(kind)) => kind != EmptyIndex,
        _ => false,
    }
}

/// The roots below which there is nothing of `shown`.
fn roots_without(graph: &Graph, shown: &HashSet<NodeId>) -> Vec<NodeId> {
    let mut above: Vec<Vec<NodeId>> = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        if let Some(above) = above.get_mut(edge.to.0) {
            above.push(edge.from);
        }
    }
    // Up from what is shown, each object once.
    let mut leads = shown.clone();
    let mut waiting: Vec<NodeId> = shown.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        let above = above.get(id.0).into_iter().flatten().copied();
        waiting.extend(above.filter(|from| leads.insert(*from)));
    }
    let roots = graph.roots.iter().copied();
    roots.filter(|root| !leads.contains(root)).collect()
}

/// What is known of one of [`artifacts`] from its documents.
#[must_use]
pub fn artifact(opened: &Opened, id: NodeId) -> Option<Artifact> {
    let node = opened.graph.node(id)?;
    let json = opened.graph.json(id, &opened.contents);
    let root = json.and_then(|json| json.root);
    let mut shown = as_named(opened, node);
    match (node.reading, &root) {
        (Reading::Read(DocumentKind::Index), Some(root)) => {
            of_index(&mut shown, &opened.graph, &Index::read(root));
        }
        (Reading::Read(DocumentKind::Manifest | DocumentKind::ArtifactManifest), Some(root)) => {
            of_manifest(&mut shown, opened, &Manifest::read(root))
        }
        _ => {}
    }
    let own = |key: &str| of_annotations(&shown.annotations, key);
    let (title, version) = (own(TITLE), own(VERSION));
    shown.title = shown.title.or(title);
    shown.version = shown.version.or(version);
    Some(shown)
}

/// What is known of an object before its document is read.
fn as_named(opened: &Opened, node: &Node) -> Artifact {
    let kind = node.artifact;
    Artifact {
        node: node.id,
        kind,
        what: kind.map_or_else(|| what(node), |kind| kind.name()),
        names: names(opened, node),
        title: None,
        version: None,
        media_type: node.media_type.clone(),
        artifact_type: None,
        config_type: None,
        digest: node.digest.as_ref().map(|digest| digest.text.clone()),
        subject: None,
        annotations: Vec::new(),
        says: Vec::new(),
        parts: Vec::new(),
    }
}

fn what(node: &Node) -> Message {
    match (node.reading, node.kind) {
        (_, NodeKind::Artifact) => words::artifact(),
        (_, NodeKind::Attestation) => words::attestation(),
        (Reading::Read(kind), _) => kind.name(),
        _ => words::file(),
    }
}

/// Of the input, and of the descriptors that name it.
fn names(opened: &Opened, node: &Node) -> Vec<String> {
    let roots = opened.graph.roots.iter().zip(&opened.contents.roots);
    let roots = roots.filter(|(id, _)| **id == node.id);
    let mut names: Vec<String> = roots.flat_map(|(_, root)| root.names.clone()).collect();
    for edge in opened.graph.edges.iter().filter(|edge| edge.to == node.id) {
        let claim = edge.claim.and_then(|claim| opened.graph.claims.get(claim));
        let Some(Claimant::Document { pointer, .. }) = claim.map(|claim| &claim.by) else {
            continue;
        };
        if let Label::Name(name) = &edge.label
            && pointer.starts_with("/manifests/")
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    }
    names
}

fn of_index(shown: &mut Artifact, graph: &Graph, index: &Index) {
    shown.artifact_type = index.artifact_type.clone();
    shown.subject = index.subject.as_ref().and_then(|one| subject(graph, one));
    shown.annotations = index.annotations.0.clone();
    let entries = index.manifests.iter().enumerate();
    shown.parts = entries
        .map(|(place, one)| part(graph, one, Role::Entry(place + 1)))
        .collect();
}

fn of_manifest(shown: &mut Artifact, opened: &Opened, manifest: &Manifest) {
    shown.artifact_type = manifest.artifact_type.clone();
    shown.subject = manifest
        .subject
        .as_ref()
        .and_then(|one| subject(&opened.graph, one));
    shown.annotations = manifest.annotations.0.clone();
    shown.says = predicates(manifest)
        .into_iter()
        .map(|predicate| (words::states(), predicate.to_owned()))
        .collect();
    if let Some(config) = &manifest.config {
        shown.config_type = config.media_type.clone();
        shown.parts.push(part(&opened.graph, config, Role::Config));
        if let Some(root) = config_of(opened, config) {
            of_config(shown, &root);
        }
    }
    let layers = manifest.layers.iter().enumerate();
    let layers = layers.map(|(place, one)| part(&opened.graph, one, Role::Blob(place + 1)));
    shown.parts.extend(layers);
}

fn config_of(opened: &Opened, config: &Descriptor) -> Option<JsonNode> {
    let id = opened.graph.by_digest(&config.digest.as_ref()?.text)?;
    opened.graph.json(id, &opened.contents)?.root
}

/// A term, and the member that has its value.
type Said = (fn() -> Message, &'static str);

/// What a config may say of an artifact: the term, and the member that has it.
/// Helm's `Chart.yaml`, the model formats of Docker, Ollama and CNCF, and the
/// Wasm config.
const SAID: [(ArtifactKind, &[Said]); 6] = [
    (
        ArtifactKind::Helm,
        &[
            (words::application_version, "/appVersion"),
            (words::description, "/description"),
            (words::chart_type, "/type"),
            (words::kubernetes_version, "/kubeVersion"),
            (words::keywords, "/keywords"),
            (words::home_page, "/home"),
            (words::deprecated, "/deprecated"),
        ],
    ),
    (
        ArtifactKind::DockerModel,
        &[
            (words::format, "/config/format"),
            (words::parameters, "/config/parameters"),
            (words::architecture, "/config/architecture"),
            (words::quantization, "/config/quantization"),
            (words::size, "/config/size"),
            (words::created, "/descriptor/created"),
        ],
    ),
    (
        ArtifactKind::OllamaModel,
        &[
            (words::format, "/model_format"),
            (words::family, "/model_family"),
            (words::parameters, "/model_type"),
            (words::quantization, "/file_type"),
        ],
    ),
    (
        ArtifactKind::ModelPack,
        &[
            (words::title, "/descriptor/title"),
            (words::description, "/descriptor/description"),
            (words::family, "/descriptor/family"),
            (words::authors, "/descriptor/authors"),
            (words::licences, "/descriptor/licenses"),
            (words::created, "/descriptor/createdAt"),
            (words::format, "/config/format"),
            (words::architecture, "/config/architecture"),
            (words::parameters, "/config/paramSize"),
            (words::precision, "/config/precision"),
            (words::quantization, "/config/quantization"),
        ],
    ),
    (
        ArtifactKind::Wasm,
        &[
            (words::runs_on, "/os"),
            (words::architecture, "/architecture"),
            (words::created, "/created"),
            (words::author, "/author"),
            (words::exports, "/component/exports"),
            (words::imports, "/component/imports"),
            (words::world, "/component/target"),
        ],
    ),
    (
        ArtifactKind::DockerPlugin,
        &[
            (words::description, "/Description"),
            (words::documentation, "/Documentation"),
            (words::interface, "/Interface/Types"),
            (words::entrypoint, "/Entrypoint"),
        ],
    ),
];

fn of_config(shown: &mut Artifact, root: &JsonNode) {
    let text = |pointer: &str| root.at(pointer).and_then(readable);
    let terms = SAID.iter().find(|(kind, _)| shown.kind == Some(*kind));
    for (term, pointer) in terms.into_iter().flat_map(|(_, terms)| *terms) {
        if let Some(value) = text(pointer) {
            shown.says.push((term(), value));
        }
    }
    match shown.kind {
        Some(ArtifactKind::Helm) => {
            shown.title = text("/name");
            shown.version = text("/version");
        }
        Some(ArtifactKind::ModelPack) => {
            shown.title = text("/descriptor/name");
            shown.version = text("/descriptor/version");
        }
        // Only a component has this (Wasm OCI artifact layout, "config").
        Some(ArtifactKind::Wasm) if matches!(root.get("component"), Some(node) if !node.is_null()) =>
        {
            shown.what = words::wasm_component();
        }
        _ => {}
    }
}

/// A text, number or truth, or a list of them; nothing where it is empty.
fn readable(node: &JsonNode) -> Option<String> {
    let text = match &node.value {
        Value::String(text) | Value::Number(text) => text.clone(),
        Value::Bool(value) => value.to_string(),
        Value::Array(items) => {
            let items: Option<Vec<String>> = items.iter().map(readable).collect();
            items?.join(", ")
        }
        Value::Null | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn subject(graph: &Graph, descriptor: &Descriptor) -> Option<Subject> {
    let digest = descriptor.digest.as_ref()?.text.clone();
    Some(Subject {
        node: graph.by_digest(&digest),
        media_type: descriptor.media_type.clone(),
        digest,
    })
}

fn part(graph: &Graph, descriptor: &Descriptor, role: Role) -> Part {
    let digest = descriptor.digest.as_ref().map(|digest| digest.text.clone());
    let said = descriptor.artifact_type.as_deref();
    let said = said.or(descriptor.media_type.as_deref());
    Part {
        role,
        title: title_of(&descriptor.annotations),
        media_type: descriptor.media_type.clone(),
        what: said.and_then(media_type::name_of),
        size: descriptor.size,
        node: digest.as_deref().and_then(|digest| graph.by_digest(digest)),
        digest,
        annotations: descriptor.annotations.0.clone(),
    }
}

fn title_of(annotations: &Annotations) -> Option<String> {
    let mut names = PART_NAMES.iter().filter_map(|key| annotations.get(key));
    names.next().map(str::to_owned)
}

fn of_annotations(annotations: &[(String, String)], key: &str) -> Option<String> {
    let found = annotations.iter().rev().find(|(name, _)| name == key)?;
    (!found.1.is_empty()).then(|| found.1.clone())
}

/// The text of a small document that is here; `None` for what is no text.
#[must_use]
pub fn text(opened: &Opened, id: NodeId) -> Option<String> {
    let Some(ContentId::Document(_)) = opened.graph.node(id)?.content else {
        return None;
    };
    let bytes = opened.graph.bytes(id, &opened.contents)?;
    let text = std::str::from_utf8(bytes).ok()?;
    (!text.is_empty() && text.len() <= MAX_TEXT && !text.contains('\0')).then(|| text.to_owned())
}
