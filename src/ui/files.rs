//! The files of an image, over the whole width, and those of a layer as they stand in
//! it. Only those that can be seen are in the document, so that there may be any
//! number of them.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use crate::bytes::tar_scan::Listing;
use crate::format::{Bytes, visible};
use crate::inspect::graph::NodeId;
use crate::ui::driver::Driver;
use crate::ui::fetch_more::FetchNode;
use crate::ui::file_sizes::FileSizes;
use crate::ui::file_tree::FileTree;
use crate::ui::hidden_files::HiddenFiles;
use crate::ui::installed_packages::InstalledPackages;
use crate::ui::language::{say, say_sentence};
use crate::ui::page::Page;
use crate::ui::secret_files::SecretFiles;
use crate::ui::tables_of_contents::TablesOfContents;
use crate::ui::term::Term;
use crate::views::file_list::{FileQuery, Files, listed};
use crate::views::file_tree::{FilesList, FilesMode, Stacked, stack};
use crate::views::tocs::with_tables;
use crate::views::{
    FileRow, LayerChoice, MOST_ROWS, count_of_files, layer_choices, layer_to_list, why_not_listed,
};
use crate::words::{Message, amounts, controls, detail, file_system as words, joined};

/// The height of a row in CSS pixels; `style/files.css` has the same.
const ROW: usize = 24;

/// What the cells of a row say.
const COLUMNS: [fn() -> Message; 5] = [
    detail::file_mode,
    detail::file_owner,
    detail::size,
    detail::file_changed,
    detail::path,
];

/// How many rows stand in the document: those of a tall window, and some on
/// either side, which are there before they are scrolled to.
const ROWS_DRAWN: usize = 80;

/// Rows above the first that is seen.
const ABOVE: usize = 20;

/// The listing, once it has come.
type Answer = RwSignal<Option<Result<Listing, Message>>, LocalStorage>;

/// The files of the chosen image: as a tree, as they stand in one layer, or those that
/// are hidden.
#[component]
pub fn FilesView(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let layers = Memo::new(move |_| {
        let image = page.image.get();
        let read = driver.tocs.read.get();
        let layers = page.with_showing(|showing| {
            let opened = &showing.opened;
            with_tables(stack(opened, image), opened, image, &read)
        });
        layers.unwrap_or_default()
    });
    let own = move |wanted: Option<NodeId>| {
        layers.with(|layers| layers.iter().any(|layer| layer.node == wanted))
    };
    // One of another image has entries of its own, and nothing to do with this one.
    let wanted = Memo::new(move |_| {
        let wanted = page.layer.get();
        wanted.filter(|_| page.files.get() == FilesMode::Stored || own(wanted))
    });
    let choices = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| layer_choices(showing, image, wanted.get()))
            .unwrap_or_default()
    });
    let layer = Memo::new(move |_| {
        choices.with(|all| match (page.files.get(), wanted.get()) {
            (FilesMode::Whole | FilesMode::Changes, None) => all.last().map(|choice| choice.id),
            (_, wanted) => layer_to_list(all, wanted),
        })
    });
    // Another layer leaves open what is open.
    let has_layer = Memo::new(move |_| layer.with(Option::is_some));
    let files = move || match page.files.get() {
        _ if !has_layer.get() => {
            view! { <p class="empty">{say(detail::nothing_has_files())}</p> }.into_any()
        }
        FilesMode::Stored => {
            let of_layer = move || layer.get().map(|id| view! { <FilesOf driver id layers/> });
            view! { {of_layer} }.into_any()
        }
        FilesMode::Hidden => view! { <HiddenFiles driver layers/> }.into_any(),
        FilesMode::Sizes => view! { <FileSizes driver layers/> }.into_any(),
        FilesMode::Secrets => view! { <SecretFiles driver layers/> }.into_any(),
        FilesMode::Installed => view! { <InstalledPackages driver layers/> }.into_any(),
        mode => view! { <FileTree driver mode layer layers/> }.into_any(),
    };
    let has_layers = move || page.files.get().has_layer() && has_layer.get();
    view! {
        <section class="files-view" aria-labelledby="files-heading">
            <div class="section-head">
                <h2 id="files-heading">{say(controls::files())}</h2>
                <ChooseMode page/>
                <Show when=has_layers>
                    <ChooseLayer page choices layer/>
                </Show>
            </div>
            <TablesOfContents driver layers/>
            {files}
        </section>
    }
}

