//! Lays one layer over the next, as Docker and containerd unpack them.

use super::change::{Merge, Reach};
use super::model::{FileSystem, Layer, OddityKind, Reading, Whiteout};
use super::paths::{NONE, Place, clean, parts};
use super::resolve::Budget;
use super::state::How;
use crate::bytes::tar::EntryKind;
use crate::bytes::tar_scan::{Listed, Listing};

/// The prefix of a whiteout's name, that of names which AUFS keeps for itself,
/// and the one among these that has a meaning (image-spec,
/// `layer.md#whiteouts`).
const WHITEOUT: &str = ".wh.";
const RESERVED: &str = ".wh..wh.";
const OPAQUE: &str = ".wh..wh..opq";

/// Steps for what has no other bound: links that are followed, and places that
/// are gone over to be deleted. An image of 200,000 entries needs less than a
/// million.
const MAX_STEPS: u64 = 100_000_000;

impl FileSystem {
    /// Lays the layers of an image over each other, the base first. `None` is a
    /// layer that was not read.
    #[must_use]
    pub fn merge(layers: Vec<Option<Listing>>) -> Self {
        let mut merge = Merge {
            made: Self::default(),
            layer: 0,
            last_folder: String::new(),
            last_place: None,
            forward: Vec::new(),
            budget: Budget(MAX_STEPS),
        };
        for listing in layers {
            merge.layer(listing);
        }
        let mut made = merge.made;
        made.paths.finish();
        made.events.shrink_to_fit();
        made
    }
}

impl Merge {
    fn layer(&mut self, listing: Option<Listing>) {
        let made = &mut self.made;
        self.layer = made.layers.len() as u32;
        self.last_place = None;
        made.layers.push(Layer {
            reading: match &listing {
                None => Reading::Unread,
                Some(listing) if listing.left_out() > 0 => Reading::Partial,
                Some(_) => Reading::Whole,
            },
            first: made.entries.len() as u32,
        });
        let Some(listing) = listing else { return };
        made.entries.reserve(listing.len());
        let first_event = made.events.len();
        for entry in listing.iter() {
            self.entry(&entry);
        }
        self.link_forward();
        for at in first_event..self.made.events.len() {
            let event = self.made.events.get(at).copied();
            let Some(event) = event.filter(|event| !event.is_gone()) else {
                continue;
            };
            let state = self.made.judge(&event);
            if let Some(event) = self.made.events.get_mut(at) {
                event.state = state;
            }
        }
    }

    fn entry(&mut self, entry: &Listed<'_>) {
        let Some(number) = self.made.entries.push(entry) else {
            return self.is_partial();
        };
        let Some((folder, name)) = self.split(entry.path) else {
            return self.odd(OddityKind::LinkCircle, Place::ROOT);
        };
        if let Some(hidden) = name.strip_prefix(WHITEOUT) {
            return self.whiteout(folder, name, hidden, number);
        }
        let place = match name {
            "" if entry.kind == EntryKind::Directory => Some(Place::ROOT),
            "" => return self.odd(OddityKind::RootNoDirectory, Place::ROOT),
            name => self.made.paths.child_or_new(folder, name),
        };
        let Some(place) = place else {
            return self.is_partial();
        };
        let mut inode = number;
        if entry.kind == EntryKind::HardLink {
            match self.target(place, entry.link) {
                Some(target) => inode = target,
                None => self.forward.push((place, number)),
            }
        }
        self.put(place, number, inode);
    }

