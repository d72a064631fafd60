//! The layers of the chosen image: one table of the steps that built it, of what
//! each made, and of what is known of that.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::DigestText;
use crate::ui::family::Places;
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::layer_matrix::LayerMatrix;
use crate::ui::mark::Mark;
use crate::ui::more::ShowMore;
use crate::ui::page::Page;
use crate::ui::term::Term;
use crate::views::steps::{Step, StepLayer};
use crate::views::{
    FamilyCell, LAYER_ROLES, LAYERS_AT_ONCE, LayerRow, LayerTable, are_comparable, open_columns,
    sentence_case, term_of,
};
use crate::words::{controls, detail, layers as words, overview};

/// The table, and what several images share.
#[component]
pub fn Layers(page: Page) -> impl IntoView {
    let table = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| LayerTable::of(showing, image))
            .unwrap_or_default()
    });
    let totals = move || table.with(|table| table.totals.as_ref().map(say));
    let mismatch = move || {
        let why = table.with(|table| table.mismatch.clone());
        why.map(|why| {
            let why = say_sentence(overview::steps_not_matched(why));
            view! { <p class="mismatch unknown">{visible(&why)}</p> }
        })
    };
    let some = Memo::new(move |_| table.with(|table| !table.rows.is_empty()));
    view! {
        <section class="layers" aria-labelledby="layers-heading">
            <div class="section-head">
                <h2 id="layers-heading">{say(controls::layers())}</h2>
                <p class="hint">{totals}</p>
            </div>
            {mismatch}
            <Show when=move || some.get()
                fallback=|| view! { <p class="empty">{say(words::no_layers())}</p> }>
                <Table page table/>
            </Show>
        </section>
        <SharedLayers page/>
    }
}

#[component]
fn Table(page: Page, table: Memo<LayerTable>) -> impl IntoView {
    let limit = RwSignal::new(LAYERS_AT_ONCE);
    let count = Memo::new(move |_| table.with(|table| table.rows.len()));
    let hidden = Signal::derive(move || count.get().saturating_sub(limit.get()));
    let columns = Memo::new(move |_| table.with(|table| table.columns.clone()));
    // A row is drawn again only where other things stand in it.
    let rows = move || {
        table.with(|table| {
            let rows = table.rows.iter().take(limit.get()).enumerate();
            rows.map(|(place, row)| (place, drawn(row)))
                .collect::<Vec<_>>()
        })
    };
    view! {
        <div class="table-scroll" role="region" aria-label=say(words::table()) tabindex="0">
            <table>
                <caption class="visually-hidden">{say(words::caption())}</caption>
                <Head table columns/>
                <tbody>
                    <For each=rows key=Clone::clone let((place, _))>
                        <Row page table columns place/>
                    </For>
                </tbody>
            </table>
        </div>
        <ShowMore hidden limit/>
    }
}

/// What of a row does not change while bytes are counted.
fn drawn(row: &LayerRow) -> impl Clone + Eq + std::hash::Hash + Send + Sync + use<> {
    let step = row.step.as_ref();
    let digests = row.digests.each_ref();
    (
        step.map(|step| (step.keyword.clone(), step.rest.clone())),
        row.layer.as_ref().map(|layer| (layer.number, layer.node)),
        digests.map(|cell| cell.as_ref().and_then(|cell| cell.digest.clone())),
    )
}

#[component]
fn Head(table: Memo<LayerTable>, columns: Memo<Vec<usize>>) -> impl IntoView {
    let digests = move || {
        let columns = columns.get().into_iter();
        let heads = columns.filter_map(|column| {
            let role = *LAYER_ROLES.get(column)?;
            Some(view! {
                <th scope="col"><Term of=term_of(role) label=role.name()><PlacesOf table column/></Term></th>
            })
        });
        heads.collect_view()
    };
    view! {
        <thead>
            <tr>
                <th scope="col"><Term of=Term::Layer/></th>
                <th scope="col"><Term of=Term::HistoryStep label=words::step()/></th>
                <th scope="col">{say(detail::verdict())}</th>
                <th scope="col">{say(overview::size())}</th>
                {digests}
                <th scope="col">{say(words::files())}</th>
            </tr>
        </thead>
    }
}

/// Where a person meets the digests of a column.
#[component]
fn PlacesOf(table: Memo<LayerTable>, column: usize) -> impl IntoView {
    let places = Memo::new(move |_| {
        let places = table.with(|table| table.places.get(column).cloned());
        places.unwrap_or_default()
    });
    move || view! { <Places places=places.get()/> }
}

