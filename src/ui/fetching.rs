//! A registry that is being asked.

use leptos::prelude::*;

use crate::format::visible;
use crate::session::{Event, Session};
use crate::ui::driver::Driver;
use crate::ui::language::{SLOT, say, say_around};
use crate::words::page as words;

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
            .map(|step| view! { <li>{visible(&say(step))}</li> })
            .collect_view()
    };
    let (before, after) = say_around(words::fetching(SLOT));
    let (asking, asking_for) = say_around(words::asking_registry_for(SLOT));
    view! {
        <section class="opening" aria-labelledby="opening-heading">
            <h1 id="opening-heading">{before}<bdi>{name}</bdi>{after}</h1>
            <div class="work">
                <div class="whole">
                    <progress aria-label=say(words::requests())></progress>
                    <button type="button" class="danger" on:click=move |_| driver.send(Event::Cancelled)>
                        {say(words::cancel())}
                    </button>
                </div>
                <p role="status">{asking}<bdi>{origin}</bdi>{asking_for}</p>
                <ol class="steps">{steps}</ol>
            </div>
        </section>
    }
}
