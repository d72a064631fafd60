//! Where the contents of files are: for who reads the layers once more.

use super::entry::Facts;
use super::history::EntryAt;
use super::model::{Event, FileSystem};
use super::paths::{NONE, Place};
use super::state::State;
use crate::bytes::tar::EntryKind;

/// Something that is there after a layer, by number; see [`FileSystem::path`] and
/// [`FileSystem::facts_of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visible {
    pub place: Place,
    pub kind: EntryKind,
    /// The entry with contents and metadata, which hard links share; `None` for a
    /// directory that no entry makes.
    pub entry: Option<EntryAt>,
}

/// A file whose contents are in a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shipped {
    pub entry: EntryAt,
    /// Of hard links to it one that is visible, if one is.
    pub place: Place,
    /// In the last file system. `None` where a layer above was not read.
    pub visible: Option<bool>,
}

impl FileSystem {
    /// All that is there after a layer, in the order of the tree: a directory, what
    /// is in it, the next one, each by the bytes of its name. The root is there where
    /// an entry says something of it.
    pub fn visible(&self, layer: u32) -> impl Iterator<Item = Visible> {
        self.visible_at(layer, Place::ROOT)
    }

    /// Of these the ones at a place and in it.
    pub fn visible_at(&self, layer: u32, top: Place) -> impl Iterator<Item = Visible> {
        self.paths.walk_at(top).filter_map(move |place| {
            let event = self.live_at(place, layer)?;
            Some(Visible {
                place,
                kind: self.kind(event),
                entry: self.entry_at(event.inode),
            })
        })
    }

    /// What an entry says; `None` where there is none.
    #[must_use]
    pub fn facts_of(&self, entry: EntryAt) -> Option<Facts> {
        let layer = self.layers.get(entry.layer as usize)?;
        let number = layer.first.checked_add(entry.number)?;
        let is_of_layer = self.entry_at(number) == Some(entry);
        let found = self.entries.get(number).filter(|_| is_of_layer)?;
        Some(Facts::from(found))
    }

    /// Every file of every layer, by layer and number. Entries that are nowhere are
    /// left out; see [`Self::oddities`].
    #[must_use]
    pub fn shipped(&self) -> Vec<Shipped> {
        let mut places = vec![None; self.entries.len()];
        for duplicate in &self.duplicates {
            if let Some(slot) = places.get_mut(duplicate.entry as usize) {
                *slot = Some((duplicate.place, Some(false)));
            }
        }
        for place in self.paths.all() {
            for event in self.events_of(place) {
                self.note_place(place, event, &mut places);
            }
        }
        let numbered = (0_u32..).zip(places);
        let files = numbered.filter(|(number, _)| self.is_file(*number));
        let shipped = files.filter_map(|(number, place)| {
            let (place, visible) = place?;
            let entry = self.entry_at(number)?;
            Some(Shipped {
                entry,
                place,
                visible,
            })
        });
        shipped.collect()
    }

    /// A place that is visible is better than one of which that is not known, and
    /// than the one of the entry itself.
    fn note_place(
        &self,
        place: Place,
        event: &Event,
        places: &mut [Option<(Place, Option<bool>)>],
    ) {
        if event.is_gone() {
            return;
        }
        let Some(slot) = places.get_mut(event.inode as usize) else {
            return;
        };
        let visible = self.is_seen_last(place, event);
        let rank = |visible: Option<bool>| visible.map_or(1, |visible| 2 * u8::from(visible));
        let is_own = event.entry == event.inode;
        let is_better = slot.is_none_or(|(_, known)| {
            rank(visible) > rank(known) || is_own && rank(visible) == rank(known)
        });
        if is_better {
            *slot = Some((place, visible));
        }
    }

    fn is_seen_last(&self, place: Place, event: &Event) -> Option<bool> {
        let last = self.event(self.paths.event(place))?;
        if last.layer != event.layer {
            return Some(false);
        }
        let unread = self.unread_between(Some(event.layer), self.layer_count());
        unread.is_none().then_some(true)
    }

    fn is_file(&self, entry: u32) -> bool {
        self.entries.kind(entry) == Some(EntryKind::File)
    }

    /// The entries whose contents tell whether files that were written again are the
    /// same as before, by layer and number, each once: see
    /// [`Self::compare_contents`].
    #[must_use]
    pub fn uncompared(&self) -> Vec<EntryAt> {
        let rewritten = self.events.iter();
        let rewritten = rewritten.filter(|event| event.state == State::Rewritten);
        let both = rewritten.flat_map(|event| {
            let below = self.below(event).map_or(NONE, |below| below.inode);
            [below, event.inode]
        });
        let mut entries: Vec<u32> = both.collect();
        // By number is by layer, too.
        entries.sort_unstable();
        entries.dedup();
        let entries = entries.into_iter();
        entries.filter_map(|entry| self.entry_at(entry)).collect()
    }
}
