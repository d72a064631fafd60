//! Where the vectors are. Skipped, saying so, where the folder is absent.

use std::path::{Path, PathBuf};

use assay::signature::proof::{About, Proof, Verdict};
use assay::signature::trusted_root::TrustedRoot;

/// One vector: a folder of files.
pub struct Vector {
    pub name: String,
    folder: PathBuf,
}

impl Vector {
    pub fn file(&self, name: &str) -> Option<Vec<u8>> {
        std::fs::read(self.folder.join(name)).ok()
    }

    /// Its files, in order: of each the path and the bytes.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let entries = std::fs::read_dir(&self.folder).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
        paths.sort();
        let files = paths
            .iter()
            .map(|path| (path.display().to_string(), std::fs::read(path).unwrap()));
        files.collect()
    }
}

fn base() -> PathBuf {
    let told = std::env::var_os("ASSAY_SIGNATURES").map(PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    told.unwrap_or_else(|| root.join("../shared/vectors/signatures"))
}

/// The folders below one of those that are kept together.
pub fn folders(name: &str) -> Option<Vec<Vector>> {
    let Ok(entries) = std::fs::read_dir(base().join(name)) else {
        println!("skipped: no vectors at {}", base().display());
        return None;
    };
    let entries = entries.map(|entry| entry.unwrap().path());
    let folders = entries.filter(|path| path.is_dir()).map(|folder| Vector {
        name: folder.file_name().unwrap().to_string_lossy().into_owned(),
        folder,
    });
    let mut folders: Vec<Vector> = folders.collect();
    folders.sort_by(|a, b| a.name.cmp(&b.name));
    Some(folders)
}

/// A file; `None` where it is absent.
pub fn read(path: &str) -> Option<Vec<u8>> {
    let found = std::fs::read(base().join(path)).ok();
    if found.is_none() {
        println!("skipped: no {path} beside the project");
    }
    found
}

pub fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

pub fn public_good() -> TrustedRoot {
    TrustedRoot::public_good().unwrap()
}

/// What was found of each step, for the message of a test.
pub fn told(proof: &Proof) -> Vec<(About, &Verdict)> {
    proof
        .steps
        .iter()
        .map(|step| (step.about, &step.verdict))
        .collect()
}
