//! Layers by chance, held against a few lines that do the same with whole paths.

use std::collections::BTreeMap;

use super::*;

/// Numbers that are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        let Self(seed) = self;
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (*seed >> 33) % end
    }

    fn path(&mut self) -> String {
        let parts = 1 + self.below(3);
        let parts = (0..parts).map(|_| ["a", "b", "-", "z"][self.below(4) as usize]);
        parts.collect::<Vec<_>>().join("/")
    }
}

#[derive(Clone, Debug)]
enum Change {
    File(String, usize),
    Directory(String),
    Whiteout(String),
    Opaque(String),
}

impl Change {
    fn by(chance: &mut Chance) -> Self {
        let path = chance.path();
        match chance.below(8) {
            0 | 1 => Self::Whiteout(path),
            2 => Self::Opaque(path),
            3 | 4 => Self::Directory(path),
            _ => Self::File(path, chance.below(3) as usize),
        }
    }

    fn entry(&self) -> Vec<u8> {
        match self {
            Self::File(path, size) => sized(path, *size),
            Self::Directory(path) => dir(path),
            Self::Whiteout(path) => {
                let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
                sized(&format!("{folder}/.wh.{name}"), 0)
            }
            Self::Opaque(path) => sized(&format!("{path}/.wh..wh..opq"), 0),
        }
    }
}

/// What is at a path: the size of a file, or a directory.
type Tree = BTreeMap<String, Option<usize>>;

fn remove_in(tree: &mut Tree, folder: &str) {
    let inside = format!("{folder}/");
    tree.retain(|path, _| !path.starts_with(&inside));
}

/// First what a layer deletes from those below, then what it has.
fn apply(tree: &mut Tree, layer: &[Change]) {
    for change in layer {
        match change {
            Change::Whiteout(path) => {
                tree.remove(path);
                remove_in(tree, path);
            }
            Change::Opaque(path) => remove_in(tree, path),
            _ => {}
        }
    }
    for change in layer {
        let (path, what) = match change {
            Change::File(path, size) => (path, Some(*size)),
            Change::Directory(path) => (path, None),
            _ => continue,
        };
        for (at, _) in path.match_indices('/') {
            tree.insert(path[..at].to_owned(), None);
        }
        if what.is_some() {
            remove_in(tree, path);
        }
        tree.insert(path.clone(), what);
    }
}

#[test]
fn layers_by_chance_make_what_whole_paths_make() {
    let mut chance = Chance(1);
    for _ in 0..1_000 {
        let layers: Vec<Vec<Change>> = (0..4)
            .map(|_| {
                (0..chance.below(7))
                    .map(|_| Change::by(&mut chance))
                    .collect()
            })
            .collect();
        let entries = layers.iter().map(|layer| {
            let entries: Vec<_> = layer.iter().map(Change::entry).collect();
            listing(&entries)
        });
        let files = FileSystem::merge(entries.collect());
        let mut tree = Tree::new();
        for (number, layer) in (0..).zip(&layers) {
            apply(&mut tree, layer);
            let mut expected: Vec<_> = tree
                .iter()
                .map(|(path, what)| match what {
                    None => format!("d /{path}"),
                    Some(0) => format!("- /{path}"),
                    Some(size) => format!("- /{path} {size}"),
                })
                .collect();
            let mut found = after(&files, number);
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "after {number} of {layers:#?}");
        }
        let size = |change: &Change| match change {
            Change::File(_, size) => *size,
            _ => 0,
        };
        let stored: usize = layers.iter().flatten().map(size).sum();
        let visible: usize = tree.values().flatten().sum();
        let sizes = files.sizes();
        assert_eq!(sizes.stored, Some(stored as u64));
        assert_eq!(sizes.visible, Some(visible as u64));
        let hidden: u64 = files.hidden().iter().map(|hidden| hidden.bytes).sum();
        assert_eq!(Some(hidden), sizes.reclaimable(), "{layers:#?}");
    }
}
