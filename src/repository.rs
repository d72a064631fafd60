//! A repository: its tags, what is known of each, and what they have in common.
//!
//! Not here: the protocol (`source::registry`), an image itself (`inspect`),
//! and what a person reads (`views::repository`).
//!
//! A list of tags is one request and says names only. Whatever else is shown of
//! a tag (digest, time, platforms, size) takes two or three more, so a tag is
//! looked at when a person sees it, and at most [`TAGS_AT_ONCE`] are at a time.
//!
//! * [`facts`] reads a tag's documents; [`look`] fetches them;
//! * [`Listing`] is the state: tags and the queue, without any input or output;
//! * [`rows`] groups, filters and sorts them; [`order`] compares names and times;
//! * [`matrix`] says which layers several images share.
//!
//! A digest here is computed from the bytes that came for a tag. Sizes are what
//! the documents claim.

pub mod facts;
pub mod look;
pub mod matrix;
pub mod order;
mod queue;
pub mod rows;

pub use facts::{Facts, Relation};
pub use matrix::Matrix;
pub use queue::TAGS_AT_ONCE;
pub use rows::{Query, Sort, TagGroup, Untagged};

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::image::digest::Digest;
use crate::image::reference::Tag;
use crate::sorting::sort_by;
use crate::source::registry::client::{Pages, Tags};
use crate::source::registry::route::{Way, note};
use crate::words::Message;
use queue::Queue;

/// The tags of one repository, and how far they are known.
#[derive(Clone, Debug)]
pub struct Listing {
    entries: Vec<Entry>,
    places: HashMap<Tag, usize>,
    /// The places of all tags in the order of their names: compared once, since
    /// rows are made anew with each answer.
    by_name: Vec<usize>,
    /// By digest: tags of the same image have the same.
    facts: HashMap<Digest, Rc<Facts>>,
    queue: Queue,
    /// The places of the tags that may share a row: see [`Self::fold`].
    folded: HashSet<usize>,
    /// A person waits for all, and for their rows to be folded then.
    folds_at_end: bool,
    /// Why the looking stopped without being told to.
    trouble: Option<Message>,
    /// How many names the registry gave that are no tags.
    pub malformed: usize,
    /// Whether these are all tags that there are.
    pub pages: Pages,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub tag: Tag,
    pub state: State,
}

/// How far a tag is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Its name only.
    Unasked,
    Asking,
    /// What it pointed to when it was looked at.
    Known(Digest),
    /// Why it is not known.
    Failed(Message),
}

/// How many tags are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub all: usize,
    pub known: usize,
    pub failed: usize,
    pub asking: usize,
}

impl Listing {
    #[must_use]
    pub fn new(tags: Tags) -> Self {
        let places = tags.tags.iter().cloned().zip(0..).collect();
        let mut named: Vec<(usize, &Tag)> = tags.tags.iter().enumerate().collect();
        sort_by(&mut named, |(_, one), (_, other)| {
            order::natural(one.as_str(), other.as_str())
        });
        let by_name = named.into_iter().map(|(place, _)| place).collect();
        let entry = |tag| Entry {
            tag,
            state: State::Unasked,
        };
        Self {
            entries: tags.tags.into_iter().map(entry).collect(),
            places,
            by_name,
            facts: HashMap::new(),
            queue: Queue::default(),
            folded: HashSet::new(),
            folds_at_end: false,
            trouble: None,
            malformed: tags.malformed,
            pages: tags.pages,
        }
    }

    /// In the registry's order.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// In the order of their names, each with whether it may share a row.
    fn named(&self) -> impl Iterator<Item = (&Entry, bool)> {
        self.by_name.iter().filter_map(|place| {
            let entry = self.entries.get(*place)?;
            Some((entry, self.folded.contains(place)))
        })
    }

    /// Notes by which way it was said which digest a tag has.
    pub fn came_by(&mut self, way: Way) {
        note(&mut self.pages.ways, way);
    }

    /// What is known of the document with this digest.
    #[must_use]
    pub fn facts(&self, digest: &Digest) -> Option<&Rc<Facts>> {
        self.facts.get(digest)
    }

    /// What is known of the document that a tag points to.
    #[must_use]
    pub fn facts_of(&self, entry: &Entry) -> Option<&Rc<Facts>> {
        match &entry.state {
            State::Known(digest) => self.facts.get(digest),
            _ => None,
        }
    }

    #[must_use]
    pub fn count(&self) -> Count {
        let mut count = Count {
            all: self.entries.len(),
            ..Count::default()
        };
        for entry in &self.entries {
            match entry.state {
                State::Unasked => {}
                State::Asking => count.asking += 1,
                State::Known(_) => count.known += 1,
                State::Failed(_) => count.failed += 1,
            }
        }
        count
    }

