//! Rows of a listing: tags of one image together, those that a person looks
//! for, in the order that the person wants.
//!
//! What is not known yet is never filtered away: it may be what is looked for.
//! It stands behind what is known, comes into view there, and is looked at.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::facts::{Child, Facts, Relation, about_by_name};
use super::order::seconds;
use super::{Listing, State};
use crate::format::Sum;
use crate::image::digest::Digest;
use crate::image::platform::Platform;
use crate::image::reference::Tag;
use crate::sorting;

/// What a person looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Part of a tag, in any case.
    pub name: String,
    /// `key`, or `key=part of the value`.
    pub label: String,
    /// Created at this second (since 1970) or later.
    pub since: Option<i64>,
    /// Created before this second.
    pub before: Option<i64>,
    pub sort: Sort,
    pub descending: bool,
}

/// By what rows are sorted. Names decide between equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Name,
    Date,
    Size,
}

/// Tags of one image, or one tag of which is not known what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagGroup {
    /// At least one; in the order of their names.
    pub tags: Vec<Tag>,
    pub state: State,
    pub facts: Option<Rc<Facts>>,
    /// The manifest that this is about, and what it is: by the tag's name or
    /// by the document itself.
    pub about: Option<(Digest, Relation)>,
}

/// A digest without a tag that was seen in an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untagged {
    pub digest: Digest,
    pub platform: Option<Platform>,
    pub why: Why,
}

/// How an untagged digest was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// An index of these tags names it.
    Child { of: Vec<Tag> },
    /// It is about this manifest.
    Referrer { of: Digest },
}

impl Listing {
    /// The rows that a person looks for.
    #[must_use]
    pub fn rows(&self, query: &Query) -> Vec<TagGroup> {
        let mut rows = self.grouped();
        rows.retain(|row| query.keeps(row));
        // Stable: among equals the order of names stays.
        match (query.sort, query.descending) {
            (Sort::Name, false) => {}
            (Sort::Name, true) => rows.reverse(),
            (Sort::Date, _) => query.sort_by(&mut rows, TagGroup::created),
            (Sort::Size, _) => query.sort_by(&mut rows, |row| row.size()?.whole()),
        }
        rows
    }

    /// In the order of their names; tags of the same document in one row, once they
    /// are folded.
    fn grouped(&self) -> Vec<TagGroup> {
        let mut rows: Vec<TagGroup> = Vec::new();
        let mut by_digest: HashMap<&Digest, usize> = HashMap::new();
        for (entry, folded) in self.named() {
            if let (State::Known(digest), true) = (&entry.state, folded) {
                if let Some(row) = by_digest.get(digest).and_then(|at| rows.get_mut(*at)) {
                    row.tags.push(entry.tag.clone());
                    continue;
                }
                by_digest.insert(digest, rows.len());
            }
            rows.push(TagGroup {
                tags: vec![entry.tag.clone()],
                state: entry.state.clone(),
                facts: self.facts_of(entry).cloned(),
                about: None,
            });
        }
        for row in &mut rows {
            row.about = about(row);
        }
        rows
    }

    /// Digests that were seen and that no known tag points to.
    #[must_use]
    pub fn untagged(&self) -> Vec<Untagged> {
        let states = self.entries().iter().map(|entry| &entry.state);
        let tagged = states.filter_map(|state| match state {
            State::Known(digest) => Some(digest),
            _ => None,
        });
        let tagged: HashSet<&Digest> = tagged.collect();
        let mut found: BTreeMap<Digest, Untagged> = BTreeMap::new();
        for row in self.grouped() {
            let children = row.facts.iter().flat_map(|facts| &facts.children);
            for child in children.filter(|child| !tagged.contains(&child.digest)) {
                let entry = found.entry(child.digest.clone());
                let untagged = entry.or_insert_with(|| Untagged {
                    digest: child.digest.clone(),
                    platform: child.platform.clone(),
                    why: why(&row, child),
                });
                if let Why::Child { of } = &mut untagged.why {
                    of.extend(row.tags.iter().cloned());
                }
            }
        }
        found.into_values().collect()
    }
}

/// Why a row names something. Of which tags it is a child is not said yet.
fn why(row: &TagGroup, child: &Child) -> Why {
    let about = row.about.as_ref();
    let about = about.filter(|(_, what)| *what == Relation::Referrers);
    match child.about.as_ref().or(about.map(|(of, _)| of)) {
        Some(of) => Why::Referrer { of: of.clone() },
        None => Why::Child { of: Vec::new() },
    }
}

fn about(row: &TagGroup) -> Option<(Digest, Relation)> {
    row.tags.iter().find_map(about_by_name).or_else(|| {
        let facts = row.facts.as_ref()?;
        Some((facts.subject.clone()?, Relation::Subject))
    })
}

impl TagGroup {
    /// Seconds since 1970.
    #[must_use]
    pub fn created(&self) -> Option<i64> {
        let image = self.facts.as_ref()?.image.as_ref()?;
        seconds(image.created.as_deref()?)
    }

    /// Stored bytes of the layers, as claimed; of an index, those of the image
    /// that was looked at.
    #[must_use]
    pub fn size(&self) -> Option<Sum> {
        Some(self.facts.as_ref()?.image.as_ref()?.size())
    }

    /// Could this be known and is not yet?
    fn is_open(&self) -> bool {
        matches!(self.state, State::Unasked | State::Asking)
    }
}

impl Query {
    /// Does the answer depend on more than names?
    #[must_use]
    pub fn asks_for_facts(&self) -> bool {
        !self.label.trim().is_empty()
            || self.since.is_some()
            || self.before.is_some()
            || self.sort != Sort::Name
    }

    fn keeps(&self, row: &TagGroup) -> bool {
        let name = self.name.trim().to_lowercase();
        let named = |tag: &Tag| tag.as_str().to_lowercase().contains(&name);
        row.tags.iter().any(named) && (row.is_open() || (self.dated(row) && self.labelled(row)))
    }

    fn dated(&self, row: &TagGroup) -> bool {
        if self.since.is_none() && self.before.is_none() {
            return true;
        }
        row.created().is_some_and(|created| {
            self.since.is_none_or(|since| created >= since)
                && self.before.is_none_or(|before| created < before)
        })
    }

    fn labelled(&self, row: &TagGroup) -> bool {
        let label = self.label.trim().to_lowercase();
        if label.is_empty() {
            return true;
        }
        let (key, value) = match label.split_once('=') {
            Some((key, value)) => (key.trim(), Some(value.trim())),
            None => (label.as_str(), None),
        };
        let image = row.facts.as_ref().and_then(|facts| facts.image.as_ref());
        image.is_some_and(|image| {
            image.labels.iter().any(|(own, text)| {
                own.to_lowercase() == key
                    && value.is_none_or(|value| text.to_lowercase().contains(value))
            })
        })
    }

    fn sort_by<T: Ord>(&self, rows: &mut Vec<TagGroup>, key: impl Fn(&TagGroup) -> Option<T>) {
        let turn = |order: Ordering| match self.descending {
            true => order.reverse(),
            false => order,
        };
        sorting::sort_by(rows, |one, other| known_first(key(one), key(other), turn));
    }
}

/// What has no value is last in both directions.
fn known_first<T: Ord>(
    one: Option<T>,
    other: Option<T>,
    turn: impl Fn(Ordering) -> Ordering,
) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => turn(one.cmp(&other)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}
