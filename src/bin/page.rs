//! The page's entry point, and the place where its wasm is split in two: see
//! `ui::shell`.
#[cfg(target_arch = "wasm32")]
use assay::ui::{self, shell::Shell};
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
    ui::app::attach(shell);
    Ok(())
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
