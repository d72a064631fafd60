//! Says that there is a new version of the app, which comes only when a person wants it:
//! `src/page/at_hand.js` knows of it and loads it.

use leptos::prelude::*;

use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::web::document;
use crate::words::offline as words;

/// Hears of new versions, as long as the page lives.
pub(super) fn listen(driver: Driver) {
    let _ = window_event_listener_untyped("assay-new-version", move |event| {
        // Else it is said again.
        event.prevent_default();
        driver.new_version.set(true);
    });
}

/// Stands at the foot of the window, and moves nothing.
#[component]
pub(super) fn NewVersion(driver: Driver) -> impl IntoView {
    let is_new = driver.new_version;
    view! {
        <div aria-live="polite" class="new-version">
            {move || is_new.get().then(|| view! {
                <aside class="notice" aria-label=say(words::load_new_version())>
                    <p>{say(words::new_version())}</p>
                    <p class="actions">
                        <button type="button" class="primary" on:click=move |_| document::tell("assay-take-version")>
                            {say(words::load_new_version())}
                        </button>
                        <button type="button" class="quiet" on:click=move |_| is_new.set(false)>
                            {say(words::not_now())}
                        </button>
                    </p>
                </aside>
            })}
        </div>
    }
}
