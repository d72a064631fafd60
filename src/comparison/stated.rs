//! What statements about an image say that its build used. They stand in BuildKit's
//! attestations beside it, are signed by nobody, and count where they are here and name
//! the image's manifest as their subject.

use crate::comparison::seen::Seen;
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::manifest::{DocumentKind, Manifest};
use crate::image::media_type::IN_TOTO;
use crate::image::provenance::{Provenance, is_provenance};
use crate::image::recognition::PREDICATE_TYPE;
use crate::inspect::Opened;
use crate::inspect::graph::{Image, NodeId, Reading};

/// How many attestations of an image and how many statements of them are read: BuildKit
/// makes one of each, and reading one takes as long as it is large.
const MAX_ATTESTATIONS: usize = 8;
const MAX_STATEMENTS: usize = 8;

/// The images of all statements together.
pub(super) fn used_images(opened: &Opened, image: &Image) -> Provenance {
    let mut all = Provenance::default();
    let manifest = image.manifest.and_then(|id| Seen::of_document(opened, id));
    let Some(manifest) = manifest else {
        return all;
    };
    let attestations = image.attestations.iter();
    let statements: Vec<Option<NodeId>> = attestations
        .take(MAX_ATTESTATIONS)
        .flat_map(|id| statements(opened, *id))
        .collect();
    let is_read_in_part = image.attestations.len() > MAX_ATTESTATIONS
        || statements.len() > MAX_STATEMENTS
        || statements.contains(&None);
    for id in statements.into_iter().flatten().take(MAX_STATEMENTS) {
        let said = provenance(opened, id, &manifest.digest).unwrap_or_default();
        all.is_cut |= said.is_cut;
        for used in said.images {
            all.add(used);
        }
    }
    all.is_cut |= is_read_in_part;
    all
}

/// The statements of an attestation that may be of provenance; `None` for one that is not
/// here.
fn statements(opened: &Opened, attestation: NodeId) -> Vec<Option<NodeId>> {
    let node = opened.graph.node(attestation);
    let is_read = |reading| reading == Reading::Read(DocumentKind::Manifest);
    if !node.is_some_and(|node| is_read(node.reading)) {
        return Vec::new();
    }
    let json = opened.graph.json(attestation, &opened.contents);
    let Some(root) = json.and_then(|json| json.root) else {
        return Vec::new();
    };
    let layers = Manifest::read(&root).layers.into_iter();
    let found = layers.filter_map(|layer| {
        let said = layer.annotations.get(PREDICATE_TYPE);
        let is_statement = layer.media_type.as_deref() == Some(IN_TOTO) && layer.size != Some(0);
        (is_statement && said.is_none_or(is_provenance)).then_some(())?;
        let id = layer
            .digest
            .and_then(|digest| opened.graph.by_digest(&digest.text));
        Some(id.filter(|id| opened.graph.bytes(*id, &opened.contents).is_some()))
    });
    found.collect()
}

fn provenance(opened: &Opened, statement: NodeId, about: &Digest) -> Option<Provenance> {
    let bytes = opened.graph.bytes(statement, &opened.contents)?;
    Provenance::about(about, Json::parse(bytes).root.as_ref()?)
}
