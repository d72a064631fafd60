//! Asking a registry what it says of an image without sending it, and noting what
//! it answers.
//!
//! Not here: the requests (`source::registry::client`).

use std::collections::HashSet;

use super::{Effect, Found, Pull, PullBlob, Referring, Session, Showing};
use crate::format::visible;
use crate::image::digest::Digest;
use crate::image::media_type::Kind;
use crate::inspect::graph::{Graph, Image, ImageLayer, NodeId};
use crate::source::registry::client::{Presence, Referrers};
use crate::words::{Message, at_registry as words, joined};

/// How many layers of an image are asked for. Docker's overlay takes 128.
const MAX_LAYERS: usize = 1_000;

impl Session {
    pub(super) fn pull_asked(&mut self, image: usize) -> Vec<Effect> {
        let Self::Showing(showing) = self else {
            return Vec::new();
        };
        let (Some(ask), Some(pull)) = (showing.asked.clone(), showing.pull_of(image)) else {
            return Vec::new();
        };
        let digests = pull.blobs.iter().map(|blob| blob.digest.clone()).collect();
        showing.remote.pull = Some(pull);
        vec![Effect::CheckPull(ask, digests)]
    }

    pub(super) fn pull_answered(
        &mut self,
        digest: &Digest,
        answer: Result<Presence, Message>,
    ) -> Vec<Effect> {
        if let Self::Showing(showing) = self
            && let Some(pull) = &mut showing.remote.pull
        {
            let blobs = pull.blobs.iter_mut();
            for blob in blobs.filter(|blob| blob.digest == *digest) {
                blob.found = Found::of(answer.clone(), blob.size);
            }
        }
        Vec::new()
    }

    pub(super) fn referrers_asked(&mut self, to: Digest) -> Vec<Effect> {
        let Self::Showing(showing) = self else {
            return Vec::new();
        };
        let Some(ask) = showing.asked.clone() else {
            return Vec::new();
        };
        showing.remote.referring = Some(Referring {
            to: to.clone(),
            answer: None,
        });
        vec![Effect::FindReferrers(ask, to)]
    }

    pub(super) fn referrers_answered(
        &mut self,
        to: &Digest,
        answer: Result<Referrers, Message>,
    ) -> Vec<Effect> {
        if let Self::Showing(showing) = self
            && let Some(referring) = &mut showing.remote.referring
            && referring.to == *to
        {
            referring.answer = Some(answer);
        }
        Vec::new()
    }
}

impl Showing {
    /// What a pull of an image needs beside its manifest; `None` where that is
    /// not here, or nobody can be asked.
    #[must_use]
    pub fn pull_of(&self, image: usize) -> Option<Pull> {
        self.asked.as_ref()?;
        let image = self.opened.graph.images.get(image)?;
        let layers = image.layers.iter().zip(1_usize..).take(MAX_LAYERS);
        let layers = layers.filter(|(layer, _)| !is_foreign(layer));
        let layers = layers.map(|(layer, number)| (words::layer(number), layer.node));
        let mut known = HashSet::new();
        let all = std::iter::once((words::config(), image.config)).chain(layers);
        let blobs = all.filter_map(|(what, node)| {
            let (digest, size) = claimed(&self.opened.graph, node?)?;
            known.insert(digest.clone()).then_some(PullBlob {
                what,
                digest,
                size,
                found: Found::Asking,
            })
        });
        let blobs: Vec<PullBlob> = blobs.collect();
        (!blobs.is_empty()).then(|| Pull {
            image: name(image),
            blobs,
        })
    }

    /// Whether [`Self::pull_of`] has anything to ask for.
    #[must_use]
    pub fn can_be_pulled(&self, image: usize) -> bool {
        let image = self.opened.graph.images.get(image);
        self.asked.is_some()
            && image.is_some_and(|image| image.config.is_some() || !image.layers.is_empty())
    }

    /// What can be asked for its referrers: the index, where there is one, and
    /// the manifest of the chosen image.
    #[must_use]
    pub fn referable(&self, image: usize) -> Vec<Digest> {
        let asked = self.asked.as_ref().and_then(|ask| ask.reference());
        if asked.is_none() {
            return Vec::new();
        }
        let image = self.opened.graph.images.get(image);
        let index = image.and_then(|image| image.index);
        let top = index.or_else(|| self.opened.graph.roots.first().copied());
        let manifest = image.and_then(|image| image.manifest);
        let nodes = top.into_iter().chain(manifest);
        let mut digests = Vec::new();
        for id in nodes {
            let rows = self.opened.rows.iter().find(|row| row.node == id);
            if let Some(digest) = rows.and_then(|row| row.computed.as_deref().cloned())
                && !digests.contains(&digest)
            {
                digests.push(digest);
            }
        }
        digests
    }
}

fn name(image: &Image) -> Message {
    let platform = image.platform.as_ref();
    platform.map_or_else(words::this_image, |platform| {
        joined::verbatim(visible(&platform.to_string()))
    })
}

/// A node's digest, and the size that is claimed of it.
/// The bytes of a foreign layer are elsewhere by intent.
fn is_foreign(layer: &ImageLayer) -> bool {
    let media_type = layer
        .descriptor
        .as_ref()
        .and_then(|it| it.media_type.as_deref());
    media_type.is_some_and(|name| matches!(Kind::of(name), Kind::Layer(layer) if layer.foreign))
}

fn claimed(graph: &Graph, id: NodeId) -> Option<(Digest, Option<u64>)> {
    let digest = graph.node(id)?.digest.as_ref()?.digest()?.clone();
    let size = graph.claims_about(id).find_map(|claim| claim.size);
    Some((digest, size))
}
