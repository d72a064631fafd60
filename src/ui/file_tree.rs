//! The file system of an image as a tree (ARIA Authoring Practices, Treegrid pattern),
//! of which only what can be seen is in the document: a worker has the rest.

mod state;

use leptos::attr::custom::custom_attribute;
use leptos::ev;
use leptos::prelude::*;

use crate::file_system::{Expanded, Order, States};
use crate::format::{Bytes, visible};
use crate::inspect::graph::NodeId;
use crate::ui::compare_contents::CompareContents;
use crate::ui::content_search::ContentSearch;
use crate::ui::driver::Driver;
use crate::ui::fetch_more::FetchNode;
use crate::ui::file_exports::FileExports;
use crate::ui::file_history::FileHistory;
use crate::ui::file_keys::Typed;
use crate::ui::file_search::FoundFiles;
use crate::ui::file_viewer::FileViewer;
use crate::ui::laid::Laid;
use crate::ui::language::{say, say_sentence};
use crate::ui::secret_mark::SecretMark;
use crate::views::file_tree::{FilesMode, Stacked, TreeRow, states, unread_said};
use crate::views::why_not_listed;
use crate::words::{Message, amounts, detail, file_system as words, joined};
use state::{MOST_ROWS, ROW, Tree};

const COLUMNS: [fn() -> Message; 7] = [
    words::name,
    words::state,
    detail::size,
    detail::file_mode,
    detail::file_owner,
    detail::file_changed,
    words::layer,
];

/// The tree after a layer, or of what one does.
#[component]
pub fn FileTree(
    driver: Driver,
    mode: FilesMode,
    layer: Memo<Option<NodeId>>,
    layers: Memo<Vec<Stacked>>,
) -> impl IntoView {
    let page = driver.page;
    let tree = Tree::new(driver, mode, layer, layers);
    let text = RwSignal::new(String::new());
    let is_search = Memo::new(move |_| text.with(|text| !text.trim().is_empty()));
    let shows = Memo::new(move |_| match tree.laid.get() {
        Laid::Not => Shows::Waiting,
        Laid::Failed(why) => Shows::Failed(why),
        Laid::As(_) if is_search.get() => Shows::Found,
        Laid::As(_) => match unread_layer(tree, mode, layer) {
            Some(id) => Shows::Unread(id),
            None => Shows::Tree,
        },
    });
    let body = move || match shows.get() {
        Shows::Waiting => {
            view! { <p class="hint" role="status">{say(words::reading())}</p> }.into_any()
        }
        Shows::Failed(why) => {
            view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> }.into_any()
        }
        Shows::Found => view! {
            <ContentSearch driver text layers/>
            <FoundFiles driver text layers laid=tree.laid/>
        }
        .into_any(),
        Shows::Unread(id) => view! { <UnreadLayer driver id/> }.into_any(),
        Shows::Tree => view! { <Grid tree/> }.into_any(),
    };
    let opened = RwSignal::new(None);
    Effect::new(move |before: Option<usize>| {
        let image = page.image.get();
        if before.is_some_and(|before| before != image) {
            opened.set(None);
        }
        image
    });
    let chosen = move || page.path.with(|path| !path.is_empty());
    let is_laid = Memo::new(move |_| matches!(tree.laid.get(), Laid::As(_)));
    view! {
        <div class="file-tree" class:with-history=chosen>
            <div class="file-tree-main">
                <SearchBox text/>
                <Show when=move || shows.get() == Shows::Tree><Controls tree mode/></Show>
                {body}
                <Show when=move || is_laid.get()><FileExports driver layer=tree.layer layers/></Show>
            </div>
            <Show when=chosen>
                <FileHistory driver grid=tree.grid layers laid=tree.laid opened layer=tree.layer/>
            </Show>
            <FileViewer driver wanted=opened layers/>
        </div>
    }
}

/// What stands in the place of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shows {
    Waiting,
    Failed(Message),
    Found,
    /// The layer whose changes are asked for was not read.
    Unread(NodeId),
    Tree,
}

