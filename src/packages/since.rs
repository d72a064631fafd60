//! Since which layer each package of a database is there.

use std::collections::HashMap;

use super::parsed::{Found, Parsed};
use crate::file_system::{Done, FileSystem, Reading};

/// A package that is the same from layer to layer.
type Key<'a> = (&'a str, &'a str, Option<&'a str>);

/// What a version of the database has: the layer since which each package is there
/// without interruption, where that is known.
type Since<'a> = HashMap<Key<'a>, Option<u32>>;

fn key(found: &Found) -> Key<'_> {
    let Found {
        name,
        version,
        architecture,
        ..
    } = found;
    (name, version, architecture.as_deref())
}

/// The layers of the packages of a database in its last version, in their order.
/// `versions` are those that were read, by layer.
pub(super) fn since(
    files: &FileSystem,
    path: &str,
    versions: &HashMap<u32, &Parsed>,
    last: &Parsed,
) -> Vec<Option<u32>> {
    // Below the base there is nothing; `None` is what is not known.
    let (mut below, mut above_layer): (Option<Since<'_>>, u32) = (Some(Since::new()), 0);
    for version in files.history(path) {
        let mut between = above_layer..version.layer;
        let is_known = between.all(|layer| files.reading(layer) == Some(Reading::Whole));
        below = below.filter(|_| is_known);
        above_layer = version.layer + 1;
        match version.done {
            Done::Superseded { .. } => {}
            Done::Deleted { .. } | Done::Implied { .. } => below = Some(Since::new()),
            Done::Written { .. } => {
                let parsed = versions.get(&version.layer);
                below = parsed.map(|parsed| step(below.as_ref(), version.layer, parsed));
            }
        }
    }
    let known = |found: &Found| below.as_ref()?.get(&key(found)).copied().flatten();
    last.packages.iter().map(known).collect()
}

/// What is there after a layer that wrote the database.
fn step<'a>(below: Option<&Since<'a>>, layer: u32, parsed: &'a Parsed) -> Since<'a> {
    let since = |found| match below {
        Some(below) => below.get(&key(found)).copied().unwrap_or(Some(layer)),
        None => None,
    };
    let packages = parsed.packages.iter();
    packages.map(|found| (key(found), since(found))).collect()
}
