//! One signature or attestation: a sentence of fact, the steps of its proof, and what it
//! states.

use std::sync::Arc;

use leptos::prelude::*;

use super::attestation::AttestationView;
use super::checks::ChecksView;
use super::elsewhere::Elsewhere;
use super::steps::Steps;
use crate::format::{short, visible};
use crate::session::Event;
use crate::ui::digest_text::DigestText;
use crate::ui::driver::Driver;
use crate::ui::family::Sentence;
use crate::ui::language::{say, say_sentence};
use crate::ui::mark::Mark;
use crate::views::trust::SignatureShown;
use crate::words::{Message, trust as words};

#[component]
pub fn SignatureCard(driver: Driver, signature: SignatureShown) -> impl IntoView {
    let sentence: Vec<String> = signature.sentence.into_iter().map(say).collect();
    let met = signature
        .met
        .map(|(tone, word)| view! { <p class="met"><Mark tone word/></p> });
    let about = signature.about.map(|(what, digest)| {
        view! { <p class="about">{say(what)}" "<DigestText text=digest.to_string()/></p> }
    });
    let notes = signature
        .notes
        .into_iter()
        .map(|note| view! { <li><Sentence text=visible(&say(note))/></li> });
    let relation = signature
        .relation
        .map(|(tone, word)| view! { <p><Mark tone word/></p> });
    let heading = format!("signature-{}", signature.number);
    let steps = (!signature.steps.is_empty()).then(|| {
        view! {
            <details class="proof">
                <summary>{say(words::details())}</summary>
                <Steps steps=signature.steps/>
            </details>
        }
    });
    let claims =
        (!signature.claims.is_empty()).then(|| view! { <Claims claims=signature.claims/> });
    let stated = signature.stated.map(|(what, bytes)| {
        let said_by = signature.said_by;
        view! { <Stated driver what bytes said_by/> }
    });
    let checks =
        (!signature.checks.is_empty()).then(|| view! { <ChecksView checks=signature.checks/> });
    let elsewhere = (!signature.commands.is_empty())
        .then(|| view! { <Elsewhere commands=signature.commands/> });
    let node = signature.node.map(|node| {
        let show = move |_| driver.page.selected.set(Some(node));
        view! { <button type="button" on:click=show>{say(words::show_bytes())}</button> }
    });
    let expect = signature.identity.map(|(name, issuer)| {
        let expect = move |_| {
            let (name, issuer) = (Some(name.clone()), Some(issuer.clone()));
            driver.send(Event::SignerExpected(name, issuer));
        };
        view! { <button type="button" on:click=expect>{say(words::expect_this())}</button> }
    });
    let label = heading.clone();
    view! {
        <li class=format!("signature {}", signature.tone.class()) aria-labelledby=label>
            <div>
                <h3 id=heading>{visible(&sentence.join(", "))}</h3>
                <p><Mark tone=signature.tone word=signature.verdict/></p>
                {met}
                {about}
                <ul class="notes">{notes.collect_view()}</ul>
                {relation}
                <p class="actions">{expect}{node}</p>
                {claims}
                {steps}
                {checks}
                {stated}
                {elsewhere}
            </div>
        </li>
    }
}

/// What it states, read when somebody looks: a list of what is inside may be long.
#[component]
fn Stated(
    driver: Driver,
    what: Message,
    bytes: Arc<[u8]>,
    said_by: Option<Message>,
) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let toggled = move |_| is_open.set(true);
    let shown = move || {
        is_open.get().then(|| {
            view! { <AttestationView driver bytes=bytes.to_vec() said_by=said_by.clone()/> }
        })
    };
    view! {
        <details class="states" on:toggle=toggled>
            <summary>{say(words::what_it_states(what))}</summary>
            {shown}
        </details>
    }
}

/// What the certificate says, as its issuer told the authority.
#[component]
fn Claims(claims: Vec<(Message, String)>) -> impl IntoView {
    let rows = claims.into_iter().map(|(what, text)| {
        view! {
            <dt>{say(what)}</dt>
            <dd>{short(&visible(&text))}</dd>
        }
    });
    view! {
        <details>
            <summary>{say(words::certificate_says())}</summary>
            <p class="hint">{say_sentence(words::claims_hint())}</p>
            <dl class="facts">{rows.collect_view()}</dl>
        </details>
    }
}