    /// The directory of a path, which is made where it is not there, and the name
    /// in it; the root has none. `None` where it is nowhere. For a whiteout nothing
    /// is made: it would be there or not by the order of the entries.
    fn split<'a>(&mut self, path: &'a str) -> Option<(Place, &'a str)> {
        let path = path.trim_end_matches('/');
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let is_plain = !matches!(name, "" | "." | "..") && !folder.contains("..");
        if !is_plain {
            let mut cleaned = clean(path);
            let name = cleaned.pop().unwrap_or_default();
            let folder = self.directory(&cleaned.join("/"), !name.starts_with(WHITEOUT))?;
            return Some((folder, name));
        }
        if let Some(place) = self.last_place.filter(|_| self.last_folder == folder) {
            return Some((place, name));
        }
        if name.starts_with(WHITEOUT) {
            return Some((self.directory(folder, false)?, name));
        }
        let place = self.directory(folder, true)?;
        self.last_place = Some(place);
        self.last_folder.clear();
        self.last_folder.push_str(folder);
        Some((place, name))
    }

    /// Where a directory is once links are followed. What is missing of it is
    /// made, as tools do, if that is wanted.
    fn directory(&mut self, path: &str, make: bool) -> Option<Place> {
        let made = &self.made;
        let reached = made.follow(Place::ROOT, path, self.layer, &mut self.budget)?;
        let mut place = reached.place;
        if make && !self.is_directory(place) {
            self.odd(OddityKind::BelowFile, place);
            self.put(place, NONE, NONE);
        }
        for part in parts(&reached.missing) {
            let Some(next) = self.made.paths.child_or_new(place, part) else {
                self.is_partial();
                return None;
            };
            place = next;
            if make {
                self.put(place, NONE, NONE);
            }
        }
        Some(place)
    }

    fn is_directory(&self, place: Place) -> bool {
        let event = self.made.live_at(place, self.layer);
        let kind = event.map(|event| self.made.kind(event));
        place == Place::ROOT || kind == Some(EntryKind::Directory)
    }

    /// What a hard link at a place shares; `None` where that is not there.
    fn target(&mut self, place: Place, link: &str) -> Option<u32> {
        let mut cleaned = clean(link);
        let name = cleaned.pop()?;
        let (made, folder) = (&self.made, cleaned.join("/"));
        let reached = made.follow(Place::ROOT, &folder, self.layer, &mut self.budget)?;
        let folder = reached.missing.is_empty().then_some(reached.place)?;
        let target = made.paths.child(folder, name);
        // What stands in a link's place goes before it is made.
        let target = target.filter(|target| *target != place)?;
        let event = made.live_at(target, self.layer)?;
        (made.kind(event) != EntryKind::Directory).then_some(event.inode)
    }

    /// Looks again for the targets of hard links that came before them. Tools
    /// refuse most such layers, but what is meant is plain.
    fn link_forward(&mut self) {
        for (place, entry) in std::mem::take(&mut self.forward) {
            let event = self.made.paths.event(place);
            let is_there = self.made.event(event);
            if is_there.is_none_or(|event| event.inode != entry) {
                continue;
            }
            let link = self.made.entries.get(entry);
            let link = link.map_or(String::new(), |entry| entry.link.to_owned());
            match self.target(place, &link) {
                None => self.odd(OddityKind::BrokenHardLink, place),
                Some(target) => {
                    if let Some(event) = self.made.events.get_mut(event as usize) {
                        event.inode = target;
                    }
                }
            }
        }
    }

    fn whiteout(&mut self, folder: Place, name: &str, hidden: &str, entry: u32) {
        let opaque = name == OPAQUE;
        if !opaque && name.starts_with(RESERVED) {
            return self.odd(OddityKind::ReservedName, folder);
        }
        if hidden.is_empty() {
            return self.odd(OddityKind::EmptyWhiteout, folder);
        }
        let place = match opaque {
            true => Some(folder),
            false => self.made.paths.child_or_new(folder, hidden),
        };
        let Some(place) = place else {
            return self.is_partial();
        };
        let hits = match opaque {
            true => self.clear(place, How::Opaque, Reach::Below),
            false => self.delete(place),
        };
        if !hits && !opaque {
            self.odd(OddityKind::WhiteoutOfNothing, place);
        }
        self.made.whiteouts.push(Whiteout {
            layer: self.layer,
            entry,
            place,
            opaque,
        });
    }
}
