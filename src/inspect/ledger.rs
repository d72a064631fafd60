//! The verification ledger: one row for every claim about every object, with
//! what was computed here and the verdict.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::bytes::layer::BlobFacts;
use crate::format::Bytes;
use crate::image::digest::{Algorithm, Digest};
use crate::image::json::Json;
use crate::image::schema1;
use crate::inspect::graph::{Claimant, Graph, NOT_FETCHED, Node, NodeId, NodeKind};
use crate::source::{ContentId, Form, Holding, Trust};
use crate::verify::{Evidence, Verdict, judge};

/// What is known of each blob of a holding, by its place there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub blobs: Vec<Measurement>,
    pub documents: Hashed,
}

/// What hashing the documents of the same holding established: they are all
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

/// It follows from the holding, and nothing depends on what is known of it.
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
    /// Nobody will hash it, and why: one sentence.
    Skipped {
        why: String,
    },
    /// Bytes so far and in all.
    Running {
        done: u64,
        total: u64,
    },
    Done(Box<BlobFacts>),
    /// Its bytes could not be read, and why.
    Failed {
        why: String,
    },
}

impl Facts {
    /// Nothing known yet of any blob.
    #[must_use]
    pub fn none(holding: &Holding) -> Self {
        let blobs = holding.blobs.iter().map(|blob| match blob.extent {
            Some(_) => Measurement::Waiting,
            None => Measurement::Skipped {
                why: NOT_FETCHED.to_owned(),
            },
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
    /// The node's short name.
    pub label: String,
    /// As spelled by whoever claims it; `None` where nobody does.
    pub claimed: Option<String>,
    pub claimed_by: Vec<ClaimedBy>,
    /// In bytes; where claimants differ, the one that is wrong.
    pub claimed_size: Option<u64>,
    pub computed: Option<Digest>,
    /// In bytes, as counted here.
    pub size: Option<u64>,
    pub verdict: Verdict,
}

/// One claimant and what it said of the size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedBy {
    /// The document's digest, the path of a file, or `you`.
    pub document: String,
    /// The document in the graph; `None` for a file's own name.
    pub node: Option<NodeId>,
    /// JSON pointer; empty for a file's own name.
    pub pointer: String,
    /// In bytes.
    pub size: Option<u64>,
}

/// The ledger of a holding, in the order of the graph.
#[must_use]
pub fn ledger(graph: &Graph, holding: &Holding, facts: &Facts) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut places: HashMap<(NodeId, NodeKind, Option<String>), usize> = HashMap::new();
    for node in &graph.nodes {
        for row in rows_of(graph, holding, facts, node) {
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

fn rows_of(graph: &Graph, holding: &Holding, facts: &Facts, node: &Node) -> Vec<Row> {
    let mut spelled: Vec<&str> = Vec::new();
    for claim in graph.claims_about(node.id) {
        if !spelled.contains(&claim.digest.text.as_str()) {
            spelled.push(&claim.digest.text);
        }
    }
    if spelled.is_empty() {
        return unclaimed(graph, holding, facts, node).into_iter().collect();
    }
    let found = evidence(graph, holding, facts, node);
    spelled
        .iter()
        .map(|text| row(graph, holding, node, text, &found))
        .collect()
}

fn row(
    graph: &Graph,
    holding: &Holding,
    node: &Node,
    text: &str,
    found: &Result<Evidence, Verdict>,
) -> Row {
    let claims: Vec<_> = graph
        .claims_about(node.id)
        .filter(|claim| claim.digest.text == text)
        .collect();
    let claimed_by = claims
        .iter()
        .map(|claim| claimed_by(graph, holding, &claim.by, claim.size))
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
        (Some(Err(error)), _) => Verdict::Unreadable {
            why: format!("the digest is malformed: {error}"),
        },
        (_, Err(verdict)) => verdict.clone(),
        (Some(Ok(digest)), Ok(evidence)) => judge(digest, claimed_size, evidence),
        (None, Ok(_)) => Verdict::NotChecked {
            why: NOBODY.to_owned(),
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
    }
}

const AS_SERVED: &str =
    "a tag was asked for, which nothing can be held against: this is the digest of what was served";

const NOBODY: &str = "nobody claims a digest of these bytes";

/// The row of an object that nobody claims a digest of, where it has one.
fn unclaimed(graph: &Graph, holding: &Holding, facts: &Facts, node: &Node) -> Option<Row> {
    let why = match node.kind {
        NodeKind::Entry | NodeKind::Unpacked => return None,
        NodeKind::Layer if has_unpacked_claim(graph, node.id) => return None,
        _ if graph.trust_of(node.id, holding) == Some(Trust::AsServed) => AS_SERVED,
        NodeKind::Layer if legacy(graph, node.id) => {
            "an archive from before Docker 1.10 names layers by IDs that are no hashes, so there is nothing to hold it against"
        }
        _ => NOBODY,
    };
    let found = evidence(graph, holding, facts, node);
    let verdict = match &found {
        Ok(_) => Verdict::NotChecked {
            why: why.to_owned(),
        },
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
    })
}

fn has_unpacked_claim(graph: &Graph, layer: NodeId) -> bool {
    graph
        .nodes
        .iter()
        .any(|node| node.unpacked_from == Some(layer))
}

fn legacy(graph: &Graph, layer: NodeId) -> bool {
    let mut images = graph
        .images
        .iter()
        .filter(|image| image.forms == [Form::DockerLegacy]);
    images.any(|image| image.layers.iter().any(|place| place.node == Some(layer)))
}

/// What hashing a node's bytes established, or the verdict where it did not.
pub fn evidence(
    graph: &Graph,
    holding: &Holding,
    facts: &Facts,
    node: &Node,
) -> Result<Evidence, Verdict> {
    if let (Some(why), NodeKind::Unpacked) = (&node.missing, node.kind) {
        return Err(Verdict::NotChecked { why: why.clone() });
    }
    let bytes_of = match node.unpacked_from.and_then(|layer| graph.node(layer)) {
        Some(layer) => layer,
        None => node,
    };
    let Some(content) = bytes_of.content else {
        let why = bytes_of
            .missing
            .clone()
            .unwrap_or_else(|| "not here".to_owned());
        // A registry has it, as far as is known: nobody has asked.
        return Err(match why == NOT_FETCHED {
            true => Verdict::NotChecked { why },
            false => Verdict::Missing { why },
        });
    };
    match content {
        ContentId::Document(index) => facts.documents.evidence(holding, index, node),
        ContentId::Blob(index) => blob_evidence(facts, index, node.kind),
    }
}

impl Hashed {
    fn evidence(&self, holding: &Holding, index: usize, node: &Node) -> Result<Evidence, Verdict> {
        let claimed = node.digest.as_ref().and_then(|digest| digest.digest());
        let sha512 = claimed.map(Digest::algorithm) == Some(Algorithm::Sha512);
        let key = (index, node.kind == NodeKind::Schema1, sha512);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry(key);
        found
            .or_insert_with(|| document_evidence(holding, index, node))
            .clone()
    }
}

fn document_evidence(holding: &Holding, index: usize, node: &Node) -> Result<Evidence, Verdict> {
    let bytes = holding
        .documents
        .get(index)
        .map(|document| document.bytes.as_slice())
        .unwrap_or_default();
    let claimed = node.digest.as_ref().and_then(|digest| digest.digest());
    if node.kind != NodeKind::Schema1 {
        return Ok(Evidence::of(bytes, claimed));
    }
    let unreadable = |why: String| Verdict::Unreadable { why };
    let json = Json::parse(bytes)
        .root
        .ok_or_else(|| unreadable("expected JSON, but found something else".to_owned()))?;
    let payload = schema1::payload(bytes, &json).map_err(|error| unreadable(error.to_string()))?;
    Ok(Evidence::of_payload(bytes, &payload, claimed))
}

fn blob_evidence(facts: &Facts, index: usize, kind: NodeKind) -> Result<Evidence, Verdict> {
    match facts.blobs.get(index) {
        Some(Measurement::Done(facts)) if kind == NodeKind::Unpacked => {
            Evidence::of_unpacked(facts).map_err(|why| Verdict::Unreadable { why })
        }
        Some(Measurement::Done(facts)) => Ok(Evidence::of_stored(facts)),
        Some(Measurement::Running { done, total }) => Err(Verdict::Checking {
            done: *done,
            total: *total,
        }),
        Some(Measurement::Skipped { why }) => Err(Verdict::NotChecked { why: why.clone() }),
        Some(Measurement::Failed { why }) => Err(Verdict::Unreadable { why: why.clone() }),
        Some(Measurement::Waiting) | None => Err(Verdict::NotChecked {
            why: "its turn has not come yet".to_owned(),
        }),
    }
}

fn claimed_by(graph: &Graph, holding: &Holding, by: &Claimant, size: Option<u64>) -> ClaimedBy {
    let (document, node, pointer) = match by {
        Claimant::Document { node, pointer } => {
            (graph.name_of(*node, holding), Some(*node), pointer.clone())
        }
        Claimant::FileName { path } => (path.clone(), None, String::new()),
        Claimant::Person => ("you".to_owned(), None, String::new()),
    };
    ClaimedBy {
        document,
        node,
        pointer,
        size,
    }
}

/// The ledger in numbers, and in one sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub verified: usize,
    /// Wrong size, wrong digest or unreadable.
    pub bad: usize,
    pub missing: usize,
    /// Still to be hashed, or being hashed.
    pub pending: usize,
    /// Never will be checked here.
    pub unchecked: usize,
    /// In the registry, and nobody has asked for it.
    pub unfetched: usize,
    /// What a tag led to.
    pub as_served: usize,
    /// Bytes that went through a hash, those inside layers too.
    pub hashed: u64,
    pub sentence: String,
}

impl Summary {
    /// Sums up. `seconds` is the time from the drop to the last verdict, where
    /// that has come.
    #[must_use]
    pub fn of(rows: &[Row], holding: &Holding, facts: &Facts, seconds: Option<f64>) -> Self {
        let pending = facts
            .blobs
            .iter()
            .any(|blob| matches!(blob, Measurement::Waiting | Measurement::Running { .. }));
        let mut summary = Self {
            hashed: hashed(holding, facts),
            ..Self::default()
        };
        for row in rows {
            match &row.verdict {
                Verdict::Verified(_) => summary.verified += 1,
                Verdict::Missing { .. } => summary.missing += 1,
                Verdict::Checking { .. } => summary.pending += 1,
                Verdict::NotChecked { why } if why == NOT_FETCHED => summary.unfetched += 1,
                Verdict::NotChecked { why } if why == AS_SERVED => summary.as_served += 1,
                Verdict::NotChecked { .. } if pending && row.computed.is_none() => {
                    summary.pending += 1
                }
                Verdict::NotChecked { .. } => summary.unchecked += 1,
                Verdict::WrongSize { .. }
                | Verdict::WrongDigest { .. }
                | Verdict::Unreadable { .. } => summary.bad += 1,
            }
        }
        summary.sentence = summary.sentence_for(rows, seconds);
        summary
    }

    /// Objects that are here.
    #[must_use]
    pub fn present(&self) -> usize {
        self.verified + self.bad + self.pending + self.unchecked
    }

    fn sentence_for(&self, rows: &[Row], seconds: Option<f64>) -> String {
        let mut sentence = String::new();
        if let Some(first) = rows
            .iter()
            .filter(|row| row.verdict.is_bad())
            .min_by_key(|row| row.verdict.rank())
        {
            let others = match self.bad {
                1 => String::new(),
                2 => ", and 1 more object fails".to_owned(),
                bad => format!(", and {} more objects fail", bad - 1),
            };
            let what = match &first.verdict {
                Verdict::Unreadable { why } => format!("cannot be read ({why})"),
                verdict => format!("has the {}", verdict.label()),
            };
            sentence = format!("Not what it claims to be: {} {what}{others}. ", name(first));
        }
        let objects = if self.present() == 1 {
            "object"
        } else {
            "objects"
        };
        sentence += &format!(
            "{} of {} {objects} verified in this browser",
            self.verified,
            self.present()
        );
        if self.hashed > 0 {
            sentence += &format!(", {} hashed", Bytes(self.hashed));
        }
        match seconds {
            Some(seconds) if self.hashed > 0 => sentence += &format!(" in {seconds:.1} s"),
            _ => {}
        }
        if self.missing > 0 {
            sentence += &format!(", {} not in this input", self.missing);
        }
        if self.unfetched > 0 {
            sentence += &format!(", {} not fetched yet", self.unfetched);
        }
        if self.pending > 0 {
            sentence += ", still hashing";
        }
        if self.as_served > 0 {
            sentence += "; what the tag names is as it was served";
        }
        sentence
    }
}

fn name(row: &Row) -> String {
    if row.label.is_empty() || row.label == row.kind.name() {
        row.kind.name().to_owned()
    } else if row.label.starts_with(row.kind.name()) || row.kind == NodeKind::Unpacked {
        row.label.clone()
    } else {
        format!("{} {}", row.kind.name(), row.label)
    }
}

fn hashed(holding: &Holding, facts: &Facts) -> u64 {
    let documents: u64 = holding
        .documents
        .iter()
        .map(|document| document.bytes.len() as u64)
        .sum();
    let blobs: u64 = facts
        .blobs
        .iter()
        .map(|blob| match blob {
            Measurement::Done(facts) => facts.size + inside(facts),
            Measurement::Running { done, .. } => *done,
            _ => 0,
        })
        .sum();
    documents.saturating_add(blobs)
}

/// The bytes that were hashed a second time because they were compressed.
fn inside(facts: &BlobFacts) -> u64 {
    use crate::bytes::compression::Compression;
    use crate::bytes::layer::Content;
    match &facts.content {
        Some(Content::Unpacked(unpacked)) if facts.compression != Compression::None => {
            unpacked.size
        }
        _ => 0,
    }
}
