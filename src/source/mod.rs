//! Where bytes come from. Nothing in here is trusted: a source says which
//! bytes stand where, under which names, and what names what; whether the
//! bytes are what a name claims is decided in `verify`.

mod archive;
mod attached;
mod claims;
mod directory;
mod docker_archive;
pub mod engine;
pub mod files;
pub mod hit;
mod not_an_image;
mod oci_layout;
pub mod open;
mod reader;
pub mod registry;

pub(crate) use attached::Room;
pub use attached::{Answer, Attached, Looked, Place};
pub use attached::{MAX_ALL_EVIDENCE, MAX_EVIDENCE, MAX_EVIDENCES};
pub use claims::claimed_by_blob;
pub use reader::MAX_DOCUMENT;

use serde::{Deserialize, Serialize};

use crate::bytes::store::Extent;
use crate::format::Sum;
use crate::image::digest::Digest;
use crate::rules::Finding;
use crate::source::registry::route::{self, Way};
use crate::url::Origin;
use crate::words::{Message, sources};

pub use files::NoFile;

/// One file that a person gave, described; its handle travels beside it, and
/// its place in the list is the handle's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// The file's path below what was dropped (`layout/index.json`), or its name.
    pub path: String,
    /// In bytes.
    pub size: u64,
}

/// How far the compression around a whole archive is undone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unpacking {
    /// Until it looks like a bomb, or takes more disk than is taken unasked.
    #[default]
    Guarded,
    /// A person has seen what was found and wants it all the same.
    Anyway,
}

/// All that a source brought: small documents with their bytes, and where the
/// bytes of everything else stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contents {
    pub input: InputSummary,
    /// The container forms that were recognised, the one that decides first.
    pub forms: Vec<Form>,
    /// Where reading begins.
    pub roots: Vec<Root>,
    pub documents: Vec<Document>,
    pub blobs: Vec<Blob>,
    /// What the paths in a docker-archive's `manifest.json` lead to.
    pub paths: Vec<PathLink>,
    /// What the source noticed.
    pub findings: Vec<Finding>,
    /// Where several files were opened together, of which one each
    /// [`Root::scope`] is; else nothing.
    pub files: Vec<FileOf>,
    /// By which ways the bytes came where a registry was asked, each once: the one of
    /// the root first.
    pub ways: Vec<Way>,
    /// Who said which digest a tag has, and is not the registry itself.
    pub named_by: Vec<Origin>,
    /// What stands at places of signatures.
    pub attached: Vec<Attached>,
    /// Which of those places of a registry were looked at.
    pub looked: Vec<Looked>,
}

/// One of several files that are open together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileOf {
    /// Its place among those that were given, which is its handle's number.
    pub handle: usize,
    /// Its name, which no other one has; the first part of each path in it.
    pub name: String,
}

/// What a person gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputSummary {
    pub kind: InputKind,
    /// The file's or folder's name, or the reference.
    pub name: String,
    /// Of all files together; from a registry, as documents claim it.
    pub size: Sum,
    /// The compression around the archive, where there is one.
    pub compression: Option<String>,
    /// What stands before each path that is shown where the archive or folder
    /// has it: `./`, or the one folder in which all of it lies.
    pub prefix: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputKind {
    Archive,
    Folder,
    Document,
    Registry,
}

/// The container forms of images (`docker save` has had three).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// `oci-layout`, `index.json`, `blobs/`.
    OciLayout,
    /// `manifest.json` that is an array: `docker save` since 1.10 and the
    /// many tools that write the same.
    DockerArchive,
    /// `repositories` and `<id>/json`: `docker save` before 1.10.
    DockerLegacy,
    /// skopeo's `dir:`.
    Directory,
    /// One JSON document.
    Document,
    /// A registry.
    Registry,
}

impl Form {
    /// What a person calls it.
    #[must_use]
    pub fn name(self) -> Message {
        match self {
            Self::OciLayout => sources::oci_layout(),
            Self::DockerArchive => sources::docker_archive(),
            Self::DockerLegacy => sources::old_docker_archive(),
            Self::Directory => sources::skopeo_directory(),
            Self::Document => sources::json_document(),
            Self::Registry => sources::registry(),
        }
    }
}

