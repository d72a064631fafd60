//! Two stacks of layers beside each other: aligned by what is inside them, which
//! their DiffIDs name; by their stored bytes where a DiffID is not known.

use std::collections::HashMap;

use serde::Serialize;

use crate::align::{Pair, align};
use crate::bytes::compression::Compression;
use crate::comparison::document::Change;
use crate::comparison::seen::{Basis, Sameness, Seen};
use crate::comparison::side::{Both, Side};
use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::family::unpacked;
use crate::inspect::graph::{Image, ImageLayer, NodeId};

/// Two stacks, aligned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Layers {
    pub pairs: Vec<LayerPair>,
    /// How many layers are the same, counted from the base.
    pub common_from_base: usize,
    /// What of them stands in which state.
    pub counts: Counts,
    /// So many layers that not the best alignment was looked for.
    pub is_cut: bool,
}

/// How many layers are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// The same content, however it is compressed.
    pub shared: usize,
    /// Of the shared ones: stored in other bytes.
    pub recompressed: usize,
    pub only_left: usize,
    pub only_right: usize,
    /// Of which cannot be told whether the other image has them.
    pub not_known: usize,
}

/// Layers in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayerPair {
    pub state: LayerState,
    #[serde(flatten)]
    pub layers: Both<Option<Layer>>,
    /// What else the two descriptors differ in.
    pub changes: Vec<Change>,
}

impl LayerPair {
    /// Whether what is inside of one is known by a claim only.
    #[must_use]
    pub fn is_by_claims(&self) -> bool {
        let Both { left, right } = &self.layers;
        let mut known = [left, right].into_iter().flatten();
        known.any(|layer| {
            let seen = layer.diff_id.as_ref().or(layer.digest.as_ref());
            seen.is_some_and(|seen| seen.basis == Basis::Claimed)
        })
    }
}

/// How two layers compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LayerState {
    /// The same bytes as stored here or as a registry has them.
    Same,
    /// The same DiffID and other stored bytes: another tool, level or header.
    Recompressed,
    /// The same DiffID; the digest as a registry has it is not known of both.
    SameContent,
    OnlyLeft,
    OnlyRight,
    /// Nothing by which it could be found in the other image is known.
    NotKnown,
}

/// One layer of one image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Layer {
    /// From 1, base first.
    pub number: usize,
    #[serde(skip)]
    pub node: Option<NodeId>,
    /// Of the stored bytes, as a registry has them.
    pub digest: Option<Seen>,
    pub diff_id: Option<Seen>,
    /// As stored, in bytes: as counted, else as claimed.
    pub size: Option<u64>,
    /// In bytes, as counted.
    pub uncompressed_size: Option<u64>,
    pub media_type: Option<String>,
    /// As found in the bytes.
    pub compression: Option<Compression>,
    /// Its place in the `layers` of the manifest, from 0.
    #[serde(skip)]
    pub place: Option<usize>,
}

/// By what layers are aligned.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    Digest(Digest),
    /// No digest of it is known, and it is one object of the graph.
    Node(NodeId),
    /// Nothing is known of it, so that it is like no other.
    Unknown(bool, usize),
}

impl Layer {
    /// The first layer of an image.
    #[must_use]
    pub fn first(opened: &Opened, image: &Image) -> Option<Self> {
        Some(Self::of(opened, image, 1, image.layers.first()?))
    }

    /// The layers of an image, base first.
    #[must_use]
    pub fn all(opened: &Opened, image: &Image) -> Vec<Self> {
        let layers = image.layers.iter().enumerate();
        let layers = layers.map(|(at, layer)| Self::of(opened, image, at + 1, layer));
        layers.collect()
    }

