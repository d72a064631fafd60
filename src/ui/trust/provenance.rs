//! How an image was built, as its builder says.

use leptos::prelude::*;

use super::facts::{Away, Facts};
use super::table::Table;
use crate::attestation::Listed;
use crate::attestation::provenance::{Parameter, Provenance};
use crate::ui::digest_text::DigestText;
use crate::ui::driver::Driver;
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::more::{ShowMore, drawn_rows};
use crate::views::attestations::{
    FileShown, LineShown, ParameterRow, StepRow, UsedRow, file_rows, layer_digests, parameter_rows,
    provenance_facts, step_rows, used_rows,
};
use crate::words::{Message, attestations as words};

/// A statement about the image that is shown, and what is known of that.
type Stated = StoredValue<Provenance>;

#[component]
pub fn ProvenanceView(driver: Driver, provenance: Provenance) -> impl IntoView {
    let page = driver.page;
    let facts = provenance_facts(&provenance);
    let external = provenance.external.clone();
    let internal = provenance.internal.clone();
    let stated = StoredValue::new(provenance);
    let layers = Memo::new(move |_| {
        let place = page.image.get();
        page.find(|showing| {
            let image = showing.opened.graph.images.get(place)?;
            Some(layer_digests(&showing.opened, image))
        })
        .unwrap_or_default()
    });
    view! {
        <div class="provenance">
            <Facts facts/>
            <Used driver stated/>
            <Files stated layers/>
            <Steps stated layers/>
            <Parameters title=words::parameters() parameters=external/>
            <Parameters title=words::environment() parameters=internal/>
        </div>
    }
}

/// What the build used, each image held against what is open.
#[component]
fn Used(driver: Driver, stated: Stated) -> impl IntoView {
    let page = driver.page;
    let limit = drawn_rows();
    let rows = Memo::new(move |_| {
        let place = page.image.get();
        page.with_showing(|showing| {
            let image = showing.opened.graph.images.get(place);
            stated.with_value(|stated| used_rows(&showing.opened, image, stated))
        })
        .unwrap_or_default()
    });
    let hidden = Signal::derive(move || rows.with(Vec::len).saturating_sub(limit.get()));
    let is_any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    let shown = move || {
        let rows = rows.get().into_iter().take(limit.get());
        rows.map(|row| view! { <UsedView row/> }).collect_view()
    };
    let left_out = stated.with_value(|stated| stated.dependencies.left_out);
    let heads = || {
        vec![
            words::used_uri(),
            words::used_digest(),
            words::used_as_base(),
        ]
    };
    view! {
        <Show when=move || is_any.get()>
            <h4>{say(words::used())}</h4>
            <Table caption=words::used() heads=heads()>{shown}</Table>
            <ShowMore hidden limit/>
            <LeftOut left_out/>
        </Show>
    }
}

#[component]
fn UsedView(row: UsedRow) -> impl IntoView {
    let uri = match row.address {
        Some(address) => view! { <Away text=row.uri address/> }.into_any(),
        None => view! { <FoldedText text=row.uri what=words::used_uri()/> }.into_any(),
    };
    let digests = row.digests.into_iter();
    let digests = digests.map(|text| view! { <DigestText text/>" " });
    view! {
        <tr>
            <th scope="row"><code>{uri}</code></th>
            <td>{digests.collect_view()}</td>
            <td>{row.held.map(say)}</td>
        </tr>
    }
}

#[component]
fn LeftOut(left_out: usize) -> impl IntoView {
    (left_out > 0).then(|| view! { <p class="hint">{say_sentence(words::left_out(left_out))}</p> })
}

/// The files with instructions, each line with the layers that it made.
#[component]
fn Files(stated: Stated, layers: Memo<Vec<Option<String>>>) -> impl IntoView {
    let files = Memo::new(move |_| {
        layers.with(|layers| stated.with_value(|stated| file_rows(stated, layers)))
    });
    move || {
        let files = files.get().into_iter();
        files.map(|file| view! { <FileView file/> }).collect_view()
    }
}

