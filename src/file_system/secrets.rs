//! What the layers ship whose name says that it is likely a secret, visible in the
//! end or not.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::found::{AllFound, Found};
use super::history::EntryAt;
use super::model::{Duplicate, Event, FileSystem};
use super::paths::Place;
use super::sizes::{Cause, cause};
use crate::bytes::tar::EntryKind;
use crate::secrets::{SecretKind, by_path};

/// Something that a layer ships and is likely a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SecretFile {
    /// Absolute.
    pub path: String,
    pub secret: SecretKind,
    /// The layer that ships it, counted from the base as 0.
    pub layer: u32,
    /// Its entry; `None` for a directory that is there only because something is in
    /// it.
    pub entry: Option<EntryAt>,
    /// In bytes, of a file.
    pub size: Option<u64>,
    /// Why it is not at this path in the end; `None` where it is. The same file may
    /// have another name.
    pub hidden: Option<Cause>,
    /// A layer above of which not all is known: it may have changed or deleted this.
    pub unread: Option<u32>,
}

/// All of them.
pub type Secrets = AllFound<SecretAt>;

/// A [`SecretFile`] by numbers.
#[derive(Clone, Copy, Debug)]
pub struct SecretAt {
    place: Place,
    secret: SecretKind,
    layer: u32,
    entry: u32,
    inode: u32,
    hidden: Option<Cause>,
}

impl Found for SecretAt {
    type Told = SecretFile;

    fn told(&self, files: &FileSystem) -> Option<SecretFile> {
        let is_file = self.secret != SecretKind::GitDirectory;
        Some(SecretFile {
            path: files.path(self.place),
            secret: self.secret,
            layer: self.layer,
            entry: files.entry_at(self.entry),
            size: is_file.then(|| files.entries.size(self.inode)),
            hidden: self.hidden,
            unread: files.unread_between(Some(self.layer), files.layer_count()),
        })
    }
}

/// What is likely a secret at a path, by what is there: of `.git` the directory, and
/// of the rest files.
pub(super) fn secret_at(path: &str, kind: EntryKind) -> Option<SecretKind> {
    by_path(path).filter(|secret| match secret {
        SecretKind::GitDirectory => kind == EntryKind::Directory,
        _ => kind == EntryKind::File,
    })
}

impl FileSystem {
    /// What the layers ship whose path says that it is likely a secret.
    #[must_use]
    pub fn secrets(&self) -> Secrets {
        let mut superseded: HashMap<Place, Vec<&Duplicate>> = HashMap::new();
        for duplicate in &self.duplicates {
            superseded
                .entry(duplicate.place)
                .or_default()
                .push(duplicate);
        }
        let mut found = Vec::new();
        let is_complete = self.each_path(|place, path, _| {
            if by_path(path).is_some() {
                self.add_versions_of(place, path, &mut found);
                let duplicates = superseded.get(&place).into_iter().flatten();
                found.extend(duplicates.filter_map(|duplicate| {
                    let entry = duplicate.entry;
                    let hidden = Some(Cause::Duplicate);
                    self.secret_shipped(place, path, duplicate.layer, (entry, entry), hidden)
                }));
            }
        });
        Secrets::of(found, is_complete)
    }

    fn add_versions_of(&self, place: Place, path: &str, found: &mut Vec<SecretAt>) {
        let mut next: Option<&Event> = None;
        for event in self.events_of(place) {
            if self.is_directory_again(event) {
                continue;
            }
            if !event.is_gone() {
                let entries = (event.entry, event.inode);
                let hidden = next.map(cause);
                found.extend(self.secret_shipped(place, path, event.layer, entries, hidden));
            }
            next = Some(event);
        }
    }

    /// Whether a layer has a directory that was there before: it hides nothing of it.
    fn is_directory_again(&self, event: &Event) -> bool {
        let is_directory = |event: &Event| self.kind(event) == EntryKind::Directory;
        !event.is_gone() && is_directory(event) && self.below(event).is_some_and(is_directory)
    }

    /// `None` where what is there is none.
    fn secret_shipped(
        &self,
        place: Place,
        path: &str,
        layer: u32,
        (entry, inode): (u32, u32),
        hidden: Option<Cause>,
    ) -> Option<SecretAt> {
        // A directory may have no entry.
        let kind = self.entries.kind(inode).unwrap_or(EntryKind::Directory);
        Some(SecretAt {
            place,
            secret: secret_at(path, kind)?,
            layer,
            entry,
            inode,
            hidden,
        })
    }
}
