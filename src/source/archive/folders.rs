//! Images that are not at the root of what was given: people pack `layout/` as
//! often as what is in it. No loader looks into folders of an archive, so each
//! such image comes with a finding.

use std::collections::HashSet;
use std::io;

use crate::bytes::store::Store;
use crate::format::visible;
use crate::rules;
use crate::source::files::path::parent;
use crate::source::files::{FileKind, FileSet};
use crate::source::not_an_image::is_file_system;
use crate::source::reader::Reader;
use crate::source::{Contents, Form, InputKind, InputSummary};
use crate::words::findings_archive as words;

/// How deep the folder of an image may be. Who packs a layout from a parent
/// folder adds one or two levels.
const MAX_DEPTH: usize = 4;

/// How many such folders are read: each may hold documents of some megabytes.
const MAX_FOLDERS: usize = 32;

/// The one folder in which everything lies, with its slash.
pub(super) fn only_top(set: &FileSet) -> Option<String> {
    let mut tops = HashSet::new();
    for file in set.files() {
        match file.path.split_once('/') {
            Some((top, _)) => tops.insert(top),
            None if file.kind == FileKind::Directory => tops.insert(file.path.as_str()),
            None => return None,
        };
    }
    let mut tops = tops.into_iter();
    match (tops.next(), tops.next()) {
        (Some(top), None) => Some(format!("{top}/")),
        _ => None,
    }
}

/// Reads every folder that holds an OCI layout or a docker-archive, the upper
/// ones first. `dir:` is not looked for: any `manifest.json` of a web page
/// would pass for one.
pub(super) fn read_deeper(
    store: &dyn Store,
    set: &FileSet,
    input: &InputSummary,
) -> io::Result<Option<Contents>> {
    // What is in a container's file system is not what was given.
    if is_file_system(set.files().iter().map(|file| file.path.as_str())).is_some() {
        return Ok(None);
    }
    let mut found: Vec<(String, Contents)> = Vec::new();
    for prefix in marked(set) {
        let inside_another = found.iter().any(|(known, _)| prefix.starts_with(known));
        if inside_another || found.len() >= MAX_FOLDERS {
            continue;
        }
        let mut reader = Reader::new(store, set, &prefix, input.clone());
        let is_image = |form: &Form| matches!(form, Form::OciLayout | Form::DockerArchive);
        if !reader.images()? || !reader.contents.forms.iter().all(is_image) {
            continue;
        }
        // What is said of the archive is said once.
        if found.is_empty() {
            reader.oddities();
        }
        reader.contents.input.prefix = reader.spelled_prefix();
        found.push((prefix.clone(), reader.contents));
    }
    let several = found.len() > 1;
    let images = found.into_iter().map(|(_, contents)| match several {
        true => with_full_paths(contents),
        false => contents,
    });
    Ok(images.reduce(Contents::joined))
}

/// The folders that hold a file by which loaders know an image.
fn marked(set: &FileSet) -> Vec<String> {
    let mut folders: Vec<&str> = Vec::new();
    let mut seen = HashSet::new();
    for file in set.files().iter().filter(|file| !file.unsafe_path) {
        let folder = parent(&file.path);
        let name = file.path.get(folder.len()..).unwrap_or_default();
        let is_marker = matches!(name, "/oci-layout" | "/index.json" | "/manifest.json");
        let depth = folder.split('/').count();
        if is_marker && depth <= MAX_DEPTH && seen.insert(folder) {
            folders.push(folder);
        }
    }
    folders.sort_by_key(|folder| folder.split('/').count());
    folders.truncate(MAX_FOLDERS);
    folders.iter().map(|folder| format!("{folder}/")).collect()
}

/// Of several folders each path says which it is in.
fn with_full_paths(mut contents: Contents) -> Contents {
    let prefix = std::mem::take(&mut contents.input.prefix);
    let documents = contents.documents.iter_mut().map(|d| &mut d.path);
    let blobs = contents.blobs.iter_mut();
    let blobs = blobs.flat_map(|b| std::iter::once(&mut b.path).chain(&mut b.aliases));
    for path in documents.chain(blobs) {
        path.insert_str(0, &prefix);
    }
    contents
}

impl Reader<'_> {
    /// An image below the root of an archive is for no loader.
    pub(super) fn image_in_a_folder(&mut self) {
        if self.prefix.is_empty() || self.contents.input.kind != InputKind::Archive {
            return;
        }
        let folder = self.prefix.trim_end_matches('/').to_owned();
        let message = words::image_in_a_folder(visible(&folder));
        self.finding(&rules::IMAGE_IN_A_FOLDER, &folder, message);
    }
}
