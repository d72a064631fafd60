//! Dropped files and folders as a set of files.

use super::path::normalise;
use super::{FileKind, FileSet};
use crate::bytes::store::Extent;
use crate::source::InputFile;

impl FileSet {
    /// The files that a person gave; the place in the list is the handle's
    /// number. Where all are in one folder, that folder is what was given, and
    /// its name is left out (`layout/index.json` is `index.json`).
    #[must_use]
    pub fn from_inputs(files: &[InputFile]) -> Self {
        // A browser may spell the path of what was dropped from a root.
        let plain = |file: &InputFile| normalise(file.path.trim_start_matches('/'));
        let mut paths: Vec<Option<String>> = files.iter().map(plain).collect();
        if let Some(folder) = common_folder(&paths) {
            for path in paths.iter_mut().flatten() {
                path.drain(..folder.min(path.len()));
            }
        }
        let mut set = Self::default();
        for ((file, path), handle) in files.iter().zip(paths).zip(0..) {
            let extent = Extent {
                handle,
                offset: 0,
                length: file.size,
            };
            let raw = file.path.clone();
            set.push(raw, path, FileKind::Regular(extent), file.size);
        }
        set
    }
}

/// The length of the folder that all paths begin with, its slash included.
fn common_folder(paths: &[Option<String>]) -> Option<usize> {
    let mut paths = paths.iter().flatten();
    let (folder, _) = paths.next()?.split_once('/')?;
    let inside = |path: &String| path.split_once('/').is_some_and(|(this, _)| this == folder);
    paths.all(inside).then_some(folder.len() + 1)
}
