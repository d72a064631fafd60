//! A bill of materials, as a table to be searched.

use leptos::prelude::*;

use super::facts::Facts;
use super::sbom_held::HeldAgainstLayers;
use super::table::{NoneFound, Search, Table};
use crate::attestation::sbom::Sbom;
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::ui::more::{ShowMore, drawn_rows};
use crate::views::attestations::{SbomRow, sbom_facts, sbom_found, sbom_rows};
use crate::words::attestations as words;

#[component]
pub fn SbomView(driver: Driver, sbom: Sbom) -> impl IntoView {
    let facts = sbom_facts(&sbom);
    let sbom = StoredValue::new(sbom);
    view! {
        <div class="sbom">
            <Facts facts/>
            <HeldAgainstLayers driver sbom/>
            <Packages sbom/>
        </div>
    }
}

#[component]
fn Packages(sbom: StoredValue<Sbom>) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let limit = drawn_rows();
    let found = Memo::new(move |_| query.with(|query| sbom.with_value(|sbom| sbom.with(query))));
    let count = Memo::new(move |_| found.with(Vec::len));
    let hidden = Signal::derive(move || count.get().saturating_sub(limit.get()));
    let rows = move || {
        let rows = found.with(|found| sbom.with_value(|sbom| sbom_rows(sbom, found, limit.get())));
        rows.into_iter()
            .map(|row| view! { <Row row/> })
            .collect_view()
    };
    let said = move || sbom.with_value(|sbom| say(sbom_found(sbom, count.get())));
    let heads = vec![
        words::package(),
        words::version(),
        words::kind(),
        words::licence(),
        words::supplier(),
    ];
    view! {
        <Search label=words::sbom_search() query/>
        <p class="hint" role="status">{said}</p>
        <Table caption=words::sbom_caption() heads>{rows}</Table>
        <NoneFound when=Signal::derive(move || count.get() == 0)/>
        <ShowMore hidden limit/>
    }
}

#[component]
fn Row(row: SbomRow) -> impl IntoView {
    view! {
        <tr>
            <th scope="row" title=row.purl><bdi>{row.name}</bdi></th>
            <td><bdi>{row.version}</bdi></td>
            <td><bdi>{row.kind}</bdi></td>
            <td><bdi>{row.licence.map(say)}</bdi></td>
            <td><bdi>{row.supplier}</bdi></td>
        </tr>
    }
}
