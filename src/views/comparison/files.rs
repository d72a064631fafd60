//! The files of two images: whether they can be compared, and the rows of those that
//! differ.

use super::{ComparedRow, ComparedSection, RowClass, shown};
use crate::bytes::layer::Content;
use crate::bytes::store::Extent;
use crate::comparison::are_layers_known;
use crate::comparison::files::{FileClass, FileDiff, FilesDiff, Metadata};
use crate::comparison::side::Both;
use crate::format::Bytes;
use crate::image::digest::Computed;
use crate::inspect::Opened;
use crate::views::file_list::listed;
use crate::views::file_tree::extent;
use crate::words::{Arg, Message, comparison as words, joined};

/// How many rows of files there are; the rest is counted.
const MAX_FILES: usize = 500;

/// How many layers without a list are named.
const MAX_NAMED: usize = 10;

/// The layers of two images, as their files are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStacks {
    /// All are listed, the base first.
    Listed(Both<Vec<ListedLayer>>),
    /// The files of some are not.
    /// Why they are not compared: the files of some are not.
    Lacking(Message),
}

/// A layer whose files are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLayer {
    /// Its digest as stored, under which they are listed.
    pub stored: Computed,
    pub diff_id: Computed,
    /// Where its bytes stand in what was given; `None` for what was fetched.
    pub extent: Option<Extent>,
}

impl FileStacks {
    /// Of the images at two places of the graph.
    #[must_use]
    pub fn of(opened: &Opened, places: Both<usize>) -> Self {
        let is_known = |place: &usize| {
            let image = opened.graph.images.get(*place);
            image.is_some_and(|image| are_layers_known(opened, image))
        };
        if !is_known(&places.left) || !is_known(&places.right) {
            return Self::Lacking(words::not_here());
        }
        let stacks = places.map(|place| listed_as(opened, *place));
        let unlisted = |layers: &[Option<ListedLayer>], name: fn(usize) -> Message| {
            let layers = (1..).zip(layers).filter(|(_, layer)| layer.is_none());
            layers.map(|(number, _)| name(number)).collect::<Vec<_>>()
        };
        let mut lacking = unlisted(&stacks.left, words::left_layer);
        lacking.extend(unlisted(&stacks.right, words::right_layer));
        match lacking.is_empty() {
            true => Self::Listed(stacks.map(|layers| layers.iter().flatten().cloned().collect())),
            false => {
                let more = lacking.len().saturating_sub(MAX_NAMED);
                lacking.truncate(MAX_NAMED);
                lacking.extend((more > 0).then(|| words::more_rows(more)));
                Self::Lacking(words::files_not_compared(lacking))
            }
        }
    }
}

fn listed_as(opened: &Opened, place: usize) -> Vec<Option<ListedLayer>> {
    let image = opened.graph.images.get(place);
    let layers = image.into_iter().flat_map(|image| &image.layers);
    let layers = layers.map(|layer| {
        let node = layer.node?;
        let facts = listed(opened, node)?;
        let Some(Content::Unpacked(unpacked)) = &facts.content else {
            return None;
        };
        Some(ListedLayer {
            stored: facts.sha256.clone(),
            diff_id: unpacked.diff_id.clone(),
            extent: extent(opened, node),
        })
    });
    layers.collect()
}

/// What two lists of files differ in; the sentence about all of them is its note.
#[must_use]
pub fn file_rows(diff: &FilesDiff) -> ComparedSection {
    let all = diff.files.len() as u64 + diff.left_out;
    let rows = diff.files.iter().take(MAX_FILES).map(row);
    let rows: Vec<ComparedRow> = rows.collect();
    let more = all.saturating_sub(rows.len() as u64);
    let more = (more > 0).then(|| words::more_rows(more));
    let noise = diff.counts.noise;
    let noise = (noise > 0).then(|| words::noise_not_counted(noise));
    ComparedSection {
        title: words::files(),
        note: joined::all_clauses([Some(diff.verdict()), noise, more].into_iter().flatten()),
        rows,
    }
}

fn row(diff: &FileDiff) -> ComparedRow {
    let (class, state) = match diff.class {
        FileClass::OnlyLeft => (RowClass::OnlyLeft, words::only_left()),
        FileClass::OnlyRight => (RowClass::OnlyRight, words::only_right()),
        FileClass::Content => (RowClass::Changed, words::file_content()),
        FileClass::Metadata => (RowClass::Changed, metadata(diff.metadata)),
        FileClass::NotCompared => (RowClass::NotKnown, words::file_not_compared()),
    };
    ComparedRow {
        field: joined::verbatim(shown(&diff.path)),
        values: diff
            .sizes
            .map(|size| size.map(|size| joined::verbatim(Bytes(size)))),
        class,
        state,
    }
}

fn metadata(metadata: Metadata) -> Message {
    let parts = [
        (metadata.mode, words::file_mode()),
        (metadata.owner, words::file_owner()),
        (metadata.mtime, words::file_time()),
        (metadata.link, words::file_link()),
        (metadata.xattrs, words::file_xattrs()),
    ];
    let parts = parts.into_iter().filter(|(differs, _)| *differs);
    let parts: Vec<Arg> = parts.map(|(_, name)| name.into()).collect();
    words::file_metadata(parts)
}
