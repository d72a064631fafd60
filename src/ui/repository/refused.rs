//! A list that did not come: what happened, and what can be done.

use leptos::prelude::*;

use crate::format::visible;
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::help::{Configuration, OwnWords, try_again};
use crate::ui::language::{say, say_sentence};
use crate::ui::relays::Relays;
use crate::ui::sign_in::{ConfirmRealm, SignIn};
use crate::views::{ListHelp, Login};
use crate::words::{lists, page, refused as words};

/// Before there is an answer.
#[component]
pub(super) fn Asking() -> impl IntoView {
    view! { <p class="hint" role="status">{say(lists::asking_for_list())}</p> }
}

#[component]
pub(super) fn RefusedList(
    driver: Driver,
    help: ListHelp,
    again: impl Fn() + Copy + Send + 'static,
) -> impl IntoView {
    let reply = help.reply.map(|reply| view! { <OwnWords reply/> });
    let login = help.login.map(|login| match login {
        Login::SignIn { registry, relay } => {
            view! { <SignIn driver registry wants=relay/> }.into_any()
        }
        Login::Confirm { registry, realm } => {
            view! { <ConfirmRealm driver registry realm/> }.into_any()
        }
    });
    let label = try_again(help.unasked);
    let configuration =
        (!help.servers.is_empty()).then(|| view! { <Configuration servers=help.servers/> });
    view! {
        <section class="failed" aria-labelledby="failed-heading">
            <h2 id="failed-heading">
                <span class="verdict bad"><span class="icon" aria-hidden="true">"✗"</span></span>
                {say(help.heading)}
            </h2>
            <p class="what" role="status">{visible(&say_sentence(help.what))}</p>
            {reply}
            {login}
            <p class="actions"><button type="button" on:click=move |_| again()>{label}</button></p>
            <Commands commands=help.commands/>
            {configuration}
            <Relays driver would_help=help.relay/>
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
                <CopyButton text=command what=page::command()/>
            </li>
        }
    };
    (!commands.is_empty()).then(|| {
        view! {
            <section aria-labelledby="list-round-heading">
                <h3 id="list-round-heading">{say(words::list_in_a_terminal())}</h3>
                <ul class="commands">{commands.into_iter().map(command).collect_view()}</ul>
            </section>
        }
    })
}
