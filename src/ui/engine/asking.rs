//! Which engine is asked, and what is said where it does not answer.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use super::state::EngineState;
use crate::format::visible;
use crate::input::EnginePlace;
use crate::source::engine::EngineError;
use crate::source::engine::address::podman_service;
use crate::source::engine::client::Which;
use crate::ui::copy::CopyButton;
use crate::ui::family::Sentence;
use crate::ui::language::{say, say_sentence};
use crate::web::address;
use crate::words::{engine as words, page};

/// The engine's address, and the button that asks it.
#[component]
pub(super) fn AskEngine(state: EngineState) -> impl IntoView {
    let (field, with_all) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let which = move || match with_all.get_untracked().is_some_and(|all| all.checked()) {
        true => Which::All,
        false => Which::Usual,
    };
    let ask = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let typed = field.get_untracked().map(|field| field.value());
        state.ask(&typed.unwrap_or_default(), which());
    };
    // Who has pressed the button for another engine has come here by that.
    if let Some(which) = state.kept.is_to_be_asked() {
        state.list_images(which);
    }
    let says = move || {
        let greeting = state.kept.greeting.get()?;
        let or = |text: Option<String>| text.unwrap_or_else(|| say(words::not_told()));
        let name = greeting.name.unwrap_or_else(|| say(words::an_engine()));
        let said = words::answers(name, or(greeting.version), or(greeting.api_version));
        Some(visible(&say_sentence(said)))
    };
    view! {
        <form class="ask-engine" on:submit=ask>
            <p>
                <label for="engine-address"><Sentence text=say(words::address())/></label>
                <input type="text" id="engine-address" spellcheck="false" autocomplete="off"
                    autocapitalize="none" node_ref=field value=state.place.get_value().to_string()/>
            </p>
            <p>
                <label class="check">
                    <input type="checkbox" node_ref=with_all/>
                    {say(words::with_intermediate())}
                </label>
            </p>
            <p><button type="submit" class="primary">{say(words::list_images())}</button></p>
        </form>
        <p class="hint" role="status">
            {move || match state.is_asking.get() {
                true => Some(say(words::asking())),
                false => says(),
            }}
        </p>
    }
}

/// Why there is no list, and how an engine can be made to answer.
#[component]
pub(super) fn NoAnswer(state: EngineState) -> impl IntoView {
    move || {
        state.error.get().map(|error| {
            let is_address = matches!(error, EngineError::Address(_));
            let ways = (!is_address).then(|| view! { <Ways state/> });
            let what = words::cannot_be_asked(error.message());
            view! {
                <section class="failed" aria-labelledby="engine-failed">
                    <h2 id="engine-failed">
                        <span class="verdict bad"><span class="icon" aria-hidden="true">"✗"</span></span>
                        {say(words::no_list())}
                    </h2>
                    <p class="what" role="alert">{visible(&say_sentence(what))}</p>
                    {ways}
                </section>
            }
        })
    }
}

/// What lets a page read an engine.
#[component]
fn Ways(state: EngineState) -> impl IntoView {
    let is_beside = state.place.get_value() == EnginePlace::Beside;
    let docker = view! { <p><Sentence text=say_sentence(words::for_docker())/></p> };
    let podman = address::of_page().map(|page| {
        let command = podman_service(page.origin());
        view! {
            <p><Sentence text=say_sentence(words::for_podman())/></p>
            <ul class="commands">
                <li>
                    <pre tabindex="0"><code>{command.clone()}</code></pre>
                    <CopyButton text=command what=page::command()/>
                </li>
            </ul>
        }
    });
    let podman = (!is_beside).then_some(podman).flatten();
    view! {
        <h3>{say(words::if_it_is_shut())}</h3>
        {docker}
        {podman}
    }
}
