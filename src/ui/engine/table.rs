//! The images, one row each.

use leptos::prelude::*;

use super::state::EngineState;
use crate::format::{short, visible};
use crate::source::engine::{Engine, ImageName};
use crate::ui::digest_text::DigestText;
use crate::ui::language::{say, say_sentence};
use crate::ui::more::{ShowMore, drawn_rows};
use crate::views::engine::{EngineRow, ImageQuery, engine_rows, leads};
use crate::web::fetch::Fetch;
use crate::web::task::Task;
use crate::words::{Message, engine as words};

const COLUMNS: [fn() -> Message; 6] = [
    words::tags,
    words::id,
    words::digests,
    words::created,
    words::size,
    words::action,
];

#[component]
pub(super) fn ImageTable(state: EngineState) -> impl IntoView {
    let query = RwSignal::new(ImageQuery::default());
    let limit = drawn_rows();
    let images = state.kept.images;
    let rows = Memo::new(move |_| {
        images
            .with(|images| {
                let images = images.as_ref();
                images.map(|images| query.with(|query| engine_rows(images, query)))
            })
            .unwrap_or_default()
    });
    let hidden = Memo::new(move |_| rows.with(Vec::len).saturating_sub(limit.get()));
    // What a row was asked for stays while others are drawn.
    let shown = move || rows.get().into_iter().take(limit.get()).collect::<Vec<_>>();
    let key = |row: &EngineRow| (row.id.clone(), row.tags.clone());
    view! {
        <Count state/>
        <Filters query/>
        <div class="table-scroll engine-images" role="region" aria-label=say(words::table()) tabindex="0">
            <table>
                <thead>
                    <tr>{COLUMNS.map(|name| view! { <th scope="col">{say(name())}</th> }).collect_view()}</tr>
                </thead>
                <tbody>
                    <For each=shown key=key let:row>
                        <ImageRow state row/>
                    </For>
                </tbody>
            </table>
        </div>
        <ShowMore hidden limit/>
    }
}

/// How many there are, and what is not shown of them.
#[component]
fn Count(state: EngineState) -> impl IntoView {
    let said = move || {
        state.kept.images.with(|images| {
            let images = images.as_ref()?;
            let count = match images.images.len() {
                0 => words::no_images(),
                count => words::images(count),
            };
            let malformed = (images.malformed > 0).then(|| words::malformed(images.malformed));
            let left_out = (images.left_out > 0).then(|| words::left_out(images.left_out));
            let all = [Some(count), malformed, left_out];
            let line = |said: Message| view! { <p>{say_sentence(said)}</p> };
            Some(all.into_iter().flatten().map(line).collect_view())
        })
    };
    view! { <div role="status">{said}</div> }
}

#[component]
fn Filters(query: RwSignal<ImageQuery>) -> impl IntoView {
    let typed = move |event| query.update(|query| query.text = event_target_value(&event));
    let checked =
        move |event| query.update(|query| query.only_dangling = event_target_checked(&event));
    view! {
        <form class="tag-filters" role="search" aria-label=say(words::table()) on:submit=|event| event.prevent_default()>
            <p>
                <label for="engine-name">{say(words::name_contains())}</label>
                <input type="search" id="engine-name" spellcheck="false" autocomplete="off" on:input=typed/>
            </p>
            <p class="turned">
                <label class="check">
                    <input type="checkbox" on:change=checked/>
                    {say(words::only_dangling())}
                </label>
            </p>
        </form>
    }
}

#[component]
fn ImageRow(state: EngineState, row: EngineRow) -> impl IntoView {
    let tags = match row.tags.is_empty() {
        true => view! { <span class="hint">{say(words::dangling())}</span> }.into_any(),
        false => {
            let tag = |tag: &String| view! { <li><bdi>{short(&visible(tag))}</bdi></li> };
            view! { <ul>{row.tags.iter().map(tag).collect_view()}</ul> }.into_any()
        }
    };
    let digests = match row.repo_digests.is_empty() {
        true => view! { <span class="hint">{say(words::no_digest())}</span> }.into_any(),
        false => {
            let digest = |name: &String| {
                let (name, digest) = name.rsplit_once('@').unwrap_or(("", name));
                view! { <li><bdi>{short(&visible(name))}</bdi>" "<DigestText text=digest.to_owned()/></li> }
            };
            view! { <ul>{row.repo_digests.iter().map(digest).collect_view()}</ul> }.into_any()
        }
    };
    let open = row.open.clone();
    let asked = row.open.clone();
    let is_busy = move || state.receiving.with(Option::is_some);
    let hint = |said: Message| view! { <p class="hint">{say(said)}</p> };
    let ask = row.ask.clone();
    let ask = ask.map(|name| view! { <WhereItLeads state row=row.clone() name/> });
    view! {
        <tr>
            <th scope="row">{tags}</th>
            <td><DigestText text=row.id/>{hint(row.id_is)}</td>
            <td>{digests}{ask}</td>
            <td>{row.created.map(say)}</td>
            <td class="count">{say(row.size)}{row.platforms.map(hint)}</td>
            <td>
                <button type="button" disabled=is_busy aria-label=say(words::open_image(asked.as_str()))
                    on:click=move |_| state.open(open.clone())>{say(words::open())}</button>
            </td>
        </tr>
    }
}

/// Asks the registry of a tag where that leads, through the engine.
#[component]
fn WhereItLeads(state: EngineState, row: EngineRow, name: ImageName) -> impl IntoView {
    let said = RwSignal::new(None::<Message>);
    let task = StoredValue::new_local(None::<Task>);
    let row = StoredValue::new(row);
    let label = say(words::where_its_tag_leads_of(name.as_str()));
    let ask = move |_| {
        let name = name.clone();
        said.set(Some(words::asking()));
        task.set_value(Some(Task::start(async move {
            let found = match state.address() {
                Ok(address) => Engine::new(&Fetch, address).distribution(&name).await,
                Err(error) => Err(error),
            };
            let digest = found.map(|found| found.target.digest);
            said.set(match digest {
                Ok(Some(digest)) => Some(row.with_value(|row| leads(row, &digest))),
                Ok(None) => None,
                Err(error) => Some(words::not_told_where(error.message())),
            });
        })));
    };
    view! {
        <button type="button" class="link" aria-label=label on:click=ask>{say(words::where_its_tag_leads())}</button>
        <p class="hint" aria-live="polite">{move || said.get().map(|said| visible(&say_sentence(said)))}</p>
    }
}
