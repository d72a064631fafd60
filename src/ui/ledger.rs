//! The verification ledger: a table, one row for each claim about an object.

use leptos::prelude::*;

use crate::format::{Bytes, short, visible};
use crate::inspect::cause::Why;
use crate::inspect::row::{ClaimedBy, Row, Who};
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::{DifferingDigest, DigestText};
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::ui::more::{ShowMore, drawn_rows};
use crate::ui::page::Page;
use crate::ui::sort_head::{SortHead, Sorted, kept_order};
use crate::verify::Verdict;
use crate::views::{Column, LedgerColumn, Tone, object, reason_beside, rows_shown, short_name};
use crate::words::{amounts, detail, joined};

/// How many claimants stand in a row before the rest is folded away.
const CLAIMANTS_SHOWN: usize = 4;

#[component]
pub fn Ledger(page: Page) -> impl IntoView {
    let limit = drawn_rows();
    let only = page.only_unverified;
    let order = kept_order("assay-ledger-order");
    let shown = Memo::new(move |_| {
        page.with_showing(|showing| {
            rows_shown(&showing.opened.rows, only.get(), order.get(), limit.get())
        })
        .unwrap_or_default()
    });
    let more = Memo::new(move |_| shown.with(|shown| shown.more));
    let none = Memo::new(move |_| shown.with(|shown| shown.items.is_empty()));
    view! {
        <section class="ledger" aria-labelledby="ledger-heading">
            <div class="section-head">
                <h2 id="ledger-heading">{say(detail::verification_ledger())}</h2>
                <label class="check">
                    <input type="checkbox" prop:checked=move || only.get()
                        on:change=move |event| only.set(event_target_checked(&event))/>
                    {say(detail::only_unverified())}
                </label>
            </div>
            <Show when=move || !none.get() fallback=|| view! { <p class="empty">{say(detail::everything_verified())}</p> }>
                <div class="table-scroll" role="region" aria-label=say(detail::ledger_table()) tabindex="0">
                    <table>
                        <caption class="visually-hidden">{say(detail::ledger_caption())}</caption>
                        <Head order/>
                        <tbody>
                            <For each=move || shown.get().items key=key let:row>
                                <RowView page row/>
                            </For>
                        </tbody>
                    </table>
                </div>
            </Show>
            <ShowMore hidden=more limit/>
        </section>
    }
}

/// What a row shows: a row whose key is the same is not drawn again.
fn key(row: &Row) -> impl Eq + std::hash::Hash + use<> {
    (
        (row.node, row.kind, row.claimed.clone()),
        (row.verdict.label(), row.verdict.reason()),
        (row.claimed_by.len(), row.size),
        row.why.sentence(),
    )
}

#[component]
fn Head(order: Sorted<LedgerColumn>) -> impl IntoView {
    let head = |column: &LedgerColumn| {
        let column = *column;
        let label = match column {
            LedgerColumn::Verdict => detail::verdict(),
            LedgerColumn::Object => detail::object(),
            LedgerColumn::Claimed => detail::claimed(),
            LedgerColumn::Computed => detail::computed_here(),
            LedgerColumn::ClaimedBy => detail::claimed_by(),
        };
        view! { <SortHead column order label/> }
    };
    let heads = LedgerColumn::ALL.iter().map(head).collect_view();
    view! { <thead><tr>{heads}</tr></thead> }
}

#[component]
fn RowView(page: Page, row: Row) -> impl IntoView {
    let tone = Tone::of(&row.verdict);
    let object = short(&visible(&say(object(&row))));
    let node = row.node;
    let chosen = move || page.selected.with(|selected| *selected == Some(node));
    view! {
        <tr class=tone.class() class:chosen=chosen>
            <td><Mark tone word=row.verdict.label()/></td>
            <th scope="row">
                <button type="button" class="link" on:click=move |_| page.select(node)><bdi>{object}</bdi></button>
            </th>
            <td data-label=say(detail::claimed())><Claimed row=row.clone()/></td>
            <td data-label=say(detail::computed_here())><Computed row=row.clone()/></td>
            <td data-label=say(detail::claimed_by())><Claimants page claimed_by=row.claimed_by/></td>
        </tr>
    }
}

