//! Signatures and attestations that arrive: which manifests carry some, and what of
//! their bytes comes with them.

use super::{Arrival, Position, Wanted, want};
use crate::image::descriptor::{Annotations, Descriptor, REF_NAME};
use crate::image::digest::Digest;
use crate::image::json::Json;
use crate::image::manifest::{DocumentKind, Index, Manifest};
use crate::image::media_type::{Evidence, evidence_of};
use crate::source::registry::http::MAX_SERVED_DOCUMENT;
use crate::source::registry::image::FetchTarget;
use crate::source::registry::served::Served;
use crate::source::{Answer, Attached, Contents, Looked, Place, Room};

/// What came of a manifest that stands at a place of signatures.
pub(in crate::source::registry::image) struct Signed {
    /// What is to be asked for with it.
    pub(in crate::source::registry::image) wanted: Vec<Wanted>,
    /// It carries statements or SBOMs that it does not sign: something else may sign it.
    pub(in crate::source::registry::image) is_unsigned: bool,
}

/// What the list of a place says of a manifest there.
pub(in crate::source::registry::image) struct Listed {
    pub(in crate::source::registry::image) place: Place,
    pub(in crate::source::registry::image) about: Digest,
    /// In bytes.
    pub(in crate::source::registry::image) size: Option<u64>,
}

/// Whether the bytes of a layer come with its manifest where signatures are asked for. A
/// larger statement or SBOM comes where a person asks for it alone.
pub(super) fn is_taken(layer: &Descriptor, room: &mut Room) -> bool {
    let media_type = layer.media_type.as_deref().unwrap_or_default();
    let size = layer.size.filter(|size| *size <= MAX_SERVED_DOCUMENT);
    evidence_of(media_type).is_some() && size.is_some_and(|size| room.take(size))
}

impl Arrival {
    /// Goes on where an earlier one ended, and takes signatures and what is like them.
    pub(in crate::source::registry::image) fn of_signatures(
        contents: Contents,
        ask: &FetchTarget,
        about: &[Digest],
    ) -> Self {
        let mut arrival = Self {
            room: Some(Room::default()),
            ..Self::again(contents, ask)
        };
        // What was found out before, this finds out again.
        let looked = &mut arrival.contents.looked;
        looked.retain(|looked| !about.contains(&looked.about));
        arrival
    }

    /// Notes what a place answered.
    pub(in crate::source::registry::image) fn looked(
        &mut self,
        about: &Digest,
        place: Place,
        answer: Answer,
    ) {
        self.contents.looked.push(Looked {
            about: about.clone(),
            place,
            answer,
        });
    }

    /// Whether the document of this digest is here.
    pub(in crate::source::registry::image) fn is_here(&self, digest: &Digest) -> bool {
        self.has(digest)
    }

    /// Takes a manifest from a place of signatures, where it carries any; `None` where
    /// not: an image, or something else that is of no use here.
    pub(in crate::source::registry::image) fn attach(
        &mut self,
        digest: &Digest,
        served: Option<Served>,
        listed: Listed,
    ) -> Option<Signed> {
        let known = self.document_of(digest);
        let bytes = match (known, &served) {
            (Some(known), _) => &self.contents.documents.get(known)?.bytes,
            (None, Some(served)) => &served.bytes,
            (None, None) => return None,
        };
        let evidence = evidence(bytes);
        if evidence.is_empty() || (known.is_none() && self.is_full()) {
            return None;
        }
        let document = match (known, served) {
            (Some(known), _) => known,
            (None, served) => {
                let path = self.ask.address(digest, true).ok();
                self.push(Some(digest.clone()), path, served?)
            }
        };
        let attached = Attached {
            document,
            about: listed.about,
            place: listed.place,
            size: listed.size,
        };
        if !self.contents.attached.contains(&attached) {
            self.contents.attached.push(attached);
        }
        let is_statement = |one: &Evidence| matches!(one, Evidence::Statement | Evidence::Sbom);
        Some(Signed {
            wanted: self.next(document, None, None),
            is_unsigned: evidence.iter().all(is_statement),
        })
    }

