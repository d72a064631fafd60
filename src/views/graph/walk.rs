//! How keys lead through a table (ARIA Authoring Practices, Grid pattern).

use super::{Line, Place, Table};

/// How many lines a page is.
const PAGE: usize = 10;

/// Where the focus is. The column stays while the focus goes up and down, through
/// cells that cover several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub place: Place,
    pub column: usize,
}

impl Cursor {
    /// In the middle of nothing else than its place.
    #[must_use]
    pub fn at(table: &Table, place: Place) -> Self {
        let cell = table
            .row(place.line)
            .and_then(|row| row.cells.get(place.cell));
        Self {
            place,
            column: cell.map_or(place.cell, |cell| cell.from),
        }
    }

    /// The first place of all.
    #[must_use]
    pub fn first(table: &Table, lines: &[Line]) -> Option<Self> {
        let mut all = lines.iter().flat_map(|line| places(table, *line));
        Some(Self::at(table, all.next()?))
    }
}

/// Where a key leads. `key` is as `KeyboardEvent.key` names it; `None` for a key that
/// leads nowhere. With `all`, Home and End lead to the ends of the table.
#[must_use]
pub fn walk(table: &Table, lines: &[Line], from: Cursor, key: &str, all: bool) -> Option<Cursor> {
    let at = lines.iter().position(|line| *line == from.place.line)?;
    let here = places(table, from.place.line);
    let within = here.iter().position(|place| *place == from.place)?;
    let to = |place: Option<&Place>| place.map(|place| Cursor::at(table, *place));
    match key {
        "ArrowRight" => to(here.get(within + 1)),
        "ArrowLeft" => to(here.get(within.checked_sub(1)?)),
        "Home" if all => Cursor::first(table, lines),
        "Home" => to(here.first()),
        "End" if all => {
            let mut last = lines.iter().rev().map(|line| places(table, *line));
            last.find_map(|places| to(places.last()))
        }
        "End" => to(here.last()),
        "ArrowDown" => beyond(table, lines.iter().skip(at + 1), from, 1),
        "PageDown" => beyond(table, lines.iter().skip(at + 1), from, PAGE),
        "ArrowUp" => beyond(table, lines.iter().take(at).rev(), from, 1),
        "PageUp" => beyond(table, lines.iter().take(at).rev(), from, PAGE),
        _ => None,
    }
}

/// So many lines further, as far as there are any where the focus can be.
fn beyond<'a>(
    table: &Table,
    lines: impl Iterator<Item = &'a Line>,
    from: Cursor,
    count: usize,
) -> Option<Cursor> {
    let found = lines.filter_map(|line| nearest(table, *line, from));
    found.take(count).last()
}

/// The place of a line that is nearest to the column of the cursor, and has the same
/// number in its cell where there is one.
fn nearest(table: &Table, line: Line, from: Cursor) -> Option<Cursor> {
    let away = |place: &Place| {
        let cell = table
            .row(place.line)
            .and_then(|row| row.cells.get(place.cell));
        let (first, span) = cell.map_or((place.cell, 1), |cell| (cell.from, cell.span));
        let covered = match line {
            Line::Fold { .. } => true,
            _ => (first..first + span).contains(&from.column),
        };
        match covered {
            true => 0,
            false => first.abs_diff(from.column),
        }
    };
    let places = places(table, line).into_iter();
    let place = places.min_by_key(|place| (away(place), place.stop.abs_diff(from.place.stop)))?;
    Some(Cursor {
        place,
        column: from.column,
    })
}

/// The places of a line, from left to right.
fn places(table: &Table, line: Line) -> Vec<Place> {
    let place = |cell, stop| Place { line, cell, stop };
    match line {
        Line::Fold { .. } => vec![place(0, 0)],
        Line::Head => {
            let columns = table.columns.iter().enumerate();
            let images = columns.filter(|(_, column)| column.image.is_some());
            images.map(|(cell, _)| place(cell, 0)).collect()
        }
        Line::Row(_) => {
            let cells = table.row(line).map(|row| row.cells.iter().enumerate());
            let cells = cells.into_iter().flatten();
            cells
                .flat_map(|(cell, it)| (0..it.stops.len()).map(move |stop| place(cell, stop)))
                .collect()
        }
    }
}
