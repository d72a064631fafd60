//! Text from outside, folded where it is long.

use leptos::prelude::*;

use crate::format::Folded;
use crate::ui::copy::{CopyButton, WithCopy};
use crate::ui::language::say;
use crate::words::{Message, amounts};

/// A value that is copied by the button beside it, folded where it is long.
#[component]
pub fn CopiedText(#[prop(into)] text: String, #[prop(into)] what: Message) -> impl IntoView {
    match Folded::of(&text) {
        Some(_) => view! { <FoldedText text what/> }.into_any(),
        None => {
            let shown = text.clone();
            view! { <WithCopy text what><bdi>{shown}</bdi></WithCopy> }.into_any()
        }
    }
}

/// The text, or its beginning with the ways to all of it. `what` says to a screen
/// reader what is copied: `label`.
#[component]
pub fn FoldedText(#[prop(into)] text: String, #[prop(into)] what: Message) -> impl IntoView {
    let Some(folded) = Folded::of(&text) else {
        return view! { <bdi>{text}</bdi> }.into_any();
    };
    let (head, ask) = (format!("{}…", folded.head), folded.ask());
    let whole = StoredValue::new(text);
    let is_open = RwSignal::new(false);
    let shown = move || match is_open.get() {
        true => whole.get_value(),
        false => head.clone(),
    };
    let word = move || match is_open.get() {
        true => say(amounts::show_only_the_beginning()),
        false => say(&ask),
    };
    view! {
        <bdi>{shown}</bdi>
        <span class="unfold">
            <button type="button" class="link" aria-expanded=move || is_open.get().to_string()
                on:click=move |_| is_open.update(|open| *open = !*open)>
                {word}
            </button>
            " "
            <CopyButton text=whole.get_value() what/>
        </span>
    }
    .into_any()
}
