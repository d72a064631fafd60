//! The part of the report about what is no image.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::inspect::graph::NodeId;
use crate::session::Showing;
use crate::views::artifact::{Artifact, Part, artifact, artifacts};
use crate::views::node_verdicts::NodeVerdicts;

/// An artifact, or an index or root that leads to no image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactReport {
    /// `ArtifactKind::word`; `None` for what is neither manifest nor index.
    pub kind: Option<&'static str>,
    /// The tags and names by which it was reached.
    pub names: Vec<String>,
    /// As it calls itself.
    pub name: Option<String>,
    pub version: Option<String>,
    pub media_type: Option<String>,
    pub artifact_type: Option<String>,
    pub config_type: Option<String>,
    pub digest: Option<String>,
    /// The digest of what it is about.
    pub subject: Option<String>,
    pub annotations: BTreeMap<String, String>,
    pub blobs: Vec<BlobReport>,
}

/// What an artifact names: its config, its blobs, or the entries of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BlobReport {
    pub title: Option<String>,
    pub media_type: Option<String>,
    pub digest: Option<String>,
    /// As claimed, in bytes.
    pub size: Option<u64>,
    /// `Verdict::word`; `None` where nothing can be checked.
    pub verdict: Option<&'static str>,
}

/// What is open and no image.
pub(super) fn all(showing: &Showing) -> Vec<ArtifactReport> {
    let opened = &showing.opened;
    let verdicts = NodeVerdicts::of(opened);
    let ids = artifacts(&opened.graph).into_iter();
    ids.filter_map(|id| artifact(opened, id))
        .map(|shown| one(shown, &verdicts))
        .collect()
}

fn one(shown: Artifact, verdicts: &NodeVerdicts) -> ArtifactReport {
    ArtifactReport {
        kind: shown.kind.map(|kind| kind.word()),
        blobs: shown
            .parts
            .iter()
            .map(|part| blob(part, verdicts))
            .collect(),
        names: shown.names,
        name: shown.title,
        version: shown.version,
        media_type: shown.media_type,
        artifact_type: shown.artifact_type,
        config_type: shown.config_type,
        digest: shown.digest,
        subject: shown.subject.map(|subject| subject.digest),
        annotations: shown.annotations.into_iter().collect(),
    }
}

fn blob(part: &Part, verdicts: &NodeVerdicts) -> BlobReport {
    let verdict = |id: NodeId| verdicts.node(id).map(|verdict| verdict.word());
    BlobReport {
        title: part.title.clone(),
        media_type: part.media_type.clone(),
        digest: part.digest.clone(),
        size: part.size,
        verdict: part.node.and_then(verdict),
    }
}
