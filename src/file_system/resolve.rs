//! Where paths and symbolic links lead, inside the image: nothing is looked for
//! outside its root.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::model::FileSystem;
use super::paths::Place;
use crate::bytes::tar::EntryKind;

/// How many symbolic links one path may lead through; Linux allows 40 (path_resolution(7)), and
/// containerd 255.
const MAX_LINKS: u32 = 255;

/// Work that is left, in small steps. What layers can ask for has no bound but
/// this one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget(pub(super) u64);

impl Budget {
    /// Whether there is that much left, which is then used.
    pub(super) fn take(&mut self, steps: usize) -> bool {
        let left = self.0.checked_sub(steps as u64);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// How far a path leads.
pub(super) struct Reached {
    pub(super) place: Place,
    /// What is not there of the rest; empty where all of it is.
    pub(super) missing: String,
}

/// Where a path or a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Leads {
    To(Place),
    /// To what is not there.
    Nowhere,
    /// In a circle, or through more links than are followed.
    Circle,
}

impl FileSystem {
    /// Where `path` leads in the file system after `layer`, with each link on its
    /// way followed, the last one too.
    #[must_use]
    pub fn leads(&self, path: &str, layer: u32) -> Leads {
        match self.follow(Place::ROOT, path, layer, &mut Budget(1 << 20)) {
            None => Leads::Circle,
            Some(Reached { place, missing }) if missing.is_empty() => Leads::To(place),
            Some(_) => Leads::Nowhere,
        }
    }

    /// Follows `path` from a place, and each link on its way; `None` where there
    /// are too many.
    pub(super) fn follow(
        &self,
        from: Place,
        path: &str,
        layer: u32,
        budget: &mut Budget,
    ) -> Option<Reached> {
        let (mut place, mut path, mut links) = (from, Cow::Borrowed(path), 0);
        let mut offset = 0;
        while let Some(left) = path.get(offset..).filter(|left| !left.is_empty()) {
            let part = left.split('/').next().unwrap_or_default();
            let next = offset + part.len() + 1;
            offset = match part {
                "" | "." => next,
                ".." => {
                    place = self.paths.parent(place).unwrap_or(Place::ROOT);
                    next
                }
                part => {
                    let child = self.paths.child(place, part);
                    let Some((child, target)) = child.and_then(|child| self.step(child, layer))
                    else {
                        let missing = left.to_owned();
                        return Some(Reached { place, missing });
                    };
                    match target {
                        None => {
                            place = child;
                            next
                        }
                        Some(target) => {
                            let rest = path.get(next..).unwrap_or_default();
                            let joined = [target, "/", rest].concat();
                            links += 1;
                            if links > MAX_LINKS || !budget.take(joined.len()) {
                                return None;
                            }
                            if target.starts_with('/') {
                                place = Place::ROOT;
                            }
                            path = Cow::Owned(joined);
                            0
                        }
                    }
                }
            };
        }
        let missing = String::new();
        Some(Reached { place, missing })
    }

    /// A place that is there, with its target if it is a symbolic link.
    fn step(&self, place: Place, layer: u32) -> Option<(Place, Option<&str>)> {
        let event = self.live_at(place, layer)?;
        let is_link = self.kind(event) == EntryKind::Symlink;
        let entry = self.entry(event).filter(|_| is_link);
        Some((place, entry.map(|entry| entry.link)))
    }
}
