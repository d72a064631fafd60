//! The file system of an image as a person reads it: the rows of its tree, what
//! layers did to a path.

use crate::bytes::store::Extent;
use crate::bytes::tar::{EntryKind, Xattr};
use crate::bytes::toc::ClaimedToc;
use crate::file_system::{
    Changes, Done, EntryAt, Facts, Hit, How, Row, State, States, Version, View,
};
use crate::format::{Bytes, visible};
use crate::image::digest::{Computed, Digest};
use crate::inspect::Opened;
use crate::inspect::graph::NodeId;
use crate::repository::order::day_of;
use crate::secrets::SecretKind;
use crate::session::Showing;
use crate::source::ContentId;
use crate::views::file_list::listed;
use crate::views::file_rows::shown;
use crate::views::listed_layers::beginning;
use crate::views::steps::{Step, step_layer, steps};
use crate::words::{Message, file_system as words, joined, overview, secrets};

/// What of the files is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FilesMode {
    /// All that layers make together.
    #[default]
    Whole,
    /// What one layer does.
    Changes,
    /// The entries of one layer, as they stand in it.
    Stored,
    /// Where the bytes are.
    Sizes,
    /// What is shipped and not visible.
    Hidden,
    /// What is likely a secret.
    Secrets,
    /// Packages.
    Installed,
}

impl FilesMode {
    pub const ALL: [Self; 7] = [
        Self::Whole,
        Self::Changes,
        Self::Stored,
        Self::Sizes,
        Self::Hidden,
        Self::Secrets,
        Self::Installed,
    ];

    /// Whether it is about one layer, or up to one.
    #[must_use]
    pub fn has_layer(self) -> bool {
        matches!(self, Self::Whole | Self::Changes | Self::Stored)
    }

    /// What is written on it.
    #[must_use]
    pub fn label(self) -> Message {
        match self {
            Self::Whole => words::whole(),
            Self::Changes => words::changes(),
            Self::Stored => words::stored(),
            Self::Sizes => words::sizes(),
            Self::Hidden => words::hidden(),
            Self::Secrets => words::secrets(),
            Self::Installed => words::installed(),
        }
    }

    /// The word in identifiers and links.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Changes => "changes",
            Self::Stored => "stored",
            Self::Sizes => "sizes",
            Self::Hidden => "hidden",
            Self::Secrets => "secrets",
            Self::Installed => "installed",
        }
    }

    /// The one of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.word() == word)
    }
}

/// A layer of an image, as its files need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stacked {
    /// `layer 2: COPY . /app`
    pub name: Message,
    /// Where it is in the graph.
    pub node: Option<NodeId>,
    /// The digest under which its files are listed, where they are.
    pub stored: Option<Computed>,
    /// Its table of contents, where only that lists its files.
    pub by_toc: Option<ClaimedToc>,
    /// As the config claims it.
    pub diff_id: Option<Digest>,
    /// The step that made it; empty where that is not known.
    pub step: String,
    /// In bytes: as stored, and unpacked, where that is known.
    pub size: Option<u64>,
    pub unpacked: Option<u64>,
    /// Where its bytes stand; `None` where they are not kept.
    pub extent: Option<Extent>,
}

/// What lists the files of a layer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum FilesList {
    /// Its bytes, which have this digest.
    Bytes(Computed),
    /// Its table of contents, as the manifest names both.
    Toc(ClaimedToc),
}

impl Stacked {
    /// What lists its files; `None` where nothing does.
    #[must_use]
    pub fn list(&self) -> Option<FilesList> {
        match &self.stored {
            Some(stored) => Some(FilesList::Bytes(stored.clone())),
            None => self.by_toc.clone().map(FilesList::Toc),
        }
    }

    /// Whether only its table of contents lists its files.
    #[must_use]
    pub fn is_by_toc(&self) -> bool {
        self.stored.is_none() && self.by_toc.is_some()
    }
}

