//! A repository's tags, or a registry's repositories.

mod catalog;
mod filters;
mod progress;
mod refused;
mod table;
mod tags;
mod tags_state;
mod untagged;

use leptos::prelude::*;

use crate::input::Input;
use crate::ui::driver::Driver;
use catalog::CatalogPage;
use tags::TagsPage;

/// `input` is a repository or a registry.
#[component]
pub fn RepositoryPage(driver: Driver, input: Input) -> impl IntoView {
    match input {
        Input::Repository(repository) => view! { <TagsPage driver repository/> }.into_any(),
        Input::Registry(domain) => view! { <CatalogPage driver domain/> }.into_any(),
        Input::Image(_)
        | Input::Blob { .. }
        | Input::Digest(_)
        | Input::Layout(_)
        | Input::Engine(_) => ().into_any(),
    }
}
