//! What is seen in the end: the file system after the last layer.

use super::entry::Facts;
use super::model::FileSystem;
use super::paths::Place;
use crate::bytes::tar::EntryKind;

/// Something that is there after the last layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Last {
    /// Absolute.
    pub path: String,
    pub kind: EntryKind,
    /// What its entry says; nothing of a directory that is there only because
    /// something is in it.
    pub facts: Option<Facts>,
    /// The layer whose entry has its content, counted from the base as 0, and the
    /// number of that entry in the listing of the layer.
    pub origin: Option<(u32, u32)>,
}

impl FileSystem {
    /// What a path is after the last layer, read as it is written; `None` where it is not
    /// there.
    #[must_use]
    pub fn last_kind(&self, path: &str) -> Option<EntryKind> {
        let last = self.layer_count().checked_sub(1)?;
        let event = self.live_at(self.find(path)?, last)?;
        Some(self.kind(event))
    }

    /// All that is there after the last layer, the root first, in the order of the
    /// tree: a directory, what is in it, the next one, each by the bytes of its name.
    pub fn last(&self) -> impl Iterator<Item = Last> {
        let last = self.layer_count().saturating_sub(1);
        self.paths.walk().filter_map(move |place| {
            let event = self.live_at(place, last);
            if event.is_none() && place != Place::ROOT {
                return None;
            }
            Some(Last {
                path: self.path(place),
                kind: event.map_or(EntryKind::Directory, |event| self.kind(event)),
                origin: event.and_then(|event| self.origin(event.inode)),
                facts: event.and_then(|event| self.entry(event)).map(Facts::from),
            })
        })
    }
}
