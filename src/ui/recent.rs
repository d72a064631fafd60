//! What was opened lately, on the first page: kept where a person wants that.
//!
//! Handles of files are kept by `src/page/at_hand.js`, which opens one again.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::input::Fragment;
use crate::recent::{Given, Recent, Recents};
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::ui::shell::{App, Stage};
use crate::views::recent_of;
use crate::web::{clock, document, preference};
use crate::words::recent as words;

/// Under which the browser keeps them; `at_hand.js` has the same.
const KEY: &str = "assay-recent";

/// How many frames the first page may take to be drawn.
const MOST_FRAMES: usize = 100;

/// What was kept; `None` where nobody wants it.
fn kept() -> Option<Recents> {
    preference::word(KEY).map(|text| Recents::from_text(&text))
}

/// Notes what is opened, as long as the page lives.
pub(super) fn listen(driver: Driver) {
    let open = Memo::new(move |_| {
        let open = driver.page.session.with(recent_of);
        open.filter(|_| !driver.is_of_page())
    });
    Effect::new(move |_| {
        let (Some((given, digest)), Some(mut all)) = (open.get(), kept()) else {
            return;
        };
        let at = (clock::now() / 1_000.0) as i64;
        all.add(Recent { given, digest, at });
        preference::keep_word(KEY, &all.to_text());
    });
    let _ = window_event_listener_untyped("assay-not-reopened", move |_| {
        driver.tell(words::choose_again(visible(&document::told())));
    });
}

/// Stands at the end of the first page, which is not the app's.
#[component]
pub(super) fn RecentPlace(driver: Driver) -> impl IntoView {
    let is_first = Memo::new(move |_| driver.stage() == Stage::Start);
    Effect::new(move |_| {
        if is_first.get() {
            put_in_place(MOST_FRAMES);
        }
    });
    // What is put elsewhere is never the outermost: by that its place here is known.
    move || is_first.get().then(|| view! { <div><RecentInputs/></div> })
}

/// Waits until the first page stands there, at most that many frames.
fn put_in_place(frames: usize) {
    request_animation_frame(move || {
        if !document::move_into("recent", ".start") && frames > 0 {
            put_in_place(frames - 1);
        }
    });
}

#[component]
fn RecentInputs() -> impl IntoView {
    let all = RwSignal::new(kept());
    let keep = move |_| {
        preference::keep_word(KEY, &Recents::default().to_text());
        all.set(kept());
    };
    let forget = move |_| {
        preference::forget(KEY);
        document::tell("assay-forget");
        all.set(None);
    };
    let list = move |recents: Recents| {
        let lines: Vec<Recent> = recents.iter().cloned().collect();
        let nothing = lines
            .is_empty()
            .then(|| view! { <p class="hint">{say(words::nothing_yet())}</p> });
        let lines = lines.into_iter().map(|one| view! { <Line one/> });
        view! {
            {nothing}
            <ul class="names">{lines.collect_view()}</ul>
            <p><button type="button" class="link" on:click=forget>{say(words::forget())}</button></p>
        }
    };
    view! {
        <section id="recent" class="recent" aria-labelledby="recent-heading">
            <h2 id="recent-heading">{say(words::heading())}</h2>
            {move || match all.get() {
                Some(recents) => list(recents).into_any(),
                None => view! {
                    <p class="hint">{say(words::what_it_keeps())}</p>
                    <p><button type="button" on:click=keep>{say(words::keep())}</button></p>
                }
                .into_any(),
            }}
        </section>
    }
}

#[component]
fn Line(one: Recent) -> impl IntoView {
    let name = short(&visible(one.given.name()));
    let digest = one
        .digest
        .map(|digest| view! { " "<code>{digest.short()}</code> });
    let link = match &one.given {
        Given::Link(link) => link.parse::<Fragment>().ok(),
        Given::File(_) => None,
    };
    let opens = match (link, one.given) {
        (Some(link), _) => view! { <a href=format!("#{link}")><bdi>{name}</bdi></a> }.into_any(),
        (None, Given::File(file)) => {
            let label = say(words::open_again(name.as_str()));
            view! {
                <button type="button" class="link" aria-label=label
                    on:click=move |_| document::tell_of("assay-reopen", &file)>
                    <bdi>{name}</bdi>
                </button>
            }
            .into_any()
        }
        (None, Given::Link(_)) => view! { <bdi>{name}</bdi> }.into_any(),
    };
    view! { <li>{opens}{digest}</li> }
}
