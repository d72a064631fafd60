//! The verification ledger: one row for every claim about every object, with
//! what was computed here and the verdict.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

use crate::bytes::layer::BlobFacts;
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::schema1;
use crate::inspect::Opened;
use crate::inspect::causes::Why;
use crate::inspect::graph::{Claimant, Graph, Label, Node, NodeId, NodeKind};
use crate::source::{ContentId, Contents, Form, Trust};
use crate::verify::{Absent, Evidence, Unchecked, Verdict, judge};
use crate::words::{Message, verdicts};

/// What is known of each blob of the contents, by its place there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measurements {
    pub blobs: Vec<Measurement>,
    pub documents: Hashed,
}

/// What hashing the documents of the same contents established: they are all
/// here from the beginning, and the ledger is written ten times a second.
#[derive(Debug, Default)]
pub struct Hashed(Mutex<HashMap<Way, Result<Evidence, Verdict>>>);

/// A document's number, and how it is hashed: as schema 1, by SHA-512 too.
type Way = (usize, bool, bool);

impl Clone for Hashed {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// It follows from the contents, and nothing depends on what is known of it.
impl PartialEq for Hashed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Hashed {}

/// How far the one pass over a blob is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Measurement {
    /// Its turn has not come.
    #[default]
    Waiting,
    /// Nobody will hash it unless a person asks, and why.
    Skipped(Skipped),
    /// Bytes so far, and in all where that is known.
    Running {
        done: u64,
        total: Option<u64>,
    },
    Done(Box<BlobFacts>),
    /// Its bytes could not be read, and why.
    Failed {
        why: Message,
    },
}

/// Why a blob is not hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Skipped {
    /// A registry has it, and nobody has asked.
    NotFetched,
    /// A person stopped the hashing first.
    Stopped,
    /// A registry was asked, and it did not come: one sentence.
    Refused(Message),
}

impl From<Skipped> for Unchecked {
    fn from(skipped: Skipped) -> Self {
        match skipped {
            Skipped::NotFetched => Self::NotFetched,
            Skipped::Stopped => Self::Stopped,
            Skipped::Refused(why) => Self::Refused(why),
        }
    }
}

impl Measurement {
    /// Whether it will be hashed without being asked for.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self, Self::Waiting | Self::Running { .. })
    }
}

impl Measurements {
    /// Nothing known yet of any blob.
    #[must_use]
    pub fn none(contents: &Contents) -> Self {
        let blobs = contents.blobs.iter().map(|blob| match blob.extent {
            Some(_) => Measurement::Waiting,
            None => Measurement::Skipped(Skipped::NotFetched),
        });
        Self {
            blobs: blobs.collect(),
            documents: Hashed::default(),
        }
    }

    /// What one pass established, where it is done.
    #[must_use]
    pub fn of(&self, content: ContentId) -> Option<&BlobFacts> {
        match (content, self) {
            (ContentId::Blob(index), facts) => match facts.blobs.get(index)? {
                Measurement::Done(facts) => Some(facts),
                _ => None,
            },
            (ContentId::Document(_), _) => None,
        }
    }
}

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
    pub computed: Option<Digest>,
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
    /// For the report: the document's digest, the path of a file, or `you`.
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
}

impl ClaimedBy {
    /// The document in the graph, where it is one.
    #[must_use]
    pub fn node(&self) -> Option<NodeId> {
        match self.who {
            Who::Document(node) => Some(node),
            Who::FileName | Who::Person => None,
        }
    }
}

/// The ledger of the contents, in the order of the graph.
#[must_use]
pub fn ledger(opened: &Opened) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut places: HashMap<(NodeId, NodeKind, Option<String>), usize> = HashMap::new();
    let layers = Layers::of(&opened.graph);
    for node in &opened.graph.nodes {
        for row in rows_of(opened, &layers, node) {
            // The same layer in two stacks is one object with two claimants.
            let object = node.unpacked_from.unwrap_or(node.id);
            let key = (object, node.kind, row.claimed.clone());
            match places.get(&key).and_then(|place| rows.get_mut(*place)) {
                Some(known) => known.claimed_by.extend(row.claimed_by),
                None => {
                    places.insert(key, rows.len());
                    rows.push(row);
                }
            }
        }
    }
    rows
}

