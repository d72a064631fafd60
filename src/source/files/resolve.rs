//! Links inside an archive. `docker save` before 25 stores a layer that comes
//! twice as a symlink to the first; others use hard links. A link is followed
//! inside the archive only (CVE-2024-24579 and its like), a bounded number of
//! times.

use serde::{Deserialize, Serialize};

use super::path::{join, parent};
use super::{FileKind, FileSet};
use crate::bytes::store::Extent;
use crate::format::visible;
use crate::words::{Message, sources};

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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoFile {
    /// The name is empty: whoever wrote the archive left the file out, as
    /// `pack` does with layers that the daemon has.
    LeftOut,
    Missing {
        path: String,
    },
    TargetMissing {
        link: String,
        target: String,
    },
    Outside {
        link: String,
        target: String,
    },
    /// The name itself leads out of the archive, without any link.
    Climbs {
        path: String,
    },
    Cycle {
        path: String,
    },
    TooDeep {
        path: String,
    },
    NotAFile {
        path: String,
        found: NotAFile,
    },
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
    /// What was expected and found.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::LeftOut => sources::name_left_out(),
            Self::Missing { path } => sources::file_missing(visible(path)),
            Self::TargetMissing { link, target } => {
                sources::link_target_missing(visible(link), visible(target))
            }
            Self::Outside { link, target } => {
                sources::link_leads_outside(visible(link), visible(target))
            }
            Self::Climbs { path } => sources::path_climbs_out(visible(path)),
            Self::Cycle { path } => sources::link_cycle(visible(path)),
            Self::TooDeep { path } => sources::too_many_links(MAX_HOPS, visible(path)),
            Self::NotAFile { path, found } => match found {
                NotAFile::Directory => sources::directory_instead(visible(path)),
                NotAFile::Sparse => sources::sparse_instead(visible(path)),
                NotAFile::Special => sources::special_instead(visible(path)),
            },
        }
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
