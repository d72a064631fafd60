//! The digest family of the chosen image: what each digest is called, and
//! where a person meets it.

use leptos::prelude::*;

use crate::format::visible;
use crate::inspect::graph::NodeId;
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::DigestText;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::ui::page::Page;
use crate::ui::term::Term;
use crate::views::{FamilyCell, FamilyLayout, Piece, pieces};
use crate::words::{Message, overview};

#[component]
pub fn DigestFamily(page: Page) -> impl IntoView {
    let layout = Memo::new(move |_| {
        let layout =
            page.with_showing(|showing| FamilyLayout::of_first(showing, page.image.get(), 0));
        layout.unwrap_or_default()
    });
    let any = Memo::new(move |_| layout.with(|layout| *layout != FamilyLayout::default()));
    let whole = Memo::new(move |_| layout.with(|layout| layout.whole.clone()));
    let whole = move || {
        let cells = whole.get().into_iter();
        cells
            .map(|cell| view! { <Whole page cell/> })
            .collect_view()
    };
    view! {
        <Show when=move || any.get()>
            <section class="family" aria-labelledby="family-heading">
                <h2 id="family-heading">{say(overview::what_it_is_called())}</h2>
                <ul class="whole">{whole}</ul>
            </section>
        </Show>
    }
}

/// A digest of the whole image, with the places.
#[component]
fn Whole(page: Page, cell: FamilyCell) -> impl IntoView {
    let digest = match cell.digest.clone() {
        Some(digest) => view! {
            <p class="digest-line">
                <DigestText text=digest.clone()/>
                <CopyButton text=digest what=cell.name.clone()/>
            </p>
        }
        .into_any(),
        None => view! { <p class="nothing">{say(overview::not_known())}</p> }.into_any(),
    };
    let found = cell.found.clone();
    let found = found.map(|found| view! { <p class="note">{visible(&say_sentence(found))}</p> });
    let note = cell
        .note
        .clone()
        .map(|note| view! { <p class="note"><Sentence text=say(note)/></p> });
    let places = cell.places;
    view! {
        <li>
            <h3><Term of=cell.term label=cell.name.clone()><Places places/></Term></h3>
            <WayTo page node=cell.node what=cell.name>
                <Mark tone=cell.tone word=cell.word/>
            </WayTo>
            {digest}
            {found}
            {note}
        </li>
    }
}

/// The mark of a digest, leading to its node where there is one.
#[component]
fn WayTo(page: Page, node: Option<NodeId>, what: Message, children: Children) -> impl IntoView {
    match node {
        Some(node) => view! {
            <button type="button" class="bare" on:click=move |_| page.select(node)>
                {children()}<span class="visually-hidden">": "{say(overview::show_digest(what))}</span>
            </button>
        }
        .into_any(),
        None => children(),
    }
}

/// Where a person meets a digest.
#[component]
pub fn Places(places: Vec<Message>) -> impl IntoView {
    let place = |text: &Message| view! { <li><Sentence text=say(text)/></li> };
    (!places.is_empty()).then(|| {
        view! {
            <span>{say(overview::where_it_is_met())}</span>
            <ul class="places">{places.iter().map(place).collect_view()}</ul>
        }
    })
}

/// A sentence whose code is set as code.
#[component]
pub fn Sentence(#[prop(into)] text: String) -> impl IntoView {
    let piece = |piece| match piece {
        Piece::Words(words) => words.into_any(),
        Piece::Code(code) => view! { <code>{code}</code> }.into_any(),
    };
    pieces(&visible(&text))
        .into_iter()
        .map(piece)
        .collect_view()
}
