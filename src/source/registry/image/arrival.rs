//! A contents that grows by what a registry serves, and what is to be asked for
//! next.
//!
//! Not here: asking (`super`).
//!
//! Documents and blobs are only ever added, so that their numbers, and what
//! was measured of them, stay what they are.

mod attached;
mod notes;

use std::collections::{HashMap, HashSet};

pub(super) use self::attached::Listed;
use self::notes::noticed;
use super::choice::{Choice, choose};
use super::{FetchTarget, Lack, MAX_BYTES, MAX_DOCUMENTS, Wanted};
use crate::format::Sum;
use crate::image::descriptor::Descriptor;
use crate::image::digest::Digest;
use crate::image::json::{Json, Node};
use crate::image::manifest::{DocumentKind, Index, Manifest};
use crate::image::media_type::IN_TOTO;
use crate::image::platform::Platform;
use crate::image::reference::Reference;
use crate::image::schema1::{self, Schema1};
use crate::input::PlatformName;
use crate::source::registry::http::MAX_SERVED_DOCUMENT;
use crate::source::registry::served::Served;
use crate::source::registry::{accept, client};
use crate::source::{Blob, Contents, Document, Form, InputKind, InputSummary};
use crate::source::{Room, Root, Trust};
use crate::url::HttpUrl;

/// How large a statement may be to come with its attestation, in bytes, and how many may:
/// BuildKit makes a few of some hundred kilobytes.
const MAX_STATEMENT: u64 = 1 << 20;
const MAX_STATEMENTS: usize = 8;

/// Where a descriptor stands, which decides where its content is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// In an index: a manifest, unless it is declared to be something else, as
    /// the layers of a BuildKit cache are.
    Entry,
    /// The subject of a manifest: another one.
    Subject,
    /// The config or a layer of a manifest: a blob, whatever it holds.
    Blob,
}

pub(super) struct Arrival {
    contents: Contents,
    ask: FetchTarget,
    /// Under which documents and blobs are kept, to be found at once.
    documents: HashSet<Digest>,
    blobs: HashMap<Digest, usize>,
    /// Of all documents, in bytes.
    size: u64,
    /// Nothing came before: what a person did not choose is said.
    is_first: bool,
    /// Signatures are asked for: how much of them has come.
    room: Option<Room>,
    lacks: Vec<Lack>,
}

impl Arrival {
    /// The image that a tag or a digest names.
    pub(super) fn of_image(ask: &FetchTarget, reference: &Reference, served: Served) -> Self {
        let claimed_digest = reference.digest.clone();
        let trust = match claimed_digest {
            Some(_) => Trust::Pinned,
            None => Trust::AsServed,
        };
        let mut arrival = Self::empty(ask, Form::Registry);
        let names = vec![reference.familiar()];
        // A schema 1 manifest may have none.
        let claimed_digest = claimed_digest.or_else(|| served.manifest_digest().ok());
        let path = match &claimed_digest {
            Some(claimed_digest) => ask.address(claimed_digest, true),
            None => client::address(&reference.repository, "manifests", reference.target()),
        };
        arrival.root(
            Form::Registry,
            trust,
            names,
            claimed_digest,
            path.ok(),
            served,
        );
        arrival
    }

    /// One blob, by its digest.
    pub(super) fn of_blob(ask: &FetchTarget, served: Served) -> Self {
        // Whatever it says of its type: blobs are served as anything.
        let served = Served {
            content_type: None,
            ..served
        };
        let mut arrival = Self::empty(ask, Form::Document);
        let claimed_digest = ask.pinned().cloned();
        let path = claimed_digest
            .as_ref()
            .and_then(|digest| ask.address(digest, false).ok());
        arrival.root(
            Form::Document,
            Trust::Pinned,
            Vec::new(),
            claimed_digest,
            path,
            served,
        );
        arrival
    }

    /// A layout on a static host, of which nobody names a digest.
    pub(super) fn of_layout(
        ask: &FetchTarget,
        base: &HttpUrl,
        marker: Served,
        index: Served,
    ) -> Self {
        let mut arrival = Self::empty(ask, Form::OciLayout);
        let path = base.below("index.json").ok();
        arrival.root(
            Form::OciLayout,
            Trust::AsServed,
            Vec::new(),
            None,
            path,
            index,
        );
        let path = base.below("oci-layout").ok();
        arrival.push(None, path, marker);
        arrival
    }

