//! A file of a layer, opened in the worker of files, which keeps its first bytes for
//! as long as it is looked at.

use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag};

use crate::bytes::extract::{Extracted, FileSink, Reading};
use crate::bytes::store::{Extent, Store as _};
use crate::failure::{Failure, FailureKind, of_io};
use crate::file_view::diff::TextDiff;
use crate::file_view::hex::{hex_rows, row_count};
use crate::file_view::{FileView, KEPT, Text};
use crate::format::Bytes;
use crate::image::digest::Computed;
use crate::protocol::files::{Differs, FileLine, OpenJob, OpenedFile, Progress, Shows};
use crate::views::file_view::diff::{diff_notes, diff_rows};
use crate::views::file_view::{FileHead, entry_row, text_rows};
use crate::views::node_facts::{Fact, Value};
use crate::web::blob_store::BlobStore;
use crate::web::error::Thrown;
use crate::web::files_work::Pieces;
use crate::web::kept_layers::{KeptLayers, Wanted};
use crate::web::turns::{Ended, Turn};
use crate::words::{Message, failures, file_view as words, joined};

/// How many entries of an archive are listed.
const MOST_ENTRIES: usize = 5_000;

/// How much is read of a file that is opened, in bytes: more takes as long as a person
/// notices, and the digest can be asked for.
pub const AT_ONCE: u64 = 64 << 20;

/// How many rows of two versions are told.
const MOST_ROWS: usize = 3_000;

