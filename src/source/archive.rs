//! A set of files that holds images: which container forms it is, and what each
//! brings. An archive may be of two forms at once; both are read.

mod claims;
mod entries;
mod folders;
mod oddities;

use std::collections::{HashMap, HashSet};
use std::io;

use crate::bytes::store::{Extent, Store};
use crate::image::digest::Digest;
use crate::image::json::{Json, Value};
use crate::rules::{self, Rule};
use crate::source::files::path::{CleanPath, clean, is_unusual};
use crate::source::files::{FileKind, FileSet, NotAFile, Resolved};
use crate::source::open::read_at_most;
use crate::source::{
    Blob, ContentId, Contents, Document, Form, InputKind, InputSummary, NoFile, PathLink, Root,
    Trust,
};
use crate::source::{directory, docker_archive, oci_layout};
use crate::words::{Message, findings_archive};

pub use claims::claimed_by_blob;
pub(super) use claims::claimed_by_config;

/// The largest document that is read, in bytes. Registries take manifests of
/// 4 MiB and containerd reads at most 20 MiB of JSON from an archive; what is
/// larger is hashed as a blob.
pub const MAX_DOCUMENT: u64 = 16 * 1024 * 1024;

/// How many findings of one kind a source reports.
const MAX_FINDINGS: usize = 50;

/// Reads a set of files; `None` where it holds no image. An error only where
/// its bytes cannot be read at all.
pub fn read(store: &dyn Store, set: &FileSet, input: InputSummary) -> io::Result<Option<Contents>> {
    for prefix in ["", &folders::only_top(set).unwrap_or_default()] {
        let mut reader = Reader::new(store, set, prefix, input.clone());
        if reader.images()? {
            reader.oddities();
            reader.contents.input.prefix = reader.spelled_prefix();
            return Ok(Some(reader.contents));
        }
    }
    folders::read_deeper(store, set, &input)
}

/// Reads the files of one archive into its contents, each stretch of bytes once.
pub(super) struct Reader<'a> {
    store: &'a dyn Store,
    set: &'a FileSet,
    prefix: &'a str,
    pub(super) contents: Contents,
    known: HashMap<Extent, ContentId>,
    /// The paths that have a link in the contents.
    linked: HashSet<String>,
}

impl<'a> Reader<'a> {
    fn new(store: &'a dyn Store, set: &'a FileSet, prefix: &'a str, input: InputSummary) -> Self {
        Self {
            store,
            set,
            prefix,
            contents: Contents {
                input,
                forms: Vec::new(),
                roots: Vec::new(),
                documents: Vec::new(),
                blobs: Vec::new(),
                paths: Vec::new(),
                findings: Vec::new(),
            },
            known: HashMap::new(),
            linked: HashSet::new(),
        }
    }

    /// Reads what is here in each form; whether there is any.
    fn images(&mut self) -> io::Result<bool> {
        oci_layout::read(self)?;
        docker_archive::read(self)?;
        directory::read(self)?;
        let found = !self.contents.roots.is_empty();
        if found {
            self.remaining_blobs();
            self.links_for_blobs();
            self.image_in_a_folder();
            self.docker_manifest();
        }
        Ok(found)
    }

