//! The ways to what of a long list is not shown; nothing where all of it is.

use leptos::prelude::*;

use crate::ui::language::say;
use crate::views::ROWS_AT_ONCE;
use crate::words::amounts;

/// Shows more, some at a time.
#[component]
pub fn ShowMore(#[prop(into)] hidden: Signal<usize>, limit: RwSignal<usize>) -> impl IntoView {
    view! {
        <Show when=move || { hidden.get() > 0 }>
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
