//! Following the paths that a document names, through links inside the archive.

use super::Reader;
use crate::rules::{self, Finding};
use crate::source::files::path::{CleanPath, clean, is_unusual};
use crate::source::files::{FileKind, NotAFile, Resolved};
use crate::source::{ContentId, NoFile, PathLink};
use crate::words::findings_archive as words;

/// How a path of `manifest.json` leads to its file.
enum Way {
    /// As it is, or by the one symbolic link that every loader follows.
    Usual,
    HardLink,
    /// A folder on the way is a link.
    Folder,
    Several,
}

impl Reader<'_> {
    /// Follows a path that a document names, cleaned as `docker load` cleans
    /// it, through links inside the archive.
    pub(in crate::source) fn follow(&mut self, path: &str) -> Result<Resolved, NoFile> {
        let spelled = || path.to_owned();
        let plain = match clean(path) {
            CleanPath::Inside(plain) => plain,
            CleanPath::Outside => return Err(NoFile::Climbs { path: spelled() }),
            CleanPath::Root if path.is_empty() => return Err(NoFile::LeftOut),
            CleanPath::Root => {
                let found = NotAFile::Directory;
                return Err(NoFile::NotAFile {
                    path: spelled(),
                    found,
                });
            }
        };
        let mut resolved = self.set.resolve(&self.full(&plain))?;
        self.links_to_a_file(path, &resolved);
        // A tool that is asked for `x` does not find `/x`.
        if let Some(file) = self.set.lookup(&resolved.path)
            && is_unusual(&file.raw)
        {
            resolved.path.clone_from(&file.raw);
        }
        for path in std::iter::once(&mut resolved.path).chain(&mut resolved.via) {
            if path.starts_with(self.prefix) {
                path.drain(..self.prefix.len());
            }
        }
        Ok(resolved)
    }

    /// Whether a path that a document names was followed already.
    pub(in crate::source) fn is_linked(&self, path: &str) -> bool {
        self.linked.contains(path)
    }

    pub(in crate::source) fn link(
        &mut self,
        path: &str,
        target: Result<ContentId, NoFile>,
        via: Vec<String>,
    ) {
        if self.linked.insert(path.to_owned()) {
            self.contents.paths.push(PathLink {
                path: path.to_owned(),
                target,
                via,
                scope: 0,
            });
        }
    }

    /// What some loaders refuse of the way that a path of `manifest.json` leads.
    fn links_to_a_file(&mut self, path: &str, resolved: &Resolved) {
        let kinds = resolved.via.iter();
        let kinds = kinds.map(|link| self.set.lookup(link).map(|file| &file.kind));
        let mut way = Way::Usual;
        for (hop, kind) in kinds.enumerate() {
            way = match kind {
                Some(FileKind::HardLink { .. }) => Way::HardLink,
                None => Way::Folder,
                _ if hop > 0 => Way::Several,
                _ => continue,
            };
            break;
        }
        let message = match way {
            Way::Usual => return,
            Way::HardLink => words::link_is_hard(),
            Way::Folder => words::link_for_a_folder(),
            Way::Several => words::several_links(),
        };
        let known = |finding: &Finding| {
            *finding.rule == rules::ARCHIVE_LINK && finding.place.document == path
        };
        if !self.contents.findings.iter().any(known) {
            self.finding(&rules::ARCHIVE_LINK, path, message);
        }
    }
}
