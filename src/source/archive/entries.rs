//! What is odd about the entries of an archive: names that loaders take
//! differently, and anything but a file where a blob should be. Loaders that
//! unpack (`docker load`, podman's oci-archive) follow what those that read the
//! tar itself (containerd, podman's docker-archive) refuse.

use std::collections::BTreeMap;

use super::MAX_FINDINGS;
use crate::format::visible;
use crate::rules::{self, Rule};
use crate::source::files::FileKind;
use crate::source::files::path::is_unusual;
use crate::source::reader::Reader;
use crate::source::{Form, InputKind};
use crate::words::{Message, findings_archive as words};

/// What stands where a blob should.
#[derive(Clone, Copy, PartialEq, Eq)]
enum InPlace {
    Symlink,
    HardLink,
    Directory,
    Sparse,
    Special,
}

impl InPlace {
    fn of(kind: &FileKind) -> Option<Self> {
        match kind {
            FileKind::Regular(_) => None,
            FileKind::Symlink { .. } => Some(Self::Symlink),
            FileKind::HardLink { .. } => Some(Self::HardLink),
            FileKind::Directory => Some(Self::Directory),
            FileKind::Sparse => Some(Self::Sparse),
            FileKind::Other => Some(Self::Special),
        }
    }

    fn rule(self) -> &'static Rule {
        match self {
            Self::Symlink | Self::HardLink => &rules::BLOB_IS_A_LINK,
            Self::Directory | Self::Sparse | Self::Special => &rules::BLOB_NOT_A_FILE,
        }
    }

    fn message(self) -> Message {
        match self {
            Self::Symlink => words::blob_is_a_symlink(),
            Self::HardLink => words::blob_is_a_hard_link(),
            Self::Directory => words::blob_is_a_folder(),
            Self::Sparse => words::blob_is_sparse(),
            Self::Special => words::blob_is_special(),
        }
    }
}

impl Reader<'_> {
    /// Links, folders and devices at `blobs/<algorithm>/<name>`.
    pub(super) fn links_for_blobs(&mut self) {
        let mut odd: BTreeMap<String, InPlace> = BTreeMap::new();
        for file in self.set.files().iter().filter(|file| !file.unsafe_path) {
            let path = file.path.strip_prefix(self.prefix).unwrap_or_default();
            let mut parts = path.split('/');
            let (Some("blobs"), Some(algorithm), Some(name), deeper) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let found = match deeper {
                // A file inside makes a folder of it.
                Some(_) => Some(InPlace::Directory),
                None => InPlace::of(&file.kind),
            };
            if let Some(found) = found {
                odd.insert(format!("blobs/{algorithm}/{name}"), found);
            }
        }
        for (path, found) in odd.into_iter().take(MAX_FINDINGS) {
            self.finding(found.rule(), &path, found.message());
        }
    }

    /// An OCI layout without `manifest.json`: every loader but one reads it.
    pub(super) fn docker_manifest(&mut self) {
        let forms = &self.contents.forms;
        let lacks = forms.contains(&Form::OciLayout) && !forms.contains(&Form::DockerArchive);
        if lacks && self.contents.input.kind == InputKind::Archive {
            let message = words::no_docker_manifest();
            self.finding(&rules::NO_DOCKER_MANIFEST, "index.json", message);
        }
    }

    /// Names that begin with `/` or have a `..`, but stay inside: one finding
    /// for all of them, since a writer names every layer so or none.
    pub(super) fn unusual_names(&mut self) {
        let files = self.set.files().iter();
        let mut unusual = files.filter(|file| !file.unsafe_path && is_unusual(&file.raw));
        let Some(first) = unusual.next() else {
            return;
        };
        let raw = first.raw.clone();
        let message = match unusual.count() {
            0 => words::unusual_entry(visible(&raw)),
            more => words::unusual_entries(visible(&raw), more),
        };
        self.finding(&rules::ENTRY_NAME, &raw, message);
    }
}
