//! Looks for something in the contents of all files of all layers.

use serde::{Deserialize, Serialize};

use super::job::{Job, Next, Sink};
use super::needle::Needle;
use super::scan::{Match, Scan};
use super::snippet::Snippet;
use super::wanted::{Unread, Wanted};
use crate::bytes::tar::TarEntry;
use crate::bytes::walk::Visit;
use crate::file_system::{EntryAt, FileSystem, Shipped};
use crate::words::Message;

/// How many places are told of one file, so that one does not hide all others, and of
/// all, which is more than anybody reads; the rest is counted.
pub const MAX_IN_FILE: usize = 20;
pub const MAX_HITS: usize = 1_000;

/// A place where something was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentHit {
    /// Absolute.
    pub path: String,
    pub entry: EntryAt,
    /// In the last file system. `None` where a layer above was not read.
    pub visible: Option<bool>,
    /// Where in the file it begins, in bytes.
    pub offset: u64,
    /// From 1; none in a binary file.
    pub line: Option<u64>,
    pub snippet: Snippet,
}

/// Looks for something in contents.
pub struct ContentSearch {
    needle: Needle,
    /// The files that are searched, in the order of what is wanted.
    files: Vec<Shipped>,
    wanted: Wanted,
    /// The one at hand, and the file of which bytes come.
    position: Option<usize>,
    scan: Scan,
    /// With the number of the file among those that are searched.
    hits: Vec<(usize, Match)>,
    all: u64,
    searched: u64,
}

impl ContentSearch {
    /// In what is visible after the last layer, or perhaps; or with `hidden` also in
    /// what layers above deleted or replaced.
    #[must_use]
    pub fn of(files: &FileSystem, needle: Needle, hidden: bool) -> Self {
        let mut shipped = files.shipped();
        shipped.retain(|file| hidden || file.visible != Some(false));
        Self {
            needle,
            wanted: Wanted::of(shipped.iter().map(|file| file.entry).collect()),
            files: shipped,
            position: None,
            scan: Scan::default(),
            hits: Vec::new(),
            all: 0,
            searched: 0,
        }
    }

    /// What was found until now, in the order of the layers and of what is in them,
    /// from a number on, counted from 0: in a text the lines, in a binary file each
    /// place. At most [`MAX_IN_FILE`] of a file and [`MAX_HITS`] in all.
    #[must_use]
    pub fn hits(&self, files: &FileSystem, from: usize) -> Vec<ContentHit> {
        let hits = self.hits.iter().skip(from);
        let hits = hits.filter_map(|(file, found)| {
            let file = self.files.get(*file)?;
            Some(ContentHit {
                path: files.path(file.place),
                entry: file.entry,
                visible: file.visible,
                offset: found.offset,
                line: found.line,
                snippet: found.snippet.clone(),
            })
        });
        hits.collect()
    }

    /// How many hits are told until now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hits.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// How many more there are until now.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.all.saturating_sub(self.hits.len() as u64)
    }

    /// How many files were searched to their end, of how many.
    #[must_use]
    pub fn searched(&self) -> (u64, u64) {
        (self.searched, self.files.len() as u64)
    }

    /// What could not be read, or not to its end.
    #[must_use]
    pub fn unread(&self, files: &FileSystem) -> Unread {
        self.wanted.unread(files, files.layer_count(), |entry| {
            let found = self.wanted.find(entry)?;
            Some(self.files.get(found)?.place)
        })
    }

    fn begin(&mut self, number: u64) {
        if self.position.is_none() {
            self.position = self.wanted.position(number);
            let room = MAX_HITS.saturating_sub(self.hits.len());
            self.scan.begin(room.min(MAX_IN_FILE));
        }
    }

    /// Takes what was found in the file at hand.
    fn end(&mut self) {
        let Some(position) = self.position.take() else {
            return;
        };
        self.scan.finish(&self.needle);
        self.all += self.scan.count;
        let kept = self.scan.kept.drain(..);
        self.hits.extend(kept.map(|found| (position, found)));
    }
}

impl Job for ContentSearch {
    fn next(&mut self, _files: &FileSystem, _out: Sink<'_>) -> Next {
        self.wanted.next_layer().map_or(Next::Done, Next::Layer)
    }

    fn visit<'a>(&'a mut self, _files: &'a FileSystem, _out: Sink<'a>) -> Box<dyn Visit + 'a> {
        Box::new(Searching(self))
    }

    fn layer_ended(&mut self, _files: &FileSystem, ended: Result<(), Message>) {
        // What was found in a file that breaks off is there.
        self.end();
        self.wanted.layer_ended(ended);
    }
}

struct Searching<'a>(&'a mut ContentSearch);

impl Visit for Searching<'_> {
    fn entry(&mut self, number: u64, entry: &TarEntry<'_>) -> bool {
        self.0.wanted.begin(number, entry).is_some()
    }

    fn bytes(&mut self, number: u64, bytes: &[u8]) {
        self.0.begin(number);
        self.0.scan.update(bytes, &self.0.needle);
    }

    fn end(&mut self, _number: u64) {
        self.0.end();
        self.0.wanted.end();
        self.0.searched += 1;
    }

    fn is_done(&self) -> bool {
        self.0.wanted.is_done()
    }
}
