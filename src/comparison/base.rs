//! What an image is built on, as it claims, as statements say, and as its layers show.

use std::cell::OnceCell;
use std::collections::HashMap;

use serde::Serialize;

use crate::comparison::layers::{Layer, NotKnown, Prefix, prefix};
use crate::comparison::seen::Seen;
use crate::comparison::stated::used_images;
use crate::image::descriptor::Annotations;
use crate::image::digest::Digest;
use crate::image::provenance::UsedImage;
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
    /// Statements that nobody signed say that its build used it: as a base, or else.
    #[serde(rename = "provenance", rename_all = "camelCase")]
    Stated {
        name: String,
        /// They name no other image.
        is_only: bool,
        /// The open image of that digest, by its place in the graph.
        image: Option<usize>,
        holds: Holds,
    },
    /// Those statements say more than is read of them.
    #[serde(rename = "provenance-cut")]
    StatedCut,
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

/// What `image` may be built on: what it claims first, then what is stated of its
/// build, then the open images that it begins with, the largest of them first.
#[must_use]
pub fn base_of(opened: &Opened, image: &Image) -> Vec<BaseCandidate> {
    let layers = Layer::all(opened, image);
    let named = Named::new(opened, image, &layers);
    let claims = claims(opened, image).into_iter();
    let mut candidates: Vec<BaseCandidate> = claims.map(|claim| claimed(&named, claim)).collect();
    candidates.extend(stated(&named));
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

/// For each of the images that a build used: the open one that has its digest, by its
/// place in the graph, and what the layers of `image` say of that as its base.
#[must_use]
pub fn held_bases<'a>(
    opened: &Opened,
    image: &Image,
    used: impl Iterator<Item = &'a UsedImage>,
) -> Vec<(Option<usize>, Holds)> {
    let layers = Layer::all(opened, image);
    let named = Named::new(opened, image, &layers);
    used.map(|used| named.find(used.digests().map(Digest::as_str)))
        .collect()
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

fn claimed(named: &Named<'_>, claim: Claim) -> BaseCandidate {
    let (image, holds) = named.find(claim.digest.as_deref().into_iter());
    BaseCandidate::Claimed {
        place: claim.place,
        name: claim.name,
        digest: claim.digest,
        image,
        holds,
    }
}

fn stated(named: &Named<'_>) -> Vec<BaseCandidate> {
    let said = used_images(named.opened, named.image);
    let is_only = said.images.len() == 1 && !said.is_cut;
    let candidates = said.images.iter().map(|used| {
        let (image, holds) = named.find(used.digests().map(Digest::as_str));
        BaseCandidate::Stated {
            name: used.reference.familiar(),
            is_only,
            image,
            holds,
        }
    });
    let cut = said.is_cut.then_some(BaseCandidate::StatedCut);
    candidates.chain(cut).collect()
}

/// The open images beside one that may be built on them.
struct Named<'a> {
    opened: &'a Opened,
    image: &'a Image,
    layers: &'a [Layer],
    /// Their places, by the digests of their manifests and indexes; made once where it
    /// is asked for, since all of these are hashed.
    places: OnceCell<HashMap<String, Vec<usize>>>,
}

impl<'a> Named<'a> {
    fn new(opened: &'a Opened, image: &'a Image, layers: &'a [Layer]) -> Self {
        Self {
            opened,
            image,
            layers,
            places: OnceCell::new(),
        }
    }

    /// The one that has one of these digests, and what the layers say of it.
    fn find<'d>(&self, digests: impl Iterator<Item = &'d str>) -> (Option<usize>, Holds) {
        let named = digests.filter_map(|digest| {
            let places = self.places.get_or_init(|| self.by_digest());
            places.get(digest)
        });
        let named = named.flatten().filter_map(|at| {
            let image = self.opened.graph.images.get(*at)?;
            Some((Some(*at), self.holds(image)))
        });
        let held: Vec<(Option<usize>, Holds)> = named.collect();
        // An index has an image for each platform: it is the one that fits, and while
        // one is not known, it may be that one.
        let first = |wanted| held.iter().find(|(_, holds)| *holds == wanted);
        let found = first(Holds::Agrees).or_else(|| first(Holds::NotKnown));
        let found = found.or(held.first());
        found.copied().unwrap_or((None, Holds::NotKnown))
    }

    fn holds(&self, base: &Image) -> Holds {
        match below(self.opened, base, self.layers) {
            Ok(Some(_)) => Holds::Agrees,
            Ok(None) => Holds::Contradicts,
            Err(NotKnown) => Holds::NotKnown,
        }
    }

    fn by_digest(&self) -> HashMap<String, Vec<usize>> {
        // The images of an index share it.
        let mut known: HashMap<NodeId, Option<Seen>> = HashMap::new();
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, other) in others(self.opened, self.image) {
            for id in other.manifest.into_iter().chain(other.index) {
                let seen = known.entry(id);
                let seen = seen.or_insert_with(|| Seen::of_document(self.opened, id));
                if let Some(seen) = seen {
                    let digest = seen.digest.to_string();
                    places.entry(digest).or_default().push(at);
                }
            }
        }
        places
    }
}
