//! What an engine finds of a name, in the registries that it searches.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use super::state::EngineState;
use crate::format::{short, visible};
use crate::source::engine::{Engine, EngineError};
use crate::source::hit::Hit;
use crate::ui::language::{say, say_sentence};
use crate::views::engine::link_to_hit;
use crate::web::fetch::Fetch;
use crate::web::task::Task;
use crate::words::{Message, engine as words};

type Found = Result<Vec<Hit>, EngineError>;

#[component]
pub(super) fn SearchThrough(state: EngineState) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let found = RwSignal::new(None::<Found>);
    let task = StoredValue::new_local(None::<Task>);
    let ask = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let term = field.get_untracked().map(|field| field.value());
        let term = term.unwrap_or_default().trim().to_owned();
        if term.is_empty() {
            return;
        }
        task.set_value(Some(Task::start(async move {
            let hits = match state.address() {
                Ok(address) => Engine::new(&Fetch, address).search(&term).await,
                Err(error) => Err(error),
            };
            found.set(Some(hits));
        })));
    };
    let shown = move || {
        found.get().map(|found| match found {
            Ok(hits) => view! { <Hits hits by=words::reported_by_engine()/> }.into_any(),
            Err(error) => {
                let why = words::cannot_be_asked(error.message());
                view! { <p class="wrong">{visible(&say_sentence(why))}</p> }.into_any()
            }
        })
    };
    view! {
        <details class="engine-search">
            <summary>{say(words::search_heading())}</summary>
            <p class="hint">{say_sentence(words::search_what())}</p>
            <form class="ask-engine" role="search" aria-label=say(words::search_heading()) on:submit=ask>
                <p>
                    <label for="engine-term">{say(words::search_term())}</label>
                    <input type="search" id="engine-term" spellcheck="false" autocomplete="off" node_ref=field/>
                </p>
                <p><button type="submit">{say(words::search())}</button></p>
            </form>
            <div aria-live="polite">{shown}</div>
        </details>
    }
}

/// What a search found; `by` says whose word that is.
#[component]
pub(super) fn Hits(hits: Vec<Hit>, by: Message) -> impl IntoView {
    let count = match hits.len() {
        0 => words::nothing_found(),
        count => words::found(count, by),
    };
    let hit = |hit: Hit| {
        let name = short(&visible(&hit.name));
        let name = match link_to_hit(&hit) {
            Some(link) => view! { <a href=link><bdi>{name}</bdi></a> }.into_any(),
            None => view! { <bdi>{name}</bdi> }.into_any(),
        };
        let about = hit.description.map(|text| short(&visible(&text)));
        let stars = hit.stars.map(|stars| say(words::stars(stars)));
        let official = hit.is_official.then(|| say(words::official()));
        let facts: Vec<String> = [official, stars].into_iter().flatten().collect();
        view! { <li>{name}" "<span class="hint">{facts.join(", ")}</span><p class="hint"><bdi>{about}</bdi></p></li> }
    };
    view! {
        <p>{say_sentence(count)}</p>
        <ul class="names">{hits.into_iter().map(hit).collect_view()}</ul>
    }
}
