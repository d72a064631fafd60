//! Looks for paths and versions in all layers.

use serde::{Deserialize, Serialize};

use super::found::{AllFound, Found};
use super::model::{Event, FileSystem};
use super::paths::{NONE, Place};
use super::query::{Comparison, PathTest, Query};
use super::resolve::Budget;
use super::secrets::secret_at;
use super::state::State;
use crate::bytes::tar::EntryKind;
use crate::secrets::{SecretKind, by_path};

/// How many bytes of paths are gone over. The largest images have a tenth of
/// that; only paths that are deep on purpose have more.
const MAX_BYTES: u64 = 256 << 20;

/// What was found: something that a layer does to a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    pub place: Place,
    /// Absolute.
    pub path: String,
    /// The layer that does it, counted from the base as 0.
    pub layer: u32,
    pub state: State,
    /// What it is; of what was deleted what it was.
    pub kind: EntryKind,
    /// In bytes, of a file.
    pub size: Option<u64>,
    /// What it likely is, by its path.
    pub secret: Option<SecretKind>,
}

/// A [`Hit`] by numbers: its path, and the event.
#[derive(Clone, Copy, Debug)]
pub struct HitAt(Place, u32);

/// All that fits a query.
pub type Hits = AllFound<HitAt>;

impl FileSystem {
    /// Looks for all that fits: each version of a path that does.
    #[must_use]
    pub fn search(&self, query: &Query) -> Hits {
        let mut found = Vec::new();
        let is_complete = self.each_path(|place, path, name| {
            if query.paths.iter().all(|test| test.fits(path, name))
                && (!query.secret || by_path(path).is_some())
            {
                self.add_versions(place, path, query, &mut found);
            }
        });
        Hits::of(found, is_complete)
    }

    /// Goes over all paths but the root, in the order of the tree, each with its last
    /// part; `false` where there are too many bytes of them.
    pub(super) fn each_path(&self, mut visit: impl FnMut(Place, &str, &str)) -> bool {
        let mut budget = Budget(MAX_BYTES);
        let mut path = String::new();
        let mut above = vec![(Place::ROOT, 0)];
        for place in self.paths.walk().skip(1) {
            // Back to the directory that this one is in.
            let parent = self.paths.parent(place);
            while above.last().is_some_and(|(at, _)| Some(*at) != parent) {
                above.pop();
            }
            path.truncate(above.last().map_or(0, |(_, length)| *length));
            let name = self.paths.name(place);
            path.push('/');
            path.push_str(name);
            above.push((place, path.len()));
            if !budget.take(path.len()) {
                return false;
            }
            visit(place, &path, name);
        }
        true
    }

    fn add_versions(&self, place: Place, path: &str, query: &Query, found: &mut Vec<HitAt>) {
        let mut number = self.paths.event(place);
        while let Some(event) = self.event(number) {
            let is_secret = || secret_at(path, self.kind(self.shown(event))).is_some();
            if self.fits(event, query) && (!query.secret || is_secret()) {
                found.push(HitAt(place, number));
            }
            number = event.before;
        }
    }

    fn fits(&self, event: &Event, query: &Query) -> bool {
        let shown = self.shown(event);
        let kind = self.kind(shown);
        let is_link = shown.entry != shown.inode && shown.entry != NONE;
        let of_kind =
            |wanted: &EntryKind| *wanted == kind || (*wanted == EntryKind::HardLink && is_link);
        let size = self.entries.size(shown.inode);
        let of_size = |(comparison, wanted): &(Comparison, u64)| {
            kind == EntryKind::File && comparison.holds(size, *wanted)
        };
        (query.kinds.is_empty() || query.kinds.iter().any(of_kind))
            && (query.layers.is_empty() || query.layers.contains(&event.layer))
            && query.states.is_none_or(|states| states.has(event.state))
            && query.sizes.iter().all(of_size)
    }
}

impl Comparison {
    fn holds(self, size: u64, other: u64) -> bool {
        match self {
            Self::Less => size < other,
            Self::AtMost => size <= other,
            Self::Equal => size == other,
            Self::AtLeast => size >= other,
            Self::More => size > other,
        }
    }
}

impl PathTest {
    fn fits(&self, path: &str, name: &str) -> bool {
        match self {
            Self::Part(part) => holds(path, part),
            Self::Name(regex) => regex.is_match(name),
            Self::Path(regex) => regex.is_match(path),
        }
    }
}

fn holds(path: &str, part: &str) -> bool {
    let (path, part) = (path.as_bytes(), part.as_bytes());
    let same = |window: &[u8]| window.eq_ignore_ascii_case(part);
    part.is_empty() || path.windows(part.len()).any(same)
}

impl Found for HitAt {
    type Told = Hit;

    fn told(&self, files: &FileSystem) -> Option<Hit> {
        let Self(place, number) = *self;
        let event = files.event(number)?;
        let shown = files.shown(event);
        let kind = files.kind(shown);
        let size = files.entries.size(shown.inode);
        let path = files.path(place);
        Some(Hit {
            place,
            secret: secret_at(&path, kind),
            path,
            layer: event.layer,
            state: event.state,
            kind,
            size: (kind == EntryKind::File).then_some(size),
        })
    }
}
