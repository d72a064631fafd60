//! Links inside an archive. `docker save` before 25 stores a layer that comes
//! twice as a symlink to the first; others use hard links. A link is followed
//! inside the archive only (CVE-2024-24579 and its like), a bounded number of
//! times.

use serde::{Deserialize, Serialize};

use super::path::{join, parent};
use super::{FileKind, FileSet};
use crate::bytes::store::Extent;

/// How many links are followed for one name. Real archives need one or two;
/// Linux follows 40.
pub const MAX_HOPS: usize = 32;

/// Where a name led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolved {
    pub extent: Extent,
    /// The path of the file itself, in plain form.
    pub path: String,
    /// The paths of the links that were followed, in order.
    pub via: Vec<String>,
}

/// Why a name leads to no bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum NoFile {
    /// The name is empty: whoever wrote the archive left the file out, as
    /// `pack` does with layers that the daemon has.
    #[error("left out of the archive: its name in manifest.json is empty")]
    LeftOut,
    #[error("expected the file `{path}`, but found none of that name")]
    Missing { path: String },
    #[error("expected the link `{link}` to lead to a file, but found nothing at `{target}`")]
    TargetMissing { link: String, target: String },
    #[error(
        "expected the link `{link}` to stay inside the archive, but found that it leads to `{target}`"
    )]
    Outside { link: String, target: String },
    /// The name itself leads out of the archive, without any link.
    #[error("expected a path inside the archive, but found `{path}`, which climbs out of it")]
    Climbs { path: String },
    #[error("expected the link `{path}` to end at a file, but found that it leads back to itself")]
    Cycle { path: String },
    #[error("expected at most {MAX_HOPS} links from `{path}`, but found more")]
    TooDeep { path: String },
    #[error("expected a regular file at `{path}`, but found {found}")]
    NotAFile { path: String, found: NotAFile },
}

/// What stands where a file should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotAFile {
    Directory,
    Sparse,
    /// A device or a FIFO.
    Special,
}

impl NoFile {
    /// Whether the file is simply not there: what is there may be right.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        matches!(
            self,
            Self::LeftOut | Self::Missing { .. } | Self::TargetMissing { .. }
        )
    }
}

impl std::fmt::Display for NotAFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Directory => "a directory",
            Self::Sparse => "a sparse file, which is not put together",
            Self::Special => "a device or a FIFO",
        })
    }
}

impl FileSet {
    /// The bytes of the file that `path`, in plain form, leads to. A symlink's
    /// target is below the link's folder, a hard link's below the root.
    ///
    /// # Errors
    /// See [`NoFile`].
    pub fn resolve(&self, path: &str) -> Result<Resolved, NoFile> {
        let mut here = path.to_owned();
        let mut via: Vec<String> = Vec::new();
        loop {
            if via.contains(&here) {
                return Err(NoFile::Cycle { path: here });
            }
            if via.len() > MAX_HOPS {
                let path = path.to_owned();
                return Err(NoFile::TooDeep { path });
            }
            let next = match self.lookup(&here).map(|file| &file.kind) {
                Some(FileKind::Regular(extent)) => {
                    return Ok(Resolved {
                        extent: *extent,
                        path: here,
                        via,
                    });
                }
                Some(FileKind::Symlink { target }) => follow(&here, parent(&here), target)?,
                Some(FileKind::HardLink { target }) => follow(&here, "", target)?,
                Some(FileKind::Directory) => return Err(not_a_file(here, NotAFile::Directory)),
                Some(FileKind::Sparse) => return Err(not_a_file(here, NotAFile::Sparse)),
                Some(FileKind::Other) => return Err(not_a_file(here, NotAFile::Special)),
                None => match self.through_folder(&here)? {
                    Some(next) => next,
                    None => return Err(missing(here, via.pop())),
                },
            };
            via.push(std::mem::replace(&mut here, next));
        }
    }

    /// Where `path` leads if a folder on its way is a symlink.
    fn through_folder(&self, path: &str) -> Result<Option<String>, NoFile> {
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

fn follow(link: &str, base: &str, target: &str) -> Result<String, NoFile> {
    let outside = || NoFile::Outside {
        link: link.to_owned(),
        target: target.to_owned(),
    };
    join(base, target).ok_or_else(outside)
}

fn missing(path: String, link: Option<String>) -> NoFile {
    match link {
        None => NoFile::Missing { path },
        Some(link) => NoFile::TargetMissing { link, target: path },
    }
}

fn not_a_file(path: String, found: NotAFile) -> NoFile {
    NoFile::NotAFile { path, found }
}
