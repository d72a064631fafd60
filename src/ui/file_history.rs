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
use crate::views::file_tree::{Stacked, VersionRow, older_versions};
use crate::web::document;
use crate::words::{Message, controls, detail, file_system as words};

/// What is known of a path: of which one, and of which image.
type Known = Option<((usize, String), Result<(Vec<VersionRow>, usize), Message>)>;

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
            driver.ask_files(ask, move |answer| {
                let versions = match answer {
                    Ok(Told::History { versions, left_out }) => {
                        Ok((versions.iter().map(VersionRow::of).collect(), left_out))
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
            Ok((all, _)) if all.is_empty() => {
                view! { <p class="empty">{say(words::no_history())}</p> }.into_any()
            }
            Ok((all, left_out)) => {
                let more = (left_out > 0).then(|| {
                    view! { <p class="hint">{say_sentence(words::more_hidden(left_out))}</p> }
                });
                let path = path();
                let older = older_versions(&all);
                let all = all.into_iter().zip(older).map(|(row, older)| {
                    view! { <VersionView path=path.clone() row older layers opened/> }
                });
                view! { <ol class="versions">{all.collect_view()}</ol> {more} }.into_any()
            }
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
fn VersionView(
    path: String,
    row: VersionRow,
    older: Option<EntryAt>,
    layers: Memo<Vec<Stacked>>,
    opened: RwSignal<Option<Wanted>>,
) -> impl IntoView {
    let layer = row.layer as usize;
    // With its step, as the list of layers has it.
    let name = move || {
        let own = layers.with(|layers| Some(layers.get(layer)?.name.clone()));
        own.unwrap_or_else(|| row.name.clone())
    };
    let facts = row
        .facts
        .map(|facts| view! { <p class="facts"><code>{say(facts)}</code></p> });
    let open = row.file.map(|entry| {
        let label = say(words::open_version(row.layer + 1));
        let path = StoredValue::new(path);
        let open = move |older: Option<EntryAt>| {
            let path = path.get_value();
            opened.set(Some(Wanted { path, entry, older }));
        };
        let compare = move || {
            older.filter(|older| is_here(layers, [entry, *older])).map(|older| {
                let label = say(words::compare_with_layer(older.layer + 1));
                view! { <button type="button" class="link" aria-label=label on:click=move |_| open(Some(older))>{say(words::compare_with_older())}</button> }
            })
        };
        view! {
            <button type="button" class="link" aria-label=label on:click=move |_| open(None)>{say(words::open())}</button>" "
            {compare}
        }
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

/// Who has only the table of a layer has no text of it to compare.
fn is_here(layers: Memo<Vec<Stacked>>, versions: [EntryAt; 2]) -> bool {
    layers.with(|layers| {
        versions.iter().all(|version| {
            let layer = layers.get(version.layer as usize);
            layer.is_some_and(|layer| !layer.is_by_toc())
        })
    })
}
