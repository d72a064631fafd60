//! Keys that do something wherever the focus is, and the list of them.

use leptos::ev;
use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::ui::page::{Above, Page};
use crate::views::{Pressed, Shortcut, with_control};
use crate::web::{clipboard, document, rows};
use crate::words::{controls, keys as words};

/// Shows the list of keys.
#[component]
pub fn KeysButton(page: Page) -> impl IntoView {
    view! {
        <button type="button" class="keys-button" on:click=move |_| page.above.set(Some(Above::Keys))>
            {say(words::heading())}
        </button>
    }
}

/// The list, which stands above the page while it is open; and hears the keys.
#[component]
pub fn Keys(driver: Driver) -> impl IntoView {
    let above = driver.page.above;
    let pressed = StoredValue::new(Pressed::default());
    let heard = window_event_listener(ev::keydown, move |event| {
        let modified = event.ctrl_key() || event.meta_key();
        let is_typed = !modified && document::takes_keys(event.target().as_ref());
        if above.get_untracked().is_some() || event.alt_key() || is_typed {
            return;
        }
        let key = match modified {
            true => with_control(&event.key()),
            false => event.key(),
        };
        let shortcut = pressed.try_update_value(|pressed| pressed.then(&key));
        if let Some(shortcut) = shortcut.flatten() {
            act(driver, shortcut, &event);
        }
    });
    on_cleanup(move || heard.remove());
    view! { <KeyList page=driver.page/> }
}

#[component]
fn KeyList(page: Page) -> impl IntoView {
    let list = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let (Some(Above::Keys), Some(list)) = (page.above.get(), list.get()) {
            // It is open already where this fails.
            let _ = list.show_modal();
        }
    });
    let lines = Shortcut::ALL.map(|(keys, shortcut)| {
        let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd>" " });
        view! { <div><dt>{keys.collect_view()}</dt><dd>{say(shortcut.label())}</dd></div> }
    });
    let close = move |_| {
        if let Some(list) = list.get_untracked() {
            list.close();
        }
        page.above.set(None);
    };
    view! {
        <dialog class="keys" closedby="any" aria-labelledby="keys-heading" node_ref=list
            on:cancel=move |_: ev::Event| page.above.set(None)
            on:close=move |_| closed(list, page.above, Above::Keys)>
            <h2 id="keys-heading">{say(words::heading())}</h2>
            <dl>{lines.collect_view()}</dl>
            <button type="button" on:click=close>{say(controls::close())}</button>
        </dialog>
    }
}

/// Notes that a dialog is closed. The browser says so in a later frame, which is too
/// late for the next key: what is closed here notes it itself, and Escape is said
/// before (`cancel`). By then it may be open again, or another one in its place.
pub(super) fn closed(dialog: NodeRef<Dialog>, above: RwSignal<Option<Above>>, which: Above) {
    let is_open = dialog.get_untracked().is_some_and(|dialog| dialog.open());
    if !is_open && above.get_untracked() == Some(which) {
        above.set(None);
    }
}

fn act(driver: Driver, shortcut: Shortcut, event: &ev::KeyboardEvent) {
    let page = driver.page;
    match shortcut {
        Shortcut::AskBox => document::focus("ask"),
        Shortcut::Show(view) => driver.show(view),
        Shortcut::CopyDigest => driver.copy_digest(),
        Shortcut::NextRow => rows::step(false),
        Shortcut::RowBefore => rows::step(true),
        Shortcut::Palette => page.above.set(Some(Above::Palette)),
        Shortcut::List => page.above.set(Some(Above::Keys)),
        Shortcut::CloseDetail => return page.close_detail(),
    }
    // Else a `/` would stand in the box.
    event.prevent_default();
}

impl Driver {
    /// Copies the digest of the chosen object, or of the image, and says so.
    pub(super) fn copy_digest(self) {
        let Some(digest) = self.page.chosen_digest() else {
            return;
        };
        spawn_local(async move {
            self.tell(match clipboard::copy(&digest).await {
                Ok(()) => words::copied(digest),
                Err(thrown) => thrown.message(),
            });
        });
    }
}
