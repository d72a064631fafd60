//! Where signatures were looked for.

use leptos::prelude::*;

use crate::format::visible;
use crate::image::digest::Digest;
use crate::ui::digest_text::DigestText;
use crate::ui::driver::Driver;
use crate::ui::family::Sentence;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::views::Tone;
use crate::views::trust::{LookedRow, looked, to_look_for, without_answer};
use crate::words::trust as words;

#[component]
pub fn LookedAt(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let rows = Memo::new(move |_| {
        let rows = page.with_showing(|showing| looked(&showing.opened));
        rows.unwrap_or_default()
    });
    // The view is open because a person wants to know.
    let to_look = Memo::new(move |_| {
        let image = page.image.get();
        page.with_showing(|showing| to_look_for(showing, image))
            .unwrap_or_default()
    });
    Effect::new(move |before: Option<Vec<Digest>>| {
        let digests = to_look.get();
        // What did not come stays to be asked for by hand.
        if before.as_ref() != Some(&digests) && !digests.is_empty() {
            driver.find_signatures(digests.clone());
        }
        digests
    });
    let failed = Memo::new(move |_| {
        let failed = page.with_showing(|showing| without_answer(&showing.opened));
        failed.unwrap_or_default()
    });
    let again = move || {
        let is_asking = page.with_showing(|showing| showing.asking.is_some()) == Some(true);
        let mut digests = to_look.get();
        digests.extend(failed.get());
        let some = digests.clone();
        let look = move |_| {
            driver.find_signatures(some.clone());
        };
        (!digests.is_empty() && !is_asking).then(|| {
            view! {
                <p class="actions"><button type="button" on:click=look>{say(words::look_again())}</button></p>
            }
        })
    };
    let table = move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            let rows = rows.into_iter().map(|row| view! { <Row row/> }).collect_view();
            view! {
                <div class="table-scroll" tabindex="0" role="region" aria-label=say(words::places())>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{say(words::place())}</th>
                                <th scope="col">{say(words::about())}</th>
                                <th scope="col">{say(words::answer())}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
        })
    };
    view! {
        <section class="looked" aria-labelledby="looked-heading">
            <h3 id="looked-heading">{say(words::looked_heading())}</h3>
            {table}
            {again}
            <p class="hint">{say_sentence(words::content_trust())}</p>
        </section>
    }
}

#[component]
fn Row(row: LookedRow) -> impl IntoView {
    // A good mark in a table leaves its word to the icon.
    let answer = match row.tone {
        Tone::Good => view! { {say(row.answer)} }.into_any(),
        tone => view! { <Mark tone word=row.answer/> }.into_any(),
    };
    view! {
        <tr>
            <td><Sentence text=visible(&say(row.place))/></td>
            <td><DigestText text=row.about.to_string()/></td>
            <td>{answer}</td>
        </tr>
    }
}
