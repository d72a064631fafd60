//! The relays and mirrors that are asked in the place of registries: the site's own,
//! and those that a person names.

use leptos::ev;
use leptos::html::{Input, Select};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::format::visible;
use crate::image::reference::Domain;
use crate::source::registry::route::{Detour, DetourError, DetourKind, Detours, Relay};
use crate::ui::driver::{Driver, SourcesPart};
use crate::ui::family::Sentence;
use crate::ui::language::{say, say_sentence};
use crate::ui::parts::Later;
use crate::views::detour_line;
use crate::words::{Message, routes as words};

/// A change of what is kept.
type Change = Box<dyn FnOnce(&mut Detours) -> Result<(), DetourError>>;

/// What a relay would do about a registry that no page may read.
#[component]
pub fn WouldHelp(would_help: Option<Message>) -> impl IntoView {
    would_help.map(|message| view! { <p class="hint would-help"><Sentence text=say(message)/></p> })
}

/// The list, and a form that adds to it; folded.
#[component]
pub fn Relays(driver: Driver, would_help: Option<Message>) -> impl IntoView {
    let is_opened = RwSignal::new(false);
    view! {
        <WouldHelp would_help/>
        <details class="relays" on:toggle=move |_| is_opened.set(true)>
            <summary>{say(words::relays_and_mirrors())}</summary>
            {move || is_opened.get().then(|| {
                let draw = move |part: SourcesPart| (part.relays)(driver);
                view! { <Later load=driver.load.sources draw/> }
            })}
        </details>
    }
}

/// All of them, with what changes them.
#[component]
pub fn Settings(driver: Driver) -> impl IntoView {
    let detours = RwSignal::new_local(driver.registry().detours());
    let change = move |how: Change| {
        let all = driver.change_detours(how)?;
        detours.set(all);
        Ok(())
    };
    let remove = move |host: Domain| {
        // Nothing stands in the way of removing.
        let _: Result<(), DetourError> = change(Box::new(move |all| {
            all.remove(&host);
            Ok(())
        }));
    };
    let add = Callback::new(move |detour: Detour| change(Box::new(move |all| all.add(detour))));
    let named = move || {
        detours.with(|all| {
            all.iter()
                .map(|one| view! { <Named one=one.clone() remove/> })
                .collect_view()
        })
    };
    view! {
        <div class="settings">
        <p class="hint">{say(words::what_they_are())}</p>
        <SiteRelay driver/>
        <ul class="detours">{named}</ul>
        <Add add/>
        <p class="hint">{say(words::kept_here())}</p>
        </div>
    }
}

/// One that a person named.
#[component]
fn Named(one: Detour, remove: impl Fn(Domain) + Copy + 'static) -> impl IntoView {
    let host = one.host().clone();
    let label = say(words::remove_of(&host));
    view! {
        <li>
            <Sentence text=visible(&say(detour_line(&one)))/>
            " "
            <button type="button" class="link" aria-label=label on:click=move |_| remove(host.clone())>
                {say(words::remove())}
            </button>
        </li>
    }
}

/// The relay of the site, which is looked for by then.
#[component]
fn SiteRelay(driver: Driver) -> impl IntoView {
    let site = RwSignal::new_local(None::<Option<Relay>>);
    spawn_local(async move {
        let relay = driver.registry().site_relay().await;
        site.try_set(Some(relay));
    });
    let shown = |relay: Relay| {
        let hosts = relay
            .hosts()
            .map(|host| view! { <li><bdi>{host.to_owned()}</bdi></li> });
        let hosts = hosts.collect_view();
        let heading = words::site_relay(relay.origin());
        view! {
            <p>{say(heading)}</p>
            <ul class="relayed-hosts">{hosts}</ul>
        }
    };
    move || match site.get()? {
        Some(relay) if relay.hosts().next().is_some() => Some(shown(relay).into_any()),
        _ => Some(view! { <p>{say(words::no_site_relay())}</p> }.into_any()),
    }
}

#[component]
fn Add(add: Callback<Detour, Result<(), DetourError>>) -> impl IntoView {
    let (host, base, prefix) = (
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
        NodeRef::<Input>::new(),
    );
    let kind = NodeRef::<Select>::new();
    let wrong = RwSignal::new(None::<DetourError>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = |field: NodeRef<Input>| {
            field
                .get_untracked()
                .map(|it| it.value())
                .unwrap_or_default()
        };
        let chosen = kind
            .get_untracked()
            .and_then(|it| it.value().parse::<usize>().ok());
        let chosen = chosen.and_then(|place| DetourKind::ALL.get(place).copied());
        let made = Detour::new(
            &text(host),
            &text(base),
            &text(prefix),
            chosen.unwrap_or_default(),
        );
        match made.and_then(|detour| add.run(detour)) {
            Err(error) => wrong.set(Some(error)),
            Ok(()) => {
                wrong.set(None);
                for field in [host, base, prefix]
                    .into_iter()
                    .filter_map(|it| it.get_untracked())
                {
                    field.set_value("");
                }
            }
        }
    };
    let options = DetourKind::ALL
        .into_iter()
        .enumerate()
        .map(|(place, kind)| {
            view! { <option value=place.to_string()>{say(kind.name())}</option> }
        });
    let alert = move || {
        let error = wrong.get()?;
        Some(view! { <p class="wrong" role="alert">{visible(&say_sentence(error.message()))}</p> })
    };
    view! {
        <form class="add-detour" aria-label=say(words::relays_and_mirrors()) autocomplete="off" on:submit=submit>
            <Field id="detour-host" label=words::registry() hint="docker.io" field=host/>
            <Field id="detour-base" label=words::address() hint="https://" field=base/>
            <Field id="detour-prefix" label=words::name_prefix() hint="" field=prefix/>
            <p class="field-line">
                <label for="detour-kind">{say(words::kind())}</label>
                <select id="detour-kind" node_ref=kind>{options.collect_view()}</select>
            </p>
            {alert}
            <button type="submit">{say(words::add())}</button>
        </form>
    }
}

#[component]
fn Field(
    id: &'static str,
    label: Message,
    hint: &'static str,
    field: NodeRef<Input>,
) -> impl IntoView {
    view! {
        <p class="field-line">
            <label for=id>{say(label)}</label>
            <input type="text" id=id placeholder=hint spellcheck="false" autocomplete="off"
                autocapitalize="none" node_ref=field/>
        </p>
    }
}
