//! An image that is on its way from the engine.

use leptos::prelude::*;

use super::state::{EngineState, so_far};
use crate::format::visible;
use crate::ui::language::{say, say_sentence};
use crate::words::engine as words;

/// How much of it has come, or why it did not.
#[component]
pub(super) fn OpeningImage(state: EngineState) -> impl IntoView {
    let is_receiving = Memo::new(move |_| state.receiving.with(Option::is_some));
    let said = move || {
        let (name, length) = state.receiving.get()?;
        Some(visible(&say(so_far(&name, length))))
    };
    let trouble = move || {
        let why = state.trouble.get()?;
        Some(view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> })
    };
    view! {
        <Show when=move || is_receiving.get()>
            <div class="receiving">
                <p role="status">{said}</p>
                <button type="button" class="danger" on:click=move |_| state.cancel()>{say(words::cancel())}</button>
            </div>
        </Show>
        {trouble}
    }
}
