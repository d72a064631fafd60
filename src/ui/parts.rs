//! Views whose wasm comes when they are wanted: what opens an image waits for none of
//! them to be compiled. `src/bin/page.rs` has where it is split.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped;

use crate::ui::driver::{Driver, Load, Part};
use crate::ui::language::{say, say_sentence};
use crate::views::View;
use crate::words::page as words;

/// A view of a part, as soon as that is here.
#[component]
pub fn Later(driver: Driver, view: View, load: Load) -> impl IntoView {
    let part: RwSignal<Option<Option<Part>>> = RwSignal::new(None);
    let bring = move || {
        part.set(None);
        spawn_local_scoped(async move {
            let brought = load().await;
            // Another view may be wanted by now.
            let _ = part.try_set(Some(brought));
        });
    };
    bring();
    move || {
        match part.get() {
        None => view! { <p class="hint" role="status">{say(words::part_is_coming())}</p> }.into_any(),
        Some(Some(part)) => (part.draw)(driver, view),
        Some(None) => view! {
            <p class="wrong" role="alert">{say_sentence(words::part_did_not_come())}</p>
            <p class="actions">
                <button type="button" on:click=move |_| bring()>{say(words::load_part_again())}</button>
            </p>
        }
        .into_any(),
    }
    }
}
