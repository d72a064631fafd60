//! An input that is being recognised.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::session::Session;
use crate::ui::driver::Driver;
use crate::ui::work::WorkView;
use crate::views::Work;

#[component]
pub fn OpeningView(driver: Driver) -> impl IntoView {
    let session = driver.page.session;
    let name = Memo::new(move |_| {
        session.with(|session| match session {
            Session::Opening(opening) => short(&visible(&opening.name)),
            _ => String::new(),
        })
    });
    let work = Memo::new(move |_| {
        session.with(|session| match session {
            Session::Opening(opening) => Work::opening(opening),
            _ => Work::default(),
        })
    });
    view! {
        <section class="opening" aria-labelledby="opening-heading">
            <h1 id="opening-heading">
                <span role="status">"Opening "<bdi>{move || name.get()}</bdi></span>
            </h1>
            <WorkView driver work/>
        </section>
    }
}
