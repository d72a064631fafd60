//! A path in a list, which leads into the tree of files.

use leptos::prelude::*;

use crate::ui::page::Page;
use crate::views::file_tree::FilesMode;

/// Chooses an absolute path in the tree.
pub(super) fn show_in_tree(page: Page, path: &str) {
    page.files.set(FilesMode::Whole);
    page.layer.set(None);
    page.path.set(path.trim_start_matches('/').to_owned());
}

/// An absolute path, and how it is shown.
#[component]
pub(super) fn PathLink(page: Page, path: String, shown: String) -> impl IntoView {
    let show = move |_| show_in_tree(page, &path);
    view! { <button type="button" class="link" on:click=show><bdi>{shown}</bdi></button> }
}
