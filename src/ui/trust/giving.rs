//! What a person gives to be trusted: files, or text that is pasted.

use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::format::visible;
use crate::signature::trusted_root::PUBLIC_GOOD_DATE;
use crate::trust::{Given, MAX_GIVEN_BYTES};
use crate::ui::driver::Driver;
use crate::ui::family::Sentence;
use crate::ui::language::{say, say_sentence};
use crate::web::files::{self, Handle, Picked};
use crate::words::trust as words;

/// Takes files as what is to be trusted, and verifies anew.
pub fn give(driver: Driver, picked: Vec<Picked>) {
    take_all(
        driver,
        picked.into_iter().map(|one| one.file.into()).collect(),
    );
}

fn take_all(driver: Driver, files: Vec<Handle>) {
    driver.trust.trouble.set(None);
    spawn_local(async move {
        for file in files {
            match files::whole(&file, MAX_GIVEN_BYTES).await {
                Ok(bytes) => {
                    take(driver, &file.name(), &bytes);
                }
                Err(error) => {
                    let why = words::not_taken(file.name(), error);
                    let _ = driver.trust.trouble.try_set(Some(why));
                }
            }
        }
    });
}

/// Whether it was something to trust.
fn take(driver: Driver, name: &str, bytes: &[u8]) -> bool {
    let taken = driver.trust.given.try_update(|given| {
        let given = given.get_or_insert_with(Given::default);
        given.take(name, bytes)
    });
    let why = taken.and_then(Result::err);
    let is_taken = why.is_none();
    if let Some(why) = why {
        let said = words::not_taken(name, why.message());
        let _ = driver.trust.trouble.try_set(Some(said));
    }
    super::verify(driver);
    is_taken
}

#[component]
pub fn Giving(driver: Driver) -> impl IntoView {
    let (given, trouble) = (driver.trust.given, driver.trust.trouble);
    let (input, text) = (NodeRef::<Input>::new(), NodeRef::<Textarea>::new());
    let changed = move |_| {
        let Some(field) = input.get_untracked() else {
            return;
        };
        let list = field.files().map(|list| files::handles(&list));
        field.set_value("");
        take_all(driver, list.unwrap_or_default());
    };
    let paste = move |_| {
        if let Some(field) = text.get_untracked() {
            trouble.set(None);
            if take(driver, &say(words::pasted()), field.value().as_bytes()) {
                field.set_value("");
            }
        }
    };
    let forget = move |_| {
        given.set(None);
        trouble.set(None);
        super::verify(driver);
    };
    let trusts_public =
        move || given.with(|given| given.as_ref().is_none_or(|given| given.trusts_public));
    let toggle = move |_| {
        given.update(|given| {
            let given = given.get_or_insert_with(Given::default);
            given.trusts_public = !given.trusts_public;
        });
        super::verify(driver);
    };
    let taken = move || {
        let files = given.with(|given| given.as_ref().map(|given| given.files.clone()));
        let files = files.unwrap_or_default();
        let is_empty = files.is_empty();
        let rows = files.into_iter().map(|file| {
            let said = words::taken(visible(&file.name), file.kind.message());
            view! { <li>{say(said)}</li> }
        });
        let rows = rows.collect_view();
        (!is_empty).then(|| {
            view! {
                <ul>{rows}</ul>
                <p class="actions"><button type="button" on:click=forget>{say(words::forget())}</button></p>
            }
        })
    };
    let wrong = move || {
        let why = trouble.get()?;
        Some(view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> })
    };
    view! {
        <section aria-labelledby="giving-heading">
            <h3 id="giving-heading">{say(words::given_heading())}</h3>
            <p class="hint">{say_sentence(words::given_hint(PUBLIC_GOOD_DATE))}</p>
            <p>
                <label>
                    <input type="checkbox" prop:checked=trusts_public on:change=toggle/>
                    " "{say(words::trust_public())}
                </label>
            </p>
            {taken}
            {wrong}
            <p class="actions">
                <label class="button">
                    {say(words::give())}
                    <input type="file" multiple class="visually-hidden" id="given-files"
                        node_ref=input on:change=changed/>
                </label>
            </p>
            <p class="hint"><Sentence text=say_sentence(words::give_hint())/></p>
            <details>
                <summary>{say(words::paste())}</summary>
                <div>
                    <textarea id="pasted-key" rows="6" spellcheck="false" aria-label=say(words::give())
                        node_ref=text></textarea>
                    <p class="actions"><button type="button" on:click=paste>{say(words::take())}</button></p>
                </div>
            </details>
        </section>
    }
}
