//! What is told to the linker. The page's wasm is split in two after it is
//! linked (see src/ui/shell.rs): what does so reads the relocations.

#![allow(clippy::print_stdout, reason = "cargo reads it there")]

fn main() {
    println!("cargo::rerun-if-changed=.cargo/link.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-bin=page=--emit-relocs");
    }
}