    /// The path of a file as the archive has it.
    fn full(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// What stands before a path in the archive, as it is spelled there: a tool
    /// that is asked for `index.json` does not find `./index.json`.
    fn spelled_prefix(&self) -> String {
        let spelled = self.set.files().iter().find_map(|file| {
            let path = file.path.strip_prefix(self.prefix)?;
            let inside = matches!(file.kind, FileKind::Regular(_)) && !file.unsafe_path;
            (inside && !is_unusual(&file.raw))
                .then(|| file.raw.strip_suffix(path))
                .flatten()
        });
        match self.contents.input.kind {
            InputKind::Archive => spelled.unwrap_or(self.prefix).to_owned(),
            // The folder's own name is the input's.
            _ => self.prefix.to_owned(),
        }
    }

    /// The regular file at a path, no link followed.
    pub(super) fn extent(&self, path: &str) -> Option<Extent> {
        match self.set.lookup(&self.full(path))?.kind {
            FileKind::Regular(extent) => Some(extent),
            _ => None,
        }
    }

    /// Is there a folder of this path, or anything below it?
    pub(super) fn has_folder(&self, path: &str) -> bool {
        let folder = self.full(path);
        let is_inside = |file: &str| {
            let rest = file.strip_prefix(&folder);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.set.files().iter().any(|file| is_inside(&file.path))
    }

    /// Every regular file, by its path below the prefix.
    pub(super) fn regular_files(&self) -> impl Iterator<Item = (&'a str, Extent)> {
        let prefix = self.prefix;
        let set = self.set;
        set.files().iter().filter_map(move |file| match file.kind {
            FileKind::Regular(extent) if !file.unsafe_path => {
                Some((file.path.strip_prefix(prefix)?, extent))
            }
            _ => None,
        })
    }

    /// Reads a small file as a document; `None` where it is too large or is no
    /// regular file. A file that is known already keeps its number.
    pub(super) fn document(
        &mut self,
        path: &str,
        claimed_digest: Option<Digest>,
        declared_type: Option<String>,
    ) -> io::Result<Option<usize>> {
        let Some(extent) = self.extent(path) else {
            return Ok(None);
        };
        self.document_at(extent, path, claimed_digest, declared_type)
    }

    pub(super) fn document_at(
        &mut self,
        extent: Extent,
        path: &str,
        claimed_digest: Option<Digest>,
        declared_type: Option<String>,
    ) -> io::Result<Option<usize>> {
        match self.known.get(&extent) {
            Some(ContentId::Document(index)) => return Ok(Some(*index)),
            Some(ContentId::Blob(_)) => return Ok(None),
            None => {}
        }
        if extent.length > MAX_DOCUMENT {
            // Of what a document names the graph says so.
            if claimed_digest.is_some() {
                return Ok(None);
            }
            let message = findings_archive::document_too_large(MAX_DOCUMENT, extent.length);
            self.finding(&rules::DOCUMENT_TOO_LARGE, path, message);
            return Ok(None);
        }
        let bytes = read_at_most(self.store, extent, MAX_DOCUMENT)?;
        let index = self.contents.documents.len();
        let path = path.to_owned();
        self.contents.documents.push(Document {
            path,
            claimed_digest,
            declared_type,
            bytes,
            extent: Some(extent),
        });
        self.known.insert(extent, ContentId::Document(index));
        Ok(Some(index))
    }

    /// The JSON of a document that was read.
    pub(super) fn json(&self, document: usize) -> Option<Json> {
        self.contents
            .documents
            .get(document)
            .map(|document| Json::parse(&document.bytes))
    }

    /// Whether a file begins as text does: content that is worth being shown.
    pub(super) fn looks_like_text(&self, extent: Extent) -> io::Result<bool> {
        let first = read_at_most(self.store, extent, 64)?;
        let text = match std::str::from_utf8(&first) {
            Ok(text) => text,
            // The last character may be cut in two.
            Err(error) if error.error_len().is_none() => {
                let whole = first.get(..error.valid_up_to()).unwrap_or_default();
                std::str::from_utf8(whole).unwrap_or_default()
            }
            Err(_) => return Ok(false),
        };
        let is_text = |c: char| !c.is_control() || c.is_ascii_whitespace();
        Ok(!text.is_empty() && text.chars().all(is_text))
    }

    /// Adds bytes that are to be hashed where they stand.
    pub(super) fn blob(
        &mut self,
        path: &str,
        extent: Extent,
        claimed_digest: Option<Digest>,
    ) -> ContentId {
        if let Some(known) = self.known.get(&extent).copied() {
            if let ContentId::Blob(index) = known
                && let Some(blob) = self.contents.blobs.get_mut(index)
                && blob.path != path
                && !blob.aliases.iter().any(|alias| alias == path)
            {
                blob.aliases.push(path.to_owned());
            }
            return known;
        }
        let content = ContentId::Blob(self.contents.blobs.len());
        self.contents.blobs.push(Blob {
            path: path.to_owned(),
            claimed_digest,
            aliases: Vec::new(),
            extent: Some(extent),
            size: Some(extent.length),
        });
        self.known.insert(extent, content);
        content
    }

    pub(super) fn root(&mut self, form: Form, document: usize) {
        if !self.contents.forms.contains(&form) {
            self.contents.forms.push(form);
        }
        self.contents.roots.push(Root {
            form,
            document,
            expected: None,
            trust: Trust::Archive,
            names: Vec::new(),
            scope: 0,
        });
    }

    /// Follows a path that a document names, cleaned as `docker load` cleans
    /// it, through links inside the archive.
    pub(super) fn follow(&mut self, path: &str) -> Result<Resolved, NoFile> {
        let spelled = || path.to_owned();
        let plain = match clean(path) {
            CleanPath::Inside(plain) => plain,
            CleanPath::Outside => return Err(NoFile::Climbs { path: spelled() }),
            CleanPath::Root if path.is_empty() => return Err(NoFile::LeftOut),
            CleanPath::Root => {
                let found = NotAFile::Directory;
                return Err(NoFile::NotAFile {
                    path: spelled(),
                    found,
                });
            }
        };
        let mut resolved = self.set.resolve(&self.full(&plain))?;
        self.links_to_a_file(path, &resolved);
        // A tool that is asked for `x` does not find `/x`.
        if let Some(file) = self.set.lookup(&resolved.path)
            && is_unusual(&file.raw)
        {
            resolved.path.clone_from(&file.raw);
        }
        for path in std::iter::once(&mut resolved.path).chain(&mut resolved.via) {
            if path.starts_with(self.prefix) {
                path.drain(..self.prefix.len());
            }
        }
        Ok(resolved)
    }

    /// Whether a path that a document names was followed already.
    pub(super) fn is_linked(&self, path: &str) -> bool {
        self.linked.contains(path)
    }

    pub(super) fn link(&mut self, path: &str, target: Result<ContentId, NoFile>, via: Vec<String>) {
        if self.linked.insert(path.to_owned()) {
            self.contents.paths.push(PathLink {
                path: path.to_owned(),
                target,
                via,
                scope: 0,
            });
        }
    }

    pub(super) fn finding(&mut self, rule: &'static Rule, path: &str, message: impl Into<Message>) {
        let finding = rule.finding(path, "", message);
        self.contents.findings.push(finding);
    }

    /// Every file whose name claims a digest and that nothing has read: it is
    /// hashed against its name, whether or not anything refers to it.
    fn remaining_blobs(&mut self) {
        let directory = self.contents.forms.contains(&Form::Directory);
        let files: Vec<(String, Extent)> = self
            .regular_files()
            .map(|(path, extent)| (path.to_owned(), extent))
            .collect();
        for (path, extent) in files {
            let by_form = directory.then(|| claims::claimed_in_directory(&path));
            let claimed_digest = claimed_by_blob(&path).or(by_form.flatten());
            if claimed_digest.is_some() && !self.known.contains_key(&extent) {
                self.blob(&path, extent, claimed_digest);
            }
        }
    }
}

/// Whether JSON is an array, or the `null` that Docker wrote for "no images".
pub(super) fn is_list(json: &Json) -> bool {
    matches!(
        json.root.as_ref().map(|root| &root.value),
        Some(Value::Array(_) | Value::Null)
    )
}
