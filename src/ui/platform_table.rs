//! The platforms of an index, to choose from.

use leptos::prelude::*;

use crate::format::short;
use crate::inspect::graph::NodeId;
use crate::ui::driver::Driver;
use crate::ui::fetch_more::FetchNode;
use crate::ui::language::say;
use crate::ui::mark::Mark;
use crate::ui::more::ShowRest;
use crate::ui::page::Page;
use crate::ui::sort_head::{SortHead, Sorted, kept_order};
use crate::ui::term::Term;
use crate::views::platforms::{PlatformColumn, PlatformRow, Platforms, platforms};
use crate::views::{ROWS_AT_ONCE, Tone};
use crate::words::{Message, detail, overview};

/// The platforms beside the chosen image's; nothing where it has no siblings.
#[component]
pub fn PlatformTable(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let limit = RwSignal::new(ROWS_AT_ONCE);
    let order = kept_order("assay-platform-order");
    let found = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| platforms(&showing.opened.graph, image))
            .unwrap_or_default()
            .sorted(order.get())
    });
    let some = Memo::new(move |_| found.with(|found| !found.rows.is_empty()));
    let hidden =
        Memo::new(move |_| found.with(|found| found.rows.len().saturating_sub(limit.get())));
    let rows = move || {
        let Platforms { rows, .. } = found.get();
        let rows = rows.into_iter().take(limit.get());
        rows.map(|row| view! { <PlatformView driver row/> })
            .collect_view()
    };
    view! {
        <Show when=move || some.get()>
            <section class="platforms" aria-labelledby="platforms-heading">
                <h2 id="platforms-heading">{say(overview::platforms())}</h2>
                <div class="table-scroll" role="region" aria-label=say(overview::platform_table()) tabindex="0">
                    <table>
                        <caption class="visually-hidden">{say(overview::platform_table_caption())}</caption>
                        <Head order/>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <ShowRest hidden limit/>
            </section>
        </Show>
    }
}

#[component]
fn Head(order: Sorted<PlatformColumn>) -> impl IntoView {
    view! {
        <thead>
            <tr>
                <SortHead column=PlatformColumn::Platform order label=overview::platform()>
                    <Term of=Term::Platform/>
                </SortHead>
                <th scope="col">{say(detail::verdict())}</th>
                <SortHead column=PlatformColumn::OsVersion order label=overview::os_version()/>
                <SortHead column=PlatformColumn::Layers order label=overview::layers_heading()>
                    <Term of=Term::Layer label=overview::layers_heading()/>
                </SortHead>
                <SortHead column=PlatformColumn::Size order label=overview::compressed_size()/>
                <th scope="col"><Term of=Term::Manifest/></th>
                <th scope="col"><Term of=Term::Attestation label=overview::attestations()/></th>
            </tr>
        </thead>
    }
}

#[component]
fn PlatformView(driver: Driver, row: PlatformRow) -> impl IntoView {
    let page = driver.page;
    let chosen = move || page.image.get() == row.image;
    let parts = [row.os, row.architecture, row.variant];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let name = match parts.is_empty() {
        true => say(overview::platform_not_stated()),
        false => short(&parts.join("/")),
    };
    let os_name = row
        .os_name
        .map(|name| view! { <br/><span class="hint">{name}</span> });
    let layers = (!row.absent).then(|| row.layers.to_string());
    let size = view! { <span title=say(row.size.in_full())>{say(row.size.message())}</span> };
    let manifest = match (row.manifest, row.absent) {
        (Some(id), false) => view! { <ToNode page id name=overview::open()/> }.into_any(),
        (Some(id), true) => view! { <Absent driver id/> }.into_any(),
        (None, _) => ().into_any(),
    };
    let attestations = row.attestations.into_iter().enumerate().map(|(index, id)| {
        view! { <ToNode page id name=overview::attestation_number(index + 1)/>" " }
    });
    view! {
        <tr class:chosen=chosen>
            <th scope="row">
                <button type="button" class="link" aria-pressed=move || chosen().to_string()
                    on:click=move |_| page.image.set(row.image)>
                    <bdi>{name}</bdi>
                </button>
            </th>
            <td><State page image=row.image/></td>
            <td><bdi>{short(&row.os_version)}</bdi>{os_name}</td>
            <td class="count">{layers}</td>
            <td class="count">{size}</td>
            <td>{manifest}</td>
            <td>{attestations.collect_view()}</td>
        </tr>
    }
}

/// What is known of a platform's image.
#[component]
fn State(page: Page, image: usize) -> impl IntoView {
    let state = Memo::new(move |_| {
        page.with_showing(|showing| {
            let tone = Tone::of_image(showing, image);
            (tone, tone.word(showing.images.get(image).copied()))
        })
    });
    move || state.get().map(|(tone, word)| view! { <Mark tone word/> })
}

/// A platform of which there is no manifest here: to be fetched, where it can.
#[component]
fn Absent(driver: Driver, id: NodeId) -> impl IntoView {
    let page = driver.page;
    match page.with_showing_now(|showing| showing.fetchable(id).is_some()) {
        Some(true) => view! { <FetchNode driver id/> }.into_any(),
        _ => view! { <ToNode page id name=overview::not_in_this_input()/> }.into_any(),
    }
}

#[component]
fn ToNode(page: Page, id: NodeId, name: Message) -> impl IntoView {
    view! { <button type="button" class="link" on:click=move |_| page.select(id)>{say(name)}</button> }
}
