//! Writes the samples that the page offers to a first visitor: `samples DIR`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]
#![allow(clippy::print_stdout, reason = "tests say what they skip")]

#[path = "../images/mod.rs"]
#[allow(dead_code)]
mod images;

fn main() -> std::io::Result<()> {
    let folder = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "target/samples".to_owned());
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    std::fs::write(
        folder.join("multi-platform.oci.tar"),
        images::multi_platform().to_tar(),
    )?;
    // The same as files, which any static host serves as they are.
    for (path, bytes) in images::multi_platform().files() {
        let file = folder.join("hello").join(path);
        std::fs::create_dir_all(file.parent().unwrap())?;
        std::fs::write(file, bytes)?;
    }
    std::fs::write(folder.join("docker-save.tar"), images::docker_save())?;
    std::fs::write(folder.join("tampered.oci.tar"), images::tampered().to_tar())
}
