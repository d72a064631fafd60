//! Several images beside each other. What neighbouring columns have in common
//! stands once, over all of them.

use super::joints::Joints;
use super::ladder::{Told, size, stored, told, unpacked};
use super::{Cell, Column, MAX_LAYERS, Part, Row, RowKind, RowStep, Stop, Table};
use crate::inspect::graph::Image;

/// What is drawn of one column.
struct Drawn<'a> {
    column: &'a Column,
    image: &'a Image,
    roots: Vec<Stop>,
    /// The outermost first, each with what is attached to it.
    indexes: Vec<Vec<Stop>>,
    told: Told,
}

pub(super) fn matrix(joints: &Joints<'_>, columns: Vec<Column>) -> Table {
    let drawn = columns.iter().filter_map(|column| {
        let image = joints.opened.graph.images.get(column.image?)?;
        Some(Drawn::of(joints, column, image))
    });
    let drawn: Vec<Drawn<'_>> = drawn.collect();
    let mut rows = documents(joints, &drawn);
    let layers = drawn.iter().map(|column| column.image.layers.len()).max();
    let layers = layers.unwrap_or_default();
    rows.extend((0..layers.min(MAX_LAYERS)).map(|at| layer_row(joints, &drawn, at)));
    Table {
        rows,
        left_out: layers.saturating_sub(MAX_LAYERS),
        columns,
    }
}

impl<'a> Drawn<'a> {
    fn of(joints: &Joints<'_>, column: &'a Column, image: &'a Image) -> Self {
        let way = joints.way(image);
        let with_attached = |id| {
            let mut stops = vec![joints.stop(Part::Document, id)];
            stops.extend(joints.attached(id, &[]));
            stops
        };
        Self {
            column,
            image,
            roots: way.roots.into_iter().flat_map(with_attached).collect(),
            indexes: way.indexes.into_iter().map(with_attached).collect(),
            told: told(joints, image),
        }
    }
}

/// The rows above the layers, as far as there is anything in them.
fn documents(joints: &Joints<'_>, drawn: &[Drawn<'_>]) -> Vec<Row> {
    let document = |id| joints.stop(Part::Document, id);
    let deepest = drawn.iter().map(|column| column.indexes.len()).max();
    let mut rows = vec![row(RowKind::Roots, drawn, |column| column.roots.clone())];
    rows.extend((0..deepest.unwrap_or_default()).map(|depth| {
        row(RowKind::Index, drawn, |column| {
            column.indexes.get(depth).cloned().unwrap_or_default()
        })
    }));
    rows.push(row(RowKind::Manifest, drawn, |column| {
        column.image.manifest.map(document).into_iter().collect()
    }));
    rows.push(row(RowKind::Attached, drawn, |column| {
        let to = column.image.manifest;
        to.map(|id| joints.attached(id, &column.image.attestations))
            .unwrap_or_default()
    }));
    rows.push(row(RowKind::Config, drawn, |column| {
        let config = column.image.config.or(column.image.legacy);
        config.map(document).into_iter().collect()
    }));
    rows.retain(|row| row.cells.iter().any(|cell| !cell.stops.is_empty()));
    rows
}

fn row(kind: RowKind, drawn: &[Drawn<'_>], of: impl Fn(&Drawn<'_>) -> Vec<Stop>) -> Row {
    Row {
        kind,
        step: None,
        sizes: None,
        cells: merged(drawn.iter().map(of)),
    }
}

fn layer_row(joints: &Joints<'_>, drawn: &[Drawn<'_>], at: usize) -> Row {
    let stops = |column: &Drawn<'_>| -> Vec<Stop> {
        let Some(layer) = column.image.layers.get(at) else {
            return Vec::new();
        };
        let inside = unpacked(joints, column.image, at, layer);
        let stored = stored(joints, column.image, at, layer);
        // Of a file that no digest names the DiffID says more.
        let stored = stored.filter(|stored| inside.is_none() || stored.digest.is_some());
        stored.into_iter().chain(inside).collect()
    };
    let layers = drawn
        .iter()
        .filter_map(|column| column.image.layers.get(at));
    let sizes: Vec<u64> = layers.filter_map(|layer| size(joints, layer)).collect();
    Row {
        step: step(drawn, at + 1),
        sizes: sizes.iter().min().copied().zip(sizes.iter().max().copied()),
        ..row(RowKind::Layer(at + 1), drawn, stops)
    }
}

/// The step of a layer, of the first image that tells one: what else is shown does
/// not change it.
fn step(drawn: &[Drawn<'_>], number: usize) -> Option<RowStep> {
    let mut told = drawn
        .iter()
        .filter_map(|column| Some((column, column.told.get(&number)?)));
    let (column, one) = told.next()?;
    let differ = told.any(|(_, step)| step != one);
    Some(RowStep {
        only_of: differ.then(|| column.column.title.clone()),
        ..one.clone()
    })
}

/// Cells over as many neighbours as have the same.
fn merged(columns: impl Iterator<Item = Vec<Stop>>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    for (from, stops) in columns.enumerate() {
        match cells.last_mut().filter(|cell| is_same(&cell.stops, &stops)) {
            Some(cell) => {
                cell.span += 1;
                absorb(&mut cell.stops, stops);
            }
            None => cells.push(Cell {
                from,
                span: 1,
                stops,
            }),
        }
    }
    cells
}

/// Layers are the same by their DiffID, however they are compressed; where there is
/// none, and documents, by what they are.
fn is_same(one: &[Stop], other: &[Stop]) -> bool {
    let inside = |stops: &[Stop]| {
        let mut stops = stops.iter();
        let inside = stops.find(|stop| stop.part == Part::Unpacked);
        inside.and_then(|stop| stop.digest.clone())
    };
    match (inside(one), inside(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => {
            let nodes = |stops: &[Stop]| -> Vec<_> {
                stops.iter().flat_map(|stop| stop.nodes.clone()).collect()
            };
            nodes(one) == nodes(other)
        }
        _ => false,
    }
}

/// Takes in what stands in one more column: each digest once.
fn absorb(stops: &mut Vec<Stop>, others: Vec<Stop>) {
    for other in others {
        let known = |stop: &&mut Stop| {
            let same = stop.digest.is_some() && stop.digest == other.digest;
            stop.part == other.part && (same || stop.nodes == other.nodes)
        };
        match stops.iter_mut().find(known) {
            Some(stop) => {
                let new = other.nodes.into_iter();
                let new: Vec<_> = new.filter(|id| !stop.nodes.contains(id)).collect();
                stop.nodes.extend(new);
                stop.links.extend(other.links);
            }
            None => {
                let inside = stops.iter().position(|stop| stop.part == Part::Unpacked);
                stops.insert(inside.unwrap_or(stops.len()), other);
            }
        }
    }
}
