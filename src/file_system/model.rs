//! The file systems of an image, after each of its layers, in one value: what
//! happened to each path, layer by layer.

use serde::{Deserialize, Serialize};

use super::entry::{Entries, Entry, Facts};
use super::paths::{NONE, Paths, Place, clean};
use super::state::State;
use crate::bytes::tar::EntryKind;

/// How many oddities are kept; the rest is only counted.
pub const MAX_ODDITIES: usize = 1_000;

/// What the layers of an image make of each other (image-spec, `layer.md`).
///
/// Layers are counted from the base as 0.
#[derive(Debug, Default)]
pub struct FileSystem {
    pub(super) paths: Paths,
    pub(super) entries: Entries,
    /// Those of one place are a list, the newest first, with at most one of each
    /// layer.
    pub(super) events: Vec<Event>,
    pub(super) layers: Vec<Layer>,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) whiteouts: Vec<Whiteout>,
    pub(super) oddities: Vec<Oddity>,
    pub(super) oddity_count: u64,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    pub(super) reading: Reading,
    /// The number of its first entry.
    pub(super) first: u32,
}

/// How much is known of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Reading {
    Whole,
    /// Entries were left out, as there are more than are kept.
    Partial,
    Unread,
}

/// What one layer made of one path.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    /// What was there before, by a layer below.
    pub(super) before: u32,
    pub(super) layer: u32,
    /// The entry of this path; none where it was deleted, and for a directory
    /// that is there only because something is in it.
    pub(super) entry: u32,
    /// The entry that has contents and metadata: another one for a hard link.
    pub(super) inode: u32,
    pub(super) state: State,
}

impl Event {
    pub(super) fn is_gone(&self) -> bool {
        matches!(self.state, State::Deleted { .. })
    }
}

/// An entry of which another one of the same layer took the place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Duplicate {
    pub(super) place: Place,
    pub(super) layer: u32,
    pub(super) entry: u32,
}

/// An entry that deletes something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whiteout {
    pub(super) layer: u32,
    pub(super) entry: u32,
    /// What is deleted, or the directory that is made opaque.
    pub(super) place: Place,
    pub(super) opaque: bool,
}

/// Something that tools refuse, or take differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oddity {
    pub kind: OddityKind,
    pub layer: u32,
    /// Where it is; for what could not be placed the root.
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OddityKind {
    /// A whiteout of what no layer below has.
    WhiteoutOfNothing,
    /// `.wh.` alone.
    EmptyWhiteout,
    /// Another name that begins with `.wh..wh.`: what AUFS keeps for itself, which
    /// tools pass over.
    ReservedName,
    /// An entry below a file, for which tools refuse the layer; here a directory
    /// takes the place of the file.
    BelowFile,
    /// An entry below a circle of symbolic links, or more of them than are
    /// followed: it is nowhere.
    LinkCircle,
    /// A hard link to what is not there, or to a directory.
    BrokenHardLink,
    /// The root as something else than a directory.
    RootNoDirectory,
}

impl FileSystem {
    /// How many layers there are, read or not.
    #[must_use]
    pub fn layer_count(&self) -> u32 {
        self.layers.len() as u32
    }

    /// How much is known of a layer; `None` where there is no such layer.
    #[must_use]
    pub fn reading(&self, layer: u32) -> Option<Reading> {
        Some(self.layers.get(layer as usize)?.reading)
    }

    /// The layers that were read and of which not all is known.
    #[must_use]
    pub fn partial_layers(&self) -> Vec<u32> {
        let layers = (0..).zip(&self.layers);
        let partial = layers.filter(|(_, layer)| layer.reading == Reading::Partial);
        partial.map(|(number, _)| number).collect()
    }

    /// What is odd about the layers, at most [`MAX_ODDITIES`].
    #[must_use]
    pub fn oddities(&self) -> &[Oddity] {
        &self.oddities
    }

    /// How many oddities were found, kept or not.
    #[must_use]
    pub fn oddity_count(&self) -> u64 {
        self.oddity_count
    }

    /// The absolute path of a place.
    #[must_use]
    pub fn path(&self, place: Place) -> String {
        self.paths.path(place)
    }

    /// The same, or `None` where it is longer than `limit` bytes.
    #[must_use]
    pub fn path_within(&self, place: Place, limit: usize) -> Option<String> {
        self.paths.path_within(place, limit)
    }

    /// The place of a path, in any spelling, read as it is written: links are
    /// not followed. `None` where no layer has it.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Place> {
        let mut parts = clean(path).into_iter();
        parts.try_fold(Place::ROOT, |at, part| self.paths.child(at, part))
    }

    /// The first layer of which not all is known between two, without these;
    /// `None` for `above` is below the base.
    pub(super) fn unread_between(&self, above: Option<u32>, below: u32) -> Option<u32> {
        let from = above.map_or(0, |layer| layer.saturating_add(1));
        let below = (below as usize).min(self.layers.len());
        let layers = self.layers.get(from as usize..below)?;
        let at = layers
            .iter()
            .position(|layer| layer.reading != Reading::Whole)?;
        Some(from + at as u32)
    }

    pub(super) fn event(&self, event: u32) -> Option<&Event> {
        self.events.get(event as usize)
    }

    /// What happened to a place, the last first.
    pub(super) fn events_of(&self, place: Place) -> impl Iterator<Item = &Event> {
        let last = self.event(self.paths.event(place));
        std::iter::successors(last, |event| self.event(event.before))
    }

    /// What was last said of a place up to a layer.
    pub(super) fn event_at(&self, place: Place, layer: u32) -> Option<&Event> {
        self.events_of(place).find(|event| event.layer <= layer)
    }

    /// The same, where that is not that it was deleted.
    pub(super) fn live_at(&self, place: Place, layer: u32) -> Option<&Event> {
        self.event_at(place, layer).filter(|event| !event.is_gone())
    }

    /// What a deletion deleted, or what an entry took the place of.
    pub(super) fn below(&self, event: &Event) -> Option<&Event> {
        self.event(event.before).filter(|below| !below.is_gone())
    }

    /// What a place is; a directory where nothing says it.
    pub(super) fn kind(&self, event: &Event) -> EntryKind {
        self.entries
            .kind(event.inode)
            .unwrap_or(EntryKind::Directory)
    }

    /// What the entry says; `None` for a directory that no entry makes.
    pub(super) fn entry(&self, event: &Event) -> Option<Entry<'_>> {
        self.entries.get(event.inode)
    }

    /// The same to be sent, where a hard link says to what it is one.
    pub(super) fn facts(&self, event: &Event) -> Option<Facts> {
        let mut facts = Facts::from(self.entry(event)?);
        if event.entry != event.inode && facts.link.is_empty() {
            let own = self.entries.get(event.entry)?;
            facts.link = own.link.to_owned();
        }
        Some(facts)
    }

    /// The layer of an entry, and its number among those of that layer.
    pub(super) fn origin(&self, entry: u32) -> Option<(u32, u32)> {
        if entry == NONE {
            return None;
        }
        let after = self.layers.partition_point(|layer| layer.first <= entry);
        let layer = after.checked_sub(1)?;
        let first = self.layers.get(layer)?.first;
        Some((layer as u32, entry - first))
    }
}
