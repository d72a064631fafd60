//! Every path that a layer of an image names, as a tree in one vector: a name
//! stands once for each path, and no path as a whole.
//!
//! A node stays where it is once it was made, and its parent comes before it.

use std::hash::{DefaultHasher, Hasher};

use serde::{Deserialize, Serialize};

/// How many paths are kept, ten times those of the largest images.
const MAX_PLACES: usize = 4_000_000;

/// How many bytes of names are kept.
const MAX_NAMES: usize = 256 << 20;

/// A path of an image's layers. It is the same for as long as the
/// [`FileSystem`](super::FileSystem) is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place(pub(super) u32);

impl Place {
    /// The root directory.
    pub const ROOT: Self = Self(0);

    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Stands where there is nothing: no place, no event, no entry.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Where its name stands.
    start: u32,
    end: u32,
    parent: u32,
    first_child: u32,
    next_sibling: u32,
    /// The last event here; see [`Event`](super::model::Event).
    event: u32,
}

/// The tree of all paths.
#[derive(Debug)]
pub(super) struct Paths {
    nodes: Vec<Node>,
    names: String,
    /// Nodes by the hash of parent and name, with linear probing. Its length is a
    /// power of two, and more than half of it is free.
    table: Vec<u32>,
}

impl Default for Paths {
    fn default() -> Self {
        let root = Node {
            start: 0,
            end: 0,
            parent: NONE,
            first_child: NONE,
            next_sibling: NONE,
            event: NONE,
        };
        Self {
            nodes: vec![root],
            names: String::new(),
            table: vec![NONE; 1024],
        }
    }
}

impl Paths {
    /// All places; parents come before their children.
    pub(super) fn all(&self) -> impl DoubleEndedIterator<Item = Place> + use<> {
        (0..self.nodes.len() as u32).map(Place)
    }

    fn node(&self, place: Place) -> Option<&Node> {
        self.nodes.get(place.index())
    }

    /// The last part of a path; nothing for the root.
    pub(super) fn name(&self, place: Place) -> &str {
        let range = self.node(place);
        let range = range.map(|node| node.start as usize..node.end as usize);
        range
            .and_then(|range| self.names.get(range))
            .unwrap_or_default()
    }

    pub(super) fn parent(&self, place: Place) -> Option<Place> {
        some(self.node(place)?.parent)
    }

    pub(super) fn children(&self, place: Place) -> impl Iterator<Item = Place> {
        let first = self.first_child(place);
        std::iter::successors(first, |child| self.next_sibling(*child))
    }

    pub(super) fn first_child(&self, place: Place) -> Option<Place> {
        some(self.node(place)?.first_child)
    }

    pub(super) fn next_sibling(&self, place: Place) -> Option<Place> {
        some(self.node(place)?.next_sibling)
    }

    pub(super) fn event(&self, place: Place) -> u32 {
        self.node(place).map_or(NONE, |node| node.event)
    }

    pub(super) fn set_event(&mut self, place: Place, event: u32) {
        if let Some(node) = self.nodes.get_mut(place.index()) {
            node.event = event;
        }
    }

    /// The path from the root, with a slash before each part.
    pub(super) fn path(&self, place: Place) -> String {
        let mut parts = vec![];
        let mut at = Some(place);
        while let Some(here) = at.filter(|at| *at != Place::ROOT) {
            parts.push(self.name(here));
            at = self.parent(here);
        }
        if parts.is_empty() {
            return "/".to_owned();
        }
        let length = parts.iter().map(|part| part.len() + 1).sum();
        let mut path = String::with_capacity(length);
        for part in parts.iter().rev() {
            path.push('/');
            path.push_str(part);
        }
        path
    }

    /// The same, or `None` where it is longer than `limit`: paths are as deep as they
    /// like, so that all of them together have no bound.
    pub(super) fn path_within(&self, place: Place, limit: usize) -> Option<String> {
        let mut length = 0;
        let mut at = Some(place);
        while let Some(here) = at {
            length += 1 + self.name(here).len();
            if length > limit + 1 {
                return None;
            }
            at = self.parent(here);
        }
        Some(self.path(place))
    }

    /// The place below `parent` of this name.
    pub(super) fn child(&self, parent: Place, name: &str) -> Option<Place> {
        self.probe(parent, name).ok()
    }

