//! The platforms of one index against the left one, each with a button that compares
//! it below.

use leptos::prelude::*;

use super::{Places, choose};
use crate::comparison::side::Both;
use crate::format::{short, visible};
use crate::ui::language::{say, say_sentence};
use crate::ui::page::Page;
use crate::views::comparison::{AgainstLeft, MatrixRow, PlatformMatrix};
use crate::words::{Message, comparison as words, detail, overview, terms};

/// Nothing where the left image has no siblings.
#[component]
pub(super) fn Matrix(page: Page, places: Places) -> impl IntoView {
    let left = Memo::new(move |_| Some(places.get()?.left));
    let found = Memo::new(move |_| {
        let left = left.get()?;
        page.find(|showing| PlatformMatrix::of(&showing.opened, left))
    });
    let some = Memo::new(move |_| found.with(Option::is_some));
    let heading = move || {
        let name = found.with(|found| Some(found.as_ref()?.left.clone()));
        name.map(|name| shown(words::platforms_against(name)))
    };
    let notes = move || {
        let notes = found.get().map(|found| found.notes).unwrap_or_default();
        let notes = notes.into_iter();
        notes
            .map(|note| view! { <li>{say_sentence(note)}</li> })
            .collect_view()
    };
    let rows = move || {
        let rows = found.get().map(|found| found.rows).unwrap_or_default();
        let rows = rows.into_iter();
        rows.map(|row| view! { <Row page places row/> })
            .collect_view()
    };
    view! {
        <Show when=move || some.get()>
            <section class="platform-matrix" aria-labelledby="platforms-against">
                <h2 id="platforms-against">{heading}</h2>
                <div class="table-scroll" role="region" aria-label=say(words::platform_table()) tabindex="0">
                    <table>
                        <caption class="visually-hidden">{say(words::platform_table())}</caption>
                        <Head/>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <ul>{notes}</ul>
            </section>
        </Show>
    }
}

#[component]
fn Head() -> impl IntoView {
    let columns = [
        overview::platform(),
        words::layers(),
        words::size_as_stored(),
        terms::config(),
        words::history(),
        detail::verdict(),
    ];
    let columns = columns.map(|column| view! { <th scope="col">{say(column)}</th> });
    view! { <thead><tr>{columns}</tr></thead> }
}

#[component]
fn Row(page: Page, places: Places, row: MatrixRow) -> impl IntoView {
    let MatrixRow {
        image,
        name,
        size,
        layers,
        against,
    } = row;
    let is_compared = move || places.get().map(|places| places.right) == Some(image);
    let name = match against.is_some() {
        true => view! { <CompareWith page places image name/> }.into_any(),
        false => view! { <bdi>{shown(name)}</bdi> }.into_any(),
    };
    view! {
        <tr class:chosen=is_compared>
            <th scope="row">{name}</th>
            <td>{say(layers)}</td>
            <td title=say(size.in_full())>{say(size.message())}</td>
            <AgainstCells against/>
        </tr>
    }
}

/// Compares a platform with the left one below.
#[component]
fn CompareWith(page: Page, places: Places, image: usize, name: Message) -> impl IntoView {
    let pressed = move || places.get().map(|places| places.right) == Some(image);
    let compare = move |_| {
        if let Some(Both { left, .. }) = places.get_untracked() {
            choose(page, Both::of(left, image));
        }
    };
    // What is written on it is a part of its name.
    let name = shown(name);
    let label = say(words::compare_with(name.as_str()));
    view! {
        <button type="button" class="link" aria-label=label
            aria-pressed=move || pressed().to_string() on:click=compare>
            <bdi>{name}</bdi>
        </button>
    }
}

#[component]
fn AgainstCells(against: Option<AgainstLeft>) -> impl IntoView {
    let Some(against) = against else {
        return view! { <td colspan="3">{say(words::the_left_side())}</td> }.into_any();
    };
    let AgainstLeft {
        config,
        history,
        verdict,
        outcome,
    } = against;
    let sign = format!("sign {}", outcome.class());
    view! {
        <td>{say(config)}</td>
        <td>{say(history)}</td>
        <td><span class=sign aria-hidden="true">{outcome.sign()}</span>" "{say(verdict)}</td>
    }
    .into_any()
}

/// Text from outside, not all of it where it is long.
fn shown(message: Message) -> String {
    short(&visible(&say(message)))
}
