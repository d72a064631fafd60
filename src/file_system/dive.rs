//! The numbers that dive gives for an image (wagoodman/dive 0.13,
//! `dive/filetree/efficiency.go` and `dive/image/analysis.go`), with what they
//! get wrong, to stand beside [`Sizes`](super::Sizes), and its JSON.
//!
//! Made from the listings, not from the merged file system: dive follows no links,
//! knows no opaque directories, and counts each copy of a file, also the one that
//! is kept.

use serde::{Deserialize, Serialize};

use super::dive_tree::{FileInfo, Node, Tree, WHITEOUT, trees};
use super::paths::{Paths, Place};
use super::resolve::Budget;
use crate::bytes::tar_scan::Listing;

/// As in the merge: directories that are gone over to be deleted.
const MAX_STEPS: u64 = 100_000_000;

/// What dive says of an image.
#[derive(Clone, Debug, PartialEq)]
pub struct Dive {
    /// "Total Image size", in bytes.
    pub size: u64,
    /// Bytes of all layers but the first.
    pub user_size: u64,
    /// "Image efficiency score", from 0 to 1, and below 0 where whiteouts delete
    /// nothing.
    pub efficiency: f64,
    /// "Potential wasted space", in bytes.
    pub wasted: u64,
    /// What there is twice and its bytes, those of the kept copy, too; the most
    /// first.
    pub inefficient: Vec<Inefficient>,
    layers: Vec<Vec<FileInfo>>,
    layer_sizes: Vec<u64>,
}

/// A path that dive finds in two layers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Inefficient {
    pub count: u32,
    #[serde(rename = "sizeBytes")]
    pub bytes: u64,
    #[serde(rename = "file")]
    pub path: String,
}

/// The numbers of [`Dive`] alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DiveNumbers {
    pub size: u64,
    pub efficiency: f64,
    pub wasted: u64,
}

/// What dive's JSON says of a layer that is not in its tar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiveLayer {
    /// The folder of the layer in a docker-archive.
    pub id: String,
    /// The DiffID that the config claims.
    pub digest: String,
    /// The step that made it.
    pub command: String,
}

#[derive(Serialize)]
struct Export<'a> {
    layer: Vec<ExportLayer<'a>>,
    image: ExportImage<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExportLayer<'a> {
    index: usize,
    id: &'a str,
    digest_id: &'a str,
    size_bytes: u64,
    command: &'a str,
    file_list: &'a [FileInfo],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExportImage<'a> {
    size_bytes: u64,
    inefficient_bytes: u64,
    efficiency_score: f64,
    file_reference: &'a [Inefficient],
}

impl Dive {
    /// What dive says of these layers, the base first.
    #[must_use]
    pub fn of(layers: &[&Listing]) -> Self {
        let (paths, layers) = trees(layers);
        let mut stack = Stack::new(paths);
        for (layer, tree) in layers.iter().enumerate() {
            if layer == 0 {
                // What is stacked begins with a copy of the first tree.
                tree.nodes.iter().for_each(|node| stack.add(node));
            }
            stack.visit(tree);
            stack.graft(tree);
        }
        stack.judge(layers)
    }

    /// Its numbers.
    #[must_use]
    pub fn numbers(&self) -> DiveNumbers {
        DiveNumbers {
            size: self.size,
            efficiency: self.efficiency,
            wasted: self.wasted,
        }
    }

    /// "wastedUserPercent": the wasted bytes of those above the first layer; `None`
    /// where these are none, for which dive has no number.
    #[must_use]
    pub fn wasted_user_percent(&self) -> Option<f64> {
        (self.user_size > 0).then(|| self.wasted as f64 / self.user_size as f64)
    }

    /// What `dive --json` writes; `None` never comes of what [`Dive::of`] made.
    #[must_use]
    pub fn to_json(&self, layers: &[DiveLayer]) -> Option<String> {
        let unnamed = DiveLayer::default();
        let lists = self.layers.iter().zip(&self.layer_sizes).enumerate();
        let layer = lists.map(|(index, (file_list, size))| {
            let named = layers.get(index).unwrap_or(&unnamed);
            ExportLayer {
                index,
                id: &named.id,
                digest_id: &named.digest,
                size_bytes: *size,
                command: &named.command,
                file_list,
            }
        });
        let export = Export {
            layer: layer.collect(),
            image: ExportImage {
                size_bytes: self.size,
                inefficient_bytes: self.wasted,
                efficiency_score: self.efficiency,
                file_reference: &self.inefficient,
            },
        };
        serde_json::to_string_pretty(&export).ok()
    }
}

/// What lies below the layer that is looked at, and what was found of each path.
struct Stack {
    paths: Paths,
    spots: Vec<Spot>,
    twice: Vec<Place>,
    budget: Budget,
}

