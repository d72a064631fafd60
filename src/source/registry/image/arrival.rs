//! A holding that grows by what a registry serves, and what is to be asked for
//! next.
//!
//! Not here: asking (`super`).
//!
//! Documents and blobs are only ever added, so that their numbers, and what
//! was measured of them, stay what they are.

use std::collections::HashSet;

use super::{Ask, MAX_BYTES, MAX_DOCUMENTS, Wanted};
use crate::format::visible;
use crate::image::descriptor::Descriptor;
use crate::image::digest::Digest;
use crate::image::finding::{Finding, Severity};
use crate::image::json::{Json, Node};
use crate::image::manifest::{DocumentKind, Index, Manifest};
use crate::image::platform::{Found, Platform};
use crate::image::reference::Reference;
use crate::image::schema1::{self, Schema1};
use crate::input::PlatformName;
use crate::source::registry::accept;
use crate::source::registry::http::MAX_DOCUMENT;
use crate::source::registry::served::{HeaderDisagreement, Served};
use crate::source::{Blob, Document, Form, Holding, InputKind, InputSummary, Root, Trust};
use crate::url::HttpUrl;

/// How many of the platforms that are there are named in a sentence.
const MAX_NAMED: usize = 12;

pub(super) struct Arrival {
    holding: Holding,
    ask: Ask,
    /// Under which documents and blobs are kept, to be found at once.
    documents: HashSet<Digest>,
    blobs: HashSet<Digest>,
    /// Of all documents, in bytes.
    size: u64,
}

impl Arrival {
    /// The image that a tag or a digest names.
    pub(super) fn of_image(ask: &Ask, reference: &Reference, served: Served) -> Self {
        let address = reference.digest.clone();
        let trust = match address {
            Some(_) => Trust::Pinned,
            None => Trust::AsServed,
        };
        let mut arrival = Self::empty(ask, Form::Registry);
        let names = vec![reference.familiar()];
        let address = address.unwrap_or_else(|| digest_of(&served));
        let path = ask.address(&address, true);
        arrival.root(
            Form::Registry,
            trust,
            names,
            Some(address),
            path.ok(),
            served,
        );
        arrival
    }

    /// One blob, by its digest.
    pub(super) fn of_blob(ask: &Ask, served: Served) -> Self {
        // Whatever it says of its type: blobs are served as anything.
        let served = Served {
            content_type: None,
            ..served
        };
        let mut arrival = Self::empty(ask, Form::Document);
        let address = ask.pinned().cloned();
        let path = address
            .as_ref()
            .and_then(|digest| ask.address(digest, false).ok());
        arrival.root(
            Form::Document,
            Trust::Pinned,
            Vec::new(),
            address,
            path,
            served,
        );
        arrival
    }

