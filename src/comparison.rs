//! Two images of what is open, side by side: what is the same, what differs, and
//! what follows of that.
//!
//! Facts only: digests are those that were computed here, wherever the bytes are,
//! else those that documents claim, and each fact says which ([`Basis`]).
//!
//! Not here: reading bytes. Where layers differ, their files are compared by
//! [`files`] from what was listed of them.

pub mod base;
pub mod document;
pub mod files;
pub mod history;
pub mod layers;
pub mod matrix;
pub mod seen;
pub mod side;
mod stated;
pub mod verdict;

use serde::Serialize;

use crate::comparison::document::{
    Doc, DocumentDiff, Spelling, config_changes, descriptor_changes, manifest_changes,
};
use crate::comparison::files::FilesDiff;
use crate::comparison::history::History;
use crate::comparison::layers::{Layer, LayerPair, Layers, Prefix, keys, prefix, same_diff_ids};
use crate::comparison::seen::{Basis, Compared, Sameness, Seen};
use crate::comparison::side::{Both, Side};
use crate::comparison::verdict::{Reason, Verdict};
use crate::image::config::Config;
use crate::image::json::{Json, Node};
use crate::image::manifest::DocumentKind;
use crate::inspect::Opened;
use crate::inspect::graph::{Image, NodeId, Reading};
use crate::words::Message;

/// Two images side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    pub digests: Digests,
    /// `None` where not both manifests are here to be read.
    pub manifest: Option<DocumentDiff>,
    /// `None` where not both configs are here to be read; so of the history.
    pub config: Option<DocumentDiff>,
    pub history: Option<History>,
    pub layers: Layers,
    /// Where one image is the base of the other.
    pub base: Option<Base>,
    /// `None` until the files are compared ([`Self::with_files`]).
    pub files: Option<FilesDiff>,
    /// Why a build that did the same may have other digests.
    pub reasons: Vec<Reason>,
    pub verdict: Verdict,
}

/// The digests of two images as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Digests {
    pub manifest: Compared,
    /// The image IDs.
    #[serde(rename = "imageId")]
    pub config: Compared,
    /// The DiffIDs of all layers, in their order.
    pub diff_ids: Sameness,
}

/// One image is the base of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Base {
    /// The one that is the base.
    #[serde(rename = "base")]
    pub side: Side,
    #[serde(flatten)]
    pub prefix: Prefix,
}

/// One image, read once for however many comparisons.
#[derive(Debug)]
pub struct Prepared {
    layers: Vec<Layer>,
    are_layers_known: bool,
    manifest: Option<Seen>,
    image_id: Option<Seen>,
    documents: Documents,
    config: Option<Config>,
}

impl Prepared {
    /// An image of what is open, as far as it is known now.
    #[must_use]
    pub fn of(opened: &Opened, image: &Image) -> Self {
        let seen = |id: Option<NodeId>| id.and_then(|id| Seen::of_document(opened, id));
        Self {
            layers: Layer::all(opened, image),
            are_layers_known: are_layers_known(opened, image),
            manifest: seen(image.manifest),
            image_id: seen(image.config),
            documents: Documents::of(opened, image),
            config: opened.graph.config_of(image, &opened.contents),
        }
    }

    /// Base first; `None` where it is not known which there are.
    #[must_use]
    pub fn layers(&self) -> Option<&[Layer]> {
        self.are_layers_known.then_some(&self.layers)
    }
}

impl Comparison {
    /// Compares two images of what is open, as far as they are known now.
    #[must_use]
    pub fn of(opened: &Opened, left: &Image, right: &Image) -> Self {
        let images = Both::of(left, right).map(|image| Prepared::of(opened, image));
        Self::between(&images.left, &images.right)
    }

    /// The same of images that are read already.
    #[must_use]
    pub fn between(left: &Prepared, right: &Prepared) -> Self {
        let images = Both::of(left, right);
        let sides = images.map(|image| image.layers.as_slice());
        let keys = keys(sides);
        let known = images.map(|image| image.are_layers_known);
        let documents = images.map(|image| &image.documents);
        let configs = documents.map(|documents| documents.config.as_ref());
        let read = images.map(|image| image.config.as_ref());
        let history = read.zip();
        let history = history.map(|(left, right)| History::of(Both::of(left, right), &keys));
        let manifests = documents.map(|documents| documents.manifest.as_ref());
        let described = manifests.map(|manifest| manifest.map(Held::layers).unwrap_or_default());
        let mut comparison = Self {
            digests: Digests::of(images),
            manifest: manifests
                .zip()
                .map(|(left, right)| diff(left, right, manifest_changes)),
            config: configs
                .zip()
                .map(|(left, right)| diff(left, right, config_changes)),
            history,
            layers: Layers::of(sides, &keys, known, |left, right| {
                let places = Both::of(left.place, right.place);
                descriptors(&described, places).unwrap_or_default()
            }),
            base: base(sides),
            files: None,
            reasons: Vec::new(),
            verdict: Verdict::NotKnown,
        };
        comparison.spell(documents);
        comparison.verdict = Verdict::of(&comparison);
        comparison.reasons = Reason::all(&comparison, None);
        comparison
    }

    /// With the differences of their files.
    #[must_use]
    pub fn with_files(mut self, files: FilesDiff) -> Self {
        self.reasons = Reason::all(&self, Some(&files));
        self.files = Some(files);
        self
    }

