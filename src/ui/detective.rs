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
use crate::ui::mark::Mark;
use crate::views::{Detection, Tone, sentence};
use crate::web::download;

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
                <h2 id="detective-heading">"Should it have another digest?"</h2>
                <p class="hint">
                    "A manifest that was copied from a terminal or an editor has the right contents in other bytes. "
                    "Give the digest that it should have, and the usual ways of re-formatting are tried."
                </p>
                <Expected driver/>
            </section>
        </Show>
    }
}

#[component]
fn Expected(driver: Driver) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let malformed = RwSignal::new(None::<String>);
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
        malformed.set(
            parsed
                .as_ref()
                .err()
                .map(|error| sentence(&error.to_string())),
        );
        driver.send(Event::Expected(parsed.unwrap_or_default()));
        let found = driver.page.with_showing_now(Detection::of);
        detection.set(found.unwrap_or(Detection::Nothing));
    };
    view! {
        <form class="field-line" on:submit=check>
            <label for="expected">"Expected digest"</label>
            <input type="text" id="expected" spellcheck="false" autocomplete="off" placeholder="sha256:…"
                node_ref=field aria-describedby="expected-result"/>
            <button type="submit">"Check"</button>
        </form>
        <div id="expected-result" aria-live="polite">
            {move || malformed.get().map(|why| view! { <p class="said bad">{visible(&why)}</p> })}
            {move || view! { <Detected detection=detection.get()/> }}
        </div>
    }
}

#[component]
fn Detected(detection: Detection) -> impl IntoView {
    match detection {
        Detection::Nothing => ().into_any(),
        Detection::Same => view! {
            <p class="said"><Mark tone=Tone::Good word="This document has exactly that digest."/></p>
        }
        .into_any(),
        Detection::Unsolved(why) => view! {
            <p class="said"><Mark tone=Tone::Bad word="Another digest."/>" "{visible(&sentence(&why))}</p>
        }
        .into_any(),
        Detection::Solved(solution) => view! { <Solved solution=*solution/> }.into_any(),
    }
}

#[component]
fn Solved(solution: Solution) -> impl IntoView {
    let said = visible(&sentence(&solution.sentence()));
    let digest = solution.digest.to_string();
    // Only documents that are text are ever solved.
    let bytes = String::from_utf8(solution.bytes).unwrap_or_default();
    let refused = RwSignal::new(None::<String>);
    let save = move |_| {
        let saved = download::save("document.json", "application/json", &bytes);
        refused.set(saved.err().map(|thrown| thrown.to_string()));
    };
    view! {
        <div class="said">
            <p><Mark tone=Tone::Unknown word="Re-formatted."/>" "{said}</p>
            <p class="actions">
                <button type="button" on:click=save>"Save the registry's bytes"</button>
                <CopyButton text=digest what="expected digest"/>
                {move || refused.get().map(|why| visible(&sentence(&why)))}
            </p>
        </div>
    }
}
