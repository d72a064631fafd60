//! The views of what is open, as tabs (ARIA Authoring Practices, Tabs
//! pattern): one of them is in the order of the Tab key, arrows lead on.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::language::say;
use crate::ui::page::Page;
use crate::views::{View, tab_after_key};
use crate::web::document;
use crate::words::controls;

#[component]
pub fn Tabs(page: Page) -> impl IntoView {
    let key = move |event: ev::KeyboardEvent| {
        if let Some(view) = tab_after_key(&View::ALL, page.view.get_untracked(), &event.key()) {
            event.prevent_default();
            page.view.set(view);
            document::focus(&tab_id(view));
        }
    };
    let tab = move |view: View| {
        let chosen = move || page.view.get() == view;
        let count =
            move || count(page, view).map(|count| view! { " "<span class="count">{count}</span> });
        view! {
            <button type="button" role="tab" id=tab_id(view) aria-controls="panel"
                aria-selected=move || chosen().to_string()
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| page.view.set(view)>
                {say(view.label())}
                {count}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=say(controls::sections()) on:keydown=key>
            {View::ALL.map(tab).collect_view()}
        </div>
    }
}

/// The id of the tab of a view.
pub fn tab_id(view: View) -> String {
    format!("tab-{}", view.word())
}

/// How much a view holds, where that is a number.
fn count(page: Page, view: View) -> Option<usize> {
    match view {
        View::Ledger => page.with_showing(|showing| showing.opened.rows.len()),
        View::Findings => page.with_showing(|showing| showing.findings.len()),
        View::Overview | View::Layers | View::Files | View::Graph | View::Trust | View::Compare => {
            None
        }
    }
}

/// The panel of the chosen view.
#[component]
pub fn TabPanel(page: Page, children: Children) -> impl IntoView {
    view! {
        <div id="panel" class="panel" role="tabpanel" tabindex="0"
            aria-labelledby=move || tab_id(page.view.get())>
            {children()}
        </div>
    }
}
