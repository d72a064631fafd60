//! The worker's entry point.
#[cfg(target_arch = "wasm32")]
fn main() -> Result<(), assay::web::error::Thrown> {
    assay::web::worker::serve()
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
