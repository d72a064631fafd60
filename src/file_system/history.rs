//! What each layer did to one path.

use serde::{Deserialize, Serialize};

use super::entry::Facts;
use super::model::{Duplicate, Event, FileSystem};
use super::paths::{NONE, Place};
use super::state::State;
use crate::sorting::sort_by_key;

/// How many versions of a path are told; a layer may have it any number of times.
pub const MAX_VERSIONS: usize = 1_000;

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
    ///
    /// At most [`MAX_VERSIONS`]: what was superseded within its layer is left out
    /// first, and of each the oldest; see [`Self::history_left_out`].
    #[must_use]
    pub fn history(&self, path: &str) -> Vec<Version> {
        let Some(place) = self.find(path) else {
            return Vec::new();
        };
        let versions = self.events_of(place);
        let superseded = self.superseded(place).rev();
        let mut versions: Vec<Version> = versions
            .filter_map(|event| self.version(event))
            .chain(superseded.filter_map(|duplicate| self.superseded_version(duplicate)))
            .take(MAX_VERSIONS)
            .collect();
        // The base first, and in a layer what was superseded before what took its
        // place.
        versions.reverse();
        sort_by_key(&mut versions, |version| version.layer);
        versions
    }

    /// How many versions of a path [`Self::history`] does not tell, as there are more
    /// than [`MAX_VERSIONS`].
    #[must_use]
    pub fn history_left_out(&self, path: &str) -> usize {
        let all = self.find(path).map_or(0, |place| {
            self.events_of(place).count() + self.superseded(place).count()
        });
        all.saturating_sub(MAX_VERSIONS)
    }

    /// By layer, in the order in which something took their place.
    fn superseded(&self, place: Place) -> impl DoubleEndedIterator<Item = &Duplicate> {
        let all = self.duplicates.iter();
        all.filter(move |duplicate| duplicate.place == place)
    }

    fn superseded_version(&self, duplicate: &Duplicate) -> Option<Version> {
        let done = Done::Superseded {
            facts: Facts::from(self.entries.get(duplicate.entry)?),
            entry: self.entry_at(duplicate.entry)?,
        };
        let layer = duplicate.layer;
        Some(Version { layer, done })
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
