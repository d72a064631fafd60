//! What a person gave: a drop, a paste or a file input, as files or as text.
//!
//! Folders are read to their ends (File and Directory Entries API, sections 3.3
//! and 7.3). Not here: what the files are.

use js_sys::{Array, Promise, Reflect};
use thiserror::Error;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry,
};

use crate::failure::{Failure, FailureKind};
use crate::sorting::sort_by;
use crate::source::InputFile;
use crate::web::error::Thrown;
use crate::words::{Message, failures, signatures};

/// The most files and folders that are taken at once. The largest layouts that
/// registries mirror have some thousand blobs; a dropped home directory has
/// millions, and reading their names would take minutes.
pub const MAX_ENTRIES: usize = 20_000;

/// A file and its handle.
#[derive(Clone, Debug)]
pub struct Picked {
    pub input: InputFile,
    pub file: File,
}

/// What came with a drop or a paste.
#[derive(Clone, Debug)]
pub enum Dropped {
    /// Sorted by path, at least one.
    Files(Vec<Picked>),
    /// Text, never empty: a reference, a digest, a document.
    Text(String),
    /// Neither: an empty folder, an image from another program.
    Nothing,
}

/// Why files could not be taken.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FilesError {
    #[error("{}", failures::too_many_files(MAX_ENTRIES))]
    TooMany,
    #[error(transparent)]
    Browser(#[from] Thrown),
}

impl From<FilesError> for Failure {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::TooMany => Self::new(
                FailureKind::Input,
                failures::too_many_files(MAX_ENTRIES),
                failures::drop_one_image(),
            ),
            FilesError::Browser(thrown) => thrown.into(),
        }
    }
}

/// A file as it was given. Its size is asked for then, and noted by the browser with
/// that: a file that changes later is known to have changed.
#[derive(Clone, Debug)]
pub struct Handle {
    file: File,
    size: u64,
}

impl Handle {
    fn of(file: File) -> Self {
        let size = file.size() as u64;
        Self { file, size }
    }
}

impl From<File> for Handle {
    fn from(file: File) -> Self {
        Self::of(file)
    }
}

impl Handle {
    #[must_use]
    pub fn name(&self) -> String {
        self.file.name()
    }
}

/// All bytes of a small file.
///
/// # Errors
/// Where it has more than `limit` bytes, or cannot be read: a sentence.
pub async fn whole(handle: &Handle, limit: usize) -> Result<Vec<u8>, Message> {
    if handle.size > limit as u64 {
        return Err(signatures::given_too_large(limit));
    }
    let read = JsFuture::from(handle.file.array_buffer()).await;
    let read = read.map_err(|_| signatures::given_unreadable())?;
    Ok(js_sys::Uint8Array::new(&read).to_vec())
}

/// The handles in the list of an `<input type=file>`, as it orders them: one more
/// than are taken at most.
#[must_use]
pub fn handles(list: &FileList) -> Vec<Handle> {
    let all = (0..list.length()).filter_map(|index| list.get(index));
    all.take(MAX_ENTRIES + 1).map(Handle::of).collect()
}

/// The files of an `<input type=file>`.
///
/// # Errors
/// [`FilesError::TooMany`].
pub fn from_list(list: Vec<Handle>) -> Result<Vec<Picked>, FilesError> {
    if list.len() > MAX_ENTRIES {
        return Err(FilesError::TooMany);
    }
    let files = list.into_iter();
    Ok(files
        .map(|handle| picked(path_in_folder(&handle.file), handle))
        .collect())
}

/// An entry, and the file that came with it.
type Entry = (FileSystemEntry, Option<File>);

/// What a drop or a paste holds, as it was in the event: nothing of it is read yet,
/// so that a first visit need not wait for what reads it.
#[derive(Clone, Debug)]
pub struct Held {
    entries: Vec<Entry>,
    files: Vec<Handle>,
    text: Option<String>,
}

impl Held {
    /// To be called from within the event: the browser empties `transfer` after it.
    #[must_use]
    pub fn of(transfer: &DataTransfer) -> Self {
        let (entries, files) = items(transfer);
        Self {
            entries,
            files,
            text: text(transfer),
        }
    }

