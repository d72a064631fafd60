//! One image: its layers between the manifest and the config.

use leptos::prelude::*;

use super::Drawing;
use super::beside::Chip;
use super::grid::Grid;
use super::table::TableView;
use crate::format::{short, visible};
use crate::ui::language::say;
use crate::views::graph::{Ladder, Stop};
use crate::words::{Message, graph};

#[component]
pub(super) fn LadderView(
    drawing: Drawing,
    name: Message,
    ladder: Ladder,
    /// There is nothing that it must be told from.
    alone: bool,
) -> impl IntoView {
    let grid = Grid::new(drawing, ladder.table, "ladder");
    let heading = short(&visible(&say(graph::layer_by_layer(name))));
    let leading = ladder.leading.into_iter();
    let leading = leading.map(|stop| view! { <li><Chip drawing stop/></li> });
    let attached = ladder.attached.into_iter();
    let attached = attached.map(|stop| view! { <li><Chip drawing stop/></li> });
    // What is not here names nothing.
    let names_layers = ladder.manifest.is_some();
    let names_layers =
        names_layers.then(|| view! { <p class="hint">{say(graph::names_layers())}</p> });
    let names_diff_ids = ladder.config.is_some();
    let names_diff_ids =
        names_diff_ids.then(|| view! { <p class="hint">{say(graph::names_diff_ids())}</p> });
    view! {
        <section aria-labelledby="ladder-name">
            <h3 id="ladder-name" class:visually-hidden=alone>{heading}</h3>
            <p class="hint">{say(graph::about_ladder())}</p>
            <div class="ladder-frame">
                <div class="rail of-manifest">
                    <ul>
                        {leading.collect_view()}
                        <li><Document drawing stop=ladder.manifest none=graph::no_manifest()/></li>
                    </ul>
                    {names_layers}
                    <ul>{attached.collect_view()}</ul>
                </div>
                <div class="steps-of-ladder"><TableView grid label=graph::ladder_table()/></div>
                <div class="rail of-config">
                    <Document drawing stop=ladder.config none=graph::no_config()/>
                    {names_diff_ids}
                </div>
            </div>
        </section>
    }
}

#[component]
fn Document(drawing: Drawing, stop: Option<Stop>, none: Message) -> impl IntoView {
    match stop {
        Some(stop) => view! { <Chip drawing stop/> }.into_any(),
        None => view! { <span class="hint">{say(none)}</span> }.into_any(),
    }
}
