//! The panel beside the view with the chosen object, and the edge by which its width
//! is changed. On a phone it stands below.

use leptos::ev;
use leptos::html::Aside;
use leptos::prelude::*;

use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::ui::node_detail::NodeDetail;
use crate::ui::page::DETAIL;
use crate::views::PanelWidth;
use crate::web::{document, preference};
use crate::words::controls;

/// Under which the browser keeps it.
const WIDTH_KEY: &str = "assay-detail-width";

/// The width that was chosen last.
#[must_use]
pub fn width_kept() -> PanelWidth {
    let kept = preference::number(WIDTH_KEY);
    kept.map_or_else(PanelWidth::default, PanelWidth::of)
}

#[component]
pub fn DetailPanel(driver: Driver, width: RwSignal<PanelWidth>) -> impl IntoView {
    let page = driver.page;
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            page.close_detail();
        }
    };
    let aside = NodeRef::<Aside>::new();
    Effect::new(move |_| {
        page.selected.track();
        if let Some(aside) = aside.get() {
            document::reveal(&aside);
        }
    });
    view! {
        <Edge width/>
        <aside id=DETAIL class="detail-panel" tabindex="-1" aria-label=say(controls::chosen_object())
            node_ref=aside on:keydown=key>
            <button type="button" class="quiet close" on:click=move |_| page.close_detail()>
                {say(controls::close())}
            </button>
            <NodeDetail driver/>
        </aside>
    }
}

/// The edge between the view and the panel (ARIA Authoring Practices, Window
/// Splitter pattern).
#[component]
fn Edge(width: RwSignal<PanelWidth>) -> impl IntoView {
    let take = move |event: ev::PointerEvent| document::capture(&event);
    let moved = move |event: ev::PointerEvent| {
        if let Some(percent) = document::percent_beside(&event) {
            width.set(PanelWidth::of(percent));
        }
    };
    let keep = move |_| preference::keep_number(WIDTH_KEY, width.get_untracked().percent());
    let key = move |event: ev::KeyboardEvent| {
        if let Some(next) = width.get_untracked().after_key(&event.key()) {
            event.prevent_default();
            width.set(next);
            preference::keep_number(WIDTH_KEY, next.percent());
        }
    };
    view! {
        <div class="edge" role="separator" tabindex="0" aria-orientation="vertical"
            aria-label=say(controls::width_of_panel()) aria-controls=DETAIL
            aria-valuemin=PanelWidth::LEAST aria-valuemax=PanelWidth::MOST
            aria-valuenow=move || width.get().percent()
            on:pointerdown=take on:pointermove=moved on:pointerup=keep on:keydown=key></div>
    }
}