#[derive(Clone, Copy, Default)]
struct Spot {
    /// It is in the stacked tree, with this size.
    is_there: bool,
    is_dir: bool,
    size: u64,
    seen: bool,
    count: u32,
    sum: u64,
    /// The smallest size that was found.
    least: Option<u64>,
}

impl Stack {
    fn new(paths: Paths) -> Self {
        let spots = vec![Spot::default(); paths.all().count()];
        Self {
            paths,
            spots,
            twice: Vec::new(),
            budget: Budget(MAX_STEPS),
        }
    }

    fn spot(&self, place: Place) -> Spot {
        self.spots.get(place.index()).copied().unwrap_or_default()
    }

    fn add(&mut self, node: &Node) {
        if let Some(spot) = self.spots.get_mut(node.place.index()) {
            spot.is_there = true;
            (spot.is_dir, spot.size) = (node.info.is_dir, node.info.size);
        }
    }

    /// Looks at the leaves of a layer. A whiteout of what is not there ends it.
    fn visit(&mut self, tree: &Tree) {
        for node in tree.nodes.iter().filter(|node| node.is_leaf) {
            let bytes = self.bytes(node);
            let Some(spot) = self.spots.get_mut(node.of.index()) else {
                return;
            };
            spot.seen = true;
            let Some(bytes) = bytes else { return };
            spot.sum = spot.sum.saturating_add(bytes);
            spot.least = Some(spot.least.map_or(bytes, |least| least.min(bytes)));
            spot.count += 1;
            if spot.count == 2 {
                self.twice.push(node.of);
            }
        }
    }

    /// Of a whiteout what it deletes, if that is a directory.
    fn bytes(&mut self, node: &Node) -> Option<u64> {
        if !self.paths.name(node.place).starts_with(WHITEOUT) {
            return Some(node.info.size);
        }
        if node.of == Place::ROOT {
            return Some(0);
        }
        let spot = self.spot(node.of);
        if !spot.is_there {
            return None;
        }
        let mut sum = 0_u64;
        if spot.is_dir {
            self.each_in(node.of, &mut |spot| sum = sum.saturating_add(spot.size));
        }
        Some(sum)
    }

    /// Does something to each node at or below one.
    fn each_in(&mut self, top: Place, act: &mut dyn FnMut(&mut Spot)) {
        let mut next = Some(top);
        while let Some(place) = next.filter(|_| self.budget.take(1)) {
            let was_there = self.spot(place).is_there;
            if let Some(spot) = self.spots.get_mut(place.index()).filter(|_| was_there) {
                act(spot);
            }
            let child = was_there.then(|| self.paths.first_child(place)).flatten();
            next = child.or_else(|| self.paths.after(place, top));
        }
    }

    /// Puts a layer on the stack.
    fn graft(&mut self, tree: &Tree) {
        for node in &tree.nodes {
            if !self.paths.name(node.place).starts_with(WHITEOUT) {
                self.add(node);
                self.add_above(node.place);
            } else if node.of != Place::ROOT && self.spot(node.of).is_there {
                self.each_in(node.of, &mut |spot| spot.is_there = false);
            }
        }
    }

    /// The directories above a node, where they are not there yet.
    fn add_above(&mut self, place: Place) {
        let mut above = self.paths.parent(place);
        while let Some(place) = above.filter(|place| !self.spot(*place).is_there) {
            if let Some(spot) = self.spots.get_mut(place.index()) {
                (spot.is_there, spot.is_dir, spot.size) = (true, false, 0);
            }
            above = self.paths.parent(place);
        }
    }

    fn judge(self, layers: Vec<Tree>) -> Dive {
        let seen = self.spots.iter().filter(|spot| spot.seen);
        let (least, sum) = seen.fold((0.0, 0_u64), |(least, sum), spot| {
            let own = spot.least.map_or(-1.0, |bytes| bytes as f64);
            (least + own, sum.saturating_add(spot.sum))
        });
        let twice = self.twice.iter();
        let mut inefficient: Vec<_> = twice
            .map(|place| Inefficient {
                count: self.spot(*place).count,
                bytes: self.spot(*place).sum,
                path: self.paths.path(*place),
            })
            .collect();
        inefficient.sort_by_key(|one| std::cmp::Reverse(one.bytes));
        let layer_sizes: Vec<u64> = layers.iter().map(|tree| tree.size).collect();
        let lists = layers.into_iter().map(|tree| {
            let infos = tree.nodes.into_iter().map(|node| node.info);
            infos.collect()
        });
        Dive {
            size: layer_sizes.iter().sum(),
            user_size: layer_sizes.iter().skip(1).sum(),
            efficiency: match sum {
                0 => 1.0,
                sum => least / sum as f64,
            },
            wasted: inefficient.iter().map(|one| one.bytes).sum(),
            inefficient,
            layers: lists.collect(),
            layer_sizes,
        }
    }
}
