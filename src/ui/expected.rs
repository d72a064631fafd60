//! Whether what came is what the link expects.

use leptos::prelude::*;

use crate::format::visible;
use crate::input::Fragment;
use crate::link::{Expectation, expectation};
use crate::presentation::{Tone, sentence};
use crate::ui::driver::Driver;
use crate::ui::mark::Mark;

#[component]
pub fn Expected(driver: Driver) -> impl IntoView {
    let found = Memo::new(move |_| driver.page.with_showing(expectation).flatten());
    move || {
        found.get().map(|found| {
            let (tone, word) = match &found {
                Expectation::Pending => (Tone::Working, "checking"),
                Expectation::Same { .. } => (Tone::Good, "as expected"),
                Expectation::Unknowable { .. } => (Tone::Unknown, "not known"),
                Expectation::Different { .. } => (Tone::Bad, "not as expected"),
            };
            let both = found
                .both()
                .map(|(shared, now)| view! { <Both driver shared now/> });
            view! {
                <div class=format!("expected {}", tone.class())>
                    <p role="status"><Mark tone word/>" "{visible(&sentence(&found.sentence()))}</p>
                    {both}
                </div>
            }
        })
    }
}

/// The two images, each a way to it.
#[component]
fn Both(driver: Driver, shared: Fragment, now: Fragment) -> impl IntoView {
    let open = move |link: Fragment| move |_| driver.open_link(link.clone());
    view! {
        <p class="actions">
            <button type="button" class="link" on:click=open(shared)>"Open what it was then"</button>
            " "
            <button type="button" class="link" on:click=open(now)>"Open what it is now, by its digest"</button>
        </p>
    }
}
