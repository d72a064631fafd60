//! What each layer did to one path.

use serde::{Deserialize, Serialize};

use super::entry::Facts;
use super::model::{Event, FileSystem};
use super::paths::NONE;
use super::state::State;

/// One thing that happened to a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// The layer that did it.
    pub layer: u32,
    pub done: Done,
}

/// What a layer did to a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Done {
    /// It has an entry for it.
    Written {
        state: State,
        facts: Facts,
        /// The entry with the contents, where this is a hard link to another.
        same_as: Option<EntryAt>,
        entry: EntryAt,
    },
    /// It has entries below it only: tools make the directory.
    Implied { state: State },
    /// It deletes it.
    Deleted { state: State },
    /// It has an entry for it that another one of the same layer takes the place
    /// of.
    Superseded { facts: Facts, entry: EntryAt },
}

/// An entry of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EntryAt {
    pub layer: u32,
    /// Its number in the layer's listing, from 0.
    pub number: u32,
}

impl FileSystem {
    /// What the layers did to a path, the base first; nothing where none did. The
    /// path is read as it is written: links are not followed.
    #[must_use]
    pub fn history(&self, path: &str) -> Vec<Version> {
        let Some(place) = self.find(path) else {
            return Vec::new();
        };
        let mut versions: Vec<Version> = self
            .events_of(place)
            .filter_map(|event| self.version(event))
            .collect();
        versions.reverse();
        let duplicates = self
            .duplicates
            .iter()
            .filter(|duplicate| duplicate.place == place);
        for duplicate in duplicates {
            let entry = self.entries.get(duplicate.entry).map(Facts::from);
            let (Some(facts), Some(entry)) = (entry, self.entry_at(duplicate.entry)) else {
                continue;
            };
            // Before what took its place.
            let layer = duplicate.layer;
            let at = versions.partition_point(|version| version.layer < layer);
            let kept = versions.iter().skip(at).take_while(|version| {
                matches!(version.done, Done::Superseded { .. }) && version.layer == layer
            });
            let at = at + kept.count();
            let done = Done::Superseded { facts, entry };
            versions.insert(at, Version { layer, done });
        }
        versions
    }

    fn version(&self, event: &Event) -> Option<Version> {
        let state = event.state;
        let done = if event.is_gone() {
            Done::Deleted { state }
        } else if event.entry == NONE {
            Done::Implied { state }
        } else {
            let is_link = event.inode != event.entry;
            Done::Written {
                state,
                facts: self.facts(event)?,
                same_as: self.entry_at(event.inode).filter(|_| is_link),
                entry: self.entry_at(event.entry)?,
            }
        };
        let layer = event.layer;
        Some(Version { layer, done })
    }

    pub(super) fn entry_at(&self, entry: u32) -> Option<EntryAt> {
        let (layer, number) = self.origin(entry)?;
        Some(EntryAt { layer, number })
    }
}
