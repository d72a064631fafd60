//! A set of files that holds images: which container forms it is, and what each
//! brings. An archive may be of two forms at once; both are read.

mod attached;
mod entries;
mod folders;
mod oddities;

use std::io;

use crate::bytes::store::{Extent, Store};
use crate::source::claims::{claimed_by_blob, claimed_in_directory};
use crate::source::files::path::is_unusual;
use crate::source::files::{FileKind, FileSet};
use crate::source::reader::Reader;
use crate::source::{Contents, Form, InputKind, InputSummary};
use crate::source::{directory, docker_archive, oci_layout};

/// How many findings of one kind a source reports.
const MAX_FINDINGS: usize = 50;

/// Reads a set of files; `None` where it holds no image. An error only where
/// its bytes cannot be read at all.
pub fn read(store: &dyn Store, set: &FileSet, input: InputSummary) -> io::Result<Option<Contents>> {
    for prefix in ["", &folders::only_top(set).unwrap_or_default()] {
        let mut reader = Reader::new(store, set, prefix, input.clone());
        if reader.images()? {
            reader.oddities();
            reader.contents.input.prefix = reader.spelled_prefix();
            return Ok(Some(reader.contents));
        }
    }
    folders::read_deeper(store, set, &input)
}

impl Reader<'_> {
    /// Reads what is here in each form; whether there is any.
    fn images(&mut self) -> io::Result<bool> {
        oci_layout::read(self)?;
        docker_archive::read(self)?;
        directory::read(self)?;
        let found = !self.contents.roots.is_empty();
        if found {
            self.attached()?;
            self.remaining_blobs();
            self.links_for_blobs();
            self.image_in_a_folder();
            self.docker_manifest();
        }
        Ok(found)
    }

    /// What stands before a path in the archive, as it is spelled there: a tool
    /// that is asked for `index.json` does not find `./index.json`.
    fn spelled_prefix(&self) -> String {
        let spelled = self.set.files().iter().find_map(|file| {
            let path = file.path.strip_prefix(self.prefix)?;
            let inside = matches!(file.kind, FileKind::Regular(_)) && !file.unsafe_path;
            (inside && !is_unusual(&file.raw))
                .then(|| file.raw.strip_suffix(path))
                .flatten()
        });
        match self.contents.input.kind {
            InputKind::Archive => spelled.unwrap_or(self.prefix).to_owned(),
            // The folder's own name is the input's.
            _ => self.prefix.to_owned(),
        }
    }

    /// Every file whose name claims a digest and that nothing has read: it is
    /// hashed against its name, whether or not anything refers to it.
    fn remaining_blobs(&mut self) {
        let directory = self.contents.forms.contains(&Form::Directory);
        let files: Vec<(String, Extent)> = self
            .regular_files()
            .map(|(path, extent)| (path.to_owned(), extent))
            .collect();
        for (path, extent) in files {
            let by_form = directory.then(|| claimed_in_directory(&path));
            let claimed_digest = claimed_by_blob(&path).or(by_form.flatten());
            if claimed_digest.is_some() && !self.is_known(extent) {
                self.blob(&path, extent, claimed_digest);
            }
        }
    }
}
