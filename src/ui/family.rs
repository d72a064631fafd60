//! The digest family of the chosen image: what each digest is called, and
//! where a person meets it.

use leptos::prelude::*;

use crate::format::visible;
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::DigestText;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::ui::page::Page;
use crate::views::{FamilyCell, FamilyLayout, Piece, pieces, sentence_case};
use crate::words::{Message, overview};

#[component]
pub fn DigestFamily(page: Page) -> impl IntoView {
    let layout = Memo::new(move |_| {
        let layout = page.with_showing(|showing| FamilyLayout::of(showing, page.image.get()));
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
    view! {
        <li>
            <h3><Named page cell=cell.clone()/></h3>
            <Mark tone=cell.tone word=cell.word/>
            {digest}
            {found}
            {note}
            <Places places=cell.places/>
        </li>
    }
}

/// The role's name, leading to the node where there is one.
#[component]
fn Named(page: Page, cell: FamilyCell) -> impl IntoView {
    let name = sentence_case(&say(cell.name));
    match cell.node {
        Some(node) => view! {
            <button type="button" class="link" on:click=move |_| page.select(node)>{name}</button>
        }
        .into_any(),
        None => name.into_any(),
    }
}

#[component]
fn Places(places: Vec<Message>) -> impl IntoView {
    let place = |text: &Message| view! { <li><Sentence text=say(text)/></li> };
    (!places.is_empty())
        .then(|| view! { <ul class="places">{places.iter().map(place).collect_view()}</ul> })
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
