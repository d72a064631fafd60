//! What the layers did to the chosen path.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use crate::file_system::{Ask, EntryAt, Told};
use crate::format::{short, visible};
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::file_exports::SaveAsTar;
use crate::ui::laid::Laid;
use crate::ui::language::{say, say_sentence};
use crate::ui::wanted_file::Wanted;
use crate::views::file_tree::{FilesList, Stacked, VersionRow, older_versions};
use crate::web::document;
use crate::words::{Message, controls, detail, file_system as words};

/// What is known of a path: of which one, and of which image.
type Known = Option<((usize, String), Result<Versions, Message>)>;

/// Its versions.
#[derive(Clone)]
struct Versions {
    rows: Vec<VersionRow>,
    left_out: usize,
    /// What listed the layers when that was told; nothing while they were laid anew.
    lists: Vec<Option<FilesList>>,
}

/// The layers, and what listed them when their entries were numbered.
#[derive(Clone, Copy)]
struct Lists {
    layers: Memo<Vec<Stacked>>,
    told: StoredValue<Vec<Option<FilesList>>>,
}

impl Lists {
    /// What lists this layer, if it still is what did: a table numbers entries in another
    /// way than the tar that may have been read by now.
    fn of(self, layer: u32) -> Option<FilesList> {
        let layer = layer as usize;
        let now = self.layers.with(|layers| layers.get(layer)?.list())?;
        let told = self.told.with_value(|told| told.get(layer).cloned());
        told.flatten().filter(|told| *told == now)
    }

    fn has(self, version: EntryAt) -> bool {
        self.of(version.layer).is_some()
    }

    /// Who has only the table of a layer has no text of it to compare.
    fn has_text(self, version: EntryAt) -> bool {
        matches!(self.of(version.layer), Some(FilesList::Bytes(_)))
    }
}

/// Beside the tree; Escape leads back to it.
#[component]
pub(super) fn FileHistory(
    driver: Driver,
    grid: NodeRef<Div>,
    layers: Memo<Vec<Stacked>>,
    laid: RwSignal<Laid>,
    opened: RwSignal<Option<Wanted>>,
    layer: Memo<u32>,
) -> impl IntoView {
    let page = driver.page;
    let known: RwSignal<Known> = RwSignal::new(None);
    let of = Memo::new(move |_| (page.image.get(), page.path.get()));
    Effect::new(move |_| {
        let (wanted, laid) = (of.get(), laid.get());
        if matches!(laid, Laid::As(_)) {
            let ask = Ask::History(wanted.1.clone());
            let lists = driver.lists_laid();
            driver.ask_files(ask, move |answer| {
                let versions = match answer {
                    Ok(Told::History { versions, left_out }) => {
                        let rows = versions.iter().map(VersionRow::of).collect();
                        Ok(Versions {
                            rows,
                            left_out,
                            lists,
                        })
                    }
                    Ok(_) => return,
                    Err(why) => Err(why),
                };
                // The view may be gone by now.
                let _ = known.try_set(Some((wanted, versions)));
            });
        }
    });
    let close = move || {
        page.path.set(String::new());
        match grid.get_untracked() {
            Some(grid) => drop(grid.focus()),
            // What was found stands there.
            None => document::focus("files-search"),
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close();
        }
    };
    let path = move || format!("/{}", page.path.get().trim_start_matches('/'));
    let body = move || match known.get() {
        Some((known_of, versions)) if known_of == of.get() => match versions {
            Err(why) => {
                view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> }.into_any()
            }
            Ok(all) if all.rows.is_empty() => {
                view! { <p class="empty">{say(words::no_history())}</p> }.into_any()
            }
            Ok(all) => view! { <VersionList path=path() all layers opened/> }.into_any(),
        },
        // Of another path, or of none yet.
        _ => ().into_any(),
    };
    view! {
        <aside class="file-history" id="file-history" aria-labelledby="history-heading" tabindex="-1" on:keydown=key>
            <div class="detail-head">
                <h3 id="history-heading">{move || short(&visible(&say(words::history_of(path()))))}</h3>
                <button type="button" class="quiet" on:click=move |_| close()>{say(controls::close())}</button>
            </div>
            <p class="path-line"><code>{move || visible(&path())}</code>
                {move || view! { <CopyButton text=path() what=detail::path()/> }}
            </p>
            <SaveAsTar driver layer layers/>
            {body}
        </aside>
    }
}

#[component]
fn VersionList(
    path: String,
    all: Versions,
    layers: Memo<Vec<Stacked>>,
    opened: RwSignal<Option<Wanted>>,
) -> impl IntoView {
    let left_out = all.left_out;
    let more = (left_out > 0)
        .then(|| view! { <p class="hint">{say_sentence(words::more_hidden(left_out))}</p> });
    let told = StoredValue::new(all.lists);
    let lists = Lists { layers, told };
    let older = older_versions(&all.rows);
    let rows = all
        .rows
        .into_iter()
        .zip(older)
        .map(|(row, older)| view! { <VersionView path=path.clone() row older lists opened/> });
    view! { <ol class="versions">{rows.collect_view()}</ol> {more} }
}

#[component]
fn VersionView(
    path: String,
    row: VersionRow,
    older: Option<EntryAt>,
    lists: Lists,
    opened: RwSignal<Option<Wanted>>,
) -> impl IntoView {
    let layer = row.layer as usize;
    // With its step, as the list of layers has it.
    let name = move || {
        let own = lists
            .layers
            .with(|layers| Some(layers.get(layer)?.name.clone()));
        own.unwrap_or_else(|| row.name.clone())
    };
    let facts = row
        .facts
        .map(|facts| view! { <p class="facts"><code>{say(facts)}</code></p> });
    let open = row.file.map(|entry| {
        let path = StoredValue::new(path);
        view! { <OpenVersion path entry older lists opened/> }
    });
    let note = row
        .note
        .map(|note| view! { <p class="hint">{say_sentence(note)}</p> });
    view! {
        <li data-state=row.tone>
            <p class="did"><span class="sign" aria-hidden="true">{row.sign}</span>" "{say_sentence(row.said)}</p>
            <p class="by">{move || visible(&say(name()))}</p>
            {facts}
            {note}
            {open}
        </li>
    }
}

/// What can be done with a version that is a file.
#[component]
fn OpenVersion(
    path: StoredValue<String>,
    entry: EntryAt,
    older: Option<EntryAt>,
    lists: Lists,
    opened: RwSignal<Option<Wanted>>,
) -> impl IntoView {
    let wanted = move |older: Option<EntryAt>| {
        let path = path.get_value();
        opened.set(Some(Wanted { path, entry, older }));
    };
    // Not again where only other layers change.
    let is_there = Memo::new(move |_| lists.has(entry));
    let compared =
        Memo::new(move |_| older.filter(|older| lists.has_text(entry) && lists.has_text(*older)));
    let open = move || {
        let label = say(words::open_version(entry.layer + 1));
        is_there.get().then(|| {
            view! { <button type="button" class="link" aria-label=label on:click=move |_| wanted(None)>{say(words::open())}</button>" " }
        })
    };
    let compare = move || {
        compared.get().map(|older| {
            let label = say(words::compare_with_layer(older.layer + 1));
            view! { <button type="button" class="link" aria-label=label on:click=move |_| wanted(Some(older))>{say(words::compare_with_older())}</button> }
        })
    };
    view! { {open} {compare} }
}
