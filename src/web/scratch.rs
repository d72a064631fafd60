//! Room on disk for what an archive unpacks to: a file of this origin's private
//! file system (File System Standard, section 3). The parts of a `Blob` are in
//! the browser's memory, gigabytes of them, before it moves any to disk.
//!
//! For a dedicated worker: only there a file can be written synchronously.
//! Browsers without it, and private windows, keep blobs instead.
//!
//! Methods are called by their names: any of them may be absent, which is an
//! error like another.

use std::cell::Cell;

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File};

use crate::web::clock;
use crate::web::error::Thrown;

/// The folder that holds nothing else.
const FOLDER: &str = "unpacked";

/// How long a file may lie, in milliseconds. It is removed when the page opens
/// something else; what a page left that was closed goes with the next archive
/// that is opened after this time. A page that is open as long opens its
/// archive again.
const MAX_AGE: f64 = 24.0 * 3_600_000.0;

/// The same of a file that only its writer reads, in milliseconds: longer than it takes
/// to open it after it was made, from when on the browser removes it no more.
const MAX_AGE_HELD: f64 = 60_000.0;

/// How much is written at once, in bytes.
const WRITTEN_AT_ONCE: u32 = 1 << 20;

/// Before the names of files that are of use to the worker only that writes them, for
/// as long as it lives: the browser removes none that is open.
const HELD: &str = "held-";

/// Marks blobs that are stretches of such a file, with its name behind it: a
/// blob has no other field of its own.
const TYPE: &str = "application/x-unpacked;file=";

/// A file that is being written. Dropped, it stays until it is swept.
pub struct Scratch {
    /// `FileSystemDirectoryHandle`
    folder: JsValue,
    /// `FileSystemFileHandle`
    file: JsValue,
    /// `FileSystemSyncAccessHandle`
    access: JsValue,
    name: String,
    /// In bytes.
    length: Cell<u64>,
    /// What is written goes through it: a new one for each piece costs as much as the
    /// writing.
    buffer: Uint8Array,
}

impl Scratch {
    /// A new, empty file.
    ///
    /// # Errors
    /// Where the browser has no room of this kind, or gives none.
    pub async fn new() -> Result<Self, Thrown> {
        Self::named("").await
    }

    /// A new, empty file that nobody else reads, and that goes with this worker.
    ///
    /// # Errors
    /// As of [`new`](Self::new).
    pub async fn held() -> Result<Self, Thrown> {
        Self::named(HELD).await
    }

    async fn named(prefix: &str) -> Result<Self, Thrown> {
        let folder = folder().await?;
        // What cannot be removed now is removed another time.
        let _ = sweep(&folder).await;
        let name = format!("{prefix}{}", new_name());
        let arguments = [JsValue::from_str(&name), option("create", true.into())];
        let file = promised(&folder, "getFileHandle", &arguments).await?;
        let access = promised(&file, "createSyncAccessHandle", &[]).await?;
        Ok(Self {
            folder,
            file,
            access,
            name,
            length: Cell::new(0),
            buffer: Uint8Array::new_with_length(WRITTEN_AT_ONCE),
        })
    }

    /// In bytes.
    pub fn length(&self) -> u64 {
        self.length.get()
    }

    /// Writes at the end.
    ///
    /// # Errors
    /// `QuotaExceededError` where the disk, or this origin's part of it, is full.
    pub fn append(&self, mut bytes: &[u8]) -> Result<(), Thrown> {
        while !bytes.is_empty() {
            let piece = bytes.get(..WRITTEN_AT_ONCE as usize).unwrap_or(bytes);
            let array = self.buffer.subarray(0, piece.len() as u32);
            array.copy_from(piece);
            let written = self.transfer("write", &array, self.length())?;
            if written == 0 {
                return Err(Thrown::no_room());
            }
            bytes = bytes.get(written..).unwrap_or_default();
            self.length.set(self.length() + written as u64);
        }
        Ok(())
    }

