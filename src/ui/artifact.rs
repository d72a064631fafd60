//! What is no image: what it is, what it says, and what it holds.

use leptos::prelude::*;

use crate::format::{short_text, visible};
use crate::image::digest::Digest;
use crate::inspect::graph::NodeId;
use crate::session::Event;
use crate::ui::config_cards::CardView;
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::DigestText;
use crate::ui::driver::Driver;
use crate::ui::family::Sentence;
use crate::ui::fetch_more::FetchNode;
use crate::ui::language::say;
use crate::ui::mark::Mark;
use crate::ui::more::ShowRest;
use crate::ui::page::Page;
use crate::views::{
    ArtifactLayout, DigestCell, PARTS_AT_ONCE, PartLine, SubjectCell, sentence_case,
};
use crate::words::{artifacts, controls};

/// The chosen artifact.
#[component]
pub fn ArtifactView(driver: Driver, chosen: Memo<Option<NodeId>>) -> impl IntoView {
    let limit = RwSignal::new(PARTS_AT_ONCE);
    let layout = Memo::new(move |_| {
        let (id, limit) = (chosen.get()?, limit.get());
        let page = driver.page;
        page.find(|showing| ArtifactLayout::of(showing, id, limit))
    });
    // A note that is opened stays open while verdicts come in.
    let open = RwSignal::new(Vec::<String>::new());
    move || {
        let layout = layout.get()?;
        Some(view! { <Artifact driver layout limit open/> })
    }
}

#[component]
fn Artifact(
    driver: Driver,
    layout: ArtifactLayout,
    limit: RwSignal<usize>,
    open: RwSignal<Vec<String>>,
) -> impl IntoView {
    let page = driver.page;
    let id = layout.node;
    let cards = layout.cards.into_iter();
    let cards: Vec<_> = cards.map(|card| view! { <CardView card/> }).collect();
    let parts = layout.parts.into_iter();
    let parts: Vec<_> = parts
        .map(|part| view! { <PartView driver part open/> })
        .collect();
    let held = (!parts.is_empty()).then(|| {
        view! { <h3>{say(artifacts::contents())}</h3><ul class="parts">{parts}</ul> }
    });
    view! {
        <section class="artifact" aria-labelledby="artifact-heading">
            <h2 id="artifact-heading"><bdi>{visible(&sentence_case(&say(layout.heading)))}</bdi></h2>
            {layout.purpose.map(|purpose| view! { <p class="hint"><Sentence text=say(purpose)/></p> })}
            {layout.absent.map(|why| view! {
                <p class="absent">{visible(&say(artifacts::document_is(why)))}" "<FetchNode driver id/></p>
            })}
            {layout.digest.map(|cell| view! { <DigestLine page cell node=Some(id)/> })}
            {layout.subject.map(|subject| view! { <About page subject/> })}
            <div class="cards">{cards}</div>
            {held}
            <ShowRest hidden=layout.more limit/>
            {layout.text.map(|text| view! { <pre class="text" tabindex="0">{text}</pre> })}
        </section>
    }
}

/// A digest with its verdict; a way to the object, where there is one.
#[component]
fn DigestLine(page: Page, cell: DigestCell, node: Option<NodeId>) -> impl IntoView {
    let text = cell.digest.clone();
    let detail = node.map(|id| {
        let name = say(controls::show_in_detail(visible(&short_text(&cell.digest))));
        view! {
            <button type="button" class="link" aria-label=name on:click=move |_| page.select(id)>{say(controls::details())}</button>
        }
    });
    view! {
        <p class="digest-line">
            <DigestText text=text.clone()/>
            <CopyButton text what=controls::digest()/>
            <Mark tone=cell.tone word=cell.word/>
            {detail}
        </p>
    }
}

#[component]
fn About(page: Page, subject: SubjectCell) -> impl IntoView {
    let text = subject.digest.clone();
    let open = subject.node.map(|id| {
        view! { <button type="button" class="link" on:click=move |_| page.select(id)>{say(controls::show_it())}</button> }
    });
    view! {
        <div class="subject">
            <h3>{say(artifacts::about_subject())}</h3>
            <p class="digest-line"><DigestText text=text.clone()/><CopyButton text what=artifacts::subject_digest()/>{open}</p>
        </div>
    }
}

#[component]
fn Annotations(pairs: Vec<(String, String)>) -> impl IntoView {
    let pairs = pairs.into_iter().map(|(name, value)| {
        view! { <dt><code><bdi>{name}</bdi></code></dt><dd><bdi>{value}</bdi></dd> }
    });
    view! { <dl class="facts">{pairs.collect_view()}</dl> }
}

#[component]
fn PartView(driver: Driver, part: PartLine, open: RwSignal<Vec<String>>) -> impl IntoView {
    let page = driver.page;
    let digest = part.digest.clone();
    let digest = digest.map(|cell| view! { <DigestLine page cell node=part.node/> });
    let annotations =
        (!part.annotations.is_empty()).then(|| view! { <Annotations pairs=part.annotations/> });
    let media_type = match part.media_type {
        Some(text) => view! { <code><bdi>{text}</bdi></code> }.into_any(),
        None => say(artifacts::no_media_type()).into_any(),
    };
    let key = part.digest.map(|cell| cell.digest).unwrap_or_default();
    let text = part.text.map(|text| view! { <Text text key open/> });
    let fetch = match (part.readable, part.node) {
        (Some(digest), _) => view! { <Read driver digest/> }.into_any(),
        (None, Some(id)) => view! { <FetchNode driver id/> }.into_any(),
        (None, None) => ().into_any(),
    };
    view! {
        <li>
            <h4><bdi>{say(part.title)}</bdi></h4>
            <p>{say(part.about)}</p>
            <p class="hint">{media_type}</p>
            {digest}
            {annotations}
            {text}
            {fetch}
        </li>
    }
}

/// A small text, shown as text whatever it is. It stays open while verdicts
/// come in and the list is drawn anew.
#[component]
fn Text(text: String, key: String, open: RwSignal<Vec<String>>) -> impl IntoView {
    let toggled = key.clone();
    let toggle = move |_| {
        open.update(
            |open| match open.iter().position(|known| *known == toggled) {
                Some(place) => drop(open.remove(place)),
                None => open.push(toggled.clone()),
            },
        );
    };
    let is_open = Memo::new(move |_| open.with(|open| open.contains(&key)));
    view! {
        <button type="button" aria-expanded=move || is_open.get().to_string() on:click=toggle>
            {move || say(if is_open.get() { artifacts::close_text() } else { artifacts::read_text() })}
        </button>
        <Show when=move || is_open.get()>
            <pre class="text" tabindex="0">{text.clone()}</pre>
        </Show>
    }
}

/// Fetches a small text to be read.
#[component]
fn Read(driver: Driver, digest: Digest) -> impl IntoView {
    let busy = Memo::new(move |_| {
        driver.page.with_showing(|showing| showing.asking.is_some()) == Some(true)
    });
    view! {
        <button type="button" disabled=move || busy.get()
            on:click=move |_| driver.send(Event::MoreAsked(vec![digest.clone()]))>
            {say(artifacts::fetch_to_read())}
        </button>
    }
}
