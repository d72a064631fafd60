//! The file system of an image as a tree (ARIA Authoring Practices, Treegrid pattern),
//! of which only what can be seen is in the document: a worker has the rest.

use leptos::attr::custom::custom_attribute;
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use crate::file_system::{Ask, Expanded, Order, RowsTold, States, Told, TreeQuery};
use crate::format::{Bytes, visible};
use crate::inspect::graph::NodeId;
use crate::ui::driver::Driver;
use crate::ui::file_exports::FileExports;
use crate::ui::file_history::FileHistory;
use crate::ui::file_keys::{Moved, Typed, moved};
use crate::ui::file_search::FoundFiles;
use crate::ui::file_viewer::FileViewer;
use crate::ui::language::{say, say_sentence};
use crate::ui::page::Page;
use crate::views::file_tree::{FilesMode, TreeRow, above, layer_meant, seen, stack, states};
use crate::words::{Message, amounts, detail, file_system as words, joined};

/// The height of a row in CSS pixels; `style/file_tree.css` has the same.
const ROW: usize = 26;

/// How many rows stand in the document, and how many of them above what is seen.
const ROWS_DRAWN: usize = 90;
const ABOVE: usize = 25;

/// No element of a page is higher than some 17 million pixels in Firefox.
const MOST_ROWS: usize = 600_000;

const COLUMNS: [fn() -> Message; 7] = [
    words::name,
    words::state,
    detail::size,
    detail::file_mode,
    detail::file_owner,
    detail::file_changed,
    words::layer,
];

/// The state of a tree.
#[derive(Clone, Copy)]
pub(super) struct Tree {
    driver: Driver,
    /// The layer that it is of, counted from the base as 0.
    layer: Memo<u32>,
    query: RwSignal<TreeQuery>,
    /// Whether the layers lie over each other.
    laid: RwSignal<Option<Result<(), Message>>>,
    told: RwSignal<RowsTold>,
    /// The number of the first row in the document.
    first: RwSignal<usize>,
    /// The number of the row that keys act on.
    active: RwSignal<usize>,
    /// The path whose row is wanted.
    wanted: RwSignal<Option<String>>,
    /// Counts the questions: an answer to an earlier one is late.
    asked: StoredValue<u64>,
    grid: NodeRef<Div>,
}

/// The tree after a layer, or of what one does.
#[component]
pub fn FileTree(driver: Driver, mode: FilesMode, layer: Memo<Option<NodeId>>) -> impl IntoView {
    let page = driver.page;
    let tree = Tree::new(driver, mode, layer);
    let text = RwSignal::new(String::new());
    let is_search = Memo::new(move |_| text.with(|text| !text.trim().is_empty()));
    let body = move || match tree.laid.get() {
        Some(Ok(())) if is_search.get() => view! { <FoundFiles driver text/> }.into_any(),
        None => view! { <p class="hint" role="status">{say(words::reading())}</p> }.into_any(),
        Some(Err(why)) => {
            view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> }.into_any()
        }
        Some(Ok(())) => view! { <Grid tree/> }.into_any(),
    };
    let opened = RwSignal::new(None);
    let chosen = move || page.path.with(|path| !path.is_empty());
    view! {
        <div class="file-tree" class:with-history=chosen>
            <div class="file-tree-main">
                <SearchBox text/>
                <Show when=move || !is_search.get()><Controls tree mode/></Show>
                {body}
                <FileExports driver layer=tree.layer/>
            </div>
            <Show when=chosen>
                <FileHistory driver grid=tree.grid opened/>
            </Show>
            <FileViewer driver wanted=opened/>
        </div>
    }
}

