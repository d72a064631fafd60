//! The digest family: the many digests of one image, and where a person meets
//! each. The same image is `sha256:1…` to a registry, `sha256:2…` to
//! `docker images` and `sha256:3…` to the store on disk.
//!
//! Not here: finding out what an unknown digest is (`roles`).

use std::collections::HashMap;

use crate::bytes::layer::{Content, Unpacked};
use crate::image::digest::Digest;
use crate::image::media_type::OCI_LAYER;
use crate::inspect::Opened;
use crate::inspect::graph::{Graph, Image, ImageLayer, NodeId};
use crate::inspect::row::Row;
use crate::source::{ContentId, Form};
use crate::verify::{Absent, Unchecked, Verdict};
use crate::words::{Message, roles, verdicts};

/// All digests of one image, from the outside in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    pub members: Vec<Member>,
}

/// One digest of an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub role: FamilyRole,
    /// Which layer it is of, base first from 0.
    pub layer: Option<usize>,
    /// As spelled by whoever names it; `None` where it cannot be known.
    pub digest: Option<String>,
    pub verdict: Verdict,
    pub places: Vec<Message>,
    /// What is special here, in a sentence.
    pub note: Option<Message>,
    /// The node to select.
    pub node: Option<NodeId>,
}

/// What a digest is to its image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FamilyRole {
    /// Of the index (manifest list) of all platforms.
    Index,
    /// Of this platform's manifest.
    Manifest,
    /// Of the config: the image ID.
    Config,
    /// Of a layer's bytes as they are stored.
    Layer,
    /// Of the bytes inside a layer.
    DiffId,
    /// Of a layer and all below it.
    ChainId,
}

impl FamilyRole {
    /// What a person calls it.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::Index => roles::index_digest(),
            Self::Manifest => roles::manifest_digest(),
            Self::Config => roles::config_digest(),
            Self::Layer => roles::layer_digest(),
            Self::DiffId => roles::diff_id(),
            Self::ChainId => roles::chain_id(),
        }
    }
}

/// Where a person meets a digest, each a sentence.
type Places = &'static [fn() -> Message];

const INDEX_PLACES: Places = &[
    roles::pull_prints,
    roles::images_digests_shows,
    roles::images_shows_containerd,
    roles::from_pins_all,
    roles::crane_digest_prints,
    roles::registry_sends,
];

/// Of a manifest that an index names.
const CHILD_PLACES: Places = &[
    roles::from_pins_platform,
    roles::imagetools_lists,
    roles::crane_platform_prints,
    roles::podman_inspect_shows,
];

/// Of a manifest that a tag names.
const MANIFEST_PLACES: Places = &[
    roles::pull_prints,
    roles::images_digests_shows,
    roles::images_shows_containerd,
    roles::from_pins_image,
    roles::crane_digest_prints,
    roles::podman_inspect_shows,
    roles::registry_sends,
];

const CONFIG_PLACES: Places = &[
    roles::images_shows_classic,
    roles::inspect_shows_id,
    roles::podman_images_shows,
    roles::save_names_config,
    roles::crane_config_computes,
];

const LAYER_PLACES: Places = &[
    roles::pull_prints_layer,
    roles::skopeo_lists_layers,
    roles::registry_serves_layer,
];

const STORED_PLACES: Places = &[roles::sha256sum_of_file];

const DIFF_ID_PLACES: Places = &[
    roles::inspect_lists_rootfs,
    roles::config_lists,
    roles::sha256sum_of_tar,
];

const CHAIN_ID_PLACES: Places = &[roles::layerdb_keeps, roles::containerd_names_snapshot];

/// The digests of `image` and of its first `layers` layers, with the verdicts of
/// the ledger.
#[must_use]
pub fn family(opened: &Opened, image: &Image, layers: usize) -> Family {
    let relatives = Relatives::of(opened, image, layers);
    let mut members = Vec::new();
    members.extend(relatives.index());
    members.push(relatives.manifest());
    members.extend(relatives.config());
    for (index, layer) in image.layers.iter().take(layers).enumerate() {
        members.extend(relatives.layer(index, layer));
        members.extend(relatives.diff_id(index, layer));
        members.extend(relatives.chain_id(index, layer));
    }
    Family { members }
}

/// The image ID: the config's digest (image-spec, `config.md#imageid`). As the
/// manifest claims it; where there is none, as computed from the config's
/// bytes, for a file name claims nothing that a tool would look at.
#[must_use]
pub fn image_id(opened: &Opened, image: &Image) -> Option<String> {
    let config = image.config?;
    let claimed = image.manifest.and_then(|_| spelled(&opened.graph, config));
    claimed
        .or_else(|| Some(Digest::sha256(opened.graph.bytes(config, &opened.contents)?).to_string()))
}

