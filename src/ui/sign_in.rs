//! A user name and a password for a registry. They go to the registry's client
//! and nowhere else: not into the session, the address or the browser's store.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::source::registry::auth::Credential;
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::url::Origin;
use crate::words::{refused as words, routes};

/// `wants` is the relay that was found to want the password.
#[component]
pub fn SignIn(driver: Driver, registry: Origin, wants: Option<Origin>) -> impl IntoView {
    let (user, password) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let where_they_go = words::where_they_go(registry.to_string());
    // What is shown here when the form is sent is what the person was told.
    let relay = RwSignal::new(wants);
    if relay.with_untracked(Option::is_none) {
        let asked = registry.clone();
        spawn_local(async move {
            relay.try_set(driver.registry().relay_for_passwords(&asked).await);
        });
    }
    let seen = move || {
        let relay = relay.get()?;
        Some(view! { <p class="notice">{say(routes::password_passes(&relay))}</p> })
    };
    let sign_in = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (Some(user), Some(field)) = (user.get_untracked(), password.get_untracked()) else {
            return;
        };
        let credential = Credential::new(user.value(), field.value());
        field.set_value("");
        driver.sign_in(&registry, credential, relay.get_untracked());
    };
    view! {
        <form class="sign-in" aria-label=say(words::sign_in()) autocomplete="off" on:submit=sign_in>
            <p class="hint">{say(where_they_go)}</p>
            {seen}
            <p class="field-line">
                <label for="user-name">{say(words::user_name())}</label>
                <input type="text" id="user-name" spellcheck="false" autocomplete="off" autocapitalize="none" node_ref=user/>
            </p>
            <p class="field-line">
                <label for="password">{say(words::password())}</label>
                <input type="password" id="password" autocomplete="off" node_ref=password/>
            </p>
            <button type="submit" class="primary">{say(words::sign_in())}</button>
        </form>
    }
}

/// Asks whether a password may go to another site than the registry.
#[component]
pub fn ConfirmRealm(driver: Driver, registry: Origin, realm: Origin) -> impl IntoView {
    let question = words::other_site(registry.to_string(), realm.to_string());
    let label = words::send_to(realm.to_string());
    let confirm = move |_| driver.confirm_realm(&registry, &realm);
    view! {
        <div class="sign-in">
            <p>{say(question)}</p>
            <button type="button" class="danger" on:click=confirm>{say(label)}</button>
        </div>
    }
}
