//! How far the tags are looked at, and what can be asked for.

use leptos::prelude::*;

use super::tags::Desk;
use crate::views::{LookedAt, looked_at};

#[component]
pub(super) fn Looking(desk: Desk) -> impl IntoView {
    let said =
        Memo::new(move |_| desk.with(|listing| desk.query.with(|query| looked_at(listing, query))));
    let is = move |f: fn(&LookedAt) -> bool| move || said.with(f);
    let warnings = move || {
        let warnings = said.with(|said| said.warnings.clone());
        let line = |text| view! { <p class="notice">{text}</p> };
        warnings.into_iter().map(line).collect_view()
    };
    view! {
        <div class="looking">
            <p role="status">{move || said.with(|said| said.sentence.clone())}</p>
            <Show when=is(|said| said.running)>
                <button type="button" class="danger" on:click=move |_| desk.stop()>"Stop looking"</button>
            </Show>
            <Show when=is(|said| said.stopped && said.rest > 0)>
                <button type="button" on:click=move |_| desk.resume()>"Go on looking"</button>
            </Show>
            <Show when=is(|said| said.rest > 0)>
                <button type="button" on:click=move |_| desk.want_all()>"Look at all tags"</button>
            </Show>
            <button type="button" class="quiet" on:click=move |_| desk.ask(true)>"Ask for the list again"</button>
            <Show when=is(|said| said.failed > 0)>
                <button type="button" on:click=move |_| desk.retry()>"Try the failed ones again"</button>
            </Show>
        </div>
        <div aria-live="polite">{warnings}</div>
    }
}
