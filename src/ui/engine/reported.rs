//! What the engine reports of what is open, beside what the bytes say.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::ui::driver::Driver;
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::views::engine::{ReportedRow, ReportedView, StepRow, reported};
use crate::words::{Message, engine as words};

/// What stands above the rows.
const COLUMNS: [fn() -> Message; 4] = [
    words::what,
    words::engine_says,
    words::bytes_say,
    words::comparison,
];

#[component]
pub fn ReportedSection(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let shown = Memo::new(move |_| {
        let image = page.image.get();
        page.find(|showing| reported(&showing.opened, image))
    });
    move || shown.get().map(|view| view! { <Reported view/> })
}

#[component]
fn Reported(view: ReportedView) -> impl IntoView {
    let rows = view.rows.into_iter();
    let rows = rows.map(|row| view! { <Row row/> }).collect_view();
    let note = view
        .note
        .map(|note| view! { <p class="notice">{say_sentence(note)}</p> });
    view! {
        <section class="reported" aria-labelledby="reported-heading">
            <h2 id="reported-heading">{say(words::reported_heading())}</h2>
            <p class="hint">{visible(&say_sentence(view.about))}</p>
            {note}
            <p>{say_sentence(view.id_is)}</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label=say(words::comparison())>
                <table>
                    <thead>
                        <tr>{COLUMNS.map(|name| view! { <th scope="col">{say(name())}</th> }).collect_view()}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Platforms platforms=view.platforms/>
            <History steps=view.steps/>
        </section>
    }
}

#[component]
fn Row(row: ReportedRow) -> impl IntoView {
    let text = |said: Message| {
        let what = row.what.clone();
        view! { <FoldedText text=visible(&say(said)) what/> }
    };
    view! {
        <tr>
            <th scope="row">{say(row.what.clone())}</th>
            <td>{text(row.reported)}</td>
            <td>{row.computed.map(text)}</td>
            <td><Mark tone=row.tone word=row.word/></td>
        </tr>
    }
}

#[component]
fn Platforms(platforms: Vec<Message>) -> impl IntoView {
    (!platforms.is_empty()).then(|| {
        let item = |said: Message| view! { <li>{visible(&say(said))}</li> };
        view! {
            <h3>{say(words::platforms_heading())}</h3>
            <ul>{platforms.into_iter().map(item).collect_view()}</ul>
        }
    })
}

#[component]
fn History(steps: Option<Vec<StepRow>>) -> impl IntoView {
    let Some(steps) = steps else {
        return view! { <p class="hint">{say_sentence(words::no_history())}</p> }.into_any();
    };
    let row = |step: StepRow| {
        view! {
            <tr>
                <td><code><bdi>{short(&visible(&step.made_by))}</bdi></code></td>
                <td>{step.created.map(say)}</td>
                <td class="number">{say(step.size)}</td>
            </tr>
        }
    };
    view! {
        <details>
            <summary>{say(words::history_heading())}</summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label=say(words::step())>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{say(words::step())}</th>
                            <th scope="col">{say(words::created())}</th>
                            <th scope="col">{say(words::size())}</th>
                        </tr>
                    </thead>
                    <tbody>{steps.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
