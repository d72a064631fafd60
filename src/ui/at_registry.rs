//! What the registry says of the image that is open: whether a pull would
//! complete, and what refers to it. Its word, and nothing that was verified.

use leptos::prelude::*;

use crate::format::{Bytes, Sum, short, visible};
use crate::image::digest::Digest;
use crate::session::{Event, Pull, PullBlob};
use crate::ui::digest_text::DigestText;
use crate::ui::driver::Driver;
use crate::ui::folded::FoldedText;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::ui::term::Term;
use crate::views::{ReferrerLine, found_word, referrer_lines, short_name};
use crate::words::{Message, at_registry as words, joined};

#[component]
pub fn AtRegistry(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let asked =
        Memo::new(move |_| page.with_showing(|showing| showing.asked.is_some()) == Some(true));
    let referable = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| showing.referable(image))
            .unwrap_or_default()
    });
    view! {
        <Show when=move || asked.get()>
            <section class="at-registry" aria-labelledby="at-registry-heading">
                <h2 id="at-registry-heading">{say(words::heading())}</h2>
                <PullCheck driver/>
                <Referring driver referable/>
            </section>
        </Show>
    }
}

/// "Would this pull complete?"
#[component]
fn PullCheck(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let pull = Memo::new(move |_| page.find(|showing| showing.remote.pull.clone()));
    let possible = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| showing.can_be_pulled(image)) == Some(true)
    });
    let ask = move |_| driver.send(Event::PullAsked(page.image.get_untracked()));
    view! {
        <Show when=move || possible.get()>
            <p><button type="button" on:click=ask>{say(words::would_it_complete())}</button></p>
        </Show>
        <div class="pull" aria-live="polite">
            {move || pull.get().map(|pull| view! { <PullView pull/> })}
        </div>
    }
}

#[component]
fn PullView(pull: Pull) -> impl IntoView {
    let rows = pull.blobs.iter().cloned();
    let rows = rows.map(|blob| view! { <PullRow blob/> }).collect_view();
    view! {
        <p class="answer">{visible(&say_sentence(pull.message()))}</p>
        <details>
            <summary>{say(words::blob_by_blob())}</summary>
            <div class="table-scroll" tabindex="0" role="region" aria-label=say(words::blobs())>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{say(words::blob())}</th>
                            <th scope="col"><Term of=Term::Digest label=words::digest()/></th>
                            <th scope="col">{say(words::size())}</th>
                            <th scope="col">{say(words::registry())}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}

#[component]
fn PullRow(blob: PullBlob) -> impl IntoView {
    let (tone, word) = found_word(&blob);
    view! {
        <tr>
            <th scope="row">{say(blob.what)}</th>
            <td><DigestText text=blob.digest.to_string()/></td>
            <td class="number">{say(Sum::from(blob.size).message())}</td>
            <td><Mark tone word/></td>
        </tr>
    }
}

/// "What refers to it?"
#[component]
fn Referring(driver: Driver, referable: Memo<Vec<Digest>>) -> impl IntoView {
    let page = driver.page;
    let lines = Memo::new(move |_| page.find(referrer_lines));
    let several = move || referable.with(|digests| digests.len() > 1);
    let button = move |(place, digest): (usize, Digest)| {
        let what = match (place, several()) {
            (_, false) => words::what_refers(),
            (0, true) => words::what_refers_to_index(),
            (_, true) => words::what_refers_to_platform(),
        };
        let ask = move |_| driver.send(Event::ReferrersAsked(digest.clone()));
        view! { <button type="button" on:click=ask>{say(what)}</button> }
    };
    let buttons = move || {
        let digests = referable.get().into_iter().enumerate();
        digests.map(button).collect_view()
    };
    view! {
        <p class="actions">{buttons}</p>
        <div class="referrers" aria-live="polite">
            {move || lines.get().map(|(said, lines)| view! { <Referrers said lines/> })}
        </div>
    }
}

#[component]
fn ReferrerRow(line: ReferrerLine) -> impl IntoView {
    let notes = line.annotations.into_iter().map(|(key, value)| {
        view! { <li><code>{short(&visible(&key))}</code>" "<FoldedText text=visible(&value) what=words::annotation()/></li> }
    });
    let unchecked = line.unchecked.map(|why| {
        view! { <br/><span class="hint">{visible(&say(words::registrys_word(why)))}</span> }
    });
    view! {
        <tr>
            <td><code>{short(&visible(&line.kind))}</code>{unchecked}</td>
            <td><a href=line.link><code>{short_name(&line.digest)}</code></a></td>
            <td class="number">{say(joined::verbatim(Bytes(line.size)))}</td>
            <td><ul>{notes.collect_view()}</ul></td>
        </tr>
    }
}

#[component]
fn Referrers(said: Message, lines: Vec<ReferrerLine>) -> impl IntoView {
    let table = (!lines.is_empty()).then(|| {
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label=say(words::documents_that_refer())>
                <table>
                    <thead>
                        <tr>
                            <th scope="col"><Term of=Term::Referrer label=words::kind()/></th>
                            <th scope="col">{say(words::digest())}</th>
                            <th scope="col">{say(words::size())}</th>
                            <th scope="col"><Term of=Term::Annotation label=words::annotations()/></th>
                        </tr>
                    </thead>
                    <tbody>{lines.into_iter().map(|line| view! { <ReferrerRow line/> }).collect_view()}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <p class="answer">{visible(&say_sentence(said))}</p>
        {table}
    }
}
