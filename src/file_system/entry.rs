//! What the entries of all layers say, by number: a listing can be read from
//! its start only.

use serde::{Deserialize, Serialize};

use super::paths::NONE;
use crate::bytes::tar::EntryKind;
use crate::bytes::tar_scan::Listed;

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
    pub(super) link: &'a str,
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
    /// Seconds since 1970.
    pub mtime: i64,
    /// The target of a link; empty for anything else.
    pub link: String,
}

impl From<Entry<'_>> for Facts {
    fn from(entry: Entry<'_>) -> Self {
        Self {
            kind: entry.kind,
            size: entry.size,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            mtime: entry.mtime,
            link: entry.link.to_owned(),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Row {
    size: u64,
    mtime: i64,
    owner: u32,
    /// Where the target of a link begins.
    link: u32,
    /// No more than 12 bits.
    mode: u16,
    kind: EntryKind,
}

/// Entries of all layers, one after the other.
#[derive(Debug, Default)]
pub(super) struct Entries {
    rows: Vec<Row>,
    /// User and group, one for each run of entries that have the same.
    owners: Vec<(u64, u64)>,
    /// Targets of links, each ended by a zero character.
    links: String,
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
        let owner = (entry.uid, entry.gid);
        if self.owners.last() != Some(&owner) {
            self.owners.push(owner);
        }
        let mut link = NONE;
        if entry.kind.is_link() {
            if self.links.len() + entry.link.len() > MAX_LINKS {
                return None;
            }
            link = self.links.len() as u32;
            self.links.push_str(entry.link);
            self.links.push('\0');
        }
        self.rows.push(Row {
            size: entry.size,
            mtime: entry.mtime,
            owner: self.owners.len().saturating_sub(1) as u32,
            link,
            mode: entry.mode as u16,
            kind: entry.kind,
        });
        Some(number)
    }

    pub(super) fn get(&self, entry: u32) -> Option<Entry<'_>> {
        let row = self.rows.get(entry as usize)?;
        let (uid, gid) = *self.owners.get(row.owner as usize)?;
        let link = match row.link {
            NONE => "",
            start => {
                let rest = self.links.get(start as usize..).unwrap_or_default();
                rest.split('\0').next().unwrap_or_default()
            }
        };
        Some(Entry {
            kind: row.kind,
            size: row.size,
            mode: u32::from(row.mode),
            uid,
            gid,
            mtime: row.mtime,
            link,
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
