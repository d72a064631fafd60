//! "What is this digest?"

use leptos::prelude::*;

use crate::inspect::roles::DigestRole;
use crate::ui::digest_text::DigestText;
use crate::ui::family::Sentence;
use crate::ui::language::{say, say_sentence};
use crate::ui::page::Page;
use crate::views::SearchResult;
use crate::words::{controls, overview};

/// Answers while a person types.
#[component]
pub fn DigestSearch(page: Page) -> impl IntoView {
    let result = Memo::new(move |_| {
        let result =
            page.with_showing(|showing| page.sought.with(|query| SearchResult::of(showing, query)));
        result.unwrap_or_default()
    });
    let roles = move || result.with(|result| result.roles.clone());
    view! {
        <section class="search" role="search" aria-label=say(overview::digests())>
            <h2><label for="sought">{say(overview::what_is_this_digest())}</label></h2>
            <input type="search" id="sought" spellcheck="false" autocomplete="off" aria-describedby="sought-said"
                placeholder=say(overview::digits_of_a_digest())
                prop:value=move || page.sought.get()
                on:input=move |event| page.sought.set(event_target_value(&event))/>
            <p id="sought-said" class="said-count" aria-live="polite">{move || result.with(|result| result.said.as_ref().map(say_sentence))}</p>
            <ul class="roles">
                {move || roles().into_iter().map(|role| view! { <RoleView page role/> }).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn RoleView(page: Page, role: DigestRole) -> impl IntoView {
    let show = role.node.map(|node| {
        view! {
            " "
            <button type="button" class="link" on:click=move |_| page.select(node)>{say(controls::show_it())}</button>
        }
    });
    view! {
        <li>
            <DigestText text=role.digest/>
            <p><Sentence text=say(role.sentence)/>{show}</p>
        </li>
    }
}
