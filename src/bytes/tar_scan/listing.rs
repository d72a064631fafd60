//! All entries of a tar, packed: to be sent from a worker to the page and kept
//! there for as long as the image is open.
//!
//! Columns instead of a vector of structs, because a few long strings cross
//! the border faster than many short ones, and because owners, modes and times
//! repeat: they are kept as runs. To write and read it takes a quarter of the time
//! for scanning the tar.

use serde::{Deserialize, Serialize};

use crate::bytes::tar::{Device, EntryKind, TarEntry, Xattr};

/// How many bytes of paths and link targets are kept: a million entries of 64
/// bytes, five times the largest images. What is beyond is only counted.
pub const MAX_TEXT: usize = 64 << 20;

/// How many bytes of names of owners and of extended attributes are kept, each
/// set of them once where it repeats.
const MAX_SETS: usize = 4 << 20;

/// How many entries are kept.
pub const MAX_LISTED: u64 = 2_000_000;

/// The entries of a tar, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Each path as stored, lossily decoded and ended by a zero character,
    /// which no path holds.
    paths: String,
    /// The same of the targets of links.
    links: String,
    /// A letter for each entry; see [`EntryKind::letter`].
    kinds: String,
    /// Bytes of each file; 0 for what is no file.
    sizes: Vec<u64>,
    modes: Runs<u32>,
    uids: Runs<u64>,
    gids: Runs<u64>,
    mtimes: Runs<i64>,
    /// Of each device, where its numbers are given.
    devices: Vec<Option<Device>>,
    /// Places in `names`.
    unames: Runs<u32>,
    gnames: Runs<u32>,
    names: Vec<String>,
    /// Places in `xattr_sets`.
    xattrs: Runs<u32>,
    xattr_sets: Vec<Vec<Xattr>>,
    /// Bytes of names and sets.
    set_bytes: usize,
    /// Entries beyond the limits, which are not listed.
    left_out: u64,
}

/// One entry of a [`Listing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed<'a> {
    pub path: &'a str,
    /// The target of a link; empty for anything else.
    pub link: &'a str,
    pub kind: EntryKind,
    /// In bytes.
    pub size: u64,
    pub mode: u32,
    pub uid: u64,
    pub gid: u64,
    /// Seconds since 1970.
    pub mtime: i64,
    /// Names of user and group; empty where none are given.
    pub uname: &'a str,
    pub gname: &'a str,
    /// Of a device, where its numbers are given.
    pub device: Option<Device>,
    /// Extended attributes by name.
    pub xattrs: &'a [Xattr],
}

impl Listing {
    /// How many entries are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// Entries beyond the limits, which are not listed.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The entries, in the order of the tar.
    pub fn iter(&self) -> Entries<'_> {
        self.from(Position::default())
    }

    /// The entries from a position on that [`Entries::position`] has given.
    #[must_use]
    pub fn from(&self, position: Position) -> Entries<'_> {
        Entries {
            listing: self,
            position,
        }
    }

    fn name(&self, name: u32) -> &str {
        self.names
            .get(name as usize)
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// Lists one more, unless a limit is met.
    pub(in crate::bytes) fn push(&mut self, entry: &TarEntry<'_>) {
        let text = self.paths.len() + self.links.len() + entry.path.len() + entry.link.len();
        if text > MAX_TEXT || self.sizes.len() as u64 >= MAX_LISTED || self.left_out > 0 {
            self.left_out += 1;
            return;
        }
        let bytes = |xattr: &Xattr| xattr.name.len() + xattr.value.len();
        let xattrs = entry.xattrs.iter().map(bytes).sum::<usize>();
        let sets = entry.uname.len() + entry.gname.len() + xattrs;
        if self.set_bytes + sets > MAX_SETS {
            self.left_out += 1;
            return;
        }
        push_text(&mut self.paths, &entry.path);
        if entry.kind.is_link() {
            push_text(&mut self.links, &entry.link);
        }
        self.kinds.push(entry.kind.letter());
        self.sizes.push(match entry.kind {
            EntryKind::File => entry.size,
            _ => 0,
        });
        self.modes.push(entry.mode);
        self.uids.push(entry.uid);
        self.gids.push(entry.gid);
        self.mtimes.push(entry.mtime);
        if entry.kind.is_device() {
            self.devices.push(entry.device);
        }
        let bytes = &mut self.set_bytes;
        let [uname, gname] = [&entry.uname, &entry.gname].map(|name| {
            let name = String::from_utf8_lossy(name);
            let same = |known: &String| *known == *name;
            find_or_push(&mut self.names, same, || {
                *bytes += name.len();
                name.to_string()
            })
        });
        self.unames.push(uname);
        self.gnames.push(gname);
        let same = |known: &Vec<Xattr>| known == entry.xattrs;
        let set = find_or_push(&mut self.xattr_sets, same, || {
            *bytes += xattrs;
            entry.xattrs.to_vec()
        });
        self.xattrs.push(set);
    }
}