fn unread_layer(tree: Tree, mode: FilesMode, layer: Memo<Option<NodeId>>) -> Option<NodeId> {
    let at = tree.layer.get() as usize;
    let is_read = tree.layers.with(|layers| layers.get(at)?.list());
    match (mode, is_read) {
        (FilesMode::Changes, None) => layer.get(),
        _ => None,
    }
}

/// Why there is nothing of a layer to be seen, and the way to it.
#[component]
fn UnreadLayer(driver: Driver, id: NodeId) -> impl IntoView {
    let page = driver.page;
    let why_not = move || page.find(|showing| why_not_listed(&showing.opened, id));
    view! {
        <p class="empty" role="status">{move || why_not().map(say_sentence)}</p>
        <FetchNode driver id/>
    }
}

#[component]
fn SearchBox(text: RwSignal<String>) -> impl IntoView {
    let typed = move |event| text.set(event_target_value(&event));
    view! {
        <p class="files-search">
            <label for="files-search">{say(words::search())}</label>
            <input type="search" id="files-search" autocomplete="off" spellcheck="false" autocapitalize="none"
                placeholder=say(words::search_hint()) prop:value=move || text.get() on:input=typed/>
        </p>
    }
}

/// What narrows and orders the tree.
#[component]
fn Controls(tree: Tree, mode: FilesMode) -> impl IntoView {
    let query = tree.query;
    let all = states();
    let named = all.clone().into_iter().enumerate();
    let options = named.map(|(at, (_, name))| {
        view! { <option value=at.to_string()>{say(name)}</option> }
    });
    let options = options.collect_view();
    let chosen = StoredValue::new(all.map(|(state, _)| state));
    let narrowed = move |event: ev::Event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        let states = at.and_then(|at| chosen.with_value(|all| all.get(at).copied()));
        query.update(|query| {
            query.states = states.unwrap_or(States::ALL);
            query.show_deleted |= query.states == States::DELETED;
            if query.states != States::ALL {
                query.expanded = Expanded::all();
            }
        });
    };
    let open = move |all: bool| {
        query.update(|query| {
            query.expanded = match all {
                true => Expanded::all(),
                false => Expanded::These(std::collections::HashSet::new()),
            };
        });
    };
    let deleted = move |event| {
        let shown = event_target_checked(&event);
        query.update(|query| query.show_deleted = shown);
    };
    let ordered = move |event| {
        let order = match event_target_checked(&event) {
            true => Order::Size,
            false => Order::Name,
        };
        query.update(|query| query.order = order);
    };
    view! {
        <div class="files-query">
            <label>{say(words::state())}" "<select on:change=narrowed>{options}</select></label>
            <label>
                <input type="checkbox" prop:checked=move || query.with(|query| query.show_deleted) on:change=deleted/>
                " "{say(words::show_deleted())}
            </label>
            <label><input type="checkbox" on:change=ordered/>" "{say(words::by_size())}</label>
            <button type="button" class="quiet" on:click=move |_| open(true)>{say(words::open_all())}</button>
            <button type="button" class="quiet" on:click=move |_| open(false)>{say(words::close_all())}</button>
            <CompareContents driver=tree.driver layers=tree.layers laid=tree.laid/>
        </div>
        <p class="hint" role="status">{move || said(tree, mode)}</p>
    }
}

/// How much there is, and what is not known of it.
fn said(tree: Tree, mode: FilesMode) -> Option<String> {
    matches!(tree.laid.get(), Laid::As(_)).then_some(())?;
    let total = tree.told.with(|told| told.total);
    let count = words::count(total.entries as usize, joined::verbatim(Bytes(total.bytes)));
    let unread = match mode {
        FilesMode::Changes => None,
        _ => tree.layers.with(|layers| unread_said(layers)),
    };
    let partial = tree.told.with(|told| told.partial.len());
    let partial = (partial > 0).then(|| words::layers_in_part(partial));
    let parts = [Some(count), unread, partial].into_iter().flatten();
    joined::all_clauses(parts).map(say_sentence)
}

