//! Stacking layers: which layer, at which place, should unpack to which DiffID.

use super::builder::Builder;
use super::{Claimant, EdgeKind, Image, Label, NodeId, NodeKind};
use crate::image::config::Config;
use crate::image::descriptor::SpelledDigest;
use crate::image::digest::{Digest, chain_ids};
use crate::verify::Absent;

impl Builder<'_> {
    /// Adds an image: its config is read for the platform and the DiffIDs.
    pub(super) fn push_image(&mut self, mut image: Image) {
        if let Some(config) = self.graph.config_of(&image, self.contents) {
            image.platform = image.platform.or_else(|| config.platform.clone());
            self.stack(&mut image, &config);
        }
        image.scopes.push(self.scope);
        self.graph.images.push(image);
    }

    /// Joins the layers of a stack with the DiffIDs that the config claims.
    /// Where the counts differ nothing is joined: a shifted pair would blame
    /// the wrong layer.
    pub(super) fn stack(&mut self, image: &mut Image, config: &Config) {
        let Some(config_node) = image.config else {
            return;
        };
        let joined = config.diff_id_count == image.layers.len();
        let chain = chain_of(config).unwrap_or_default();
        for (index, diff_id) in &config.diff_ids {
            let place = image.layers.get_mut(*index).filter(|_| joined);
            let layer = place.as_ref().and_then(|place| place.node);
            let chain_id = chain.get(*index).cloned();
            let Some(unpacked) = self.unpacked(diff_id, chain_id.clone(), layer, *index, joined)
            else {
                return;
            };
            let by = Claimant::Document {
                node: config_node,
                pointer: format!("/rootfs/diff_ids/{index}"),
            };
            let claim = self.claim(by, unpacked, diff_id.clone(), None, None);
            let label = Label::DiffId(index + 1);
            self.edge(EdgeKind::Names, config_node, unpacked, label, Some(claim));
            if let Some(place) = place {
                place.diff_id = Some(diff_id.clone());
                place.chain_id = chain_id;
                place.unpacked = Some(unpacked);
            }
        }
    }

    /// The node of the bytes inside a layer, at its place in the stack: the
    /// same layer on another base has another ChainID.
    pub(super) fn unpacked(
        &mut self,
        diff_id: &SpelledDigest,
        chain_id: Option<Digest>,
        layer: Option<NodeId>,
        index: usize,
        joined: bool,
    ) -> Option<NodeId> {
        let key = chain_id
            .as_ref()
            .map_or_else(|| format!("{}#{index}", diff_id.text), ToString::to_string);
        let key = format!("unpacked {key} {layer:?}");
        if let Some(id) = self.graph.by_digest.get(&key) {
            return Some(*id);
        }
        let id = self.add(NodeKind::Unpacked, Label::Unpacked(index + 1))?;
        self.graph.by_digest.insert(key, id);
        let missing = match (joined, layer) {
            (false, _) => Some(Absent::CountsDiffer),
            (true, None) => Some(Absent::NoLayer),
            _ => None,
        };
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.digest = Some(diff_id.clone());
            node.chain_id = chain_id;
            node.unpacked_from = layer;
            node.missing = missing;
        }
        if let Some(layer) = layer {
            self.edge(EdgeKind::Unpacks, layer, id, Label::UnpacksTo, None);
        }
        Some(id)
    }
}

/// The ChainIDs of what a config claims; `None` where a DiffID is malformed, or
/// where the list has something else among them.
fn chain_of(config: &Config) -> Option<Vec<Digest>> {
    let digests = config.diff_ids.iter().map(|(_, id)| id.digest().cloned());
    let digests = digests.collect::<Option<Vec<Digest>>>()?;
    (digests.len() == config.diff_id_count).then(|| chain_ids(&digests))
}
