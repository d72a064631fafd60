//! A user name and a password for a registry. They go to the registry's client
//! and nowhere else: not into the session, the address or the browser's store.

use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use crate::source::registry::auth::Credential;
use crate::ui::driver::Driver;
use crate::url::Origin;

#[component]
pub fn SignIn(driver: Driver, registry: Origin) -> impl IntoView {
    let (user, password) = (NodeRef::<Input>::new(), NodeRef::<Input>::new());
    let name = registry.to_string();
    let sign_in = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let (Some(user), Some(field)) = (user.get_untracked(), password.get_untracked()) else {
            return;
        };
        let credential = Credential::new(user.value(), field.value());
        field.set_value("");
        driver.sign_in(&registry, credential);
    };
    view! {
        <form class="sign-in" aria-label="Sign in" autocomplete="off" on:submit=sign_in>
            <p class="hint">
                "They go to "<bdi>{name}</bdi>
                " and to a token server of the same site that it names, and are forgotten when this page is closed."
            </p>
            <p class="field-line">
                <label for="user-name">"User name"</label>
                <input type="text" id="user-name" spellcheck="false" autocomplete="off" autocapitalize="none" node_ref=user/>
            </p>
            <p class="field-line">
                <label for="password">"Password"</label>
                <input type="password" id="password" autocomplete="off" node_ref=password/>
            </p>
            <button type="submit" class="primary">"Sign in"</button>
        </form>
    }
}

/// Asks whether a password may go to another site than the registry.
#[component]
pub fn ConfirmRealm(driver: Driver, registry: Origin, realm: Origin) -> impl IntoView {
    let (from, to) = (registry.to_string(), realm.to_string());
    let label = format!("Send it to {realm}");
    let confirm = move |_| driver.confirm_realm(&registry, &realm);
    view! {
        <div class="sign-in">
            <p>
                "The password that you typed for "<bdi>{from}</bdi>" would be sent to "<bdi>{to}</bdi>
                ", which is another site. Do so only if you know that it belongs to the registry."
            </p>
            <button type="button" class="danger" on:click=confirm>{label}</button>
        </div>
    }
}
