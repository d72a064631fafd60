//! The graph: what hangs together, by position. What stands where is decided in
//! `views::graph`; here it is drawn, lit and walked through.

mod beside;
mod grid;
mod ladder;
mod object;
mod rows;
mod table;

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use crate::inspect::graph::NodeId;
use crate::ui::language::say;
use crate::ui::page::Page;
use crate::ui::tree::Tree;
use crate::views::Tone;
use crate::views::graph::{COLUMNS_AT_ONCE, Shape, Sheet, Table, related};
use crate::views::node_verdicts::NodeVerdicts;
use crate::web::document;
use crate::words::{graph, overview};

use beside::BesideView;
use grid::Grid;
use ladder::LadderView;
use table::TableView;

/// What the parts of the graph share.
#[derive(Clone, Copy)]
struct Drawing {
    page: Page,
    sheet: Memo<Arc<Sheet>>,
    verdicts: Memo<NodeVerdicts>,
    /// How many images have a column.
    limit: RwSignal<usize>,
    /// The node under the pointer, and the one with the focus: a pointer that rests
    /// somewhere says nothing to who uses the keys.
    pointed: RwSignal<Option<NodeId>>,
    focused: RwSignal<Option<NodeId>>,
    /// What hangs together with the one or the other.
    lit: Memo<BTreeSet<NodeId>>,
    /// Its digest: one image may stack the same layer twice.
    alike: Memo<Option<String>>,
}

/// What is open, as matrix and ladder, and as a tree: on a phone that comes first.
#[component]
pub fn Graph(page: Page) -> impl IntoView {
    let drawing = Drawing::new(page);
    let width = RwSignal::new(document::width_in_rem());
    let resized = window_event_listener(ev::resize, move |_| width.set(document::width_in_rem()));
    on_cleanup(move || resized.remove());
    let is_narrow = Memo::new(move |_| width.get() < PHONE);
    move || match is_narrow.get() {
        true => view! { <Tree page/><Sheets drawing/> }.into_any(),
        false => view! { <Sheets drawing/><Tree page/> }.into_any(),
    }
}

/// Below this width, in rem, the tree comes first.
const PHONE: f64 = 40.0;

#[component]
fn Sheets(drawing: Drawing) -> impl IntoView {
    let matrix = Memo::new(move |_| drawing.sheet.with(|sheet| sheet.matrix.clone()));
    let ladder = Memo::new(move |_| drawing.sheet.with(|sheet| sheet.ladder.clone()));
    let beside = Memo::new(move |_| drawing.sheet.with(|sheet| sheet.beside.clone()));
    let alone = move || matrix.with(Option::is_none);
    let matrix = move || matrix.get().map(|table| view! { <Matrix drawing table/> });
    let ladder = move || {
        let ladder = ladder.get();
        ladder.map(|(name, ladder)| view! { <LadderView drawing name ladder alone=alone()/> })
    };
    let beside = move || {
        let lines = beside.get();
        let only = drawing.sheet.with(|sheet| sheet.ladder.is_none());
        (!lines.is_empty()).then(|| view! { <BesideView drawing lines only/> })
    };
    view! {
        <section class="graph" aria-labelledby="graph-heading">
            <div class="section-head">
                <h2 id="graph-heading">{say(graph::how_it_is_linked())}</h2>
                <Legend/>
            </div>
            {matrix}
            {ladder}
            {beside}
        </section>
    }
}

impl Drawing {
    fn new(page: Page) -> Self {
        let limit = RwSignal::new(COLUMNS_AT_ONCE);
        let shape = Memo::new(move |_| page.with_showing(Shape::of).unwrap_or_default());
        let sheet = Memo::new(move |_| {
            shape.track();
            let (image, limit) = (page.image.get(), limit.get());
            let sheet = page.with_showing_now(|showing| Sheet::of(showing, image, limit));
            Arc::new(sheet.unwrap_or_default())
        });
        let verdicts = Memo::new(move |_| {
            page.with_showing(|showing| NodeVerdicts::of(&showing.opened))
                .unwrap_or_default()
        });
        let (pointed, focused) = (RwSignal::new(None), RwSignal::new(None));
        let lit = Memo::new(move |_| {
            let related = |id| page.with_showing_now(|showing| related(&showing.opened.graph, id));
            pointed
                .get()
                .or(focused.get())
                .and_then(related)
                .unwrap_or_default()
        });
        let alike = Memo::new(move |_| {
            let id = pointed.get().or(focused.get())?;
            page.find_now(|showing| {
                let node = showing.opened.graph.node(id)?;
                Some(node.digest.as_ref()?.text.clone())
            })
        });
        Self {
            page,
            sheet,
            verdicts,
            limit,
            pointed,
            focused,
            lit,
            alike,
        }
    }
}

/// Several images beside each other.
#[component]
fn Matrix(drawing: Drawing, table: Arc<Table>) -> impl IntoView {
    let left_out = Signal::derive(move || drawing.sheet.with(|sheet| sheet.left_out));
    let grid = Grid::new(drawing, table, "matrix");
    view! {
        <section aria-labelledby="matrix-name">
            <h3 id="matrix-name">{say(graph::side_by_side())}</h3>
            <p class="hint">{say(graph::about_matrix())}</p>
            <TableView grid label=graph::matrix_table()/>
            <Show when=move || { left_out.get() > 0 }>
                <button type="button" on:click=move |_| drawing.limit.update(|limit| *limit += COLUMNS_AT_ONCE)>
                    {move || say(graph::other_images(left_out.get().min(COLUMNS_AT_ONCE)))}
                </button>
            </Show>
        </section>
    }
}

/// What the marks say, in words.
#[component]
fn Legend() -> impl IntoView {
    let tones = [
        (Tone::Good, overview::verified()),
        (Tone::Bad, overview::wrong()),
        (Tone::Missing, overview::missing()),
        (Tone::Working, overview::checking()),
        (Tone::Unknown, overview::not_checked()),
    ];
    let items = tones.map(|(tone, word)| {
        view! {
            <li class=tone.class()><span class="icon" aria-hidden="true">{tone.icon()}</span>{say(word)}</li>
        }
    });
    view! { <ul class="legend" aria-label=say(graph::marks())>{items.collect_view()}</ul> }
}
