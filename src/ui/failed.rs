//! What ended an operation, and what to do next.

use leptos::prelude::*;

use crate::failure::{Action, Failure, FailureKind};
use crate::format::visible;
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::folded::FoldedText;
use crate::ui::language::{SLOT, say, say_around, say_sentence};
use crate::words::{Message, page as words};

#[component]
pub fn Failed(driver: Driver) -> impl IntoView {
    let failure = Memo::new(move |_| {
        driver
            .page
            .session
            .with(|session| session.failure().cloned())
    });
    let shown = move || {
        failure
            .get()
            .map(|failure| view! { <FailureView failure driver/> })
    };
    let (before, after) = say_around(words::drop_another_or(SLOT));
    view! {
        <section class="failed" aria-labelledby="failed-heading">
            {shown}
            <p class="ways-back">
                {before}
                <button type="button" class="link" on:click=move |_| driver.reset()>
                    {say(words::go_back())}
                </button>
                {after}
            </p>
        </section>
    }
}

#[component]
fn FailureView(failure: Failure, driver: Driver) -> impl IntoView {
    let Failure {
        kind,
        what,
        next,
        commands,
        action,
    } = failure;
    let action = action.map(|Action::OpenAnyway| {
        view! {
            <p class="continue-anyway">
                <button type="button" on:click=move |_| driver.open_anyway()>
                    {say(words::continue_anyway())}
                </button>
            </p>
        }
    });
    let next = next.map(|next| view! { <p class="next">{visible(&say_sentence(next))}</p> });
    let command = |command: String| {
        view! {
            <li>
                <pre tabindex="0"><code>{visible(&command)}</code></pre>
                <CopyButton text=command what=words::command()/>
            </li>
        }
    };
    let commands = (!commands.is_empty()).then(|| {
        view! { <ul class="commands">{commands.into_iter().map(command).collect_view()}</ul> }
    });
    view! {
        <h1 id="failed-heading">
            <span class="verdict bad"><span class="icon" aria-hidden="true">"✗"</span></span>
            {say(heading(kind))}
        </h1>
        <p class="what" role="status"><FoldedText text=visible(&say_sentence(what)) what=words::message()/></p>
        {next}
        {action}
        {commands}
    }
}

fn heading(kind: FailureKind) -> Message {
    match kind {
        FailureKind::Input => words::not_inspectable(),
        FailureKind::Bytes => words::bytes_broken(),
        FailureKind::Registry => words::registry_gave_nothing(),
        FailureKind::Browser => words::browser_could_not(),
        FailureKind::Internal => words::own_defect(),
    }
}
