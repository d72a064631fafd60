//! A digest, set so that its first twelve digits catch the eye.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::views::{DigestParts, runs};

/// Any text that stands where a digest should: all of it can be selected, and
/// what has no room is cut off for the eye only. What is far too long for one is
/// cut.
#[component]
pub fn DigestText(#[prop(into)] text: String) -> impl IntoView {
    let text = short(&visible(&text));
    let parts = DigestParts::of(&text);
    view! {
        <code class="digest" title=text.clone()>
            <span class="algorithm">{parts.algorithm.to_owned()}</span>
            <b>{parts.head.to_owned()}</b>
            <span class="tail">{parts.tail.to_owned()}</span>
        </code>
    }
}

/// A digest beside another one that it should be: in full, with what differs
/// marked.
#[component]
pub fn DifferingDigest(#[prop(into)] text: String, #[prop(into)] other: String) -> impl IntoView {
    let runs = runs(&short(&visible(&text)), &short(&visible(&other)));
    let shown = runs.into_iter().map(|run| match run.differs {
        true => view! { <mark>{run.text}</mark> }.into_any(),
        false => view! { <span>{run.text}</span> }.into_any(),
    });
    view! { <code class="digest whole">{shown.collect_view()}</code> }
}
