//! Lists of files that can be had without their layers, by tables of contents.

use leptos::prelude::*;

use crate::format::visible;
use crate::ui::driver::Driver;
use crate::ui::language::{say, say_sentence};
use crate::views::file_tree::Stacked;
use crate::views::tocs::{TocsOffered, by_tables_said};
use crate::words::{contents, toc as words};

/// The way to them, what came of it, and what is not verified of it.
#[component]
pub(super) fn TablesOfContents(driver: Driver, layers: Memo<Vec<Stacked>>) -> impl IntoView {
    let page = driver.page;
    let offered = Memo::new(move |_| {
        let image = page.image.get();
        let offered = page.find(|showing| {
            showing.asked.as_ref()?;
            Some(layers.with(|layers| TocsOffered::of(&showing.opened, image, layers)))
        });
        offered.unwrap_or_default()
    });
    let tocs = driver.tocs;
    let can_read = move || offered.with(|offered| !offered.layers.is_empty());
    let read = move |_| driver.read_tocs(offered.get_untracked().layers);
    let troubles = move || {
        let claimed = offered.with(|offered| offered.troubles.clone());
        let all = claimed.into_iter().chain(tocs.troubles.get());
        all.map(|why| view! { <p class="wrong" role="alert">{visible(&say_sentence(why))}</p> })
            .collect_view()
    };
    let stop = move || {
        let stop = move |_| tocs.stop();
        tocs.is_reading.get().then(
            || view! { " "<button type="button" on:click=stop>{say(contents::stop())}</button> },
        )
    };
    let said = move || layers.with(|layers| by_tables_said(layers));
    view! {
        <div class="tables-of-contents">
            <Show when=can_read>
                <p>
                    <button type="button" on:click=read disabled=move || tocs.is_reading.get()>
                        {move || offered.with(|offered| say(offered.label()))}
                    </button>
                    " "<span class="hint" role="status">{move || tocs.is_reading.get().then(|| say(words::reading_tables()))}</span>
                    {stop}
                </p>
            </Show>
            {troubles}
            {move || said().map(|said| view! { <p class="hint" role="status">{say_sentence(said)}</p> })}
        </div>
    }
}