/// The digest of a layer as a registry has it; `None` for one of a
/// docker-archive, where that cannot be known.
#[must_use]
pub fn layer_digest(graph: &Graph, image: &Image, layer: &ImageLayer) -> Option<String> {
    image.manifest?;
    match &layer.descriptor {
        Some(descriptor) => Some(descriptor.digest.as_ref()?.text.clone()),
        None => spelled(graph, layer.node?),
    }
}

/// What is inside a layer, where its bytes were unpacked.
#[must_use]
pub fn unpacked(opened: &Opened, layer: NodeId) -> Option<&Unpacked> {
    match &opened
        .measurements
        .of(opened.graph.node(layer)?.content?)?
        .content
    {
        Some(Content::Unpacked(unpacked)) => Some(unpacked),
        _ => None,
    }
}

/// The digest by which documents name a node; of one that no document names,
/// that of its bytes.
#[must_use]
pub fn digest_of(opened: &Opened, node: NodeId) -> Option<String> {
    spelled(&opened.graph, node).or_else(|| {
        let row = opened.rows.iter().find(|row| row.node == node)?;
        Some(row.computed.as_ref()?.to_string())
    })
}

fn spelled(graph: &Graph, node: NodeId) -> Option<String> {
    Some(graph.node(node)?.digest.as_ref()?.text.clone())
}

struct Relatives<'a> {
    opened: &'a Opened,
    image: &'a Image,
    /// The ledger's rows about each object.
    rows: HashMap<Object, Vec<&'a Row>>,
    /// The worst of the DiffIDs up to each layer, and the place of the first that is
    /// so.
    worst: Vec<(usize, Verdict)>,
}

/// An object, and whether it is the bytes inside it.
type Object = (NodeId, bool);

fn object(graph: &Graph, id: NodeId) -> Object {
    let inside = graph.node(id).and_then(|node| node.unpacked_from);
    (inside.unwrap_or(id), inside.is_some())
}

impl<'a> Relatives<'a> {
    fn of(opened: &'a Opened, image: &'a Image, layers: usize) -> Self {
        let mut rows: HashMap<Object, Vec<&Row>> = HashMap::new();
        for row in &opened.rows {
            rows.entry(object(&opened.graph, row.node))
                .or_default()
                .push(row);
        }
        let mut relatives = Self {
            opened,
            image,
            rows,
            worst: Vec::new(),
        };
        for (at, layer) in image.layers.iter().take(layers).enumerate() {
            let verdict = relatives.of_diff_id(layer);
            let below = relatives.worst.last();
            let worst = match below.filter(|(_, worst)| worst.rank() <= verdict.rank()) {
                Some(worst) => worst.clone(),
                None => (at, verdict),
            };
            relatives.worst.push(worst);
        }
        relatives
    }

    fn of_diff_id(&self, layer: &ImageLayer) -> Verdict {
        match (layer.unpacked, &layer.diff_id) {
            (Some(node), Some(diff_id)) => self.verdict(node, Some(&diff_id.text)),
            _ => not_checked(Unchecked::NoLayer(Absent::NoLayer)),
        }
    }

    fn index(&self) -> Option<Member> {
        let node = self.image.index?;
        let digest = digest_of(self.opened, node);
        Some(Member {
            role: FamilyRole::Index,
            layer: None,
            verdict: self.verdict(node, digest.as_deref()),
            digest,
            places: met(INDEX_PLACES),
            note: None,
            node: Some(node),
        })
    }

    fn manifest(&self) -> Member {
        let node = self.image.manifest;
        let digest = node.and_then(|node| digest_of(self.opened, node));
        let verdict = match node {
            Some(node) => self.verdict(node, digest.as_deref()),
            None => not_checked(Unchecked::NoManifest),
        };
        Member {
            role: FamilyRole::Manifest,
            layer: None,
            verdict,
            digest,
            places: met(match self.image.index {
                Some(_) => CHILD_PLACES,
                None => MANIFEST_PLACES,
            }),
            note: self.manifest_note(),
            node,
        }
    }

    fn manifest_note(&self) -> Option<Message> {
        let has = |form| self.image.forms.contains(&form);
        let plain = |layer: &ImageLayer| {
            let descriptor = layer.descriptor.as_ref();
            descriptor.and_then(|d| d.media_type.as_deref()) == Some(OCI_LAYER)
        };
        match self.image.manifest {
            None if has(Form::DockerArchive) || has(Form::DockerLegacy) => {
                Some(roles::manifest_not_in_archive())
            }
            None => Some(roles::manifest_not_in_config()),
            Some(_) if has(Form::DockerArchive) && self.image.layers.iter().all(plain) => {
                Some(roles::manifest_by_docker_save())
            }
            Some(_) => None,
        }
    }