#[component]
fn FileView(file: FileShown) -> impl IntoView {
    let limit = drawn_rows();
    let title = match file.name.is_empty() {
        true => words::build_file_unnamed(),
        false => words::build_file_lines(&file.name),
    };
    let note = file.note;
    let note = note.map(|note| view! { <p class="hint">{say_sentence(note)}</p> });
    let count = file.lines.len();
    let hidden = Signal::derive(move || count.saturating_sub(limit.get()));
    let lines = StoredValue::new(file.lines);
    let shown = move || {
        let lines = lines.with_value(|lines| lines.iter().take(limit.get()).cloned().collect());
        let lines: Vec<LineShown> = lines;
        let line = |line: LineShown| {
            view! {
                <tr>
                    <td class="number">{line.number}</td>
                    <td class="line"><bdi>{line.text}</bdi></td>
                    <td>{line.layers.map(say)}</td>
                </tr>
            }
        };
        lines.into_iter().map(line).collect_view()
    };
    let heads = vec![words::line_number(), words::line_text(), words::line_made()];
    let table = (count > 0).then(
        || view! { <Table caption=title.clone() heads>{shown}</Table><ShowMore hidden limit/> },
    );
    view! {
        <div class="build-file">
            <h4><bdi>{say(title)}</bdi></h4>
            {note}
            {table}
        </div>
    }
}

/// All steps, folded away: the lines say the same shorter.
#[component]
fn Steps(stated: Stated, layers: Memo<Vec<Option<String>>>) -> impl IntoView {
    let limit = drawn_rows();
    let count = stated.with_value(|stated| stated.steps.kept.len());
    let left_out = stated.with_value(|stated| stated.steps.left_out);
    let rows = Memo::new(move |_| {
        layers.with(|layers| stated.with_value(|stated| step_rows(stated, layers)))
    });
    let hidden = Signal::derive(move || count.saturating_sub(limit.get()));
    let shown = move || {
        let rows = rows.get().into_iter().take(limit.get());
        rows.map(|row| view! { <StepView row/> }).collect_view()
    };
    let heads = vec![
        words::step(),
        words::step_work(),
        words::step_lines(),
        words::step_layer(),
    ];
    (count > 0).then(|| {
        view! {
            <details>
                <summary>{say(words::steps())}</summary>
                <Table caption=words::steps() heads>{shown}</Table>
                <ShowMore hidden limit/>
                <LeftOut left_out/>
            </details>
        }
    })
}

#[component]
fn StepView(row: StepRow) -> impl IntoView {
    let digest = row.digest.map(|text| view! { " "<DigestText text/> });
    view! {
        <tr>
            <th scope="row"><code>{row.id}</code></th>
            <td><FoldedText text=say(row.work) what=words::step_work()/></td>
            <td>{row.lines.map(say)}</td>
            <td>{row.layer.map(say)}{digest}</td>
        </tr>
    }
}

/// What the build was asked for, or what the builder chose; nothing where nothing is said.
#[component]
fn Parameters(title: Message, parameters: Listed<Parameter>) -> impl IntoView {
    let rows = parameter_rows(&parameters);
    let left_out = parameters.left_out;
    let row = |row: ParameterRow| {
        view! {
            <tr>
                <th scope="row"><code><bdi>{row.key}</bdi></code></th>
                <td><FoldedText text=say(row.value) what=words::value()/></td>
            </tr>
        }
    };
    (!rows.is_empty()).then(|| {
        let heads = vec![words::parameter(), words::value()];
        let rows = rows.into_iter().map(row).collect_view();
        view! {
            <details>
                <summary>{say(&title)}</summary>
                <Table caption=title heads>{rows}</Table>
                <LeftOut left_out/>
            </details>
        }
    })
}
