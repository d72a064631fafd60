//! Where a file of a layer is shown, or what two versions of it differ in.

use leptos::html::Section;
use leptos::prelude::*;

use crate::format::visible;
use crate::protocol::files::FilesRequest;
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::ui::wanted_file::Wanted;
use crate::web::document;
use crate::words::{Message, controls};

/// It takes the focus, and Escape leads back. `action` stands beside what closes it.
#[component]
pub(super) fn FilePanel(
    driver: Driver,
    wanted: RwSignal<Option<Wanted>>,
    path: String,
    of: Message,
    #[prop(optional)] action: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let section = NodeRef::<Section>::new();
    Effect::new(move |_| {
        if let Some(section) = section.get() {
            // Where the browser refuses, it is there all the same.
            let _ = section.focus();
            section.scroll_into_view();
        }
    });
    let close = move || {
        wanted.set(None);
        document::focus("file-history");
        driver.ask_file(FilesRequest::Close, |_| {});
    };
    let key = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close();
        }
    };
    view! {
        <section class="file-viewer" aria-labelledby="file-heading" tabindex="-1" node_ref=section on:keydown=key>
            <div class="section-head">
                <h3 id="file-heading"><code>{visible(&path)}</code>" "<span class="hint">{say(of)}</span></h3>
                <p class="actions">
                    {action}
                    <button type="button" class="quiet" on:click=move |_| close()>{say(controls::close())}</button>
                </p>
            </div>
            {children()}
        </section>
    }
}