    /// Reads what was written; fewer bytes at its end.
    ///
    /// # Errors
    /// What the browser says.
    pub fn read(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, Thrown> {
        let length = u32::try_from(buffer.len()).unwrap_or(u32::MAX);
        let array = Uint8Array::new_with_length(length);
        let read = self.transfer("read", &array, offset)?;
        if let Some(buffer) = buffer.get_mut(..read) {
            array.subarray(0, read as u32).copy_to(buffer);
        }
        Ok(read)
    }

    /// How many bytes of `array` were read or written; never more than it has.
    fn transfer(&self, method: &str, array: &Uint8Array, at: u64) -> Result<usize, Thrown> {
        // Offsets stay exact as `f64`: no file reaches 2^53 bytes.
        let arguments = [array.into(), option("at", (at as f64).into())];
        let moved = call(&self.access, method, &arguments)?;
        let moved = moved.as_f64().unwrap_or_default() as usize;
        Ok(moved.min(array.length() as usize))
    }

    /// Ends the writing. What is returned can be read by every worker.
    ///
    /// # Errors
    /// What the browser says.
    pub async fn close(self) -> Result<Stored, Thrown> {
        call(&self.access, "flush", &[])?;
        call(&self.access, "close", &[])?;
        let file = promised(&self.file, "getFile", &[]).await?;
        Ok(Stored {
            file: file.dyn_into().map_err(Thrown::from)?,
            name: self.name,
        })
    }

    /// Ends the writing, and forgets what was written.
    pub async fn discard(self) {
        // Where that fails, it is swept later.
        let _ = call(&self.access, "close", &[]);
        let _ = remove_entry(&self.folder, &self.name).await;
    }
}

/// A file that was written.
pub struct Stored {
    file: File,
    name: String,
}

impl Stored {
    /// A stretch of it, which says whose it is.
    ///
    /// # Errors
    /// What the browser says.
    pub fn stretch(&self, start: u64, length: u64) -> Result<Blob, Thrown> {
        let (start, end) = (start as f64, start.saturating_add(length) as f64);
        let kind = format!("{TYPE}{}", self.name);
        let slice = self
            .file
            .slice_with_f64_and_f64_and_content_type(start, end, &kind)?;
        Ok(slice)
    }
}

/// Removes the files behind blobs that nobody reads any more. Others are left.
pub async fn remove(blobs: Vec<Blob>) {
    let names = blobs.iter().map(Blob::type_);
    let mut names: Vec<String> = names
        .filter_map(|kind| Some(kind.strip_prefix(TYPE)?.to_owned()))
        .collect();
    names.dedup();
    if names.is_empty() {
        return;
    }
    remove_named(&names).await;
}

pub(super) async fn folder() -> Result<JsValue, Thrown> {
    let navigator = property(&js_sys::global(), "navigator")?;
    // Absent outside a secure context.
    let storage = property(&navigator, "storage")?;
    let root = promised(&storage, "getDirectory", &[]).await?;
    let arguments = [JsValue::from_str(FOLDER), option("create", true.into())];
    promised(&root, "getDirectoryHandle", &arguments).await
}

/// The name of a new file, by which it is known how long it lies there.
pub(super) fn new_name() -> String {
    // Two that begin in the same millisecond draw lots.
    let random = js_sys::Math::random() * 1e9;
    format!("{:.0}-{random:.0}", clock::now())
}

/// Removes files by their names.
pub async fn remove_named(names: &[String]) {
    let Ok(folder) = folder().await else { return };
    for name in names {
        // Where that fails, it is swept later.
        let _ = remove_entry(&folder, name).await;
    }
}

/// Removes what earlier pages left: where nothing is written, nothing else does.
pub async fn sweep_left() {
    let Ok(folder) = folder().await else { return };
    // What cannot be removed now is removed another time.
    let _ = sweep(&folder).await;
}

/// Removes what is older than [`MAX_AGE`], or than [`MAX_AGE_HELD`] where it was held.
async fn sweep(folder: &JsValue) -> Result<(), Thrown> {
    let mut old = Vec::new();
    for name in names_in(folder).await? {
        let (since, most) = match name.strip_prefix(HELD) {
            Some(since) => (since, MAX_AGE_HELD),
            None => (name.as_str(), MAX_AGE),
        };
        let since = since.split('-').next().and_then(|since| since.parse().ok());
        if since.is_none_or(|since: f64| clock::now() - since > most) {
            old.push(name);
        }
    }
    for name in old {
        // Another worker may hold it.
        let _ = remove_entry(folder, &name).await;
    }
    Ok(())
}

/// What lies in the folder.
pub(super) async fn names_in(folder: &JsValue) -> Result<Vec<String>, Thrown> {
    let (keys, mut names) = (call(folder, "keys", &[])?, Vec::new());
    loop {
        let next = promised(&keys, "next", &[]).await?;
        // Without a name it is the end.
        match property(&next, "value")?.as_string() {
            Some(name) => names.push(name),
            None => return Ok(names),
        }
    }
}

pub(super) async fn remove_entry(folder: &JsValue, name: &str) -> Result<JsValue, Thrown> {
    promised(folder, "removeEntry", &[JsValue::from_str(name)]).await
}

/// An object with one member.
pub(super) fn option(key: &str, value: JsValue) -> JsValue {
    let object = Object::new();
    // Fails for frozen objects only.
    let _ = Reflect::set(&object, &JsValue::from_str(key), &value);
    object.into()
}

pub(super) fn property(object: &JsValue, key: &str) -> Result<JsValue, Thrown> {
    Ok(Reflect::get(object, &JsValue::from_str(key))?)
}

pub(super) fn call(
    object: &JsValue,
    method: &str,
    arguments: &[JsValue],
) -> Result<JsValue, Thrown> {
    let method: Function = property(object, method)?.dyn_into()?;
    let arguments: Array = arguments.iter().collect();
    Ok(method.apply(object, &arguments)?)
}

/// What the promise that a method returns comes to.
pub(super) async fn promised(
    object: &JsValue,
    method: &str,
    arguments: &[JsValue],
) -> Result<JsValue, Thrown> {
    let promise = call(object, method, arguments)?;
    Ok(JsFuture::from(js_sys::Promise::resolve(&promise)).await?)
}