#[component]
fn Claimed(row: Row) -> impl IntoView {
    let what = detail::claimed_digest_of(short(&say(object(&row))));
    let Some(claimed) = row.claimed else {
        return view! { <span class="nothing">{say(detail::no_digest())}</span> }.into_any();
    };
    let digest = match &row.verdict {
        Verdict::WrongDigest { computed, .. } => {
            view! { <DifferingDigest text=claimed.clone() other=computed.to_string()/> }.into_any()
        }
        _ => view! { <DigestText text=claimed.clone()/> }.into_any(),
    };
    let wrong = matches!(row.verdict, Verdict::WrongSize { .. });
    view! {
        <span class="digest-line">{digest}<CopyButton text=claimed what/></span>
        <Size bytes=row.claimed_size marked=wrong/>
    }
    .into_any()
}

#[component]
fn Computed(row: Row) -> impl IntoView {
    let reason = reason_beside(&row.verdict).map(
        |reason| view! { <p class="reason"><FoldedText text=visible(&say(reason)) what=detail::reason()/></p> },
    );
    let wrong = matches!(row.verdict, Verdict::WrongSize { .. });
    let what = detail::computed_digest_of(short(&say(object(&row))));
    let digest = row.computed.map(|computed| {
        let text = computed.to_string();
        let shown = match &row.verdict {
            Verdict::WrongDigest { claimed, .. } => {
                view! { <DifferingDigest text=text.clone() other=claimed.to_string()/> }.into_any()
            }
            _ => view! { <DigestText text=text.clone()/> }.into_any(),
        };
        view! { <span class="digest-line">{shown}<CopyButton text what/></span> }
    });
    view! {
        {digest}
        <Size bytes=row.size marked=wrong/>
        {reason}
        <Cause why=row.why/>
    }
}

/// Why the bytes are not what is claimed, or that it is being looked for.
#[component]
pub fn Cause(why: Why) -> impl IntoView {
    match (why.sentence(), why) {
        (Some(sentence), _) => {
            let sentence = visible(&say_sentence(sentence));
            view! { <p class="reason">{sentence}</p> }.into_any()
        }
        (None, Why::Looking) => {
            view! { <p class="reason">{say(detail::looking_for_cause())}</p> }.into_any()
        }
        (None, _) => ().into_any(),
    }
}

/// A size in human form, and in full where the two differ in what matters.
#[component]
fn Size(bytes: Option<u64>, marked: bool) -> impl IntoView {
    bytes.map(|bytes| {
        let full = say(amounts::bytes_in_full(bytes));
        match marked {
            true => view! { <mark class="size">{full}</mark> }.into_any(),
            false => {
                view! { <span class="size" title=full>{say(joined::verbatim(Bytes(bytes)))}</span> }
                    .into_any()
            }
        }
    })
}

#[component]
fn Claimants(page: Page, claimed_by: Vec<ClaimedBy>) -> impl IntoView {
    let mut shown = claimed_by;
    let folded = shown.split_off(shown.len().min(CLAIMANTS_SHOWN));
    let list = move |claimants: Vec<ClaimedBy>| {
        let items = claimants
            .into_iter()
            .map(|claimant| view! { <Claimant page claimant/> });
        view! { <ul class="claimants">{items.collect_view()}</ul> }
    };
    let folded = (!folded.is_empty()).then(|| {
        view! {
            <details>
                <summary>{say(amounts::and_more(folded.len()))}</summary>
                {list(folded)}
            </details>
        }
    });
    view! { {list(shown)} {folded} }
}

#[component]
fn Claimant(page: Page, claimant: ClaimedBy) -> impl IntoView {
    let name = visible(&short_name(&claimant.document));
    let title = short(&visible(&claimant.document));
    let named = match claimant.who {
        Who::Document(node) => view! {
            <button type="button" class="link" title=title on:click=move |_| page.select(node)>
                <code><bdi>{name}</bdi></code>
            </button>
        }
        .into_any(),
        Who::FileName | Who::Listed => {
            view! { <code class="file" title=title><bdi>{name}</bdi></code> }.into_any()
        }
        Who::Person => say(detail::digest_you_gave()).into_any(),
    };
    let pointer = (!claimant.pointer.is_empty())
        .then(|| view! { " "<code class="pointer">{short(&visible(&claimant.pointer))}</code> });
    view! { <li>{named}{pointer}</li> }
}
