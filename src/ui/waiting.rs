//! A digest alone, or a link that expects one of a file: a person says where
//! to look.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use crate::format::visible;
use crate::image::digest::Digest;
use crate::image::reference::Repository;
use crate::input::{self, Fragment};
use crate::session::Session;
use crate::ui::digest_text::DigestText;
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::ui::open_buttons::OpenButtons;
use crate::words::{Message, page as words};

#[component]
pub fn WaitingView(driver: Driver) -> impl IntoView {
    let wanted = Memo::new(move |_| {
        driver.page.session.with(|session| match session {
            Session::Waiting(wanted) => Some((**wanted).clone()),
            _ => None,
        })
    });
    move || {
        wanted
            .get()
            .map(|wanted| view! { <Waiting driver wanted/> })
    }
}

#[component]
fn Waiting(driver: Driver, wanted: Fragment) -> impl IntoView {
    let alone = match &wanted.input {
        Some(input::Input::Digest(digest)) => Some(digest.clone()),
        _ => None,
    };
    let digests = alone.iter().chain(&wanted.expect).map(|digest| {
        view! { <li><DigestText text=digest.to_string()/></li> }
    });
    let digests = digests.collect_view();
    let (heading, drop) = match alone {
        Some(_) => (words::where_to_look(), words::look_in_a_file()),
        None => (words::link_asks_for_file(), words::drop_that_file()),
    };
    let ask = alone.map(|digest| view! { <Where driver digest wanted=wanted.clone()/> });
    view! {
        <section class="waiting" aria-labelledby="waiting-heading">
            <h1 id="waiting-heading">{say(heading)}</h1>
            <ul class="digests">{digests}</ul>
            {ask}
            <div class="drop-here">
                <p>{say(drop)}</p>
                <OpenButtons shell=driver.shell first=true/>
            </div>
        </section>
    }
}

/// The repository in which to look for a digest.
#[component]
fn Where(driver: Driver, digest: Digest, wanted: Fragment) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let wrong = RwSignal::new(None::<Message>);
    let look = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = field.get_untracked().map(|field| field.value());
        match Repository::from_link(text.unwrap_or_default().trim()) {
            Ok(repository) => driver.open_link(Fragment {
                input: Some(input::Input::Image(repository.pinned(digest.clone()))),
                ..wanted.clone()
            }),
            Err(error) => wrong.set(Some(error.message())),
        }
    };
    view! {
        <form class="ask" on:submit=look>
            <label for="where">{say(words::registry_and_repository())}</label>
            <input type="text" id="where" spellcheck="false" autocomplete="off" autocapitalize="none"
                placeholder="ghcr.io/owner/name" aria-describedby="where-wrong" node_ref=field/>
            <button type="submit">{say(words::look_there())}</button>
            <p id="where-wrong" class="wrong" aria-live="polite">
                {move || wrong.get().map(|why| visible(&say_sentence(why)))}
            </p>
        </form>
    }
}
