//! Which weaknesses concern an image, as somebody says.

use leptos::prelude::*;

use super::facts::Facts;
use super::table::{NoneFound, Search, Table};
use crate::attestation::vex::Vex;
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::more::{ShowMore, drawn_rows};
use crate::views::attestations::{VexRow, vex_facts, vex_rows};
use crate::words::{amounts, attestations as words};

#[component]
pub fn VexView(vex: Vex) -> impl IntoView {
    let facts = vex_facts(&vex);
    let vex = StoredValue::new(vex);
    let query = RwSignal::new(String::new());
    let limit = drawn_rows();
    let found = Memo::new(move |_| {
        query.with(|query| vex.with_value(|vex| vex_rows(vex, query, limit.get())))
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
        words::status(),
        words::products(),
        words::reasons(),
    ];
    view! {
        <div class="vex">
            <Facts facts/>
            <Search label=words::vex_search() query/>
            <Table caption=words::vex_caption() heads>{rows}</Table>
            <NoneFound when=is_none/>
            <ShowMore hidden limit/>
        </div>
    }
}

#[component]
fn Row(row: VexRow) -> impl IntoView {
    let products = row.products.into_iter();
    let products = products
        .map(|text| view! { <li><code><FoldedText text what=words::products()/></code></li> });
    let more =
        (row.more > 0).then(|| view! { <li class="hint">{say(amounts::and_more(row.more))}</li> });
    let reasons = row.reasons.into_iter();
    let reasons = reasons
        .map(|said| view! { <li><FoldedText text=say_sentence(said) what=words::reasons()/></li> });
    view! {
        <tr>
            <th scope="row"><bdi>{row.vulnerability}</bdi></th>
            <td>{say(row.status)}</td>
            <td><ul>{products.collect_view()}{more}</ul></td>
            <td><ul>{reasons.collect_view()}</ul></td>
        </tr>
    }
}
