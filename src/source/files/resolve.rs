//! Links inside an archive. `docker save` before 25 stores a layer that comes
//! twice as a symlink to the first; others use hard links. A link is followed
//! inside the archive only (CVE-2024-24579 and its like), a bounded number of
//! times.

use super::path::{join, normalise, parent};
use super::{FileKind, FileSet};
use crate::bytes::store::Extent;

/// How many links are followed for one name. Real archives need one or two;
/// Linux follows 40.
pub const MAX_HOPS: usize = 32;

/// Where a name led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    pub extent: Extent,
    /// The paths of the links that were followed, in order.
    pub via: Vec<String>,
}

/// Why a name leads to no bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResolveError {
    #[error("expected the file `{path}`, but found none of that name")]
    Missing { path: String },
    #[error("expected the link `{link}` to lead to a file, but found nothing at `{target}`")]
    TargetMissing { link: String, target: String },
    #[error(
        "expected the link `{link}` to stay inside the archive, but found that it leads to `{target}`"
    )]
    Outside { link: String, target: String },
    #[error("expected the link `{path}` to end at a file, but found that it leads back to itself")]
    Cycle { path: String },
    #[error("expected at most {MAX_HOPS} links from `{path}`, but found more")]
    TooDeep { path: String },
    #[error("expected a regular file at `{path}`, but found {found}")]
    NotAFile { path: String, found: &'static str },
}

impl FileSet {
    /// The bytes of the file that `path`, in plain form, leads to. A symlink's
    /// target is below the link's folder, a hard link's below the root.
    ///
    /// # Errors
    /// See [`ResolveError`].
    pub fn resolve(&self, path: &str) -> Result<Resolved, ResolveError> {
        let mut here = path.to_owned();
        let mut via: Vec<String> = Vec::new();
        loop {
            if via.contains(&here) {
                return Err(ResolveError::Cycle { path: here });
            }
            if via.len() > MAX_HOPS {
                let path = path.to_owned();
                return Err(ResolveError::TooDeep { path });
            }
            let next = match self.lookup(&here).map(|file| &file.kind) {
                Some(FileKind::Regular(extent)) => {
                    let extent = *extent;
                    return Ok(Resolved { extent, via });
                }
                Some(FileKind::Symlink { target }) => follow(&here, parent(&here), target)?,
                Some(FileKind::HardLink { target }) => follow(&here, "", target)?,
                Some(other) => return Err(not_a_file(here, other)),
                None => match self.through_folder(&here)? {
                    Some(next) => next,
                    None => return Err(missing(here, via.pop())),
                },
            };
            via.push(std::mem::replace(&mut here, next));
        }
    }

    /// Where `path` leads if a folder on its way is a symlink.
    fn through_folder(&self, path: &str) -> Result<Option<String>, ResolveError> {
        for (slash, _) in path.match_indices('/') {
            let (folder, rest) = path.split_at(slash);
            if let Some(file) = self.lookup(folder)
                && let FileKind::Symlink { target } = &file.kind
            {
                let folder = follow(folder, parent(folder), target)?;
                return Ok(Some(match folder.as_str() {
                    "" => rest.trim_start_matches('/').to_owned(),
                    folder => format!("{folder}{rest}"),
                }));
            }
        }
        Ok(None)
    }
}

fn follow(link: &str, base: &str, target: &str) -> Result<String, ResolveError> {
    let outside = || ResolveError::Outside {
        link: link.to_owned(),
        target: target.to_owned(),
    };
    join(base, target).ok_or_else(outside)
}

fn missing(path: String, link: Option<String>) -> ResolveError {
    match link {
        None if normalise(&path).as_deref() != Some(&path) => ResolveError::NotAFile {
            path,
            found: "a name that is absolute, has a `..` or is not in its plain form",
        },
        None => ResolveError::Missing { path },
        Some(link) => ResolveError::TargetMissing { link, target: path },
    }
}

fn not_a_file(path: String, kind: &FileKind) -> ResolveError {
    let found = match kind {
        FileKind::Directory => "a directory",
        FileKind::Sparse => "a sparse file, which is not put together",
        FileKind::Regular(_) | FileKind::Symlink { .. } | FileKind::HardLink { .. } => "a link",
        FileKind::Other => "a device or a FIFO",
    };
    ResolveError::NotAFile { path, found }
}