    /// Reads the folders, which takes longer.
    ///
    /// # Errors
    /// [`FilesError`].
    pub async fn read(self) -> Result<Dropped, FilesError> {
        let files = self.files.into_iter();
        let files = files.map(|handle| picked(handle.file.name(), handle));
        let mut files: Vec<Picked> = files.collect();
        walk(self.entries, &mut files).await?;
        sort_by(&mut files, |one, other| {
            one.input.path.cmp(&other.input.path)
        });
        Ok(match (files.is_empty(), self.text) {
            (false, _) => Dropped::Files(files),
            (true, Some(text)) => Dropped::Text(text),
            (true, None) => Dropped::Nothing,
        })
    }
}

/// The entries of a transfer; as files those that have no entry, which is so
/// for what a program put on the clipboard.
fn items(transfer: &DataTransfer) -> (Vec<Entry>, Vec<Handle>) {
    let items = transfer.items();
    let (mut entries, mut files) = (Vec::new(), Vec::new());
    for item in (0..items.length()).filter_map(|index| items.get(index)) {
        if item.kind() != "file" {
            continue;
        }
        let file = item.get_as_file().ok().flatten();
        match item.webkit_get_as_entry() {
            Ok(Some(entry)) => entries.push((entry, file)),
            _ => files.extend(file.map(Handle::of)),
        }
    }
    (entries, files)
}

/// A dragged link is its address, not its title.
fn text(transfer: &DataTransfer) -> Option<String> {
    ["text/uri-list", "text/plain"]
        .into_iter()
        .filter_map(|format| transfer.get_data(format).ok())
        .find(|text| !text.trim().is_empty())
}

/// Adds all files below `entries`. Depth needs no limit of its own: what is
/// waiting is a list, not a stack of calls.
async fn walk(entries: Vec<Entry>, files: &mut Vec<Picked>) -> Result<(), FilesError> {
    let mut waiting = entries;
    let mut seen = files.len();
    while let Some((entry, own)) = waiting.pop() {
        seen = seen.saturating_add(1);
        if seen.saturating_add(waiting.len()) > MAX_ENTRIES {
            return Err(FilesError::TooMany);
        }
        if entry.is_directory() {
            let children = children(entry.unchecked_ref()).await?;
            waiting.extend(children.into_iter().map(|child| (child, None)));
        } else {
            let path = entry.full_path();
            let file = match (file(entry.unchecked_ref()).await, own) {
                // WebKit has an entry also for what is on no disk, and finds nothing there.
                (Err(_), Some(own)) => own,
                (file, _) => file?,
            };
            let path = path.trim_start_matches('/').to_owned();
            files.push(picked(path, Handle::of(file)));
        }
    }
    Ok(())
}

/// A folder gives its entries in portions (Chromium: 100), and an empty one at
/// the end.
async fn children(folder: &FileSystemDirectoryEntry) -> Result<Vec<FileSystemEntry>, FilesError> {
    let reader = folder.create_reader();
    let mut children = Vec::new();
    loop {
        let portion = JsFuture::from(Promise::new(&mut |resolve, reject| {
            // A throw here would be a second rejection of the same promise.
            let _ = reader.read_entries_with_callback_and_callback(&resolve, &reject);
        }));
        let portion = Array::from(&portion.await.map_err(Thrown::from)?);
        if portion.length() == 0 {
            return Ok(children);
        }
        children.extend(portion.iter().map(JsCast::unchecked_into));
        if children.len() > MAX_ENTRIES {
            return Err(FilesError::TooMany);
        }
    }
}

async fn file(entry: &FileSystemFileEntry) -> Result<File, Thrown> {
    let file = JsFuture::from(Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve, &reject);
    }));
    Ok(file.await?.unchecked_into())
}

/// `webkitRelativePath` is empty but for an input that picks folders.
fn path_in_folder(file: &File) -> String {
    Reflect::get(file, &JsValue::from_str("webkitRelativePath"))
        .ok()
        .and_then(|path| path.as_string())
        .filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}

fn picked(path: String, Handle { file, size }: Handle) -> Picked {
    Picked {
        input: InputFile { path, size },
        file,
    }
}
