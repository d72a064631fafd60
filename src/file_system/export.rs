//! What is in the layers, for other programs: a line of JSON for each entry, or
//! the last file system as `tar -tv` lists one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::entry::Entry;
use super::model::FileSystem;
use super::paths::{NONE, Place};
use crate::bytes::tar::{EntryKind, Xattr};
use crate::image::digest::Digest;

/// One entry of a layer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    layer: u32,
    diff_id: Option<String>,
    /// For a whiteout the path that it deletes, or whose contents it hides.
    path: String,
    r#type: &'static str,
    mode: u32,
    uid: u64,
    gid: u64,
    uname: &'a str,
    gname: &'a str,
    size: u64,
    /// Null where it is none that this format can say.
    mtime: Option<String>,
    link: Option<&'a str>,
    /// Values in base64.
    xattrs: BTreeMap<&'a str, String>,
    /// Null where it is not known, and for what another entry of the same layer
    /// takes the place of.
    state: Option<&'static str>,
    /// In the last file system. Null where a layer above was not read.
    visible: Option<bool>,
}

/// Something to be exported, in its order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    layer: u32,
    /// Its place in the order of the tree.
    rank: u32,
    entry: u32,
    place: Place,
    is: Is,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Is {
    Whiteout { opaque: bool },
    Duplicate,
    Event(u32),
}

impl FileSystem {
    /// Every entry of every layer as a line of JSON, by layer and path, given to
    /// `out` with its line end. `diff_ids` are those of the layers, where they are
    /// known. Entries that are nowhere are left out; see
    /// [`oddities`](Self::oddities).
    pub fn export_json_lines(&self, diff_ids: &[Option<Digest>], out: &mut dyn FnMut(&str)) {
        let mut items = self.items();
        items.sort_unstable();
        for item in items {
            let diff_id = diff_ids.get(item.layer as usize).cloned().flatten();
            let Some(line) = self.line(&item, diff_id) else {
                continue;
            };
            // OK to pass over: text and numbers always have a JSON.
            if let Ok(mut text) = serde_json::to_string(&line) {
                text.push('\n');
                out(&text);
            }
        }
    }

    fn items(&self) -> Vec<Item> {
        let ranks = self.paths.ranks();
        let rank = |place: Place| ranks.get(place.index()).copied().unwrap_or(NONE);
        let mut items = Vec::with_capacity(self.entries.len());
        for place in self.paths.all() {
            let mut number = self.paths.event(place);
            while let Some(event) = self.event(number) {
                if event.entry != NONE {
                    items.push(Item {
                        layer: event.layer,
                        rank: rank(place),
                        entry: event.entry,
                        place,
                        is: Is::Event(number),
                    });
                }
                number = event.before;
            }
        }
        let duplicates = self.duplicates.iter();
        items.extend(duplicates.map(|duplicate| Item {
            layer: duplicate.layer,
            rank: rank(duplicate.place),
            entry: duplicate.entry,
            place: duplicate.place,
            is: Is::Duplicate,
        }));
        let whiteouts = self.whiteouts.iter();
        items.extend(whiteouts.map(|whiteout| Item {
            layer: whiteout.layer,
            rank: rank(whiteout.place),
            entry: whiteout.entry,
            place: whiteout.place,
            is: Is::Whiteout {
                opaque: whiteout.opaque,
            },
        }));
        items
    }

    fn line(&self, item: &Item, diff_id: Option<Digest>) -> Option<Line<'_>> {
        let entry = self.entries.get(item.entry)?;
        let (r#type, state, visible) = match item.is {
            Is::Whiteout { opaque: true } => ("opaque", Some("deleted"), Some(false)),
            Is::Whiteout { opaque: false } => ("whiteout", Some("deleted"), Some(false)),
            Is::Duplicate => (word(entry.kind), None, Some(false)),
            Is::Event(number) => {
                let state = self.event(number)?.state.known_word();
                (word(entry.kind), state, self.is_last(item.place, number))
            }
        };
        Some(Line {
            layer: item.layer,
            diff_id: diff_id.map(|digest| digest.to_string()),
            path: self.path(item.place),
            r#type,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            uname: entry.uname,
            gname: entry.gname,
            size: entry.size,
            mtime: moment(entry.mtime),
            link: entry.kind.is_link().then_some(entry.link),
            xattrs: {
                let xattrs = entry.xattrs.iter();
                let coded = |xattr: &'_ Xattr| STANDARD.encode(&xattr.value);
                xattrs
                    .map(|xattr| (xattr.name.as_str(), coded(xattr)))
                    .collect()
            },
            state,
            visible,
        })
    }

    /// Whether an event is what is seen in the end; `None` where that is not known.
    fn is_last(&self, place: Place, number: u32) -> Option<bool> {
        let event = self.event(number)?;
        if self.paths.event(place) != number {
            return Some(false);
        }
        let unread = self.unread_between(Some(event.layer), self.layer_count());
        unread.is_none().then_some(true)
    }

    /// The file system after a layer as `tar -tv` lists one, each line given to
    /// `out` with its end. Directories without an entry have no line, as they would
    /// have none in the tar.
    pub fn list_as_tar(&self, layer: u32, out: &mut dyn FnMut(&str)) {
        let mut line = String::new();
        for place in self.paths.walk() {
            let event = self.live_at(place, layer);
            let Some(entry) = event.and_then(|event| self.entry(event)) else {
                continue;
            };
            line.clear();
            // OK to ignore: writing to a String cannot fail.
            let _ = self.list(&mut line, place, &entry);
            out(&line);
        }
    }

    fn list(&self, line: &mut String, place: Place, entry: &Entry<'_>) -> std::fmt::Result {
        let path = self.path(place);
        let path = path.strip_prefix('/').unwrap_or(&path);
        let (mode, owner) = (entry.kind.spell(entry.mode), owner(entry));
        let time = moment(entry.mtime);
        let time = time.as_deref().and_then(|time| {
            let (day, clock) = time.split_once('T')?;
            Some((day, clock.get(..5)?))
        });
        let (day, clock) = time.unwrap_or(("?", "?"));
        // As wide as GNU tar has them.
        let width = 18_usize.saturating_sub(owner.len());
        write!(line, "{mode} {owner} {:>width$} {day} {clock} ", entry.size)?;
        match entry.kind {
            EntryKind::Directory if path.is_empty() => line.push_str("./"),
            EntryKind::Directory => write!(line, "{path}/")?,
            EntryKind::Symlink => write!(line, "{path} -> {}", entry.link)?,
            EntryKind::HardLink => write!(line, "{path} link to {}", entry.link)?,
            _ => line.push_str(path),
        }
        line.push('\n');
        Ok(())
    }
}

/// By name where there is one.
fn owner(entry: &Entry<'_>) -> String {
    let either = |name: &str, id: u64| match name {
        "" => id.to_string(),
        name => name.to_owned(),
    };
    let user = either(entry.uname, entry.uid);
    format!("{user}/{}", either(entry.gname, entry.gid))
}

fn word(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::File => "file",
        EntryKind::HardLink => "hardlink",
        EntryKind::Symlink => "symlink",
        EntryKind::CharacterDevice => "char",
        EntryKind::BlockDevice => "block",
        EntryKind::Directory => "dir",
        EntryKind::Fifo => "fifo",
    }
}

/// `2024-01-01T00:00:00Z`, for the years from 0 to 9999.
fn moment(seconds: i64) -> Option<String> {
    let moment = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    moment.format(&Rfc3339).ok()
}
