//! Views whose wasm comes when they are wanted: what opens an image waits for none of
//! them to be compiled. `src/bin/page.rs` has where it is split.

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped;

use crate::ui::driver::Load;
use crate::ui::language::{say, say_sentence};
use crate::words::page as words;

/// What a part draws, as soon as that is here.
#[component]
pub fn Later<P: Copy + Send + Sync + 'static>(
    load: Load<P>,
    draw: impl Fn(P) -> AnyView + Send + 'static,
) -> impl IntoView {
    let part: RwSignal<Option<Option<P>>> = RwSignal::new(None);
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
        Some(Some(part)) => draw(part),
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
