//! What must agree in a statement that BuildKit keeps in an index, which no key is needed
//! for.

use crate::attestation::buildkit::{Check, Kept, KeptStatement, checks};
use crate::attestation::statement::Statement;
use crate::image::descriptor::REFERENCE_DIGEST;
use crate::image::digest::Digest;
use crate::image::manifest::{Index, Manifest};
use crate::inspect::Opened;
use crate::inspect::graph::{EdgeKind, NodeId};
use crate::inspect::signed::{Form, Found, Place};

/// What was compared; nothing for what no index names as an attestation.
pub(super) fn checks_of(found: &Found, statement: &Statement, opened: &Opened) -> Vec<Check> {
    let Form::Statement { predicate_type, .. } = &found.form else {
        return Vec::new();
    };
    let manifest = found.manifest.filter(|_| found.place == Place::InIndex);
    let Some((manifest, index)) = manifest.and_then(|id| Some((id, index_of(id, opened)?))) else {
        return Vec::new();
    };
    let own = opened
        .graph
        .node(manifest)
        .and_then(|node| node.digest.as_ref());
    let own = own.map(|digest| digest.text.as_str());
    let is_own = |text: Option<&str>| text.is_some() && text == own;
    let mut entries = index.manifests.iter();
    let entry = entries.find(|entry| is_own(entry.digest.as_ref().map(|digest| &*digest.text)));
    let about = entry.and_then(|entry| entry.annotations.get(REFERENCE_DIGEST));
    let in_index: Vec<Digest> = index
        .manifests
        .iter()
        .filter_map(|entry| entry.valid_digest().cloned())
        .collect();
    let document = opened.graph.json(manifest, &opened.contents);
    let document = document.and_then(|json| json.root);
    let subject = document.and_then(|root| Manifest::read(&root).subject);
    let subject = subject.and_then(|subject| Some(subject.digest?.text));
    checks(&Kept {
        about,
        in_index: &in_index,
        subject: subject.as_deref(),
        statements: &[KeptStatement {
            predicate_type: predicate_type.as_deref(),
            statement,
        }],
    })
}

/// The index that names a manifest.
fn index_of(manifest: NodeId, opened: &Opened) -> Option<Index> {
    let mut edges = opened.graph.edges.iter();
    let edge = edges.find(|edge| edge.to == manifest && edge.kind == EdgeKind::Names)?;
    let root = opened.graph.json(edge.from, &opened.contents)?.root?;
    Some(Index::read(&root))
}
