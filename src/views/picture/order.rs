//! The order within each column: by barycentres, so that lines cross little.

use std::collections::{HashMap, HashSet};

use super::shown::Shown;
use crate::inspect::graph::{Graph, NodeId, NodeKind};
use crate::sorting::sort_by;

/// Sweeps over the columns, there and back. More than a few change nothing.
const SWEEPS: usize = 4;

/// Something that takes a place in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Item {
    Node(NodeId),
    /// A place in [`Shown::folded`].
    Folded(usize),
    /// The lane through a column for all lines of one node that lead beyond it.
    Lane {
        from: NodeId,
        column: usize,
    },
}

/// The items of each column, from top to bottom, and what leads to what
/// between neighbouring columns.
pub(super) struct Columns {
    pub(super) items: Vec<Vec<Item>>,
    pub(super) links: Vec<(Item, Item)>,
}

/// Orders the columns.
pub(super) fn columns(graph: &Graph, shown: &Shown) -> Columns {
    let mut columns = Columns {
        items: vec![Vec::new(); shown.columns],
        links: Vec::new(),
    };
    for node in &graph.nodes {
        columns.put(shown.column_of(node.id), Item::Node(node.id));
    }
    for edge in &graph.edges {
        if let Some(last) = shown.column_of(edge.to) {
            columns.route(shown, edge.from, Item::Node(edge.to), last);
        }
    }
    for (place, folded) in shown.folded.iter().enumerate() {
        columns.put(Some(folded.column), Item::Folded(place));
        if let Some(parent) = folded.parent {
            columns.route(shown, parent, Item::Folded(place), folded.column);
        }
    }
    sort_by(&mut columns.links, Ord::cmp);
    columns.links.dedup();
    columns.sort(&buses(graph));
    columns
}

/// The lines that are left out where the order is sought: a config names every
/// DiffID, so its lines are a bus along the whole gutter, which crosses the
/// same lines wherever the config stands. So it stays where a manifest has it:
/// before the layers.
fn buses(graph: &Graph) -> HashSet<Item> {
    let configs = graph
        .nodes
        .iter()
        .filter(|node| node.kind == NodeKind::Config);
    configs.map(|node| Item::Node(node.id)).collect()
}

impl Columns {
    fn put(&mut self, column: Option<usize>, item: Item) {
        if let Some(items) = column.and_then(|column| self.items.get_mut(column)) {
            items.push(item);
        }
    }

    /// Adds the links from a node to an item of a later column, with lanes
    /// through the columns between; nothing for one that does not lead forward.
    fn route(&mut self, shown: &Shown, from: NodeId, to: Item, last: usize) {
        let Some(first) = shown.column_of(from).filter(|first| *first < last) else {
            return;
        };
        let mut at = Item::Node(from);
        for column in first + 1..last {
            let lane = Item::Lane { from, column };
            if self
                .items
                .get(column)
                .is_some_and(|items| !items.contains(&lane))
            {
                self.put(Some(column), lane);
            }
            self.links.push((at, lane));
            at = lane;
        }
        self.links.push((at, to));
    }

    fn sort(&mut self, buses: &HashSet<Item>) {
        let mut before: HashMap<Item, Vec<Item>> = HashMap::new();
        let mut after: HashMap<Item, Vec<Item>> = HashMap::new();
        for (from, to) in self.links.iter().filter(|(from, _)| !buses.contains(from)) {
            after.entry(*from).or_default().push(*to);
            before.entry(*to).or_default().push(*from);
        }
        let mut best = (self.crossings(), self.items.clone());
        for _ in 0..SWEEPS {
            for column in 1..self.items.len() {
                self.sort_column(column, column - 1, &before);
            }
            self.keep_better(&mut best);
            for column in (1..self.items.len()).rev() {
                self.sort_column(column - 1, column, &after);
            }
            self.keep_better(&mut best);
        }
        self.items = best.1;
    }

    /// The order of the documents wins where another one crosses no less.
    fn keep_better(&self, best: &mut (usize, Vec<Vec<Item>>)) {
        let crossings = self.crossings();
        if crossings < best.0 {
            *best = (crossings, self.items.clone());
        }
    }

    /// Sorts one column by the mean place of what its items are joined to in
    /// another; stable, so that equals stay as the documents have them. What is
    /// joined to nothing stays before what it stood before.
    fn sort_column(&mut self, column: usize, other: usize, joined: &HashMap<Item, Vec<Item>>) {
        let places = self.places(other);
        let Some(items) = self.items.get_mut(column) else {
            return;
        };
        let mean = |item: &Item| {
            let near = joined.get(item).into_iter().flatten();
            let near: Vec<usize> = near.filter_map(|item| places.get(item).copied()).collect();
            let sum: usize = near.iter().sum();
            (!near.is_empty()).then(|| sum as f64 / near.len() as f64)
        };
        let mut following = f64::INFINITY;
        let mut keyed: Vec<(f64, Item)> = Vec::with_capacity(items.len());
        for item in items.iter().rev() {
            following = mean(item).unwrap_or(following);
            keyed.push((following, *item));
        }
        keyed.reverse();
        sort_by(&mut keyed, |one, other| one.0.total_cmp(&other.0));
        *items = keyed.into_iter().map(|(_, item)| item).collect();
    }

    fn places(&self, column: usize) -> HashMap<Item, usize> {
        let items = self
            .items
            .get(column)
            .map(Vec::as_slice)
            .unwrap_or_default();
        items
            .iter()
            .enumerate()
            .map(|(at, item)| (*item, at))
            .collect()
    }

    /// How many pairs of lines cross; bounded by the squares of what is drawn.
    pub(super) fn crossings(&self) -> usize {
        let mut count = 0;
        for column in 1..self.items.len() {
            let (left, right) = (self.places(column - 1), self.places(column));
            let ends: Vec<(usize, usize)> = self
                .links
                .iter()
                .filter_map(|(from, to)| Some((*left.get(from)?, *right.get(to)?)))
                .collect();
            for (index, one) in ends.iter().enumerate() {
                count += ends
                    .iter()
                    .skip(index + 1)
                    .filter(|two| {
                        (one.0 < two.0 && one.1 > two.1) || (one.0 > two.0 && one.1 < two.1)
                    })
                    .count();
            }
        }
        count
    }
}
