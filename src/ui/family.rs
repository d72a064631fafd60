//! The digest family of the chosen image: what each digest is called, and
//! where a person meets it.

use leptos::prelude::*;

use crate::format::visible;
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::DigestText;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::ui::page::Page;
use crate::views::{
    FamilyCell, FamilyLayout, LAYER_ROLES, LAYERS_AT_ONCE, LayerLine, Piece, pieces, sentence_case,
};
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
                <Layers page layout/>
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

/// One line for each layer, a column for each of its digests.
#[component]
fn Layers(page: Page, layout: Memo<FamilyLayout>) -> impl IntoView {
    let limit = RwSignal::new(LAYERS_AT_ONCE);
    let count = Memo::new(move |_| layout.with(|layout| layout.layers.len()));
    let shown = move || count.get().min(limit.get());
    let more = move || count.get().saturating_sub(limit.get());
    let columns = Memo::new(move |_| layout.with(FamilyLayout::columns));
    let head = move |column: usize| {
        let role = LAYER_ROLES.get(column);
        let places = Memo::new(move |_| layout.with(|layout| layout.places(column)));
        view! {
            <th scope="col">
                {role.map(|role| sentence_case(&say(role.name())))}
                {move || view! { <Places places=places.get()/> }}
            </th>
        }
    };
    let heads = move || columns.get().into_iter().map(head).collect_view();
    view! {
        <Show when=move || { count.get() > 0 }>
            <div class="table-scroll" role="region" aria-label=say(overview::layer_digests()) tabindex="0">
                <table class="layers">
                    <caption class="visually-hidden">{say(overview::layer_digests_base_first())}</caption>
                    <thead><tr><th scope="col">{say(overview::layer())}</th>{heads}</tr></thead>
                    <tbody>
                        <For each=move || 0..shown() key=|place| *place let:place>
                            <Line page layout columns place/>
                        </For>
                    </tbody>
                </table>
            </div>
        </Show>
        <Show when=move || { more() > 0 }>
            <button type="button" on:click=move |_| limit.set(usize::MAX)>
                {move || say(overview::show_other_layers(more()))}
            </button>
        </Show>
    }
}

/// A layer's line: of a hundred layers a few change at a time, and only those
/// are drawn again.
#[component]
fn Line(
    page: Page,
    layout: Memo<FamilyLayout>,
    columns: Memo<Vec<usize>>,
    place: usize,
) -> impl IntoView {
    let line = Memo::new(move |_| {
        let line = layout.with(|layout| layout.layers.get(place).cloned());
        line.unwrap_or_default()
    });
    let drawn = Memo::new(move |_| {
        let unjudged = |cell: &Option<FamilyCell>| cell.as_ref().map(FamilyCell::unjudged);
        line.with(|line| line.each_ref().map(unjudged))
    });
    let cells = move || {
        let mut drawn = drawn.get();
        let cell = |column| {
            let cell = drawn.get_mut(column).and_then(Option::take);
            view! { <td>{cell.map(|cell| view! { <Cell page line column cell/> })}</td> }
        };
        columns.get().into_iter().map(cell).collect_view()
    };
    view! { <tr><th scope="row">{place + 1}</th>{cells}</tr> }
}

/// All of a cell but its verdict is drawn once.
#[component]
fn Cell(page: Page, line: Memo<LayerLine>, column: usize, cell: FamilyCell) -> impl IntoView {
    let judged = Memo::new(move |_| {
        line.with(|line| {
            let cell = line.get(column)?.as_ref()?;
            Some((cell.tone, cell.word.clone(), cell.found.clone()))
        })
    });
    let mark = move || {
        let judged = judged.get();
        judged.map(|(tone, word, _)| view! { <Mark tone word/> })
    };
    let found = move || {
        let judged = judged.get();
        judged.and_then(|(.., found)| {
            found.map(|found| view! { <p class="note">{visible(&say_sentence(found))}</p> })
        })
    };
    let mark = match cell.node {
        Some(node) => view! {
            <button type="button" class="bare" on:click=move |_| page.select(node)>
                {mark}<span class="visually-hidden">": "{say(overview::show_digest(cell.what.clone()))}</span>
            </button>
        }
        .into_any(),
        None => mark.into_any(),
    };
    let digest = cell.digest.map(|digest| {
        view! {
            <span class="digest-line">
                <DigestText text=digest.clone()/>
                <CopyButton text=digest what=cell.what.clone()/>
            </span>
        }
    });
    view! {
        {digest}
        {mark}
        {found}
        {cell.note.map(|note| view! { <p class="note"><Sentence text=say(note)/></p> })}
    }
}
