//! "What is this digest?": the answer, above what is open.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::inspect::roles::DigestRole;
use crate::ui::digest_text::DigestText;
use crate::ui::driver::Driver;
use crate::ui::family::Sentence;
use crate::ui::language::{say, say_sentence};
use crate::ui::page::{ANSWER, Page};
use crate::ui::reach::act;
use crate::views::SearchResult;
use crate::views::reach::{Deed, elsewhere};
use crate::words::{controls, overview};

/// Every role of the digest that is asked about; nothing where none is.
#[component]
pub fn Answer(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let is_asked = Memo::new(move |_| page.sought.with(|sought| !sought.is_empty()));
    view! { <Show when=move || is_asked.get()><Roles driver/></Show> }
}

#[component]
fn Roles(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let result = Memo::new(move |_| {
        let result =
            page.with_showing(|showing| page.sought.with(|query| SearchResult::of(showing, query)));
        result.unwrap_or_default()
    });
    let roles = move || result.with(|result| result.roles.clone());
    let roles = move || {
        let roles = roles().into_iter();
        roles
            .map(|role| view! { <RoleView page role/> })
            .collect_view()
    };
    let sought = move || short(&visible(&page.sought.get()));
    view! {
        <section id=ANSWER class="answer" tabindex="-1" aria-labelledby="answer-heading">
            <div class="section-head">
                <h2 id="answer-heading">{say(overview::what_is_this_digest())}</h2>
                <button type="button" class="quiet" on:click=move |_| page.sought.set(String::new())>
                    {say(controls::close())}
                </button>
            </div>
            {move || view! { <DigestText text=sought()/> }}
            <p id="sought-said" class="said-count" role="status">{move || result.with(|result| result.said.as_ref().map(say_sentence))}</p>
            <ul class="roles">{roles}</ul>
            <Elsewhere driver/>
        </section>
    }
}

/// The way to look for it where it may be, if not here.
#[component]
fn Elsewhere(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let found = move || {
        let found = page.with_showing(|showing| elsewhere(showing, &page.sought.get()));
        found.map(|(label, asked)| {
            let ask = move |_| act(driver, Deed::Ask(asked.clone()));
            view! { <button type="button" class="link" on:click=ask>{say(label)}</button> }
        })
    };
    view! { <p>{found}</p> }
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
