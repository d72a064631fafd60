//! Which files of which layers are wanted, and what became of them.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::bytes::tar::TarEntry;
use crate::bytes::walk::place;
use crate::file_system::{EntryAt, FileSystem, Place, Reading};
use crate::format::visible_line;
use crate::words::{Message, contents as words, file_view, joined};

/// How long a path may be that comes out, in bytes: Linux takes no longer one
/// (`PATH_MAX`), and paths have no bound otherwise.
pub(super) const MAX_PATH: usize = 4_096;

/// What was wanted and could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// How many files.
    pub files: u64,
    /// One of them.
    pub example: Option<UnreadFile>,
    /// How many layers have entries that are not listed: nothing is known of these.
    pub layers: u64,
}

/// A file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadFile {
    /// Absolute.
    pub path: String,
    /// The layer that has its contents, counted from the base as 0.
    pub layer: u32,
    pub why: Message,
}

impl Unread {
    /// A clause; `None` where all was read.
    #[must_use]
    pub fn message(&self) -> Option<Message> {
        let files = self.example.as_ref().map(|file| {
            let layer = u64::from(file.layer) + 1;
            let path = visible_line(&file.path);
            let what = words::files_not_read(self.files, path, layer);
            joined::because(what, file.why.clone())
        });
        let layers = (self.layers > 0).then(|| words::layers_not_listed(self.layers));
        joined::all_clauses(layers.into_iter().chain(files))
    }
}

/// Files that are wanted of the layers, which are gone through one after the other.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// By layer and number, each once.
    entries: Vec<EntryAt>,
    /// Those of the layer at hand, and how many of them are settled: complete, or
    /// known to have no bytes.
    layer: Range<usize>,
    settled: usize,
    unread: u64,
    example: Option<(EntryAt, Message)>,
}

impl Wanted {
    pub(super) fn of(mut entries: Vec<EntryAt>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        Self {
            entries,
            ..Self::default()
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The next layer that has some of them.
    pub(super) fn next_layer(&mut self) -> Option<u32> {
        let rest = self.entries.get(self.layer.end..)?;
        let layer = rest.first()?.layer;
        let count = rest.partition_point(|entry| entry.layer == layer);
        self.layer = self.layer.end..self.layer.end + count;
        self.settled = 0;
        Some(layer)
    }

    /// The place among all that are wanted of an entry of the layer at hand.
    pub(super) fn position(&self, number: u64) -> Option<usize> {
        let of_layer = self.entries.get(self.layer.clone())?;
        let found = of_layer.binary_search_by_key(&number, |entry| u64::from(entry.number));
        Some(self.layer.start + found.ok()?)
    }

    /// The place of any entry.
    pub(super) fn find(&self, entry: EntryAt) -> Option<usize> {
        self.entries.binary_search(&entry).ok()
    }

    /// The place of the entry whose header came, if it is wanted and bytes follow.
    pub(super) fn begin(&mut self, number: u64, entry: &TarEntry<'_>) -> Option<usize> {
        let position = self.position(number)?;
        if let Err(error) = place(entry) {
            self.settled += 1;
            self.not_read(1, position, error.message());
            return None;
        }
        Some(position)
    }

    /// A file is complete.
    pub(super) fn end(&mut self) {
        self.settled += 1;
    }

    /// Whether nothing more is wanted of the layer at hand.
    pub(super) fn is_done(&self) -> bool {
        self.settled >= self.layer.len()
    }

    /// The layer at hand has ended: what is not settled does not come.
    pub(super) fn layer_ended(&mut self, ended: Result<(), Message>) {
        let left = self.layer.len().saturating_sub(self.settled);
        if left > 0 {
            let why = ended.err().unwrap_or_else(file_view::no_such_entry);
            self.not_read(left as u64, self.layer.start + self.settled, why);
        }
        self.settled = self.layer.len();
    }

    /// One of those that could not be read until now, and why.
    pub(super) fn example(&self) -> Option<&(EntryAt, Message)> {
        self.example.as_ref()
    }

    fn not_read(&mut self, count: u64, position: usize, why: Message) {
        self.unread += count;
        if self.example.is_none() {
            let entry = self.entries.get(position).copied();
            self.example = entry.map(|entry| (entry, why));
        }
    }

    /// What could not be read of the layers up to one, where `place` says by which
    /// path an entry is known.
    pub(super) fn unread(
        &self,
        files: &FileSystem,
        last: u32,
        place: impl Fn(EntryAt) -> Option<Place>,
    ) -> Unread {
        let example = self.example.as_ref().map(|(entry, why)| UnreadFile {
            path: place(*entry).map_or(String::new(), |place| files.path(place)),
            layer: entry.layer,
            why: why.clone(),
        });
        Unread {
            files: self.unread,
            example,
            layers: layers_not_listed(files, last),
        }
    }
}

/// Whether a path or a target may have bytes that are no UTF-8.
pub(super) fn is_respelled(text: &str) -> bool {
    text.contains(char::REPLACEMENT_CHARACTER)
}

/// How many of the layers up to one have entries that are not listed.
pub(super) fn layers_not_listed(files: &FileSystem, last: u32) -> u64 {
    let layers = (0..files.layer_count()).take_while(|layer| *layer <= last);
    let known = layers.filter(|layer| files.reading(*layer) != Some(Reading::Whole));
    known.count() as u64
}
