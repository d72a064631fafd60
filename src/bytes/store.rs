//! The port to bytes: numbered handles that can be read anywhere, any number of
//! times. A handle is a dropped file, a blob that the browser keeps, or in
//! tests a vector.
//!
//! Not here: what the bytes mean, and whether they are what was claimed.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

use crate::words::{Message, failures};

/// A stretch of the bytes of one handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Extent {
    /// Which handle of the [`Store`].
    pub handle: u32,
    /// Where the stretch begins, in bytes.
    pub offset: u64,
    /// How long it is, in bytes.
    pub length: u64,
}

/// Why no more bytes come of a file that a person gave: what a [`Store`] puts
/// into its errors where it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stale {
    /// Its size or its time of change is not that of when it was given (File
    /// API, section 4: a file is a snapshot). Browsers say the same of one whose
    /// permissions keep them out, and do not tell which.
    Changed,
    /// There is no file under its name any more.
    Gone,
}

impl Stale {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Changed => failures::file_changed(),
            Self::Gone => failures::file_gone(),
        }
    }
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for Stale {}

/// Random access to the bytes behind handles.
pub trait Store {
    /// The length of a handle's bytes, or `None` where there is no such handle.
    fn length(&self, handle: u32) -> Option<u64>;

    /// Reads at most `buffer.len()` bytes at `offset`. Like [`Read::read`], it
    /// may return fewer; it returns 0 only at the end.
    fn read_at(&self, handle: u32, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Begins a new, empty handle, which [`append`](Self::append) fills: where
    /// the decompressed form of an archive goes. It must not be kept in the
    /// memory of wasm.
    fn create(&mut self) -> io::Result<u32>;

    /// Adds bytes at the end of a handle made by [`create`](Self::create).
    fn append(&self, handle: u32, bytes: &[u8]) -> io::Result<()>;
}

/// A [`Read`] and [`Seek`] view of one [`Extent`] of a [`Store`].
pub struct Window<'a> {
    store: &'a dyn Store,
    extent: Extent,
    position: u64,
}

impl<'a> Window<'a> {
    #[must_use]
    pub fn new(store: &'a dyn Store, extent: Extent) -> Self {
        Self {
            store,
            extent,
            position: 0,
        }
    }

    /// A window over the whole of a handle.
    #[must_use]
    pub fn whole(store: &'a dyn Store, handle: u32) -> Self {
        let length = store.length(handle).unwrap_or(0);
        Self::new(
            store,
            Extent {
                handle,
                offset: 0,
                length,
            },
        )
    }
}

impl Read for Window<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.extent.length.saturating_sub(self.position);
        let wanted = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let Some(buffer) = buffer.get_mut(..wanted) else {
            return Ok(0);
        };
        if buffer.is_empty() {
            return Ok(0);
        }
        let at = self.extent.offset.saturating_add(self.position);
        let read = self.store.read_at(self.extent.handle, at, buffer)?;
        self.position = self.position.saturating_add(read as u64);
        Ok(read)
    }
}

impl Seek for Window<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.extent.length.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidInput, "seek to before the first byte")
        })?;
        Ok(self.position)
    }
}

/// The first bytes of an extent, at most `limit`.
pub fn read_at_most(store: &dyn Store, extent: Extent, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Window::new(store, extent)
        .take(limit)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}
