//! The head of a column by which a table can be sorted.

use leptos::prelude::*;

use crate::ui::language::say;
use crate::views::{Column, Order};
use crate::web::preference;
use crate::words::{Message, detail};

/// How a table is sorted.
pub type Sorted<C> = RwSignal<Option<Order<C>>>;

/// As a person has it sorted the last time, and from then on kept under `name`.
pub fn kept_order<C: Column + Send + Sync>(name: &'static str) -> Sorted<C> {
    let kept = preference::word(name).and_then(|word| Order::of_word(&word));
    let order = RwSignal::new(kept);
    Effect::new(move |before: Option<()>| {
        let word = Order::word(order.get());
        if before.is_some() {
            preference::keep_word(name, &word);
        }
    });
    order
}

/// `label` stands in it where it has no children that say the same.
#[component]
pub fn SortHead<C: Column + Send + Sync>(
    column: C,
    order: Sorted<C>,
    #[prop(into)] label: Message,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let turn = move |_| order.update(|order| *order = Order::after(*order, column));
    let aria = move || Order::aria(order.get(), column);
    let arrow = move || match aria() {
        Some("descending") => "▼",
        Some(_) => "▲",
        None => "↕",
    };
    let label = say(label);
    let sort_by = say(detail::sort_by(label.as_str()));
    let title = sort_by.clone();
    let label = match children {
        Some(children) => children(),
        None => label.into_any(),
    };
    view! {
        <th scope="col" aria-sort=aria>
            {label}
            <button type="button" class="sort" title=title on:click=turn>
                <span aria-hidden="true">{arrow}</span>
                <span class="visually-hidden">{sort_by}</span>
            </button>
        </th>
    }
}
