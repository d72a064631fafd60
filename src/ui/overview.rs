//! The overview of what is open: the images, and what each digest is called.

use leptos::prelude::*;

use crate::format::{short, visible};
use crate::presentation::{ImageLine, are_comparable, image_lines, open_columns};
use crate::ui::at_registry::AtRegistry;
use crate::ui::config_cards::ConfigCards;
use crate::ui::detective::Detective;
use crate::ui::driver::Driver;
use crate::ui::family::DigestFamily;
use crate::ui::history_list::HistoryList;
use crate::ui::layer_matrix::LayerMatrix;
use crate::ui::mark::Mark;
use crate::ui::page::Page;
use crate::ui::platform_table::PlatformTable;
use crate::ui::search::DigestSearch;

#[component]
pub fn Overview(driver: Driver) -> impl IntoView {
    let page = driver.page;
    view! {
        <div class="overview">
            <Detective driver/>
            <Images page/>
            <DigestSearch page/>
            <DigestFamily page/>
            <PlatformTable driver/>
            <AtRegistry driver/>
            <ConfigCards page/>
            <HistoryList page/>
            <SharedLayers page/>
        </div>
    }
}

/// The layers of the images, where there are several.
#[component]
fn SharedLayers(page: Page) -> impl IntoView {
    let several = Memo::new(move |_| page.with_showing(are_comparable) == Some(true));
    let columns = move || page.with_showing(open_columns).unwrap_or_default();
    view! {
        <Show when=move || several.get()>
            <LayerMatrix columns ask="Compare the images that are open"/>
        </Show>
    }
}

/// The images to choose from, where there are several.
#[component]
fn Images(page: Page) -> impl IntoView {
    let lines = Memo::new(move |_| page.with_showing(image_lines).unwrap_or_default());
    let several = Memo::new(move |_| lines.with(|lines| lines.len() > 1));
    let items = move || {
        let lines = lines.get().into_iter().enumerate();
        lines
            .map(|(place, line)| view! { <ImageButton page place line/> })
            .collect_view()
    };
    view! {
        <Show when=move || several.get()>
            <section class="images" aria-labelledby="images-heading">
                <h2 id="images-heading">{move || format!("{} images", lines.with(Vec::len))}</h2>
                <ul>{items}</ul>
            </section>
        </Show>
    }
}

#[component]
fn ImageButton(page: Page, place: usize, line: ImageLine) -> impl IntoView {
    let chosen = move || (page.image.get() == place).to_string();
    let word = match line.tone {
        crate::presentation::Tone::Good => "verified",
        crate::presentation::Tone::Bad => "wrong",
        crate::presentation::Tone::Missing => "incomplete",
        crate::presentation::Tone::Working => "checking",
        crate::presentation::Tone::Unknown => "not checked",
    };
    view! {
        <li>
            <button type="button" aria-pressed=chosen on:click=move |_| page.image.set(place)>
                <strong><bdi>{short(&visible(&line.title))}</bdi></strong>
                <span>{short(&visible(&line.about))}</span>
                <Mark tone=line.tone word/>
            </button>
        </li>
    }
}
