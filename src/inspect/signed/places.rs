//! Where a manifest of signatures stands, and of what: by what indexes and tags say of
//! it, and by its own `subject`.

use std::collections::HashMap;

use crate::image::descriptor::{Annotations, Descriptor, REF_NAME, REFERENCE_DIGEST};
use crate::image::digest::Digest;
use crate::image::manifest::{Index, Manifest};
use crate::inspect::Opened;
use crate::inspect::graph::{Node, NodeKind};
use crate::source::{ContentId, Place};

/// What `cosign save` says of an entry of `index.json` (cosign, `pkg/oci/layout`).
const KIND: &str = "kind";
const SAVED_IMAGES: [&str; 2] = [
    "dev.cosignproject.cosign/image",
    "dev.cosignproject.cosign/imageIndex",
];
const SAVED_EVIDENCE: [&str; 2] = [
    "dev.cosignproject.cosign/sigs",
    "dev.cosignproject.cosign/atts",
];

/// A place, and the digest that it is of.
type At = (Place, Option<Digest>);

/// Where manifests stand, by their digests as they are spelled, and by their documents.
#[derive(Default)]
pub(super) struct Places {
    by_digest: HashMap<String, At>,
    by_document: HashMap<usize, At>,
    /// Indexes that stand in for the referrers API, and of what.
    stand_ins: HashMap<String, Digest>,
}

impl Places {
    pub(super) fn of(opened: &Opened) -> Self {
        let mut places = Self::default();
        for attached in &opened.contents.attached {
            let at = (attached.place, Some(attached.about.clone()));
            places.by_document.entry(attached.document).or_insert(at);
        }
        let indexes = || {
            let nodes = opened.graph.nodes.iter();
            nodes.filter_map(|node| Some((node, index_of(opened, node)?)))
        };
        // Tags first: they say what an index of another file stands in for.
        for (node, index) in indexes() {
            for entry in &index.manifests {
                places.tagged(node, entry, &index);
            }
        }
        for (node, index) in indexes() {
            let own = node.digest.as_ref().map(|digest| digest.text.as_str());
            let about = own.and_then(|own| places.stand_ins.get(own)).cloned();
            for entry in &index.manifests {
                if let Some(about) = &about {
                    places.add(entry, (Place::ReferrerTag, Some(about.clone())));
                }
                if entry.is_attestation() {
                    let about = entry.annotations.get(REFERENCE_DIGEST);
                    let about = about.and_then(|about| about.parse().ok());
                    places.add(entry, (Place::InIndex, about));
                }
            }
        }
        places
    }

    /// What an entry of the top of a layout says of itself.
    fn tagged(&mut self, index: &Node, entry: &Descriptor, all: &Index) {
        if index.kind != NodeKind::Entry {
            return;
        }
        let kind = entry.annotations.get(KIND).unwrap_or_default();
        if SAVED_EVIDENCE.contains(&kind) {
            self.add(entry, (Place::SavedWithImage, saved_image(entry, all)));
        }
        match entry.annotations.get(REF_NAME).and_then(of_tag) {
            Some((Place::ReferrerTag, about)) => {
                let digest = entry.digest.as_ref().map(|digest| digest.text.clone());
                self.stand_ins.extend(digest.map(|digest| (digest, about)));
            }
            Some((place, about)) => self.add(entry, (place, Some(about))),
            None => {}
        }
    }

    /// The first place of a manifest counts.
    fn add(&mut self, entry: &Descriptor, at: At) {
        if let Some(digest) = &entry.digest {
            self.by_digest.entry(digest.text.clone()).or_insert(at);
        }
    }

    /// Where a manifest stands, and of what it is.
    pub(super) fn of_manifest(&self, node: &Node, manifest: &Manifest) -> At {
        let subject = manifest.subject.as_ref();
        let subject = subject.and_then(Descriptor::valid_digest).cloned();
        let by_document = match node.content {
            Some(ContentId::Document(document)) => self.by_document.get(&document),
            _ => None,
        };
        let by_digest = || self.by_digest.get(&node.digest.as_ref()?.text);
        let by_digest = by_digest();
        // An attestation of an index may be listed as a referrer, too.
        let in_index = by_digest.filter(|(place, _)| *place == Place::InIndex);
        match in_index.or(by_document).or(by_digest).cloned() {
            // Who lists it may err: what it is of, a referrer says itself.
            Some((place @ (Place::Referrer | Place::ReferrerTag), about)) => {
                (place, subject.or(about))
            }
            Some((place, about)) => (place, about.or(subject)),
            None if subject.is_some() => (Place::Subject, subject),
            None => (Place::Alone, None),
        }
    }
}

fn index_of(opened: &Opened, node: &Node) -> Option<Index> {
    if !matches!(node.kind, NodeKind::Index | NodeKind::Entry) {
        return None;
    }
    let json = opened.graph.json(node.id, &opened.contents)?;
    Some(Index::read(json.root.as_ref()?))
}

/// The image that was saved with these signatures: of the same name, or the only one.
fn saved_image(entry: &Descriptor, index: &Index) -> Option<Digest> {
    let is_image = |annotations: &Annotations| {
        let kind = annotations.get(KIND);
        kind.is_some_and(|kind| SAVED_IMAGES.contains(&kind))
    };
    let images = index.manifests.iter();
    let images: Vec<_> = images.filter(|one| is_image(&one.annotations)).collect();
    let name = entry.annotations.get(REF_NAME);
    let mut named = images.iter();
    let named = named.find(|one| name.is_some() && one.annotations.get(REF_NAME) == name);
    let image = match (named, images.as_slice()) {
        (Some(image), _) | (None, [image]) => *image,
        _ => return None,
    };
    image.valid_digest().cloned()
}

/// What a tag such as `sha256-….sig` is of; it may stand behind the name of a
/// repository.
fn of_tag(name: &str) -> Option<(Place, Digest)> {
    let last = name.rsplit('/').next()?;
    let tag = last.rsplit(':').next()?;
    let (stem, place) = match tag.rsplit_once('.') {
        Some((stem, "sig")) => (stem, Place::SigTag),
        Some((stem, "att")) => (stem, Place::AttTag),
        Some((stem, "sbom")) => (stem, Place::SbomTag),
        Some(_) => return None,
        None => (tag, Place::ReferrerTag),
    };
    let (algorithm, encoded) = stem.split_once('-')?;
    let digest = format!("{algorithm}:{encoded}").parse().ok()?;
    Some((place, digest))
}
