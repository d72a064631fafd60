//! What is asked of a file system, and told of it: plain values, as the two are in
//! a page and in a worker.

use serde::{Deserialize, Serialize};

use super::children::Children;
use super::compare::KnownContent;
use super::history::Version;
use super::model::FileSystem;
use super::paths::Place;
use super::query::{Query, QueryError};
use super::rows::{Row, Rows};
use super::search::{Hit, Hits};
use super::secrets::{SecretFile, Secrets, secret_at};
use super::sizes::{Hidden, Sizes};
use super::view::{TreeQuery, View, Weight};
use crate::bytes::tar_scan::Listing;
use crate::image::digest::Digest;
use crate::secrets::SecretKind;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Some rows of a tree.
    Rows {
        query: TreeQuery,
        /// From which row on, counted from 0, and how many.
        first: usize,
        count: usize,
        /// A path whose row is wanted: they begin so far before it that it is in
        /// the middle.
        around: Option<String>,
    },
    /// The row behind another one whose name begins so, in small or capital letters;
    /// round the end.
    Named {
        query: TreeQuery,
        after: usize,
        name: String,
    },
    /// What is in a directory, the largest first, and no more of it than `count`.
    Children {
        view: View,
        folder: String,
        count: usize,
    },
    /// What the layers did to a path.
    History(String),
    /// Some of what is shipped and not visible in the end.
    Hidden { first: usize, count: usize },
    /// Some of what is likely a secret, by its path.
    Secrets { first: usize, count: usize },
    /// Where the bytes are.
    Sizes,
    /// Some of what is found by a [`Query`] in all layers.
    Search {
        text: String,
        first: usize,
        count: usize,
    },
}

/// A list to be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Export {
    /// Every entry of every layer, whose DiffIDs are these, as lines of JSON.
    JsonLines { diff_ids: Vec<Option<Digest>> },
    /// The file system after a layer, as `tar -tv` has it.
    Tar { layer: u32 },
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Told {
    Rows(RowsTold),
    /// The number of the row.
    Named(Option<usize>),
    /// `None` where the view has nothing of the path.
    Children(Option<Children>),
    History {
        versions: Vec<Version>,
        /// How many more there are.
        left_out: usize,
    },
    Hidden {
        hidden: Vec<HiddenFile>,
        first: usize,
        /// How many there are in all.
        all: usize,
        /// See [`FileSystem::partial_layers`].
        partial: Vec<u32>,
    },
    Secrets {
        files: Vec<SecretFile>,
        first: usize,
        /// How many there are in all.
        all: usize,
        /// Whether all paths were gone over; see [`Secrets::is_complete`].
        is_complete: bool,
        /// See [`FileSystem::partial_layers`].
        partial: Vec<u32>,
    },
    /// Without [`Sizes::paths`]: they are in [`Told::Hidden`].
    Sizes(Sizes),
    Found {
        hits: Vec<Hit>,
        first: usize,
        /// How many there are in all.
        all: usize,
        /// Whether everything was searched; see [`Hits::is_complete`].
        is_complete: bool,
        /// See [`FileSystem::partial_layers`].
        partial: Vec<u32>,
    },
    /// What is searched for cannot be read.
    NotAQuery(QueryError),
}

/// Some rows of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowsTold {
    pub rows: Vec<Row>,
    /// The number of the first of them.
    pub first: usize,
    /// How many there are in all.
    pub all: usize,
    /// The number of the row that was wanted, where it is shown.
    pub found: Option<usize>,
    /// All that is in the view.
    pub total: Weight,
    /// See [`FileSystem::partial_layers`].
    pub partial: Vec<u32>,
}

/// Something hidden, with its path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct HiddenFile {
    /// Absolute.
    pub path: String,
    pub hidden: Hidden,
    /// What it likely is, by its path.
    pub secret: Option<SecretKind>,
}

/// A file system, and what the last answers were taken from.
#[derive(Debug, Default)]
pub struct Desk {
    files: FileSystem,
    rows: Option<(TreeQuery, Rows)>,
    hidden: Option<Vec<Hidden>>,
    secrets: Option<Secrets>,
    hits: Option<(String, Hits)>,
}

impl Desk {
    /// That of these layers, the base first; see [`FileSystem::merge`].
    #[must_use]
    pub fn of(layers: Vec<Option<Listing>>) -> Self {
        Self {
            files: FileSystem::merge(layers),
            ..Self::default()
        }
    }

