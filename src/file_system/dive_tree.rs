//! The trees that dive makes of layers, each by itself.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::paths::{Paths, Place, clean};
use crate::bytes::tar::EntryKind;
use crate::bytes::tar_scan::{Listed, Listing};

pub(super) const WHITEOUT: &str = ".wh.";
/// Nodes that dive makes none for.
const SKIPPED: &str = ".wh..wh..";

/// An entry in dive's JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FileInfo {
    path: String,
    type_flag: u8,
    link_name: String,
    pub(super) size: u64,
    file_mode: u32,
    uid: u64,
    gid: u64,
    pub(super) is_dir: bool,
}

/// The tree of a layer: its nodes, what is in a directory before that.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Bytes of all entries, also of those that another takes the place of.
    pub(super) size: u64,
}

pub(super) struct Node {
    pub(super) place: Place,
    /// What a whiteout deletes, or the same place.
    pub(super) of: Place,
    /// Nothing of a directory without an entry.
    pub(super) info: FileInfo,
    pub(super) is_leaf: bool,
}

/// The trees of all layers, and the places of their nodes.
pub(super) fn trees(layers: &[&Listing]) -> (Paths, Vec<Tree>) {
    let mut paths = Paths::default();
    let mut found: Vec<_> = layers
        .iter()
        .map(|listing| found(&mut paths, listing))
        .collect();
    paths.finish();
    let ranks = bubbling_up(&paths);
    let rank = |place: Place| ranks.get(place.index()).copied();
    let trees = found.iter_mut().map(|(nodes, size)| {
        nodes.sort_by_key(|(place, _)| rank(*place));
        let mut has_children = HashSet::new();
        let nodes = nodes.drain(..).map(|(place, info)| {
            let parent = paths.parent(place).unwrap_or(Place::ROOT);
            // What is in it came before.
            has_children.insert(parent);
            Node {
                place,
                of: target(&paths, place, parent),
                info: info.unwrap_or_default(),
                is_leaf: !has_children.contains(&place),
            }
        });
        let nodes = nodes.collect();
        Tree { nodes, size: *size }
    });
    let trees = trees.collect();
    (paths, trees)
}

fn target(paths: &Paths, place: Place, parent: Place) -> Place {
    match paths.name(place).strip_prefix(WHITEOUT) {
        None => place,
        Some("") => parent,
        Some(hidden) => paths.child(parent, hidden).unwrap_or(place),
    }
}

/// The nodes that a layer has, each once, with the last that is said of it.
fn found(paths: &mut Paths, listing: &Listing) -> (Vec<(Place, Option<FileInfo>)>, u64) {
    let mut found = HashMap::<Place, Option<FileInfo>>::new();
    let mut size = 0_u64;
    for entry in listing.iter() {
        size = size.saturating_add(entry.size);
        let parts = clean(entry.path);
        let mut place = Place::ROOT;
        let mut is_whole = !parts.is_empty();
        for part in &parts {
            let next = (!part.starts_with(SKIPPED)).then(|| paths.child_or_new(place, part));
            let Some(next) = next.flatten() else {
                is_whole = false;
                break;
            };
            if let Some(hidden) = part.strip_prefix(WHITEOUT).filter(|name| !name.is_empty()) {
                // Of which something is said even where it is nowhere.
                paths.child_or_new(place, hidden);
            }
            place = next;
            found.entry(place).or_default();
        }
        if is_whole {
            found.insert(place, Some(info(&entry, parts.join("/"))));
        }
    }
    (found.into_iter().collect(), size)
}

/// The number of each place where what is in a directory comes before it.
fn bubbling_up(paths: &Paths) -> Vec<u32> {
    let mut order = Vec::new();
    let mut pending = vec![Place::ROOT];
    while let Some(place) = pending.pop() {
        order.push(place);
        pending.extend(paths.children(place));
    }
    let mut ranks = vec![0; order.len()];
    for (rank, place) in (0..).zip(order.iter().rev()) {
        if let Some(slot) = ranks.get_mut(place.index()) {
            *slot = rank;
        }
    }
    ranks
}

fn info(entry: &Listed<'_>, path: String) -> FileInfo {
    FileInfo {
        path,
        type_flag: match entry.kind {
            EntryKind::File => b'0',
            EntryKind::HardLink => b'1',
            EntryKind::Symlink => b'2',
            EntryKind::CharacterDevice => b'3',
            EntryKind::BlockDevice => b'4',
            EntryKind::Directory => b'5',
            EntryKind::Fifo => b'6',
        },
        link_name: entry.link.to_owned(),
        size: entry.size,
        file_mode: file_mode(entry),
        uid: entry.uid,
        gid: entry.gid,
        is_dir: entry.kind == EntryKind::Directory,
    }
}

/// The bits of Go's `fs.FileMode`.
fn file_mode(entry: &Listed<'_>) -> u32 {
    let kind = match entry.kind {
        EntryKind::File | EntryKind::HardLink => 0,
        EntryKind::Directory => 1 << 31,
        EntryKind::Symlink => 1 << 27,
        EntryKind::BlockDevice => 1 << 26,
        EntryKind::CharacterDevice => 1 << 26 | 1 << 21,
        EntryKind::Fifo => 1 << 25,
    };
    let special = [(0o4000, 1 << 23), (0o2000, 1 << 22), (0o1000, 1 << 20)];
    let special = special.iter().filter(|(bit, _)| entry.mode & bit != 0);
    special.fold(kind | (entry.mode & 0o777), |mode, (_, bit)| mode | bit)
}
