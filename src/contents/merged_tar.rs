//! The file system after a layer as one tar, as `crane export` makes one, or a part of it.

use std::mem;

use serde::{Deserialize, Serialize};

use super::job::{Job, Next, Sink};
use super::wanted::{MAX_PATH, Wanted, is_respelled, layers_not_listed};
use crate::bytes::tar::{EntryKind, TarEntry};
use crate::bytes::tar_write::{END, Member, can_say, can_say_device, header, padding};
use crate::bytes::walk::Visit;
use crate::file_system::{EntryAt, Facts, FileSystem, Place, Visible};
use crate::format::visible_line;
use crate::words::{Message, contents as words, joined};

/// What is in the file system and not in the tar, or not as it is stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Devices whose numbers are not known, or none that Linux has.
    pub devices: u64,
    /// What has a longer path than Linux takes.
    pub long_paths: u64,
    /// Hard links whose target is nowhere.
    pub broken_links: u64,
    /// Extended attributes of which a tar cannot say the name.
    pub attributes: u64,
    /// Entries with names or targets whose bytes are no UTF-8: they are spelled with
    /// U+FFFD, as everywhere here.
    pub respelled: u64,
}

impl LeftOut {
    /// A clause for each; `None` where nothing is left out.
    #[must_use]
    pub fn message(&self) -> Option<Message> {
        let all = [
            (self.devices, words::devices_left_out as fn(u64) -> Message),
            (self.long_paths, words::long_paths_left_out),
            (self.broken_links, words::broken_links_left_out),
            (self.attributes, words::attributes_left_out),
            (self.respelled, words::names_respelled),
        ];
        let some = all.into_iter().filter(|(count, _)| *count > 0);
        joined::all_clauses(some.map(|(count, message)| message(count)))
    }
}

/// Why there is no tar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTar {
    /// What is there is not known, as so many of the layers were not read wholly.
    NotListed(u64),
    /// Nothing is at the path.
    NothingThere,
}

impl NoTar {
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Self::NotListed(layers) => words::layers_not_listed(layers),
            Self::NothingThere => words::nothing_there(),
        }
    }

    /// What to do next.
    #[must_use]
    pub fn next(self) -> Message {
        match self {
            Self::NotListed(_) => words::read_all_layers(),
            Self::NothingThere => words::choose_other_layer(),
        }
    }
}

/// Writes the file system after a layer as a tar: the directories that entries make,
/// the files in the order in which the layers have them, then what has no bytes, hard
/// links the last. Nothing is written through a link, whoever unpacks it.
///
/// A file that cannot be read makes it [fail](Next::Failed).
pub struct MergedTar {
    directories: Vec<Item>,
    /// By entry, each once, as what is wanted.
    files: Vec<Item>,
    wanted: Wanted,
    /// Symbolic links, FIFOs and devices.
    others: Vec<Item>,
    /// Further names of files, each with the one that it is a link to.
    hard_links: Vec<(Item, Place)>,
    left_out: LeftOut,
    /// The size of the file of which bytes come.
    open: Option<u64>,
    failed: Option<Message>,
    is_begun: bool,
    is_ended: bool,
}

#[derive(Clone, Copy, Debug)]
struct Item {
    place: Place,
    entry: EntryAt,
}

impl MergedTar {
    /// Of the file system after a layer, counted from the base as 0.
    ///
    /// # Errors
    /// [`NoTar::NotListed`].
    pub fn of(files: &FileSystem, layer: u32) -> Result<Self, NoTar> {
        Self::at(files, layer, Some(Place::ROOT))
    }

    /// Of what is at a path in it, read as it is written, with all that is in that: each
    /// with its whole path. A hard link to what is elsewhere is the file.
    ///
    /// # Errors
    /// Any [`NoTar`].
    pub fn of_path(files: &FileSystem, layer: u32, path: &str) -> Result<Self, NoTar> {
        let top = files.find(path);
        let top = top.filter(|top| files.visible_at(layer, *top).next().is_some());
        Self::at(files, layer, top)
    }

    fn at(files: &FileSystem, layer: u32, top: Option<Place>) -> Result<Self, NoTar> {
        let unknown = layers_not_listed(files, layer);
        if unknown > 0 {
            return Err(NoTar::NotListed(unknown));
        }
        let top = top.ok_or(NoTar::NothingThere)?;
        let mut made = Self {
            directories: Vec::new(),
            files: Vec::new(),
            wanted: Wanted::default(),
            others: Vec::new(),
            hard_links: Vec::new(),
            left_out: LeftOut::default(),
            open: None,
            failed: None,
            is_begun: false,
            is_ended: false,
        };
        for visible in files.visible_at(layer, top) {
            made.add(files, visible);
        }
        made.settle_links();
        Ok(made)
    }

