//! A list that did not come: what happened, and what can be done.

use leptos::prelude::*;

use crate::format::visible;
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::help::Configuration;
use crate::ui::sign_in::{ConfirmRealm, SignIn};
use crate::views::{ListHelp, Login};

/// Before there is an answer.
#[component]
pub(super) fn Asking() -> impl IntoView {
    view! { <p class="hint" role="status">"Asking the registry for the list…"</p> }
}

#[component]
pub(super) fn RefusedList(
    driver: Driver,
    help: ListHelp,
    again: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let reply = help.reply.map(|reply| {
        view! {
            <div class="said-by-it">
                <p class="hint">"In the registry's own words:"</p>
                <pre class="reply" tabindex="0">{visible(&reply)}</pre>
            </div>
        }
    });
    let login = help.login.map(|login| match login {
        Login::SignIn { registry } => view! { <SignIn driver registry/> }.into_any(),
        Login::Confirm { registry, realm } => {
            view! { <ConfirmRealm driver registry realm/> }.into_any()
        }
    });
    let word = if help.unasked {
        "Try it anyway"
    } else {
        "Try again"
    };
    let configuration =
        (!help.servers.is_empty()).then(|| view! { <Configuration servers=help.servers/> });
    view! {
        <section class="failed" aria-labelledby="failed-heading">
            <h2 id="failed-heading">
                <span class="verdict bad"><span class="icon" aria-hidden="true">"✗"</span></span>
                {help.heading}
            </h2>
            <p class="what" role="status">{visible(&help.what)}</p>
            {reply}
            {login}
            <p class="actions"><button type="button" on:click=move |_| again()>{word}</button></p>
            <Commands commands=help.commands/>
            {configuration}
        </section>
    }
}

/// The commands that list it in a terminal.
#[component]
fn Commands(commands: Vec<String>) -> impl IntoView {
    let command = |command: String| {
        view! {
            <li>
                <pre tabindex="0"><code>{command.clone()}</code></pre>
                <CopyButton text=command what="command"/>
            </li>
        }
    };
    (!commands.is_empty()).then(|| {
        view! {
            <section aria-labelledby="list-round-heading">
                <h3 id="list-round-heading">"The list in a terminal"</h3>
                <ul class="commands">{commands.into_iter().map(command).collect_view()}</ul>
            </section>
        }
    })
}