    fn of(opened: &Opened, image: &Image, number: usize, layer: &ImageLayer) -> Self {
        let content = layer
            .node
            .and_then(|id| opened.graph.node(id))
            .and_then(|node| node.content);
        let facts = content.and_then(|content| opened.measurements.of(content));
        let descriptor = layer.descriptor.as_ref();
        let claimed = descriptor.and_then(|descriptor| descriptor.size);
        let inside = layer.node.and_then(|id| unpacked(opened, id));
        Self {
            number,
            node: layer.node,
            digest: Seen::of_layer(opened, image, layer),
            diff_id: Seen::of_unpacked(opened, layer),
            size: facts
                .map(|facts| facts.size)
                .or(claimed)
                .or_else(|| opened.contents.size_of(content?)),
            uncompressed_size: inside.map(|inside| inside.size),
            media_type: descriptor.and_then(|descriptor| descriptor.media_type.clone()),
            compression: facts.map(|facts| facts.compression),
            place: descriptor.and_then(|descriptor| {
                let (_, place) = descriptor.pointer.rsplit_once('/')?;
                place.parse().ok()
            }),
        }
    }

    /// Whether both have the same content.
    #[must_use]
    pub fn same_content(&self, other: &Self) -> Sameness {
        let stored = Sameness::of(self.digest.as_ref(), other.digest.as_ref());
        match Sameness::of(self.diff_id.as_ref(), other.diff_id.as_ref()) {
            Sameness::NotKnown if stored.is_same() => stored,
            inside => inside,
        }
    }
}

/// By what the layers of two images are aligned. A layer whose DiffID only one
/// image tells is known by it in both.
#[must_use]
pub fn keys(layers: Both<&[Layer]>) -> Both<Vec<Key>> {
    let mut inside: HashMap<&Digest, &Digest> = HashMap::new();
    for layer in layers.left.iter().chain(layers.right) {
        if let (Some(digest), Some(diff_id)) = (&layer.digest, &layer.diff_id) {
            inside.insert(&digest.digest, &diff_id.digest);
        }
    }
    let key = |layer: &Layer, is_left| {
        let digest = layer.digest.as_ref().map(|seen| &seen.digest);
        let diff_id = layer.diff_id.as_ref().map(|seen| &seen.digest);
        let found = diff_id.or_else(|| digest.and_then(|digest| inside.get(digest).copied()));
        match (found.or(digest), layer.node) {
            (Some(digest), _) => Key::Digest(digest.clone()),
            (None, Some(node)) => Key::Node(node),
            (None, None) => Key::Unknown(is_left, layer.number),
        }
    };
    let keys = |layers: &[Layer], is_left| layers.iter().map(|one| key(one, is_left)).collect();
    Both::of(keys(layers.left, true), keys(layers.right, false))
}

impl Layers {
    /// Of two stacks and what [`keys`] says of them. `known` says whether these are all
    /// layers that the images have; `changes` compares the descriptors of two layers.
    #[must_use]
    pub fn of(
        layers: Both<&[Layer]>,
        keys: &Both<Vec<Key>>,
        known: Both<bool>,
        changes: impl Fn(&Layer, &Layer) -> Vec<Change>,
    ) -> Self {
        let alignment = align(&keys.left, &keys.right);
        let sided = Sided::of(layers, known);
        let pairs = alignment.pairs.iter().filter_map(|pair| {
            Some(match *pair {
                Pair::Common(left, right) => {
                    let (left, right) = (layers.left.get(left)?, layers.right.get(right)?);
                    LayerPair {
                        state: common(left, right),
                        layers: Both::of(Some(left.clone()), Some(right.clone())),
                        changes: changes(left, right),
                    }
                }
                Pair::Left(left) => sided.alone(layers.left.get(left)?, Side::Left),
                Pair::Right(right) => sided.alone(layers.right.get(right)?, Side::Right),
            })
        });
        let pairs: Vec<LayerPair> = pairs.collect();
        let from_base = keys.left.iter().zip(&keys.right);
        Self {
            counts: counts(&pairs),
            common_from_base: from_base.take_while(|(left, right)| left == right).count(),
            pairs,
            is_cut: !alignment.is_longest,
        }
    }
}

fn common(left: &Layer, right: &Layer) -> LayerState {
    match Sameness::of(left.digest.as_ref(), right.digest.as_ref()) {
        Sameness::Same(_) => LayerState::Same,
        Sameness::Different(_) => LayerState::Recompressed,
        Sameness::NotKnown if left.node.is_some() && left.node == right.node => LayerState::Same,
        Sameness::NotKnown => LayerState::SameContent,
    }
}

