//! The tags, one row for each image.

use leptos::html::Tr;
use leptos::prelude::*;

use super::tags_state::TagsState;
use crate::format::visible;
use crate::ui::digest_text::DigestText;
use crate::ui::language::{say, say_sentence};
use crate::ui::more::{ShowMore, drawn_rows};
use crate::ui::term::Term;
use crate::views::{TagLink, TagRow, tag_rows};
use crate::words::{Message, lists as words};

/// What follows the tags.
const COLUMNS: [fn() -> Message; 4] =
    [words::digest, words::created, words::platforms, words::size];

#[component]
pub(super) fn TagTable(state: TagsState) -> impl IntoView {
    let limit = drawn_rows();
    let rows = Memo::new(move |_| {
        let repository = state.repository.get_value();
        let query = state.query.read();
        state.with(|listing| tag_rows(listing, &repository, &query, limit.get()))
    });
    let shown = move || rows.with(|rows| rows.items.clone());
    let hidden = Memo::new(move |_| rows.with(|rows| rows.more));
    let none = Memo::new(move |_| rows.with(|rows| rows.items.is_empty()));
    view! {
        <div class="table-scroll tags" role="region" aria-label=say(words::table()) tabindex="0">
            <table>
                <caption class="visually-hidden">{say(words::caption())}</caption>
                <thead>
                    <tr>
                        <th scope="col"><Term of=Term::Tag label=words::tags_heading()/></th>
                        {COLUMNS.map(|name| view! { <th scope="col">{say(name())}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    <For each=shown key=TagRow::clone let:row>
                        <TagRowView state row/>
                    </For>
                </tbody>
            </table>
        </div>
        <Show when=move || none.get()>
            <p class="empty">{say(words::no_matches())}</p>
        </Show>
        <ShowMore hidden limit/>
    }
}

#[component]
fn TagRowView(state: TagsState, row: TagRow) -> impl IntoView {
    let place = NodeRef::<Tr>::new();
    let seen_as = row.unasked.as_ref().map(ToString::to_string);
    if seen_as.is_some() {
        state.watch(place);
    }
    let link = |link: TagLink| view! { <li><a href=link.link><bdi>{link.name}</bdi></a></li> };
    let tags = row.tags.into_iter().map(link).collect_view();
    let more =
        (row.more > 0).then(|| view! { <li class="hint">{say(words::more_tags(row.more))}</li> });
    let hint = |text: String| view! { <p class="hint">{text}</p> };
    let digest = row.digest.map(|digest| {
        view! { <a href=digest.link><DigestText text=digest.name/></a> }
    });
    let of = row.stands_for;
    let of = of.map(|platform| hint(say(words::size_is_of(platform))));
    let size = row
        .size
        .map(|size| view! { <span title=say(size.in_full())>{say(size.message())}</span> });
    let note = row.note.map(|note| visible(&say_sentence(note)));
    let note = note.map(|note| match row.failed {
        true => view! { <p class="wrong">{note}</p> }.into_any(),
        false => hint(note).into_any(),
    });
    let platforms = row.platforms.join(", ");
    let in_full = platforms.clone();
    view! {
        <tr node_ref=place data-seen-as=seen_as>
            <th scope="row">
                <ul>{tags}{more}</ul>
                {row.about.map(|about| hint(say(about)))}
            </th>
            <td>{digest}{note}</td>
            <td>{row.created.map(say)}</td>
            <td><span class="runs-on" title=in_full>{platforms}</span></td>
            <td class="count">{size}{of}</td>
        </tr>
    }
}