/// The layers of an image, the base first.
#[must_use]
pub fn stack(opened: &Opened, place: usize) -> Vec<Stacked> {
    let Some(image) = opened.graph.images.get(place) else {
        return Vec::new();
    };
    let told = steps(opened, image).unwrap_or_default();
    let layers = (1..).zip(&image.layers);
    let layers = layers.map(|(number, layer)| {
        let is_own = |step: &&Step| {
            let made = step.layer.as_ref();
            made.is_some_and(|layer| layer.number == number)
        };
        let step = told.steps.iter().find(is_own);
        let name = overview::layer_number(number);
        let facts = layer.node.and_then(|node| listed(opened, node));
        let sized = step_layer(opened, number, layer);
        Stacked {
            name: match step {
                Some(step) => joined::because(name, beginning(step)),
                None => name,
            },
            node: layer.node,
            stored: facts.map(|facts| facts.sha256.clone()),
            by_toc: None,
            diff_id: layer
                .diff_id
                .as_ref()
                .and_then(|spelled| spelled.digest().cloned()),
            size: sized.stored,
            unpacked: sized.uncompressed,
            extent: layer.node.and_then(|node| extent(opened, node)),
            step: step.map_or(String::new(), |step| {
                format!("{} {}", step.keyword, step.rest).trim().to_owned()
            }),
        }
    });
    layers.collect()
}

/// Where the bytes of an object stand in what was given; `None` for what was fetched.
pub(super) fn extent(opened: &Opened, node: NodeId) -> Option<Extent> {
    match opened.graph.node(node)?.content? {
        ContentId::Blob(blob) => opened.contents.blobs.get(blob)?.extent,
        ContentId::Document(_) => None,
    }
}

/// The layer, counted from the base as 0, that is meant by one that was chosen; the
/// last one where none was. What is there twice is meant where it is last.
#[must_use]
pub fn layer_meant(showing: &Showing, place: usize, chosen: Option<NodeId>) -> Option<u32> {
    let layers = &showing.opened.graph.images.get(place)?.layers;
    let mut places = layers.iter();
    let meant = places.rposition(|layer| chosen.is_some() && layer.node == chosen);
    u32::try_from(meant.or(layers.len().checked_sub(1))?).ok()
}

/// How a layer is called, by its number from 0.
#[must_use]
pub fn layer_name(layer: u32) -> Message {
    overview::layer_number(layer + 1)
}

/// The states to filter by, each with its name.
#[must_use]
pub fn states() -> [(States, Message); 8] {
    [
        (States::ALL, words::any_state()),
        (States::ADDED, words::added()),
        (States::CONTENT, words::content()),
        (States::REWRITTEN, words::rewritten()),
        (States::METADATA, words::metadata()),
        (States::DELETED, words::deleted()),
        (States::UNCHANGED, words::unchanged()),
        (States::UNKNOWN, words::unknown()),
    ]
}

/// The sign of a state, where there is no room for a word.
fn sign(state: State) -> &'static str {
    match state {
        State::Added => "+",
        State::Content => "≠",
        State::Rewritten => "~",
        State::Metadata(_) => "±",
        State::Deleted { .. } => "−",
        State::Unchanged => "",
        State::Unknown => "?",
    }
}

/// The word of a state in a style sheet.
fn tone(state: State) -> &'static str {
    match state {
        State::Added => "added",
        State::Content => "content",
        State::Rewritten => "rewritten",
        State::Metadata(_) => "metadata",
        State::Deleted { .. } => "deleted",
        State::Unchanged => "unchanged",
        State::Unknown => "unknown",
    }
}

/// What a state is, in a word.
fn state_word(state: State) -> Message {
    match state {
        State::Added => words::added(),
        State::Content => words::content(),
        State::Rewritten => words::rewritten(),
        State::Metadata(_) => words::metadata(),
        State::Deleted { .. } => words::deleted(),
        State::Unchanged => words::unchanged(),
        State::Unknown => words::unknown(),
    }
}

