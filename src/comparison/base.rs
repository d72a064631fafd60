//! What an image is built on, as it claims and as its layers show.

use std::collections::HashMap;

use serde::Serialize;

use crate::comparison::layers::{Layer, NotKnown, Prefix, prefix};
use crate::comparison::seen::Seen;
use crate::image::descriptor::Annotations;
use crate::inspect::Opened;
use crate::inspect::graph::{Image, NodeId};

/// The reference of the base image (image-spec `annotations.md`).
pub const BASE_NAME: &str = "org.opencontainers.image.base.name";
/// The digest of its manifest or index.
pub const BASE_DIGEST: &str = "org.opencontainers.image.base.digest";

/// One image that another one may be built on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "by")]
pub enum BaseCandidate {
    /// The image says so.
    #[serde(rename = "annotation", rename_all = "camelCase")]
    Claimed {
        place: Place,
        name: Option<String>,
        /// As spelled.
        digest: Option<String>,
        /// The open image of that digest, by its place in the graph.
        image: Option<usize>,
        holds: Holds,
    },
    /// All layers of another open image are the first ones of this one.
    #[serde(rename = "layers", rename_all = "camelCase")]
    ByLayers {
        /// Its place in the graph.
        image: usize,
        #[serde(flatten)]
        prefix: Prefix,
    },
}

/// Where an image says what its base is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    Manifest,
    Index,
    /// The labels of the config, where some builders write it.
    Labels,
}

/// What the layers say of a claimed base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holds {
    /// The image begins with its layers, or has just them.
    Agrees,
    /// It does not.
    Contradicts,
    /// It is not open, or not all of its layers are known.
    NotKnown,
}

/// What `image` may be built on: what it claims first, then the open images
/// that it begins with, the largest of them first.
#[must_use]
pub fn base_of(opened: &Opened, image: &Image) -> Vec<BaseCandidate> {
    let layers = Layer::all(opened, image);
    let mut candidates: Vec<BaseCandidate> = claims(opened, image)
        .into_iter()
        .map(|claim| claimed(opened, image, &layers, claim))
        .collect();
    let others = others(opened, image);
    let found = others.filter_map(|(at, other)| {
        let prefix = below(opened, other, &layers).ok()??;
        (prefix.on_top > 0).then_some((at, prefix))
    });
    let mut found: Vec<(usize, Prefix)> = found.collect();
    found.sort_by_key(|(at, prefix)| (prefix.on_top, *at));
    candidates.extend(
        found
            .into_iter()
            .map(|(image, prefix)| BaseCandidate::ByLayers { image, prefix }),
    );
    candidates
}

/// All images but this one, with their places.
fn others<'a>(opened: &'a Opened, image: &'a Image) -> impl Iterator<Item = (usize, &'a Image)> {
    let images = opened.graph.images.iter().enumerate();
    images.filter(move |(_, other)| !std::ptr::eq(*other, image))
}

/// Whether all layers of `base` are the first of `layers`. Of most images one
/// layer tells.
fn below(opened: &Opened, base: &Image, layers: &[Layer]) -> Result<Option<Prefix>, NotKnown> {
    let first = Layer::first(opened, base).zip(layers.first());
    if first.is_some_and(|(below, first)| below.same_content(first).is_different()) {
        return Ok(None);
    }
    prefix(&Layer::all(opened, base), layers)
}

struct Claim {
    place: Place,
    name: Option<String>,
    digest: Option<String>,
}

fn claims(opened: &Opened, image: &Image) -> Vec<Claim> {
    let annotations = |id: Option<NodeId>| {
        let json = opened.graph.json(id?, &opened.contents)?;
        let annotations = json.root.as_ref()?.get("annotations")?;
        Some(Annotations::read(Some(annotations)))
    };
    let config = opened.graph.config_of(image, &opened.contents);
    let labels = config.map(|config| Annotations(config.run.labels));
    let places = [
        (Place::Manifest, annotations(image.manifest)),
        (Place::Index, annotations(image.index)),
        (Place::Labels, labels),
    ];
    let claims = places.into_iter().filter_map(|(place, said)| {
        let said = said?;
        let text = |key| {
            let text = said.get(key).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let claim = Claim {
            place,
            name: text(BASE_NAME),
            digest: text(BASE_DIGEST),
        };
        (claim.name.is_some() || claim.digest.is_some()).then_some(claim)
    });
    claims.collect()
}

fn claimed(opened: &Opened, image: &Image, layers: &[Layer], claim: Claim) -> BaseCandidate {
    // The images of an index share it.
    let mut known: HashMap<NodeId, bool> = HashMap::new();
    let mut is_it = |id: Option<NodeId>| {
        let (Some(id), Some(digest)) = (id, claim.digest.as_deref()) else {
            return false;
        };
        *known.entry(id).or_insert_with(|| {
            let seen = Seen::of_document(opened, id);
            seen.is_some_and(|seen| seen.digest.as_str() == digest)
        })
    };
    let named =
        others(opened, image).filter(|(_, other)| is_it(other.manifest) || is_it(other.index));
    let held = named.map(|(at, other)| {
        let holds = match below(opened, other, layers) {
            Ok(Some(_)) => Holds::Agrees,
            Ok(None) => Holds::Contradicts,
            Err(NotKnown) => Holds::NotKnown,
        };
        (at, holds)
    });
    let held: Vec<(usize, Holds)> = held.collect();
    // An index has an image for each platform: it is the one that fits.
    let fits = held.iter().find(|(_, holds)| *holds == Holds::Agrees);
    let (at, holds) = match fits.or(held.first()) {
        Some((at, holds)) => (Some(*at), *holds),
        None => (None, Holds::NotKnown),
    };
    BaseCandidate::Claimed {
        place: claim.place,
        name: claim.name,
        digest: claim.digest,
        image: at,
        holds,
    }
}