/// A place in a [`Listing`]: columns are found by it, not by the number of an
/// entry, as paths have any length and runs too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// How many entries come before it.
    pub entry: usize,
    /// Bytes of the paths and links of those.
    path: usize,
    link: usize,
    /// How many devices those are.
    device: usize,
    mode: InRuns,
    uid: InRuns,
    gid: InRuns,
    mtime: InRuns,
    uname: InRuns,
    gname: InRuns,
    xattr: InRuns,
}

/// The entries of a [`Listing`] from somewhere on.
#[derive(Clone, Debug)]
pub struct Entries<'a> {
    listing: &'a Listing,
    position: Position,
}

impl Entries<'_> {
    /// Where the next entry stands.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }
}

impl<'a> Iterator for Entries<'a> {
    type Item = Listed<'a>;

    fn next(&mut self) -> Option<Listed<'a>> {
        let (listing, at) = (self.listing, &mut self.position);
        let size = *listing.sizes.get(at.entry)?;
        // A byte each: see `EntryKind::letter`.
        let letter = *listing.kinds.as_bytes().get(at.entry)?;
        let kind = kind(char::from(letter))?;
        let listed = Listed {
            path: text_at(&listing.paths, &mut at.path),
            link: match kind.is_link() {
                true => text_at(&listing.links, &mut at.link),
                false => "",
            },
            kind,
            size,
            mode: listing.modes.next(&mut at.mode)?,
            uid: listing.uids.next(&mut at.uid)?,
            gid: listing.gids.next(&mut at.gid)?,
            mtime: listing.mtimes.next(&mut at.mtime)?,
            uname: listing.name(listing.unames.next(&mut at.uname)?),
            gname: listing.name(listing.gnames.next(&mut at.gname)?),
            device: match kind.is_device() {
                true => {
                    at.device += 1;
                    *listing.devices.get(at.device - 1)?
                }
                false => None,
            },
            xattrs: {
                let set = listing.xattrs.next(&mut at.xattr)?;
                let set = listing.xattr_sets.get(set as usize);
                set.map(Vec::as_slice).unwrap_or_default()
            },
        };
        at.entry += 1;
        Some(listed)
    }
}

/// The text that begins at a byte; the next one begins there afterwards.
fn text_at<'a>(column: &'a str, at: &mut usize) -> &'a str {
    let rest = column.get(*at..).unwrap_or_default();
    let text = rest.split('\0').next().unwrap_or_default();
    *at += text.len() + 1;
    text
}

/// The place of a value among the last of its kind, where it is put if it is
/// not there: few that are used at the same time are different.
pub(crate) fn find_or_push<T>(
    known: &mut Vec<T>,
    same: impl Fn(&T) -> bool,
    make: impl FnOnce() -> T,
) -> u32 {
    const LOOKED_AT: usize = 16;
    let from_end = known.iter().rev().take(LOOKED_AT).position(same);
    let place = match from_end {
        Some(from_end) => known.len() - 1 - from_end,
        None => {
            known.push(make());
            known.len() - 1
        }
    };
    place as u32
}

fn push_text(column: &mut String, text: &[u8]) {
    column.push_str(&String::from_utf8_lossy(text));
    column.push('\0');
}

/// What [`EntryKind::letter`] has spelled.
fn kind(letter: char) -> Option<EntryKind> {
    Some(match letter {
        '-' => EntryKind::File,
        'h' => EntryKind::HardLink,
        'l' => EntryKind::Symlink,
        'c' => EntryKind::CharacterDevice,
        'b' => EntryKind::BlockDevice,
        'd' => EntryKind::Directory,
        'p' => EntryKind::Fifo,
        _ => return None,
    })
}

/// A place in [`Runs`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct InRuns {
    run: usize,
    used: u32,
}

/// A column whose values repeat: each value with how often it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Runs<T>(Vec<(T, u32)>);

impl<T: Copy + PartialEq> Runs<T> {
    fn push(&mut self, value: T) {
        match self.0.last_mut() {
            // OK: a run is no longer than MAX_LISTED.
            Some((last, times)) if *last == value => *times += 1,
            _ => self.0.push((value, 1)),
        }
    }

    fn next(&self, at: &mut InRuns) -> Option<T> {
        let (value, times) = *self.0.get(at.run)?;
        at.used += 1;
        if at.used >= times {
            *at = InRuns {
                run: at.run + 1,
                used: 0,
            };
        }
        Some(value)
    }
}
