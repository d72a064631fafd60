//! What is installed, to be listed and searched.

use serde::{Deserialize, Serialize};

use super::model::{Ecosystem, Files, Package};
use crate::words::Message;

/// All packages of an image, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installed {
    packages: Vec<Package>,
    /// The files of each that are listed, by path.
    files: Vec<Vec<String>>,
    notes: Vec<Message>,
    is_complete: bool,
}

/// Some packages that were looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageRows {
    pub rows: Vec<PackageRow>,
    /// The number of the first of them among those that were found.
    pub first: usize,
    /// How many were found.
    pub all: usize,
    /// How many the query alone finds of each ecosystem that has any.
    pub ecosystems: Vec<(Ecosystem, usize)>,
}

/// One package of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PackageRow {
    /// By which it is asked for.
    pub number: usize,
    pub package: Package,
}

/// Some of the files that a package is said to have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FilesOf {
    /// Absolute, in the spelling of the file system. They need not be there.
    pub paths: Vec<String>,
    /// The number of the first of them.
    pub first: usize,
    /// How many there are.
    pub all: usize,
}

impl Installed {
    pub(super) fn of(
        mut packages: Vec<(Package, Vec<String>)>,
        notes: Vec<Message>,
        is_complete: bool,
    ) -> Self {
        let key = |package: &Package| {
            let name = package.name.to_lowercase();
            let Package {
                ecosystem, version, ..
            } = package;
            (name, *ecosystem, version.clone(), package.database.clone())
        };
        packages.sort_by_cached_key(|(package, _)| key(package));
        let (packages, files) = packages.into_iter().unzip();
        Self {
            packages,
            files,
            notes,
            is_complete,
        }
    }

    /// Whether all files that were wanted came: where not, it is of use to read again.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// What to know about the list: what was not read, and what could not be.
    #[must_use]
    pub fn notes(&self) -> &[Message] {
        &self.notes
    }

    /// All packages, by name.
    #[must_use]
    pub fn packages(&self) -> &[Package] {
        &self.packages
    }

    /// `count` of the packages whose name or version has a text, whatever its case,
    /// from the `first` on; of one ecosystem, or of all.
    #[must_use]
    pub fn rows(
        &self,
        query: &str,
        ecosystem: Option<Ecosystem>,
        first: usize,
        count: usize,
    ) -> PackageRows {
        let query = query.trim().to_lowercase();
        let found = self.packages.iter().enumerate();
        let found: Vec<_> = found.filter(|(_, package)| package.has(&query)).collect();
        let ecosystems = Ecosystem::ALL.map(|ecosystem| {
            let found = found.iter();
            let of_it = found.filter(|(_, package)| package.ecosystem == ecosystem);
            (ecosystem, of_it.count())
        });
        let is_of = |package: &Package| ecosystem.is_none_or(|wanted| package.ecosystem == wanted);
        let wanted = found.into_iter().filter(|(_, package)| is_of(package));
        let rows = wanted.clone().skip(first).take(count);
        let rows = rows.map(|(number, package)| PackageRow {
            number,
            package: package.clone(),
        });
        PackageRows {
            rows: rows.collect(),
            first,
            all: wanted.count(),
            ecosystems: ecosystems.into_iter().filter(|(_, n)| *n > 0).collect(),
        }
    }

    /// `count` of the files of a package that are listed, from the `first` on.
    #[must_use]
    pub fn files_of(&self, number: usize, first: usize, count: usize) -> FilesOf {
        let files = self.files.get(number).map_or(&[][..], Vec::as_slice);
        FilesOf {
            paths: files.iter().skip(first).take(count).cloned().collect(),
            first,
            all: files.len(),
        }
    }

    /// The numbers of the packages that a path belongs to, in the spelling of the file
    /// system: often one, and none where no list has it. Of directories within each
    /// other the innermost counts.
    #[must_use]
    pub fn owners_of(&self, path: &str) -> Vec<usize> {
        let all = || self.packages.iter().zip(&self.files).enumerate();
        let depth = |package: &Package| match &package.files {
            Files::Folder(folder) if is_below(path, folder) => folder.len(),
            _ => 0,
        };
        let deepest = all().map(|(_, (package, _))| depth(package)).max();
        let deepest = deepest.filter(|depth| *depth > 0);
        let owns = |package: &Package, files: &[String]| {
            let is_listed = || {
                files
                    .binary_search_by(|file| file.as_str().cmp(path))
                    .is_ok()
            };
            deepest == Some(depth(package)) || is_listed()
        };
        let owners = all().filter(|(_, (package, files))| owns(package, files));
        owners.map(|(number, _)| number).collect()
    }
}

impl Package {
    fn has(&self, query: &str) -> bool {
        let has = |text: &str| text.to_lowercase().contains(query);
        has(&self.name) || has(&self.version)
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    let below = path.strip_prefix(folder);
    below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}
