//! What a person looks for among the tags, and in which order.

use leptos::prelude::*;

use crate::repository::order::{day, day_of};
use crate::repository::{Query, Sort};
use crate::ui::language::say;
use crate::words::{Message, lists as words};

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
    let since = text(|query, text| query.since = day(&text));
    let before = text(|query, text| query.before = day(&text));
    view! {
        <form class="tag-filters" role="search" aria-label=say(words::search()) on:submit=|event| event.prevent_default()>
            <p>
                <label for="tag-name">{say(words::name_contains())}</label>
                <input type="search" id="tag-name" spellcheck="false" autocomplete="off"
                    value=first.name on:input=name/>
            </p>
            <p>
                <label for="tag-label">{say(words::label())}</label>
                <input type="search" id="tag-label" spellcheck="false" autocomplete="off"
                    placeholder=say(words::key_or_value()) value=first.label on:input=label/>
            </p>
            <p>
                <label for="tag-since">{say(words::created_since())}</label>
                <input type="date" id="tag-since" value=spelled(first.since) on:input=since/>
            </p>
            <p>
                <label for="tag-before">{say(words::created_before())}</label>
                <input type="date" id="tag-before" value=spelled(first.before) on:input=before/>
            </p>
            <SortBy query/>
        </form>
    }
}

/// Each with the value of its option.
const SORTS: [(Sort, &str); 3] = [
    (Sort::Name, "name"),
    (Sort::Date, "date"),
    (Sort::Size, "size"),
];

fn sort_name(sort: Sort) -> Message {
    match sort {
        Sort::Name => words::by_name(),
        Sort::Date => words::by_date(),
        Sort::Size => words::by_size(),
    }
}

#[component]
fn SortBy(query: RwSignal<Query>) -> impl IntoView {
    let first = query.get_untracked();
    let options = SORTS.map(|(sort, value)| {
        let selected = sort == first.sort;
        view! { <option value=value selected=selected>{say(sort_name(sort))}</option> }
    });
    let chosen = move |event| {
        let value = event_target_value(&event);
        let sort = SORTS.iter().find(|(_, own)| *own == value);
        query.update(|query| query.sort = sort.map(|(sort, _)| *sort).unwrap_or_default());
    };
    let turned = move |event| {
        let descending = event_target_checked(&event);
        query.update(|query| query.descending = descending);
    };
    view! {
        <p>
            <label for="tag-sort">{say(words::sort_by())}</label>
            <select id="tag-sort" on:change=chosen>{options.collect_view()}</select>
        </p>
        <p class="turned">
            <label class="check">
                <input type="checkbox" checked=first.descending on:change=turned/>
                {say(words::descending())}
            </label>
        </p>
    }
}
