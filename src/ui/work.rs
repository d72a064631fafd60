//! How far the work is.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::session::Event;
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::views::{BlobWork, Work};
use crate::words::controls;

/// Bytes of bytes, rate, time left, which blobs, and a way to stop.
#[component]
pub fn WorkView(driver: Driver, #[prop(into)] work: Signal<Work>) -> impl IntoView {
    let total = move || work.with(|work| work.total);
    // Without a value a browser shows that something goes on.
    let value = move || total().map(|_| work.with(|work| work.done).to_string());
    let blobs = move || work.with(|work| work.blobs.clone());
    view! {
        <div class="work">
            <div class="whole">
                <progress aria-label=say(controls::bytes_read()) max=move || total().unwrap_or(1).max(1).to_string() value=value></progress>
                <button type="button" class="danger" on:click=move |_| driver.send(Event::Cancelled)>
                    {say(controls::cancel())}
                </button>
            </div>
            <p class="amount">
                <span>{move || work.with(|work| work.amount.as_ref().map(say))}</span>
                <span>{move || work.with(|work| work.pace.as_ref().map(say))}</span>
            </p>
            <ul class="blobs">{move || blobs().into_iter().map(|blob| view! { <Blob blob/> }).collect_view()}</ul>
        </div>
    }
}

#[component]
fn Blob(blob: BlobWork) -> impl IntoView {
    let name = short(&visible(&say(blob.name)));
    // Without a value a browser shows that something goes on.
    let max = blob.total.unwrap_or(1).max(1).to_string();
    let value = blob.total.map(|_| blob.done.to_string());
    view! {
        <li>
            <progress aria-label=name.clone() max=max value=value></progress>
            <bdi>{name}</bdi>
        </li>
    }
}
