//! The SHA-256 of the contents of many files.

use std::mem;

use super::job::{Job, Next, Sink};
use super::wanted::{MAX_PATH, Unread, Wanted, is_respelled};
use crate::bytes::tar::{EntryKind, TarEntry};
use crate::bytes::walk::Visit;
use crate::file_system::{EntryAt, FileSystem, Place};
use crate::image::digest::{Computed, Hasher};
use crate::words::{Message, contents as words, joined};

/// Computes the digests of the files of some entries.
#[derive(Default)]
pub struct Digests {
    wanted: Wanted,
    /// In the order of those.
    digests: Vec<Option<Computed>>,
    /// The file of which bytes come.
    hasher: Option<Hasher>,
}

impl Digests {
    /// Of these entries.
    #[must_use]
    pub fn of(entries: Vec<EntryAt>) -> Self {
        let wanted = Wanted::of(entries);
        Self {
            digests: vec![None; wanted.len()],
            wanted,
            hasher: None,
        }
    }

    /// Of the files that were written again with the same size: with these
    /// [`FileSystem::compare_contents`] says which are the same.
    #[must_use]
    pub fn of_rewritten(files: &FileSystem) -> Self {
        Self::of(files.uncompared())
    }

    /// The digest of an entry's contents, where it was computed.
    #[must_use]
    pub fn get(&self, entry: EntryAt) -> Option<&Computed> {
        self.digests.get(self.wanted.find(entry)?)?.as_ref()
    }

    /// What could not be read.
    #[must_use]
    pub fn unread(&self, files: &FileSystem) -> Unread {
        self.wanted.unread(files, files.layer_count(), |entry| {
            let mut shipped = files.shipped().into_iter();
            shipped.find_map(|file| (file.entry == entry).then_some(file.place))
        })
    }
}

impl Job for Digests {
    fn next(&mut self, _files: &FileSystem, _out: Sink<'_>) -> Next {
        self.wanted.next_layer().map_or(Next::Done, Next::Layer)
    }

    fn visit<'a>(&'a mut self, _files: &'a FileSystem, _out: Sink<'a>) -> Box<dyn Visit + 'a> {
        Box::new(Hashing(self))
    }

    fn layer_ended(&mut self, _files: &FileSystem, ended: Result<(), Message>) {
        self.hasher = None;
        self.wanted.layer_ended(ended);
    }
}

struct Hashing<'a>(&'a mut Digests);

impl Visit for Hashing<'_> {
    fn entry(&mut self, number: u64, entry: &TarEntry<'_>) -> bool {
        self.0.wanted.begin(number, entry).is_some()
    }

    fn bytes(&mut self, _number: u64, bytes: &[u8]) {
        let hasher = self.0.hasher.get_or_insert_with(Hasher::sha256);
        hasher.update(bytes);
    }

    fn end(&mut self, number: u64) {
        let job = &mut *self.0;
        let hasher = job.hasher.take().unwrap_or_else(Hasher::sha256);
        let position = job.wanted.position(number);
        if let Some(slot) = position.and_then(|at| job.digests.get_mut(at)) {
            *slot = Some(hasher.finish());
        }
        job.wanted.end();
    }

    fn is_done(&self) -> bool {
        self.0.wanted.is_done()
    }
}

/// Lists the digests of all regular files that are visible after a layer, as
/// `sha256sum` writes and checks them in the root of the file system: in the order of
/// the tree, a hard link with the digest of what it shares.
pub struct Sums {
    layer: u32,
    files: Vec<(Place, EntryAt)>,
    digests: Digests,
    long_paths: u64,
    respelled: u64,
    is_written: bool,
}

impl Sums {
    /// Of the file system after a layer, counted from the base as 0.
    #[must_use]
    pub fn of(files: &FileSystem, layer: u32) -> Self {
        // A hard link is one here only where its target is nowhere, which is told.
        let is_file = |kind| matches!(kind, EntryKind::File | EntryKind::HardLink);
        let visible = files.visible(layer).filter(|file| is_file(file.kind));
        let mut all: Vec<_> = visible
            .filter_map(|file| Some((file.place, file.entry?)))
            .collect();
        let (mut long_paths, mut respelled) = (0, 0);
        all.retain(|(place, _)| {
            let path = files.path_within(*place, MAX_PATH);
            long_paths += u64::from(path.is_none());
            respelled += u64::from(path.as_deref().is_some_and(is_respelled));
            path.is_some()
        });
        let files = all;
        Self {
            layer,
            long_paths,
            respelled,
            digests: Digests::of(files.iter().map(|(_, entry)| *entry).collect()),
            files,
            is_written: false,
        }
    }

    /// How many files are missing in the list as their paths are longer than Linux
    /// takes, and how many are named otherwise, as theirs are no UTF-8; a clause, and
    /// `None` where there are none.
    #[must_use]
    pub fn left_out(&self) -> Option<Message> {
        let long = (self.long_paths > 0).then(|| words::long_paths_left_out(self.long_paths));
        let respelled = (self.respelled > 0).then(|| words::names_respelled(self.respelled));
        joined::all_clauses(long.into_iter().chain(respelled))
    }

    /// What could not be read and is missing in the list.
    #[must_use]
    pub fn unread(&self, files: &FileSystem) -> Unread {
        let wanted = &self.digests.wanted;
        let unread = wanted.unread(files, self.layer, |unread| {
            let mut all = self.files.iter();
            all.find_map(|(place, entry)| (*entry == unread).then_some(*place))
        });
        let missing = self.files.iter();
        let missing = missing.filter(|(_, entry)| self.digests.get(*entry).is_none());
        Unread {
            // By each of their names.
            files: missing.count() as u64,
            ..unread
        }
    }

    fn write(&self, files: &FileSystem, out: Sink<'_>) {
        for (place, entry) in &self.files {
            if let Some(digest) = self.digests.get(*entry) {
                out(line(digest, &files.path(*place)).as_bytes());
            }
        }
    }
}

impl Job for Sums {
    fn next(&mut self, files: &FileSystem, out: Sink<'_>) -> Next {
        let next = self.digests.next(files, out);
        if next == Next::Done && !mem::replace(&mut self.is_written, true) {
            self.write(files, out);
        }
        next
    }

    fn visit<'a>(&'a mut self, files: &'a FileSystem, out: Sink<'a>) -> Box<dyn Visit + 'a> {
        self.digests.visit(files, out)
    }

    fn layer_ended(&mut self, files: &FileSystem, ended: Result<(), Message>) {
        self.digests.layer_ended(files, ended);
    }
}

/// As `sha256sum` has it: where the name needs it, it is escaped and a backslash
/// begins the line (GNU coreutils, `cksum` invocation).
fn line(digest: &Computed, path: &str) -> String {
    let hash = digest.encoded();
    if !path.contains(['\\', '\n', '\r']) {
        return format!("{hash}  .{path}\n");
    }
    let escaped = path.replace('\\', "\\\\");
    let escaped = escaped.replace('\n', "\\n").replace('\r', "\\r");
    format!("\\{hash}  .{escaped}\n")
}
