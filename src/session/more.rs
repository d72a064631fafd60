//! What a registry has of the image that is open and that is not here yet:
//! other platforms, other documents, the bytes of layers.
//!
//! Not here: fetching (`source::registry::image`, `web`).

use super::showing::options;
use super::{Effect, Session, Showing};
use crate::bytes::layer::Options;
use crate::format::Sum;
use crate::image::digest::Digest;
use crate::inspect::graph::{Image, Node, NodeId, NodeKind};
use crate::inspect::measurements::{Measurement, Measurements};
use crate::protocol::FetchJob;
use crate::sorting::sort_by_key;
use crate::source::registry::client::BlobRequest;
use crate::source::{ContentId, Contents};
use crate::words::{Message, page as words};

/// The largest layer that is kept when it was fetched, in bytes.
const MOST_KEPT: u64 = 512 << 20;

/// A blob to fetch and to measure on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerJob {
    /// The number of the blob in its contents.
    pub blob: usize,
    pub digest: Digest,
    /// As claimed, in bytes.
    pub size: Option<u64>,
    pub options: Options,
}

impl LayerJob {
    /// For a worker, with the request that brings the bytes.
    #[must_use]
    pub fn request(&self, request: &BlobRequest) -> FetchJob {
        FetchJob {
            blob: self.blob,
            url: request.url.clone(),
            way: request.way.clone(),
            registry: request.registry.clone(),
            authorization: request.authorization.clone(),
            size: self.size,
            options: self.options,
            keep: self.size.is_some_and(|size| size <= MOST_KEPT),
        }
    }
}

/// What can be fetched of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fetchable {
    /// The manifest of a platform.
    Platform(Digest),
    /// A document of another kind.
    Document(Digest),
    /// Bytes: the number of the blob and its size, where one is claimed.
    Bytes { blob: usize, size: Option<u64> },
}