    /// A layout on a static host, of which nobody names a digest.
    pub(super) fn of_layout(ask: &Ask, base: &HttpUrl, marker: Served, index: Served) -> Self {
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
    pub(super) fn again(holding: Holding, ask: &Ask) -> Self {
        let documents = holding.documents.iter();
        let blobs = holding.blobs.iter();
        Self {
            documents: documents.filter_map(|one| one.address.clone()).collect(),
            blobs: blobs.filter_map(|one| one.address.clone()).collect(),
            size: holding
                .documents
                .iter()
                .map(|one| one.bytes.len() as u64)
                .sum(),
            holding,
            ask: ask.clone(),
        }
    }

    fn empty(ask: &Ask, form: Form) -> Self {
        let input = InputSummary {
            kind: InputKind::Registry,
            name: ask.name(),
            size: 0,
            compression: None,
            prefix: String::new(),
        };
        let holding = Holding {
            input,
            forms: vec![form],
            roots: Vec::new(),
            documents: Vec::new(),
            blobs: Vec::new(),
            paths: Vec::new(),
            findings: Vec::new(),
        };
        Self::again(holding, ask)
    }

    fn root(
        &mut self,
        form: Form,
        trust: Trust,
        names: Vec<String>,
        address: Option<Digest>,
        path: Option<HttpUrl>,
        served: Served,
    ) {
        let document = self.push(address, path, served);
        self.holding.roots.push(Root {
            form,
            document,
            expected: self.ask.pinned().cloned(),
            trust,
            names,
            scope: 0,
        });
    }

    /// Adds a document, whatever its bytes are, and gives its number.
    fn push(&mut self, address: Option<Digest>, path: Option<HttpUrl>, served: Served) -> usize {
        let path = path.map_or_else(String::new, |path| path.to_string());
        let name = match &address {
            Some(address) => address.to_string(),
            None => path.clone(),
        };
        self.holding.findings.extend(noticed(&name, &served));
        // Blobs carry any `Content-Type`: only one that claims a manifest counts.
        let said = served.content_type.filter(|said| accept::is_known(said));
        self.documents.extend(address.clone());
        self.size += served.bytes.len() as u64;
        self.holding.documents.push(Document {
            path,
            address,
            said,
            bytes: served.bytes,
            extent: None,
        });
        self.holding.documents.len() - 1
    }

    /// What the root leads to.
    pub(super) fn first_wanted(&mut self, platform: Option<&PlatformName>) -> Vec<Wanted> {
        let roots = self.holding.roots.first();
        let root = roots.filter(|root| root.form != Form::Document);
        match root.map(|root| root.document) {
            Some(document) => self.next(document, platform),
            None => Vec::new(),
        }
    }

    /// Is there as much as one view may hold?
    pub(super) fn is_full(&self) -> bool {
        self.holding.documents.len() >= MAX_DOCUMENTS || self.size >= MAX_BYTES
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
        let path = self.ask.address(&wanted.digest, wanted.manifest).ok();
        let document = self.push(Some(wanted.digest.clone()), path, served);
        if wanted.manifest {
            self.next(document, platform)
        } else {
            Vec::new()
        }
    }

    /// The documents among `digests` that something here names.
    pub(super) fn wanted(&self, digests: &[Digest]) -> Vec<Wanted> {
        let named: Vec<Descriptor> = (0..self.holding.documents.len())
            .flat_map(|document| self.named_by(document))
            .collect();
        let mut wanted: Vec<Wanted> = Vec::new();
        for digest in digests {
            let descriptor = named.iter().find(|one| one.valid_digest() == Some(digest));
            let new = wanted.iter().all(|one| one.digest != *digest) && !self.has(digest);
            if let (Some(descriptor), true) = (descriptor, new) {
                wanted.extend(want(descriptor));
            }
        }
        wanted
    }

    /// The holding, with its size: the bytes that came and those that blobs
    /// are said to have.
    pub(super) fn finish(mut self) -> Holding {
        let documents = self.holding.documents.iter();
        let sizes = documents.map(|document| document.bytes.len() as u64);
        let sizes = sizes.chain(self.holding.blobs.iter().map(|blob| blob.size));
        // Sizes are claims: hostile ones do not add up.
        self.holding.input.size = sizes.fold(0, u64::saturating_add);
        self.holding
    }

    /// What a view of a document needs beside it. Notes the layers that it
    /// names.
    fn next(&mut self, document: usize, platform: Option<&PlatformName>) -> Vec<Wanted> {
        let Some((kind, root)) = self.read(document) else {
            return Vec::new();
        };
        let wanted = match kind {
            DocumentKind::Index => self.of_index(document, &Index::read(&root), platform),
            DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
                let manifest = Manifest::read(&root);
                let (config, layers) = (manifest.config, manifest.layers);
                for layer in &layers {
                    self.blob(layer.valid_digest(), layer.size);
                }
                let (config, blob): (Option<_>, Option<_>) = match config {
                    Some(config) if is_small(&config) => (Some(config), None),
                    other => (None, other),
                };
                if let Some(blob) = blob {
                    self.blob(blob.valid_digest(), blob.size);
                }
                config.as_ref().and_then(|config| {
                    Some(Wanted {
                        manifest: false,
                        ..want(config)?
                    })
                })
            }
            DocumentKind::Schema1 => {
                let bytes = self.holding.documents.get(document).map(|d| &d.bytes);
                let payload = bytes.and_then(|bytes| schema1::payload(bytes, &root).ok());
                let payload = payload.and_then(|payload| Json::parse(&payload).root);
                for layer in Schema1::read(payload.as_ref().unwrap_or(&root)).layers {
                    let digest = layer.blob_sum.as_ref().and_then(|sum| sum.digest());
                    self.blob(digest, None);
                }
                None
            }
            _ => None,
        };
        wanted
            .into_iter()
            .filter(|wanted| !self.has(&wanted.digest))
            .collect()
    }

    fn of_index(
        &mut self,
        document: usize,
        index: &Index,
        platform: Option<&PlatformName>,
    ) -> Option<Wanted> {
        let manifests = index.manifests.iter();
        let candidates: Vec<&Descriptor> = manifests
            .filter(|one| !one.is_attestation() && one.valid_digest().is_some())
            .filter(|one| one.kind().is_manifest() || one.platform.is_some())
            .collect();
        match choose(&candidates, platform) {
            Ok(chosen) => want(chosen?),
            Err(message) => {
                let name = self.name_of(document);
                self.holding.findings.push(Finding::new(
                    "platform-absent",
                    Severity::Note,
                    name,
                    "/manifests",
                    message,
                ));
                None
            }
        }
    }

    fn name_of(&self, document: usize) -> String {
        let document = self.holding.documents.get(document);
        let address = document.and_then(|document| document.address.as_ref());
        match (address, document) {
            (Some(address), _) => address.to_string(),
            (None, Some(document)) => document.path.clone(),
            (None, None) => String::new(),
        }
    }

