//! Digests without a tag that were seen: children of indexes, and referrers.

use leptos::prelude::*;

use super::tags_state::TagsState;
use crate::ui::digest_text::DigestText;
use crate::ui::language::say;
use crate::views::{ROWS_AT_ONCE, UntaggedLine, untagged_lines};
use crate::words::lists as words;

#[component]
pub(super) fn UntaggedSection(state: TagsState) -> impl IntoView {
    let lines = Memo::new(move |_| {
        state.with(|listing| untagged_lines(listing, &state.repository.get_value()))
    });
    let some = Memo::new(move |_| lines.with(|lines| !lines.is_empty()));
    let shown = move || {
        let lines = lines.get().into_iter().take(ROWS_AT_ONCE);
        lines.map(|line| view! { <Line line/> }).collect_view()
    };
    let count = move || lines.with(Vec::len);
    view! {
        <Show when=move || some.get()>
            <details class="untagged">
                <summary>{move || say(words::untagged(count()))}</summary>
                <ul>{shown}</ul>
            </details>
        </Show>
    }
}

#[component]
fn Line(line: UntaggedLine) -> impl IntoView {
    view! {
        <li>
            <a href=line.digest.link><DigestText text=line.digest.name/></a>
            <p class="hint"><bdi>{say(line.why)}</bdi></p>
        </li>
    }
}
