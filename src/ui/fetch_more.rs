//! What a registry has of the image that is open and that is not here yet.

use leptos::prelude::*;

use crate::format::{Sum, visible};
use crate::inspect::graph::NodeId;
use crate::session::{Event, Fetchable};
use crate::ui::driver::Driver;
use crate::ui::help::Lacking;
use crate::ui::language::{say, say_sentence};
use crate::ui::relays::Relays;
use crate::views::{LAYER_SIZES, layer_size, link_to_tags};
use crate::words::page as words;

/// Layers and platforms to be fetched, and what came of the last attempt.
#[component]
pub fn FetchMore(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let fetched =
        Memo::new(move |_| page.with_showing(|showing| showing.asked.is_some()) == Some(true));
    let trouble = Memo::new(move |_| page.find(|showing| showing.trouble.clone()));
    let asking = Memo::new(move |_| page.find(|showing| showing.asking.clone()));
    view! {
        <Show when=move || fetched.get()>
            <section class="fetch-more" aria-label=say(words::at_the_registry())>
                <AllLayers driver/>
                <Platforms driver/>
                {move || asking.get().map(|what| view! {
                    <span role="status">{visible(&say(words::asking_for(what)))}</span>
                    <button type="button" class="danger" on:click=move |_| driver.send(Event::Cancelled)>{say(words::cancel())}</button>
                })}
                {move || trouble.get().map(|why| view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> })}
                <Lacking driver/>
                <AllTags driver/>
                <AtOnce driver/>
                <Relays driver would_help=None/>
            </section>
        </Show>
    }
}

#[component]
fn AllLayers(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let layers = Memo::new(move |_| {
        page.with_showing(|showing| showing.unfetched_layers())
            .unwrap_or_default()
    });
    let some = Memo::new(move |_| layers.with(|(blobs, _)| !blobs.is_empty()));
    let fetch = move |_| {
        let (blobs, _) = layers.get_untracked();
        driver.send(Event::LayersAsked(blobs));
    };
    view! {
        <Show when=move || some.get()>
            <button type="button" class="primary" on:click=fetch>
                {move || layers.with(|(_, size)| say(words::fetch_all_layers(*size)))}
            </button>
        </Show>
    }
}

/// The way to the other tags of the repository.
#[component]
fn AllTags(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let link = Memo::new(move |_| page.find(link_to_tags));
    move || {
        link.get()
            .map(|link| view! { <a href=link>{say(words::all_tags())}</a> })
    }
}

#[component]
fn Platforms(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let absent = Memo::new(move |_| {
        page.with_showing(|showing| showing.absent_platforms())
            .unwrap_or_default()
    });
    let some = Memo::new(move |_| absent.with(|absent| !absent.is_empty()));
    let chosen = Memo::new(move |_| {
        let image = page.image.get();
        page.find(|showing| showing.opened.graph.images.get(image)?.manifest)
    });
    let fetch = move |_| driver.send(Event::MoreAsked(absent.get_untracked()));
    view! {
        {move || chosen.get().map(|id| view! { <FetchNode driver id/> })}
        <Show when=move || some.get()>
            <button type="button" on:click=fetch>
                {move || say(words::fetch_all_platforms(absent.with(Vec::len)))}
            </button>
        </Show>
    }
}

/// A button that fetches what one object lacks; nothing where it lacks nothing.
#[component]
pub fn FetchNode(driver: Driver, id: NodeId) -> impl IntoView {
    let page = driver.page;
    let fetchable = Memo::new(move |_| page.find(|showing| showing.fetchable(id)));
    let busy =
        Memo::new(move |_| page.with_showing(|showing| showing.asking.is_some()) == Some(true));
    let fetch = move |_| match fetchable.get_untracked() {
        Some(Fetchable::Platform(digest)) => {
            // What a person fetches is what they want to see.
            if let Some(place) = place_of(driver, id) {
                page.image.set(place);
            }
            driver.send(Event::MoreAsked(vec![digest]));
        }
        Some(Fetchable::Document(digest)) => driver.send(Event::MoreAsked(vec![digest])),
        Some(Fetchable::Bytes { blob, .. }) => driver.send(Event::LayersAsked(vec![blob])),
        None => {}
    };
    let label = |fetchable: Fetchable| match fetchable {
        Fetchable::Platform(_) => words::fetch_platform(),
        Fetchable::Document(_) => words::fetch_document(),
        Fetchable::Bytes { size, .. } => words::fetch_bytes(Sum::from(size)),
    };
    move || {
        fetchable.get().map(|fetchable| {
            view! {
                <button type="button" on:click=fetch disabled=move || busy.get()>{say(label(fetchable))}</button>
            }
        })
    }
}

/// The image that a manifest makes.
fn place_of(driver: Driver, id: NodeId) -> Option<usize> {
    driver.page.find_now(|showing| {
        let mut images = showing.opened.graph.images.iter();
        images.position(|image| image.manifest == Some(id))
    })
}

/// How large the layers together may be to be fetched without being asked for.
#[component]
fn AtOnce(driver: Driver) -> impl IntoView {
    let limit = driver.at_once();
    let options = LAYER_SIZES.into_iter().map(move |bytes| {
        let selected = bytes == limit;
        view! { <option value=bytes.to_string() selected=selected>{say(layer_size(bytes))}</option> }
    });
    let chosen = move |event| {
        let bytes = event_target_value(&event).parse();
        driver.set_at_once(bytes.unwrap_or_default());
    };
    view! {
        <span class="at-once">
            <label for="at-once">{say(words::layers_at_once())}</label>
            <select id="at-once" on:change=chosen>{options.collect_view()}</select>
        </span>
    }
}
