//! A registry that is being asked.

use leptos::prelude::*;

use crate::format::visible;
use crate::session::{Event, Session};
use crate::ui::driver::Driver;

#[component]
pub fn FetchingView(driver: Driver) -> impl IntoView {
    let session = driver.page.session;
    let asked = Memo::new(move |_| {
        session.with(|session| match session {
            Session::Fetching(fetching) => {
                let origin = fetching.ask.origin().to_string();
                Some((fetching.ask.name(), origin, fetching.asked.clone()))
            }
            _ => None,
        })
    });
    let name = move || asked.with(|asked| asked.as_ref().map(|(name, ..)| visible(name)));
    let origin = move || asked.with(|asked| asked.as_ref().map(|(_, origin, _)| origin.clone()));
    let steps = move || {
        let steps = asked.with(|asked| asked.as_ref().map(|(.., steps)| steps.clone()));
        let steps = steps.unwrap_or_default().into_iter();
        steps
            .map(|step| view! { <li>{visible(&step)}</li> })
            .collect_view()
    };
    view! {
        <section class="opening fetching" aria-labelledby="opening-heading">
            <h1 id="opening-heading">"Fetching "<bdi>{name}</bdi></h1>
            <div class="work">
                <div class="whole">
                    <progress aria-label="Requests"></progress>
                    <button type="button" class="danger" on:click=move |_| driver.send(Event::Cancelled)>
                        "Cancel"
                    </button>
                </div>
                <p role="status">"Asking "<bdi>{origin}</bdi>" for"</p>
                <ol class="steps">{steps}</ol>
            </div>
        </section>
    }
}