#[component]
fn Grid(tree: Tree) -> impl IntoView {
    let count = Memo::new(move |_| tree.told.with(|told| told.all.min(MOST_ROWS)));
    let typed = StoredValue::new(Typed::default());
    let height = move || format!("{}px", (count.get() + 1) * ROW);
    let first = move || tree.told.with(|told| told.first);
    let rows = move || {
        tree.told.with(|told| {
            let rows = told.rows.iter().enumerate();
            rows.map(|(at, row)| (told.first + at, TreeRow::of(row)))
                .collect::<Vec<_>>()
        })
    };
    let names = COLUMNS.map(|name| view! { <span role="columnheader">{say(name())}</span> });
    let active = move || {
        let active = tree.active.get();
        let is_drawn = tree.told.with(|told| {
            active
                .checked_sub(told.first)
                .is_some_and(|at| at < told.rows.len())
        });
        is_drawn.then(|| row_id(active))
    };
    view! {
        <div class="tree-grid" role="treegrid" tabindex="0" aria-label=say(words::tree()) node_ref=tree.grid
            aria-rowcount=move || (count.get() + 1).to_string() aria-activedescendant=active
            style=("--rows", height) on:scroll=move |_| tree.scrolled() on:keydown=move |event| tree.key(&event, typed)>
            <div role="rowgroup" class="head"><div role="row" class="entry" aria-rowindex="1">{names.collect_view()}</div></div>
            <div role="rowgroup" class="rows" style:block-size=height>
                <div role="presentation" style:transform=move || format!("translateY({}px)", first() * ROW)>
                    <For each=rows key=Clone::clone let((number, row))><RowView tree number row/></For>
                </div>
            </div>
        </div>
        <Show when=move || count.get() == 0>
            <p class="empty">{move || say(nothing(tree))}</p>
        </Show>
    }
}

/// Why there are no rows.
fn nothing(tree: Tree) -> Message {
    match tree.query.with(|query| query.states == States::ALL) {
        true => words::no_entries(),
        false => words::nothing_matches(),
    }
}

fn row_id(number: usize) -> String {
    format!("file-row-{number}")
}

#[component]
fn RowView(tree: Tree, number: usize, row: TreeRow) -> impl IntoView {
    let page = tree.driver.page;
    let path = StoredValue::new(row.path.clone());
    let own = row.path.trim_start_matches('/').to_owned();
    let is_chosen = move || page.path.with(|path| *path == own);
    let is_active = move || tree.active.get() == number;
    let click = move |_| {
        tree.active.set(number);
        path.with_value(|path| tree.choose(path));
    };
    let turn = move |event: ev::MouseEvent| {
        event.stop_propagation();
        tree.active.set(number);
        path.with_value(|path| tree.turn(path));
    };
    let turner = row.expanded.map(|open| {
        let sign = if open { "▾" } else { "▸" };
        view! { <span class="turn" aria-hidden="true" on:click=turn>{sign}</span> }
    });
    let full = row.size.map(|size| say(amounts::bytes_in_full(size)));
    let size = row.size.map(|size| say(joined::verbatim(Bytes(size))));
    let state = say(row.state);
    let title = state.clone();
    let note = row.note.map(say);
    view! {
        <div role="row" class="entry" class:active=is_active id=row_id(number) aria-rowindex=(number + 2).to_string()
            {..custom_attribute("aria-level", row.level.to_string())} aria-posinset=row.position.to_string()
            aria-setsize=row.siblings.to_string() aria-expanded=row.expanded.map(|open| open.to_string())
            aria-selected=move || is_chosen().to_string() data-state=row.tone on:click=click>
            <span role="gridcell" class="name" style=("--level", row.level.to_string()) title=visible(&row.path)>
                {turner}<SecretMark secret=row.secret/><bdi>{row.name}</bdi>" "<span class="hint">{note}</span>
            </span>
            <span role="gridcell" class="state" title=title><span aria-hidden="true">{row.sign}" "<span class="word">{say(row.word)}</span></span><span class="visually-hidden">{state}</span></span>
            <span role="gridcell" class="size" title=full>{size}</span>
            <code role="gridcell" class="mode">{row.mode}</code>
            <span role="gridcell" class="owner">{row.owner}</span>
            <span role="gridcell" class="day">{row.day}</span>
            <span role="gridcell" class="from">{say(row.layer)}</span>
        </div>
    }
}