/// What images say of layers, gathered once.
struct Layers {
    /// Layers whose inside somebody claims a digest of.
    with_diff_id: HashSet<NodeId>,
    /// Layers that only an archive from before Docker 1.10 names.
    legacy: HashSet<NodeId>,
}

impl Layers {
    fn of(graph: &Graph) -> Self {
        let inside = graph.nodes.iter().filter_map(|node| node.unpacked_from);
        let images = graph.images.iter();
        let legacy = images.filter(|image| image.forms == [Form::DockerLegacy]);
        let layers = legacy.flat_map(|image| &image.layers);
        Self {
            with_diff_id: inside.collect(),
            legacy: layers.filter_map(|layer| layer.node).collect(),
        }
    }
}

fn rows_of(opened: &Opened, layers: &Layers, node: &Node) -> Vec<Row> {
    let mut spelled: Vec<&str> = Vec::new();
    for claim in opened.graph.claims_about(node.id) {
        if !spelled.contains(&claim.digest.text.as_str()) {
            spelled.push(&claim.digest.text);
        }
    }
    if spelled.is_empty() {
        let row = unclaimed(opened, layers, node);
        return row.into_iter().collect();
    }
    let found = evidence(opened, node);
    spelled
        .iter()
        .map(|text| row(opened, node, text, &found))
        .collect()
}

fn row(opened: &Opened, node: &Node, text: &str, found: &Result<Evidence, Verdict>) -> Row {
    let claims: Vec<_> = opened
        .graph
        .claims_about(node.id)
        .filter(|claim| claim.digest.text == text)
        .collect();
    let claimed_by = claims
        .iter()
        .map(|claim| claimed_by(opened, &claim.by, claim.size))
        .collect();
    let parsed = claims.first().map(|claim| &claim.digest.parsed);
    let digest = parsed.and_then(|parsed| parsed.as_ref().ok());
    let sizes = || claims.iter().filter_map(|claim| claim.size);
    let claimed_size = match found {
        Ok(evidence) => sizes()
            .find(|size| *size != evidence.size())
            .or_else(|| sizes().next()),
        Err(_) => sizes().next(),
    };
    let verdict = match (parsed, found) {
        // A fault of the claim, which its document has a finding for: the bytes
        // that it speaks of are read and shown all the same.
        (Some(Err(error)), _) => Verdict::NotChecked {
            why: Unchecked::Malformed(error.clone()),
        },
        (_, Err(verdict)) => verdict.clone(),
        (Some(Ok(digest)), Ok(evidence)) => judge(digest, claimed_size, evidence),
        (None, Ok(_)) => Verdict::NotChecked {
            why: Unchecked::Unclaimed,
        },
    };
    let evidence = found.as_ref().ok();
    Row {
        node: node.id,
        kind: node.kind,
        label: node.label.clone(),
        claimed: Some(text.to_owned()),
        claimed_by,
        claimed_size,
        computed: evidence.map(|evidence| evidence.digest(digest).clone()),
        size: evidence.map(Evidence::size),
        verdict,
        why: Why::default(),
    }
}

/// The row of an object that nobody claims a digest of, where it has one.
fn unclaimed(opened: &Opened, layers: &Layers, node: &Node) -> Option<Row> {
    let why = match node.kind {
        // One that is here has no digest, and is read as it is.
        NodeKind::Entry if node.content.is_some() => return None,
        NodeKind::Unpacked => return None,
        NodeKind::Layer if layers.with_diff_id.contains(&node.id) => return None,
        _ if opened.graph.trust_of(node.id, &opened.contents) == Some(Trust::AsServed) => {
            Unchecked::AsServed
        }
        NodeKind::Layer if layers.legacy.contains(&node.id) => Unchecked::LegacyLayer,
        _ => Unchecked::Unclaimed,
    };
    let found = evidence(opened, node);
    let verdict = match &found {
        Ok(_) => Verdict::NotChecked { why },
        Err(verdict) => verdict.clone(),
    };
    let evidence = found.ok();
    Some(Row {
        node: node.id,
        kind: node.kind,
        label: node.label.clone(),
        claimed: None,
        claimed_by: Vec::new(),
        claimed_size: None,
        computed: evidence
            .as_ref()
            .map(|evidence| evidence.digest(None).clone()),
        size: evidence.as_ref().map(Evidence::size),
        verdict,
        why: Why::default(),
    })
}