    fn read(&self, document: usize) -> Option<(DocumentKind, Node)> {
        let document = self.holding.documents.get(document)?;
        let root = Json::parse(&document.bytes).root?;
        let kind = DocumentKind::of(&root, document.said.as_deref());
        Some((kind, root))
    }

    /// Every descriptor of a document.
    fn named_by(&self, document: usize) -> Vec<Descriptor> {
        let Some((kind, root)) = self.read(document) else {
            return Vec::new();
        };
        match kind {
            DocumentKind::Index => {
                let index = Index::read(&root);
                index.manifests.into_iter().chain(index.subject).collect()
            }
            DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
                let Manifest {
                    config,
                    layers,
                    subject,
                    ..
                } = Manifest::read(&root);
                config.into_iter().chain(layers).chain(subject).collect()
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
        if self.has(digest) || !self.blobs.insert(digest.clone()) {
            return;
        }
        let path = self.ask.blob_address(digest);
        self.holding.blobs.push(Blob {
            path: path.map_or_else(|_| String::new(), |path| path.to_string()),
            address: Some(digest.clone()),
            aliases: Vec::new(),
            extent: None,
            size: size.unwrap_or_default(),
        });
    }
}

/// A config that cannot be read whole is a blob like any other.
fn is_small(config: &Descriptor) -> bool {
    config.size.is_none_or(|size| size <= MAX_DOCUMENT)
}

fn want(descriptor: &Descriptor) -> Option<Wanted> {
    Some(Wanted {
        digest: descriptor.valid_digest()?.clone(),
        media_type: descriptor.media_type.clone(),
        manifest: descriptor.kind().is_manifest() || descriptor.platform.is_some(),
    })
}

/// The entry for `platform`, or why there is none: another is shown only where
/// a person chooses it. Where nobody asked, the usual one, else the first.
fn choose<'a>(
    candidates: &[&'a Descriptor],
    platform: Option<&PlatformName>,
) -> Result<Option<&'a Descriptor>, String> {
    let platforms = || candidates.iter().map(|one| one.platform.as_ref());
    let Some(asked) = platform else {
        let usual = match Platform::usual().find(platforms()) {
            Found::Exact(place) => candidates.get(place),
            _ => None,
        };
        return Ok(usual.or_else(|| candidates.first()).copied());
    };
    if platforms().all(|platform| platform.is_none()) {
        // Nothing says that it is another.
        return Ok(candidates.first().copied());
    }
    let close = match asked.platform().find(platforms()) {
        Found::Exact(place) => return Ok(candidates.get(place).copied()),
        Found::Close(place) => candidates.get(place).and_then(|one| one.platform.as_ref()),
        Found::Absent => None,
    };
    Err(match close {
        Some(close) => format!(
            "expected a manifest for {asked}, but found none; Docker would take {} in its place",
            named(close)
        ),
        None => {
            let mut there: Vec<String> = platforms().flatten().map(named).collect();
            let more = there.len().saturating_sub(MAX_NAMED);
            there.truncate(MAX_NAMED);
            let more = match more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            format!(
                "expected a manifest for {asked}, but found none, and none that Docker would take in its place; the index has {}{more}",
                there.join(", ")
            )
        }
    })
}

/// A platform as its index writes it, with the build of a Windows image.
fn named(platform: &Platform) -> String {
    let text = match &platform.os_version {
        Some(version) => format!("{platform} {version}"),
        None => platform.to_string(),
    };
    visible(&text.chars().take(80).collect::<String>())
}

/// By SHA-256: of a signed schema 1 manifest that of its payload.
fn digest_of(served: &Served) -> Digest {
    let root = Json::parse(&served.bytes).root;
    let signed = root.filter(|root| root.get("signatures").is_some());
    match signed.and_then(|root| schema1::payload(&served.bytes, &root).ok()) {
        Some(payload) => Digest::sha256(&payload),
        None => Digest::sha256(&served.bytes),
    }
}

/// What is odd about an answer, as findings on the document.
fn noticed(name: &str, served: &Served) -> Vec<Finding> {
    let finding = |rule, severity, message: String| Finding::new(rule, severity, name, "", message);
    let mut findings = Vec::new();
    for disagreement in &served.disagreements {
        match disagreement {
            // A rule of documents, whoever says it.
            HeaderDisagreement::MediaType { .. } => {}
            other => findings.push(finding("header-digest", Severity::Error, other.to_string())),
        }
    }
    if let Some(other) = &served.substituted {
        findings.push(finding(
            "substituted-manifest",
            Severity::Note,
            format!(
                "expected this document at once, but found that the registry first sent {other} in its place, because it did not see this one's media type asked for; clients that ask so get that one"
            ),
        ));
    }
    if served.unasked {
        let found = served.claimed_type().unwrap_or_default();
        findings.push(finding(
            "unasked-type",
            Severity::Warning,
            format!(
                "expected a document of a type that was asked for, but found {found}: the registry may have converted it, so that this digest is not that of what was pushed"
            ),
        ));
    }
    findings
}
