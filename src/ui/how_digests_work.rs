//! How digests work, with the chosen image as the example.

use leptos::prelude::*;

use crate::format::visible;
use crate::ui::copy::CopyButton;
use crate::ui::digest_text::DigestText;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::ui::page::Page;
use crate::views::{Hashing, HowDigestsWork, sentence_case};
use crate::words::{commands, overview, terms as words};

/// Worked out when a person opens it; nothing where no digest is known.
#[component]
pub fn HowDigestsWork(page: Page) -> impl IntoView {
    let is_opened = RwSignal::new(false);
    let told = Memo::new(move |_| {
        let image = page.image.get();
        page.find(|showing| HowDigestsWork::of(showing, image))
    });
    let some = Memo::new(move |_| told.with(Option::is_some));
    let body = move || match is_opened.get() {
        true => told.get().map(|told| view! { <Body told/> }),
        false => None,
    };
    view! {
        <Show when=move || some.get()>
            <details class="how-digests-work" on:toggle=move |_| is_opened.set(true)>
                <summary>{say(words::how_digests_work())}</summary>
                <section aria-label=say(words::by_this_image())>{body}</section>
            </details>
        </Show>
    }
}

#[component]
fn Body(told: HowDigestsWork) -> impl IntoView {
    let list = |all: Vec<Hashing>| {
        let items = all.into_iter();
        items
            .map(|hashing| view! { <HashingView hashing/> })
            .collect_view()
    };
    let name = told.name.map(|name| {
        view! {
            <li>
                <p>{say(words::one_name())}</p>
                <p class="digest-line">
                    <code>{visible(&name)}</code>
                    <CopyButton text=name what=words::pinned_name()/>
                </p>
            </li>
        }
    });
    let layers = told.layers.into_iter().enumerate().map(|(place, layer)| {
        view! {
            <h3>{sentence_case(&say(overview::layer_number(place + 1)))}</h3>
            <ol>{list(layer)}</ol>
        }
    });
    let more = (told.more_layers > 0).then(
        || view! { <p class="hint">{say(words::other_layers_likewise(told.more_layers))}</p> },
    );
    view! {
        <ol>{list(told.documents)}{name}</ol>
        {layers.collect_view()}
        {more}
    }
}

#[component]
fn HashingView(hashing: Hashing) -> impl IntoView {
    let Hashing {
        bytes,
        digest,
        claim,
        command,
    } = hashing;
    let text = digest.digest.unwrap_or_default();
    let found = digest
        .found
        .map(|found| view! { <p class="note">{visible(&say_sentence(found))}</p> });
    let claim = claim.map(|claim| view! { <p class="hint">{visible(&say(claim))}</p> });
    let command = command.map(|command| {
        view! {
            <p class="digest-line">
                <code class="command">{command.clone()}</code>
                <CopyButton text=command what=commands::command()/>
            </p>
        }
    });
    view! {
        <li>
            <p>{say(bytes)}</p>
            <p class="digest-line">
                <DigestText text=text.clone()/>
                <CopyButton text what=digest.what/>
                <Mark tone=digest.tone word=digest.word/>
            </p>
            {command}
            {found}
            {claim}
        </li>
    }
}
