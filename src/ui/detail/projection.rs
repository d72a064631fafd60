//! A document laid out for reading: links, sizes for a person, repeated keys.

use leptos::prelude::*;

use crate::inspect::graph::NodeId;
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::DigestText;
use crate::ui::language::say;
use crate::ui::page::Page;
use crate::views::projection::{Line, Links, Span, projection};
use crate::words::{amounts, detail, joined};

/// How many lines are shown before a person asks for all: the config of a
/// large image has about that many.
const LINES_SHOWN: usize = 1_000;

#[component]
pub fn ProjectionView(page: Page, id: NodeId) -> impl IntoView {
    let projected = untrack(|| {
        page.find(|showing| {
            let bytes = showing.opened.graph.bytes(id, &showing.opened.contents)?;
            Some(projection(bytes, &Links::of(&showing.opened.graph, id)))
        })
    });
    let projected = projected.unwrap_or_default();
    let count = projected.lines.len();
    let copy = (!projected.cut && count > 0)
        .then(|| view! { <CopyButton text=projected.text() what=detail::laid_out_json()/> });
    let problems = projected.problems.into_iter();
    let problems = problems.map(|problem| view! { <li>{say(problem)}</li> });
    let cut = projected
        .cut
        .then(|| view! { <p class="hint">{say(detail::rest_not_laid_out())}</p> });
    let all = RwSignal::new(false);
    let lines = StoredValue::new(projected.lines);
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { LINES_SHOWN };
        lines.with_value(|lines| {
            let lines = lines.iter().take(limit).cloned();
            lines
                .map(|line| view! { <LineView page line/> })
                .collect_view()
        })
    };
    view! {
        <div class="with-copy"><p class="hint">{say(detail::laid_out_for_reading())}</p>{copy}</div>
        <ul class="problems">{problems.collect_view()}</ul>
        <div class="code-scroll" role="region" aria-label=say(detail::document_laid_out()) tabindex="0">
            <ol class="lines json">{shown}</ol>
        </div>
        <Show when=move || { count > LINES_SHOWN && !all.get() }>
            <button type="button" on:click=move |_| all.set(true)>{say(amounts::show_all_lines(count))}</button>
        </Show>
        {cut}
    }
}

#[component]
fn LineView(page: Page, line: Line) -> impl IntoView {
    let indent = "  ".repeat(line.depth);
    let spans = line
        .spans
        .into_iter()
        .map(|span| view! { <SpanView page span/> });
    view! { <li><code>{indent}{spans.collect_view()}</code></li> }
}

#[component]
fn SpanView(page: Page, span: Span) -> impl IntoView {
    match span {
        Span::Key(text) => view! { <span class="key">{text}</span> }.into_any(),
        Span::RepeatedKey(text) => view! {
            <mark class="repeated">{text}<span class="note-beside">" "{say(detail::repeated_key())}</span></mark>
        }
        .into_any(),
        Span::String(text) => view! { <bdi class="string">{text}</bdi> }.into_any(),
        Span::Number(text) => view! { <span class="number">{text}</span> }.into_any(),
        Span::Size { text, human } => view! {
            <span class="number">{text}</span><span class="note-beside">" "{say(joined::verbatim(human))}" "</span>
        }
        .into_any(),
        Span::Word(text) => view! { <span class="number">{text}</span> }.into_any(),
        Span::Punctuation(text) => text.into_any(),
        Span::More(more) => view! { <span class="note-beside">{say(more)}</span> }.into_any(),
        Span::Digest {
            text,
            node: Some(node),
        } => view! {
            "\""
            <button type="button" class="link" on:click=move |_| page.select(node)>
                <DigestText text/>
            </button>
            "\""
        }
        .into_any(),
        Span::Digest { text, node: None } => view! { "\""<DigestText text/>"\"" }.into_any(),
    }
}