impl Session {
    pub(super) fn more_asked(&mut self, digests: Vec<Digest>) -> Vec<Effect> {
        let Self::Showing(showing) = self else {
            return Vec::new();
        };
        match &showing.asked {
            Some(ask) if showing.asking.is_none() && !digests.is_empty() => {
                let effect = Effect::FetchMore(ask.clone(), digests);
                showing.asking = Some(words::documents());
                showing.trouble = None;
                showing.lack = None;
                vec![effect]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn signatures_asked(&mut self) -> Vec<Effect> {
        if let Self::Showing(showing) = self
            && showing.asked.is_some()
            && showing.asking.is_none()
        {
            showing.asking = Some(words::documents());
            showing.trouble = None;
            showing.lack = None;
        }
        Vec::new()
    }

    pub(super) fn more_fetched(
        &mut self,
        contents: Contents,
        trouble: Option<Message>,
        now: f64,
    ) -> Vec<Effect> {
        // A late answer to what was cancelled finds nobody asking.
        if let Self::Showing(showing) = self
            && showing.asking.take().is_some()
        {
            showing.grow(contents, now);
            showing.trouble = trouble;
        }
        Vec::new()
    }

    pub(super) fn layers_asked(&mut self, blobs: &[usize], now: f64) -> Vec<Effect> {
        let Self::Showing(showing) = self else {
            return Vec::new();
        };
        let Some(ask) = showing.asked.clone() else {
            return Vec::new();
        };
        let jobs = showing.begin_layers(blobs, now);
        jobs.into_iter()
            .map(|job| Effect::FetchLayer(ask.clone(), job))
            .collect()
    }
}

impl Showing {
    /// Whether something is under way that a person waits for.
    #[must_use]
    pub fn is_working(&self) -> bool {
        self.is_hashing() || self.asking.is_some()
    }

    /// Whether bytes that are here are hashed.
    #[must_use]
    pub fn is_hashing(&self) -> bool {
        self.progress.finished.is_none()
    }

    /// What can be fetched of a node; `None` where all of it is here, or where
    /// nobody knows where it is.
    #[must_use]
    pub fn fetchable(&self, id: NodeId) -> Option<Fetchable> {
        self.asked.as_ref()?;
        let node = self.opened.graph.node(id)?;
        match node.content {
            Some(ContentId::Blob(blob)) => {
                let held = self.opened.contents.blobs.get(blob)?;
                let open = matches!(
                    self.opened.measurements.blobs.get(blob),
                    Some(Measurement::Skipped(_))
                );
                (open && held.extent.is_none()).then_some(Fetchable::Bytes {
                    blob,
                    size: held.size,
                })
            }
            Some(ContentId::Document(_)) => None,
            None => document(node),
        }
    }

    /// The manifests of platforms that are not here yet.
    #[must_use]
    pub fn absent_platforms(&self) -> Vec<Digest> {
        let platforms =
            self.opened
                .graph
                .nodes
                .iter()
                .filter_map(|node| match self.fetchable(node.id)? {
                    Fetchable::Platform(digest) => Some(digest),
                    _ => None,
                });
        platforms.collect()
    }

    /// The attestations of an image that are not here yet.
    #[must_use]
    pub fn absent_attestations(&self, image: &Image) -> Vec<Digest> {
        let absent = image
            .attestations
            .iter()
            .filter_map(|id| match self.fetchable(*id)? {
                Fetchable::Document(digest) => Some(digest),
                _ => None,
            });
        absent.collect()
    }

    /// The layers that were not fetched yet, and how many bytes they are said
    /// to have.
    #[must_use]
    pub fn unfetched_layers(&self) -> (Vec<usize>, Sum) {
        let layers =
            self.opened
                .graph
                .nodes
                .iter()
                .filter_map(|node| match self.fetchable(node.id)? {
                    Fetchable::Bytes { blob, size } => Some((blob, size)),
                    _ => None,
                });
        let (blobs, sizes): (Vec<usize>, Vec<Option<u64>>) = layers.unzip();
        (blobs, sizes.into_iter().collect())
    }

    /// The layers that are fetched without being asked for, where they may have
    /// `limit` bytes together: none where one of them does not say its size.
    #[must_use]
    pub fn layers_at_once(&self, limit: u64) -> Vec<usize> {
        let (blobs, size) = self.unfetched_layers();
        // What is said to be empty says nothing of what would come.
        let sized = |blob: &usize| {
            let held = self.opened.contents.blobs.get(*blob);
            held.and_then(|held| held.size) > Some(0)
        };
        let fits = size.whole().is_some_and(|size| size <= limit);
        match fits && blobs.iter().all(sized) {
            true => blobs,
            false => Vec::new(),
        }
    }

    /// Takes contents that are these and more.
    pub(super) fn grow(&mut self, contents: Contents, now: f64) {
        let mut facts = Measurements::none(&contents);
        for (place, known) in facts
            .blobs
            .iter_mut()
            .zip(self.opened.measurements.blobs.drain(..))
        {
            *place = known;
        }
        self.opened.measurements = facts;
        let before = std::mem::replace(&mut self.opened.contents, contents);
        // Layers may have come meanwhile.
        let now_open = &mut self.opened.contents;
        now_open.came_as(before.ways, before.named_by);
        self.rebuild(now);
    }

    /// Lets blobs wait for their turn, the largest first.
    fn begin_layers(&mut self, blobs: &[usize], now: f64) -> Vec<LayerJob> {
        let mut jobs: Vec<LayerJob> = blobs
            .iter()
            .filter_map(|blob| {
                let held = self.opened.contents.blobs.get(*blob)?;
                let skipped = matches!(
                    self.opened.measurements.blobs.get(*blob),
                    Some(Measurement::Skipped(_))
                );
                (skipped && held.extent.is_none()).then_some(LayerJob {
                    blob: *blob,
                    digest: held.claimed_digest.clone()?,
                    size: held.size,
                    options: options(&self.opened.graph, *blob),
                })
            })
            .collect();
        sort_by_key(&mut jobs, |job| std::cmp::Reverse(job.size));
        jobs.dedup_by_key(|job| job.blob);
        if jobs.is_empty() {
            return jobs;
        }
        self.begin(jobs.iter().map(|job| job.blob), now);
        jobs
    }
}

fn document(node: &Node) -> Option<Fetchable> {
    let digest = node.digest.as_ref()?.digest()?.clone();
    match node.kind {
        NodeKind::Manifest | NodeKind::Index | NodeKind::Schema1 => {
            Some(Fetchable::Platform(digest))
        }
        NodeKind::Attestation | NodeKind::Artifact | NodeKind::Config => {
            Some(Fetchable::Document(digest))
        }
        NodeKind::Entry | NodeKind::Layer | NodeKind::Unpacked | NodeKind::Blob => None,
    }
}
