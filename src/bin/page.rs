//! The page's entry point, and the place where its wasm is split in two: see
//! `ui::front`.
#[cfg(target_arch = "wasm32")]
use assay::ui::{self, front::Front};
#[cfg(target_arch = "wasm32")]
use wasm_split_helpers::{SplitLoaderError, wasm_split};

#[cfg(target_arch = "wasm32")]
fn main() {
    ui::mount(|front| async move { attach(front).await.is_ok() });
}

/// Loads the rest of the page and puts it behind the first part.
///
/// # Errors
/// Where it cannot be loaded.
#[cfg(target_arch = "wasm32")]
#[wasm_split(rest, fallible)]
fn attach(front: Front) -> Result<(), SplitLoaderError> {
    ui::rest::attach(front);
    Ok(())
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
