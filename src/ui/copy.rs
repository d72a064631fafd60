//! A button that copies.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::format::visible;
use crate::ui::language::say;
use crate::web::clipboard;
use crate::words::{Message, controls};

/// How long the button says that it has copied.
const SAID_FOR: Duration = Duration::from_millis(1_600);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Copied {
    NotYet,
    Yes,
    /// The browser or the person forbids it.
    Refused,
}

/// Copies `text`. `what` says to a screen reader what that is: `manifest digest`.
#[component]
pub fn CopyButton(#[prop(into)] text: String, #[prop(into)] what: Message) -> impl IntoView {
    // Both may be from outside: what is pasted and what is heard hide nothing.
    let (text, what) = (visible(&text), visible(&say(what)));
    let copied = RwSignal::new(Copied::NotYet);
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            let done = match clipboard::copy(&text).await {
                Ok(()) => Copied::Yes,
                Err(_) => Copied::Refused,
            };
            // The row may be gone by now.
            let _ = copied.try_set(done);
            let forget = move || {
                let _ = copied.try_set(Copied::NotYet);
            };
            set_timeout(forget, SAID_FOR);
        });
    };
    let word = move || {
        say(match copied.get() {
            Copied::NotYet => controls::copy(),
            Copied::Yes => controls::copied(),
            Copied::Refused => controls::copy_not_allowed(),
        })
    };
    let in_full = move || {
        let what = what.as_str();
        say(match copied.get() {
            Copied::NotYet => controls::copy_what(what),
            Copied::Yes => controls::copied_what(what),
            Copied::Refused => controls::copy_not_allowed(),
        })
    };
    view! {
        <button type="button" class="copy" class:done=move || copied.get() == Copied::Yes on:click=copy>
            <span aria-hidden="true">{word}</span>
            <span class="visually-hidden" aria-live="polite" aria-atomic="true">{in_full}</span>
        </button>
    }
}

/// Something to read, and beside it the button that copies `text`.
#[component]
pub fn WithCopy(
    #[prop(into)] text: String,
    #[prop(into)] what: Message,
    children: Children,
) -> impl IntoView {
    view! { <span class="value-line"><span>{children()}</span><CopyButton text what/></span> }
}
