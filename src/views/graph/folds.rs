//! Which rows of a table are drawn: long runs of layers that ask for nothing stand
//! folded in one line. What fails is never folded.

use std::collections::BTreeSet;
use std::ops::Range;

use super::faces::{Face, Faces, worst};
use super::{Line, Table};
use crate::views::Tone;

/// A table of so many layers is shown as it is.
const FEW: usize = 12;

/// A run of fewer rows is not worth a line that stands for it.
const RUN: usize = 4;

/// How many cells a fold shows when it is opened.
const OBJECTS_AT_ONCE: usize = 400;

/// Rows that may be folded together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Verified, or on the way to it.
    Calm,
    /// Not here, or odd.
    Lacking,
    Failing,
}

/// The lines of a table from top to bottom, with those rows of runs shown that are
/// among `opened`.
#[must_use]
pub fn lines(table: &Table, faces: &Faces, opened: &BTreeSet<usize>) -> Vec<Line> {
    let layers = table.layers();
    let mut lines = vec![Line::Head];
    lines.extend((0..layers.start).map(Line::Row));
    if layers.len() <= FEW {
        lines.extend(layers.map(Line::Row));
        return lines;
    }
    for run in runs(layers, faces) {
        match run.len() < RUN {
            true => lines.extend(run.map(Line::Row)),
            false => unfold(run, opened, &mut lines),
        }
    }
    lines
}

/// A run, as far as it is open, and what is left of it.
fn unfold(run: Range<usize>, opened: &BTreeSet<usize>, lines: &mut Vec<Line>) {
    let mut first = run.start;
    while first < run.end {
        let is_open = opened.contains(&first);
        let mut rest = first..run.end;
        let end = rest.find(|row| opened.contains(row) != is_open);
        let end = end.unwrap_or(run.end);
        lines.push(Line::Fold {
            first,
            last: end - 1,
        });
        if is_open {
            lines.extend((first..end).map(Line::Row));
        }
        first = end;
    }
}

/// The rows that a fold shows when it is opened: all of a few, of many the first, for
/// a browser lays out some hundred objects at once.
#[must_use]
pub fn page(table: &Table, first: usize, last: usize) -> Range<usize> {
    let rows = (OBJECTS_AT_ONCE / table.columns.len().max(1)).max(RUN);
    match last - first < rows + RUN {
        true => first..last + 1,
        false => first..first + rows,
    }
}

/// The layers in runs of one class. Base and top always stand for themselves.
fn runs(layers: Range<usize>, faces: &Faces) -> Vec<Range<usize>> {
    let class = |row: usize| {
        let faces = faces.get(row).map(Vec::as_slice).unwrap_or_default();
        match worst(faces) {
            Some(Tone::Bad) => Class::Failing,
            Some(Tone::Missing | Tone::Unsure) => Class::Lacking,
            _ => Class::Calm,
        }
    };
    let ends = |row: usize| row == layers.start || row + 1 == layers.end;
    let mut runs: Vec<Range<usize>> = Vec::new();
    for row in layers.clone() {
        let fits = |run: &&mut Range<usize>| {
            let alone = ends(row) || ends(run.start) || class(row) == Class::Failing;
            !alone && class(run.start) == class(row)
        };
        match runs.last_mut().filter(fits) {
            Some(run) => run.end = row + 1,
            None => runs.push(row..row + 1),
        }
    }
    runs
}

/// How many of the rows from `first` to `last` have which face at worst.
#[must_use]
pub fn tally(faces: &Faces, first: usize, last: usize) -> Vec<(Face, usize)> {
    let mut tally: Vec<(Face, usize)> = Vec::new();
    for row in faces.get(first..=last).unwrap_or_default() {
        let tone = worst(row);
        let Some(face) = row.iter().find(|face| face.tone == tone) else {
            continue;
        };
        match tally.iter_mut().find(|(known, _)| known.tone == tone) {
            Some((_, count)) => *count += 1,
            None => tally.push((face.clone(), 1)),
        }
    }
    tally
}

/// How many of those rows are the same in every column.
#[must_use]
pub fn shared(table: &Table, first: usize, last: usize) -> usize {
    let rows = table.rows.get(first..=last).unwrap_or_default();
    let same = rows
        .iter()
        .filter(|row| table.is_matrix() && row.cells.len() == 1);
    same.count()
}
