//! The palette: anything that is open and anything that can be done, found by
//! typing.

use leptos::ev;
use leptos::html::{Dialog, Input};
use leptos::prelude::*;

use crate::ui::driver::Driver;
use crate::ui::keys::closed;
use crate::ui::language::{locale, say};
use crate::ui::page::Above;
use crate::ui::reach::{Choosing, Options, act};
use crate::views::reach::{LINES_SHOWN, Line, matching, palette};
use crate::words::reach as words;

/// Lies above the page while it is open; Escape goes back to where one was.
#[component]
pub(super) fn Palette(driver: Driver) -> impl IntoView {
    let above = driver.page.above;
    let dialog = NodeRef::<Dialog>::new();
    let is_open = Memo::new(move |_| above.get() == Some(Above::Palette));
    let choose = move |line: Line| {
        // First, so that the focus is back where the line is done.
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        above.set(None);
        act(driver, line.deed);
    };
    view! {
        <dialog class="palette" closedby="any" aria-label=say(words::palette()) node_ref=dialog
            on:cancel=move |_: ev::Event| above.set(None)
            on:close=move |_| closed(dialog, above, Above::Palette)>
            <Show when=move || is_open.get()>
                <Search driver dialog choose/>
            </Show>
        </dialog>
    }
}

#[component]
fn Search(
    driver: Driver,
    dialog: NodeRef<Dialog>,
    choose: impl Fn(Line) + Copy + Send + 'static,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    // Once there is a field to be typed into: the next key is for that.
    Effect::new(move |_| {
        if let (Some(dialog), Some(field)) = (dialog.get(), field.get()) {
            // It is open already where this fails.
            let _ = dialog.show_modal();
            let _ = field.focus();
        }
    });
    let language = driver.shell.language.get_untracked();
    let of_open = driver
        .page
        .with_showing_now(|showing| palette(Some(showing), language, &*locale()));
    let all = of_open.unwrap_or_else(|| palette(None, language, &*locale()));
    let all = StoredValue::new(all);
    let typed = RwSignal::new(String::new());
    let shown = Memo::new(move |_| {
        all.with_value(|all| typed.with(|typed| matching(all, typed, LINES_SHOWN)))
    });
    let choosing = Choosing {
        id: "palette-lines",
        lines: Signal::derive(move || shown.with(|shown| shown.items.clone())),
        active: RwSignal::new(Some(0)),
    };
    let input = move |event| {
        typed.set(event_target_value(&event));
        choosing.active.set(Some(0));
    };
    let key = move |event: ev::KeyboardEvent| match (event.key().as_str(), choosing.chosen()) {
        ("Enter", chosen) => {
            event.prevent_default();
            if let Some(line) = chosen {
                choose(line);
            }
        }
        _ => choosing.pressed(&event, false),
    };
    let said = move || {
        shown.with(|shown| match (shown.items.len(), shown.more) {
            (0, _) => Some(say(words::nothing_found())),
            (count, 1..) => Some(say(words::first_found(count))),
            _ => None,
        })
    };
    view! {
        <input type="text" role="combobox" aria-label=say(words::palette()) aria-expanded="true"
            aria-controls=choosing.id aria-autocomplete="list" autocomplete="off" spellcheck="false"
            placeholder=say(words::palette_hint()) node_ref=field
            aria-activedescendant=move || choosing.active_id()
            on:input=input on:keydown=key/>
        <Options choosing choose/>
        <p class="hint" role="status">{said}</p>
    }
}
