//! Lists of the files of an image, their sums, and all or some of them as one tar, saved.

use leptos::prelude::*;

use crate::file_system::Export;
use crate::format::visible_line;
use crate::protocol::files::Work;
use crate::ui::driver::Driver;
use crate::ui::file_work::{FileWork, WorkProgress, save_worked};
use crate::ui::language::say;
use crate::views::file_tree::Stacked;
use crate::views::report::file_name;
use crate::words::{contents, file_system as words};

/// Saves what is at the chosen path after a layer as a tar.
#[component]
pub(super) fn SaveAsTar(
    driver: Driver,
    layer: Memo<u32>,
    layers: Memo<Vec<Stacked>>,
) -> impl IntoView {
    let work = FileWork::saving(driver);
    let save = move |_| {
        let path = driver.page.path.get_untracked();
        let last = path.trim_end_matches('/').rsplit('/').next();
        let name = visible_line(&format!("{}.tar", last.unwrap_or_default()));
        let tar = Work::Tar {
            layer: layer.get_untracked(),
            path: Some(path),
        };
        work.begin(tar, &layers.get_untracked(), move |done| {
            save_worked(driver, done, &name);
        });
    };
    view! {
        <p class="actions"><button type="button" on:click=save>{say(contents::save_as_tar())}</button></p>
        <WorkProgress work/>
    }
}

/// Saves what the layers do, as lines of JSON, and of the file system after a layer the
/// list as `tar -tv` has it, the sums, and the tar.
#[component]
pub(super) fn FileExports(
    driver: Driver,
    layer: Memo<u32>,
    layers: Memo<Vec<Stacked>>,
) -> impl IntoView {
    let page = driver.page;
    let work = FileWork::saving(driver);
    let name = move |ending: &str| {
        let name =
            page.with_showing_now(|showing| file_name(&showing.opened.contents.input.name, ending));
        name.unwrap_or_default()
    };
    let lines = move |_| {
        let diff_id = |layer: Stacked| layer.diff_id;
        let diff_ids = layers.get_untracked().into_iter().map(diff_id).collect();
        driver.save_files(Export::JsonLines { diff_ids }, name("files.jsonl"));
    };
    let list = move |_| {
        let layer = layer.get_untracked();
        driver.save_files(Export::Tar { layer }, name("files.txt"));
    };
    let read = move |of: fn(u32) -> Work, ending: &'static str| {
        let name = name(ending);
        let of = of(layer.get_untracked());
        work.begin(of, &layers.get_untracked(), move |done| {
            save_worked(driver, done, &name);
        });
    };
    let sums = move |_| read(|layer| Work::Sums { layer }, "sha256sums.txt");
    let tar = move |_| read(|layer| Work::Tar { layer, path: None }, "rootfs.tar");
    view! {
        <div class="file-exports" role="group" aria-labelledby="file-exports-label">
            <span id="file-exports-label">{say(words::save_list())}</span>
            <button type="button" on:click=lines>"JSON Lines"</button>
            <button type="button" on:click=list><code>"tar -tv"</code></button>
            <button type="button" on:click=sums><code>"sha256sum"</code></button>
            <button type="button" on:click=tar>{say(contents::as_one_tar())}</button>
            <WorkProgress work/>
        </div>
    }
}
