//! Whose image it is: the signatures of what is open, each step of their proof, and what
//! they state.

pub mod attestation;
mod checks;
mod elsewhere;
mod expecting;
mod facts;
mod giving;
mod looked;
mod provenance;
mod sbom;
mod sbom_held;
mod signature;
mod steps;
mod table;
mod verifying;
mod vex;
mod vulnerabilities;

pub use giving::give;
pub use verifying::verify;

use std::rc::Rc;

use leptos::prelude::*;

use crate::format::visible;
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::views::trust::{TrustShown, trust_shown};
use crate::words::trust as words;
use expecting::Expecting;
use giving::Giving;
use looked::LookedAt;
use signature::SignatureCard;

/// The view of signatures.
#[component]
pub fn TrustView(driver: Driver) -> impl IntoView {
    let page = driver.page;
    // Not with each megabyte that is hashed.
    let version = Memo::new(move |_| {
        page.find(|showing| {
            let signed = showing.opened.signed.as_ref()?;
            let place = Rc::as_ptr(signed).cast::<()>() as usize;
            let looked = showing.opened.contents.looked.clone();
            Some((place, showing.is_hashing(), looked))
        })
    });
    let shown = Memo::new(move |_| {
        // Asked for, and not only followed: a memo that nobody asks follows nothing.
        version.get();
        let image = page.image.get();
        page.find_now(|showing| trust_shown(&showing.opened, image))
    });
    // Where nothing seems to be signed nothing has begun yet.
    if page
        .find_now(|showing| showing.opened.signed.clone())
        .is_none()
    {
        verify(driver);
    }
    let progress = move || {
        let (done, all) = driver.trust.progress.get()?;
        Some(view! { <p class="hint" role="status">{say(words::verifying(done, all))}</p> })
    };
    let summary = move || shown.get().map(|shown| view! { <Summary shown/> });
    let signatures = move || {
        let all = shown
            .get()
            .map(|shown| shown.signatures)
            .unwrap_or_default();
        let all = all.into_iter();
        all.map(|signature| view! { <SignatureCard driver signature/> })
            .collect_view()
    };
    view! {
        <section class="trust" aria-labelledby="trust-heading">
            <h2 id="trust-heading">{say(words::heading())}</h2>
            <p class="hint">{say_sentence(words::what_it_means())}</p>
            {summary}
            {progress}
            <ol class="signatures">{signatures}</ol>
            <Expecting driver/>
            <Giving driver/>
            <LookedAt driver/>
        </section>
    }
}

#[component]
fn Summary(shown: TrustShown) -> impl IntoView {
    let others = shown
        .others
        .map(|others| view! { <p class="answer">{say_sentence(others)}</p> });
    let stated = shown
        .stated
        .map(|stated| view! { <p class="answer">{say_sentence(stated)}</p> });
    view! {
        <p class="answer trust-summary" role="status">{visible(&say_sentence(shown.summary))}</p>
        {others}
        {stated}
    }
}
