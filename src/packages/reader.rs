//! Takes the files that say what is installed, and puts together what they say.

use std::collections::HashMap;

use super::installed::Installed;
use super::model::{Files, Package};
use super::owned::Ways;
use super::parsed::{Found, FoundFiles, Parsed, Room};
use super::since::since;
use super::wanted::{Wanted, Wanting, What, wanted};
use super::{apk, dpkg, go, java, npm, python, ruby};
use crate::file_system::FileSystem;
use crate::words::{Message, packages as words};

/// Reads what is installed. It keeps what the files say, not their bytes.
#[derive(Debug, Default)]
pub struct Reader {
    wanting: Wanting,
    /// What each of them says; `None` for those that did not come.
    parsed: Vec<Option<Parsed>>,
    room: Room,
}

impl Reader {
    /// Looks for the files to be read in a file system.
    #[must_use]
    pub fn of(files: &FileSystem) -> Self {
        let wanting = wanted(files);
        Self {
            parsed: wanting.files.iter().map(|_| None).collect(),
            wanting,
            room: Room::default(),
        }
    }

    /// The files that have to be read, by the place of their bytes: layer by layer, and
    /// in the order of its entries. Several may have the same one.
    #[must_use]
    pub fn wanted(&self) -> &[Wanted] {
        &self.wanting.files
    }

    /// Takes all bytes of the file with this number among those that are wanted. What is
    /// never given is taken for not known.
    pub fn take(&mut self, number: usize, bytes: &[u8]) {
        let wanted = self.wanting.files.get(number);
        if let (Some(wanted), Some(parsed)) = (wanted, self.parsed.get_mut(number)) {
            *parsed = Some(parse(wanted, bytes, &mut self.room));
        }
    }

    /// What is installed. `files` are those that this reader was made of.
    #[must_use]
    pub fn finish(self, files: &FileSystem) -> Installed {
        let (notes, is_complete) = (self.notes(), self.missing() == 0);
        let mut lists = HashMap::new();
        let mut databases: HashMap<&str, HashMap<u32, &Parsed>> = HashMap::new();
        for (wanted, parsed) in self.read() {
            if let Some(list) = wanted.list() {
                lists.insert(list, parsed.paths.as_slice());
            }
            if wanted.what.is_database() {
                let versions = databases.entry(&wanted.path).or_default();
                versions.insert(wanted.layer, parsed);
            }
        }
        let mut gathered = Gathered {
            lists,
            ways: Ways::of(files),
            packages: Vec::new(),
        };
        for (wanted, parsed) in self.read().filter(|(wanted, _)| wanted.is_last) {
            let layers = databases.get(wanted.path.as_str());
            let layers = layers.map(|versions| since(files, &wanted.path, versions, parsed));
            let layers = layers.unwrap_or_else(|| vec![Some(wanted.layer); parsed.packages.len()]);
            for (found, layer) in parsed.packages.iter().zip(layers) {
                gathered.add(wanted, found, layer);
            }
        }
        Installed::of(gathered.packages, notes, is_complete)
    }

    /// The files that came, with what they say.
    fn read(&self) -> impl Iterator<Item = (&Wanted, &Parsed)> {
        let both = self.wanting.files.iter().zip(&self.parsed);
        both.filter_map(|(wanted, parsed)| Some((wanted, parsed.as_ref()?)))
    }

    /// How many of the files that are wanted did not come.
    fn missing(&self) -> usize {
        self.parsed.iter().filter(|parsed| parsed.is_none()).count()
    }

    fn notes(&self) -> Vec<Message> {
        let mut notes = self.wanting.notes.clone();
        let missing = self.missing();
        if missing > 0 {
            notes.push(words::files_not_read(missing));
        }
        let broken = self.read().filter(|(wanted, _)| wanted.is_last);
        let broken: Vec<_> = broken.filter(|(_, parsed)| parsed.broken > 0).collect();
        if let Some((first, _)) = broken.first() {
            let count: usize = broken.iter().map(|(_, parsed)| parsed.broken).sum();
            notes.push(words::packages_not_read(count, &first.path));
        }
        let room = &self.room;
        if room.packages_left_out > 0 {
            notes.push(words::packages_left_out(room.packages_left_out));
        }
        if room.paths_left_out > 0 {
            notes.push(words::paths_left_out(room.paths_left_out));
        }
        notes
    }
}

fn parse(wanted: &Wanted, bytes: &[u8], room: &mut Room) -> Parsed {
    let path = wanted.path.as_str();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match wanted.what {
        What::DpkgStatus => dpkg::status(folder, bytes, room),
        What::DpkgPackage => dpkg::one(path, bytes, room),
        What::DpkgList => dpkg::list(bytes, room),
        What::DpkgSums => dpkg::sums(bytes, room),
        What::ApkInstalled => apk::installed(bytes, wanted.is_last, room),
        What::NodeModule => npm::module(folder, bytes, room),
        What::PythonMetadata => python::metadata(folder, bytes, room),
        What::PythonRecord => python::record(folder, bytes, room),
        What::Gem => ruby::gem(path, bytes, room),
        What::Program => go::program(bytes, room),
        What::JavaArchive => java::archive(bytes, room),
    }
}

impl Wanted {
    /// What a list of files is called by those that look for it: its path without its
    /// ending.
    fn list(&self) -> Option<&str> {
        match self.what {
            What::DpkgList => self.path.strip_suffix(".list"),
            What::DpkgSums => self.path.strip_suffix(".md5sums"),
            What::PythonRecord => self.path.strip_suffix("/RECORD"),
            _ => None,
        }
    }
}

/// Packages with their files.
struct Gathered<'a> {
    lists: HashMap<&'a str, &'a [String]>,
    ways: Ways<'a>,
    packages: Vec<(Package, Vec<String>)>,
}

impl Gathered<'_> {
    fn add(&mut self, wanted: &Wanted, found: &Found, layer: Option<u32>) {
        let (files, paths) = self.files(&found.files);
        let package = Package {
            ecosystem: wanted.what.ecosystem(),
            name: found.name.clone(),
            version: found.version.clone(),
            architecture: found.architecture.clone(),
            source: found.source.clone(),
            layer,
            database: wanted.path.clone(),
            files,
        };
        self.packages.push((package, paths));
    }

    fn files(&mut self, found: &FoundFiles) -> (Files, Vec<String>) {
        let listed = match found {
            FoundFiles::Unknown => None,
            FoundFiles::These(paths) => Some(paths.as_slice()),
            FoundFiles::Folder(path) => return (self.ways.folder(path), Vec::new()),
            FoundFiles::Inside => return (Files::Inside, Vec::new()),
            FoundFiles::InList(names) => {
                let mut lists = names.iter().map(|name| self.lists.get(name.as_str()));
                lists.find_map(|list| list.copied())
            }
        };
        let Some(listed) = listed else {
            return (Files::Unknown, Vec::new());
        };
        let paths = self.ways.files(listed);
        (Files::Listed(paths.len() as u32), paths)
    }
}
