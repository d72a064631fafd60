//! One object in detail: what it is, its bytes, and where else to see it.

use leptos::ev;
use leptos::prelude::*;

use crate::inspect::graph::NodeId;
use crate::ui::copy::CopyButton;
use crate::ui::detail::commands::Commands;
use crate::ui::detail::descriptor::DescriptorView;
use crate::ui::detail::exact_bytes::ExactBytesView;
use crate::ui::detail::projection::ProjectionView;
use crate::ui::detail::summary::Summary;
use crate::ui::digest_text::DigestText;
use crate::ui::driver::Driver;
use crate::ui::fetch_more::FetchNode;
use crate::ui::language::say;
use crate::ui::mark::Mark;
use crate::ui::page::Page;
use crate::ui::term::Term;
use crate::views::node_facts::Tab;
use crate::views::node_names::title_and_kind;
use crate::views::node_verdicts::rows_about;
use crate::views::{Tone, tab_after_key};
use crate::web::document;
use crate::words::{Message, controls, detail};

/// The chosen object; nothing where none is chosen. The tab that is open
/// stays open from one object to the next.
#[component]
pub fn NodeDetail(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let tab = page.tab;
    let chosen = Memo::new(move |_| page.selected.get());
    move || chosen.get().map(|id| view! { <Detail driver id tab/> })
}

#[component]
fn Detail(driver: Driver, id: NodeId, tab: RwSignal<Tab>) -> impl IntoView {
    let page = driver.page;
    let tabs = Memo::new(move |_| {
        page.with_showing(|showing| Tab::all(&showing.opened, id))
            .unwrap_or_default()
    });
    // What was open for the last object may be nothing that this one has.
    let open = Memo::new(move |_| {
        let wanted = tab.get();
        let there = tabs.with(|tabs| tabs.contains(&wanted));
        if there { wanted } else { Tab::default() }
    });
    let panel = move || match open.get() {
        Tab::Summary => view! { <Summary page id/> }.into_any(),
        Tab::Bytes => view! { <ExactBytesView page id/> }.into_any(),
        Tab::Pretty => view! { <ProjectionView page id/> }.into_any(),
        Tab::Descriptor => view! { <DescriptorView page id/> }.into_any(),
        Tab::Commands => view! { <Commands page id/> }.into_any(),
    };
    view! {
        <div class="detail">
            <Head page id/>
            <FetchNode driver id/>
            <Tabs tabs open tab/>
            <div id="detail-view" class="detail-view" role="tabpanel" tabindex="0"
                aria-labelledby=move || tab_id(open.get())>
                {panel}
            </div>
        </div>
    }
}

/// Kind, title, the worst verdict and the digest.
#[component]
fn Head(page: Page, id: NodeId) -> impl IntoView {
    let named = untrack(|| {
        page.find(|showing| {
            let node = showing.opened.graph.node(id)?;
            let digest = node.digest.as_ref().map(|digest| digest.text.clone());
            Some((node.kind, title_and_kind(node), digest))
        })
    });
    let Some((kind, (title, beside), digest)) = named else {
        return ().into_any();
    };
    let verdict = Memo::new(move |_| {
        let rows = page.with_showing(|showing| rows_about(&showing.opened, id));
        let verdicts = rows.unwrap_or_default().into_iter().map(|row| row.verdict);
        verdicts.min_by_key(|verdict| verdict.rank())
    });
    let mark = move || match verdict.get() {
        Some(verdict) => view! { <Mark tone=Tone::of(&verdict) word=verdict.label()/> }.into_any(),
        None => view! { <span class="hint">{say(detail::no_digest_stated())}</span> }.into_any(),
    };
    let digest = digest.map(|text| {
        view! {
            <p class="digest-line">
                <DigestText text=text.clone()/>
                <CopyButton text what=detail::digest_of(kind.name())/>
            </p>
        }
    });
    let explained = |label: Message| match Term::of_kind(kind) {
        Some(of) => view! { <Term of label/> }.into_any(),
        None => say(label).into_any(),
    };
    let (above, title) = match beside {
        Some(kind) => (Some(explained(kind)), say(title).into_any()),
        // It says what it is.
        None => (None, explained(title)),
    };
    view! {
        <header class="detail-head">
            {above.map(|kind| view! { <p class="kind">{kind}</p> })}
            <h2><bdi>{title}</bdi></h2>
            <p>{mark}</p>
            {digest}
        </header>
    }
    .into_any()
}

fn tab_id(tab: Tab) -> String {
    format!("detail-{}", tab.word())
}

#[component]
fn Tabs(tabs: Memo<Vec<Tab>>, open: Memo<Tab>, tab: RwSignal<Tab>) -> impl IntoView {
    let key = move |event: ev::KeyboardEvent| {
        let next =
            tabs.with_untracked(|tabs| tab_after_key(tabs, open.get_untracked(), &event.key()));
        if let Some(next) = next {
            event.prevent_default();
            tab.set(next);
            document::focus(&tab_id(next));
        }
    };
    let button = move |one: Tab| {
        let chosen = move || open.get() == one;
        view! {
            <button type="button" role="tab" id=tab_id(one) aria-controls="detail-view"
                aria-selected=move || chosen().to_string()
                tabindex=move || if chosen() { "0" } else { "-1" }
                on:click=move |_| tab.set(one)>
                {say(one.label())}
            </button>
        }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=say(controls::ways_to_look_at_it()) on:keydown=key>
            <For each=move || tabs.get() key=|tab| *tab children=button/>
        </div>
    }
}
