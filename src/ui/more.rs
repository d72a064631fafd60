//! The ways to what of a long list is not shown; nothing where all of it is.

use std::time::Duration;

use leptos::prelude::*;

use crate::ui::language::say;
use crate::views::ROWS_AT_ONCE;
use crate::words::amounts;

/// Rows that are drawn with a view: those that a large screen shows.
const DRAWN_FIRST: usize = 40;

/// Rows that are drawn at a time after that.
const DRAWN_NEXT: usize = 20;

/// How many rows of a long list are drawn: those in sight with the view, so that it is
/// there at once, and the others up to [`ROWS_AT_ONCE`] once that is painted.
pub fn drawn_rows() -> RwSignal<usize> {
    let limit = RwSignal::new(DRAWN_FIRST);
    draw_more(limit);
    limit
}

fn draw_more(limit: RwSignal<usize>) {
    let after_paint = move || {
        // The view may be gone by now, or a person may have asked for more.
        let drawn = limit.try_get_untracked().unwrap_or(ROWS_AT_ONCE);
        if drawn < ROWS_AT_ONCE {
            limit.set(ROWS_AT_ONCE.min(drawn + DRAWN_NEXT));
            draw_more(limit);
        }
    };
    request_animation_frame(move || set_timeout(after_paint, Duration::ZERO));
}

/// Shows more, some at a time.
#[component]
pub fn ShowMore(#[prop(into)] hidden: Signal<usize>, limit: RwSignal<usize>) -> impl IntoView {
    view! {
        <Show when=move || { hidden.get() > 0 && !(DRAWN_FIRST..ROWS_AT_ONCE).contains(&limit.get()) }>
            <button type="button" on:click=move |_| limit.update(|limit| *limit += ROWS_AT_ONCE)>
                {move || say(amounts::show_more_of(hidden.get().min(ROWS_AT_ONCE), hidden.get()))}
            </button>
        </Show>
    }
}

/// Shows all that is left.
#[component]
pub fn ShowRest(#[prop(into)] hidden: Signal<usize>, limit: RwSignal<usize>) -> impl IntoView {
    view! {
        <Show when=move || { hidden.get() > 0 }>
            <button type="button" on:click=move |_| limit.set(usize::MAX)>
                {move || say(amounts::show_more(hidden.get()))}
            </button>
        </Show>
    }
}