    /// The same, which is made where it is not there yet; `None` where no more
    /// are kept.
    pub(super) fn child_or_new(&mut self, parent: Place, name: &str) -> Option<Place> {
        let slot = match self.probe(parent, name) {
            Ok(known) => return Some(known),
            Err(slot) => slot,
        };
        if self.nodes.len() >= MAX_PLACES || self.names.len() + name.len() > MAX_NAMES {
            return None;
        }
        let place = Place(self.nodes.len() as u32);
        let start = self.names.len() as u32;
        self.names.push_str(name);
        let above = self.nodes.get_mut(parent.index())?;
        let next_sibling = std::mem::replace(&mut above.first_child, place.0);
        self.nodes.push(Node {
            start,
            end: self.names.len() as u32,
            parent: parent.0,
            first_child: NONE,
            next_sibling,
            event: NONE,
        });
        if let Some(slot) = self.table.get_mut(slot) {
            *slot = place.0;
        }
        if self.nodes.len() * 2 > self.table.len() {
            self.grow();
        }
        Some(place)
    }

    /// The place of this name, or the free slot where it would stand.
    fn probe(&self, parent: Place, name: &str) -> Result<Place, usize> {
        let mask = self.table.len() - 1;
        let mut slot = hash(parent.0, name) & mask;
        while let Some(place) = self.table.get(slot).copied().and_then(some) {
            if self.parent(place) == Some(parent) && self.name(place) == name {
                return Ok(place);
            }
            slot = (slot + 1) & mask;
        }
        Err(slot)
    }

    fn grow(&mut self) {
        let mut table = vec![NONE; self.table.len() * 2];
        let mask = table.len() - 1;
        for place in self.all().skip(1) {
            let parent = self.parent(place).unwrap_or(Place::ROOT);
            let mut slot = hash(parent.0, self.name(place)) & mask;
            while table.get(slot).is_some_and(|taken| *taken != NONE) {
                slot = (slot + 1) & mask;
            }
            if let Some(slot) = table.get_mut(slot) {
                *slot = place.0;
            }
        }
        self.table = table;
    }

    /// The number of each place in the order of the tree, where a directory comes
    /// before what is in it. Once it is finished, that is by name.
    pub(super) fn ranks(&self) -> Vec<u32> {
        let mut ranks = vec![0; self.nodes.len()];
        for (rank, place) in (0..).zip(self.walk()) {
            if let Some(slot) = ranks.get_mut(place.index()) {
                *slot = rank;
            }
        }
        ranks
    }

    /// All places in that order.
    pub(super) fn walk(&self) -> impl Iterator<Item = Place> {
        self.walk_at(Place::ROOT)
    }

    /// Of these the ones at a place and in it.
    pub(super) fn walk_at(&self, top: Place) -> impl Iterator<Item = Place> {
        std::iter::successors(Some(top), move |place| {
            self.first_child(*place).or_else(|| self.after(*place, top))
        })
    }

    /// What comes after all that is at a place, in a folder above.
    pub(super) fn after(&self, place: Place, folder: Place) -> Option<Place> {
        let mut place = place;
        while place != folder {
            if let Some(next) = self.next_sibling(place) {
                return Some(next);
            }
            place = self.parent(place)?;
        }
        None
    }

    /// Puts children in the order of their names, so that nobody has to sort
    /// them again, and drops what only the making needs.
    pub(super) fn finish(&mut self) {
        let mut children: Vec<Place> = Vec::new();
        for parent in self.all() {
            children.clear();
            children.extend(self.children(parent));
            // The newest comes first, and most archives are sorted.
            children.reverse();
            children.sort_by(|one, other| self.name(*one).cmp(self.name(*other)));
            let mut next = NONE;
            for child in children.iter().rev() {
                if let Some(node) = self.nodes.get_mut(child.index()) {
                    node.next_sibling = next;
                }
                next = child.0;
            }
            if let Some(node) = self.nodes.get_mut(parent.index()) {
                node.first_child = next;
            }
        }
        self.nodes.shrink_to_fit();
        self.names.shrink_to_fit();
    }
}

fn some(number: u32) -> Option<Place> {
    (number != NONE).then_some(Place(number))
}

fn hash(parent: u32, name: &str) -> usize {
    let mut hasher = DefaultHasher::new();
    hasher.write_u32(parent);
    hasher.write(name.as_bytes());
    hasher.finish() as usize
}

/// The parts of a path that lead anywhere.
pub(super) fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter(|part| !part.is_empty() && *part != ".")
}

/// The same path without `..`, read as it is written: a part that is a link
/// does not count. Above the root is the root, as for Docker and containerd,
/// which unpack inside of it.
pub(super) fn clean(path: &str) -> Vec<&str> {
    let mut cleaned = Vec::new();
    for part in parts(path) {
        match part {
            ".." => drop(cleaned.pop()),
            part => cleaned.push(part),
        }
    }
    cleaned
}
