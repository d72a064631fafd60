//! The page of a repository.

use leptos::prelude::*;

use super::desk::Desk;
use super::filters::Filters;
use super::progress::Looking;
use super::refused::{Asking, RefusedList};
use super::table::TagTable;
use super::untagged::UntaggedSection;
use crate::image::reference::Repository;
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::ui::layer_matrix::LayerMatrix;
use crate::views::listed_columns;
use crate::words::lists as words;

#[component]
pub(super) fn TagsPage(driver: Driver, repository: Repository) -> impl IntoView {
    let name = repository.familiar();
    let desk = Desk::new(driver, repository);
    Effect::new(move |before: Option<u64>| {
        let now = driver.signed_in.get();
        // Not after Back: then it is there.
        if before.is_some() || desk.listing.with_untracked(Option::is_none) {
            desk.ask(before.is_some());
        }
        now
    });
    let here = Memo::new(move |_| desk.listing.with(Option::is_some));
    let known = Memo::new(move |_| desk.with(|listing| listing.count().known > 0));
    let columns =
        move || desk.with(|listing| desk.query.with(|query| listed_columns(listing, query)));
    let help = move || desk.help.get();
    let asking = move || (!here.get() && help().is_none()).then(|| view! { <Asking/> });
    let refused = move || {
        help().map(|help| view! { <RefusedList driver help again=move || desk.ask(true)/> })
    };
    view! {
        <section class="repository" aria-labelledby="repository-heading">
            <p class="hint">{say(words::tags_of_repository())}</p>
            <h1 id="repository-heading"><bdi>{name}</bdi></h1>
            {asking}
            {refused}
            <Show when=move || here.get()>
                <Looking desk/>
                <Filters query=desk.query/>
                <TagTable desk/>
                <Show when=move || known.get()>
                    <LayerMatrix columns ask=words::compare()/>
                </Show>
                <UntaggedSection desk/>
            </Show>
        </section>
    }
}