/// Out of what a file is read, and by which call.
pub type Source<'a, 't> = (&'a mut KeptLayers, &'a mut Turn<'t>);

/// What is open.
pub struct Opened {
    view: FileView,
    file: Extracted,
}

/// Opens a file; a picture is beside what is told.
///
/// # Errors
/// Where the layer cannot be read, or has no such file, or the call is to end.
pub async fn open(
    job: &OpenJob,
    blobs: Vec<Blob>,
    from: Source<'_, '_>,
) -> Result<(Opened, OpenedFile, Option<Blob>), Ended> {
    let file = read(job, blobs, from, (AT_ONCE, KEPT), &mut |_| {}).await?;
    Ok(look(&job.path, file)?)
}

/// The same of a file of `size` bytes that was read without its layer, of which the
/// first, or all, are in a blob.
///
/// # Errors
/// Where the browser does not give them, or the call is to end.
pub async fn open_alone(
    (path, size): (&str, u64),
    blobs: Vec<Blob>,
    turn: &mut Turn<'_>,
) -> Result<(Opened, OpenedFile, Option<Blob>), Ended> {
    let store = BlobStore::new(blobs)?;
    let place = Extent {
        handle: 0,
        offset: 0,
        length: store.length(0).unwrap_or_default(),
    };
    let mut reading = Reading::of(place, size, KEPT);
    let failed = |error| Thrown::saying(of_io(&error));
    while reading
        .step(&store, &mut |_| {})
        .map_err(failed)?
        .is_continue()
    {
        let (done, all) = (reading.done(), place.length);
        turn.pass(Progress { done, all }).await?;
    }
    Ok(look(path, reading.finish())?)
}

fn look(path: &str, file: Extracted) -> Result<(Opened, OpenedFile, Option<Blob>), Failure> {
    let view = FileView::of(path, &file.kept, file.size);
    let head = FileHead::of(path, &view, &file);
    let (shows, picture) = shows(&view, &file)?;
    let told = OpenedFile {
        facts: head.facts.into_iter().filter_map(spelled).collect(),
        sha256: file.sha256.clone(),
        notes: head.notes,
        shows,
    };
    Ok((Opened { view, file }, told, picture))
}

/// The digest of all bytes of a file.
///
/// # Errors
/// As of [`open`].
pub async fn digest(
    job: &OpenJob,
    blobs: Vec<Blob>,
    from: Source<'_, '_>,
) -> Result<Option<Computed>, Ended> {
    let file = read(job, blobs, from, (u64::MAX, 0), &mut |_| {}).await?;
    Ok(file.sha256)
}

/// All bytes of a file, as the browser keeps them.
///
/// # Errors
/// As of [`open`], and where the browser has no room.
pub async fn save(job: &OpenJob, blobs: Vec<Blob>, from: Source<'_, '_>) -> Result<Blob, Ended> {
    let mut pieces = Pieces::default();
    let sink = &mut |bytes: &[u8]| pieces.push(bytes);
    read(job, blobs, from, (u64::MAX, 0), sink).await?;
    Ok(pieces.into_blob()?)
}

/// What a newer version of a text changes in an older one.
///
/// # Errors
/// As of [`open`], and where one of them is no text.
pub async fn diff(
    (older, newer): (&OpenJob, &OpenJob),
    blobs: Vec<Blob>,
    (layers, turn): Source<'_, '_>,
) -> Result<Differs, Ended> {
    let mut blobs = blobs.into_iter().map(|blob| vec![blob]);
    let (of_older, of_newer) = (blobs.next(), blobs.next());
    let older = text(older, of_older.unwrap_or_default(), (layers, turn)).await?;
    let newer = text(newer, of_newer.unwrap_or_default(), (layers, turn)).await?;
    let diff = TextDiff::of(&older, &newer);
    let mut rows = diff_rows(&diff, &older, &newer);
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    Ok(Differs {
        rows,
        left_out,
        notes: diff_notes(&diff),
    })
}

async fn text(job: &OpenJob, blobs: Vec<Blob>, from: Source<'_, '_>) -> Result<Text, Ended> {
    let file = read(job, blobs, from, (AT_ONCE, KEPT), &mut |_| {}).await?;
    Ok(Text::of(&file.kept, file.size).ok_or_else(|| {
        let why = words::no_text_to_compare();
        Failure::new(FailureKind::Bytes, why, words::compare_sums())
    })?)
}

impl Opened {
    /// Some lines, or rows of bytes.
    #[must_use]
    pub fn lines(&self, first: usize, count: usize) -> Vec<FileLine> {
        match &self.view {
            FileView::Text { text, .. } | FileView::Json(text) => text_rows(text, first, count)
                .map(|row| FileLine {
                    number: row.number.to_string(),
                    text: row.text,
                    ascii: None,
                    is_cut: row.is_cut,
                })
                .collect(),
            _ => hex_rows(&self.file.kept, first, count)
                .map(|row| FileLine {
                    number: format!("{:08x}", row.offset),
                    text: row.hex,
                    ascii: Some(row.ascii),
                    is_cut: false,
                })
                .collect(),
        }
    }

    /// The first line from one on that has a text; round the end.
    #[must_use]
    pub fn find(&self, text: &str, from: usize) -> Option<usize> {
        match &self.view {
            FileView::Text { text: all, .. } | FileView::Json(all) => {
                let found = all.find(text, from).next();
                found.or_else(|| all.find(text, 0).next())
            }
            _ => None,
        }
    }
}

/// Reads the layer as far as it is needed.
async fn read(
    job: &OpenJob,
    blobs: Vec<Blob>,
    (layers, turn): Source<'_, '_>,
    limits: (u64, usize),
    sink: FileSink<'_>,
) -> Result<Extracted, Ended> {
    let blob = blobs.into_iter().next();
    let blob = blob.ok_or_else(|| Thrown::saying(failures::no_such_handle(0_u32, 0_usize)))?;
    let wanted = Wanted {
        layer: &job.layer,
        blob,
        number: job.entry,
        limits,
    };
    layers.read(wanted, turn, sink).await
}

fn shows(view: &FileView, file: &Extracted) -> Result<(Shows, Option<Blob>), Failure> {
    let bytes = || Shows::Bytes(row_count(file.kept.len()));
    Ok(match view {
        FileView::Empty => (Shows::Nothing, None),
        FileView::Text { text, .. } | FileView::Json(text) => {
            (Shows::Lines(text.line_count()), None)
        }
        FileView::Picture(picture) if file.is_whole() => {
            let media_type = format!("image/{}", picture.kind.media_subtype());
            let blob = as_blob(&file.kept, &media_type)?;
            (Shows::Picture(media_type), Some(blob))
        }
        FileView::Archive(archive) if !archive.entries.is_empty() => {
            let entries = archive.entries.iter().take(MOST_ENTRIES);
            let entries: Vec<_> = entries.map(entry_row).collect();
            let more = archive.entries.len() - entries.len();
            (Shows::Entries { entries, more }, None)
        }
        _ => (bytes(), None),
    })
}

fn as_blob(bytes: &[u8], media_type: &str) -> Result<Blob, Failure> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options)
        .map_err(|thrown| Thrown::from(thrown).into())
}

/// A fact as it crosses.
fn spelled(fact: Fact) -> Option<(Message, Message)> {
    let value = match fact.value {
        Value::Text(text) => text,
        Value::Code(text) | Value::Digest(text) => joined::verbatim(text),
        Value::Size(size) => joined::verbatim(Bytes(size)),
        Value::Nodes(_) => return None,
    };
    Some((fact.term, value))
}
