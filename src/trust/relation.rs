//! What a signature's object is to the image that is shown: a right signature of something
//! else says nothing of it.

use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::signed::{SignedSubject, What, chain, is_recomputed, subjects};

/// What a digest is to an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Relation {
    /// Its manifest, or an index from which each digest on the way to that was recomputed.
    Covers,
    /// The same, and not each digest on the way was recomputed.
    Unproven,
    /// An attestation about it, whose bytes are those of its digest.
    Attestation,
    /// Something else, which may be here or not.
    Other,
}

/// What of one image can be signed, with what each is to it.
#[derive(Clone, Debug)]
pub struct Relations {
    known: Vec<(SignedSubject, Relation)>,
}

impl Relations {
    /// Of the image at a place of the graph.
    #[must_use]
    pub fn of(opened: &Opened, image: usize) -> Self {
        let all = subjects(opened, Some(image));
        let manifest = all.iter().find(|one| one.what == What::Manifest).cloned();
        let relation = |subject: &SignedSubject| {
            // Where there is no manifest, an index itself is what is shown.
            let covered = match (subject.what, &manifest) {
                (What::Index, Some(manifest)) => manifest,
                _ => subject,
            };
            let links = chain(opened, subject.node, covered.node, &covered.above);
            match (
                links.is_some_and(|links| is_recomputed(&links)),
                subject.what,
            ) {
                (true, What::AttestationManifest) => Relation::Attestation,
                (true, _) => Relation::Covers,
                (false, _) => Relation::Unproven,
            }
        };
        let known = all.iter().map(|one| (one.clone(), relation(one))).collect();
        Self { known }
    }

    /// What a digest is to the image.
    #[must_use]
    pub fn relation(&self, about: Option<&Digest>) -> Relation {
        let found = self.subject(about);
        found.map_or(Relation::Other, |(_, relation)| *relation)
    }

    /// What a digest is of, where it is of the image.
    #[must_use]
    pub fn subject(&self, about: Option<&Digest>) -> Option<&(SignedSubject, Relation)> {
        let about = about?;
        self.known.iter().find(|(one, _)| one.digest == *about)
    }

    /// The digest of the image's manifest, or of the index that is shown in its place.
    #[must_use]
    pub fn main(&self) -> Option<&Digest> {
        let is_manifest = |(one, _): &&(SignedSubject, Relation)| one.what == What::Manifest;
        let found = self.known.iter().find(is_manifest).or(self.known.first());
        found.map(|(one, _)| &one.digest)
    }
}
