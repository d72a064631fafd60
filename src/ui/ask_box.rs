//! The box that takes an image, a link or a digest.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use crate::ui::language::say;
use crate::ui::shell::{Place, Shell};
use crate::web::address;
use crate::words::{Message, shell as words};

/// An OCI layout that lies beside the page, so that the example works on any host.
const EXAMPLE: &str = "samples/hello";

/// On the page before anything is open, and in the header afterwards.
#[component]
pub fn AskBox(shell: Shell) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let wrong = RwSignal::new(None::<(Message, Message)>);
    let ask = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = field.get_untracked().map(|field| field.value());
        let text = text.unwrap_or_default();
        shell.with_app(move |rest| {
            // The box may be gone by now.
            let _ = wrong.try_set(rest.ask(&text).err());
        });
    };
    let is_wrong = move || wrong.with(Option::is_some).to_string();
    view! {
        <form class="ask" role="search" aria-label=say(words::images()) on:submit=ask>
            <label for="ask">{say(words::image_link_or_digest())}</label>
            <input type="text" id="ask" spellcheck="false" autocomplete="off" autocapitalize="none"
                placeholder=address::beside(EXAMPLE) aria-describedby="ask-wrong" aria-invalid=is_wrong
                value=shell.typed.get_value() node_ref=field/>
            <button type="submit" class="primary">{say(words::inspect())}</button>
            {shell.at(Place::Found(field))}
            <p id="ask-wrong" class="wrong" aria-live="polite">
                {move || wrong.get().map(|(what, hint)| view! {
                    <span class="what">{shell.sentence(&what)}</span>
                    " "
                    <span class="hint">{shell.sentence(&hint)}</span>
                })}
            </p>
        </form>
    }
}
