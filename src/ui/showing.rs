//! An input that is open.

use leptos::ev;
use leptos::html::{Aside, Dialog};
use leptos::prelude::*;

use crate::ui::driver::Driver;
use crate::ui::expected::Expected;
use crate::ui::fetch_more::FetchMore;
use crate::ui::files::FilesView;
use crate::ui::findings::Findings;
use crate::ui::keys::{Keys, KeysButton};
use crate::ui::language::say;
use crate::ui::layers::Layers;
use crate::ui::ledger::Ledger;
use crate::ui::node_detail::NodeDetail;
use crate::ui::overview::Overview;
use crate::ui::page::DETAIL;
use crate::ui::picture::Picture;
use crate::ui::report::DownloadReport;
use crate::ui::share::{ShareButton, ShareLinks};
use crate::ui::summary::Summary;
use crate::ui::tabs::{TabPanel, Tabs};
use crate::ui::tree::Tree;
use crate::views::View;
use crate::web::document;
use crate::words::controls;

/// The verdict, the sections, and beside them the chosen object.
#[component]
pub fn ShowingView(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let panel = move || match page.view.get() {
        View::Overview => view! { <Overview driver/> }.into_any(),
        View::Layers => view! { <Layers page/> }.into_any(),
        View::Files => view! { <FilesView driver/> }.into_any(),
        View::Graph => view! { <Picture page/><Tree page/> }.into_any(),
        View::Ledger => view! { <Ledger page/> }.into_any(),
        View::Findings => view! { <Findings page/> }.into_any(),
    };
    let sharing = RwSignal::new(false);
    let keys = NodeRef::<Dialog>::new();
    let chosen = Memo::new(move |_| page.selected.with(Option::is_some));
    view! {
        <div class="showing">
            <Summary driver><DownloadReport driver/><ShareButton shown=sharing/><KeysButton list=keys/></Summary>
            <ShareLinks driver shown=sharing/>
            <Expected driver/>
            <FetchMore driver/>
            <Tabs page/>
            <Keys driver list=keys/>
            <div class="workspace" class:with-detail=move || chosen.get()>
                <TabPanel page>{panel}</TabPanel>
                <Show when=move || chosen.get()>
                    <Detail driver/>
                </Show>
            </div>
        </div>
    }
}

/// The side panel; on a phone it stands below.
#[component]
fn Detail(driver: Driver) -> impl IntoView {
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
        <aside id=DETAIL class="detail-panel" tabindex="-1" aria-label=say(controls::chosen_object())
            node_ref=aside on:keydown=key>
            <button type="button" class="quiet close" on:click=move |_| page.close_detail()>
                {say(controls::close())}
            </button>
            <NodeDetail driver/>
        </aside>
    }
}