fn counts(pairs: &[LayerPair]) -> Counts {
    let count = |states: &[LayerState]| {
        let in_them = pairs.iter().filter(|pair| states.contains(&pair.state));
        in_them.count()
    };
    let recompressed = count(&[LayerState::Recompressed]);
    Counts {
        shared: recompressed + count(&[LayerState::Same, LayerState::SameContent]),
        recompressed,
        only_left: count(&[LayerState::OnlyLeft]),
        only_right: count(&[LayerState::OnlyRight]),
        not_known: count(&[LayerState::NotKnown]),
    }
}

/// What is known of all layers of each side, where it is known which there are.
struct Sided {
    diff_ids: Both<bool>,
    digests: Both<bool>,
}

impl Sided {
    fn of(layers: Both<&[Layer]>, known: Both<bool>) -> Self {
        let of_all = |is: fn(&Layer) -> bool| {
            Both::of(
                known.left && layers.left.iter().all(is),
                known.right && layers.right.iter().all(is),
            )
        };
        Self {
            diff_ids: of_all(|layer| layer.diff_id.is_some()),
            digests: of_all(|layer| layer.digest.is_some()),
        }
    }

    /// A layer that is paired with none. That the other image lacks it is known only
    /// where all layers there can be held against it.
    fn alone(&self, layer: &Layer, side: Side) -> LayerPair {
        let (diff_ids, digests) = match side {
            Side::Left => (self.diff_ids.right, self.digests.right),
            Side::Right => (self.diff_ids.left, self.digests.left),
        };
        let is_known = (diff_ids && layer.diff_id.is_some()) || (digests && layer.digest.is_some());
        let alone = Some(layer.clone());
        let (state, layers) = match side {
            Side::Left => (LayerState::OnlyLeft, Both::of(alone, None)),
            Side::Right => (LayerState::OnlyRight, Both::of(None, alone)),
        };
        LayerPair {
            state: if is_known {
                state
            } else {
                LayerState::NotKnown
            },
            layers,
            changes: Vec::new(),
        }
    }
}

/// Whether both stacks have the same DiffIDs in the same order.
#[must_use]
pub fn same_diff_ids(left: &[Layer], right: &[Layer]) -> Sameness {
    let pairs = left.iter().zip(right);
    let same = |(left, right): (&Layer, &Layer)| {
        Sameness::of(left.diff_id.as_ref(), right.diff_id.as_ref())
    };
    let all = Sameness::of_all(pairs.map(same));
    match left.len() == right.len() {
        true => all,
        // To count them takes no bytes; the documents may be wrong.
        false => Sameness::Different(match all {
            Sameness::Different(basis) => basis,
            _ => Basis::Claimed,
        }),
    }
}

/// That one image begins with all layers of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Prefix {
    /// How many layers are on top of them; 0 where only the config tells the two
    /// apart.
    pub on_top: usize,
    /// [`Basis::Computed`] where all of that was hashed here: then it is proved.
    pub basis: Basis,
}

/// Whether `base` is what `image` begins with, or all of it.
///
/// # Errors
///
/// [`NotKnown`] where some layer cannot be compared, or one of the two has none: then
/// they share nothing, or nobody has read what they are.
pub fn prefix(base: &[Layer], image: &[Layer]) -> Result<Option<Prefix>, NotKnown> {
    if base.is_empty() || image.is_empty() {
        return Err(NotKnown);
    }
    let Some(on_top) = image.len().checked_sub(base.len()) else {
        return Ok(None);
    };
    let pairs = base.iter().zip(image);
    match Sameness::of_all(pairs.map(|(below, layer)| below.same_content(layer))) {
        Sameness::Same(basis) => Ok(Some(Prefix { on_top, basis })),
        Sameness::Different(_) => Ok(None),
        Sameness::NotKnown => Err(NotKnown),
    }
}

/// Too little is known of some layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotKnown;
