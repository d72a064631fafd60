//! The findings: what is odd or wrong, and where it stands.

use leptos::prelude::*;

use crate::format::{Folded, short, visible};
use crate::rules::{Finding, Severity};
use crate::ui::family::Sentence;
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::more::{ShowMore, drawn_rows};
use crate::ui::page::Page;
use crate::views::{
    count, counted, findings_shown, node_named, severity_class, severity_word, short_name,
};
use crate::words::{Message, controls, detail};

#[component]
pub fn Findings(page: Page) -> impl IntoView {
    let limit = drawn_rows();
    let shown = Memo::new(move |_| {
        let shown = page.with_showing(|showing| {
            findings_shown(&showing.findings, page.severity.get(), limit.get())
        });
        shown.unwrap_or_default()
    });
    let more = Memo::new(move |_| shown.with(|shown| shown.more));
    let none = Memo::new(move |_| shown.with(|shown| shown.items.is_empty()));
    view! {
        <section class="findings" aria-labelledby="findings-heading">
            <div class="section-head">
                <h2 id="findings-heading">{say(controls::findings())}</h2>
                <Filter page/>
            </div>
            <Show when=move || none.get()>
                <p class="empty">{say(detail::no_findings())}</p>
            </Show>
            <ul class="finding-list">
                <For each=move || shown.get().items
                    key=|finding| (finding.rule.id, finding.place.clone(), finding.message.clone())
                    let:finding>
                    <FindingView page finding/>
                </For>
            </ul>
            <ShowMore hidden=more limit/>
        </section>
    }
}

/// One button for each severity, with how many there are.
#[component]
fn Filter(page: Page) -> impl IntoView {
    let counts = Memo::new(move |_| {
        let counts = page.with_showing(|showing| count(&showing.findings));
        counts.unwrap_or_else(|| count(&[]))
    });
    let button = move |severity: Option<Severity>, label: Message| {
        let pressed = move || (page.severity.get() == severity).to_string();
        view! {
            <button type="button" class="filter" aria-pressed=pressed
                on:click=move |_| page.severity.set(severity)>
                {severity.map(|severity| view! { <SeverityIcon severity/> })}
                {say(label)}
            </button>
        }
    };
    let buttons = move || {
        let of_each = counts
            .get()
            .map(|(severity, count)| button(Some(severity), counted(severity, count)));
        view! { {button(None, detail::all_severities())} {of_each.collect_view()} }
    };
    view! { <div class="filters" role="group" aria-label=say(detail::severity())>{buttons}</div> }
}

#[component]
pub fn SeverityIcon(severity: Severity) -> impl IntoView {
    let icon = match severity {
        Severity::Error => "✗",
        Severity::Warning => "!",
        Severity::Note => "i",
    };
    view! { <span class=format!("icon {}", severity_class(severity)) aria-hidden="true">{icon}</span> }
}

#[component]
fn FindingView(page: Page, finding: Finding) -> impl IntoView {
    let word = severity_word(finding.rule.severity);
    let document = finding.place.document.clone();
    let node = page.find_now(|showing| node_named(showing, &document));
    let name = visible(&short_name(&document));
    let place = match node {
        Some(node) => view! {
            <button type="button" class="link" title=short(&visible(&document)) on:click=move |_| page.select(node)>
                <code><bdi>{name}</bdi></code>
            </button>
        }
        .into_any(),
        None => view! { <code><bdi>{name}</bdi></code> }.into_any(),
    };
    let message = say_sentence(finding.message);
    let message = match Folded::of(&message) {
        Some(_) => view! { <FoldedText text=visible(&message) what=detail::finding()/> }.into_any(),
        None => view! { <Sentence text=message/> }.into_any(),
    };
    view! {
        <li class=severity_class(finding.rule.severity)>
            <p class="head">
                <SeverityIcon severity=finding.rule.severity/>
                <strong>{say(word)}</strong>
                <code class="rule">{finding.rule.id}</code>
            </p>
            <p class="message">{message}</p>
            <p class="place">{say(detail::in_place())}" "{place}" "<code class="pointer">{short(&visible(&finding.place.pointer))}</code></p>
        </li>
    }
}
