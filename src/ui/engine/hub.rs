//! Search in Docker Hub, as `docker search` does it.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use super::search::Hits;
use crate::format::visible;
use crate::image::reference::Domain;
use crate::input::{Fragment, Input as Wanted};
use crate::source::registry::client::{SEARCH_HOST, Search};
use crate::source::registry::error::PullError;
use crate::source::registry::route::RELAY_FILE;
use crate::ui::driver::Driver;
use crate::ui::family::Sentence;
use crate::ui::language::{say, say_sentence};
use crate::ui::relays::Relays;
use crate::web::task::Task;
use crate::words::{Message, engine as words};

/// What was found, or why nothing was.
type Found = Result<Search, Trouble>;

#[derive(Clone)]
struct Trouble {
    why: Message,
    /// What a relay would do about it.
    would_help: Option<Message>,
}

/// `term` is what the address asks for.
#[component]
pub fn HubSearch(driver: Driver, hub: Domain, term: Option<String>) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let found = RwSignal::new(None::<Found>);
    let task = StoredValue::new_local(None::<Task>);
    let first = term.clone().unwrap_or_default();
    let (asked, is_asking) = (hub.clone(), term.is_some());
    let ask = move |term: String| {
        let hub = asked.clone();
        task.set_value(Some(Task::start(async move {
            let answer = driver.registry().search(&hub, &term).await;
            let _ = found.try_set(Some(answer.map_err(|error| Trouble::of(&error))));
        })));
    };
    if let Some(term) = term.clone() {
        ask(term);
    }
    let (again, before) = (ask.clone(), term);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let term = field.get_untracked().map(|field| field.value());
        let term = term.unwrap_or_default().trim().to_owned();
        if term.is_empty() {
            return;
        }
        // The same address changes nothing.
        if before.as_ref() == Some(&term) {
            found.set(None);
            return again(term);
        }
        driver.open_link(Fragment {
            search: Some(term),
            ..Fragment::of(Wanted::Registry(hub.clone()))
        });
    };
    let shown = move || match found.get() {
        None => is_asking
            .then(|| view! { <p role="status">{say_sentence(words::searching())}</p> }.into_any()),
        Some(Ok(Search { hits, way })) => {
            let by = way.message();
            Some(view! { <Hits hits by/> }.into_any())
        }
        Some(Err(trouble)) => Some(view! { <Wrong driver trouble/> }.into_any()),
    };
    view! {
        <section class="repository engine" aria-labelledby="hub-heading">
            <h1 id="hub-heading">{say(words::hub_heading())}</h1>
            <p class="hint"><Sentence text=say_sentence(words::hub_what())/></p>
            <form class="ask-engine" role="search" aria-label=say(words::hub_heading()) on:submit=submit>
                <p>
                    <label for="hub-term">{say(words::search_term())}</label>
                    <input type="search" id="hub-term" spellcheck="false" autocomplete="off" value=first node_ref=field/>
                </p>
                <p><button type="submit" class="primary">{say(words::search())}</button></p>
            </form>
            <div aria-live="polite">{shown}</div>
        </section>
    }
}

#[component]
fn Wrong(driver: Driver, trouble: Trouble) -> impl IntoView {
    let Trouble { why, would_help } = trouble;
    view! {
        <p class="wrong">{visible(&say_sentence(why))}</p>
        <Relays driver would_help/>
    }
}

impl Trouble {
    fn of(error: &PullError) -> Self {
        let is_closed = match error {
            PullError::Transport { error, .. } => error.origin().authority() == SEARCH_HOST,
            _ => false,
        };
        Self {
            why: match is_closed {
                true => words::hub_is_closed(),
                false => error.message(),
            },
            would_help: is_closed.then(|| words::relay_would_search(RELAY_FILE, SEARCH_HOST)),
        }
    }
}
