//! The files that are open together, each to be closed, and those that may be opened
//! beside them.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::source::FileOf;
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::words::{controls, joined};

/// Nothing where one file is open, and none was before.
#[component]
pub fn Inputs(driver: Driver) -> impl IntoView {
    let files = Memo::new(move |_| {
        let files: Option<Vec<FileOf>> = driver.page.with_showing(|showing| {
            let files = showing.opened.contents.files_together();
            files.into_iter().cloned().collect()
        });
        files.unwrap_or_default()
    });
    let beside = Memo::new(move |_| driver.beside());
    let some = move || files.with(|files| !files.is_empty()) || beside.with(|all| !all.is_empty());
    let items = move || {
        let files = files.get().into_iter();
        files
            .map(|file| view! { <OpenFile driver file/> })
            .collect_view()
    };
    let open = move || {
        let names: Vec<String> = beside
            .get()
            .iter()
            .map(|name| short(&visible(name)))
            .collect();
        (!names.is_empty()).then(|| {
            view! {
                <button type="button" class="link" on:click=move |_| driver.open_beside()>
                    {say(controls::open_beside(joined::verbatim(names)))}
                </button>
            }
        })
    };
    view! {
        <Show when=some>
            <section class="inputs" aria-label=say(controls::open_together())>
                <ul>{items}</ul>
                {open}
            </section>
        </Show>
    }
}

#[component]
fn OpenFile(driver: Driver, file: FileOf) -> impl IntoView {
    let name = short(&visible(&file.name));
    let close = say(controls::close_file(&name));
    view! {
        <li>
            <bdi>{name}</bdi>
            <button type="button" class="quiet" aria-label=close.clone() title=close
                on:click=move |_| driver.close_file(file.handle)>
                "×"
            </button>
        </li>
    }
}
