//! A verdict as icon and word.

use leptos::prelude::*;

use crate::ui::language::say;
use crate::views::Tone;
use crate::words::Message;

/// The icon says nothing to a screen reader; the word does.
#[component]
pub fn Mark(tone: Tone, #[prop(into)] word: Message) -> impl IntoView {
    view! {
        <span class=format!("verdict {}", tone.class())>
            <span class="icon" aria-hidden="true">{tone.icon()}</span>
            {say(word)}
        </span>
    }
}
