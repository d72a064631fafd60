//! Links to what is shown.

use leptos::prelude::*;

use crate::input::Fragment;
use crate::link::{Shares, shares};
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::web::address;
use crate::words::{Message, sharing as words};

/// Shows the links and hides them.
#[component]
pub fn ShareButton(shown: RwSignal<bool>) -> impl IntoView {
    view! {
        <button type="button" class="share" aria-controls="share-links"
            aria-expanded=move || shown.get().to_string()
            on:click=move |_| shown.update(|shown| *shown = !*shown)>
            {say(words::share())}
        </button>
    }
}

#[component]
pub fn ShareLinks(driver: Driver, shown: RwSignal<bool>) -> impl IntoView {
    let links = Memo::new(move |_| {
        let links = driver
            .page
            .with_showing(|showing| driver.with_chosen(|chosen| shares(showing, chosen)));
        links.unwrap_or_default()
    });
    let lines = move || {
        let Shares { exact, tag, file } = links.get();
        let none = exact.is_none() && tag.is_none() && file.is_none();
        view! {
            {exact.map(|link| view! { <Link id="share-exact" label=words::to_exact_bytes() link/> })}
            {tag.map(|link| view! { <Link id="share-tag" label=words::to_tag() link/> })}
            {file.map(|link| view! { <Link id="share-file" label=words::to_image() link/> })}
            {none.then(|| view! { <p class="hint">{say(words::nothing_to_share())}</p> })}
        }
    };
    view! {
        <Show when=move || shown.get()>
            <div id="share-links" class="share-links" tabindex="-1">
                {lines}
                <p class="hint">{say(words::what_links_hold())}</p>
            </div>
        </Show>
    }
}

#[component]
fn Link(id: &'static str, label: Message, link: Fragment) -> impl IntoView {
    let text = address::link(&link.to_string()).unwrap_or_default();
    view! {
        <p class="field-line">
            <label for=id>{say(&label)}</label>
            <input type="text" id=id readonly spellcheck="false" prop:value=text.clone()/>
            <CopyButton text=text what=label/>
        </p>
    }
}
