//! The bytes of files and blobs, as [`Store`] promises them: read where they
//! are asked for, never as a whole.
//!
//! For a dedicated worker: only there a browser reads synchronously
//! (File API, section 6.4, `FileReaderSync`).
//!
//! Reads of more than [`BLOCK`] bytes go straight into the caller's buffer.
//! Smaller ones, such as a tar's headers, are served from blocks read ahead, in a
//! third of the time. Blocks are kept, as who opens an archive comes back to where
//! its entries begin, and reads are slow while the page and another worker start.

use std::cell::{Cell, RefCell};
use std::io;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File, FileReaderSync};

use crate::bytes::store::{Extent, Stale, Store};
use crate::web::error::{Cause, Thrown};
use crate::web::scratch::Scratch;
use crate::words::failures;

/// How much a small read brings, in bytes.
pub const BLOCK: usize = 64 * 1024;

/// How many blocks are kept at most: four megabytes, and the beginnings of as
/// many layers.
const BLOCKS: usize = 64;

/// How much is appended before it becomes a blob, in bytes. Until then it is in
/// the worker's memory; the browser moves blobs to disk when they get many.
pub const SEGMENT: u64 = 8 * 1024 * 1024;

/// Why bytes could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobError {
    NoSuchHandle {
        handle: u32,
        handles: usize,
    },
    NothingRead {
        offset: u64,
        wanted: usize,
    },
    /// Only the handle that the store made last can be written to.
    NotWritable {
        handle: u32,
    },
}

impl From<BlobError> for io::Error {
    fn from(error: BlobError) -> Self {
        let (kind, message) = match error {
            BlobError::NoSuchHandle { handle, handles } => (
                io::ErrorKind::Other,
                failures::no_such_handle(handle, handles),
            ),
            BlobError::NothingRead { offset, wanted } => (
                io::ErrorKind::UnexpectedEof,
                failures::nothing_read(wanted, offset),
            ),
            BlobError::NotWritable { handle } => {
                (io::ErrorKind::Other, failures::not_writable(handle))
            }
        };
        Self::new(kind, message)
    }
}

/// Numbered files and blobs: those that were given, then those made here.
pub struct BlobStore {
    reader: FileReaderSync,
    entries: Vec<Entry>,
    /// How many of them were given.
    given: usize,
    /// Where what is made goes, if there is such a place.
    scratch: Option<Scratch>,
    /// The first ones and the latest: an archive is gone through from its
    /// beginning, twice.
    blocks: RefCell<Vec<Block>>,
    /// The first file that was found to be another one than was given.
    stale: Cell<Option<(u32, Stale)>>,
}

/// One handle.
enum Entry {
    Dropped(Blob),
    /// In the browser's hands.
    Made(RefCell<Made>),
    /// In the scratch file.
    OnDisk(Cell<Stretch>),
}

/// A stretch of the scratch file, in bytes.
#[derive(Clone, Copy)]
struct Stretch {
    start: u64,
    length: u64,
}

/// A handle that is filled by appending.
#[derive(Default)]
struct Made {
    /// Blobs of [`SEGMENT`] bytes or a little more.
    segments: Array,
    /// `Uint8Array`s that are in no blob yet.
    chunks: Array,
    /// Bytes in `chunks`.
    pending: u64,
    /// Bytes in all.
    length: u64,
    /// All of it as one blob, until more is appended.
    sealed: Option<Blob>,
}

/// The bytes that a small read brought along.
struct Block {
    handle: u32,
    offset: u64,
    bytes: Vec<u8>,
}

impl BlobStore {
    /// A store whose first handles are `blobs`, in that order.
    ///
    /// # Errors
    /// Outside a dedicated worker, where there is no `FileReaderSync`.
    pub fn new(blobs: Vec<Blob>) -> Result<Self, Thrown> {
        Ok(Self {
            reader: FileReaderSync::new()?,
            given: blobs.len(),
            scratch: None,
            entries: blobs.into_iter().map(Entry::Dropped).collect(),
            blocks: RefCell::default(),
            stale: Cell::default(),
        })
    }

    /// Lets what is made from here on go to disk, where the browser has room
    /// of that kind. Where not, it stays with blobs.
    pub async fn keep_on_disk(&mut self) {
        self.scratch = Scratch::new().await.ok();
    }

    /// The same for what nobody but this worker reads, for as long as it lives.
    pub async fn hold_on_disk(&mut self) {
        self.scratch = Scratch::held().await.ok();
    }

