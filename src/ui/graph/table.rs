//! A table with what fails named over it.

use leptos::prelude::*;

use super::grid::Grid;
use super::rows::{Fold, Head, RowView};
use crate::format::visible;
use crate::ui::language::say;
use crate::ui::more::ShowMore;
use crate::views::Tone;
use crate::views::graph::faces::{face, failing};
use crate::views::graph::{Line, Place};
use crate::web::document;
use crate::words::{Message, graph};

/// How many failures are named.
const FAILURES: usize = 6;

#[component]
pub(super) fn TableView(grid: Grid, label: Message) -> impl IntoView {
    let lines = Memo::new(move |_| {
        let lines = grid.lines.read();
        let shown = lines.iter().take(grid.limit.get());
        shown.copied().collect::<Vec<Line>>()
    });
    let hidden = Signal::derive(move || grid.lines.with(Vec::len).saturating_sub(grid.limit.get()));
    let left_out = grid.table.with_value(|table| table.left_out);
    let left_out =
        (left_out > 0).then(|| view! { <p class="hint">{say(graph::more_layers(left_out))}</p> });
    view! {
        <Failures grid/>
        <div class="table-scroll">
            <table role="grid" class=format!("grid {}", grid.name) aria-label=say(label)
                on:click=move |event| grid.clicked(&event)
                on:keydown=move |event| grid.pressed(&event)
                on:focusin=move |event| grid.focused(&event) on:focusout=move |_| grid.drawing.focused.set(None)
                on:pointerover=move |event| grid.pointed(&event)
                on:pointerleave=move |_| grid.drawing.pointed.set(None)>
                <tbody>
                    <For each=move || lines.get() key=|line| *line let:line>
                        {match line {
                            Line::Head => view! { <Head grid/> }.into_any(),
                            Line::Row(row) => view! { <RowView grid row/> }.into_any(),
                            Line::Fold { first, last } => view! { <Fold grid first last/> }.into_any(),
                        }}
                    </For>
                </tbody>
            </table>
        </div>
        <ShowMore hidden limit=grid.limit/>
        {left_out}
    }
}

/// What fails, each with the way to it, before everything else.
#[component]
fn Failures(grid: Grid) -> impl IntoView {
    let failing = Memo::new(move |_| {
        let faces = grid.faces.read();
        grid.table.with_value(|table| failing(table, &faces))
    });
    let items = move || {
        let places = failing.get().into_iter().take(FAILURES);
        places
            .map(|place| view! { <FailureView grid place/> })
            .collect_view()
    };
    let more = move || failing.with(Vec::len).saturating_sub(FAILURES);
    view! {
        <Show when=move || failing.with(|failing| !failing.is_empty())>
            <ul class="failures" aria-label=say(graph::what_fails())>
                {items}
                <Show when=move || { more() > 0 }><li>{move || say(graph::more_fail(more()))}</li></Show>
            </ul>
        </Show>
    }
}

#[component]
fn FailureView(grid: Grid, place: Place) -> impl IntoView {
    let said = grid.table.with_value(|table| {
        let (row, stop) = (table.row(place.line)?, table.stop(place)?);
        let whose = table.whose(row.cells.get(place.cell)?);
        let known = grid.drawing.verdicts.read_untracked();
        Some(stop.label("", whose, Some(face(stop, &known).word)))
    });
    let said = said.map(|said| visible(&say(said)));
    let tone = Tone::Bad;
    // It comes into view, and the way back leads to it.
    let open = move |_| {
        document::focus(&grid.id(place));
        grid.act(place);
    };
    view! {
        <li class=tone.class()>
            <button type="button" class="link" on:click=open>
                <span class="icon" aria-hidden="true">{tone.icon()}</span>" "{said}
            </button>
        </li>
    }
}
