//! Whether what came is what the link expects.

use leptos::prelude::*;

use crate::format::visible;
use crate::input::Fragment;
use crate::link::{Expectation, expectation};
use crate::session::{Event, Showing};
use crate::source::registry::image::FetchTarget;
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::views::Tone;
use crate::words::{Message, sharing as words};

#[component]
pub fn Expected(driver: Driver) -> impl IntoView {
    let found = Memo::new(move |_| driver.page.find(expectation));
    move || {
        found.get().map(|found| {
            let (tone, word) = match &found {
                Expectation::Pending => (Tone::Working, words::checking()),
                Expectation::Same { .. } => (Tone::Good, words::as_expected()),
                Expectation::Unknowable { .. } => (Tone::Unknown, words::not_known()),
                Expectation::Different { .. } => (Tone::Bad, words::not_as_expected()),
            };
            let both = found
                .both()
                .map(|(shared, now)| view! { <Both driver shared now/> });
            view! {
                <div class=format!("expected {}", tone.class())>
                    <p role="status"><Mark tone word/>" "{visible(&say_sentence(found.message()))}</p>
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
    let page = driver.page;
    let ask = shared.input.as_ref().and_then(|input| {
        let platform = page.find_now(|showing| showing.asked.as_ref()?.platform.clone());
        FetchTarget::of(input, platform)
    });
    let common = Memo::new(move |_| page.with_showing(Showing::in_common).unwrap_or_default());
    let alone =
        Memo::new(move |_| page.with_showing(|showing| showing.opened.graph.roots.len() < 2));
    let compare = ask.map(|ask| {
        let compare = move |_| driver.send(Event::CompareAsked(Box::new(ask.clone())));
        view! {
            <Show when=move || alone.get() == Some(true)>
                <button type="button" on:click=compare.clone()>{say(words::compare_both())}</button>
            </Show>
        }
    });
    let common = move || {
        let sentences = common.get().into_iter();
        let line =
            |text: Message| view! { <p class="in-common">{visible(&say_sentence(text))}</p> };
        sentences.map(line).collect_view()
    };
    view! {
        <div aria-live="polite">{common}</div>
        <p class="actions">
            {compare}
            " "
            <button type="button" class="link" on:click=open(shared)>{say(words::open_then())}</button>
            " "
            <button type="button" class="link" on:click=open(now)>{say(words::open_now())}</button>
        </p>
    }
}
