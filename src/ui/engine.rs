//! Engines: the images of one, and what it reports of what is open; and the search in
//! Docker Hub.

mod asking;
mod hub;
mod opening;
mod reported;
mod search;
mod state;
mod table;

use leptos::prelude::*;

use crate::input::EnginePlace;
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::words::engine as words;
use asking::{AskEngine, NoAnswer};
pub use hub::HubSearch;
use opening::OpeningImage;
pub use reported::ReportedSection;
use search::SearchThrough;
use state::EngineState;
use table::ImageTable;

/// The images of an engine, which is asked when a person wants it.
#[component]
pub fn EnginePage(driver: Driver, place: EnginePlace) -> impl IntoView {
    let state = EngineState::new(driver, place);
    let is_here = Memo::new(move |_| state.kept.images.with(Option::is_some));
    view! {
        <section class="repository engine" aria-labelledby="engine-heading">
            <h1 id="engine-heading">{say(words::heading())}</h1>
            <p class="hint">{say_sentence(words::what_it_does())}</p>
            <AskEngine state/>
            <NoAnswer state/>
            <OpeningImage state/>
            <Show when=move || is_here.get()>
                <ImageTable state/>
                <SearchThrough state/>
            </Show>
        </section>
    }
}
