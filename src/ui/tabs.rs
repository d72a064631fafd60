//! The sections of what is shown, as tabs (ARIA Authoring Practices, Tabs
//! pattern): one of them is in the order of the Tab key, arrows lead on.

use leptos::ev;
use leptos::prelude::*;

use crate::ui::language::say;
use crate::ui::page::Page;
use crate::views::Tab;
use crate::web::document;
use crate::words::controls;

#[component]
pub fn Tabs(page: Page) -> impl IntoView {
    let key = move |event: ev::KeyboardEvent| {
        if let Some(tab) = page.tab.get_untracked().after_key(&event.key()) {
            event.prevent_default();
            page.tab.set(tab);
            document::focus(&tab_id(tab));
        }
    };
    let tab = move |tab: Tab| {
        let chosen = move || page.tab.get() == tab;
        let count =
            move || count(page, tab).map(|count| view! { " "<span class="count">{count}</span> });
        view! {
            <button type="button" role="tab" id=tab_id(tab) aria-controls="panel"
                aria-selected=move || chosen().to_string()
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| page.tab.set(tab)>
                {say(tab.label())}
                {count}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=say(controls::sections()) on:keydown=key>
            {Tab::ALL.map(tab).collect_view()}
        </div>
    }
}

fn tab_id(tab: Tab) -> String {
    format!("tab-{}", tab.word())
}

/// How much stands behind a tab, where that is a number.
fn count(page: Page, tab: Tab) -> Option<usize> {
    match tab {
        Tab::Ledger => page.with_showing(|showing| showing.opened.rows.len()),
        Tab::Findings => page.with_showing(|showing| showing.findings.len()),
        Tab::Overview | Tab::Picture => None,
    }
}

/// The panel of the chosen tab.
#[component]
pub fn TabPanel(page: Page, children: Children) -> impl IntoView {
    view! {
        <div id="panel" class="panel" role="tabpanel" tabindex="0"
            aria-labelledby=move || tab_id(page.tab.get())>
            {children()}
        </div>
    }
}