    /// The file system itself.
    #[must_use]
    pub fn files(&self) -> &FileSystem {
        &self.files
    }

    /// Decides which files that were written again have the same contents, by what is
    /// known of these; see [`FileSystem::compare_contents`].
    pub fn compare_contents(&mut self, known: KnownContent<'_>) {
        self.files.compare_contents(known);
        // They say which state each has.
        (self.rows, self.hidden, self.hits) = (None, None, None);
    }

    /// Answers a question.
    pub fn answer(&mut self, ask: Ask) -> Told {
        match ask {
            Ask::Rows {
                query,
                first,
                count,
                around,
            } => Told::Rows(self.some_rows(query, first, count, around.as_deref())),
            Ask::Named { query, after, name } => Told::Named(self.named(query, after, &name)),
            Ask::Children {
                view,
                folder,
                count,
            } => Told::Children(self.files.children(view, &folder, count)),
            Ask::History(path) => Told::History {
                versions: self.files.history(&path),
                left_out: self.files.history_left_out(&path),
            },
            Ask::Hidden { first, count } => self.some_hidden(first, count),
            Ask::Secrets { first, count } => self.some_secrets(first, count),
            Ask::Sizes => Told::Sizes(Sizes {
                paths: Vec::new(),
                ..self.files.sizes()
            }),
            Ask::Search { text, first, count } => self.some_hits(text, first, count),
        }
    }

    /// Gives a list to `out`, piece by piece.
    pub fn export(&self, export: &Export, out: &mut dyn FnMut(&str)) {
        match export {
            Export::JsonLines { diff_ids } => self.files.export_json_lines(diff_ids, out),
            Export::Tar { layer } => self.files.list_as_tar(*layer, out),
        }
    }

    fn some_hits(&mut self, text: String, first: usize, count: usize) -> Told {
        let kept = self.hits.take().filter(|(of, _)| *of == text);
        let (_, hits) = match kept {
            Some(kept) => self.hits.insert(kept),
            None => match Query::parse(&text) {
                Err(error) => return Told::NotAQuery(error),
                Ok(query) => self.hits.insert((text, self.files.search(&query))),
            },
        };
        Told::Found {
            hits: hits.window(&self.files, first, count),
            first,
            all: hits.len(),
            is_complete: hits.is_complete(),
            partial: self.files.partial_layers(),
        }
    }

    fn some_rows(
        &mut self,
        query: TreeQuery,
        first: usize,
        count: usize,
        around: Option<&str>,
    ) -> RowsTold {
        let place = around.and_then(|path| self.files.find(path));
        let (files, rows) = self.rows(query);
        let found = place.and_then(|place: Place| rows.position(place));
        let first = found.map_or(first, |found| found.saturating_sub(count / 2));
        RowsTold {
            rows: rows.window(files, first, count),
            first,
            all: rows.len(),
            found,
            total: rows.total(),
            partial: files.partial_layers(),
        }
    }

    fn named(&mut self, query: TreeQuery, after: usize, name: &str) -> Option<usize> {
        let (files, rows) = self.rows(query);
        rows.named(files, after, name)
    }

    /// The rows of a query, which are kept: the next question is about the same ones.
    fn rows(&mut self, query: TreeQuery) -> (&FileSystem, &Rows) {
        let kept = self.rows.take().filter(|(of, _)| *of == query);
        let kept = kept.unwrap_or_else(|| {
            let rows = self.files.rows(&query);
            (query, rows)
        });
        (&self.files, &self.rows.insert(kept).1)
    }

    fn some_secrets(&mut self, first: usize, count: usize) -> Told {
        let files = &self.files;
        let all = self.secrets.get_or_insert_with(|| files.secrets());
        Told::Secrets {
            files: all.window(files, first, count),
            first,
            all: all.len(),
            is_complete: all.is_complete(),
            partial: files.partial_layers(),
        }
    }

    fn some_hidden(&mut self, first: usize, count: usize) -> Told {
        let files = &self.files;
        let all = self.hidden.get_or_insert_with(|| files.hidden());
        let some = all.iter().skip(first).take(count);
        let hidden = some.map(|hidden| {
            let path = files.path(hidden.place);
            HiddenFile {
                secret: secret_at(&path, hidden.kind),
                path,
                hidden: *hidden,
            }
        });
        Told::Hidden {
            hidden: hidden.collect(),
            first,
            all: all.len(),
            partial: files.partial_layers(),
        }
    }
}