impl Tree {
    fn new(driver: Driver, mode: FilesMode, layer: Memo<Option<NodeId>>) -> Self {
        let page = driver.page;
        let meant = Memo::new(move |_| {
            let (image, layer) = (page.image.get(), layer.get());
            let meant = page.with_showing(|showing| layer_meant(showing, image, layer));
            meant.flatten().unwrap_or_default()
        });
        let path = page.path.get_untracked();
        let mut query = TreeQuery::new(seen(mode, meant.get_untracked()));
        query.expanded = match mode {
            // As a rule few, and what one wants to see.
            FilesMode::Changes => Expanded::all(),
            _ => Expanded::These(above(&path).collect()),
        };
        query.show_deleted = mode == FilesMode::Changes;
        let tree = Self {
            driver,
            layer: meant,
            query: RwSignal::new(query),
            laid: RwSignal::new(None),
            told: RwSignal::new(RowsTold::default()),
            first: RwSignal::new(0),
            active: RwSignal::new(0),
            wanted: RwSignal::new(Some(path).filter(|path| !path.is_empty())),
            asked: StoredValue::new(0),
            grid: NodeRef::new(),
        };
        Effect::new(move |_| {
            tree.query
                .update(|query| query.view = seen(mode, meant.get()))
        });
        tree.lay_when_known();
        Effect::new(move |_| {
            let (query, first) = (tree.query.get(), tree.first.get());
            if matches!(tree.laid.get(), Some(Ok(()))) {
                tree.ask(query, first);
            }
        });
        tree
    }

    /// Lays the layers over each other, and again where more of them are known.
    fn lay_when_known(self) {
        let page = self.driver.page;
        let layers = Memo::new(move |_| {
            let image = page.image.get();
            let stack = page.with_showing(|showing| stack(&showing.opened, image));
            let layers = stack.into_iter().flatten();
            layers.map(|layer| layer.stored).collect::<Vec<_>>()
        });
        Effect::new(move |_| {
            let laid = self.laid;
            self.driver.lay_files(layers.get(), move |done| {
                // The view may be gone by now.
                let _ = laid.try_set(Some(done));
            });
        });
    }

    fn ask(self, query: TreeQuery, first: usize) {
        let number = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        let around = self.wanted.get_untracked();
        let ask = Ask::Rows {
            query,
            first,
            count: ROWS_DRAWN,
            around,
        };
        self.driver.ask_files(ask, move |answer| {
            if self.asked.try_get_value() != number {
                return;
            }
            match answer {
                Ok(Told::Rows(told)) => self.heard(told),
                Ok(_) => {}
                Err(why) => self.laid.set(Some(Err(why))),
            }
        });
    }

    fn heard(self, told: RowsTold) {
        let found = told.found;
        let first = told.first;
        if self.active.get_untracked() >= told.all {
            self.active.set(told.all.saturating_sub(1));
        }
        self.told.set(told);
        if self.wanted.get_untracked().is_some() {
            self.wanted.set(None);
            if let Some(found) = found {
                self.first.set(first);
                self.active.set(found);
                // Once the grid is as high as its rows.
                request_animation_frame(move || self.scroll_to(found));
            }
        }
    }

    /// Makes a row the one that keys act on, and shows it.
    fn go_to(self, row: usize) {
        let last = self.told.with_untracked(|told| told.all.min(MOST_ROWS));
        let row = row.min(last.saturating_sub(1));
        self.active.set(row);
        self.scroll_to(row);
    }

    fn scroll_to(self, row: usize) {
        let Some(grid) = self.grid.get_untracked() else {
            return;
        };
        let seen = usize::try_from(grid.client_height()).unwrap_or_default();
        let top = usize::try_from(grid.scroll_top()).unwrap_or_default();
        let (begin, end) = (row * ROW, (row + 2) * ROW);
        let to = match (begin < top, end > top + seen) {
            (true, _) => begin,
            (_, true) => end.saturating_sub(seen),
            _ => return,
        };
        grid.set_scroll_top(i32::try_from(to).unwrap_or(i32::MAX));
    }

    fn scrolled(self) {
        let top = self
            .grid
            .get_untracked()
            .map_or(0, |grid| grid.scroll_top());
        let seen = usize::try_from(top).unwrap_or_default() / ROW;
        // By tens, so that not each pixel asks the worker.
        let next = seen.saturating_sub(ABOVE) / 10 * 10;
        if next != self.first.get_untracked() {
            self.first.set(next);
        }
    }

    /// The row that keys act on, where it is here.
    fn active_row(self) -> Option<TreeRow> {
        let active = self.active.get_untracked();
        self.told.with_untracked(|told| {
            let row = told.rows.get(active.checked_sub(told.first)?)?;
            Some(TreeRow::of(row))
        })
    }