    /// Goes on where an earlier one [finished](Self::finish).
    pub(super) fn again(contents: Contents, ask: &FetchTarget) -> Self {
        let documents = contents.documents.iter();
        let blobs = contents.blobs.iter().enumerate();
        Self {
            documents: documents
                .filter_map(|one| one.claimed_digest.clone())
                .collect(),
            blobs: blobs
                .filter_map(|(place, one)| Some((one.claimed_digest.clone()?, place)))
                .collect(),
            size: contents
                .documents
                .iter()
                .map(|one| one.bytes.len() as u64)
                .sum(),
            contents,
            ask: ask.clone(),
            is_first: false,
            room: None,
            lacks: Vec::new(),
        }
    }

    fn empty(ask: &FetchTarget, form: Form) -> Self {
        let input = InputSummary {
            kind: InputKind::Registry,
            name: ask.name(),
            size: Sum::default(),
            compression: None,
            prefix: String::new(),
        };
        Self {
            is_first: true,
            ..Self::again(Contents::empty(input, vec![form]), ask)
        }
    }

    fn root(
        &mut self,
        form: Form,
        trust: Trust,
        names: Vec<String>,
        claimed_digest: Option<Digest>,
        path: Option<HttpUrl>,
        served: Served,
    ) {
        if trust == Trust::AsServed && self.ask.reference().is_some() {
            let between = served.way.between().cloned();
            self.contents.named_by.extend(between);
        }
        let document = self.push(claimed_digest, path, served);
        self.contents.roots.push(Root {
            form,
            document,
            expected: self.ask.pinned().cloned(),
            trust,
            names,
            scope: 0,
        });
    }

    /// Adds a document, whatever its bytes are, and gives its number.
    fn push(
        &mut self,
        claimed_digest: Option<Digest>,
        path: Option<HttpUrl>,
        served: Served,
    ) -> usize {
        let path = path.map_or_else(String::new, |path| path.to_string());
        let name = match &claimed_digest {
            Some(claimed_digest) => claimed_digest.to_string(),
            None => path.clone(),
        };
        self.contents.findings.extend(noticed(&name, &served));
        if self.ask.reference().is_some() {
            self.contents.came_by(served.way.clone());
        }
        // Blobs carry any `Content-Type`: only one that claims a manifest counts.
        let declared_type = served
            .content_type
            .filter(|declared_type| accept::is_known(declared_type));
        self.documents.extend(claimed_digest.clone());
        self.size += served.bytes.len() as u64;
        self.contents.documents.push(Document {
            path,
            claimed_digest,
            declared_type,
            bytes: served.bytes,
            extent: None,
        });
        self.contents.documents.len() - 1
    }

    /// What the root leads to.
    pub(super) fn first_wanted(&mut self, platform: Option<&PlatformName>) -> Vec<Wanted> {
        let roots = self.contents.roots.first();
        let root = roots.filter(|root| root.form != Form::Document);
        match root.map(|root| root.document) {
            Some(document) => self.next(document, platform, None),
            None => Vec::new(),
        }
    }

    /// Is there as much as one view may hold?
    pub(super) fn is_full(&self) -> bool {
        self.contents.documents.len() >= MAX_DOCUMENTS || self.size >= MAX_BYTES
    }

    /// Takes what was asked for, and says what it leads to.
    pub(super) fn take(
        &mut self,
        wanted: &Wanted,
        served: Served,
        platform: Option<&PlatformName>,
    ) -> Vec<Wanted> {
        if self.has(&wanted.digest) || self.is_full() {
            return Vec::new();
        }
        self.retract(wanted);
        let path = self.ask.address(&wanted.digest, wanted.manifest).ok();
        let document = self.push(Some(wanted.digest.clone()), path, served);
        if wanted.manifest {
            return self.next(document, platform, wanted.platform.as_ref());
        }
        if let (Some(asked), None, true) = (platform, &wanted.platform, self.is_first) {
            self.hold_against(asked, document);
        }
        Vec::new()
    }

