//! Which files say what is installed, by their paths, modes and sizes.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::model::Ecosystem;
use super::{java, npm, ruby};
use crate::bytes::tar::EntryKind;
use crate::file_system::{Done, EntryAt, FileSystem, Last, Leads, Reading};
use crate::words::{Arg, Message, packages as words};

/// How large a file may be, in bytes, as each is held as a whole. The databases of the
/// largest images have a tenth of that, and so have most programs.
const MAX_SIZE: u64 = 64 << 20;

/// How many bytes of databases and descriptions are read in all, each version counted,
/// and how many of programs and archives: some seconds of unpacking.
const MAX_DATABASES: u64 = 1 << 30;
const MAX_PROGRAMS: u64 = 1 << 30;

/// How many files are read: three times what images with the most modules have.
const MAX_FILES: usize = 100_000;

/// How small a program of Go is not, in bytes: an empty one has more than a million.
const MIN_PROGRAM: u64 = 500_000;

/// A file that has to be read, as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wanted {
    pub what: What,
    /// Absolute.
    pub path: String,
    /// The layer that has this version of it, counted from the base as 0.
    pub layer: u32,
    /// The entry with its bytes: of another layer where this one is a hard link.
    pub at: EntryAt,
    /// In bytes.
    pub size: u64,
    /// It is there after the last layer.
    pub is_last: bool,
}

/// What a file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum What {
    /// All packages of dpkg.
    DpkgStatus,
    /// One package of dpkg.
    DpkgPackage,
    /// The files of one.
    DpkgList,
    /// The same, with checksums.
    DpkgSums,
    /// All packages of apk.
    ApkInstalled,
    /// One module of Node.
    NodeModule,
    /// One package of Python.
    PythonMetadata,
    /// The files of one.
    PythonRecord,
    /// One gem of Ruby.
    Gem,
    /// The modules of Go that a program was built of, if it is one of Go.
    Program,
    /// What an archive of Java is made of.
    JavaArchive,
}

impl What {
    #[must_use]
    pub fn ecosystem(self) -> Ecosystem {
        match self {
            Self::DpkgStatus | Self::DpkgPackage | Self::DpkgList | Self::DpkgSums => {
                Ecosystem::Dpkg
            }
            Self::ApkInstalled => Ecosystem::Apk,
            Self::NodeModule => Ecosystem::Npm,
            Self::PythonMetadata | Self::PythonRecord => Ecosystem::Python,
            Self::Gem => Ecosystem::Ruby,
            Self::Program => Ecosystem::Go,
            Self::JavaArchive => Ecosystem::Java,
        }
    }

    /// Whether it is of many packages, so that its versions say when each came.
    pub(super) fn is_database(self) -> bool {
        matches!(self, Self::DpkgStatus | Self::ApkInstalled)
    }
}

/// All that has to be read, by place, and what is known without reading.
#[derive(Debug, Default)]
pub(super) struct Wanting {
    pub(super) files: Vec<Wanted>,
    pub(super) notes: Vec<Message>,
}

/// Looks for the files in a file system.
pub(super) fn wanted(files: &FileSystem) -> Wanting {
    let places = Places::of(files);
    let mut choice = Choice::default();
    for last in files.last().filter(|last| last.kind == EntryKind::File) {
        match places.what(&last) {
            Some(what) if what.is_database() => choice.add_versions(what, &last.path, files),
            Some(what) => choice.add_last(what, last),
            None if places.is_rpm(&last.path) => choice.rpm.push(last.path),
            None => {}
        }
    }
    choice.finish(files)
}

/// Where the databases are, once links are followed.
struct Places {
    dpkg: HashSet<String>,
    apk: HashSet<String>,
    rpm: HashSet<String>,
}

impl Places {
    fn of(files: &FileSystem) -> Self {
        let last = files.layer_count().saturating_sub(1);
        let follow = |path: &&str| match files.leads(path, last) {
            Leads::To(place) => Some(files.path(place)),
            Leads::Nowhere | Leads::Circle => None,
        };
        let follow = |paths: &[&str]| paths.iter().filter_map(follow).collect();
        Self {
            dpkg: follow(&["/var/lib/dpkg"]),
            apk: follow(&["/lib/apk/db", "/usr/lib/apk/db"]),
            rpm: follow(&["/var/lib/rpm", "/usr/lib/sysimage/rpm"]),
        }
    }

    fn what(&self, last: &Last) -> Option<What> {
        let (folder, name) = last.path.rsplit_once('/')?;
        let of_system = self.of_system(folder, name);
        let of_language = of_system.or_else(|| of_language(folder, name));
        of_language.or_else(|| is_program(last).then_some(What::Program))
    }