/// What hashing a node's bytes established, or the verdict where it did not.
pub fn evidence(opened: &Opened, node: &Node) -> Result<Evidence, Verdict> {
    if let (Some(why), NodeKind::Unpacked) = (&node.missing, node.kind) {
        let why = Unchecked::NoLayer(why.clone());
        return Err(Verdict::NotChecked { why });
    }
    let bytes_of = match node
        .unpacked_from
        .and_then(|layer| opened.graph.node(layer))
    {
        Some(layer) => layer,
        None => node,
    };
    let Some(content) = bytes_of.content else {
        return Err(match bytes_of.missing.clone() {
            // A registry has it, as far as is known: nobody has asked.
            Some(Absent::NotFetched) => Verdict::NotChecked {
                why: Unchecked::NotFetched,
            },
            why => Verdict::Missing {
                why: why.unwrap_or(Absent::NotInArchive),
            },
        });
    };
    match content {
        ContentId::Document(index) => opened.measurements.documents.evidence(opened, index, node),
        ContentId::Blob(index) => blob_evidence(&opened.measurements, index, node.kind),
    }
}

impl Hashed {
    fn evidence(&self, opened: &Opened, index: usize, node: &Node) -> Result<Evidence, Verdict> {
        let sha512 = opened.graph.sha512_claim(node.id);
        let key = (index, node.kind == NodeKind::Schema1, sha512.is_some());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(key);
        found
            .or_insert_with(|| document_evidence(&opened.contents, index, node.kind, sha512))
            .clone()
    }
}

fn document_evidence(
    contents: &Contents,
    index: usize,
    kind: NodeKind,
    claimed: Option<&Digest>,
) -> Result<Evidence, Verdict> {
    let bytes = contents
        .documents
        .get(index)
        .map(|document| document.bytes.as_slice())
        .unwrap_or_default();
    if kind != NodeKind::Schema1 {
        return Ok(Evidence::of(bytes, claimed));
    }
    let unreadable = |why: Message| Verdict::Unreadable { why };
    let json = Json::parse(bytes)
        .root
        .ok_or_else(|| unreadable(verdicts::not_json()))?;
    let payload = schema1::payload(bytes, &json).map_err(|error| unreadable(error.message()))?;
    Ok(Evidence::of_payload(bytes, &payload, claimed))
}

fn blob_evidence(facts: &Measurements, index: usize, kind: NodeKind) -> Result<Evidence, Verdict> {
    match facts.blobs.get(index) {
        Some(Measurement::Done(facts)) if kind == NodeKind::Unpacked => {
            Evidence::of_unpacked(facts)
        }
        Some(Measurement::Done(facts)) => Ok(Evidence::of_stored(facts)),
        Some(Measurement::Running { done, total }) => Err(Verdict::Checking {
            done: *done,
            total: *total,
        }),
        Some(Measurement::Skipped(skipped)) => Err(Verdict::NotChecked {
            why: skipped.clone().into(),
        }),
        // The file has changed, or no worker lived: of the bytes it says nothing.
        Some(Measurement::Failed { why }) => Err(Verdict::NotChecked {
            why: Unchecked::NotRead(why.clone()),
        }),
        Some(Measurement::Waiting) | None => Err(Verdict::NotChecked {
            why: Unchecked::Waiting,
        }),
    }
}

fn claimed_by(opened: &Opened, by: &Claimant, size: Option<u64>) -> ClaimedBy {
    let (who, document, pointer) = match by {
        Claimant::Document { node, pointer } => (
            Who::Document(*node),
            opened.graph.name_of(*node, &opened.contents),
            pointer.clone(),
        ),
        Claimant::FileName { path } => (Who::FileName, path.clone(), String::new()),
        Claimant::Person => (Who::Person, "you".to_owned(), String::new()),
    };
    ClaimedBy {
        who,
        document,
        pointer,
        size,
    }
}
