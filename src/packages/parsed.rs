//! What one file says, before it is known what other files say of the same packages.

/// How much memory packages and paths of all files may take together, in bytes: some
/// ten times of what they take in the largest images.
const MAX_KEPT: usize = 192 << 20;

/// What a package and a path take beside their texts, about.
const PACKAGE_COST: usize = 256;
const PATH_COST: usize = 48;

/// How long a path may be, as for Linux (`PATH_MAX`).
const MAX_PATH: usize = 4_096;

/// A package as a database has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) architecture: Option<String>,
    pub(super) source: Option<String>,
    pub(super) files: FoundFiles,
}

/// What a database says of a package's files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum FoundFiles {
    #[default]
    Unknown,
    These(Vec<String>),
    /// They are in the first of these lists that is there: paths without their ending.
    InList(Vec<String>),
    Folder(String),
    Inside,
}

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Parsed {
    pub(super) packages: Vec<Found>,
    /// Paths, of a file that is a list of them.
    pub(super) paths: Vec<String>,
    /// How many packages of it cannot be read.
    pub(super) broken: usize,
}

impl Parsed {
    /// Adds what was read; `None` is a package that cannot be.
    pub(super) fn add(&mut self, package: Option<Found>, room: &mut Room) {
        match package {
            None => self.broken += 1,
            Some(package) if room.take_package(&package) => self.packages.push(package),
            Some(_) => {}
        }
    }

    /// What there is of one package.
    pub(super) fn one(package: Option<Found>, room: &mut Room) -> Self {
        let mut parsed = Self::default();
        parsed.add(package, room);
        parsed
    }

    /// A list of paths.
    pub(super) fn list(paths: Vec<String>) -> Self {
        Self {
            paths,
            ..Self::default()
        }
    }
}

/// How much more is kept.
#[derive(Debug)]
pub(super) struct Room {
    bytes: usize,
    /// What was not kept.
    pub(super) packages_left_out: usize,
    pub(super) paths_left_out: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self {
            bytes: MAX_KEPT,
            packages_left_out: 0,
            paths_left_out: 0,
        }
    }
}

impl Room {
    fn take(&mut self, bytes: usize) -> bool {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.unwrap_or(self.bytes);
        left.is_some()
    }

    fn take_package(&mut self, package: &Found) -> bool {
        let optional = [&package.architecture, &package.source];
        let optional: usize = optional.into_iter().flatten().map(String::len).sum();
        let texts = package.name.len() + package.version.len() + optional;
        let is_room = self.take(PACKAGE_COST + texts);
        self.packages_left_out += usize::from(!is_room);
        is_room
    }

    /// Adds an absolute path of these parts, if there is room for it.
    pub(super) fn add_path(&mut self, paths: &mut Vec<String>, parts: &[&[u8]]) {
        let length: usize = parts.iter().map(|part| part.len() + 1).sum();
        if length > MAX_PATH || !self.take(PATH_COST + length) {
            self.paths_left_out += 1;
            return;
        }
        let joined = parts.join(&b'/');
        let path = absolute(&String::from_utf8_lossy(&joined));
        // The root, which lists of dpkg begin with, is of no package.
        if path != "/" {
            paths.push(path);
        }
    }
}

/// A path from the root, without `.` and `..`.
pub(super) fn absolute(path: &str) -> String {
    let mut cleaned: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(cleaned.pop()),
            part => cleaned.push(part),
        }
    }
    format!("/{}", cleaned.join("/"))
}
