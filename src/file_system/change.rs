//! What one entry changes: something is put somewhere, or deleted.

use super::model::{Duplicate, Event, FileSystem, MAX_ODDITIES, Oddity, OddityKind, Reading};
use super::paths::{NONE, Place};
use super::resolve::Budget;
use super::state::{How, State};
use crate::bytes::tar::EntryKind;

/// A file system that is being made.
pub(super) struct Merge {
    pub(super) made: FileSystem,
    /// The layer that is being laid on.
    pub(super) layer: u32,
    /// The folder of the last entry and where it is: the next one is often
    /// there, too.
    pub(super) last_folder: String,
    pub(super) last_place: Option<Place>,
    /// Hard links to what is not there yet, with their targets.
    pub(super) forward: Vec<(Place, u32)>,
    pub(super) budget: Budget,
}
/// What of a directory goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// What layers below have in it.
    Below,
    /// That, and what this layer has put there before.
    All,
}
impl Merge {
    /// Deletes what layers below have at a place; whether there was anything.
    pub(super) fn delete(&mut self, place: Place) -> bool {
        let Some(event) = self.made.live_at(place, self.layer) else {
            return false;
        };
        let is_own = event.layer == self.layer;
        let below = match is_own {
            true => self.made.below(event),
            false => Some(event),
        };
        let Some(below) = below else { return false };
        let how = match self.made.kind(below) {
            EntryKind::Directory => How::Directory,
            _ => How::File,
        };
        if !is_own {
            self.remove(place, how, Reach::Below);
        }
        self.clear(place, how, Reach::Below);
        true
    }

    /// Deletes what is in a directory; whether there was anything.
    pub(super) fn clear(&mut self, folder: Place, how: How, reach: Reach) -> bool {
        self.last_place = None;
        let mut any = false;
        let mut next = self.made.paths.first_child(folder);
        while let Some(place) = next {
            if !self.budget.take(1) {
                self.is_partial();
                return any;
            }
            let removed = self.remove(place, how, reach);
            any |= removed == Removed::Now;
            // Nothing is in what is not there.
            let child = match removed {
                Removed::Before => None,
                Removed::Now | Removed::Not => self.made.paths.first_child(place),
            };
            next = child.or_else(|| self.made.paths.after(place, folder));
        }
        any
    }

    fn remove(&mut self, place: Place, how: How, reach: Reach) -> Removed {
        let last = self.made.paths.event(place);
        let event = self.made.event(last).copied();
        let Some(event) = event.filter(|event| !event.is_gone()) else {
            return Removed::Before;
        };
        let state = State::Deleted {
            by: self.layer,
            how,
        };
        let gone = Event {
            before: last,
            layer: self.layer,
            entry: NONE,
            inode: NONE,
            state,
        };
        if event.layer != self.layer {
            self.push(place, gone);
            return Removed::Now;
        }
        if reach == Reach::Below {
            self.keep(place);
            return Removed::Not;
        }
        self.note_duplicate(place, &event);
        if self.made.below(&event).is_none() {
            self.made.paths.set_event(place, event.before);
        } else if let Some(slot) = self.made.events.get_mut(last as usize) {
            *slot = Event {
                before: event.before,
                ..gone
            };
        }
        Removed::Now
    }

    /// The directories above what this layer has put somewhere stay, though
    /// those of layers below go.
    fn keep(&mut self, place: Place) {
        let mut above = self.made.paths.parent(place);
        while let Some(place) = above {
            let last = self.made.paths.event(place);
            let event = self.made.events.get_mut(last as usize);
            let Some(event) = event.filter(|event| event.is_gone()) else {
                return;
            };
            event.state = State::Unknown;
            above = self.made.paths.parent(place);
        }
    }

    /// Puts an entry at a place, or a directory without one.
    pub(super) fn put(&mut self, place: Place, entry: u32, inode: u32) {
        let last = self.made.paths.event(place);
        let old = self.made.event(last).copied();
        let new = Event {
            before: last,
            layer: self.layer,
            entry,
            inode,
            state: State::Unknown,
        };
        let kind = self.made.kind(&new);
        let was = old.filter(|old| !old.is_gone());
        let was = was.map(|old| self.made.kind(&old));
        if kind == EntryKind::Symlink || was.is_some_and(|was| was != kind) {
            self.last_place = None;
        }
        if was == Some(EntryKind::Directory) && kind != EntryKind::Directory {
            self.clear(place, How::ReplacedByOther, Reach::All);
        }
        match old.filter(|old| old.layer == self.layer) {
            None => self.push(place, new),
            Some(old) => {
                self.note_duplicate(place, &old);
                if let Some(slot) = self.made.events.get_mut(last as usize) {
                    *slot = Event {
                        before: old.before,
                        ..new
                    };
                }
            }
        }
    }

    fn push(&mut self, place: Place, event: Event) {
        let number = self.made.events.len() as u32;
        self.made.events.push(event);
        self.made.paths.set_event(place, number);
    }

    fn note_duplicate(&mut self, place: Place, event: &Event) {
        if event.entry != NONE {
            self.made.duplicates.push(Duplicate {
                place,
                layer: self.layer,
                entry: event.entry,
            });
        }
    }

    pub(super) fn is_partial(&mut self) {
        if let Some(layer) = self.made.layers.last_mut() {
            layer.reading = Reading::Partial;
        }
    }

    pub(super) fn odd(&mut self, kind: OddityKind, place: Place) {
        let made = &mut self.made;
        made.oddity_count += 1;
        if made.oddities.len() < MAX_ODDITIES {
            made.oddities.push(Oddity {
                kind,
                layer: self.layer,
                place,
            });
        }
    }
}

/// What came of removing something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Removed {
    Now,
    /// It was not there.
    Before,
    /// This layer has put it there.
    Not,
}
