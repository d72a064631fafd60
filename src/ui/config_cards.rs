//! The config of the chosen image, as cards: what is not told at a glance.

use leptos::prelude::*;

use crate::format::short;
use crate::ui::copy::WithCopy;
use crate::ui::folded::CopiedText;
use crate::ui::language::say;
use crate::ui::more::ShowMore;
use crate::ui::page::Page;
use crate::views::ROWS_AT_ONCE;
use crate::views::cards::{Body, Card, link};
use crate::views::untold_cards;
use crate::words::{Message, joined, overview};

/// The config of the chosen image; nothing where it has none.
#[component]
pub fn ConfigCards(page: Page) -> impl IntoView {
    let cards = Memo::new(move |_| {
        let image = page.image.get();
        page.find(|showing| {
            let (graph, contents) = (&showing.opened.graph, &showing.opened.contents);
            let config = graph.config_of(graph.images.get(image)?, contents)?;
            Some(untold_cards(&config))
        })
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
                <h2 id="config-heading">{say(overview::more_of_its_config())}</h2>
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
        Body::Text(text) => view! { <p><CopiedText text=say(text) what/></p> }.into_any(),
        Body::Code(text) => view! { <p><code><CopiedText text what/></code></p> }.into_any(),
        Body::Codes(list) => {
            let limit = RwSignal::new(ROWS_AT_ONCE);
            let count = list.len();
            let hidden = Signal::derive(move || count.saturating_sub(limit.get()));
            let items = move || {
                let items = list.iter().take(limit.get()).cloned();
                let items = items.map(|text| {
                    view! { <li><code><CopiedText text what=what.clone()/></code></li> }
                });
                items.collect_view()
            };
            view! { <ul>{items}</ul> <ShowMore hidden limit/> }.into_any()
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
    let hidden = Signal::derive(move || count.saturating_sub(limit.get()));
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
        <ShowMore hidden limit/>
    }
}

#[component]
fn Facts(caption: Message, facts: Vec<(Message, Message)>) -> impl IntoView {
    let said = say(&caption);
    let rows = facts.into_iter().map(|(term, value)| {
        view! {
            <tr>
                <th scope="row">{say(term)}</th>
                <td><CopiedText text=say(value) what=caption.clone()/></td>
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
    let what = joined::verbatim(short(&name));
    // Nobody follows an address that fills a screen.
    let address = link(&value).filter(|address| short(address) == **address);
    let value = match address.map(str::to_owned) {
        Some(address) => {
            let shown = address.clone();
            view! {
                <WithCopy text=shown.clone() what>
                    <a href=address rel="noopener noreferrer nofollow">{shown}</a>
                </WithCopy>
            }
            .into_any()
        }
        None => view! { <code><CopiedText text=value what/></code> }.into_any(),
    };
    view! {
        <tr>
            <th scope="row"><code><CopiedText text=name what=caption/></code></th>
            <td>{value}</td>
        </tr>
    }
}
