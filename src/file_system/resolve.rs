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
    /// What is not there of the rest, with a slash before each part; empty where
    /// all of it is.
    pub(super) missing: String,
    /// Something on the way was not there, even if `..` led back out of it.
    pub(super) strayed: bool,
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
            // As in a container: the kernel finds no way through what is not there.
            Some(Reached { strayed: true, .. }) => Leads::Nowhere,
            Some(Reached { place, .. }) => Leads::To(place),
        }
    }

    /// Follows `path` from a place, and each link on its way; `None` where there
    /// are too many. What is not there is read as it is written, as containerd and
    /// umoci do it.
    pub(super) fn follow(
        &self,
        from: Place,
        path: &str,
        layer: u32,
        budget: &mut Budget,
    ) -> Option<Reached> {
        let (mut path, mut offset, mut links) = (Cow::Borrowed(path), 0, 0);
        let mut reached = Reached {
            place: from,
            missing: String::new(),
            strayed: false,
        };
        while let Some(left) = path.get(offset..).filter(|left| !left.is_empty()) {
            let part = left.split('/').next().unwrap_or_default();
            offset += part.len() + 1;
            let Some(target) = self.enter(&mut reached, part, layer) else {
                continue;
            };
            let rest = path.get(offset..).unwrap_or_default();
            let joined = [target, "/", rest].concat();
            links += 1;
            if links > MAX_LINKS || !budget.take(joined.len()) {
                return None;
            }
            if target.starts_with('/') {
                reached.place = Place::ROOT;
            }
            (path, offset) = (Cow::Owned(joined), 0);
        }
        Some(reached)
    }

    /// Goes on by one part. A symbolic link is not entered: its target comes back.
    fn enter(&self, reached: &mut Reached, part: &str, layer: u32) -> Option<&str> {
        let Reached {
            place,
            missing,
            strayed,
        } = reached;
        match part {
            "" | "." => return None,
            ".." => match missing.rfind('/') {
                Some(start) => missing.truncate(start),
                None => *place = self.paths.parent(*place).unwrap_or(Place::ROOT),
            },
            part => {
                let child = self.paths.child(*place, part);
                let child = child.filter(|_| missing.is_empty());
                match child.and_then(|child| self.step(child, layer)) {
                    Some((child, None)) => *place = child,
                    Some((_, target)) => return target,
                    None => {
                        missing.push('/');
                        missing.push_str(part);
                        *strayed = true;
                    }
                }
            }
        }
        None
    }

    /// A place that is there, with its target if it is a symbolic link.
    fn step(&self, place: Place, layer: u32) -> Option<(Place, Option<&str>)> {
        let event = self.live_at(place, layer)?;
        let is_link = self.kind(event) == EntryKind::Symlink;
        let entry = self.entry(event).filter(|_| is_link);
        Some((place, entry.map(|entry| entry.link)))
    }
}
