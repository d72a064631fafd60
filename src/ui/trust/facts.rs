//! Names and values, and addresses that lead away.

use leptos::prelude::*;

use crate::ui::folded::CopiedText;
use crate::ui::language::{say, say_sentence};
use crate::views::attestations::{Fact, FactValue};
use crate::views::sentence_case;
use crate::words::terms;

/// What is said of something as a whole.
#[component]
pub(super) fn Facts(facts: Vec<Fact>) -> impl IntoView {
    let rows = facts.into_iter().map(|fact| {
        let name = sentence_case(&say(&fact.name));
        let value = match fact.value {
            FactValue::Said(said) => view! { <bdi>{say(said)}</bdi> }.into_any(),
            FactValue::Text(text) => view! { <CopiedText text what=fact.name/> }.into_any(),
            FactValue::Link { text, address } => view! { <Away text address/> }.into_any(),
        };
        let note = fact.note;
        let note = note.map(|note| view! { <p class="hint">{say_sentence(note)}</p> });
        view! { <dt>{name}</dt><dd>{value}{note}</dd> }
    });
    view! { <dl class="facts">{rows.collect_view()}</dl> }
}

/// A text that leads to another site, in a tab of its own.
#[component]
pub(super) fn Away(text: String, address: String) -> impl IntoView {
    view! {
        <a href=address target="_blank" rel="noopener noreferrer nofollow">
            <bdi>{text}</bdi>
            <span class="visually-hidden">" ("{say(terms::opens_a_tab())}")"</span>
        </a>
    }
}