/// A document that nothing names, where reading begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    pub form: Form,
    /// Its number in [`Contents::documents`].
    pub document: usize,
    /// The digest that a person asked for or expects.
    pub expected: Option<Digest>,
    pub trust: Trust,
    /// The names that the person used, for a root that does not name itself.
    pub names: Vec<String>,
    /// Which of several archives it is of: paths mean something in one only.
    pub scope: usize,
}

/// Why the root is believed to be what was asked for. A tag cannot be
/// verified, only a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// A digest was asked for, and the bytes are held against it.
    Pinned,
    /// A tag was asked for: the digest is of what came.
    AsServed,
    /// The person gave the bytes.
    Archive,
}

/// Bytes of the contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ContentId {
    /// A place in [`Contents::documents`].
    Document(usize),
    /// A place in [`Contents::blobs`].
    Blob(usize),
}

/// A small document, with its exact bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its path in the archive, or the URL it came from.
    pub path: String,
    /// The digest under which the source keeps it: what its file name claims.
    pub claimed_digest: Option<Digest>,
    /// The media type that whoever named it says it has.
    pub declared_type: Option<String>,
    #[serde(with = "exact_bytes")]
    pub bytes: Vec<u8>,
    /// Where the bytes stand, for commands that show them.
    pub extent: Option<Extent>,
}

/// Bytes that are hashed where they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    pub path: String,
    /// The digest under which the source keeps it: what its file name claims.
    pub claimed_digest: Option<Digest>,
    /// Other names in the archive that lead here by links.
    pub aliases: Vec<String>,
    /// `None` where the bytes are still to be fetched.
    pub extent: Option<Extent>,
    /// In bytes; `None` where the bytes are to be fetched and nobody says how
    /// many they are.
    pub size: Option<u64>,
}

/// What a path that a document names leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathLink {
    pub path: String,
    /// The bytes, or why there are none.
    pub target: Result<ContentId, NoFile>,
    /// The links that were followed, in order.
    pub via: Vec<String>,
    /// As of [`Root::scope`].
    pub scope: usize,
}

impl Contents {
    /// Of an input of which nothing was read yet.
    fn empty(input: InputSummary, forms: Vec<Form>) -> Self {
        Self {
            input,
            forms,
            roots: Vec::new(),
            documents: Vec::new(),
            blobs: Vec::new(),
            paths: Vec::new(),
            findings: Vec::new(),
            files: Vec::new(),
            ways: Vec::new(),
            named_by: Vec::new(),
            attached: Vec::new(),
            looked: Vec::new(),
        }
    }

    /// Notes by which way something came.
    pub(crate) fn came_by(&mut self, way: Way) {
        route::note(&mut self.ways, way);
    }

    /// Notes the same of another one that stands beside it or grew out of it.
    pub(crate) fn came_as(&mut self, ways: Vec<Way>, named_by: Vec<Origin>) {
        for way in ways {
            self.came_by(way);
        }
        for origin in named_by {
            if !self.named_by.contains(&origin) {
                self.named_by.push(origin);
            }
        }
    }

    /// The same, told apart from other files that are open: every path says which
    /// file it is in.
    pub(crate) fn of_file(mut self, file: &FileOf) -> Self {
        let is_folder_like = self.input.kind != InputKind::Document;
        let prefix = format!("{}/", file.name);
        let documents = self.documents.iter_mut().map(|d| &mut d.path);
        let blobs = self.blobs.iter_mut();
        let blobs = blobs.flat_map(|b| std::iter::once(&mut b.path).chain(&mut b.aliases));
        let findings = self.findings.iter_mut().map(|f| &mut f.place.document);
        let findings = findings.filter(|document| document.parse::<Digest>().is_err());
        let paths = documents.chain(blobs).chain(findings);
        for path in paths.filter(|_| is_folder_like) {
            path.insert_str(0, &prefix);
        }
        self.files = vec![file.clone(); self.scopes()];
        self
    }

    /// How many archives it is of.
    fn scopes(&self) -> usize {
        1 + self.roots.iter().map(|root| root.scope).max().unwrap_or(0)
    }

    /// The files that are open together; none where there is only one.
    #[must_use]
    pub fn files_together(&self) -> Vec<&FileOf> {
        let mut files: Vec<&FileOf> = self.files.iter().collect();
        files.dedup();
        match files.len() {
            1 => Vec::new(),
            _ => files,
        }
    }

    /// How many bytes a content has, where that is known.
    #[must_use]
    pub fn size_of(&self, content: ContentId) -> Option<u64> {
        match content {
            ContentId::Document(index) => Some(self.documents.get(index)?.bytes.len() as u64),
            ContentId::Blob(index) => self.blobs.get(index)?.size,
        }
    }

