//! Where each item stands: heights by settling every column beside its
//! neighbour, widths by what the gutters need.

use std::collections::HashMap;

use super::order::{Columns, Item};
use super::shown::{Folded, Shown};
use super::surface::{Position, Surface};
use super::wires::{self, Wires};
use super::{NODE_HEIGHT, NODE_WIDTH, Picture, PlacedNode, Subject, claimed_size, subtitle, title};
use crate::inspect::graph::{Graph, NodeKind};
use crate::words::{Message, detail};

/// Between two nodes of a column.
const GAP: u32 = 14;
/// The height of a lane: room for a line and the air around it.
const LANE_HEIGHT: u32 = 10;
/// Around everything.
const MARGIN: u32 = 12;

pub(super) fn place(graph: &Graph, shown: &Shown, columns: Columns) -> Picture {
    let places = heights(graph, &columns);
    let wires = Wires::plan(graph, shown, &columns, &places);
    let mut x = Vec::new();
    let mut right = MARGIN;
    for column in 0..columns.items.len() {
        x.push(right);
        right += NODE_WIDTH + wires.gutter_width(column);
    }
    let surface = Surface { places, x };
    let nodes: Vec<PlacedNode> = columns
        .items
        .iter()
        .flatten()
        .filter_map(|item| placed(graph, shown, &surface, *item))
        .collect();
    let bottom = surface.places.values().map(|place| place.y + place.height);
    Picture {
        width: right + MARGIN,
        height: bottom.max().unwrap_or(0) + MARGIN,
        edges: wires::draw(graph, shown, &surface, &wires),
        nodes,
    }
}

fn placed(graph: &Graph, shown: &Shown, surface: &Surface, item: Item) -> Option<PlacedNode> {
    let place = surface.places.get(&item)?;
    let (subject, title, of) = match item {
        Item::Node(id) => {
            let of = graph.node(id)?;
            (Subject::Node(id), title(of), Some(of))
        }
        Item::Folded(index) => {
            let folded = shown.folded.get(index)?;
            let subject = Subject::More(folded.nodes.clone());
            (subject, more(graph, folded), None)
        }
        Item::Lane { .. } => return None,
    };
    Some(PlacedNode {
        subject,
        x: *surface.x.get(place.column)?,
        y: place.y,
        width: NODE_WIDTH,
        height: place.height,
        title,
        subtitle: of.map(subtitle),
        size: of.and_then(|of| claimed_size(graph, of.id)),
    })
}

/// `and 12 more layers`.
fn more(graph: &Graph, folded: &Folded) -> Message {
    let count = folded.nodes.len();
    let mut kinds = folded.nodes.iter().filter_map(|id| graph.node(*id));
    let first = kinds.next().map(|node| node.kind);
    match first.filter(|first| kinds.all(|node| node.kind == *first)) {
        None => detail::more_objects(count),
        Some(NodeKind::Entry) => detail::more_archive_entries(count),
        Some(NodeKind::Index) => detail::more_indexes(count),
        Some(NodeKind::Manifest) => detail::more_manifests(count),
        Some(NodeKind::Attestation) => detail::more_attestations(count),
        Some(NodeKind::Artifact) => detail::more_artifacts(count),
        Some(NodeKind::Schema1) => detail::more_schema1_manifests(count),
        Some(NodeKind::Config) => detail::more_configs(count),
        Some(NodeKind::Layer) => detail::more_layers(count),
        Some(NodeKind::Unpacked) => detail::more_diff_ids(count),
        Some(NodeKind::Blob) => detail::more_blobs(count),
    }
}

