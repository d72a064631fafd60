//! The rows of a table: what the columns are, objects, and what stands for folded
//! ones.

use leptos::prelude::*;

use super::grid::Grid;
use super::object::{Looks, Named, object};
use crate::format::{Bytes, short, visible};
use crate::ui::language::say;
use crate::views::graph::folds::{shared, tally};
use crate::views::graph::{Column, Line, Place, Row, RowKind, RowStep, Table};
use crate::views::sentence_case;
use crate::words::{graph, joined, overview};

/// How many digits tell objects apart, and how many where many stand beside each
/// other.
const DIGITS: usize = 12;
const DIGITS_IN_MATRIX: usize = 8;

/// What the columns are.
#[component]
pub(super) fn Head(grid: Grid) -> impl IntoView {
    let columns = grid.table.with_value(|table| table.columns.clone());
    let columns = columns.into_iter().enumerate();
    let columns = columns.map(|(cell, column)| view! { <ColumnHead grid cell column/> });
    view! {
        <tr class="head">
            <th scope="col">{say(graph::layer_and_step())}</th>
            <th scope="col" class="count">{say(overview::size())}</th>
            {columns.collect_view()}
        </tr>
    }
}

/// That of an image chooses it.
#[component]
fn ColumnHead(grid: Grid, cell: usize, column: Column) -> impl IntoView {
    let title = visible(&say(&column.title));
    let Some(image) = column.image else {
        return view! { <th scope="col">{sentence_case(&title)}</th> }.into_any();
    };
    let place = Place {
        line: Line::Head,
        cell,
        stop: 0,
    };
    let current = Memo::new(move |_| grid.current() == Some(place));
    let chosen = move || grid.drawing.page.image.get() == image;
    view! {
        <th scope="col" class:chosen=chosen>
            <button type="button" class="of-column" id=grid.id(place) title=title.clone()
                tabindex=move || if current.get() { "0" } else { "-1" }
                aria-pressed=move || chosen().to_string()>
                <bdi>{title.clone()}</bdi>
            </button>
        </th>
    }
    .into_any()
}

#[component]
pub(super) fn RowView(grid: Grid, row: usize) -> impl IntoView {
    let looks = Memo::new(move |_| grid.looks(row));
    // Drawn into the same elements each time, so that the focus stays where it is.
    let cells = move || {
        let looks = looks.get();
        grid.table
            .with_value(|table| cells(grid, table, row, looks))
    };
    let head = grid.table.with_value(|table| table.rows.get(row).map(head));
    view! { <tr>{head}{cells}</tr> }
}

fn cells(grid: Grid, table: &Table, row: usize, looks: Vec<Looks>) -> impl IntoView + use<> {
    let digits = if table.is_matrix() {
        DIGITS_IN_MATRIX
    } else {
        DIGITS
    };
    let cells = table.rows.get(row).map(|row| row.cells.as_slice());
    let mut looks = looks.into_iter();
    let cells = cells
        .unwrap_or_default()
        .iter()
        .enumerate()
        .map(|(at, cell)| {
            let stops = cell.stops.iter().enumerate().zip(looks.by_ref());
            let stops = stops.map(|((stop, it), looks)| {
                let place = Place {
                    line: Line::Row(row),
                    cell: at,
                    stop,
                };
                let named = Named {
                    id: grid.id(place),
                    stop: it,
                    cell,
                    whose: table.whose(cell),
                    digits,
                };
                object(named, looks)
            });
            let stops: Vec<_> = stops.collect();
            let is_shared = cell.span > 1 && !cell.stops.is_empty();
            view! { <td colspan=cell.span.to_string() class:shared=is_shared>{stops}</td> }
        });
    cells.collect::<Vec<_>>()
}

/// What stands before the cells of a row.
fn head(row: &Row) -> impl IntoView + use<> {
    let class = match row.kind {
        RowKind::Layer(_) => "name",
        _ => "name document",
    };
    let step = row.step.clone().map(|step| view! { <StepOf step/> });
    let size = row.sizes.map(|(least, most)| match least == most {
        true => say(joined::verbatim(Bytes(least))),
        false => say(graph::sizes(Bytes(least), Bytes(most))),
    });
    view! {
        <th scope="row"><span class=class>{sentence_case(&say(row.kind.name()))}</span>{step}</th>
        <td class="count">{size}</td>
    }
}

/// The step that made a layer, and whose it is where others tell another one.
#[component]
fn StepOf(step: RowStep) -> impl IntoView {
    let only_of = step.only_of.map(|whose| {
        view! { <span class="hint">{visible(&say(graph::only_of(whose)))}</span> }
    });
    let (text, title) = (short(&step.rest), short(&step.rest));
    let gap = if step.keyword.is_empty() { "" } else { " " };
    view! { <code class="step" title=title><b>{step.keyword}</b>{gap}{text}</code>{only_of} }
}

/// Stands for layers that ask for nothing.
#[component]
pub(super) fn Fold(grid: Grid, first: usize, last: usize) -> impl IntoView {
    let place = Place {
        line: Line::Fold { first, last },
        cell: 0,
        stop: 0,
    };
    let is_open = move || grid.is_open(first);
    let current = Memo::new(move |_| grid.current() == Some(place));
    let name = grid.table.with_value(|table| {
        let number = |row| table.number(row).unwrap_or_default();
        sentence_case(&say(graph::layers_from_to(number(first), number(last))))
    });
    let columns = grid.table.with_value(|table| table.columns.len());
    view! {
        <tr class="fold">
            <th scope="row" colspan="2">
                <button type="button" class="link" id=grid.id(place)
                    tabindex=move || if current.get() { "0" } else { "-1" }
                    aria-expanded=move || is_open().to_string()>
                    <span class="twisty" aria-hidden="true">{move || if is_open() { "▾" } else { "▸" }}</span>
                    " "{name}
                </button>
            </th>
            <td colspan=columns.to_string()><Tallies grid first last/></td>
        </tr>
    }
}

/// What is known of folded rows, counted.
#[component]
fn Tallies(grid: Grid, first: usize, last: usize) -> impl IntoView {
    let counts = Memo::new(move |_| grid.faces.with(|faces| tally(faces, first, last)));
    let counts = move || {
        let counts = counts.get().into_iter().map(|(face, count)| {
            let (class, icon) = (format!("tally {}", face.class()), face.icon());
            view! {
                <span class=class>
                    <span class="icon" aria-hidden="true">{icon}</span>
                    " "{count.to_string()}" "{say(face.word)}
                </span>
            }
        });
        counts.collect_view()
    };
    let shared = grid.table.with_value(|table| shared(table, first, last));
    let same =
        (shared > 0).then(|| view! { <span class="hint">{say(graph::same_in_all(shared))}</span> });
    view! { <span class="tallies">{counts}{same}</span> }
}
