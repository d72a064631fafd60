//! Two versions of a text, as one changes the other.

use leptos::html::Section;
use leptos::prelude::*;

use crate::file_system::EntryAt;
use crate::format::visible;
use crate::protocol::files::{DiffKind, DiffRow, Differs};
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::ui::wanted_file::Wanted;
use crate::views::file_tree::{Stacked, layer_name};
use crate::web::document;
use crate::words::{Message, controls, file_system as words, file_view, joined};

/// What the wanted version changes in an older one; Escape leads back.
#[component]
pub(super) fn FileDiff(
    driver: Driver,
    wanted: RwSignal<Option<Wanted>>,
    layers: Memo<Vec<Stacked>>,
    file: Wanted,
    older: EntryAt,
) -> impl IntoView {
    let found: RwSignal<Option<Result<Differs, Message>>> = RwSignal::new(None);
    let layer = |entry: EntryAt| {
        let layer = layers.with_untracked(|layers| layers.get(entry.layer as usize).cloned());
        Some((layer?, entry))
    };
    if let (Some(older), Some(newer)) = (layer(older), layer(file.entry)) {
        driver.diff_files(&older, &newer, &file.path, move |differs| {
            // Something else may be wanted by now.
            let _ = found.try_set(Some(differs));
        });
    }
    let section = NodeRef::<Section>::new();
    Effect::new(move |_| {
        if let Some(section) = section.get() {
            // Where the browser refuses, it is there all the same.
            let _ = section.focus();
            section.scroll_into_view();
        }
    });
    let close = move || {
        wanted.set(None);
        document::focus("file-history");
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close();
        }
    };
    let body = move || {
        found.with(|found| match found {
            None => view! { <p class="hint" role="status">{say(words::opening())}</p> }.into_any(),
            Some(Err(why)) => {
                view! { <p class="wrong" role="alert">{visible(&say_sentence(why.clone()))}</p> }
                    .into_any()
            }
            Some(Ok(differs)) => view! { <Rows differs=differs.clone()/> }.into_any(),
        })
    };
    let versions = words::versions(layer_name(older.layer), layer_name(file.entry.layer));
    view! {
        <section class="file-viewer" aria-labelledby="file-heading" tabindex="-1" node_ref=section on:keydown=key>
            <div class="section-head">
                <h3 id="file-heading"><code>{visible(&file.path)}</code>" "<span class="hint">{say(versions)}</span></h3>
                <p class="actions">
                    <button type="button" class="quiet" on:click=move |_| close()>{say(controls::close())}</button>
                </p>
            </div>
            {body}
        </section>
    }
}

#[component]
fn Rows(differs: Differs) -> impl IntoView {
    let left_out = differs.left_out;
    let left_out = (left_out > 0).then(|| file_view::more_rows(left_out));
    let notes = differs.notes.into_iter().chain(left_out);
    let notes = notes.map(|note| view! { <li>{say_sentence(note)}</li> });
    let rows = differs.rows.into_iter().map(row);
    view! {
        <div role="status"><ul class="hint notes">{notes.collect_view()}</ul></div>
        <div class="table-scroll" role="region" aria-label=say(words::difference()) tabindex="0">
            <table class="text-diff">
                <caption class="visually-hidden">{say(words::difference())}</caption>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

fn row(row: DiffRow) -> AnyView {
    match row {
        DiffRow::Place(place) => {
            view! { <tr class="place"><td colspan="4"><code>{place}</code></td></tr> }.into_any()
        }
        DiffRow::Line {
            kind,
            left,
            right,
            text,
        } => {
            let tone = match kind {
                DiffKind::Same => "same",
                DiffKind::Removed => "removed",
                DiffKind::Added => "added",
            };
            let number = |number: Option<usize>| number.map(|number| say(joined::verbatim(number)));
            view! {
                <tr data-line=tone>
                    <td class="number">{number(left)}</td>
                    <td class="number">{number(right)}</td>
                    <td class="sign">{kind.sign().to_string()}</td>
                    <td><code>{text}</code></td>
                </tr>
            }
            .into_any()
        }
    }
}