#[component]
fn Row(
    page: Page,
    table: Memo<LayerTable>,
    columns: Memo<Vec<usize>>,
    place: usize,
) -> impl IntoView {
    let row = Memo::new(move |_| {
        table
            .with(|table| table.rows.get(place).cloned())
            .unwrap_or_default()
    });
    let drawn = row.get_untracked();
    let without = drawn.layer.is_none();
    let cells = move || {
        let columns = columns.get().into_iter();
        let cells = columns.map(|column| view! { <Digest page row column/> });
        cells.collect_view()
    };
    view! {
        <tr class:empty-step=without>
            <th scope="row"><Number page layer=drawn.layer/></th>
            <td class="step" data-label=say(words::step())>{drawn.step.map(|step| view! { <StepText step/> })}</td>
            <td><Verdict row/></td>
            <td class="sizes" data-label=say(overview::size())><Sizes row/></td>
            {cells}
            <td><FilesOf page row/></td>
        </tr>
    }
}

/// The way to the layer; of a step without one, that.
#[component]
fn Number(page: Page, layer: Option<StepLayer>) -> impl IntoView {
    let Some(layer) = layer else {
        return view! { <span class="no-layer">{say(overview::no_layer())}</span> }.into_any();
    };
    let name = say(overview::layer_number(layer.number));
    match layer.node {
        Some(id) => view! {
            <button type="button" class="link" on:click=move |_| page.select(id)>{name}</button>
        }
        .into_any(),
        None => name.into_any(),
    }
}

#[component]
fn StepText(step: Step) -> impl IntoView {
    let created = step
        .created
        .map(|at| view! { <span class="when">{short(&say(at))}</span> });
    let comment = step.comment.map(
        |comment| view! { <span class="comment"><FoldedText text=comment what=overview::comment()/></span> },
    );
    let space = if step.keyword.is_empty() { "" } else { " " };
    view! {
        <pre><b>{step.keyword}</b>{space}<FoldedText text=step.rest what=overview::step()/></pre>
        <p class="about-step">{created}{comment}</p>
    }
}

#[component]
fn Verdict(row: Memo<LayerRow>) -> impl IntoView {
    let verdict = Memo::new(move |_| row.with(LayerRow::verdict));
    move || {
        verdict
            .get()
            .map(|(tone, word)| view! { <Mark tone word/> })
    }
}

#[component]
fn Sizes(row: Memo<LayerRow>) -> impl IntoView {
    let sizes = Memo::new(move |_| row.with(LayerRow::sizes));
    let share = move || format!("{}%", row.with(|row| row.share));
    let empty = move || row.with(|row| row.layer.as_ref().is_some_and(|layer| layer.is_empty));
    move || {
        let (stored, unpacked) = sizes.get()?;
        let known = empty()
            .then(|| view! { <span class="hint">{say(overview::known_empty_layer())}</span> });
        Some(view! {
            <span class="bar" aria-hidden="true"><span style:inline-size=share></span></span>
            <span class="size">{say(stored)}</span>
            {unpacked.map(|size| view! { <span class="size">{say(size)}</span> })}
            {known}
        })
    }
}

#[component]
fn Digest(page: Page, row: Memo<LayerRow>, column: usize) -> impl IntoView {
    let label = LAYER_ROLES
        .get(column)
        .map(|role| sentence_case(&say(role.name())));
    let cell = row.with_untracked(|row| row.cell(column).cloned());
    let found = Memo::new(move |_| row.with(|row| row.found(column)));
    let found = move || {
        let found = found.get();
        found.map(|found| view! { <p class="note bad">{visible(&say_sentence(found))}</p> })
    };
    view! { <td data-label=label>{cell.map(|cell| view! { <DigestOf page cell/> })}{found}</td> }
}

#[component]
fn DigestOf(page: Page, cell: FamilyCell) -> impl IntoView {
    let Some(digest) = cell.digest else {
        return view! { <span class="nothing">{say(words::not_known())}</span> }.into_any();
    };
    let text = digest.clone();
    let digest = view! { <DigestText text=digest/> };
    let shown = match cell.node {
        Some(node) => view! {
            <button type="button" class="bare" on:click=move |_| page.select(node)>{digest}</button>
        }
        .into_any(),
        None => digest.into_any(),
    };
    let note = cell
        .note
        .map(|note| view! { <p class="note">{visible(&say_sentence(note))}</p> });
    view! { <span class="digest-line">{shown}<CopyButton text what=cell.what/></span>{note} }
        .into_any()
}

/// The way to the files of a layer that was read.
#[component]
fn FilesOf(page: Page, row: Memo<LayerRow>) -> impl IntoView {
    let files = Memo::new(move |_| row.with(|row| Some((row.files?, row.layer.as_ref()?.number))));
    move || {
        let (id, number) = files.get()?;
        Some(view! {
            <button type="button" class="link" aria-label=say(words::files_of(number))
                on:click=move |_| page.show_files(id)>
                {say(words::files())}
            </button>
        })
    }
}

/// The layers of the images, where there are several.
#[component]
fn SharedLayers(page: Page) -> impl IntoView {
    let several = Memo::new(move |_| page.with_showing(are_comparable) == Some(true));
    let columns = move || page.with_showing(open_columns).unwrap_or_default();
    view! {
        <Show when=move || several.get()>
            <LayerMatrix columns ask=overview::compare_open_images()/>
        </Show>
    }
}