    /// The handles made by [`create`](Store::create), in order, as blobs that
    /// outlive this worker. Nothing can be made any more, and what is on disk is
    /// read by them only.
    ///
    /// # Errors
    /// Where the browser cannot make a blob: its disk is full.
    pub async fn made(&mut self) -> Result<Vec<Blob>, Thrown> {
        let made = self.entries.iter().skip(self.given);
        let on_disk = made.clone().any(|entry| matches!(entry, Entry::OnDisk(_)));
        let stored = match self.scratch.take() {
            Some(scratch) if on_disk => Some(scratch.close().await?),
            Some(unused) => {
                unused.discard().await;
                None
            }
            None => None,
        };
        made.map(|entry| match (entry, &stored) {
            (Entry::OnDisk(stretch), Some(stored)) => {
                let Stretch { start, length } = stretch.get();
                stored.stretch(start, length)
            }
            (entry, _) => entry.blob(),
        })
        .collect()
    }

    /// Forgets what was made.
    pub async fn discard(&mut self) {
        self.entries.truncate(self.given);
        if let Some(scratch) = self.scratch.take() {
            scratch.discard().await;
        }
    }

    /// A stretch of a handle, as a blob: for who reads it as a stream.
    ///
    /// # Errors
    /// [`BlobError::NoSuchHandle`]; what the browser says.
    pub fn blob(&self, extent: Extent) -> io::Result<Blob> {
        let entry = self.entry(extent.handle)?;
        let end = extent.offset.saturating_add(extent.length);
        let blob = entry.blob()?;
        Ok(blob
            .slice_with_f64_and_f64(extent.offset as f64, end as f64)
            .map_err(Thrown::from)?)
    }

    /// The first file that was found to be another one than was given, and how.
    #[must_use]
    pub fn stale(&self) -> Option<(u32, Stale)> {
        self.stale.get()
    }

    /// Whether the file of a stretch, of which a stream broke off, is another one
    /// than was given: streams do not say in every browser.
    #[must_use]
    pub fn is_stale(&self, extent: Extent) -> Option<Stale> {
        let _ = self.read_blob(extent.handle, extent.offset, &mut [0]);
        self.stale.get().map(|(_, stale)| stale)
    }

    fn refused(&self, handle: u32, entry: &Entry, thrown: Thrown) -> io::Error {
        match (thrown.cause(), entry) {
            (Cause::File(stale), Entry::Dropped(blob)) if blob.is_instance_of::<File>() => {
                if self.stale.get().is_none() {
                    self.stale.set(Some((handle, stale)));
                }
                io::Error::other(stale)
            }
            // What the page keeps itself is lost, but did not change.
            _ => thrown.into(),
        }
    }

    fn entry(&self, handle: u32) -> Result<&Entry, BlobError> {
        usize::try_from(handle)
            .ok()
            .and_then(|index| self.entries.get(index))
            .ok_or(BlobError::NoSuchHandle {
                handle,
                handles: self.entries.len(),
            })
    }

    /// Reads from the browser, without the block.
    fn read_blob(&self, handle: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let entry = self.entry(handle)?;
        let left = entry.length().saturating_sub(offset);
        let wanted = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        if wanted == 0 {
            return Ok(0);
        }
        if let (Entry::OnDisk(stretch), Some(scratch)) = (entry, &self.scratch) {
            let at = stretch.get().start.saturating_add(offset);
            let buffer = buffer.get_mut(..wanted).unwrap_or_default();
            return Ok(scratch.read(at, buffer)?);
        }
        let array = self
            .slice(&entry.blob()?, offset, wanted as u64)
            .map_err(|thrown| self.refused(handle, entry, thrown))?;
        let read = wanted.min(array.length() as usize);
        let Some(buffer) = buffer.get_mut(..read).filter(|part| !part.is_empty()) else {
            return Err(BlobError::NothingRead { offset, wanted }.into());
        };
        match read == array.length() as usize {
            true => array.copy_to(buffer),
            // More than was asked for: no browser does, and copy_to would panic.
            false => array.subarray(0, read as u32).copy_to(buffer),
        }
        Ok(read)
    }

    /// Offsets stay exact as `f64`: no file reaches 2^53 bytes.
    fn slice(&self, blob: &Blob, offset: u64, length: u64) -> Result<Uint8Array, Thrown> {
        let end = offset.saturating_add(length);
        let slice = blob.slice_with_f64_and_f64(offset as f64, end as f64)?;
        Ok(Uint8Array::new(
            &self.reader.read_as_array_buffer(&slice)?.into(),
        ))
    }

