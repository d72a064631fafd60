//! The lines: each node has one trunk in the gutter to its right, from which a
//! branch leads to everything it names. Trunks whose stretches do not touch
//! share a lane.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::order::{Columns, Item};
use super::shown::Shown;
use super::surface::{Position, Surface};
use super::{NODE_WIDTH, PlacedEdge};
use crate::inspect::graph::{Edge, Graph, NodeId};
use crate::sorting::{sort_by, sort_by_key};

/// Between two trunks of a gutter.
const LANE: u32 = 9;
/// Trunks that stand apart; further ones share the last lane.
const MAX_LANES: usize = 24;
/// Between a column and its first trunk.
const BESIDE: u32 = 14;
/// A mark and the air around it.
const MARK: u32 = 17;
/// Marks above each other before one node; further ones stand before them.
const MARKS_IN_HEIGHT: usize = 3;
/// Marks beside each other; further ones would only hide what they stand on.
const MAX_MARK_ROWS: usize = 4;
/// Of the corners.
const RADIUS: u32 = 6;
/// How near the border of a node a line may leave it.
const INSET: u32 = 6;

/// Which way every line takes.
#[derive(Default)]
pub(super) struct Wires {
    /// Where a line reaches an item: the height, and how many marks stand
    /// between its own and the item.
    ports: HashMap<(Item, Item), Port>,
    /// Where lines leave an item.
    exits: HashMap<Item, u32>,
    /// The lane of an item's trunk; none where its only line is straight.
    trunks: HashMap<Item, usize>,
    /// The lane of a line within one column.
    loops: HashMap<(NodeId, NodeId), usize>,
    /// Lanes and rows of marks of the gutter to the right of each column.
    gutters: Vec<(usize, usize)>,
}

#[derive(Clone, Copy)]
struct Port {
    y: u32,
    row: usize,
}

/// A stretch of a gutter that a trunk takes.
struct Stretch {
    top: u32,
    bottom: u32,
    of: Result<Item, (NodeId, NodeId)>,
}

impl Wires {
    pub(super) fn plan(
        graph: &Graph,
        shown: &Shown,
        columns: &Columns,
        places: &HashMap<Item, Position>,
    ) -> Self {
        let mut wires = Self::default();
        wires.ports(columns, places);
        wires.exits(columns, places);
        for column in 0..columns.items.len() {
            let mut stretches = wires.trunks(columns, places, column);
            stretches.extend(loops(graph, shown, places, column));
            let lanes = wires.lanes(stretches);
            let rows = wires.mark_rows(columns, places, column + 1);
            wires.gutters.push((lanes, rows));
        }
        wires
    }

    /// The width of the gutter to the right of a column; of the last one only
    /// what loops need.
    pub(super) fn gutter_width(&self, column: usize) -> u32 {
        let (lanes, rows) = self.gutters.get(column).copied().unwrap_or_default();
        let is_last = column + 1 == self.gutters.len();
        match (is_last, lanes) {
            (true, 0) => 0,
            (true, lanes) => BESIDE + lanes as u32 * LANE,
            (false, lanes) => BESIDE + lanes as u32 * LANE + MARK * rows.max(1) as u32 + 4,
        }
    }

    /// Spreads the lines that reach an item over its height, uppermost first.
    fn ports(&mut self, columns: &Columns, places: &HashMap<Item, Position>) {
        let mut incoming: BTreeMap<Item, Vec<(u32, Item)>> = BTreeMap::new();
        for (from, to) in &columns.links {
            let y = places.get(from).map_or(0, |place| place.middle());
            incoming.entry(*to).or_default().push((y, *from));
        }
        for (to, mut from) in incoming {
            let Some(place) = places.get(&to) else {
                continue;
            };
            sort_by(&mut from, Ord::cmp);
            let count = from.len() as u32;
            for (index, (_, from)) in from.into_iter().enumerate() {
                let y = place.y + place.height * (index as u32 + 1) / (count + 1);
                let rows = (count as usize)
                    .div_ceil(MARKS_IN_HEIGHT)
                    .min(MAX_MARK_ROWS);
                let row = index % rows;
                self.ports.insert((from, to), Port { y, row });
            }
        }
    }

    /// A line that is the only one of its item leaves it where it can be
    /// straight; all others leave from the middle.
    fn exits(&mut self, columns: &Columns, places: &HashMap<Item, Position>) {
        let mut outgoing: HashMap<Item, Vec<u32>> = HashMap::new();
        for link in &columns.links {
            if let Some(port) = self.ports.get(link) {
                outgoing.entry(link.0).or_default().push(port.y);
            }
        }
        for (item, ends) in outgoing {
            let Some(place) = places.get(&item) else {
                continue;
            };
            let inset = INSET.min(place.height / 2);
            let straight = match ends.as_slice() {
                [y] if (place.y + inset..=place.y + place.height - inset).contains(y) => Some(*y),
                _ => None,
            };
            self.exits.insert(item, straight.unwrap_or(place.middle()));
        }
    }

