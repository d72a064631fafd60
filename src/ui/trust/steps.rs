//! The steps of a proof as a list: each with its verdict, what was claimed and computed,
//! and the bytes.

use leptos::prelude::*;

use crate::format::visible;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::views::Tone;
use crate::views::trust::{ByteRows, CertificateRow, ClimbRow, StepShown};
use crate::words::trust as words;

#[component]
pub fn Steps(steps: Vec<StepShown>) -> impl IntoView {
    let steps = steps.into_iter().map(|step| view! { <StepView step/> });
    view! { <ol class="proof-steps">{steps.collect_view()}</ol> }
}

#[component]
fn StepView(step: StepShown) -> impl IntoView {
    let why = (step.tone != Tone::Good)
        .then(|| view! { <p class="why">{visible(&say_sentence(step.verdict.clone()))}</p> });
    let word = match step.tone {
        Tone::Good => words::holds(),
        Tone::Bad => words::fails(),
        _ => words::not_checked(),
    };
    let rows = step.rows.into_iter().map(|row| {
        view! {
            <dt>{say(row.what)}</dt>
            <dd><code>{visible(&say(row.value))}</code></dd>
        }
    });
    let certificates = step.certificates.into_iter();
    let certificates = certificates.map(|row| view! { <Certificate row/> });
    let climb = (!step.climb.is_empty()).then(|| view! { <Climb rows=step.climb/> });
    let bytes = step.bytes.map(|bytes| view! { <Bytes bytes/> });
    view! {
        <li class=format!("step {}", step.tone.class()) data-step=step.word>
            <p><Mark tone=step.tone word/>" "<strong>{say(step.name)}</strong></p>
            {why}
            <dl class="facts">{rows.collect_view()}</dl>
            <ol class="certificates">{certificates.collect_view()}</ol>
            {climb}
            {bytes}
        </li>
    }
}

#[component]
fn Certificate(row: CertificateRow) -> impl IntoView {
    let names = row
        .names
        .into_iter()
        .map(|name| view! { <li><code>{name}</code></li> });
    view! {
        <li>
            <p><strong>{row.subject}</strong>", "{say(row.issuer)}", "{say(row.valid)}</p>
            <ul>{names.collect_view()}</ul>
        </li>
    }
}

/// From the entry to the root of the log's tree, the entry first.
#[component]
fn Climb(rows: Vec<ClimbRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| {
        let beside = row
            .beside
            .map(|hash| view! { " "<code class="digest">{hash}</code> });
        view! { <li>{say(row.what)}{beside}<br/><code class="digest">{row.hash}</code></li> }
    });
    view! {
        <details>
            <summary>{say(words::way_to_the_root())}</summary>
            <ol class="climb">{rows.collect_view()}</ol>
        </details>
    }
}

#[component]
fn Bytes(bytes: ByteRows) -> impl IntoView {
    let more = (bytes.more > 0).then(|| say(words::and_more_bytes(bytes.more)));
    view! {
        <details>
            <summary>{say(words::bytes_of_it(bytes.count))}</summary>
            <pre tabindex="0" role="region" aria-label=say(words::bytes())>{bytes.shown}</pre>
            <p>{more}</p>
        </details>
    }
}
