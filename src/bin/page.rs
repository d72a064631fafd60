//! The page's entry point, and the places where its wasm is split: see `ui::shell`
//! and `ui::parts`.
#[cfg(target_arch = "wasm32")]
use assay::ui::{self, driver::Draw, file_views, shell::Shell};
#[cfg(target_arch = "wasm32")]
use wasm_split_helpers::{SplitLoaderError, wasm_split};

#[cfg(target_arch = "wasm32")]
fn main() {
    ui::mount(|shell| async move { attach(shell).await.is_ok() });
}

/// Loads the rest of the page and puts it behind the first part.
///
/// # Errors
/// Where it cannot be loaded.
#[cfg(target_arch = "wasm32")]
#[wasm_split(app, fallible)]
fn attach(shell: Shell) -> Result<(), SplitLoaderError> {
    ui::app::attach(shell, || Box::pin(async { draw_files().await.ok() }));
    Ok(())
}

/// Loads the views of files.
///
/// # Errors
/// Where they cannot be loaded.
#[cfg(target_arch = "wasm32")]
#[wasm_split(files, fallible)]
fn draw_files() -> Result<Draw, SplitLoaderError> {
    Ok(file_views::draw)
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
