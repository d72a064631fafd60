//! How the chosen image runs, as cards.

use leptos::prelude::*;

use crate::inspect::cards::{Body, Card, cards, link};
use crate::ui::page::Page;

/// The config of the chosen image; nothing where it has none.
#[component]
pub fn ConfigCards(page: Page) -> impl IntoView {
    let cards = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| {
            let image = showing.graph.images.get(image)?;
            let config = showing.graph.config_of(image, &showing.holding)?;
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
fn CardView(card: Card) -> impl IntoView {
    let wide = matches!(card.body, Body::Pairs(_));
    let body = match card.body {
        Body::Text(text) => view! { <p><bdi>{text}</bdi></p> }.into_any(),
        Body::Code(text) => view! { <p><code><bdi>{text}</bdi></code></p> }.into_any(),
        Body::Codes(list) => {
            let items = list
                .into_iter()
                .map(|text| view! { <li><code><bdi>{text}</bdi></code></li> });
            view! { <ul>{items.collect_view()}</ul> }.into_any()
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
    let rows = pairs.into_iter().map(|(name, value)| {
        let value = match link(&value) {
            Some(address) => view! {
                <a href=address.to_owned() rel="noopener noreferrer nofollow">{address.to_owned()}</a>
            }
            .into_any(),
            None => view! { <code><bdi>{value}</bdi></code> }.into_any(),
        };
        view! { <tr><th scope="row"><code><bdi>{name}</bdi></code></th><td>{value}</td></tr> }
    });
    view! {
        <table>
            <caption class="visually-hidden">{caption}</caption>
            <colgroup><col class="name"/><col/></colgroup>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
