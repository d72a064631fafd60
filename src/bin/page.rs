//! The page's entry point.
#[cfg(target_arch = "wasm32")]
fn main() {
    assay::ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
