//! An input that is being recognised.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::session::Session;
use crate::ui::driver::Driver;
use crate::ui::language::{SLOT, say, say_around};
use crate::ui::work::WorkView;
use crate::views::Work;
use crate::words::page as words;

#[component]
pub fn OpeningView(driver: Driver) -> impl IntoView {
    let session = driver.page.session;
    let name = Memo::new(move |_| {
        session.with(|session| match session {
            Session::Opening(opening) => short(&visible(&say(&opening.name))),
            _ => String::new(),
        })
    });
    let work = Memo::new(move |_| {
        session.with(|session| match session {
            Session::Opening(opening) => Work::opening(opening),
            _ => Work::default(),
        })
    });
    let (before, after) = say_around(words::opening(SLOT));
    view! {
        <section class="opening" aria-labelledby="opening-heading">
            <h1 id="opening-heading">
                <span role="status">{before}<bdi>{move || name.get()}</bdi>{after}</span>
            </h1>
            <WorkView driver work/>
        </section>
    }
}
