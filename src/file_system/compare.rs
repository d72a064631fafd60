//! What a layer does to a path, from what it says and what lies below.

use super::entry::Entry;
use super::model::{Event, FileSystem};
use super::state::{Changes, State};
use crate::bytes::tar::EntryKind;
use crate::image::digest::Computed;

/// The digest of the contents of an entry, by its layer and its number in the
/// layer's listing, where somebody computed it.
pub type KnownContent<'a> = &'a dyn Fn(u32, u32) -> Option<Computed>;

impl FileSystem {
    /// The state of an entry that is not a deletion.
    pub(super) fn judge(&self, event: &Event) -> State {
        let before = self.event(event.before);
        let above = before.map(|before| before.layer);
        if self.unread_between(above, event.layer).is_some() {
            return State::Unknown;
        }
        match before.filter(|before| !before.is_gone()) {
            None => State::Added,
            Some(below) => self.compare(below, event, None),
        }
    }

    /// Decides whether files that were written again have the same contents,
    /// where the digests of both are known.
    pub fn compare_contents(&mut self, known: KnownContent<'_>) {
        for at in 0..self.events.len() {
            let Some(event) = self.events.get(at).copied() else {
                continue;
            };
            if event.state != State::Rewritten {
                continue;
            }
            let Some(below) = self.below(&event) else {
                continue;
            };
            let same = self.same_contents(below.inode, event.inode, known);
            let state = self.compare(below, &event, same);
            if let Some(event) = self.events.get_mut(at) {
                event.state = state;
            }
        }
    }

    fn same_contents(&self, one: u32, other: u32, known: KnownContent<'_>) -> Option<bool> {
        let digest = |entry| {
            let (layer, number) = self.origin(entry)?;
            known(layer, number)
        };
        let (one, other) = (digest(one)?, digest(other)?);
        // Digests by two algorithms say nothing of each other.
        (one.algorithm() == other.algorithm()).then(|| one == other)
    }

    fn compare(&self, below: &Event, event: &Event, same: Option<bool>) -> State {
        if self.kind(below) != self.kind(event) {
            return State::Content;
        }
        if below.inode == event.inode {
            return State::Unchanged;
        }
        let (Some(old), Some(new)) = (self.entry(below), self.entry(event)) else {
            // What tools give a directory that no entry makes is up to them.
            return State::Metadata(Changes::MODE | Changes::OWNER | Changes::MTIME);
        };
        let is_file = new.kind == EntryKind::File;
        if is_file && (old.size != new.size || same == Some(false)) {
            return State::Content;
        }
        // Two empty files are the same.
        if is_file && new.size > 0 && same.is_none() {
            return State::Rewritten;
        }
        match changes(&old, &new) {
            Changes::NONE => State::Unchanged,
            changes => State::Metadata(changes),
        }
    }
}

/// Names of owners do not count: tools unpack by number.
fn changes(old: &Entry<'_>, new: &Entry<'_>) -> Changes {
    let owner = (old.uid, old.gid) != (new.uid, new.gid);
    Changes::MODE.when(old.mode != new.mode)
        | Changes::OWNER.when(owner)
        | Changes::MTIME.when(old.mtime != new.mtime)
        | Changes::XATTRS.when(old.xattrs != new.xattrs)
        | Changes::LINK.when(old.link != new.link)
}