#[component]
fn ChooseMode(page: Page) -> impl IntoView {
    let option = move |mode: FilesMode| {
        let chosen = move || page.files.get() == mode;
        view! { <option value=mode.word() prop:selected=chosen>{say(mode.label())}</option> }
    };
    let changed = move |event| {
        if let Some(mode) = FilesMode::of_word(&event_target_value(&event)) {
            page.files.set(mode);
        }
    };
    view! {
        <p class="choose">
            <label for="files-mode">{say(words::show())}</label>
            <select id="files-mode" on:change=changed>{FilesMode::ALL.map(option).collect_view()}</select>
        </p>
    }
}

#[component]
fn ChooseLayer(
    page: Page,
    choices: Memo<Vec<LayerChoice>>,
    layer: Memo<Option<NodeId>>,
) -> impl IntoView {
    let option = move |(place, choice): (usize, LayerChoice)| {
        let chosen = move || layer.get() == Some(choice.id);
        view! { <option value=place.to_string() prop:selected=chosen>{visible(&say(choice.name))}</option> }
    };
    let options = move || {
        let all = choices.get().into_iter();
        all.enumerate().map(option).collect_view()
    };
    let changed = move |event| {
        let place: Option<usize> = event_target_value(&event).parse().ok();
        let chosen = choices.with_untracked(|all| Some(all.get(place?)?.id));
        page.layer.set(chosen);
    };
    let label = move || match page.files.get() {
        FilesMode::Whole => words::after(),
        _ => detail::files_of(),
    };
    view! {
        <p class="choose">
            <label for="layer">{move || say(label())}</label>
            <select id="layer" on:change=changed>{options}</select>
        </p>
    }
}

/// The files of one layer, once its bytes were read; till then, why there are none.
#[component]
fn FilesOf(driver: Driver, id: NodeId, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let page = driver.page;
    let list = Memo::new(move |_| {
        let stored = page.find(|showing| Some(listed(&showing.opened, id)?.sha256.clone()));
        let of_layer = |layers: &Vec<Stacked>| {
            let layer = layers.iter().find(|layer| layer.node == Some(id));
            layer.and_then(Stacked::list)
        };
        let bytes = stored.map(FilesList::Bytes);
        bytes.or_else(|| layers.with(of_layer))
    });
    let why_not = move || page.find(|showing| why_not_listed(&showing.opened, id));
    move || match list.get() {
        Some(list) => view! { <Listed driver list/> }.into_any(),
        None => view! {
            <p class="empty" role="status">{move || why_not().map(say_sentence)}</p>
            <FetchNode driver id/>
        }
        .into_any(),
    }
}

#[component]
fn Listed(driver: Driver, list: FilesList) -> impl IntoView {
    let listing: Answer = RwSignal::new_local(None);
    driver.list_files(&list, move |found| {
        // The view may be gone by now.
        let _ = listing.try_set(Some(found));
    });
    move || {
        listing.with(|read| match read {
            None => view! { <p class="hint" role="status">{say(detail::reading_files())}</p> }
                .into_any(),
            Some(Err(why)) => {
                view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> }.into_any()
            }
            Some(Ok(_)) => view! { <FileList driver listing/> }.into_any(),
        })
    }
}

/// Reads the listing, once it has come.
fn with<T: Default>(listing: Answer, f: impl FnOnce(&Listing) -> T) -> T {
    listing
        .try_with(|read| read.as_ref()?.as_ref().ok().map(f))
        .flatten()
        .unwrap_or_default()
}

