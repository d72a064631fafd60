//! What the layers did to the chosen path.

use leptos::ev;
use leptos::html::{Aside, Div};
use leptos::prelude::*;

use crate::file_system::{Ask, Told};
use crate::format::{short, visible};
use crate::ui::copy::CopyButton;
use crate::ui::driver::Driver;
use crate::ui::file_viewer::Wanted;
use crate::ui::language::{say, say_sentence};
use crate::views::file_tree::{VersionRow, stack};
use crate::words::{controls, detail, file_system as words};

/// Beside the tree; Escape leads back to it.
#[component]
pub(super) fn FileHistory(
    driver: Driver,
    grid: NodeRef<Div>,
    opened: RwSignal<Option<Wanted>>,
) -> impl IntoView {
    let page = driver.page;
    let versions = RwSignal::new(None::<Vec<VersionRow>>);
    let panel = NodeRef::<Aside>::new();
    Effect::new(move |_| {
        let path = page.path.get();
        driver.ask_files(Ask::History(path.clone()), move |answer| {
            let is_late = page.path.try_get_untracked().is_none_or(|now| now != path);
            if let (false, Ok(Told::History(all))) = (is_late, answer) {
                let _ = versions.try_set(Some(all.iter().map(VersionRow::of).collect()));
            }
        });
    });
    let close = move || {
        page.path.set(String::new());
        if let Some(grid) = grid.get_untracked() {
            let _ = grid.focus();
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close();
        }
    };
    let path = move || format!("/{}", page.path.get().trim_start_matches('/'));
    let body = move || match versions.get() {
        None => ().into_any(),
        Some(all) if all.is_empty() => {
            view! { <p class="empty">{say(words::no_history())}</p> }.into_any()
        }
        Some(all) => {
            let all = all
                .into_iter()
                .map(|row| view! { <VersionView driver row opened/> });
            view! { <ol class="versions">{all.collect_view()}</ol> }.into_any()
        }
    };
    view! {
        <aside class="file-history" aria-labelledby="history-heading" tabindex="-1" node_ref=panel on:keydown=key>
            <div class="detail-head">
                <h3 id="history-heading">{move || short(&visible(&say(words::history_of(path()))))}</h3>
                <button type="button" class="quiet" on:click=move |_| close()>{say(controls::close())}</button>
            </div>
            <p class="path-line"><code>{move || visible(&path())}</code>
                {move || view! { <CopyButton text=path() what=detail::path()/> }}
            </p>
            {body}
        </aside>
    }
}

#[component]
fn VersionView(driver: Driver, row: VersionRow, opened: RwSignal<Option<Wanted>>) -> impl IntoView {
    let page = driver.page;
    let layer = row.layer as usize;
    // With its step, as the list of layers has it.
    let name = move || {
        let image = page.image.get();
        let stack = page.with_showing(|showing| stack(&showing.opened, image));
        let own = stack.unwrap_or_default().into_iter().nth(layer);
        own.map_or_else(|| row.name.clone(), |layer| layer.name)
    };
    let facts = row
        .facts
        .map(|facts| view! { <p class="facts"><code>{say(facts)}</code></p> });
    let open = row.file.map(|entry| {
        let label = say(words::open_version(row.layer + 1));
        let open = move |_| {
            let path = format!("/{}", page.path.get_untracked());
            opened.set(Some(Wanted { path, entry }));
        };
        view! { <button type="button" class="link" aria-label=label on:click=open>{say(words::open())}</button> }
    });
    let note = row
        .note
        .map(|note| view! { <p class="hint">{say_sentence(note)}</p> });
    view! {
        <li data-state=row.tone>
            <p class="did"><span class="sign" aria-hidden="true">{row.sign}</span>" "{say_sentence(row.said)}</p>
            <p class="by">{move || visible(&say(name()))}</p>
            {facts}
            {note}
            {open}
        </li>
    }
}
