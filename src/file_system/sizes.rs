//! What an image ships that its last file system does not show: which files,
//! why, and how many bytes.
//!
//! Bytes are those of files, uncompressed. A file with several names counts
//! once, and is visible while one of them is.

use serde::{Deserialize, Serialize};

use super::history::EntryAt;
use super::model::{Event, FileSystem, Reading};
use super::paths::{NONE, Place};
use super::state::{Changes, How, State};
use crate::bytes::tar::EntryKind;

/// Why something that is shipped is not visible in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Cause {
    /// A layer has something else at its path, as a link that leads elsewhere, or
    /// the same size again with contents that were not compared.
    Replaced {
        by: u32,
    },
    /// A layer has the same contents once more, as a rule to change mode or owner.
    Copied {
        by: u32,
    },
    Deleted {
        by: u32,
        how: How,
    },
    /// Another entry of the same layer has its path.
    Duplicate,
}

/// A file, link or device that is shipped and not visible in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hidden {
    pub place: Place,
    pub kind: EntryKind,
    pub entry: EntryAt,
    pub bytes: u64,
    pub cause: Cause,
}

/// Where the bytes of an image are. What is `None` depends on a layer that was not
/// read, or not all of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sizes {
    /// Bytes of the files of all layers.
    pub stored: Option<u64>,
    /// Bytes of the files that are visible in the end.
    pub visible: Option<u64>,
    pub layers: Vec<LayerSizes>,
    /// Bytes by cause, without the layers; those of files that are known.
    pub causes: Vec<(CauseKind, u64)>,
    /// The paths with bytes that are not visible, the most first.
    pub paths: Vec<HiddenAt>,
}

/// Where the bytes of a layer are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerSizes {
    /// Bytes of its files.
    pub stored: Option<u64>,
    /// Those that are not visible in the end.
    pub reclaimable: Option<u64>,
}

/// What of a path is not visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HiddenAt {
    pub place: Place,
    pub bytes: u64,
    /// How many of its versions.
    pub versions: u32,
}

/// A [`Cause`], whatever layer it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CauseKind {
    Replaced,
    Copied,
    Deleted(How),
    Duplicate,
    /// It is nowhere: see [`OddityKind::LinkCircle`](super::OddityKind), and
    /// whiteouts with contents.
    Nowhere,
}

impl Cause {
    #[must_use]
    pub fn kind(self) -> CauseKind {
        match self {
            Self::Replaced { .. } => CauseKind::Replaced,
            Self::Copied { .. } => CauseKind::Copied,
            Self::Deleted { how, .. } => CauseKind::Deleted(how),
            Self::Duplicate => CauseKind::Duplicate,
        }
    }
}

impl Sizes {
    /// What an image would be smaller by, were it one layer.
    #[must_use]
    pub fn reclaimable(&self) -> Option<u64> {
        Some(self.stored?.saturating_sub(self.visible?))
    }

    /// Which part of what is stored is visible, from 0 to 1; all of nothing.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        let (stored, visible) = (self.stored?, self.visible?);
        Some(match stored {
            0 => 1.0,
            stored => visible as f64 / stored as f64,
        })
    }
}

impl FileSystem {
    /// What is shipped and not visible in the end, the largest first, without
    /// directories.
    #[must_use]
    pub fn hidden(&self) -> Vec<Hidden> {
        self.hidden_but(&self.visible_entries())
    }

    fn hidden_but(&self, visible: &[bool]) -> Vec<Hidden> {
        let mut hidden = Vec::new();
        for place in self.paths.all() {
            let mut next: Option<&Event> = None;
            for event in self.events_of(place) {
                if let Some(next) = next.filter(|_| event.entry == event.inode) {
                    hidden.extend(self.hidden_at(place, event.entry, cause(next), visible));
                }
                next = Some(event);
            }
        }
        let duplicates = self.duplicates.iter();
        hidden.extend(duplicates.filter_map(|duplicate| {
            self.hidden_at(duplicate.place, duplicate.entry, Cause::Duplicate, visible)
        }));
        // Places are in no order that says anything, so it is by layer and path
        // where sizes are equal.
        let ranks = self.paths.ranks();
        let rank = |hidden: &Hidden| ranks.get(hidden.place.index()).copied();
        hidden.sort_by_cached_key(|hidden| {
            let most = std::cmp::Reverse(hidden.bytes);
            (most, rank(hidden), hidden.entry)
        });
        hidden
    }

