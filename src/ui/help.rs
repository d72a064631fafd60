//! A registry that gave no image: what happened, what would mend it, and the
//! way round by a file.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::session::{Event, Session};
use crate::source::registry::doctor::{Command, Server};
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::family::Sentence;
use crate::ui::language::{SLOT, say, say_around, say_sentence};
use crate::ui::open_buttons::OpenButtons;
use crate::ui::relays::{Relays, WouldHelp};
use crate::ui::sign_in::{ConfirmRealm, SignIn};
use crate::views::{Help, Login};
use crate::words::refused as words;

#[component]
pub fn HelpView(driver: Driver) -> impl IntoView {
    let help = Memo::new(move |_| {
        driver.page.session.with(|session| match session {
            Session::Refused(refusal) => Some(Help::of(refusal)),
            _ => None,
        })
    });
    move || help.get().map(|help| view! { <Refused driver help/> })
}

#[component]
fn Refused(driver: Driver, help: Help) -> impl IntoView {
    let said = view! { <Said reply=help.reply evidence=help.evidence/> };
    let again = try_again(help.unasked);
    let login = help.login.map(|login| view! { <AskedFor driver login/> });
    let configuration =
        (!help.servers.is_empty()).then(|| view! { <Configuration servers=help.servers/> });
    let relay = view! { <Relays driver would_help=help.relay/> };
    let round = view! { <WayRound driver commands=help.commands pinned=help.pinned/> };
    view! {
        <section class="failed" aria-labelledby="failed-heading">
            <p class="asked"><bdi>{short(&visible(&help.name))}</bdi></p>
            <h1 id="failed-heading">
                <span class="verdict bad"><span class="icon" aria-hidden="true">"✗"</span></span>
                {say(help.heading)}
            </h1>
            <p class="what" role="status"><Sentence text=say_sentence(help.what)/></p>
            {said}
            {login}
            <p class="actions">
                <button type="button" on:click=move |_| driver.send(Event::AskedAnyway)>{again}</button>
            </p>
            {round}
            {configuration}
            {relay}
        </section>
    }
}

/// The label of the button that asks the registry.
pub fn try_again(unasked: bool) -> String {
    say(match unasked {
        true => words::try_anyway(),
        false => words::try_again(),
    })
}

/// What can be done where something of what is shown did not come.
#[component]
pub fn Lacking(driver: Driver) -> impl IntoView {
    let help = Memo::new(move |_| {
        let page = driver.page;
        page.find(|showing| showing.lack.as_deref().map(Help::of))
    });
    move || {
        help.get().map(|help| {
            let login = help.login.map(|login| view! { <AskedFor driver login/> });
            let configuration =
                (!help.servers.is_empty()).then(|| view! { <Configuration servers=help.servers/> });
            let relay = view! { <WouldHelp would_help=help.relay/> };
            view! {
                {login}
                {configuration}
                {relay}
            }
        })
    }
}

#[component]
fn AskedFor(driver: Driver, login: Login) -> impl IntoView {
    match login {
        Login::SignIn { registry, relay } => {
            view! { <SignIn driver registry wants=relay/> }.into_any()
        }
        Login::Confirm { registry, realm } => {
            view! { <ConfirmRealm driver registry realm/> }.into_any()
        }
    }
}

/// What the registry itself said, and what is said of it.
#[component]
fn Said(reply: Option<String>, evidence: Option<&'static str>) -> impl IntoView {
    let reply = reply.map(|reply| view! { <OwnWords reply/> });
    let evidence = evidence.map(|evidence| {
        let (before, after) = say_around(words::source(SLOT));
        view! {
            <p class="hint">
                {before}
                <a href=evidence rel="noopener noreferrer nofollow">{evidence}</a>
                {after}
            </p>
        }
    });
    view! {
        {reply}
        {evidence}
    }
}

#[component]
pub fn OwnWords(reply: String) -> impl IntoView {
    view! {
        <div class="said-by-it">
            <p class="hint">{say(words::own_words())}</p>
            <pre class="reply" tabindex="0">{visible(&reply)}</pre>
        </div>
    }
}

/// The lines that let web pages read the registry, for whoever runs it.
#[component]
pub fn Configuration(servers: Vec<(Server, &'static str)>) -> impl IntoView {
    let chosen = RwSignal::new(0_usize);
    let options = servers.iter().enumerate().map(|(place, (server, _))| {
        view! { <option value=place.to_string()>{say(server.name())}</option> }
    });
    let options = options.collect_view();
    let lines = move || {
        let lines = servers.get(chosen.get()).map(|(_, lines)| *lines);
        lines.map(|lines| {
            view! {
                <pre tabindex="0"><code>{lines}</code></pre>
                <CopyButton text=lines what=words::configuration()/>
            }
        })
    };
    let choose = move |event| {
        chosen.set(event_target_value(&event).parse().unwrap_or_default());
    };
    view! {
        <section class="configuration" aria-labelledby="configuration-heading">
            <h2 id="configuration-heading">{say(words::if_it_is_yours())}</h2>
            <p class="hint">{say(words::what_the_lines_do())}</p>
            <p class="field-line">
                <label for="server">{say(words::your_registry())}</label>
                <select id="server" on:change=choose>{options}</select>
            </p>
            <div class="lines">{lines}</div>
        </section>
    }
}

/// The commands that save the image, and where to drop what they save.
#[component]
fn WayRound(driver: Driver, commands: Vec<Command>, pinned: bool) -> impl IntoView {
    let command = |command: Command| {
        let hint = match command.keeps_digest {
            true => words::keeps_digest(command.tool, command.drop),
            false => words::may_change_digest(command.tool, command.drop),
        };
        view! {
            <li>
                <p class="hint"><Sentence text=say(hint)/></p>
                <div>
                    <pre tabindex="0"><code>{command.line.clone()}</code></pre>
                    <CopyButton text=command.line what=words::command_of(command.tool)/>
                </div>
            </li>
        }
    };
    let anywhere = match pinned {
        true => words::or_anywhere_and_checked(),
        false => words::or_anywhere(),
    };
    let heading = match commands.is_empty() {
        true => words::if_you_have_a_file(),
        false => words::save_and_drop(),
    };
    let list = (!commands.is_empty()).then(|| {
        view! { <ul class="commands">{commands.into_iter().map(command).collect_view()}</ul> }
    });
    view! {
        <section class="way-round" aria-labelledby="round-heading">
            <h2 id="round-heading">{say(heading)}</h2>
            {list}
            <div class="drop-here">
                <p><strong>{say(words::drop_here())}</strong>{say(anywhere)}</p>
                <OpenButtons shell=driver.shell/>
            </div>
        </section>
    }
}
