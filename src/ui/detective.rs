//! The digest detective: for a document whose digest should be another one.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use crate::format::visible;
use crate::image::digest::Digest;
use crate::inspect::detective::Solution;
use crate::session::Event;
use crate::source::InputKind;
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::views::{Detection, Tone};
use crate::web::download;
use crate::words::{Message, detail};

/// A field for the expected digest, and what follows from it. Only for a
/// document that was opened alone.
#[component]
pub fn Detective(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let is_document = Memo::new(move |_| {
        page.with_showing(|showing| showing.opened.contents.input.kind == InputKind::Document)
            == Some(true)
    });
    view! {
        <Show when=move || is_document.get()>
            <section class="detective" aria-labelledby="detective-heading">
                <h2 id="detective-heading">{say(detail::should_have_another_digest())}</h2>
                <p class="hint">{say(detail::about_the_detective())}</p>
                <Expected driver/>
            </section>
        </Show>
    }
}

#[component]
fn Expected(driver: Driver) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let malformed = RwSignal::new(None::<Message>);
    let detection = RwSignal::new(Detection::Nothing);
    let check = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = field
            .get_untracked()
            .map(|field| field.value())
            .unwrap_or_default();
        let parsed = match text.trim() {
            "" => Ok(None),
            text => text.parse::<Digest>().map(Some),
        };
        malformed.set(parsed.as_ref().err().map(|error| error.message()));
        driver.send(Event::Expected(parsed.unwrap_or_default()));
        let found = driver.page.with_showing_now(Detection::of);
        detection.set(found.unwrap_or(Detection::Nothing));
    };
    view! {
        <form class="field-line" on:submit=check>
            <label for="expected">{say(detail::expected_digest())}</label>
            <input type="text" id="expected" spellcheck="false" autocomplete="off" placeholder="sha256:…"
                node_ref=field aria-describedby="expected-result"/>
            <button type="submit">{say(detail::check())}</button>
        </form>
        <div id="expected-result" aria-live="polite">
            {move || malformed.get().map(|why| view! { <p class="said bad">{visible(&say_sentence(why))}</p> })}
            {move || view! { <Detected detection=detection.get()/> }}
        </div>
    }
}

#[component]
fn Detected(detection: Detection) -> impl IntoView {
    match detection {
        Detection::Nothing => ().into_any(),
        Detection::Same => view! {
            <p class="said"><Mark tone=Tone::Good word=detail::has_that_digest()/></p>
        }
        .into_any(),
        Detection::Unsolved(why) => view! {
            <p class="said"><Mark tone=Tone::Bad word=detail::another_digest()/>" "{visible(&say_sentence(why))}</p>
        }
        .into_any(),
        Detection::Solved(solution) => view! { <Solved solution=*solution/> }.into_any(),
    }
}

#[component]
fn Solved(solution: Solution) -> impl IntoView {
    let said = visible(&say_sentence(solution.sentence()));
    let digest = solution.digest.to_string();
    // Only documents that are text are ever solved.
    let bytes = String::from_utf8(solution.bytes).unwrap_or_default();
    let refused = RwSignal::new(None::<Message>);
    let save = move |_| {
        let saved = download::save("document.json", "application/json", &bytes);
        refused.set(saved.err().map(|thrown| thrown.message()));
    };
    view! {
        <div class="said">
            <p><Mark tone=Tone::Unknown word=detail::reformatted()/>" "{said}</p>
            <p class="actions">
                <button type="button" on:click=save>{say(detail::save_registry_bytes())}</button>
                <CopyButton text=digest what=detail::expected_digest_copied()/>
                {move || refused.get().map(|why| visible(&say_sentence(why)))}
            </p>
        </div>
    }
}
