//! The page's entry point, and the places where its wasm is split: see `ui::shell`
//! and `ui::parts`.
#[cfg(target_arch = "wasm32")]
use assay::ui::{
    self,
    driver::{Loads, Part, SourcesPart, TrustPart},
    file_views,
    shell::Shell,
    sources, trust_part,
};
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
    let load = Loads {
        files: || Box::pin(async { file_part().await.ok() }),
        sources: || Box::pin(async { sources_part().await.ok() }),
        trust: || Box::pin(async { signatures_part().await.ok() }),
    };
    ui::app::attach(shell, load);
    Ok(())
}

/// Loads the views of files.
///
/// # Errors
/// Where they cannot be loaded.
#[cfg(target_arch = "wasm32")]
#[wasm_split(files, fallible)]
fn file_part() -> Result<Part, SplitLoaderError> {
    Ok(file_views::PART)
}

/// Loads what is about where images come from.
///
/// # Errors
/// Where they cannot be loaded.
#[cfg(target_arch = "wasm32")]
#[wasm_split(sources, fallible)]
fn sources_part() -> Result<SourcesPart, SplitLoaderError> {
    Ok(sources::PART)
}

/// Loads what verifies signatures.
///
/// # Errors
/// Where it cannot be loaded.
#[cfg(target_arch = "wasm32")]
#[wasm_split(trust, fallible)]
fn signatures_part() -> Result<TrustPart, SplitLoaderError> {
    Ok(trust_part::PART)
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