/// The height of each item: the fullest column is packed, and the others
/// settle beside it, one after the other to both sides. What names stands
/// beside the first that it names, so that reading begins at the top left also
/// where a large picture is cut off by its frame.
fn heights(graph: &Graph, columns: &Columns) -> HashMap<Item, Position> {
    let total = |items: &Vec<Item>| items.iter().map(|item| height(*item) + GAP).sum::<u32>();
    let fullest = (0..columns.items.len())
        .rev()
        .max_by_key(|column| columns.items.get(*column).map(total));
    let Some(fullest) = fullest else {
        return HashMap::new();
    };
    let mut middles: HashMap<Item, f64> = HashMap::new();
    settle_column(graph, columns, fullest, Toward::Mean, &mut middles);
    for column in fullest + 1..columns.items.len() {
        settle_column(graph, columns, column, Toward::Mean, &mut middles);
    }
    for column in (0..fullest).rev() {
        settle_column(graph, columns, column, Toward::First, &mut middles);
    }
    let top = |(item, middle): (&Item, &f64)| middle - f64::from(height(*item)) / 2.0;
    let highest = middles.iter().map(top).fold(f64::INFINITY, f64::min);
    let mut places = HashMap::new();
    for (column, items) in columns.items.iter().enumerate() {
        for item in items {
            let Some(middle) = middles.get(item) else {
                continue;
            };
            // Never negative: `highest` is the least of all of them.
            let y = (top((item, middle)) - highest).round() as u32 + MARGIN;
            let height = height(*item);
            places.insert(*item, Position { column, y, height });
        }
    }
    places
}

fn height(item: Item) -> u32 {
    match item {
        Item::Lane { .. } => LANE_HEIGHT,
        _ => NODE_HEIGHT,
    }
}

/// What an item settles beside, of all that it is joined to.
#[derive(Clone, Copy)]
enum Toward {
    First,
    Mean,
}

/// Gives each item of a column a middle: as near as can be to what it is
/// joined to among those that have one, in order and without overlap.
fn settle_column(
    graph: &Graph,
    columns: &Columns,
    column: usize,
    toward: Toward,
    middles: &mut HashMap<Item, f64>,
) {
    let items = columns.items.get(column);
    let items = items.map(Vec::as_slice).unwrap_or_default();
    let mut wishes = Vec::new();
    let mut packed = Vec::new();
    let mut y = 0.0;
    for item in items {
        let half = f64::from(height(*item)) / 2.0;
        packed.push(y + half);
        let near = joined(graph, columns, *item, middles);
        wishes.push(match (near.len(), toward) {
            (0, _) => y + half,
            (_, Toward::First) => near.into_iter().fold(f64::INFINITY, f64::min),
            (count, Toward::Mean) => near.iter().sum::<f64>() / count as f64,
        });
        y += half * 2.0 + f64::from(GAP);
    }
    for (item, middle) in items.iter().zip(settle(&wishes, &packed)) {
        middles.insert(*item, middle);
    }
}

/// The middles of what an item is joined to. A DiffID stands beside its layer,
/// so the lines of the config do not count where there is one.
fn joined(graph: &Graph, columns: &Columns, item: Item, middles: &HashMap<Item, f64>) -> Vec<f64> {
    let is_config = |item: &Item| match item {
        Item::Node(id) => graph.kind_of(*id) == Some(NodeKind::Config),
        _ => false,
    };
    let ends = columns
        .links
        .iter()
        .filter_map(|(from, to)| match (*from == item, *to == item) {
            (true, _) => Some(*to),
            (_, true) => Some(*from),
            _ => None,
        });
    let (configs, others): (Vec<Item>, Vec<Item>) = ends.partition(is_config);
    let middles = |items: Vec<Item>| -> Vec<f64> {
        let middles = items.iter().filter_map(|item| middles.get(item));
        middles.copied().collect()
    };
    let others = middles(others);
    match others.is_empty() {
        true => middles(configs),
        false => others,
    }
}

/// The places nearest to `wishes` (least squares) that keep at least the
/// distances of `packed`: isotonic regression by pooling adjacent violators.
fn settle(wishes: &[f64], packed: &[f64]) -> Vec<f64> {
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (wish, packed) in wishes.iter().zip(packed) {
        let mut block = (wish - packed, 1);
        while let Some(last) = blocks.last().copied() {
            if last.0 / last.1 as f64 <= block.0 / block.1 as f64 {
                break;
            }
            block = (block.0 + last.0, block.1 + last.1);
            blocks.pop();
        }
        blocks.push(block);
    }
    let shifts = blocks
        .iter()
        .flat_map(|(sum, count)| std::iter::repeat_n(sum / *count as f64, *count));
    packed
        .iter()
        .zip(shifts)
        .map(|(y, shift)| y + shift)
        .collect()
}
