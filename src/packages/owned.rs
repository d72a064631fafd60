//! Where the files of packages are in the file system.

use std::collections::{HashMap, HashSet};

use super::model::Files;
use crate::bytes::tar::EntryKind;
use crate::file_system::{FileSystem, Leads};

/// Follows links on the way to files: databases say `/bin/ls` where `/bin` leads to
/// `/usr/bin`. Remembers where directories lead.
pub(super) struct Ways<'a> {
    files: &'a FileSystem,
    folders: HashMap<String, String>,
}

impl<'a> Ways<'a> {
    pub(super) fn of(files: &'a FileSystem) -> Self {
        Self {
            files,
            folders: HashMap::new(),
        }
    }

    /// The files of a list as the file system spells them, by path, without the
    /// directories, which many packages share.
    pub(super) fn files(&mut self, listed: &[String]) -> Vec<String> {
        let folders: HashSet<&str> = listed.iter().filter_map(|path| folder(path)).collect();
        let files = listed.iter().filter(|path| !folders.contains(&***path));
        let mut found: Vec<String> = files.map(|path| self.follow(path)).collect();
        found.retain(|path| self.files.last_kind(path) != Some(EntryKind::Directory));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A directory of files, if it is there.
    pub(super) fn folder(&self, path: &str) -> Files {
        match self.files.last_kind(path) {
            Some(EntryKind::Directory) => Files::Folder(path.to_owned()),
            _ => Files::Unknown,
        }
    }

    /// A path whose directory is where links lead; its last part is not followed.
    fn follow(&mut self, path: &str) -> String {
        let Some((folder, name)) = path.rsplit_once('/') else {
            return path.to_owned();
        };
        if let Some(known) = self.folders.get(folder) {
            return format!("{known}/{name}");
        }
        let last = self.files.layer_count().saturating_sub(1);
        let found = match self.files.leads(folder, last) {
            Leads::To(place) => self.files.path(place),
            // Tools leave some out, such as documentation.
            Leads::Nowhere | Leads::Circle => folder.to_owned(),
        };
        let found = found.trim_end_matches('/').to_owned();
        let path = format!("{found}/{name}");
        self.folders.insert(folder.to_owned(), found);
        path
    }
}

fn folder(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}