    /// What is not in it; of attributes and spellings once it is complete.
    #[must_use]
    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }

    fn add(&mut self, files: &FileSystem, visible: Visible) {
        // As it would have none in a tar, a directory that no entry makes has none here.
        let Some(entry) = visible.entry else { return };
        let place = visible.place;
        if files.path_within(place, MAX_PATH).is_none() {
            self.left_out.long_paths += 1;
            return;
        }
        match visible.kind {
            EntryKind::Directory => self.directories.push(Item { place, entry }),
            EntryKind::File => self.files.push(Item { place, entry }),
            EntryKind::Symlink | EntryKind::Fifo => self.others.push(Item { place, entry }),
            EntryKind::CharacterDevice | EntryKind::BlockDevice => {
                let device = files.facts_of(entry).and_then(|facts| facts.device);
                match device.is_some_and(can_say_device) {
                    true => self.others.push(Item { place, entry }),
                    false => self.left_out.devices += 1,
                }
            }
            // Others are what they are links to.
            EntryKind::HardLink => self.left_out.broken_links += 1,
        }
    }

    /// Of the names of one file the first in the order of the tree is the file.
    fn settle_links(&mut self) {
        let mut names = mem::take(&mut self.files);
        // Stable, so that those of one entry stay in their order.
        names.sort_by_key(|name| name.entry);
        for name in names {
            match self.files.last().filter(|file| file.entry == name.entry) {
                Some(file) => self.hard_links.push((name, file.place)),
                None => self.files.push(name),
            }
        }
        self.wanted = Wanted::of(self.files.iter().map(|file| file.entry).collect());
    }

    /// Writes what has no bytes.
    fn write(&mut self, files: &FileSystem, item: Item, link: Option<Place>, out: Sink<'_>) {
        let Some(facts) = files.facts_of(item.entry) else {
            return;
        };
        let target = link.and_then(|link| relative(files, link));
        let kind = match target {
            Some(_) => EntryKind::HardLink,
            None => facts.kind,
        };
        let mut path = relative(files, item.place).unwrap_or_default();
        if kind == EntryKind::Directory {
            path.push('/');
        }
        let size = if kind == EntryKind::File {
            facts.size
        } else {
            0
        };
        // A hard link has what its target has.
        let xattrs: &[_] = if target.is_some() { &[] } else { &facts.xattrs };
        let unsaid = xattrs.iter().filter(|xattr| !can_say(xattr)).count();
        self.left_out.attributes += unsaid as u64;
        let link = target.as_deref().unwrap_or(&facts.link);
        self.left_out.respelled += u64::from(is_respelled(&path) || is_respelled(link));
        let written = header(&Member {
            path: &path,
            kind,
            size,
            link,
            xattrs,
            ..member(&facts)
        });
        out(&written.unwrap_or_default());
    }

    fn fail(&mut self, files: &FileSystem, item: Item, why: Message) {
        let path = files.path(item.place);
        let layer = u64::from(item.entry.layer) + 1;
        let what = words::no_tar(visible_line(&path), layer);
        self.failed.get_or_insert(joined::because(what, why));
    }
}

/// `./` alone is the root.
fn relative(files: &FileSystem, place: Place) -> Option<String> {
    let path = files.path_within(place, MAX_PATH)?;
    Some(match path.trim_start_matches('/') {
        "" => ".".to_owned(),
        path => path.to_owned(),
    })
}

fn member(facts: &Facts) -> Member<'_> {
    Member {
        path: "",
        kind: facts.kind,
        size: facts.size,
        mode: facts.mode,
        uid: facts.uid,
        gid: facts.gid,
        mtime: facts.mtime,
        uname: &facts.uname,
        gname: &facts.gname,
        link: &facts.link,
        device: facts.device,
        xattrs: &facts.xattrs,
    }
}

impl Job for MergedTar {
    fn next(&mut self, files: &FileSystem, out: Sink<'_>) -> Next {
        if !mem::replace(&mut self.is_begun, true) {
            for directory in mem::take(&mut self.directories) {
                self.write(files, directory, None, out);
            }
        }
        if let Some(why) = &self.failed {
            return Next::Failed(why.clone());
        }
        if let Some(layer) = self.wanted.next_layer() {
            return Next::Layer(layer);
        }
        if !mem::replace(&mut self.is_ended, true) {
            for other in mem::take(&mut self.others) {
                self.write(files, other, None, out);
            }
            for (link, target) in mem::take(&mut self.hard_links) {
                self.write(files, link, Some(target), out);
            }
            out(&END);
        }
        Next::Done
    }

    fn visit<'a>(&'a mut self, files: &'a FileSystem, out: Sink<'a>) -> Box<dyn Visit + 'a> {
        Box::new(Writing {
            job: self,
            files,
            out,
        })
    }

    fn layer_ended(&mut self, files: &FileSystem, ended: Result<(), Message>) {
        self.wanted.layer_ended(ended);
        if let Some((entry, why)) = self.wanted.example().cloned()
            && let Some(position) = self.wanted.find(entry)
            && let Some(item) = self.files.get(position).copied()
        {
            self.fail(files, item, why);
        }
    }
}

struct Writing<'a> {
    job: &'a mut MergedTar,
    files: &'a FileSystem,
    out: Sink<'a>,
}

impl Writing<'_> {
    /// Writes the header of the file of which bytes come before the first of them.
    /// Returns its size.
    fn open(&mut self, number: u64) -> Option<u64> {
        if self.job.open.is_none() {
            let position = self.job.wanted.position(number)?;
            let item = *self.job.files.get(position)?;
            self.job.open = Some(self.files.facts_of(item.entry)?.size);
            self.job.write(self.files, item, None, self.out);
        }
        self.job.open
    }
}

impl Visit for Writing<'_> {
    fn entry(&mut self, number: u64, entry: &TarEntry<'_>) -> bool {
        let Some(position) = self.job.wanted.begin(number, entry) else {
            return false;
        };
        let item = self.job.files.get(position).copied();
        let listed = item.and_then(|item| self.files.facts_of(item.entry));
        if let Some((item, facts)) = item
            .zip(listed)
            .filter(|(_, facts)| facts.size != entry.stored)
        {
            let why = words::other_size(facts.size, entry.stored);
            self.job.fail(self.files, item, why);
        }
        self.job.failed.is_none()
    }

    fn bytes(&mut self, number: u64, bytes: &[u8]) {
        if self.open(number).is_some() {
            (self.out)(bytes);
        }
    }

    fn end(&mut self, number: u64) {
        if let Some(size) = self.open(number) {
            self.job.open = None;
            (self.out)(padding(size));
        }
        self.job.wanted.end();
    }

    fn is_done(&self) -> bool {
        self.job.failed.is_some() || self.job.wanted.is_done()
    }
}
