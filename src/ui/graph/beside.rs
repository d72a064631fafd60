//! What is of no image, and objects that stand alone.

use leptos::prelude::*;

use super::Drawing;
use crate::format::{short, short_text, visible};
use crate::ui::language::say;
use crate::views::graph::faces::{face, failing_first};
use crate::views::graph::{Beside, Stop};
use crate::words::graph;

/// How many are shown before a person asks for more.
const AT_ONCE: usize = 24;

/// How many parts of one.
const PARTS: usize = 12;

#[component]
pub(super) fn BesideView(drawing: Drawing, lines: Vec<Beside>, only: bool) -> impl IntoView {
    let limit = RwSignal::new(AT_ONCE);
    let heading = match only {
        true => graph::what_is_here(),
        false => graph::beside_the_images(),
    };
    let count = lines.len();
    let hidden = move || count.saturating_sub(limit.get());
    let lines = StoredValue::new(lines);
    let order = Memo::new(move |_| {
        lines.with_value(|lines| drawing.verdicts.with(|known| failing_first(lines, known)))
    });
    let shown = move || {
        let places = order.get().into_iter().take(limit.get());
        let lines = places.filter_map(|at| lines.with_value(|lines| lines.get(at).cloned()));
        lines
            .map(|line| view! { <Line drawing line/> })
            .collect_view()
    };
    view! {
        <section class="beside" aria-labelledby="beside-name">
            <h3 id="beside-name">{say(heading)}</h3>
            <ul>{shown}</ul>
            <Show when=move || { hidden() > 0 }>
                <button type="button" on:click=move |_| limit.update(|limit| *limit += AT_ONCE)>
                    {move || say(graph::more_beside(hidden().min(AT_ONCE)))}
                </button>
            </Show>
        </section>
    }
}

#[component]
fn Line(drawing: Drawing, line: Beside) -> impl IntoView {
    let more = line.parts.len().saturating_sub(PARTS);
    let parts = line.parts.into_iter().take(PARTS);
    let parts = parts
        .map(|stop| view! { <Chip drawing stop/> })
        .collect_view();
    let about = line.about.map(|about| {
        let about = short(&visible(&say(graph::about(about))));
        view! { <span class="hint">{about}</span> }
    });
    let more =
        (more > 0).then(|| view! { <span class="hint">{say(graph::more_fail(more))}</span> });
    view! {
        <li>
            <Chip drawing stop=line.head/>{about}
            <span class="parts-of">{parts}{more}</span>
        </li>
    }
}

/// An object with its name, which opens it.
#[component]
pub(super) fn Chip(drawing: Drawing, stop: Stop) -> impl IntoView {
    let title = short(&visible(&say(&stop.title)));
    let digits = stop
        .digest
        .as_deref()
        .map(|digest| visible(&short_text(digest)));
    let digits = digits.filter(|digits| *digits != title);
    let node = stop.node();
    let stop = StoredValue::new(stop);
    let known = Memo::new(move |_| {
        stop.with_value(|stop| drawing.verdicts.with(|known| face(stop, known)))
    });
    let class = move || known.with(|face| format!("object chip {}", face.class()));
    let word = move || known.with(|face| format!(" {}", say(&face.word)));
    let is_quiet = move || known.with(|face| face.is_quiet());
    let open = move |_| {
        if let Some(node) = node {
            drawing.page.select(node);
        }
    };
    let chosen = move || node.is_some() && drawing.page.selected.get() == node;
    let lit = move || node.is_some_and(|node| drawing.lit.with(|lit| lit.contains(&node)));
    view! {
        <button type="button" class=class class:chosen=chosen class:lit=lit on:click=open
            on:focus=move |_| drawing.focused.set(node) on:blur=move |_| drawing.focused.set(None)
            on:pointerenter=move |_| drawing.pointed.set(node)
            on:pointerleave=move |_| drawing.pointed.set(None)>
            <span class="icon" aria-hidden="true">{move || known.with(|face| face.icon())}</span>
            <bdi>{title}</bdi>
            {digits.map(|digits| view! { " "<code>{digits}</code> })}
            <span class="word" class:visually-hidden=is_quiet>{word}</span>
        </button>
    }
}
