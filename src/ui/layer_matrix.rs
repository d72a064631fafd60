//! Which layers images share: a column for each image, a row for each layer.

use leptos::prelude::*;

use crate::format::{Sum, short, visible};
use crate::repository::matrix::{Column, LayerRow};
use crate::ui::digest_text::DigestText;
use crate::ui::language::say;
use crate::views::MatrixView;
use crate::words::{Message, overview};

/// Shown once a person asks for it with a button named `ask`.
#[component]
pub fn LayerMatrix(
    columns: impl Fn() -> Vec<Column> + Copy + Send + Sync + 'static,
    #[prop(into)] ask: Message,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let view = Memo::new(move |_| match shown.get() {
        true => MatrixView::of(&columns()),
        false => MatrixView::default(),
    });
    view! {
        <section class="shared-layers" aria-labelledby="matrix-heading">
            <h2 id="matrix-heading">{say(overview::layers_that_images_share())}</h2>
            <p>
                <button type="button" aria-expanded=move || shown.get().to_string()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)>
                    {move || if shown.get() { say(overview::hide_them()) } else { say(&ask) }}
                </button>
            </p>
            <Show when=move || shown.get()>{move || view! { <Matrix view=view.get()/> }}</Show>
        </section>
    }
}

#[component]
fn Matrix(view: MatrixView) -> impl IntoView {
    let names = view.matrix.columns;
    let heads = names
        .iter()
        .map(|name| view! { <th scope="col"><bdi>{short(&visible(&say(name)))}</bdi></th> });
    let heads = heads.collect_view();
    let rows = view.matrix.rows.into_iter();
    let rows = rows.map(|row| view! { <LayerLine row/> }).collect_view();
    let warnings = view.warnings.into_iter();
    let warnings = warnings.map(|text| view! { <p class="hint">{say(text)}</p> });
    view! {
        <p role="status">{view.sentence.map(say)}</p>
        {warnings.collect_view()}
        <div class="table-scroll" role="region" aria-label=say(overview::shared_layers_table()) tabindex="0">
            <table>
                <caption class="visually-hidden">{say(overview::shared_layers_caption())}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say(overview::layer())}</th>
                        <th scope="col">{say(overview::size())}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// The numbers are places from the base.
#[component]
fn LayerLine(row: LayerRow) -> impl IntoView {
    let class = if row.holders() > 1 { "shared" } else { "" };
    let size = Sum::from(row.size);
    let size = view! { <span title=say(size.in_full())>{say(size.message())}</span> };
    let cell = |places: Vec<usize>| {
        let places: Vec<String> = places.iter().map(ToString::to_string).collect();
        match places.is_empty() {
            true => {
                view! { <td class="absent"><span class="visually-hidden">{say(overview::not_in_it())}</span></td> }
                    .into_any()
            }
            false => view! { <td class="has">{places.join(", ")}</td> }.into_any(),
        }
    };
    let cells = row.places.into_iter().map(cell).collect_view();
    view! {
        <tr class=class>
            <th scope="row"><DigestText text=row.digest/></th>
            <td class="count">{size}</td>
            {cells}
        </tr>
    }
}
