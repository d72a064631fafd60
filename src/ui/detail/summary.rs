//! What is known of an object: what is claimed, what was computed, what it is.

use leptos::prelude::*;

use crate::format::{Bytes, short, short_text, visible};
use crate::inspect::graph::{NodeId, NodeKind};
use crate::inspect::row::{ClaimedBy, Row, Who};
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::{DifferingDigest, DigestText};
use crate::ui::folded::{CopiedText, FoldedText};
use crate::ui::language::say;
use crate::ui::ledger::Cause;
use crate::ui::mark::Mark;
use crate::ui::page::Page;
use crate::ui::term::Term;
use crate::verify::Verdict;
use crate::views::node_facts::{Fact, Value, about};
use crate::views::node_verdicts::rows_about;
use crate::views::{Tone, reason_beside};
use crate::words::{Message, amounts, detail};

/// How many objects a list of names shows before a person asks for all.
const NAMES_SHOWN: usize = 12;

#[component]
pub fn Summary(page: Page, id: NodeId) -> impl IntoView {
    let rows = Memo::new(move |_| {
        page.with_showing(|showing| rows_about(&showing.opened, id))
            .unwrap_or_default()
    });
    let facts = Memo::new(move |_| {
        page.with_showing(|showing| about(&showing.opened, id))
            .unwrap_or_default()
    });
    let rows = move || {
        let rows = rows.get().into_iter();
        rows.map(|row| view! { <ClaimView page id row/> })
            .collect_view()
    };
    let facts = move || {
        let facts = facts.get().into_iter();
        facts
            .map(|fact| view! { <FactView page fact/> })
            .collect_view()
    };
    view! {
        {rows}
        <dl class="facts">{facts}</dl>
    }
}

/// One row of the ledger, in full.
#[component]
fn ClaimView(page: Page, id: NodeId, row: Row) -> impl IntoView {
    let tone = Tone::of(&row.verdict);
    let inside = (row.kind == NodeKind::Unpacked && row.node != id)
        .then(|| view! { <span class="hint">" "{say(detail::by_diff_id_inside())}</span> });
    let reason = reason_beside(&row.verdict)
        .map(|why| view! { <p class="reason"><FoldedText text=visible(&say(why)) what=detail::reason()/></p> });
    let claimed = row.claimed.clone().map(|claimed| {
        let other = match &row.verdict {
            Verdict::WrongDigest { computed, .. } => Some(computed.to_string()),
            _ => None,
        };
        view! { <DigestFact term=detail::claimed() text=claimed other size=row.claimed_size/> }
    });
    let computed = row.computed.clone().map(|computed| {
        let other = match &row.verdict {
            Verdict::WrongDigest { claimed, .. } => Some(claimed.to_string()),
            _ => None,
        };
        view! { <DigestFact term=detail::computed_here() text=computed.to_string() other size=row.size/> }
    });
    let claimants = (!row.claimed_by.is_empty()).then(
        || view! { <dt>{say(detail::claimed_by())}</dt><dd><Claimants page claimed_by=row.claimed_by/></dd> },
    );
    view! {
        <section class=format!("claim {}", tone.class())>
            <p><Mark tone word=row.verdict.label()/>{inside}</p>
            {reason}
            <Cause why=row.why/>
            <dl class="facts">{claimed}{computed}{claimants}</dl>
        </section>
    }
}

#[component]
fn DigestFact(
    term: Message,
    text: String,
    other: Option<String>,
    size: Option<u64>,
) -> impl IntoView {
    let copied = text.clone();
    let digest = match other {
        Some(other) => view! { <DifferingDigest text other/> }.into_any(),
        None => view! { <DigestText text/> }.into_any(),
    };
    view! {
        <dt>{say(&term)}</dt>
        <dd>
            <span class="digest-line">{digest}<CopyButton text=copied what=detail::digest_fact(term)/></span>
            {size.map(|size| view! { <SizeView size/> })}
        </dd>
    }
}

/// A size in full, and its human form.
#[component]
fn SizeView(size: u64) -> impl IntoView {
    let said = match size {
        0..1_000 => amounts::bytes_in_full(size),
        _ => amounts::bytes_and_size(size, Bytes(size)),
    };
    view! { <span class="size">{say(said)}</span> }
}

#[component]
fn Claimants(page: Page, claimed_by: Vec<ClaimedBy>) -> impl IntoView {
    let item = move |claimant: ClaimedBy| {
        let name = match claimant.document.contains(':') {
            true => short_text(&claimant.document),
            false => claimant.document.clone(),
        };
        let name = view! { <code><bdi>{short(&visible(&name))}</bdi></code> };
        let named = match claimant.who {
            Who::Document(node) => view! {
                <button type="button" class="link" on:click=move |_| page.select(node)>{name}</button>
            }
            .into_any(),
            Who::FileName => view! { {say(detail::the_file_name())}" "{name} }.into_any(),
            Who::Person => say(detail::digest_you_gave()).into_any(),
            Who::Listed => name.into_any(),
        };
        let pointer = (!claimant.pointer.is_empty()).then(
            || view! { " "{say(detail::at())}" " <code class="pointer">{short(&visible(&claimant.pointer))}</code> },
        );
        view! { <li>{named}{pointer}</li> }
    };
    let items = claimed_by.into_iter().map(item).collect_view();
    view! { <ul class="claimants">{items}</ul> }
}

#[component]
fn FactView(page: Page, fact: Fact) -> impl IntoView {
    let explained = fact.explained();
    let value = match fact.value {
        Value::Text(text) => {
            view! { <CopiedText text=visible(&say(text)) what=fact.term.clone()/> }.into_any()
        }
        Value::Code(text) => {
            view! { <code class="path"><CopiedText text what=fact.term.clone()/></code> }.into_any()
        }
        Value::Size(size) => view! { <SizeView size/> }.into_any(),
        Value::Digest(text) => view! {
            <span class="digest-line">
                <DigestText text=text.clone()/>
                <CopyButton text what=fact.term.clone()/>
            </span>
        }
        .into_any(),
        Value::Nodes(nodes) => view! { <Nodes page nodes/> }.into_any(),
    };
    let label = match explained {
        Some(of) => view! { <Term of label=fact.term/> }.into_any(),
        None => say(fact.term).into_any(),
    };
    view! {
        <dt>{label}</dt>
        <dd>{value}</dd>
    }
}

/// Other objects, each a way to its own detail.
#[component]
fn Nodes(page: Page, nodes: Vec<(NodeId, Message)>) -> impl IntoView {
    let all = RwSignal::new(false);
    let hidden = nodes.len().saturating_sub(NAMES_SHOWN);
    let items = move || {
        let count = if all.get() { usize::MAX } else { NAMES_SHOWN };
        let items = nodes.iter().take(count).cloned().map(|(id, name)| {
            view! {
                <li>
                    <button type="button" class="link" on:click=move |_| page.select(id)>
                        <bdi>{say(name)}</bdi>
                    </button>
                </li>
            }
        });
        items.collect_view()
    };
    view! {
        <ul class="nodes">{items}</ul>
        <Show when=move || { hidden > 0 && !all.get() }>
            <button type="button" class="link" on:click=move |_| all.set(true)>
                {say(amounts::show_more(hidden))}
            </button>
        </Show>
    }
}