    /// The content that the source keeps under `address`.
    #[must_use]
    pub fn by_claimed_digest(&self, claimed_digest: &Digest) -> Option<ContentId> {
        let document = self
            .documents
            .iter()
            .position(|d| d.claimed_digest.as_ref() == Some(claimed_digest));
        let blob = || {
            self.blobs
                .iter()
                .position(|b| b.claimed_digest.as_ref() == Some(claimed_digest))
        };
        document
            .map(ContentId::Document)
            .or_else(|| blob().map(ContentId::Blob))
    }

    /// What a path of a docker-archive leads to.
    #[must_use]
    pub fn at_path(&self, scope: usize, path: &str) -> Option<&PathLink> {
        self.paths
            .iter()
            .find(|link| link.scope == scope && link.path == path)
    }

    /// Two inputs that are open together.
    #[must_use]
    pub fn joined(mut self, other: Self) -> Self {
        let documents = self.documents.len();
        let blobs = self.blobs.len();
        let scopes = self.scopes();
        let moved = |content| match content {
            ContentId::Document(index) => ContentId::Document(index + documents),
            ContentId::Blob(index) => ContentId::Blob(index + blobs),
        };
        for form in other.forms {
            if !self.forms.contains(&form) {
                self.forms.push(form);
            }
        }
        self.roots.extend(other.roots.into_iter().map(|root| Root {
            document: root.document + documents,
            scope: root.scope + scopes,
            ..root
        }));
        self.paths
            .extend(other.paths.into_iter().map(|link| PathLink {
                target: link.target.map(moved),
                scope: link.scope + scopes,
                ..link
            }));
        let attached = other.attached.into_iter().map(|one| Attached {
            document: one.document + documents,
            ..one
        });
        self.attached.extend(attached);
        self.looked.extend(other.looked);
        self.documents.extend(other.documents);
        self.blobs.extend(other.blobs);
        self.findings.extend(other.findings);
        self.files.extend(other.files);
        if other.input.kind != self.input.kind {
            self.input.kind = InputKind::Archive;
        }
        self
    }

    /// Another image of the same repository. What both have is kept once.
    #[must_use]
    pub fn beside(mut self, other: Self) -> Self {
        let documents = other.documents.into_iter();
        let documents: Vec<usize> = documents.map(|one| self.keep_once(one)).collect();
        for blob in other.blobs {
            let mut known = self.blobs.iter();
            if known.all(|known| known.claimed_digest != blob.claimed_digest) {
                self.blobs.push(blob);
            }
        }
        self.roots
            .extend(other.roots.into_iter().filter_map(|root| {
                let document = *documents.get(root.document)?;
                Some(Root { document, ..root })
            }));
        for attached in other.attached {
            let Some(document) = documents.get(attached.document).copied() else {
                continue;
            };
            let attached = Attached {
                document,
                ..attached
            };
            if !self.attached.contains(&attached) {
                self.attached.push(attached);
            }
        }
        self.looked.extend(other.looked);
        self.findings.extend(other.findings);
        self.came_as(other.ways, other.named_by);
        self
    }

    /// The number of a document, which is added where it is new.
    fn keep_once(&mut self, document: Document) -> usize {
        let same = |known: &Document| {
            known.bytes == document.bytes && known.declared_type == document.declared_type
        };
        self.documents.iter().position(same).unwrap_or_else(|| {
            self.documents.push(document);
            self.documents.len() - 1
        })
    }

    #[must_use]
    pub fn path_of(&self, content: ContentId) -> &str {
        match content {
            ContentId::Document(index) => self.documents.get(index).map_or("", |d| &d.path),
            ContentId::Blob(index) => self.blobs.get(index).map_or("", |b| &b.path),
        }
    }
}

/// Bytes inside JSON: text where they are UTF-8, base64 where not.
mod exact_bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    enum Spelled {
        Text(String),
        Base64(String),
    }

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Spelled::Text(text.to_owned()),
            Err(_) => Spelled::Base64(STANDARD.encode(bytes)),
        }
        .serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        match Spelled::deserialize(deserializer)? {
            Spelled::Text(text) => Ok(text.into_bytes()),
            Spelled::Base64(text) => STANDARD.decode(text).map_err(serde::de::Error::custom),
        }
    }
}
