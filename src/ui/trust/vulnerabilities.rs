//! What a scanner found in an image.

use leptos::prelude::*;

use super::facts::Facts;
use super::table::{NoneFound, Search, Table};
use crate::attestation::Listed;
use crate::attestation::vulnerabilities::{ScanResult, Vulnerabilities, Weakness};
use crate::ui::language::say_sentence;
use crate::ui::more::{ShowMore, drawn_rows};
use crate::views::attestations::{WeaknessRow, scan_facts, scan_said, weakness_rows};
use crate::words::attestations as words;

#[component]
pub fn VulnerabilitiesView(scan: Vulnerabilities) -> impl IntoView {
    let facts = scan_facts(&scan);
    let said = scan_said(&scan.result);
    let found = match scan.result {
        ScanResult::Read(found) if !found.kept.is_empty() => Some(found),
        _ => None,
    };
    view! {
        <div class="scan">
            <Facts facts/>
            <p class="answer">{say_sentence(said)}</p>
            {found.map(|found| view! { <Found found/> })}
        </div>
    }
}

#[component]
fn Found(found: Listed<Weakness>) -> impl IntoView {
    let all = StoredValue::new(found);
    let query = RwSignal::new(String::new());
    let limit = drawn_rows();
    let found = Memo::new(move |_| {
        query.with(|query| all.with_value(|all| weakness_rows(all, query, limit.get())))
    });
    let hidden = Signal::derive(move || found.with(|(_, more)| *more));
    let is_none = Signal::derive(move || found.with(|(rows, _)| rows.is_empty()));
    let rows = move || {
        let (rows, _) = found.get();
        rows.into_iter()
            .map(|row| view! { <Row row/> })
            .collect_view()
    };
    let heads = vec![
        words::vulnerability(),
        words::severity(),
        words::package(),
        words::version(),
        words::fixed_in(),
    ];
    view! {
        <Search label=words::scan_search() query/>
        <Table caption=words::scan_caption() heads>{rows}</Table>
        <NoneFound when=is_none/>
        <ShowMore hidden limit/>
    }
}

#[component]
fn Row(row: WeaknessRow) -> impl IntoView {
    view! {
        <tr>
            <th scope="row"><bdi>{row.id}</bdi></th>
            <td><bdi>{row.severity}</bdi></td>
            <td><bdi>{row.package}</bdi></td>
            <td><bdi>{row.version}</bdi></td>
            <td><bdi>{row.fixed}</bdi></td>
        </tr>
    }
}
