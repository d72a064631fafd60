//! What ended an operation, and what to do next.

use leptos::prelude::*;

use crate::failure::{Action, Failure, FailureKind};
use crate::format::visible;
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::folded::FoldedText;
use crate::ui::language::say_sentence;

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
    view! {
        <section class="failed" aria-labelledby="failed-heading">
            {shown}
            <p class="ways-back">
                "Drop another image anywhere on this page, open one with the buttons above, or "
                <button type="button" class="link" on:click=move |_| driver.reset()>
                    "go back to the beginning"
                </button>
                "."
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
                    "Continue anyway"
                </button>
            </p>
        }
    });
    let next = next.map(|next| view! { <p class="next">{visible(&say_sentence(next))}</p> });
    let command = |command: String| {
        view! {
            <li>
                <pre tabindex="0"><code>{visible(&command)}</code></pre>
                <CopyButton text=command what="command"/>
            </li>
        }
    };
    let commands = (!commands.is_empty()).then(|| {
        view! { <ul class="commands">{commands.into_iter().map(command).collect_view()}</ul> }
    });
    view! {
        <h1 id="failed-heading">
            <span class="verdict bad"><span class="icon" aria-hidden="true">"✗"</span></span>
            {heading(kind)}
        </h1>
        <p class="what" role="status"><FoldedText text=visible(&say_sentence(what)) what="message"/></p>
        {next}
        {action}
        {commands}
    }
}

fn heading(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Input => "This cannot be inspected",
        FailureKind::Bytes => "The bytes are broken",
        FailureKind::Registry => "The registry did not give it",
        FailureKind::Browser => "The browser could not do it",
        FailureKind::Internal => "Assay has a defect",
    }
}
