//! A verdict as icon and word.

use leptos::prelude::*;

use crate::ui::language::say;
use crate::views::Tone;
use crate::words::Message;

/// The icon says nothing to a screen reader; the word does. In a table the word of a
/// good one is left to the icon, for the eye.
#[component]
pub fn Mark(tone: Tone, #[prop(into)] word: Message) -> impl IntoView {
    let word = say(word);
    let title = word.clone();
    view! {
        <span class=format!("verdict {}", tone.class()) title=title>
            <span class="icon" aria-hidden="true">{tone.icon()}</span>
            <span class="word">{word}</span>
        </span>
    }
}