    /// Whether a claim that was not checked here decides what the verdict says.
    #[must_use]
    pub fn is_by_claims(&self) -> bool {
        let Digests {
            manifest,
            config,
            diff_ids,
        } = &self.digests;
        let bases = match &self.verdict {
            Verdict::NotKnown => return false,
            Verdict::Base(base) => return base.prefix.basis == Basis::Claimed,
            Verdict::Layers(_) | Verdict::NothingInCommon => {
                return self.layers.pairs.iter().any(LayerPair::is_by_claims);
            }
            Verdict::Identical => [manifest.sameness.basis(), None],
            Verdict::SameDiffIds => [diff_ids.basis(), None],
            _ => [config.sameness.basis(), diff_ids.basis()],
        };
        bases.contains(&Some(Basis::Claimed))
    }

    /// Indented JSON with a line break at the end: members are only ever added.
    #[must_use]
    pub fn to_json(&self) -> String {
        let words = self.verdict.message();
        let export = Export {
            assay: env!("CARGO_PKG_VERSION"),
            sentence: words.to_string(),
            words,
            is_by_claims: self.is_by_claims(),
            comparison: self,
        };
        // It cannot fail: every key is a string, and nothing is written to a file.
        let mut json = serde_json::to_string_pretty(&export).unwrap_or_default();
        json.push('\n');
        json
    }

    /// Where the bytes of two documents differ and nothing that they say: how.
    fn spell(&mut self, documents: Both<&Documents>) {
        let is_same = |history: &History| {
            let mut pairs = history.pairs.iter();
            pairs.all(|pair| pair.state == history::StepState::Same)
        };
        let digests = &self.digests;
        let layers = &self.layers.pairs;
        let same_layers = layers
            .iter()
            .all(|pair| pair.state == layers::LayerState::Same && pair.changes.is_empty());
        if digests.config.sameness.is_different() && self.history.as_ref().is_some_and(is_same) {
            let configs = documents.map(|documents| documents.config.as_ref());
            spell(self.config.as_mut(), configs);
        }
        if digests.manifest.sameness.is_different()
            && digests.config.sameness.is_same()
            && same_layers
        {
            let manifests = documents.map(|documents| documents.manifest.as_ref());
            spell(self.manifest.as_mut(), manifests);
        }
    }
}

/// What is exported.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Export<'a> {
    /// The version of this program.
    assay: &'static str,
    /// The verdict in English.
    sentence: String,
    /// The same, for any language.
    words: Message,
    is_by_claims: bool,
    #[serde(flatten)]
    comparison: &'a Comparison,
}

impl Digests {
    fn of(images: Both<&Prepared>) -> Self {
        let Both { left, right } = images;
        Self {
            manifest: Compared::of(left.manifest.clone(), right.manifest.clone()),
            config: Compared::of(left.image_id.clone(), right.image_id.clone()),
            diff_ids: match (left.layers(), right.layers()) {
                (Some(left), Some(right)) => same_diff_ids(left, right),
                _ => Sameness::NotKnown,
            },
        }
    }
}

/// Whether it is known which layers an image has: one without layers has none only where
/// a document that lists them was read.
#[must_use]
pub fn are_layers_known(opened: &Opened, image: &Image) -> bool {
    let is_read = |id: Option<NodeId>| {
        let node = id.and_then(|id| opened.graph.node(id));
        node.is_some_and(|node| matches!(node.reading, Reading::Read(_)))
    };
    !image.layers.is_empty() || is_read(image.manifest) || is_read(image.config)
}

fn base(layers: Both<&[Layer]>) -> Option<Base> {
    let found = |base, image, side| {
        let prefix = prefix(base, image).ok()??;
        (prefix.on_top > 0).then_some(Base { side, prefix })
    };
    let Both { left, right } = layers;
    found(left, right, Side::Left).or_else(|| found(right, left, Side::Right))
}

/// The documents of one image, where they could be read.
#[derive(Debug)]
struct Documents {
    manifest: Option<Held>,
    config: Option<Held>,
}

/// A document that is here.
#[derive(Debug)]
struct Held {
    root: Node,
    bytes: Vec<u8>,
}

impl Documents {
    fn of(opened: &Opened, image: &Image) -> Self {
        let held = |id: Option<NodeId>, kind| {
            let node = opened.graph.node(id?)?;
            let bytes = opened.graph.bytes(node.id, &opened.contents)?;
            let is_read = node.reading == Reading::Read(kind);
            let root = Json::parse(bytes).root.filter(|_| is_read)?;
            let bytes = bytes.to_vec();
            Some(Held { root, bytes })
        };
        Self {
            manifest: held(image.manifest, DocumentKind::Manifest),
            config: held(image.config, DocumentKind::Config),
        }
    }
}

impl Held {
    /// The descriptors of the layers of a manifest.
    fn layers(&self) -> Vec<Doc<'_>> {
        let layers = self.root.get("layers").map(Node::items);
        let layers = layers.unwrap_or_default().iter();
        let bytes = self.bytes.as_slice();
        layers.map(|root| Doc { root, bytes }).collect()
    }

    fn doc(&self) -> Doc<'_> {
        Doc {
            root: &self.root,
            bytes: &self.bytes,
        }
    }
}

fn diff(
    left: &Held,
    right: &Held,
    changes: fn(Doc<'_>, Doc<'_>) -> Vec<document::Change>,
) -> DocumentDiff {
    DocumentDiff {
        changes: changes(left.doc(), right.doc()),
        spelling: None,
    }
}

fn descriptors(
    layers: &Both<Vec<Doc<'_>>>,
    places: Both<Option<usize>>,
) -> Option<Vec<document::Change>> {
    let left = layers.left.get(places.left?)?;
    let right = layers.right.get(places.right?)?;
    Some(descriptor_changes(*left, *right))
}

fn spell(diff: Option<&mut DocumentDiff>, documents: Both<Option<&Held>>) {
    if let (Some(diff), Some((left, right))) = (diff, documents.zip())
        && diff.changes.is_empty()
    {
        diff.spelling = Spelling::between(&left.root, &right.root);
    }
}
