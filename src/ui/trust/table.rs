//! A table, and what narrows a long one.

use leptos::ev::Event;
use leptos::prelude::*;

use crate::ui::language::say;
use crate::words::{Message, attestations as words};

/// A table that scrolls on its own; its rows are within.
#[component]
pub(super) fn Table(caption: Message, heads: Vec<Message>, children: Children) -> impl IntoView {
    let caption = say(caption);
    let label = caption.clone();
    let heads = heads.into_iter();
    let heads = heads.map(|head| view! { <th scope="col">{say(head)}</th> });
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table>
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// A box for the text that rows are to have.
#[component]
pub(super) fn Search(label: Message, query: RwSignal<String>) -> impl IntoView {
    let typed = move |event: Event| query.set(event_target_value(&event));
    view! {
        <div class="files-query">
            <label>{say(label)}" "<input type="search" autocomplete="off" spellcheck="false" on:input=typed/></label>
        </div>
    }
}

/// That no row has it.
#[component]
pub(super) fn NoneFound(#[prop(into)] when: Signal<bool>) -> impl IntoView {
    view! {
        <Show when=move || when.get()>
            <p class="empty">{say(words::none_found())}</p>
        </Show>
    }
}