    fn turn(self, path: &str) {
        self.query.update(|query| query.expanded.turn(path));
    }

    fn choose(self, path: &str) {
        self.driver
            .page
            .path
            .set(path.trim_start_matches('/').to_owned());
    }

    fn key(self, event: &ev::KeyboardEvent, typed: StoredValue<Typed>) {
        let row = self.active_row();
        let expanded = row.as_ref().and_then(|row| row.expanded);
        let height = self
            .grid
            .get_untracked()
            .map_or(0, |grid| grid.client_height());
        let page = usize::try_from(height).unwrap_or_default() / ROW;
        let active = self.active.get_untracked();
        let Some(moved) = moved(event, active, page, expanded) else {
            return;
        };
        event.prevent_default();
        event.stop_propagation();
        match (moved, row) {
            (Moved::To(to), _) => self.go_to(to),
            (Moved::Turn, Some(row)) => self.turn(&row.path),
            (Moved::Choose, Some(row)) => self.choose(&row.path),
            (Moved::Up, Some(row)) => self.go_up(&row.path),
            (Moved::Typed(letter), _) => self.find(&typed, letter),
            _ => {}
        }
    }

    /// To the directory that this is in.
    fn go_up(self, path: &str) {
        if let Some(folder) = above(path).last() {
            self.wanted.set(Some(folder));
            self.ask(self.query.get_untracked(), self.first.get_untracked());
        }
    }

    fn find(self, typed: &StoredValue<Typed>, letter: char) {
        let found = typed.try_update_value(|typed| typed.push(letter));
        let Some((name, is_first)) = found else {
            return;
        };
        let active = self.active.get_untracked();
        let ask = Ask::Named {
            query: self.query.get_untracked(),
            // More letters may still mean this one.
            after: if is_first {
                active
            } else {
                active.saturating_sub(1)
            },
            name,
        };
        self.driver.ask_files(ask, move |answer| {
            if let Ok(Told::Named(Some(row))) = answer {
                self.go_to(row);
            }
        });
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
    let options = all
        .clone()
        .map(|(_, name)| view! { <option>{say(name)}</option> });
    let chosen = StoredValue::new(all.map(|(state, _)| state));
    let narrowed = move |event: ev::Event| {
        let at = event_target_selected(&event);
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
            <label>{say(words::state())}" "<select on:change=narrowed>{options.collect_view()}</select></label>
            <label>
                <input type="checkbox" prop:checked=move || query.with(|query| query.show_deleted) on:change=deleted/>
                " "{say(words::show_deleted())}
            </label>
            <label><input type="checkbox" on:change=ordered/>" "{say(words::by_size())}</label>
            <button type="button" class="quiet" on:click=move |_| open(true)>{say(words::open_all())}</button>
            <button type="button" class="quiet" on:click=move |_| open(false)>{say(words::close_all())}</button>
        </div>
        <p class="hint" role="status">{move || said(tree, mode)}</p>
    }
}

fn event_target_selected(event: &ev::Event) -> Option<usize> {
    let select: web_sys::HtmlSelectElement = event_target(event);
    usize::try_from(select.selected_index()).ok()
}

/// How much there is, and what is not known of it.
fn said(tree: Tree, mode: FilesMode) -> Option<String> {
    matches!(tree.laid.get(), Some(Ok(()))).then_some(())?;
    let total = tree.told.with(|told| told.total);
    let count = words::count(total.entries as usize, joined::verbatim(Bytes(total.bytes)));
    let page: Page = tree.driver.page;
    let layers = page.with_showing(|showing| stack(&showing.opened, page.image.get()))?;
    let unread = layers.iter().filter(|layer| layer.stored.is_none()).count();
    let all = layers.len();
    Some(say_sentence(match unread {
        0 => count,
        _ if mode == FilesMode::Changes => count,
        _ => joined::clauses(count, words::layers_not_read(unread, all)),
    }))
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
            <p class="empty">{say(words::nothing_matches())}</p>
        </Show>
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
            <span role="gridcell" class="name" style=("--level", row.level.to_string()) title=row.path>
                {turner}<bdi>{row.name}</bdi>" "<span class="hint">{note}</span>
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
