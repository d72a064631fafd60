//! Keys that do something wherever the focus is, and the list of them.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::ui::tabs::tab_id;
use crate::views::{Pressed, Shortcut};
use crate::web::{clipboard, document};
use crate::words::{controls, keys as words};

/// Shows the list of keys.
#[component]
pub fn KeysButton(list: NodeRef<Dialog>) -> impl IntoView {
    view! {
        <button type="button" class="keys-button" on:click=move |_| open(list)>
            {say(words::heading())}
        </button>
    }
}

/// The list, which stands above the page while it is open; and hears the keys.
#[component]
pub fn Keys(driver: Driver, list: NodeRef<Dialog>) -> impl IntoView {
    let pressed = StoredValue::new(Pressed::default());
    let heard = window_event_listener(ev::keydown, move |event| {
        let is_open = list.get_untracked().is_some_and(|list| list.open());
        let modified = event.ctrl_key() || event.alt_key() || event.meta_key();
        if is_open || modified || document::takes_keys(event.target().as_ref()) {
            return;
        }
        let shortcut = pressed.try_update_value(|pressed| pressed.then(&event.key()));
        if let Some(shortcut) = shortcut.flatten() {
            act(driver, list, shortcut, &event);
        }
    });
    on_cleanup(move || heard.remove());
    let lines = Shortcut::ALL.map(|(keys, shortcut)| {
        let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd>" " });
        view! { <div><dt>{keys.collect_view()}</dt><dd>{say(shortcut.label())}</dd></div> }
    });
    let close = move |_| {
        if let Some(list) = list.get_untracked() {
            list.close();
        }
    };
    view! {
        <dialog class="keys" aria-labelledby="keys-heading" node_ref=list>
            <h2 id="keys-heading">{say(words::heading())}</h2>
            <dl>{lines.collect_view()}</dl>
            <button type="button" on:click=close>{say(controls::close())}</button>
        </dialog>
    }
}

fn act(driver: Driver, list: NodeRef<Dialog>, shortcut: Shortcut, event: &ev::KeyboardEvent) {
    match shortcut {
        Shortcut::AskBox => document::focus("ask"),
        Shortcut::Show(view) => {
            driver.page.view.set(view);
            document::focus(&tab_id(view));
        }
        Shortcut::CopyDigest => copy_digest(driver),
        Shortcut::List => open(list),
        Shortcut::CloseDetail => return driver.page.close_detail(),
    }
    // Else a `/` would stand in the box.
    event.prevent_default();
}

fn open(list: NodeRef<Dialog>) {
    if let Some(list) = list.get_untracked() {
        // It is open already where this fails.
        let _ = list.show_modal();
    }
}

fn copy_digest(driver: Driver) {
    let Some(digest) = driver.page.chosen_digest() else {
        return;
    };
    spawn_local(async move {
        driver.tell(match clipboard::copy(&digest).await {
            Ok(()) => words::copied(digest),
            Err(thrown) => thrown.message(),
        });
    });
}