#[component]
fn FileList(driver: Driver, listing: Answer) -> impl IntoView {
    let page = driver.page;
    let query = RwSignal::new(FileQuery {
        text: page.path.get_untracked(),
        largest_first: false,
    });
    let list = NodeRef::<Div>::new();
    // The first row in the document.
    let first = RwSignal::new(0);
    let files = Memo::new(move |_| {
        query.with(|query| with(listing, |all| (Files::of(all, query), all.left_out())))
    });
    let to_top = move || {
        first.set(0);
        if let Some(list) = list.get_untracked() {
            list.set_scroll_top(0);
        }
    };
    let scrolled = move |_: ev::Event| {
        let top = list.get_untracked().map_or(0, |list| list.scroll_top());
        let seen = usize::try_from(top).unwrap_or_default() / ROW;
        // By tens, so that not each pixel changes the document.
        let next = seen.saturating_sub(ABOVE) / 10 * 10;
        if next != first.get_untracked() {
            first.set(next);
        }
    };
    let shown = Memo::new(move |_| files.with(|(files, _)| files.shown.min(MOST_ROWS)));
    view! {
        <div class="files">
            <Search page query changed=to_top/>
            <p class="hint" role="status">{move || query.with(|query| count(&files.read(), query))}</p>
            <div class="file-list" role="region" aria-label=say(detail::the_files()) tabindex="0"
                style=("--rows", move || format!("{}px", shown.get() * ROW)) node_ref=list on:scroll=scrolled>
                <div role="table" aria-label=say(controls::files()) aria-rowcount=move || (shown.get() + 1).to_string()
                    style:block-size=move || format!("{}px", shown.get() * ROW)>
                    <Head/>
                    <div role="rowgroup" style:transform=move || format!("translateY({}px)", first.get() * ROW)>
                        <Rows listing files first/>
                    </div>
                </div>
            </div>
        </div>
    }
}

fn count((files, left_out): &(Files, u64), query: &FileQuery) -> String {
    let (shown, all) = (files.shown, files.all);
    say(count_of_files(shown, all, *left_out, query.largest_first))
}

/// What is looked for, and in which order it is listed.
#[component]
fn Search(
    page: Page,
    query: RwSignal<FileQuery>,
    changed: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let typed = move |event| {
        let text = event_target_value(&event);
        query.update(|query| query.text.clone_from(&text));
        changed();
        page.path.set(text);
    };
    let turned = move |event| {
        let largest_first = event_target_checked(&event);
        query.update(|query| query.largest_first = largest_first);
        changed();
    };
    view! {
        <div class="files-query">
            <label>
                {say(detail::path_contains())}" "
                <input type="search" autocomplete="off" spellcheck="false"
                    prop:value=query.with_untracked(|query| query.text.clone()) on:input=typed/>
            </label>
            <label>
                <input type="checkbox" on:change=turned/>
                " "{say(detail::sort_largest_first())}
            </label>
            <Term of=Term::Whiteout/>
        </div>
    }
}

/// The names of the columns, for those who do not see them.
#[component]
fn Head() -> impl IntoView {
    let names = COLUMNS.map(|name| view! { <span role="columnheader">{say(name())}</span> });
    view! {
        <div role="rowgroup" class="visually-hidden">
            <div role="row" aria-rowindex="1">{names.collect_view()}</div>
        </div>
    }
}

#[component]
fn Rows(listing: Answer, files: Memo<(Files, u64)>, first: RwSignal<usize>) -> impl IntoView {
    let rows = move || {
        let first = first.get();
        let count = ROWS_DRAWN.min(MOST_ROWS.saturating_sub(first));
        let files = files.read();
        with(listing, |listing| {
            let entries = files.0.window(listing, first, count);
            let rows = entries.iter().enumerate();
            rows.map(|(at, entry)| (first + at, FileRow::of(entry)))
                .collect::<Vec<_>>()
        })
    };
    view! { <For each=rows key=Clone::clone let((number, row))><RowView number row/></For> }
}

#[component]
fn RowView(number: usize, row: FileRow) -> impl IntoView {
    let note = row.note.as_ref().map(say).unwrap_or_default();
    let line = row.line(&note);
    let full = row.size.map(|size| say(amounts::bytes_in_full(size)));
    let size = row.size.map(|size| say(joined::verbatim(Bytes(size))));
    view! {
        <div role="row" class="file" aria-rowindex=(number + 2).to_string()>
            <code role="cell" class="mode">{row.mode}</code>
            <span role="cell" class="owner">{row.owner}</span>
            <span role="cell" class="size" title=full>{size}</span>
            <span role="cell" class="day">{row.day}</span>
            <span role="cell" class="path" title=line><bdi>{row.path}</bdi>" "<span class="hint">{note}</span></span>
        </div>
    }
}