    /// The documents among `digests` that something here names.
    pub(super) fn wanted(&self, digests: &[Digest]) -> Vec<Wanted> {
        let named: Vec<Wanted> = (0..self.contents.documents.len())
            .flat_map(|document| self.named_by(document))
            .collect();
        let mut wanted: Vec<Wanted> = Vec::new();
        for digest in digests {
            let found = named.iter().find(|one| one.digest == *digest);
            let new = wanted.iter().all(|one| one.digest != *digest) && !self.has(digest);
            wanted.extend(found.filter(|_| new).cloned());
        }
        wanted
    }

    /// The contents, with its size: the bytes that came and those that blobs
    /// are said to have. And what it lacks.
    pub(super) fn finish(mut self) -> (Contents, Vec<Lack>) {
        let documents = self.contents.documents.iter();
        let sizes = documents.map(|document| Some(document.bytes.len() as u64));
        let sizes = sizes.chain(self.contents.blobs.iter().map(|blob| blob.size));
        self.contents.input.size = sizes.collect();
        (self.contents, self.lacks)
    }

    /// What a view of a document needs beside it. Notes the layers that it
    /// names. `own` is the platform that an index says it is for.
    fn next(
        &mut self,
        document: usize,
        platform: Option<&PlatformName>,
        own: Option<&Platform>,
    ) -> Vec<Wanted> {
        let Some((kind, root)) = self.read(document) else {
            return Vec::new();
        };
        let mut wanted = match kind {
            DocumentKind::Index => {
                Vec::from_iter(self.of_index(document, &Index::read(&root), platform))
            }
            DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
                self.of_manifest(document, &Manifest::read(&root), own)
            }
            DocumentKind::Schema1 => {
                self.layers_of_schema1(document, &root);
                Vec::new()
            }
            _ => Vec::new(),
        };
        wanted.retain(|wanted| !self.has(&wanted.digest));
        wanted
    }

    /// The config of a manifest, where it can be read whole, and of an attestation its
    /// statements.
    fn of_manifest(
        &mut self,
        document: usize,
        manifest: &Manifest,
        own: Option<&Platform>,
    ) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for layer in &manifest.layers {
            let is_wanted = match &mut self.room {
                Some(room) => attached::is_taken(layer, room),
                None => is_statement(layer) && wanted.len() < MAX_STATEMENTS,
            };
            match is_wanted {
                true => wanted.extend(want(layer, document, Position::Blob)),
                false => self.blob(layer.valid_digest(), layer.size),
            }
        }
        match &manifest.config {
            Some(config) if is_small(config) => {
                let config = want(config, document, Position::Blob);
                wanted.extend(config.map(|config| Wanted {
                    platform: own.cloned(),
                    ..config
                }));
            }
            Some(config) => self.blob(config.valid_digest(), config.size),
            None => {}
        }
        wanted
    }

    fn layers_of_schema1(&mut self, document: usize, root: &Node) {
        let bytes = self.contents.documents.get(document).map(|d| &d.bytes);
        let payload = bytes.and_then(|bytes| schema1::payload(bytes, root).ok());
        let payload = payload.and_then(|payload| Json::parse(&payload).root);
        for layer in Schema1::read(payload.as_ref().unwrap_or(root)).layers {
            let digest = layer.blob_sum.as_ref().and_then(|sum| sum.digest());
            self.blob(digest, None);
        }
    }

    fn of_index(
        &mut self,
        document: usize,
        index: &Index,
        platform: Option<&PlatformName>,
    ) -> Option<Wanted> {
        let entries = index.manifests.iter();
        let (manifests, others): (Vec<_>, Vec<_>) =
            entries.partition(|entry| is_manifest(entry, Position::Entry));
        for blob in others {
            self.blob(blob.valid_digest(), blob.size);
        }
        let manifests = manifests.into_iter();
        let candidates: Vec<&Descriptor> = manifests
            .filter(|one| !one.is_attestation() && one.valid_digest().is_some())
            .filter(|one| one.kind().is_manifest() || one.platform.is_some())
            .collect();
        match (choose(&candidates, platform), platform) {
            (Choice::Entry(chosen), _) => Some(Wanted {
                others: platforms_but(chosen.valid_digest(), &candidates),
                ..want(chosen, document, Position::Entry)?
            }),
            (Choice::Absent { close }, Some(asked)) => {
                let platforms = platforms_but(None, &candidates);
                self.lack_platform(document, asked, close.cloned(), platforms);
                None
            }
            _ => None,
        }
    }

    fn name_of(&self, document: usize) -> String {
        let document = self.contents.documents.get(document);
        let claimed_digest = document.and_then(|document| document.claimed_digest.as_ref());
        match (claimed_digest, document) {
            (Some(claimed_digest), _) => claimed_digest.to_string(),
            (None, Some(document)) => document.path.clone(),
            (None, None) => String::new(),
        }
    }

    fn read(&self, document: usize) -> Option<(DocumentKind, Node)> {
        let document = self.contents.documents.get(document)?;
        let root = Json::parse(&document.bytes).root?;
        let kind = DocumentKind::of(&root, document.declared_type.as_deref());
        Some((kind, root))
    }

    /// Everything that a document names.
    fn named_by(&self, document: usize) -> Vec<Wanted> {
        let Some((kind, root)) = self.read(document) else {
            return Vec::new();
        };
        let at = |position| move |one: Descriptor| want(&one, document, position);
        match kind {
            DocumentKind::Index => {
                let index = Index::read(&root);
                let entries = index.manifests.into_iter();
                let subject = index.subject.into_iter();
                entries
                    .filter_map(at(Position::Entry))
                    .chain(subject.filter_map(at(Position::Subject)))
                    .collect()
            }
            DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
                let Manifest {
                    config,
                    layers,
                    subject,
                    ..
                } = Manifest::read(&root);
                let blobs = config.into_iter().chain(layers);
                blobs
                    .filter_map(at(Position::Blob))
                    .chain(subject.into_iter().filter_map(at(Position::Subject)))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Is there a document of that digest?
    fn has(&self, digest: &Digest) -> bool {
        self.documents.contains(digest)
    }

    /// Bytes that are here by name only.
    fn blob(&mut self, digest: Option<&Digest>, size: Option<u64>) {
        let Some(digest) = digest else {
            return;
        };
        if self.has(digest) {
            return;
        }
        if let Some(known) = self.blobs.get(digest) {
            // Of two that name it one may say its size.
            if let Some(blob) = self.contents.blobs.get_mut(*known) {
                blob.size = blob.size.or(size);
            }
            return;
        }
        self.blobs.insert(digest.clone(), self.contents.blobs.len());
        let path = self.ask.blob_address(digest);
        self.contents.blobs.push(Blob {
            path: path.map_or_else(|_| String::new(), |path| path.to_string()),
            claimed_digest: Some(digest.clone()),
            aliases: Vec::new(),
            extent: None,
            size,
        });
    }
}

/// The platforms of all entries but those of one digest.
fn platforms_but(digest: Option<&Digest>, entries: &[&Descriptor]) -> Vec<Platform> {
    let others = entries.iter().filter(|one| one.valid_digest() != digest);
    let platforms = others.filter_map(|one| one.platform.clone());
    platforms.filter(|one| !one.is_unknown()).collect()
}

/// A config that cannot be read whole is a blob like any other.
fn is_small(config: &Descriptor) -> bool {
    config.size.is_none_or(|size| size <= MAX_SERVED_DOCUMENT)
}

/// A statement of an attestation that is small enough to come with it.
fn is_statement(layer: &Descriptor) -> bool {
    layer.media_type.as_deref() == Some(IN_TOTO)
        && layer.size.is_some_and(|size| size <= MAX_STATEMENT)
}

/// What is declared decides; where nothing is, the position does.
fn is_manifest(descriptor: &Descriptor, position: Position) -> bool {
    let declared = descriptor.media_type.as_deref().unwrap_or_default();
    match position {
        Position::Entry => declared.is_empty() || descriptor.kind().is_manifest(),
        Position::Subject => true,
        Position::Blob => false,
    }
}

fn want(descriptor: &Descriptor, by: usize, position: Position) -> Option<Wanted> {
    Some(Wanted {
        digest: descriptor.valid_digest()?.clone(),
        media_type: descriptor.media_type.clone(),
        manifest: is_manifest(descriptor, position),
        platform: descriptor.platform.clone(),
        others: Vec::new(),
        by,
        pointer: descriptor.pointer.clone(),
    })
}
