//! A repository's tags, or a registry's repositories.

use leptos::prelude::*;

use crate::input::Input;
use crate::ui::driver::Driver;

/// `input` is a repository or a registry. Requests go through
/// [`Driver::registry`], links to images through [`Driver::open_link`].
#[component]
pub fn RepositoryPage(driver: Driver, input: Input) -> impl IntoView {
    let _ = driver;
    let name = match input {
        Input::Repository(repository) => repository.familiar(),
        Input::Registry(domain) => domain.to_string(),
        Input::Image(_) | Input::Blob { .. } | Input::Digest(_) | Input::Layout(_) => String::new(),
    };
    view! {
        <section aria-labelledby="repository-heading">
            <h1 id="repository-heading"><bdi>{name}</bdi></h1>
        </section>
    }
}
