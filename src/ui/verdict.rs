//! The verdict on everything that is open, in one sentence.

use leptos::prelude::*;

use crate::format::{Bytes, Folded, short, visible};
use crate::session::Event;
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::ui::work::WorkView;
use crate::views::{Tone, Work, input_line};
use crate::words::controls;

/// What was given, the sentence, and how far the work is while it goes on.
#[component]
pub fn VerdictBanner(driver: Driver, children: Children) -> impl IntoView {
    let page = driver.page;
    let name = Memo::new(move |_| {
        page.with_showing(|showing| short(&visible(&showing.opened.contents.input.name)))
    });
    let line = Memo::new(move |_| page.find(|showing| input_line(&showing.opened.contents)));
    let tone = Memo::new(move |_| {
        page.with_showing(|showing| Tone::of_state(showing.judgement.state, &showing.progress))
            .unwrap_or(Tone::Unknown)
    });
    let said = Memo::new(move |_| page.with_showing(|showing| showing.judgement.sentence()));
    let work = Memo::new(move |_| page.find(Work::hashing));
    let working = Memo::new(move |_| work.with(Option::is_some));
    let stopped = Memo::new(move |_| page.with_showing(|showing| showing.stopped()).unwrap_or(0));
    view! {
        <section class=move || format!("banner {}", tone.get().class()) aria-labelledby="input-heading">
            <div class="input">
                <h1 id="input-heading"><bdi>{move || name.get()}</bdi></h1>
                <p>{move || line.get().map(say)}</p>
                {children()}
            </div>
            <p class="sentence">
                <span class="icon" aria-hidden="true">{move || tone.get().icon()}</span>
                // Read out when it changes, but not while it counts; atomic,
                // because half of it is a wrong sentence.
                <span role="status" aria-atomic="true" aria-busy=move || working.get().to_string()>{move || said.get().map(|said| beginning(&say(said)))}</span>
            </p>
            <Show when=move || working.get()>
                <WorkView driver work=Signal::derive(move || work.get().unwrap_or_default())/>
            </Show>
            <Show when=move || { stopped.get() > 0 }>
                <div class="work stopped">
                    <span>{say(controls::hashing_stopped())}</span>
                    <button type="button" class="primary" on:click=move |_| driver.send(Event::GoneOn)>
                        {move || say(controls::hash_the_rest(Bytes(stopped.get())))}
                    </button>
                </div>
            </Show>
        </section>
    }
}

/// A sentence that quotes what is far too long is cut: the whole stands beside
/// the object that it speaks of.
fn beginning(sentence: &str) -> String {
    match Folded::of(sentence) {
        Some(folded) => visible(folded.head) + "…",
        None => visible(sentence),
    }
}
