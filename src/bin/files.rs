//! The entry point of the worker of files.
#[cfg(target_arch = "wasm32")]
fn main() -> Result<(), assay::web::error::Thrown> {
    assay::web::files_worker::serve()
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