    fn trunks(
        &self,
        columns: &Columns,
        places: &HashMap<Item, Position>,
        column: usize,
    ) -> Vec<Stretch> {
        let is_here = |item: &Item| places.get(item).is_some_and(|place| place.column == column);
        let mut trunks: BTreeMap<Item, (u32, u32)> = BTreeMap::new();
        for link in columns.links.iter().filter(|(from, _)| is_here(from)) {
            if let (Some(port), Some(exit)) = (self.ports.get(link), self.exits.get(&link.0))
                && port.y != *exit
            {
                let stretch = trunks.entry(link.0).or_insert((*exit, *exit));
                *stretch = (stretch.0.min(port.y), stretch.1.max(port.y));
            }
        }
        let stretches = trunks.into_iter().map(|(item, (top, bottom))| Stretch {
            top,
            bottom,
            of: Ok(item),
        });
        stretches.collect()
    }

    /// Gives each stretch the first lane that is free there; returns how many
    /// lanes there are.
    fn lanes(&mut self, mut stretches: Vec<Stretch>) -> usize {
        sort_by_key(&mut stretches, |stretch| {
            (stretch.top, stretch.bottom, stretch.of)
        });
        let mut ends: Vec<u32> = Vec::new();
        for stretch in stretches {
            let free = ends.iter().position(|end| *end + RADIUS < stretch.top);
            let lane = match free {
                Some(lane) => lane,
                None if ends.len() < MAX_LANES => {
                    ends.push(0);
                    ends.len() - 1
                }
                None => MAX_LANES - 1,
            };
            if let Some(end) = ends.get_mut(lane) {
                *end = (*end).max(stretch.bottom);
            }
            match stretch.of {
                Ok(item) => self.trunks.insert(item, lane),
                Err(pair) => self.loops.insert(pair, lane),
            };
        }
        ends.len()
    }

    fn mark_rows(
        &self,
        columns: &Columns,
        places: &HashMap<Item, Position>,
        column: usize,
    ) -> usize {
        let rows = columns
            .links
            .iter()
            .filter(|(_, to)| places.get(to).is_some_and(|place| place.column == column))
            .filter_map(|link| Some(self.ports.get(link)?.row + 1));
        rows.max().unwrap_or(0)
    }
}

/// The edges within a column: an attestation and what it attests, an image
/// from before Docker 1.10 and its parent.
fn loops(
    graph: &Graph,
    shown: &Shown,
    places: &HashMap<Item, Position>,
    column: usize,
) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for edge in &graph.edges {
        let ends = (shown.column_of(edge.from), shown.column_of(edge.to));
        let pair = (edge.from, edge.to);
        if ends != (Some(column), Some(column)) || edge.from == edge.to {
            continue;
        }
        if let Some((top, bottom)) = loop_ends(places, pair)
            && !stretches.iter().any(|stretch| stretch.of == Err(pair))
        {
            stretches.push(Stretch {
                top: top.min(bottom),
                bottom: top.max(bottom),
                of: Err(pair),
            });
        }
    }
    stretches
}

/// Where a loop leaves and where it arrives, so that it meets no trunk there.
fn loop_ends(places: &HashMap<Item, Position>, (from, to): (NodeId, NodeId)) -> Option<(u32, u32)> {
    let from = places.get(&Item::Node(from))?;
    let to = places.get(&Item::Node(to))?;
    Some(if from.y > to.y {
        (from.y + from.height / 4, to.y + to.height * 3 / 4)
    } else {
        (from.y + from.height * 3 / 4, to.y + to.height / 4)
    })
}

/// Draws every line between drawn nodes, and those to folded ones.
pub(super) fn draw(
    graph: &Graph,
    shown: &Shown,
    surface: &Surface,
    wires: &Wires,
) -> Vec<PlacedEdge> {
    let mut drawn = between_nodes(graph, shown, surface, wires);
    let folded = shown.folded.iter().enumerate();
    drawn.extend(folded.filter_map(|(place, folded)| {
        let (from, to) = (folded.parent?, *folded.nodes.first()?);
        let item = Item::Folded(place);
        let (path, mark) = forward(from, item, folded.column, shown, surface, wires)?;
        Some(PlacedEdge {
            edges: Vec::new(),
            from,
            to,
            path,
            mark,
        })
    }));
    drawn
}

/// One line for all edges between the same two nodes.
fn between_nodes(
    graph: &Graph,
    shown: &Shown,
    surface: &Surface,
    wires: &Wires,
) -> Vec<PlacedEdge> {
    let mut known: HashMap<(NodeId, NodeId), usize> = HashMap::new();
    let mut drawn: Vec<PlacedEdge> = Vec::new();
    for (place, edge) in graph.edges.iter().enumerate() {
        if !shown.is_drawn(edge.from) || !shown.is_drawn(edge.to) {
            continue;
        }
        let ends = (edge.from, edge.to);
        if let Some(twin) = known.get(&ends).and_then(|at| drawn.get_mut(*at)) {
            twin.edges.push(place);
        } else if let Some((path, mark)) = way(edge, shown, surface, wires) {
            known.insert(ends, drawn.len());
            drawn.push(PlacedEdge {
                edges: vec![place],
                from: edge.from,
                to: edge.to,
                path,
                mark,
            });
        }
    }
    drawn
}