    /// Of the package managers of distributions.
    fn of_system(&self, folder: &str, name: &str) -> Option<What> {
        if name == "installed" && self.apk.contains(folder) {
            return Some(What::ApkInstalled);
        }
        if name == "status" && self.dpkg.contains(folder) {
            return Some(What::DpkgStatus);
        }
        let (above, part) = folder.rsplit_once('/')?;
        match part {
            _ if !self.dpkg.contains(above) => None,
            "info" => name.ends_with(".list").then_some(What::DpkgList),
            "status.d" if name.ends_with(".md5sums") => Some(What::DpkgSums),
            "status.d" => Some(What::DpkgPackage),
            _ => None,
        }
    }

    /// A database of rpm, of any of its kinds.
    fn is_rpm(&self, path: &str) -> bool {
        let Some((folder, name)) = path.rsplit_once('/') else {
            return false;
        };
        let is_database = matches!(name, "rpmdb.sqlite" | "Packages.db" | "Packages");
        is_database && self.rpm.contains(folder)
    }
}

/// Of the package managers of languages.
fn of_language(folder: &str, name: &str) -> Option<What> {
    let is_gem = || {
        let folder = folder.strip_suffix("/default").unwrap_or(folder);
        name.ends_with(ruby::ENDING) && folder.ends_with("/specifications")
    };
    match name {
        "package.json" => npm::is_module(folder).then_some(What::NodeModule),
        "METADATA" => folder
            .ends_with(".dist-info")
            .then_some(What::PythonMetadata),
        "PKG-INFO" => folder
            .ends_with(".egg-info")
            .then_some(What::PythonMetadata),
        "RECORD" => folder.ends_with(".dist-info").then_some(What::PythonRecord),
        _ if name.ends_with(".egg-info") => Some(What::PythonMetadata),
        _ if java::is_archive(name) => Some(What::JavaArchive),
        _ => is_gem().then_some(What::Gem),
    }
}

/// Whether it can be started, and is large enough for a program of Go.
fn is_program(last: &Last) -> bool {
    let facts = last.facts.as_ref();
    facts.is_some_and(|facts| facts.mode & 0o111 != 0 && facts.size >= MIN_PROGRAM)
}

/// What was chosen, within the limits.
#[derive(Default)]
struct Choice {
    files: Vec<Wanted>,
    rpm: Vec<String>,
    /// Bytes of databases and descriptions, and of programs and archives.
    databases: u64,
    programs: u64,
    too_large: LeftOut,
    too_much: LeftOut,
}

/// Files that are not read, and one of them.
#[derive(Default)]
struct LeftOut {
    count: usize,
    first: String,
}

impl LeftOut {
    fn add(&mut self, path: &str) {
        if self.count == 0 {
            path.clone_into(&mut self.first);
        }
        self.count += 1;
    }
}

impl Choice {
    /// Every version of a database, the last one first, as it matters most.
    fn add_versions(&mut self, what: What, path: &str, files: &FileSystem) {
        let mut is_last = true;
        for version in files.history(path).into_iter().rev() {
            if let Done::Written {
                facts,
                same_as,
                entry,
                ..
            } = version.done
                && facts.kind == EntryKind::File
            {
                self.add(Wanted {
                    what,
                    path: path.to_owned(),
                    layer: version.layer,
                    at: same_as.unwrap_or(entry),
                    size: facts.size,
                    is_last,
                });
                is_last = false;
            }
        }
    }

    fn add_last(&mut self, what: What, last: Last) {
        let (Some((layer, number)), Some(facts)) = (last.origin, last.facts) else {
            return;
        };
        self.add(Wanted {
            what,
            path: last.path,
            layer,
            at: EntryAt { layer, number },
            size: facts.size,
            is_last: true,
        });
    }

    fn add(&mut self, wanted: Wanted) {
        let (total, limit) = match wanted.what {
            What::Program | What::JavaArchive => (&mut self.programs, MAX_PROGRAMS),
            _ => (&mut self.databases, MAX_DATABASES),
        };
        let sum = total.saturating_add(wanted.size);
        if wanted.size > MAX_SIZE {
            self.too_large.add(&wanted.path);
        } else if self.files.len() >= MAX_FILES || sum > limit {
            self.too_much.add(&wanted.path);
        } else {
            *total = sum;
            self.files.push(wanted);
        }
    }

    fn finish(mut self, files: &FileSystem) -> Wanting {
        self.files.sort_by_key(|wanted| wanted.at);
        let unread = (0..files.layer_count())
            .filter(|layer| files.reading(*layer) != Some(Reading::Whole))
            .count();
        let rpm = self.rpm.iter().map(words::rpm_not_read);
        let limit = Arg::Size { bytes: MAX_SIZE };
        let LeftOut { count, first } = self.too_large;
        let too_large = (count > 0).then(|| words::too_large(count, limit, first));
        let LeftOut { count, first } = self.too_much;
        let too_much = (count > 0).then(|| words::too_much(count, first));
        let unread = (unread > 0).then(|| words::layers_not_read(unread));
        let notes = rpm.chain(too_large).chain(too_much).chain(unread);
        Wanting {
            notes: notes.collect(),
            files: self.files,
        }
    }
}
