//! The digest family of the chosen image: what each digest is called, and
//! where a person meets it.

use leptos::prelude::*;

use crate::format::visible;
use crate::inspect::family::Member;
use crate::presentation::{FamilyLayout, LAYER_ROLES, Piece, Tone, pieces, sentence_case};
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::DigestText;
use crate::ui::mark::Mark;
use crate::ui::page::Page;

#[component]
pub fn DigestFamily(page: Page) -> impl IntoView {
    let layout = Memo::new(move |_| {
        let layout = page.with_showing(|showing| FamilyLayout::of(showing, page.image.get()));
        layout.unwrap_or_default()
    });
    let any = Memo::new(move |_| layout.with(|layout| *layout != FamilyLayout::default()));
    let whole = move || {
        let members = layout.with(|layout| layout.whole.clone());
        members
            .into_iter()
            .map(|member| view! { <Whole page member/> })
            .collect_view()
    };
    view! {
        <Show when=move || any.get()>
            <section class="family" aria-labelledby="family-heading">
                <h2 id="family-heading">"What this image is called"</h2>
                <ul class="whole">{whole}</ul>
                {move || view! { <Layers page layout=layout.get()/> }}
            </section>
        </Show>
    }
}

/// A digest of the whole image, with the places.
#[component]
fn Whole(page: Page, member: Member) -> impl IntoView {
    let name = member.role.name();
    let digest = match member.digest.clone() {
        Some(digest) => view! {
            <p class="digest-line">
                <DigestText text=digest.clone()/>
                <CopyButton text=digest what=name/>
            </p>
        }
        .into_any(),
        None => view! { <p class="nothing">"not known"</p> }.into_any(),
    };
    let note = member
        .note
        .map(|note| view! { <p class="note"><Sentence text=note/></p> });
    view! {
        <li>
            <h3><Named page member=member.clone()/></h3>
            <Mark tone=Tone::of(&member.verdict) word=member.verdict.label()/>
            {digest}
            {note}
            <Places places=member.places/>
        </li>
    }
}

/// The role's name, leading to the node where there is one.
#[component]
fn Named(page: Page, member: Member) -> impl IntoView {
    let name = sentence_case(member.role.name());
    match member.node {
        Some(node) => view! {
            <button type="button" class="link" on:click=move |_| page.select(node)>{name}</button>
        }
        .into_any(),
        None => name.into_any(),
    }
}

#[component]
fn Places(places: &'static [&'static str]) -> impl IntoView {
    let place = |text: &&'static str| view! { <li><Sentence text=*text/></li> };
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

/// One line for each layer, a column for each of its digests.
#[component]
fn Layers(page: Page, layout: FamilyLayout) -> impl IntoView {
    if layout.layers.is_empty() {
        return ().into_any();
    }
    let heads = LAYER_ROLES.iter().enumerate().map(|(column, role)| {
        view! {
            <th scope="col">{sentence_case(role.name())}<Places places=layout.places(column)/></th>
        }
    });
    let line = |(place, cells): (usize, [Option<Member>; 3])| {
        let cells =
            cells.map(|cell| view! { <td>{cell.map(|member| view! { <Cell page member/> })}</td> });
        view! { <tr><th scope="row">{place + 1}</th>{cells.collect_view()}</tr> }
    };
    view! {
        <div class="table-scroll" role="region" aria-label="The layers' digests" tabindex="0">
            <table class="layers">
                <caption class="visually-hidden">"The digests of each layer, base first"</caption>
                <thead><tr><th scope="col">"Layer"</th>{heads.collect_view()}</tr></thead>
                <tbody>{layout.layers.clone().into_iter().enumerate().map(line).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Cell(page: Page, member: Member) -> impl IntoView {
    let what = format!(
        "{} of layer {}",
        member.role.name(),
        member.layer.map_or(1, |layer| layer + 1)
    );
    let word = member.verdict.label();
    let mark = view! { <Mark tone=Tone::of(&member.verdict) word/> };
    let mark = match member.node {
        Some(node) => view! {
            <button type="button" class="bare" on:click=move |_| page.select(node)>
                {mark}<span class="visually-hidden">{format!(": show {what}")}</span>
            </button>
        }
        .into_any(),
        None => mark.into_any(),
    };
    let digest = member.digest.map(|digest| {
        view! {
            <span class="digest-line">
                <DigestText text=digest.clone()/>
                <CopyButton text=digest what=what.clone()/>
            </span>
        }
    });
    view! {
        {digest}
        {mark}
        {member.note.map(|note| view! { <p class="note"><Sentence text=note/></p> })}
    }
}