    /// These tags came into view. The answer is what to look at now.
    #[must_use]
    pub fn enter(&mut self, tags: &[Tag]) -> Vec<Tag> {
        for tag in tags {
            if self.is_unasked(tag) {
                self.queue.want(tag);
            }
        }
        self.begin()
    }

    /// These tags are out of view: what was not begun is not begun.
    pub fn leave(&mut self, tags: &[Tag]) {
        for tag in tags {
            self.queue.forget(tag);
        }
    }

    /// A person wants to know all. Those in view come first.
    #[must_use]
    pub fn want_all(&mut self) -> Vec<Tag> {
        self.trouble = None;
        let unasked = |entry: &&Entry| entry.state == State::Unasked;
        let tags = self.entries.iter().filter(unasked);
        self.queue.want_later(tags.map(|entry| entry.tag.clone()));
        self.folds_at_end = true;
        self.begin()
    }

    /// Puts tags that are known by now to be of one image in one row. Only when a
    /// person does something: each answer would move the rows below it otherwise,
    /// while they are read.
    pub fn fold(&mut self) {
        let known = |(place, entry): (usize, &Entry)| {
            matches!(entry.state, State::Known(_)).then_some(place)
        };
        self.folded = self.entries.iter().enumerate().filter_map(known).collect();
    }

    /// Whether [`Self::fold`] would change the rows.
    #[must_use]
    pub fn folds(&self) -> bool {
        let known = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| {
                let State::Known(digest) = &entry.state else {
                    return None;
                };
                Some((place, digest))
            });
        let mut seen = HashMap::new();
        known.into_iter().any(|(place, digest)| {
            let folded = self.folded.contains(&place);
            let before = seen.insert(digest, folded);
            before.is_some_and(|before| !(before && folded))
        })
    }

    /// A tag was looked at. The answer is what to look at next.
    #[must_use]
    pub fn answered(&mut self, tag: &Tag, answer: Result<Facts, Message>) -> Vec<Tag> {
        // What was cancelled may still answer: it is known then, and nothing
        // waited for its place.
        self.queue.end(tag);
        let state = match answer {
            Ok(facts) => {
                let digest = facts.digest.clone();
                self.facts
                    .entry(digest.clone())
                    .or_insert_with(|| Rc::new(facts));
                State::Known(digest)
            }
            Err(why) => State::Failed(why),
        };
        self.set(tag, state);
        let begun = self.begin();
        let is_open = |entry: &Entry| matches!(entry.state, State::Unasked | State::Asking);
        if self.folds_at_end && !self.entries.iter().any(is_open) {
            self.fold();
        }
        begun
    }

    /// A person stops the looking: what is under way has to be dropped by the
    /// caller, and nothing is begun until [`Self::resume`].
    pub fn cancel(&mut self) {
        for entry in &mut self.entries {
            if entry.state == State::Asking {
                entry.state = State::Unasked;
            }
        }
        self.queue.stop();
        self.folds_at_end = false;
    }

    /// The registry wants no more requests for now (429): to go on would make
    /// it worse. Everything is as after a [`Self::cancel`].
    pub fn halt(&mut self, why: Message) {
        self.cancel();
        self.trouble = Some(why);
    }

    /// Why the looking stopped, where no person stopped it.
    #[must_use]
    pub fn trouble(&self) -> Option<&Message> {
        self.trouble.as_ref()
    }

    /// Whoever looked is gone, and with it what was under way; looking begins
    /// anew with what comes into view.
    pub fn interrupted(&mut self) {
        self.cancel();
        self.trouble = None;
        self.queue.resume();
        self.fold();
    }

    /// Undoes a [`Self::cancel`]; `in_view` is what a person sees.
    #[must_use]
    pub fn resume(&mut self, in_view: &[Tag]) -> Vec<Tag> {
        self.trouble = None;
        self.queue.resume();
        self.enter(in_view)
    }

    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.queue.is_stopped()
    }

    /// Asks once more for what failed.
    #[must_use]
    pub fn retry(&mut self) -> Vec<Tag> {
        let mut failed = Vec::new();
        for entry in &mut self.entries {
            if matches!(entry.state, State::Failed(_)) {
                entry.state = State::Unasked;
                failed.push(entry.tag.clone());
            }
        }
        self.enter(&failed)
    }

    fn begin(&mut self) -> Vec<Tag> {
        let begun = self.queue.begin();
        for tag in &begun {
            self.set(tag, State::Asking);
        }
        begun
    }

    fn is_unasked(&self, tag: &Tag) -> bool {
        let place = self.places.get(tag);
        let entry = place.and_then(|place| self.entries.get(*place));
        entry.is_some_and(|entry| entry.state == State::Unasked)
    }

    fn set(&mut self, tag: &Tag, state: State) {
        let place = self.places.get(tag).copied();
        if let Some(entry) = place.and_then(|place| self.entries.get_mut(place)) {
            entry.state = state;
        }
    }
}

#[cfg(test)]
mod tests;
