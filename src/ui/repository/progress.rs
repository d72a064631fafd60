//! How far the tags are looked at, and what can be asked for.

use leptos::prelude::*;

use super::tags_state::TagsState;
use crate::format::visible;
use crate::ui::language::{say, say_sentence};
use crate::views::{LookedAt, looked_at};
use crate::words::{Message, lists as words};

#[component]
pub(super) fn Looking(state: TagsState) -> impl IntoView {
    let said = Memo::new(move |_| {
        state.with(|listing| state.query.with(|query| looked_at(listing, query)))
    });
    let is = move |f: fn(&LookedAt) -> bool| move || said.with(f);
    let warnings = move || {
        let warnings = said.with(|said| said.warnings.clone());
        let line = |text: Message| view! { <p class="notice">{visible(&say_sentence(text))}</p> };
        warnings.into_iter().map(line).collect_view()
    };
    view! {
        <div class="looking">
            <p role="status">{move || said.with(|said| said.progress.as_ref().map(say))}</p>
            <div class="actions">
                <button type="button" on:click=move |_| state.ask(true)>{say(words::reload_list())}</button>
                <Show when=is(|said| said.rest > 0)>
                    <button type="button" on:click=move |_| state.want_all()>{say(words::load_all())}</button>
                </Show>
                <Show when=is(|said| said.folds)>
                    <button type="button" on:click=move |_| state.fold()>{say(words::fold())}</button>
                </Show>
                <Show when=is(|said| said.failed > 0)>
                    <button type="button" on:click=move |_| state.retry()>{say(words::retry())}</button>
                </Show>
                <Show when=is(|said| said.stopped && said.rest > 0)>
                    <button type="button" on:click=move |_| state.resume()>{say(words::resume())}</button>
                </Show>
                <Show when=is(|said| said.running)>
                    <button type="button" class="danger" on:click=move |_| state.stop()>{say(words::stop())}</button>
                </Show>
            </div>
        </div>
        <div aria-live="polite">{warnings}</div>
    }
}
