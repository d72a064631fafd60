//! How the chosen image runs, as cards.

use leptos::prelude::*;

use crate::format::short;
use crate::ui::folded::FoldedText;
use crate::ui::page::Page;
use crate::views::ROWS_AT_ONCE;
use crate::views::cards::{Body, Card, cards, link};

/// The config of the chosen image; nothing where it has none.
#[component]
pub fn ConfigCards(page: Page) -> impl IntoView {
    let cards = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| {
            let image = showing.opened.graph.images.get(image)?;
            let config = showing
                .opened
                .graph
                .config_of(image, &showing.opened.contents)?;
            Some(cards(&config))
        })
        .flatten()
        .unwrap_or_default()
    });
    let some = Memo::new(move |_| cards.with(|cards| !cards.is_empty()));
    let list = move || {
        let cards = cards.get().into_iter();
        cards.map(|card| view! { <CardView card/> }).collect_view()
    };
    view! {
        <Show when=move || some.get()>
            <section class="config" aria-labelledby="config-heading">
                <h2 id="config-heading">"How it runs"</h2>
                <div class="cards">{list}</div>
            </section>
        </Show>
    }
}

#[component]
pub(super) fn CardView(card: Card) -> impl IntoView {
    let wide = matches!(card.body, Body::Pairs(_));
    let body = match card.body {
        Body::Text(text) => view! { <p><FoldedText text what=card.title/></p> }.into_any(),
        Body::Code(text) => {
            view! { <p><code><FoldedText text what=card.title/></code></p> }.into_any()
        }
        Body::Codes(list) => {
            let limit = RwSignal::new(ROWS_AT_ONCE);
            let count = list.len();
            let items = move || {
                let items = list.iter().take(limit.get()).cloned();
                let items = items.map(|text| {
                    view! { <li><code><FoldedText text what=card.title/></code></li> }
                });
                items.collect_view()
            };
            view! { <ul>{items}</ul> <More count limit/> }.into_any()
        }
        Body::Pairs(pairs) => view! { <Pairs caption=card.title pairs/> }.into_any(),
    };
    view! {
        <section class="card" class:wide=wide>
            <h3>{card.title}</h3>
            {body}
        </section>
    }
}

#[component]
fn Pairs(caption: &'static str, pairs: Vec<(String, String)>) -> impl IntoView {
    let limit = RwSignal::new(ROWS_AT_ONCE);
    let count = pairs.len();
    let rows = move || {
        let pairs = pairs.iter().take(limit.get()).cloned();
        pairs
            .map(|(name, value)| view! { <Pair caption name value/> })
            .collect_view()
    };
    view! {
        <table>
            <caption class="visually-hidden">{caption}</caption>
            <colgroup><col class="name"/><col/></colgroup>
            <tbody>{rows}</tbody>
        </table>
        <More count limit/>
    }
}

#[component]
fn Pair(caption: &'static str, name: String, value: String) -> impl IntoView {
    // Nobody follows an address that fills a screen.
    let address = link(&value).filter(|address| short(address) == **address);
    let value = match address.map(str::to_owned) {
        Some(address) => {
            let shown = address.clone();
            view! { <a href=address rel="noopener noreferrer nofollow">{shown}</a> }.into_any()
        }
        None => view! { <code><FoldedText text=value what=caption/></code> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row"><code><FoldedText text=name what=caption/></code></th>
            <td>{value}</td>
        </tr>
    }
}

/// The way to what of a long list is not shown.
#[component]
fn More(count: usize, limit: RwSignal<usize>) -> impl IntoView {
    let hidden = move || count.saturating_sub(limit.get());
    view! {
        <Show when=move || { hidden() > 0 }>
            <button type="button" on:click=move |_| limit.update(|limit| *limit += ROWS_AT_ONCE)>
                {move || format!("Show {} more of {}…", hidden().min(ROWS_AT_ONCE), hidden())}
            </button>
        </Show>
    }
}
