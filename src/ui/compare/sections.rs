//! Differences of one kind, as a table.

use leptos::prelude::*;

use crate::comparison::side::Both;
use crate::format::{short, visible};
use crate::ui::language::{say, say_sentence};
use crate::views::comparison::{ComparedRow, ComparedSection, RowClass};
use crate::words::{Message, comparison as words};

/// What the two sides are called.
pub(super) type Names = Signal<Option<Both<Message>>>;

#[component]
pub(super) fn Section(
    number: usize,
    section: ComparedSection,
    names: Names,
    #[prop(into)] only: Signal<bool>,
) -> impl IntoView {
    let id = format!("compared-{number}");
    let labelled_by = id.clone();
    view! {
        <section class="compared" aria-labelledby=labelled_by>
            <h3 id=id>{say(&section.title)}</h3>
            <Rows section names only/>
        </section>
    }
}

/// The rows of a section, or only those that differ, and its note.
#[component]
pub(super) fn Rows(section: ComparedSection, names: Names, only: Signal<bool>) -> impl IntoView {
    let ComparedSection { title, note, rows } = section;
    let differs = rows.iter().any(|row| row.class != RowClass::Same);
    let has_rows = !rows.is_empty();
    let is_table = move || has_rows && (differs || !only.get());
    let is_said = note.is_some();
    let nothing = move || !is_table() && !is_said;
    let rows = StoredValue::new(rows);
    let title = StoredValue::new(title);
    view! {
        {note.map(|note| view! { <p class="hint">{visible(&say_sentence(note))}</p> })}
        <Show when=nothing>
            <p class="hint">{say_sentence(words::no_difference())}</p>
        </Show>
        <Show when=is_table>
            <Table title=title.get_value() rows=rows.get_value() names only/>
        </Show>
    }
}

#[component]
fn Table(
    title: Message,
    rows: Vec<ComparedRow>,
    names: Names,
    only: Signal<bool>,
) -> impl IntoView {
    let label = say(words::table_of(title));
    let caption = label.clone();
    let name = move |side: fn(Both<Message>) -> Message| {
        let name = names.get().map(side);
        name.map(|name| short(&visible(&say(name))))
    };
    let rows = move || {
        let is_only = only.get();
        let shown = rows
            .iter()
            .filter(|row| !is_only || row.class != RowClass::Same);
        shown
            .map(|row| view! { <Row row=row.clone()/> })
            .collect_view()
    };
    view! {
        <div class="table-scroll" role="region" aria-label=label tabindex="0">
            <table>
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col">{say(words::field())}</th>
                        <th scope="col">{say(words::left())}" "<bdi>{move || name(|names| names.left)}</bdi></th>
                        <th scope="col">{say(words::right())}" "<bdi>{move || name(|names| names.right)}</bdi></th>
                        <th scope="col">{say(words::state())}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: ComparedRow) -> impl IntoView {
    let value =
        |value: Option<Message>| value.map(|value| view! { <bdi>{visible(&say(value))}</bdi> });
    view! {
        <tr class=row.class.class()>
            <th scope="row"><bdi>{visible(&say(row.field))}</bdi></th>
            <td data-label=say(words::left())>{value(row.values.left)}</td>
            <td data-label=say(words::right())>{value(row.values.right)}</td>
            <td class="state"><span class="sign" aria-hidden="true">{row.class.sign()}</span>" "{say(row.state)}</td>
        </tr>
    }
}