    fn hidden_at(
        &self,
        place: Place,
        entry: u32,
        cause: Cause,
        visible: &[bool],
    ) -> Option<Hidden> {
        let kind = self.entries.kind(entry)?;
        let is_visible = visible.get(entry as usize).copied().unwrap_or(false);
        if is_visible || matches!(kind, EntryKind::Directory | EntryKind::HardLink) {
            return None;
        }
        Some(Hidden {
            place,
            kind,
            entry: self.entry_at(entry)?,
            bytes: self.entries.size(entry),
            cause,
        })
    }

    /// Which entries are there in the end, under any name.
    fn visible_entries(&self) -> Vec<bool> {
        let mut visible = vec![false; self.entries.len()];
        for place in self.paths.all() {
            let event = self.event(self.paths.event(place));
            let inode = event.map_or(NONE, |event| event.inode);
            if let Some(visible) = visible.get_mut(inode as usize) {
                *visible = true;
            }
        }
        visible
    }

    /// Where the bytes are.
    #[must_use]
    pub fn sizes(&self) -> Sizes {
        let visible = self.visible_entries();
        let hidden = self.hidden_but(&visible);
        let sums = self.sums(&visible);
        let is_whole = self.unread_between(None, self.layer_count()).is_none();
        let stored = sums.iter().map(|sum| sum.0).sum::<u64>();
        let shown = sums.iter().map(|sum| sum.1).sum::<u64>();
        let mut sizes = Sizes {
            stored: is_whole.then_some(stored),
            visible: is_whole.then_some(shown),
            layers: Vec::new(),
            causes: by_cause(&hidden),
            paths: self.by_path(&hidden),
        };
        let known: u64 = sizes.causes.iter().map(|(_, bytes)| bytes).sum();
        let nowhere = stored.saturating_sub(shown).saturating_sub(known);
        if nowhere > 0 {
            sizes.causes.push((CauseKind::Nowhere, nowhere));
        }
        for (layer, (stored, shown)) in (0..).zip(sums) {
            let is_read = self.reading(layer) == Some(Reading::Whole);
            let above = self.unread_between(Some(layer), self.layer_count());
            let sure = is_read && above.is_none();
            sizes.layers.push(LayerSizes {
                stored: is_read.then_some(stored),
                reclaimable: sure.then(|| stored.saturating_sub(shown)),
            });
        }
        sizes
    }

    /// Bytes of each layer: of all files, and of those that are visible.
    fn sums(&self, visible: &[bool]) -> Vec<(u64, u64)> {
        let ends = self.layers.iter().skip(1).map(|layer| layer.first);
        let ends = ends.chain([self.entries.len() as u32]);
        let ranges = self.layers.iter().zip(ends);
        let sum = |(mut all, mut shown): (u64, u64), entry: u32| {
            let bytes = self.entries.size(entry);
            all = all.saturating_add(bytes);
            if visible.get(entry as usize) == Some(&true) {
                shown = shown.saturating_add(bytes);
            }
            (all, shown)
        };
        ranges
            .map(|(layer, end)| (layer.first..end).fold((0, 0), sum))
            .collect()
    }

    fn by_path(&self, hidden: &[Hidden]) -> Vec<HiddenAt> {
        let mut sums = vec![(0_u64, 0_u32); self.paths.all().count()];
        for one in hidden.iter().filter(|one| one.bytes > 0) {
            if let Some((bytes, versions)) = sums.get_mut(one.place.index()) {
                (*bytes, *versions) = (bytes.saturating_add(one.bytes), *versions + 1);
            }
        }
        let all = self.paths.all().zip(sums);
        let mut paths: Vec<_> = all
            .filter(|(_, (bytes, _))| *bytes > 0)
            .map(|(place, (bytes, versions))| HiddenAt {
                place,
                bytes,
                versions,
            })
            .collect();
        let ranks = self.paths.ranks();
        paths.sort_by_key(|at| {
            let rank = ranks.get(at.place.index()).copied();
            (std::cmp::Reverse(at.bytes), rank)
        });
        paths
    }
}

/// Why a version is hidden, from what came next.
pub(super) fn cause(next: &Event) -> Cause {
    let by = next.layer;
    match next.state {
        State::Deleted { by, how } => Cause::Deleted { by, how },
        // Where it leads is all that a link holds.
        State::Metadata(changes) if changes.contains(Changes::LINK) => Cause::Replaced { by },
        State::Metadata(_) | State::Unchanged => Cause::Copied { by },
        _ => Cause::Replaced { by },
    }
}

fn by_cause(hidden: &[Hidden]) -> Vec<(CauseKind, u64)> {
    let mut causes = std::collections::BTreeMap::new();
    for one in hidden.iter().filter(|one| one.bytes > 0) {
        let sum: &mut u64 = causes.entry(one.cause.kind()).or_default();
        *sum = sum.saturating_add(one.bytes);
    }
    causes.into_iter().collect()
}