/// What a state is, in words.
#[must_use]
pub fn state_said(state: State) -> Message {
    match state {
        State::Added => words::added(),
        State::Content => words::content(),
        State::Rewritten => joined::because(words::rewritten(), words::rewritten_about()),
        State::Metadata(changes) => words::metadata_of(changed(changes)),
        State::Deleted { by, how } => {
            let by = by + 1;
            match how {
                How::File | How::Directory => words::deleted_by(by),
                How::Opaque => words::deleted_by_opaque(by),
                How::ReplacedByOther => words::displaced_by(by),
            }
        }
        State::Unchanged => words::unchanged(),
        State::Unknown => words::unknown(),
    }
}

fn changed(changes: Changes) -> Message {
    let all = [
        (Changes::MODE, words::mode()),
        (Changes::OWNER, words::owner()),
        (Changes::MTIME, words::mtime()),
        (Changes::XATTRS, words::xattrs()),
        (Changes::LINK, words::link()),
    ];
    let these = all.into_iter().filter(|(one, _)| changes.contains(*one));
    joined::all_facts(these.map(|(_, name)| name)).unwrap_or_else(words::metadata)
}

/// A row of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TreeRow {
    /// Absolute, as the file system has it.
    pub path: String,
    /// As it is shown.
    pub name: String,
    pub level: u32,
    pub position: u32,
    pub siblings: u32,
    /// `None` for what has nothing in it.
    pub expanded: Option<bool>,
    /// `drwxr-xr-x`, and the like of [`FileRow`](super::FileRow).
    pub mode: String,
    pub owner: String,
    /// Of a directory, all that is in it.
    pub size: Option<u64>,
    pub day: String,
    /// Where a link leads.
    pub note: Option<Message>,
    /// The layer that it is from.
    pub layer: Message,
    pub sign: &'static str,
    pub tone: &'static str,
    /// In a word, and all of it.
    pub word: Message,
    pub state: Message,
    /// What it likely is, where that is a secret.
    pub secret: Option<Message>,
}

impl TreeRow {
    #[must_use]
    pub fn of(row: &Row) -> Self {
        let facts = row.facts.as_ref();
        let state = match row.unread {
            Some(layer) => joined::clauses(state_said(row.state), words::unknown_about(layer + 1)),
            None => state_said(row.state),
        };
        Self {
            path: row.path.clone(),
            name: shown(&row.name),
            level: row.level,
            position: row.position,
            siblings: row.siblings,
            expanded: row.has_children.then_some(row.expanded),
            mode: facts.map_or(String::new(), |facts| row.kind.spell(facts.mode)),
            owner: facts.map_or(String::new(), owner),
            size: match (row.kind, row.weight) {
                (EntryKind::File, _) => facts.map(|facts| facts.size),
                (_, weight) => weight.map(|weight| weight.bytes),
            },
            day: facts.map_or(String::new(), |facts| day_of(facts.mtime)),
            note: facts.and_then(|facts| leads_to(row.kind, facts)),
            layer: layer_name(row.layer),
            sign: sign(row.state),
            tone: tone(row.state),
            word: state_word(row.state),
            state,
            secret: row.secret.map(mark),
        }
    }
}

/// The mark of a secret.
pub(super) fn mark(kind: SecretKind) -> Message {
    secrets::likely(kind.name())
}

/// By name where there is one, as `ls` and `tar` have it.
fn owner(facts: &Facts) -> String {
    let name = |name: &str, number: u64| match name {
        "" => number.to_string(),
        name => visible(name),
    };
    let user = name(&facts.uname, facts.uid);
    format!("{user}:{}", name(&facts.gname, facts.gid))
}

fn leads_to(kind: EntryKind, facts: &Facts) -> Option<Message> {
    (kind == EntryKind::Symlink).then(|| words::leads_to(shown(&facts.link)))
}

/// What one layer did to a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VersionRow {
    pub layer: u32,
    pub name: Message,
    pub sign: &'static str,
    pub tone: &'static str,
    pub said: Message,
    /// `-rw-r--r-- root:root 2024-01-01`, size and the like; nothing where it has no
    /// entry.
    pub facts: Option<Message>,
    pub note: Option<Message>,
    /// Where its bytes are, where it is a file.
    pub file: Option<EntryAt>,
}

