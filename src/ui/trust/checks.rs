//! What must agree in an attestation without any key.

use leptos::prelude::*;

use super::table::Table;
use crate::attestation::buildkit::Check;
use crate::ui::folded::FoldedText;
use crate::ui::language::say;
use crate::ui::mark::Mark;
use crate::views::attestations::{CheckRow, check_rows};
use crate::words::attestations as words;

/// What was compared, as a table.
#[component]
pub fn ChecksView(checks: Vec<Check>) -> impl IntoView {
    let rows = check_rows(&checks).into_iter();
    let rows = rows.map(|row| view! { <Row row/> }).collect_view();
    let heads = vec![words::check(), words::check_result()];
    view! { <Table caption=words::checks() heads>{rows}</Table> }
}

#[component]
fn Row(row: CheckRow) -> impl IntoView {
    let difference = row.difference.map(|(claimed, found)| {
        view! {
            <dl class="facts">
                <dt>{say(words::check_claimed())}</dt>
                <dd><code><FoldedText text=claimed what=words::check_claimed()/></code></dd>
                <dt>{say(words::check_found())}</dt>
                <dd><code><FoldedText text=found what=words::check_found()/></code></dd>
            </dl>
        }
    });
    view! {
        <tr>
            <th scope="row">{say(row.what)}</th>
            <td><Mark tone=row.tone word=row.said/>{difference}</td>
        </tr>
    }
}
