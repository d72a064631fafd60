//! The same structure as the graph, as a tree of rows (ARIA Authoring
//! Practices, Tree View pattern). Rows and keys are decided in
//! `views::outline`.

use leptos::attr::custom::custom_attribute;
use leptos::ev;
use leptos::prelude::*;

use crate::format::{short_text, visible};
use crate::ui::language::say;
use crate::ui::mark::Mark;
use crate::ui::page::Page;
use crate::views::Tone;
use crate::views::node_names::title_and_kind;
use crate::views::node_verdicts::NodeVerdicts;
use crate::views::outline::{self, MAX_SIBLINGS, Move, OutlineRow, Path, Unfolded};
use crate::web::document;
use crate::words::graph;

/// What the rows share.
#[derive(Clone, Copy)]
struct Outline {
    page: Page,
    opened: RwSignal<Unfolded>,
    rows: Memo<Vec<OutlineRow>>,
    verdicts: Memo<NodeVerdicts>,
    /// The row that the Tab key reaches.
    current: RwSignal<Path>,
}

/// The objects of what is open, as a tree.
#[component]
pub fn Tree(page: Page) -> impl IntoView {
    let tree = Outline::new(page);
    let key = |row: &OutlineRow| (row.path.clone(), row.open, row.siblings);
    view! {
        <section class="tree" aria-labelledby="tree-heading">
            <h2 id="tree-heading">{say(graph::as_a_tree())}</h2>
            <ul role="tree" aria-labelledby="tree-heading"
                on:keydown=move |event| tree.pressed(&event)>
                <For each=move || tree.rows.get() key=key let:row>
                    <RowView tree row/>
                </For>
            </ul>
        </section>
    }
}

impl Outline {
    fn new(page: Page) -> Self {
        let at_first =
            untrack(|| page.with_showing(|showing| Unfolded::at_first(&showing.opened.graph)));
        let opened = RwSignal::new(at_first.unwrap_or_default());
        let rows = Memo::new(move |_| {
            let rows = opened.with(|opened| {
                page.with_showing(|showing| outline::rows(&showing.opened.graph, opened))
            });
            rows.unwrap_or_default()
        });
        let verdicts = Memo::new(move |_| {
            page.with_showing(|showing| NodeVerdicts::of(&showing.opened))
                .unwrap_or_default()
        });
        Self {
            page,
            opened,
            rows,
            verdicts,
            current: RwSignal::new(Path::new()),
        }
    }

    /// Whether the Tab key reaches this row: the last that had the focus, as
    /// long as it can be seen, else the first.
    fn is_current(self, path: &Path) -> bool {
        self.rows.with(|rows| {
            let current = self.current.get();
            let known = rows.iter().any(|row| row.path == current);
            match known {
                true => current == *path,
                false => rows.first().is_some_and(|row| row.path == *path),
            }
        })
    }

    fn pressed(self, event: &ev::KeyboardEvent) {
        let from = self.current.get_untracked();
        let asked = self
            .rows
            .with_untracked(|rows| outline::pressed(rows, &from, &event.key()));
        let Some(asked) = asked else {
            return;
        };
        event.prevent_default();
        match asked {
            Move::Focus(path) => document::focus(&element_id(&path)),
            Move::Open(path) => self.toggle(path),
            Move::Close(path) => self.toggle(path),
            Move::Select(node) => self.page.select(node),
        }
    }

    /// Opens or closes a row and keeps the focus on it, which is drawn anew.
    fn toggle(self, path: Path) {
        let id = element_id(&path);
        self.opened.update(|opened| opened.toggle(&path));
        request_animation_frame(move || document::focus(&id));
    }
}

fn element_id(path: &Path) -> String {
    let steps: Vec<String> = path.iter().map(|id| id.0.to_string()).collect();
    format!("tree-{}", steps.join("-"))
}

#[component]
fn RowView(tree: Outline, row: OutlineRow) -> impl IntoView {
    let (node, path) = (row.node, row.path.clone());
    let focused = {
        let path = path.clone();
        move |_| tree.current.set(path.clone())
    };
    let toggle = {
        let path = path.clone();
        move |event: ev::MouseEvent| {
            event.stop_propagation();
            tree.toggle(path.clone());
        }
    };
    let chosen = move || tree.page.selected.with(|chosen| *chosen == Some(node));
    let more = (row.place == MAX_SIBLINGS && row.siblings > MAX_SIBLINGS)
        .then(|| say(graph::more_siblings(row.siblings - MAX_SIBLINGS)));
    let inside = view! { <RowInside tree row=row.clone()/> };
    let expanded = row.open.map(|open| open.to_string());
    let twisty = row.open.map(|open| {
        let sign = if open { "▾" } else { "▸" };
        view! { <span class="twisty" aria-hidden="true" on:click=toggle>{sign}</span> }
    });
    view! {
        <li role="treeitem" id=element_id(&row.path) class=format!("level-{}", row.level)
            {..custom_attribute("aria-level", row.level.to_string())} aria-posinset=row.place aria-setsize=row.siblings
            aria-expanded=expanded
            aria-selected=move || chosen().to_string()
            tabindex=move || if tree.is_current(&path) { "0" } else { "-1" }
            on:focus=focused on:click=move |_| tree.page.select(node)>
            {twisty}
            {inside}
            {more.map(|more| view! { <span class="more">{more}</span> })}
        </li>
    }
}

/// Title, kind, twelve digits, verdict.
#[component]
fn RowInside(tree: Outline, row: OutlineRow) -> impl IntoView {
    let id = row.node;
    let named = untrack(|| {
        tree.page.find(|showing| {
            let node = showing.opened.graph.node(id)?;
            let digest = node.digest.as_ref();
            let digits = digest.map(|digest| visible(&short_text(&digest.text)));
            let (title, kind) = title_and_kind(node);
            Some((say(title), kind.map(say), digits))
        })
    });
    let (title, kind, digits) = named.unwrap_or_default();
    let kind = kind.map(|kind| view! { <span class="kind">{kind}</span> });
    let verdict = Memo::new(move |_| tree.verdicts.with(|verdicts| verdicts.node(id).cloned()));
    let mark = move || {
        let verdict = verdict.get();
        verdict.map(|verdict| view! { <Mark tone=Tone::of(&verdict) word=verdict.label()/> })
    };
    view! {
        <bdi class="title">{title}</bdi>
        {kind}
        {digits.map(|digits| view! { <code>{digits}</code> })}
        {mark}
    }
}