    fn config(&self) -> Option<Member> {
        let node = self.image.config?;
        let digest = image_id(self.opened, self.image);
        let claimed = digest.as_deref().filter(|_| self.image.manifest.is_some());
        let claimed = claimed.map(str::to_owned);
        let claimed = claimed.or_else(|| spelled(&self.opened.graph, node));
        Some(Member {
            role: FamilyRole::Config,
            layer: None,
            verdict: self.verdict(node, claimed.as_deref()),
            digest,
            places: met(CONFIG_PLACES),
            note: None,
            node: Some(node),
        })
    }

    fn layer(&self, index: usize, layer: &ImageLayer) -> Option<Member> {
        let node = layer.node?;
        let named = layer_digest(&self.opened.graph, self.image, layer);
        let (digest, verdict, places, note) = match named {
            Some(digest) => {
                let verdict = self.verdict(node, Some(&digest));
                (Some(digest), verdict, LAYER_PLACES, None)
            }
            None => {
                let digest = self.stored_digest(node)?;
                // Of a layer that is stored as it is, it is the DiffID.
                let diff_id = self
                    .diff_id(index, layer)
                    .and_then(|diff_id| diff_id.digest);
                if diff_id.as_ref() == Some(&digest) {
                    return None;
                }
                let verdict = not_checked(Unchecked::Unclaimed);
                let note = Some(roles::layer_file_only());
                (Some(digest), verdict, STORED_PLACES, note)
            }
        };
        Some(Member {
            role: FamilyRole::Layer,
            layer: Some(index),
            digest,
            verdict,
            places: met(places),
            note,
            node: Some(node),
        })
    }

    fn diff_id(&self, index: usize, layer: &ImageLayer) -> Option<Member> {
        if let (Some(diff_id), node) = (&layer.diff_id, layer.unpacked) {
            return Some(Member {
                role: FamilyRole::DiffId,
                layer: Some(index),
                digest: Some(diff_id.text.clone()),
                verdict: node.map_or_else(
                    || not_checked(Unchecked::NoLayer(Absent::NoLayer)),
                    |node| self.verdict(node, Some(&diff_id.text)),
                ),
                places: met(DIFF_ID_PLACES),
                note: None,
                node,
            });
        }
        // No config claims it: what the bytes say is all there is.
        let unpacked = unpacked(self.opened, layer.node?)?;
        Some(Member {
            role: FamilyRole::DiffId,
            layer: Some(index),
            digest: Some(unpacked.diff_id.to_string()),
            verdict: not_checked(Unchecked::Unclaimed),
            places: met(DIFF_ID_PLACES),
            note: Some(roles::diff_id_computed()),
            node: layer.node,
        })
    }

    /// The ChainID follows from the DiffIDs, so it is as good as all of them.
    fn chain_id(&self, index: usize, layer: &ImageLayer) -> Option<Member> {
        let digest = layer.chain_id.as_ref()?;
        let worst = self.worst.get(index)?;
        Some(Member {
            role: FamilyRole::ChainId,
            layer: Some(index),
            digest: Some(digest.to_string()),
            verdict: match worst {
                (_, verdict) if verdict.is_verified() => verdict.clone(),
                (at, verdict) => follows(at + 1, verdict),
            },
            places: met(CHAIN_ID_PLACES),
            note: (index == 0).then(roles::chain_id_of_base),
            node: layer.unpacked,
        })
    }

    fn stored_digest(&self, node: NodeId) -> Option<String> {
        match self.opened.graph.node(node)?.content? {
            content @ ContentId::Blob(_) => {
                Some(self.opened.measurements.of(content)?.sha256.to_string())
            }
            ContentId::Document(_) => {
                let bytes = self.opened.graph.bytes(node, &self.opened.contents)?;
                Some(Digest::sha256(bytes).to_string())
            }
        }
    }

    /// The ledger's verdict on the claim that a node has `digest`. The ledger
    /// has one row for a layer that stands in several stacks.
    fn verdict(&self, node: NodeId, digest: Option<&str>) -> Verdict {
        let rows = self.rows.get(&object(&self.opened.graph, node));
        let mut rows = rows.into_iter().flatten();
        let row = rows.find(|row| row.claimed.is_none() || row.claimed.as_deref() == digest);
        row.map_or_else(
            || not_checked(Unchecked::NotListed),
            |row| row.verdict.clone(),
        )
    }
}

fn met(places: Places) -> Vec<Message> {
    places.iter().map(|place| place()).collect()
}

/// What is known of a ChainID by the DiffID of one layer.
fn follows(layer: usize, verdict: &Verdict) -> Verdict {
    let verdict = match verdict {
        Verdict::WrongDigest { .. } | Verdict::WrongSize { .. } => verdicts::wrong(),
        _ => verdict.label(),
    };
    not_checked(Unchecked::Follows { layer, verdict })
}

fn not_checked(why: Unchecked) -> Verdict {
    Verdict::NotChecked { why }
}

#[cfg(test)]
mod tests;
