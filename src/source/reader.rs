//! Reading the files of one archive or folder into its contents: what every
//! form of archive reads with.

mod links;

use std::collections::{HashMap, HashSet};
use std::io;

use crate::bytes::store::{Extent, Store, read_at_most};
use crate::image::descriptor::Descriptor;
use crate::image::digest::Digest;
use crate::image::json::{Json, Value};
use crate::image::media_type;
use crate::rules::{self, Rule};
use crate::source::files::{FileKind, FileSet};
use crate::source::{Blob, ContentId, Contents, Document, Form, InputSummary, Room, Root, Trust};
use crate::words::{Message, findings_archive};

/// The largest document that is read, in bytes. Registries take manifests of
/// 4 MiB and containerd reads at most 20 MiB of JSON from an archive; what is
/// larger is hashed as a blob.
pub const MAX_DOCUMENT: u64 = 16 * 1024 * 1024;

/// Reads the files of one archive into its contents, each stretch of bytes once.
pub(super) struct Reader<'a> {
    store: &'a dyn Store,
    pub(super) set: &'a FileSet,
    /// What stands before the paths of the forms: the folder that holds them all.
    pub(super) prefix: &'a str,
    pub(super) contents: Contents,
    known: HashMap<Extent, ContentId>,
    /// The paths that have a link in the contents.
    linked: HashSet<String>,
    /// For signatures, statements and SBOMs.
    room: Room,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        store: &'a dyn Store,
        set: &'a FileSet,
        prefix: &'a str,
        input: InputSummary,
    ) -> Self {
        Self {
            store,
            set,
            prefix,
            contents: Contents::empty(input, Vec::new()),
            known: HashMap::new(),
            linked: HashSet::new(),
            room: Room::default(),
        }
    }

    /// The path of a file as the archive has it.
    fn full(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
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
            if claimed_digest.is_none() {
                let message = findings_archive::document_too_large(MAX_DOCUMENT, extent.length);
                self.finding(&rules::DOCUMENT_TOO_LARGE, path, message);
            }
            return Ok(None);
        }
        let bytes = read_at_most(self.store, extent, MAX_DOCUMENT)?;
        let index = self.contents.documents.len();
        self.contents.documents.push(Document {
            path: path.to_owned(),
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

    /// Whether content is a signature, a statement or an SBOM whose bytes are to come, by
    /// what names it. It is read once where it is.
    pub(super) fn is_evidence(&mut self, descriptor: &Descriptor, extent: Extent) -> bool {
        let media_type = descriptor.media_type.as_deref().unwrap_or_default();
        media_type::evidence_of(media_type).is_some() && self.has_room_for_evidence(extent.length)
    }

    /// Takes the room for a signature of so many bytes, where there is some.
    pub(super) fn has_room_for_evidence(&mut self, size: u64) -> bool {
        self.room.take(size)
    }

    /// The bytes of a small file.
    pub(super) fn bytes(&self, extent: Extent) -> io::Result<Vec<u8>> {
        read_at_most(self.store, extent, MAX_DOCUMENT)
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
            self.alias(known, path);
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

    /// Notes that a blob has another name as well.
    fn alias(&mut self, content: ContentId, path: &str) {
        if let ContentId::Blob(index) = content
            && let Some(blob) = self.contents.blobs.get_mut(index)
            && blob.path != path
            && !blob.aliases.iter().any(|alias| alias == path)
        {
            blob.aliases.push(path.to_owned());
        }
    }

    /// Whether some bytes are a document or a blob already.
    pub(super) fn is_known(&self, extent: Extent) -> bool {
        self.known.contains_key(&extent)
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

    pub(super) fn finding(&mut self, rule: &'static Rule, path: &str, message: impl Into<Message>) {
        let finding = rule.finding(path, "", message);
        self.contents.findings.push(finding);
    }
}

/// Whether JSON is an array, or the `null` that Docker wrote for "no images".
pub(super) fn is_list(json: &Json) -> bool {
    matches!(
        json.root.as_ref().map(|root| &root.value),
        Some(Value::Array(_) | Value::Null)
    )
}
