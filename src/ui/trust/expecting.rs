//! Whom a person expects to have signed.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use crate::format::visible;
use crate::session::Event;
use crate::trust::Given;
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::views::trust::issuer_name;
use crate::words::trust as words;

#[component]
pub fn Expecting(driver: Driver) -> impl IntoView {
    let page = driver.page;
    let expected = Memo::new(move |_| {
        page.find(|showing| {
            let wanted = &showing.wanted;
            let both = (wanted.signer.clone(), wanted.issuer.clone());
            let is_any = both.0.is_some() || both.1.is_some();
            is_any.then(|| (both.0.unwrap_or_default(), both.1.unwrap_or_default()))
        })
    });
    let (name, issuer) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let expect = move |whom: Option<(String, String)>| {
        let (name, issuer) = whom.unzip();
        let is_nobody = name.is_none();
        driver.send(Event::SignerExpected(name, issuer));
        // Where nobody is expected and nothing is signed nothing else begins it.
        if is_nobody {
            super::verify(driver);
        }
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (Some(name), Some(issuer)) = (name.get_untracked(), issuer.get_untracked()) else {
            return;
        };
        let (name, issuer) = (
            name.value().trim().to_owned(),
            issuer.value().trim().to_owned(),
        );
        if !name.is_empty() && !issuer.is_empty() {
            expect(Some((name, issuer)));
        }
    };
    let by_key = move || {
        let given = driver.trust.given;
        given.with(|given| given.as_ref().is_some_and(Given::has_keys))
    };
    let expects_key = move || {
        driver
            .trust
            .given
            .with(|given| given.as_ref().is_some_and(|it| it.expects_key))
    };
    let toggle_key = move |_| {
        driver.trust.given.update(|given| {
            let given = given.get_or_insert_with(Given::default);
            given.expects_key = !given.expects_key;
        });
        super::verify(driver);
    };
    let now = move || {
        let (name, issuer) = expected.get()?;
        let said = match name.is_empty() || issuer.is_empty() {
            true => words::you_expect_half(),
            false => words::you_expect(visible(&name), visible(&issuer_name(&issuer))),
        };
        Some(view! {
            <p class="answer">{say_sentence(said)}</p>
            <p class="actions">
                <button type="button" on:click=move |_| expect(None)>{say(words::expect_nobody())}</button>
            </p>
        })
    };
    view! {
        <section aria-labelledby="expecting-heading">
            <h3 id="expecting-heading">{say(words::expect_heading())}</h3>
            <p class="hint">{say_sentence(words::expect_hint())}</p>
            {now}
            <form class="expecting" on:submit=submit>
                <p class="field-line">
                    <label for="expected-signer">{say(words::signer())}</label>
                    <input type="text" id="expected-signer" spellcheck="false" autocomplete="off"
                        autocapitalize="none" node_ref=name
                        prop:value=move || expected.get().map(|it| it.0).unwrap_or_default()/>
                </p>
                <p class="field-line">
                    <label for="expected-issuer">{say(words::issuer())}</label>
                    <input type="text" id="expected-issuer" spellcheck="false" autocomplete="off"
                        autocapitalize="none" node_ref=issuer
                        prop:value=move || expected.get().map(|it| it.1).unwrap_or_default()/>
                </p>
                <button type="submit">{say(words::expect_them())}</button>
            </form>
            <Show when=by_key>
                <p>
                    <label>
                        <input type="checkbox" prop:checked=expects_key on:change=toggle_key/>
                        " "{say(words::expect_key())}
                    </label>
                </p>
            </Show>
        </section>
    }
}
