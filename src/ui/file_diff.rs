//! Two versions of a text, as one changes the other.

use leptos::prelude::*;

use crate::file_system::EntryAt;
use crate::format::visible;
use crate::protocol::files::{DiffKind, DiffRow, Differs, FilesReply};
use crate::ui::driver::Driver;
use crate::ui::file_panel::FilePanel;
use crate::ui::file_work::FileWork;
use crate::ui::language::{say, say_sentence};
use crate::ui::wanted_file::Wanted;
use crate::views::file_tree::{Stacked, layer_name};
use crate::words::{Message, file_system as words, file_view, joined};

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
        let start =
            |on_progress, done| driver.diff_files((&older, &newer), &file.path, on_progress, done);
        FileWork::new(driver).run(start, move |done| {
            found.set(match done {
                Ok((FilesReply::Differs(differs), _)) => Some(Ok(*differs)),
                Ok(_) => None,
                Err(why) => Some(Err(why)),
            });
        });
    }
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
    view! { <FilePanel driver wanted path=file.path of=versions>{body}</FilePanel> }
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