type Way = (String, (u32, u32));

fn way(edge: &Edge, shown: &Shown, surface: &Surface, wires: &Wires) -> Option<Way> {
    let (first, last) = (shown.column_of(edge.from)?, shown.column_of(edge.to)?);
    if first < last {
        forward(edge.from, Item::Node(edge.to), last, shown, surface, wires)
    } else if first == last {
        within(edge, first, surface, wires)
    } else {
        backward(edge, surface)
    }
}

/// Through the gutters and lanes to a later column.
fn forward(
    from: NodeId,
    to: Item,
    last: usize,
    shown: &Shown,
    surface: &Surface,
    wires: &Wires,
) -> Option<Way> {
    let mut points = Vec::new();
    let mut at = Item::Node(from);
    let mut row = 0;
    for column in shown.column_of(from)?..last {
        let next = match column + 1 {
            column if column == last => to,
            column => Item::Lane { from, column },
        };
        let port = wires.ports.get(&(at, next))?;
        points.extend(across(at, port, column, surface, wires)?);
        row = port.row;
        at = next;
    }
    let end = points.last().copied()?;
    let before = MARK / 2 + 3 + MARK * row as u32;
    Some((rounded(&points), (end.0.saturating_sub(before), end.1)))
}

/// Out of an item, along its trunk where it has one, and through the gutter.
fn across(
    item: Item,
    port: &Port,
    column: usize,
    surface: &Surface,
    wires: &Wires,
) -> Option<Vec<(u32, u32)>> {
    let right = surface.x.get(column)? + NODE_WIDTH;
    let exit = *wires.exits.get(&item)?;
    let mut points = vec![(right, exit)];
    if let Some(lane) = wires.trunks.get(&item)
        && exit != port.y
    {
        let trunk = right + BESIDE + *lane as u32 * LANE;
        points.extend([(trunk, exit), (trunk, port.y)]);
    }
    points.push((*surface.x.get(column + 1)?, port.y));
    Some(points)
}

/// Out to the right and back in from there.
fn within(edge: &Edge, column: usize, surface: &Surface, wires: &Wires) -> Option<Way> {
    let pair = (edge.from, edge.to);
    let lane = *wires.loops.get(&pair)?;
    let (start, end) = loop_ends(&surface.places, pair)?;
    let right = surface.x.get(column)? + NODE_WIDTH;
    let trunk = right + BESIDE + lane as u32 * LANE;
    let points = [(right, start), (trunk, start), (trunk, end), (right, end)];
    Some((rounded(&points), (right + MARK / 2 + 1, end)))
}

/// A curve to an earlier column. Only a `subject` leads there.
fn backward(edge: &Edge, surface: &Surface) -> Option<Way> {
    let from = surface.places.get(&Item::Node(edge.from))?;
    let to = surface.places.get(&Item::Node(edge.to))?;
    let (x, y) = (*surface.x.get(from.column)?, from.middle());
    let (end_x, end_y) = (
        surface.x.get(to.column)? + NODE_WIDTH,
        to.y + to.height * 3 / 4,
    );
    let bend = x.saturating_sub(end_x) / 2;
    let path = format!(
        "M{x} {y}C{} {y} {} {end_y} {end_x} {end_y}",
        x.saturating_sub(bend),
        end_x + bend
    );
    Some((path, (end_x + MARK / 2 + 1, end_y)))
}

/// A path along points that are joined level or upright, with round corners.
fn rounded(points: &[(u32, u32)]) -> String {
    let mut corners: Vec<(u32, u32)> = points.to_vec();
    corners.dedup();
    let mut path = String::new();
    let Some((x, y)) = corners.first() else {
        return path;
    };
    let _ = write!(path, "M{x} {y}");
    for triple in corners.windows(3) {
        let [before, corner, after] = triple else {
            continue;
        };
        let near = |one: &(u32, u32), other: &(u32, u32)| {
            (one.0.abs_diff(other.0) + one.1.abs_diff(other.1)) / 2
        };
        let radius = RADIUS.min(near(before, corner)).min(near(corner, after));
        let (x1, y1) = toward(*corner, *before, radius);
        let (x2, y2) = toward(*corner, *after, radius);
        let _ = write!(path, "L{x1} {y1}Q{} {} {x2} {y2}", corner.0, corner.1);
    }
    if let (Some((x, y)), true) = (corners.last(), corners.len() > 1) {
        let _ = write!(path, "L{x} {y}");
    }
    path
}

/// The point `distance` away from `from` on the level or upright way to `to`.
fn toward(from: (u32, u32), to: (u32, u32), distance: u32) -> (u32, u32) {
    let along = |from: u32, to: u32| match from.cmp(&to) {
        std::cmp::Ordering::Less => from + distance,
        std::cmp::Ordering::Equal => from,
        std::cmp::Ordering::Greater => from - distance,
    };
    (along(from.0, to.0), along(from.1, to.1))
}
