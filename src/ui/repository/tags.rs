//! The page of a repository.

use leptos::prelude::*;

use super::filters::Filters;
use super::progress::Looking;
use super::refused::{Asking, RefusedList};
use super::table::TagTable;
use super::tags_state::TagsState;
use super::untagged::UntaggedSection;
use crate::image::reference::Repository;
use crate::ui::driver::Driver;
use crate::ui::image_ls::ImageLs;
use crate::ui::language::say;
use crate::ui::layer_matrix::LayerMatrix;
use crate::views::{ImageList, listed_columns};
use crate::words::lists as words;

#[component]
pub(super) fn TagsPage(driver: Driver, repository: Repository) -> impl IntoView {
    let name = repository.familiar();
    let state = TagsState::new(driver, repository);
    Effect::new(move |before: Option<u64>| {
        let now = driver.signed_in.get();
        // Not after Back: then it is there.
        if before.is_some() || state.listing.with_untracked(Option::is_none) {
            state.ask(before.is_some());
        }
        now
    });
    let here = Memo::new(move |_| state.listing.with(Option::is_some));
    let known = Memo::new(move |_| state.with(|listing| listing.count().known > 0));
    let columns =
        move || state.with(|listing| state.query.with(|query| listed_columns(listing, query)));
    let images = Signal::derive_local(move || {
        state.with(|listing| {
            let repository = state.repository.get_value();
            ImageList::of_repository(listing, &repository)
        })
    });
    let help = move || state.help.get();
    let asking = move || (!here.get() && help().is_none()).then(|| view! { <Asking/> });
    let refused = move || {
        help().map(|help| view! { <RefusedList driver help again=move || state.ask(true)/> })
    };
    view! {
        <section class="repository" aria-labelledby="repository-heading">
            <p class="hint">{say(words::tags_of_repository())}</p>
            <h1 id="repository-heading"><bdi>{name}</bdi></h1>
            {asking}
            {refused}
            <Show when=move || here.get()>
                <Looking state/>
                <Filters query=state.query/>
                <TagTable state/>
                <Show when=move || known.get()>
                    <LayerMatrix columns ask=words::compare()/>
                </Show>
                <UntaggedSection state/>
                <ImageLs driver list=images/>
            </Show>
        </section>
    }
}
