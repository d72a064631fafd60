//! What is shown. (For now the least that proves the way from a file to a
//! worker and back.)

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::{DragEvent, HtmlInputElement};

use crate::protocol::{Reply, Request};
use crate::web::client::Pool;
use crate::web::files::{self, Given, Picked};

/// Shows the page.
pub fn mount() {
    console_error_panic_hook::set_once();
    mount_to_body(Page);
}

#[component]
fn Page() -> impl IntoView {
    let pool = StoredValue::new_local(Pool::start());
    let (status, set_status) = signal(("start", "Nothing is open".to_owned()));
    Effect::new(move |_| {
        let root = document().document_element();
        root.map(|root| root.set_attribute("data-session", status.get().0))
    });
    let open = move |picked: Vec<Picked>| {
        let (inputs, blobs) = picked.into_iter().map(|p| (p.input, p.file.into())).unzip();
        set_status.set(("working", "Opening".to_owned()));
        let shown = move |reply, _| match reply {
            Reply::Progress { .. } => {}
            Reply::Failed(failure) => set_status.set(("failed", failure.what)),
            reply => set_status.set(("showing", format!("{reply:?}"))),
        };
        pool.with_value(|pool| pool.call(Request::Open { files: inputs }, blobs, shown));
    };
    let chosen = move |event: web_sys::Event| {
        let list = event_target::<HtmlInputElement>(&event).files();
        open(
            list.and_then(|list| files::from_list(&list).ok())
                .unwrap_or_default(),
        );
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        let Some(given) = event.data_transfer().map(|t| files::from_transfer(&t)) else {
            return;
        };
        spawn_local(async move {
            if let Ok(Given::Files(picked)) = given.await {
                open(picked);
            }
        });
    };
    view! {
        <main on:dragover=|event: DragEvent| event.prevent_default() on:drop=dropped>
            <h1>"Assay"</h1>
            <label>"Open image files" <input type="file" multiple on:change=chosen/></label>
            <p role="status">{move || status.get().1}</p>
        </main>
    }
}
