//! An input that is open.

use std::time::Duration;

use leptos::prelude::*;
use leptos::reactive::spawn_local_scoped;

use crate::ui::detail_panel::{DetailPanel, width_kept};
use crate::ui::driver::{Driver, Part, TrustPart};
use crate::ui::expected::Expected;
use crate::ui::fetch_more::FetchMore;
use crate::ui::findings::Findings;
use crate::ui::graph::Graph;
use crate::ui::inputs::Inputs;
use crate::ui::keys::KeysButton;
use crate::ui::layers::Layers;
use crate::ui::ledger::Ledger;
use crate::ui::overview::Overview;
use crate::ui::parts::Later;
use crate::ui::report::DownloadReport;
use crate::ui::search::Answer;
use crate::ui::share::{ShareButton, ShareLinks};
use crate::ui::summary::Summary;
use crate::ui::tabs::{TabPanel, Tabs};
use crate::views::View;
use crate::views::reach::listed_layers;
use crate::web::yielding;

/// The verdict, the sections, and beside them the chosen object.
#[component]
pub fn ShowingView(driver: Driver) -> impl IntoView {
    let page = driver.page;
    // What is at the head is painted first, then what stands below it, and the view in a
    // task of its own: none of them keeps the page from answering for long.
    let head_is_there = painted();
    let panel = move || match page.view.get() {
        View::Overview => view! { <Overview driver/> }.into_any(),
        View::Layers => view! { <Layers page/> }.into_any(),
        View::Graph => view! { <Graph page/> }.into_any(),
        View::Ledger => view! { <Ledger page/> }.into_any(),
        View::Findings => view! { <Findings page/> }.into_any(),
        View::Trust => {
            let draw = move |part: TrustPart| (part.draw)(driver);
            view! { <Later load=driver.load.trust draw/> }.into_any()
        }
        view @ (View::Files | View::Compare) => {
            let draw = move |part: Part| (part.draw)(driver, view);
            view! { <Later load=driver.load.files draw/> }.into_any()
        }
    };
    // The files have the whole width.
    let chosen =
        Memo::new(move |_| page.selected.with(Option::is_some) && page.view.get() != View::Files);
    files_to_come(driver);
    driver.signatures_to_come();
    let width = RwSignal::new(width_kept());
    let share = move || format!("{}%", width.get().percent());
    view! {
        <div class="showing">
            <Summary driver><DownloadReport driver/><ShareButton shown=page.sharing/><KeysButton page/></Summary>
            <Show when=move || head_is_there.get()>
                <Inputs driver/>
                <ShareLinks driver shown=page.sharing/>
                <Expected driver/>
                <FetchMore driver/>
                <Tabs page/>
                <Answer driver/>
                <div class="workspace" class:with-detail=move || chosen.get() style=("--detail", share)>
                    <TabPanel page><AfterPaint>{panel}</AfterPaint></TabPanel>
                    <Show when=move || chosen.get()>
                        <DetailPanel driver width/>
                    </Show>
                </div>
            </Show>
        </div>
    }
}

/// Brings what shows files, once there are some or will be: they are likely to be looked
/// at next.
fn files_to_come(driver: Driver) {
    let page = driver.page;
    let are_expected = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| {
            showing.is_hashing() || !listed_layers(&showing.opened, image).is_empty()
        })
    });
    Effect::new(move |_| {
        if are_expected.get() == Some(true) {
            spawn_local_scoped(async move {
                yielding::idle().await;
                driver.prepare_files().await;
            });
        }
    });
}

/// What is drawn once that is painted which stands before it.
#[component]
fn AfterPaint(children: ChildrenFn) -> impl IntoView {
    let painted = painted();
    view! { <Show when=move || painted.get()>{children()}</Show> }
}

/// Whether that is painted which is drawn now.
fn painted() -> RwSignal<bool> {
    let painted = RwSignal::new(false);
    let after_paint = move || {
        // What was open may be gone by now.
        let _ = painted.try_set(true);
    };
    request_animation_frame(move || set_timeout(after_paint, Duration::ZERO));
    painted
}
