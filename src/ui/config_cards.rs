//! How the chosen image runs, as cards.

use leptos::prelude::*;

use crate::format::short;
use crate::ui::folded::FoldedText;
use crate::ui::language::say;
use crate::ui::page::Page;
use crate::views::ROWS_AT_ONCE;
use crate::views::cards::{Body, Card, cards, link};
use crate::words::{Message, amounts, overview};

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
                <h2 id="config-heading">{say(overview::how_it_runs())}</h2>
                <div class="cards">{list}</div>
            </section>
        </Show>
    }
}

#[component]
pub(super) fn CardView(card: Card) -> impl IntoView {
    let wide = matches!(card.body, Body::Pairs(_) | Body::Facts(_));
    let what = card.title.clone();
    let body = match card.body {
        Body::Text(text) => view! { <p><FoldedText text=say(text) what/></p> }.into_any(),
        Body::Code(text) => view! { <p><code><FoldedText text what/></code></p> }.into_any(),
        Body::Codes(list) => {
            let limit = RwSignal::new(ROWS_AT_ONCE);
            let count = list.len();
            let items = move || {
                let items = list.iter().take(limit.get()).cloned();
                let items = items.map(|text| {
                    view! { <li><code><FoldedText text what=what.clone()/></code></li> }
                });
                items.collect_view()
            };
            view! { <ul>{items}</ul> <More count limit/> }.into_any()
        }
        Body::Pairs(pairs) => view! { <Pairs caption=what pairs/> }.into_any(),
        Body::Facts(facts) => view! { <Facts caption=what facts/> }.into_any(),
    };
    view! {
        <section class="card" class:wide=wide>
            <h3>{say(card.title)}</h3>
            {body}
        </section>
    }
}

#[component]
fn Pairs(caption: Message, pairs: Vec<(String, String)>) -> impl IntoView {
    let limit = RwSignal::new(ROWS_AT_ONCE);
    let count = pairs.len();
    let said = say(&caption);
    let rows = move || {
        let pairs = pairs.iter().take(limit.get()).cloned();
        pairs
            .map(|(name, value)| view! { <Pair caption=caption.clone() name value/> })
            .collect_view()
    };
    view! {
        <table>
            <caption class="visually-hidden">{said}</caption>
            <colgroup><col class="name"/><col/></colgroup>
            <tbody>{rows}</tbody>
        </table>
        <More count limit/>
    }
}

#[component]
fn Facts(caption: Message, facts: Vec<(Message, Message)>) -> impl IntoView {
    let said = say(&caption);
    let rows = facts.into_iter().map(|(term, value)| {
        view! {
            <tr>
                <th scope="row">{say(term)}</th>
                <td><FoldedText text=say(value) what=caption.clone()/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    view! {
        <table>
            <caption class="visually-hidden">{said}</caption>
            <colgroup><col class="name"/><col/></colgroup>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Pair(caption: Message, name: String, value: String) -> impl IntoView {
    // Nobody follows an address that fills a screen.
    let address = link(&value).filter(|address| short(address) == **address);
    let value = match address.map(str::to_owned) {
        Some(address) => {
            let shown = address.clone();
            view! { <a href=address rel="noopener noreferrer nofollow">{shown}</a> }.into_any()
        }
        None => view! { <code><FoldedText text=value what=caption.clone()/></code> }.into_any(),
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
                {move || say(amounts::show_more_of(hidden().min(ROWS_AT_ONCE), hidden()))}
            </button>
        </Show>
    }
}
