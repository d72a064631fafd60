//! What a person looks for among the tags, and in which order.

use leptos::prelude::*;

use crate::repository::order::{day, day_of};
use crate::repository::{Query, Sort};

/// The fields begin with what was looked for before, and are not written to
/// afterwards: that would take away a date that is half typed.
#[component]
pub(super) fn Filters(query: RwSignal<Query>) -> impl IntoView {
    let text = move |set: fn(&mut Query, String)| {
        move |event| {
            let text = event_target_value(&event);
            query.update(|query| set(query, text));
        }
    };
    let first = query.get_untracked();
    let spelled = |seconds: Option<i64>| seconds.map(day_of).unwrap_or_default();
    let name = text(|query, text| query.name = text);
    let label = text(|query, text| query.label = text);
    // A date that is not whole yet is none.
    let since = text(|query, text| query.since = day(&text).ok());
    let before = text(|query, text| query.before = day(&text).ok());
    view! {
        <form class="tag-filters" role="search" aria-label="Tags" on:submit=|event| event.prevent_default()>
            <p>
                <label for="tag-name">"Name contains"</label>
                <input type="search" id="tag-name" spellcheck="false" autocomplete="off"
                    value=first.name on:input=name/>
            </p>
            <p>
                <label for="tag-label">"Label"</label>
                <input type="search" id="tag-label" spellcheck="false" autocomplete="off"
                    placeholder="key or key=value" value=first.label on:input=label/>
            </p>
            <p>
                <label for="tag-since">"Created since"</label>
                <input type="date" id="tag-since" value=spelled(first.since) on:input=since/>
            </p>
            <p>
                <label for="tag-before">"Created before"</label>
                <input type="date" id="tag-before" value=spelled(first.before) on:input=before/>
            </p>
            <SortBy query/>
        </form>
    }
}

const SORTS: [(Sort, &str); 3] = [
    (Sort::Name, "name"),
    (Sort::Date, "date"),
    (Sort::Size, "size"),
];

#[component]
fn SortBy(query: RwSignal<Query>) -> impl IntoView {
    let first = query.get_untracked();
    let options = SORTS.map(|(sort, name)| {
        view! { <option value=name selected={sort == first.sort}>{name}</option> }
    });
    let chosen = move |event| {
        let name = event_target_value(&event);
        let sort = SORTS.iter().find(|(_, own)| *own == name);
        query.update(|query| query.sort = sort.map(|(sort, _)| *sort).unwrap_or_default());
    };
    let turned = move |event| {
        let descending = event_target_checked(&event);
        query.update(|query| query.descending = descending);
    };
    view! {
        <p>
            <label for="tag-sort">"Sort by"</label>
            <select id="tag-sort" on:change=chosen>{options.collect_view()}</select>
        </p>
        <p class="turned">
            <label class="check">
                <input type="checkbox" checked=first.descending on:change=turned/>
                "Descending"
            </label>
        </p>
    }
}
