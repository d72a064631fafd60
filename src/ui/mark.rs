//! A verdict as icon and word.

use leptos::prelude::*;

use crate::views::Tone;

/// The icon says nothing to a screen reader; the word does.
#[component]
pub fn Mark(tone: Tone, #[prop(into)] word: String) -> impl IntoView {
    view! {
        <span class=format!("verdict {}", tone.class())>
            <span class="icon" aria-hidden="true">{tone.icon()}</span>
            {word}
        </span>
    }
}