    /// Serves a small read from a block, which is read where none holds the
    /// byte at `offset`.
    fn read_block(&self, handle: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut blocks = self.blocks.borrow_mut();
        let mut kept = blocks.iter().rev();
        if let Some(read) = kept.find_map(|block| block.copy(handle, offset, buffer)) {
            return Ok(read);
        }
        // Of the one that it takes the place of.
        let spare = (blocks.len() == BLOCKS).then(|| blocks.pop()).flatten();
        let mut bytes = spare.map(|block| block.bytes).unwrap_or_default();
        bytes.resize(BLOCK, 0);
        let read = self.read_blob(handle, offset, &mut bytes)?;
        bytes.truncate(read);
        let block = Block {
            handle,
            offset,
            bytes,
        };
        let read = block.copy(handle, offset, buffer).unwrap_or(0);
        if read > 0 {
            blocks.push(block);
        }
        Ok(read)
    }
}

impl Store for BlobStore {
    fn length(&self, handle: u32) -> Option<u64> {
        self.entry(handle).ok().map(Entry::length)
    }

    fn read_at(&self, handle: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.len() <= BLOCK {
            self.read_block(handle, offset, buffer)
        } else {
            self.read_blob(handle, offset, buffer)
        }
    }

    fn create(&mut self) -> io::Result<u32> {
        let handle = u32::try_from(self.entries.len()).map_err(io::Error::other)?;
        self.entries.push(match &self.scratch {
            Some(scratch) => Entry::OnDisk(Cell::new(Stretch {
                start: scratch.length(),
                length: 0,
            })),
            None => Entry::Made(RefCell::default()),
        });
        Ok(handle)
    }

    fn append(&self, handle: u32, bytes: &[u8]) -> io::Result<()> {
        match (self.entry(handle)?, &self.scratch) {
            (Entry::Made(made), _) => made.borrow_mut().append(bytes)?,
            // One after the other: the file grows at its end only.
            (Entry::OnDisk(stretch), Some(scratch)) if stretch.get().end() == scratch.length() => {
                scratch.append(bytes)?;
                let Stretch { start, .. } = stretch.get();
                let length = scratch.length() - start;
                stretch.set(Stretch { start, length });
            }
            _ => return Err(BlobError::NotWritable { handle }.into()),
        }
        // One may end where the handle ended before.
        let mut blocks = self.blocks.borrow_mut();
        blocks.retain(|block| block.handle != handle);
        Ok(())
    }
}

impl Entry {
    /// In bytes.
    fn length(&self) -> u64 {
        match self {
            Self::Dropped(blob) => blob.size() as u64,
            Self::Made(made) => made.borrow().length,
            Self::OnDisk(stretch) => stretch.get().length,
        }
    }

    fn blob(&self) -> Result<Blob, Thrown> {
        match self {
            Self::Dropped(blob) => Ok(blob.clone()),
            Self::Made(made) => made.borrow_mut().seal(),
            Self::OnDisk(_) => Err(Thrown::saying(failures::still_being_written())),
        }
    }
}

impl Stretch {
    fn end(self) -> u64 {
        self.start.saturating_add(self.length)
    }
}

impl Made {
    fn append(&mut self, bytes: &[u8]) -> Result<(), Thrown> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.sealed = None;
        self.chunks.push(&Uint8Array::from(bytes));
        self.pending = self.pending.saturating_add(bytes.len() as u64);
        self.length = self.length.saturating_add(bytes.len() as u64);
        if self.pending >= SEGMENT {
            self.flush()?;
        }
        Ok(())
    }

    /// Moves what is pending out of the worker's memory.
    fn flush(&mut self) -> Result<(), Thrown> {
        if self.pending > 0 {
            let chunks = std::mem::take(&mut self.chunks);
            self.pending = 0;
            let segment = Blob::new_with_u8_array_sequence(&chunks)?;
            self.segments.push(&segment);
        }
        Ok(())
    }

    /// A blob of blobs refers to their bytes; it does not copy them.
    fn seal(&mut self) -> Result<Blob, Thrown> {
        if let Some(blob) = &self.sealed {
            return Ok(blob.clone());
        }
        self.flush()?;
        let blob = Blob::new_with_blob_sequence(&JsValue::from(self.segments.clone()))?;
        self.sealed = Some(blob.clone());
        Ok(blob)
    }
}

impl Block {
    /// What it holds of the bytes at `offset`; `None` where that is nothing.
    fn copy(&self, handle: u32, offset: u64, buffer: &mut [u8]) -> Option<usize> {
        if handle != self.handle {
            return None;
        }
        let start = usize::try_from(offset.checked_sub(self.offset)?).ok()?;
        let held = self.bytes.get(start..).filter(|held| !held.is_empty())?;
        let read = held.len().min(buffer.len());
        buffer.get_mut(..read)?.copy_from_slice(held.get(..read)?);
        Some(read)
    }
}