/// For each version that is a file, the next older one that is another file: with what
/// it can be compared.
#[must_use]
pub fn older_versions(rows: &[VersionRow]) -> Vec<Option<EntryAt>> {
    let older = rows.iter().map(|row| {
        let own = row.file?;
        let below = rows.iter().filter_map(|other| other.file);
        below
            .filter(|other| other.layer < own.layer)
            .max_by_key(|other| other.layer)
    });
    older.collect()
}

impl VersionRow {
    #[must_use]
    pub fn of(version: &Version) -> Self {
        let (state, facts, note) = match &version.done {
            Done::Written {
                state,
                facts,
                same_as,
                ..
            } => (
                Some(*state),
                Some(facts),
                same_as.map(|_| words::same_as_link()),
            ),
            Done::Implied { state } => (Some(*state), None, Some(words::implied())),
            Done::Deleted { state } => (Some(*state), None, None),
            Done::Superseded { facts, .. } => (None, Some(facts), None),
        };
        let said = match (&version.done, state) {
            (_, Some(State::Unchanged)) => words::shipped_again(),
            (_, Some(state)) => state_said(state),
            (_, None) => words::superseded(),
        };
        Self {
            layer: version.layer,
            name: layer_name(version.layer),
            sign: state.map_or("·", sign),
            tone: state.map_or("unchanged", tone),
            said,
            facts: facts.map(in_a_line),
            note,
            file: match &version.done {
                Done::Written {
                    facts,
                    same_as,
                    entry,
                    ..
                } if facts.kind == EntryKind::File => Some(same_as.unwrap_or(*entry)),
                Done::Superseded { facts, entry } if facts.kind == EntryKind::File => Some(*entry),
                _ => None,
            },
        }
    }
}

fn in_a_line(facts: &Facts) -> Message {
    let line = [
        facts.kind.spell(facts.mode),
        owner(facts),
        day_of(facts.mtime),
    ];
    let mut said = joined::verbatim(line.join(" "));
    if facts.kind == EntryKind::File {
        said = joined::facts(said, joined::verbatim(Bytes(facts.size)));
    }
    if let Some(leads) = leads_to(facts.kind, facts) {
        said = joined::facts(said, leads);
    }
    if !facts.xattrs.is_empty() {
        let names = facts.xattrs.iter().map(|Xattr { name, .. }| shown(name));
        let names = names.collect::<Vec<_>>().join(", ");
        said = joined::facts(said, words::attributes(names));
    }
    said
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HitRow {
    /// Absolute, as the file system has it.
    pub path: String,
    pub shown: String,
    pub size: Option<u64>,
    pub layer: Message,
    pub sign: &'static str,
    pub tone: &'static str,
    pub state: Message,
    /// What it likely is, where that is a secret.
    pub secret: Option<Message>,
}

impl HitRow {
    #[must_use]
    pub fn of(hit: &Hit) -> Self {
        Self {
            path: hit.path.clone(),
            shown: shown(&hit.path),
            size: hit.size,
            layer: layer_name(hit.layer),
            sign: sign(hit.state),
            tone: tone(hit.state),
            state: state_said(hit.state),
            secret: hit.secret.map(mark),
        }
    }
}

/// How many of the layers were not read; `None` where all were.
#[must_use]
pub fn unread_said(layers: &[Stacked]) -> Option<Message> {
    let unread = layers.iter().filter(|layer| layer.list().is_none()).count();
    (unread > 0).then(|| words::layers_not_read(unread, layers.len()))
}

/// What a tree is of: after a layer, or what it does.
#[must_use]
pub fn seen(mode: FilesMode, layer: u32) -> View {
    match mode {
        FilesMode::Changes => View::Layer(layer),
        _ => View::After(layer),
    }
}

/// The directories above a path, each absolute: what has to be open for it to be seen.
pub fn above(path: &str) -> impl Iterator<Item = String> {
    let path = format!("/{}", path.trim_matches('/'));
    let ends: Vec<usize> = path.match_indices('/').map(|(at, _)| at).skip(1).collect();
    ends.into_iter()
        .filter_map(move |end| Some(path.get(..end)?.to_owned()))
}
