mod bytes;
mod children;
mod dives;
mod exports;
mod hostile;
mod merging;
mod model;
mod searches;
mod secrets;
mod states;
mod trees;

use super::*;
use crate::bytes::tar::tests::{END, file, link, member, pax};
use crate::bytes::tar_scan::{Listing, TarScan};

/// The listing of a layer of these entries.
fn listing(entries: &[Vec<u8>]) -> Option<Listing> {
    let mut scan = TarScan::new();
    for entry in entries {
        scan.update(entry);
    }
    scan.update(&END);
    Some(scan.finish().1)
}

fn dir(path: &str) -> Vec<u8> {
    member(path, b'5', b"")
}

fn symlink(path: &str, target: &str) -> Vec<u8> {
    link(path, b'2', target)
}

fn hard_link(path: &str, target: &str) -> Vec<u8> {
    link(path, b'1', target)
}

/// A file of this name, with contents of so many bytes.
fn sized(path: &str, size: usize) -> Vec<u8> {
    file(path, &vec![b'x'; size])
}

fn merge(layers: &[&[Vec<u8>]]) -> FileSystem {
    FileSystem::merge(layers.iter().map(|layer| listing(layer)).collect())
}

/// All rows of a view.
fn rows(files: &FileSystem, view: View) -> Vec<Row> {
    let query = TreeQuery {
        expanded: Expanded::all(),
        ..TreeQuery::new(view)
    };
    let rows = files.rows(&query);
    rows.window(files, 0, rows.len())
}

/// The file system after a layer: `d /etc`, `- /etc/passwd 3`.
fn after(files: &FileSystem, layer: u32) -> Vec<String> {
    let rows = rows(files, View::After(layer));
    rows.iter().map(spell).collect()
}

fn spell(row: &Row) -> String {
    let size = row.facts.as_ref().map_or(0, |facts| facts.size);
    let line = format!("{} {}", row.kind.letter(), row.path);
    match size {
        0 => line,
        size => format!("{line} {size}"),
    }
}

/// What the last layer leaves.
#[track_caller]
fn check(layers: &[&[Vec<u8>]], expected: &[&str]) -> FileSystem {
    let files = merge(layers);
    assert_eq!(after(&files, layers.len() as u32 - 1), expected);
    files
}

fn oddities(files: &FileSystem) -> Vec<(OddityKind, u32, String)> {
    let oddities = files.oddities().iter();
    oddities
        .map(|odd| (odd.kind, odd.layer, files.path(odd.place)))
        .collect()
}

/// What a layer does to a path.
#[track_caller]
fn state(files: &FileSystem, path: &str, layer: u32) -> State {
    let versions = files.history(path);
    let version = versions
        .iter()
        .rfind(|version| version.layer == layer)
        .unwrap_or_else(|| panic!("{path} in {layer}: {versions:?}"));
    match &version.done {
        Done::Written { state, .. } | Done::Implied { state } | Done::Deleted { state } => *state,
        Done::Superseded { .. } => panic!("{path} in {layer}: {versions:?}"),
    }
}
