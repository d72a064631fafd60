//! Lists of the files of an image, saved.

use leptos::prelude::*;

use crate::file_system::Export;
use crate::ui::driver::Driver;
use crate::ui::language::say;
use crate::views::file_tree::Stacked;
use crate::views::report::file_name;
use crate::words::file_system as words;

/// Saves what the layers do, as lines of JSON, and the file system after a layer, as
/// `tar -tv` lists it.
#[component]
pub(super) fn FileExports(
    driver: Driver,
    layer: Memo<u32>,
    layers: Memo<Vec<Stacked>>,
) -> impl IntoView {
    let page = driver.page;
    let save = move |export: Export, ending: &str| {
        let name =
            page.with_showing_now(|showing| file_name(&showing.opened.contents.input.name, ending));
        driver.save_files(export, name.unwrap_or_default());
    };
    let lines = move |_| {
        let diff_id = |layer: Stacked| layer.diff_id;
        let diff_ids = layers.get_untracked().into_iter().map(diff_id).collect();
        save(Export::JsonLines { diff_ids }, "files.jsonl");
    };
    let tar = move |_| {
        let layer = layer.get_untracked();
        save(Export::Tar { layer }, "files.txt");
    };
    view! {
        <div class="file-exports" role="group" aria-labelledby="file-exports-label">
            <span id="file-exports-label">{say(words::save_list())}</span>
            <button type="button" on:click=lines>"JSON Lines"</button>
            <button type="button" on:click=tar><code>"tar -tv"</code></button>
        </div>
    }
}
