//! The verification ledger: one row for every claim about every object, with
//! what was computed here and the verdict.

use std::collections::{HashMap, HashSet};

use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::cause::Why;
use crate::inspect::causes::{Looks, Wanted, explain};
use crate::inspect::graph::{Claimant, Graph, Node, NodeId, NodeKind};
use crate::inspect::row::{ClaimedBy, Row, Who};
use crate::source::{ContentId, Form, Trust};
use crate::verify::{Absent, Evidence, Unchecked, Verdict, judge};

/// Holds every claim against what is measured, and says what a second look at the
/// bytes of those that are bad should find out.
pub fn read(opened: &mut Opened, looks: &mut Looks) -> Vec<Wanted> {
    opened.rows = rows(opened);
    explain(opened, looks)
}

/// The ledger of the contents, in the order of the graph.
fn rows(opened: &Opened) -> Vec<Row> {
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
    let claims = opened.graph.claims_about(node.id);
    let claims: Vec<_> = claims.filter(|claim| claim.digest.text == text).collect();
    let claimants = claims.iter();
    let claimants = claimants.map(|claim| claimed_by(opened, &claim.by, claim.size));
    let parsed = claims.first().map(|claim| &claim.digest.parsed);
    let mut sizes = claims.iter().filter_map(|claim| claim.size);
    let first_size = sizes.clone().next();
    let claimed_size = match found {
        // One that is wrong counts.
        Ok(evidence) => sizes.find(|size| *size != evidence.size()).or(first_size),
        Err(_) => first_size,
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
    let digest = parsed.and_then(|parsed| parsed.as_ref().ok());
    Row {
        claimed: Some(text.to_owned()),
        claimed_by: claimants.collect(),
        claimed_size,
        ..without_claims(node, found, digest, verdict)
    }
}

/// A row of which only what was computed is known, by the algorithm of `digest`.
fn without_claims(
    node: &Node,
    found: &Result<Evidence, Verdict>,
    digest: Option<&Digest>,
    verdict: Verdict,
) -> Row {
    let evidence = found.as_ref().ok();
    Row {
        node: node.id,
        kind: node.kind,
        label: node.label.clone(),
        claimed: None,
        claimed_by: Vec::new(),
        claimed_size: None,
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
        _ if is_of_a_tag(opened, node) => Unchecked::AsServed,
        NodeKind::Layer if layers.legacy.contains(&node.id) => Unchecked::LegacyLayer,
        _ => Unchecked::Unclaimed,
    };
    let found = evidence(opened, node);
    let verdict = match &found {
        Ok(_) => Verdict::NotChecked { why },
        Err(verdict) => verdict.clone(),
    };
    Some(without_claims(node, &found, None, verdict))
}

/// Whether it is what a tag for signatures led to.
fn is_of_a_tag(opened: &Opened, node: &Node) -> bool {
    let mut attached = opened.contents.attached.iter();
    attached
        .any(|one| node.content == Some(ContentId::Document(one.document)) && one.place.is_tag())
}

/// What hashing a node's bytes established, or the verdict where it did not.
pub fn evidence(opened: &Opened, node: &Node) -> Result<Evidence, Verdict> {
    if let (Some(why), NodeKind::Unpacked) = (&node.missing, node.kind) {
        let why = Unchecked::NoLayer(why.clone());
        return Err(Verdict::NotChecked { why });
    }
    let layer = node.unpacked_from.and_then(|it| opened.graph.node(it));
    let bytes_of = layer.unwrap_or(node);
    let (measurements, contents) = (&opened.measurements, &opened.contents);
    match (bytes_of.content, &bytes_of.missing) {
        (Some(ContentId::Document(index)), _) => {
            let documents = &measurements.documents;
            documents.evidence(contents, &opened.graph, index, node)
        }
        (Some(ContentId::Blob(index)), _) => measurements.blob_evidence(index, node.kind),
        // A registry has it, as far as is known: nobody has asked.
        (None, Some(Absent::NotFetched)) => Err(Verdict::NotChecked {
            why: Unchecked::NotFetched,
        }),
        (None, why) => Err(Verdict::Missing {
            why: why.clone().unwrap_or(Absent::NotInArchive),
        }),
    }
}

fn claimed_by(opened: &Opened, by: &Claimant, size: Option<u64>) -> ClaimedBy {
    let (who, document, pointer) = match by {
        Claimant::Document { node, pointer } => {
            (Who::Document(*node), opened.name_of(*node), pointer.clone())
        }
        Claimant::FileName { path } => (Who::FileName, path.clone(), String::new()),
        Claimant::Person => (Who::Person, "you".to_owned(), String::new()),
        Claimant::Listed { about } => (Who::Listed, format!("referrers/{about}"), String::new()),
    };
    ClaimedBy {
        who,
        document,
        pointer,
        size,
    }
}
