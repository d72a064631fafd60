//! Which tags are looked at next: a queue without any input or output.
//!
//! Not here: how a tag is looked at (`look`). One look sends its requests one
//! after the other, so that looks at a time are requests at a time.

use std::collections::{BTreeSet, VecDeque};

use crate::image::reference::Tag;

/// How many tags are looked at at a time: what browsers send to one host over
/// HTTP/1.1, and what no registry takes for an attack.
pub const TAGS_AT_ONCE: usize = 6;

/// What is wanted and what is under way.
#[derive(Clone, Debug, Default)]
pub(super) struct Queue {
    running: BTreeSet<Tag>,
    /// In view, in the order in which they came there.
    wanted: VecDeque<Tag>,
    /// Not in view: after all others.
    later: VecDeque<Tag>,
    stopped: bool,
}

impl Queue {
    pub(super) fn want(&mut self, tag: &Tag) {
        if !self.running.contains(tag) && !self.wanted.contains(tag) {
            self.wanted.push_back(tag.clone());
        }
    }

    /// Asked for as a whole, which also undoes a stop.
    pub(super) fn want_later(&mut self, tags: impl Iterator<Item = Tag>) {
        self.later = tags.collect();
        self.stopped = false;
    }

    pub(super) fn forget(&mut self, tag: &Tag) {
        self.wanted.retain(|wanted| wanted != tag);
    }

    pub(super) fn end(&mut self, tag: &Tag) {
        self.running.remove(tag);
        self.forget(tag);
    }

    pub(super) fn stop(&mut self) {
        *self = Self {
            stopped: true,
            ..Self::default()
        };
    }

    pub(super) fn resume(&mut self) {
        self.stopped = false;
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Takes what there is room for.
    pub(super) fn begin(&mut self) -> Vec<Tag> {
        let mut begun = Vec::new();
        while !self.stopped && self.running.len() < TAGS_AT_ONCE {
            let next = self.wanted.pop_front().or_else(|| self.later.pop_front());
            let Some(tag) = next else { break };
            if self.running.insert(tag.clone()) {
                self.later.retain(|later| *later != tag);
                begun.push(tag);
            }
        }
        begun
    }
}
