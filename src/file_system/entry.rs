//! What the entries of all layers say, by number: a listing can be read from
//! its start only.

use serde::{Deserialize, Serialize};

use super::paths::NONE;
use crate::bytes::tar::{Device, EntryKind, Xattr};
use crate::bytes::tar_scan::{Listed, find_or_push};

/// How many bytes of the targets of links are kept.
const MAX_LINKS: usize = 256 << 20;

/// [`Facts`] where they stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) kind: EntryKind,
    pub(super) size: u64,
    pub(super) mode: u32,
    pub(super) uid: u64,
    pub(super) gid: u64,
    pub(super) mtime: i64,
    pub(super) uname: &'a str,
    pub(super) gname: &'a str,
    pub(super) link: &'a str,
    pub(super) device: Option<Device>,
    pub(super) xattrs: &'a [Xattr],
}

/// What an entry says of itself, to be sent and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// A hard link only where its target is nowhere: what is said is what its
    /// target says.
    pub kind: EntryKind,
    /// In bytes; 0 for what is no file.
    pub size: u64,
    /// Permission bits and the set-id bits.
    pub mode: u32,
    pub uid: u64,
    pub gid: u64,
    /// Names of user and group; empty where none are given.
    pub uname: String,
    pub gname: String,
    /// Seconds since 1970.
    pub mtime: i64,
    /// The target of a symbolic link, or of a file what it is a hard link to;
    /// empty for anything else.
    pub link: String,
    /// Of a device, where its numbers are given.
    pub device: Option<Device>,
    /// Extended attributes by name.
    pub xattrs: Vec<Xattr>,
}

impl From<Entry<'_>> for Facts {
    fn from(entry: Entry<'_>) -> Self {
        Self {
            kind: entry.kind,
            size: entry.size,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            uname: entry.uname.to_owned(),
            gname: entry.gname.to_owned(),
            mtime: entry.mtime,
            link: entry.link.to_owned(),
            device: entry.device,
            xattrs: entry.xattrs.to_vec(),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Row {
    size: u64,
    mtime: i64,
    owner: u32,
    /// Where the target of a link begins, or the place of a device among all.
    link: u32,
    xattrs: u32,
    /// No more than 12 bits.
    mode: u16,
    kind: EntryKind,
}

/// Entries of all layers, one after the other.
#[derive(Debug, Default)]
pub(super) struct Entries {
    rows: Vec<Row>,
    owners: Vec<Owner>,
    xattrs: Vec<Vec<Xattr>>,
    /// Targets of links, each ended by a zero character.
    links: String,
    devices: Vec<Option<Device>>,
}

#[derive(Debug)]
struct Owner {
    uid: u64,
    gid: u64,
    uname: String,
    gname: String,
}

impl Entries {
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn reserve(&mut self, count: usize) {
        self.rows.reserve(count);
    }

    /// Adds one; `None` where no more are kept.
    pub(super) fn push(&mut self, entry: &Listed<'_>) -> Option<u32> {
        let number = u32::try_from(self.rows.len()).ok();
        let number = number.filter(|number| *number != NONE)?;
        let mut link = NONE;
        if entry.kind.is_link() {
            if self.links.len() + entry.link.len() > MAX_LINKS {
                return None;
            }
            link = self.links.len() as u32;
            self.links.push_str(entry.link);
            self.links.push('\0');
        }
        if entry.kind.is_device() {
            // OK: there are fewer than entries.
            link = self.devices.len() as u32;
            self.devices.push(entry.device);
        }
        let is_owner = |owner: &Owner| {
            (owner.uid, owner.gid) == (entry.uid, entry.gid)
                && (&*owner.uname, &*owner.gname) == (entry.uname, entry.gname)
        };
        let owner = find_or_push(&mut self.owners, is_owner, || Owner {
            uid: entry.uid,
            gid: entry.gid,
            uname: entry.uname.to_owned(),
            gname: entry.gname.to_owned(),
        });
        let is_set = |set: &Vec<Xattr>| set == entry.xattrs;
        let xattrs = find_or_push(&mut self.xattrs, is_set, || entry.xattrs.to_vec());
        self.rows.push(Row {
            size: entry.size,
            mtime: entry.mtime,
            owner,
            link,
            xattrs,
            mode: entry.mode as u16,
            kind: entry.kind,
        });
        Some(number)
    }

    pub(super) fn get(&self, entry: u32) -> Option<Entry<'_>> {
        let row = self.rows.get(entry as usize)?;
        let owner = self.owners.get(row.owner as usize)?;
        let is_device = row.kind.is_device();
        let device = self.devices.get(row.link as usize).filter(|_| is_device);
        let link = match row.link {
            NONE => "",
            _ if is_device => "",
            start => {
                let rest = self.links.get(start as usize..).unwrap_or_default();
                rest.split('\0').next().unwrap_or_default()
            }
        };
        Some(Entry {
            kind: row.kind,
            size: row.size,
            mode: u32::from(row.mode),
            uid: owner.uid,
            gid: owner.gid,
            mtime: row.mtime,
            uname: &owner.uname,
            gname: &owner.gname,
            link,
            device: device.copied().flatten(),
            xattrs: self.xattrs.get(row.xattrs as usize)?,
        })
    }

    pub(super) fn kind(&self, entry: u32) -> Option<EntryKind> {
        Some(self.rows.get(entry as usize)?.kind)
    }

    /// Bytes of a file; 0 for what is none.
    pub(super) fn size(&self, entry: u32) -> u64 {
        self.rows.get(entry as usize).map_or(0, |row| row.size)
    }
}