    /// What is not here of the statements of attestations that are.
    pub(in crate::source::registry::image) fn rest_of(&mut self, digest: &Digest) -> Vec<Wanted> {
        let document = self.document_of(digest);
        let carries = document
            .and_then(|document| self.contents.documents.get(document))
            .is_some_and(|document| !evidence(&document.bytes).is_empty());
        match document.filter(|_| carries) {
            Some(document) => self.next(document, None, None),
            None => Vec::new(),
        }
    }

    /// The entries of a layout's `index.json` that may be signatures: all that are no
    /// platform's.
    pub(in crate::source::registry::image) fn loose_entries(&self) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for (document, entry) in self.entries() {
            let is_loose = entry.platform.is_none() && entry.kind().is_manifest();
            let one = want(&entry, document, Position::Entry);
            wanted.extend(one.filter(|one| is_loose && !self.has(&one.digest)));
        }
        wanted
    }

    /// How many manifests of a layout are about `digest`, by their `subject` or by the
    /// tag under which they stand.
    pub(in crate::source::registry::image) fn about(&self, digest: &Digest) -> usize {
        let stem = format!("{}-{}.", digest.algorithm_name(), digest.encoded());
        let is_tagged = |annotations: &Annotations| {
            let name = annotations.get(REF_NAME);
            name.is_some_and(|name| name.contains(&stem))
        };
        let entries = self.entries();
        let is_about = |entry: &Descriptor| {
            let own = entry.valid_digest().and_then(|own| self.document_of(own));
            let document = own.and_then(|own| self.contents.documents.get(own));
            let subject = document.and_then(|document| subject_of(&document.bytes));
            subject.as_ref() == Some(digest) || is_tagged(&entry.annotations)
        };
        entries.iter().filter(|(_, entry)| is_about(entry)).count()
    }

    /// The entries of `index.json`, and those of the indexes under tags that stand in for
    /// the referrers API, each with the number of the document that names it.
    fn entries(&self) -> Vec<(usize, Descriptor)> {
        let root = self.contents.roots.first().map(|root| root.document);
        let mut entries: Vec<_> = root.map(|root| self.entries_of(root)).unwrap_or_default();
        let stand_ins = entries.iter().filter_map(|(_, entry)| {
            let (algorithm, encoded) = entry.annotations.get(REF_NAME)?.split_once('-')?;
            format!("{algorithm}:{encoded}").parse::<Digest>().ok()?;
            self.document_of(entry.valid_digest()?)
        });
        let stand_ins: Vec<usize> = stand_ins.collect();
        entries.extend(stand_ins.into_iter().flat_map(|one| self.entries_of(one)));
        entries
    }

    fn entries_of(&self, document: usize) -> Vec<(usize, Descriptor)> {
        match self.read(document) {
            Some((DocumentKind::Index, root)) => {
                let entries = Index::read(&root).manifests.into_iter();
                entries.map(|entry| (document, entry)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn document_of(&self, digest: &Digest) -> Option<usize> {
        let mut documents = self.contents.documents.iter();
        documents.position(|document| document.claimed_digest.as_ref() == Some(digest))
    }
}

/// What the layers of a manifest sign, attest or list; nothing of an image.
fn evidence(bytes: &[u8]) -> Vec<Evidence> {
    let Some(manifest) = manifest(bytes).filter(|manifest| !manifest.is_image()) else {
        return Vec::new();
    };
    let types = manifest.layers.iter();
    let types = types.filter_map(|layer| layer.media_type.as_deref());
    types.filter_map(evidence_of).collect()
}

fn subject_of(bytes: &[u8]) -> Option<Digest> {
    let subject = manifest(bytes)?.subject?;
    subject.valid_digest().cloned()
}

fn manifest(bytes: &[u8]) -> Option<Manifest> {
    let root = Json::parse(bytes).root?;
    match DocumentKind::of(&root, None) {
        DocumentKind::Manifest | DocumentKind::ArtifactManifest => Some(Manifest::read(&root)),
        _ => None,
    }
}
