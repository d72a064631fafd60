//! One file out of a layer: its bytes as a container sees them, whatever the layer
//! is compressed with. Nothing behind the file is unpacked or even read.
//!
//! Not here: which entry a path leads to (`file_system`), what the file is
//! (`file_view`), and whether the layer is what it claims to be (`verify`).

use std::io;
use std::ops::ControlFlow;

use crate::bytes::store::{Extent, Store};
use crate::bytes::tar::TarEntry;
use crate::bytes::walk::{ExtractError, Visit, Walk, Walking, place};
use crate::image::digest::{Computed, Hasher};
use crate::words::failures;

/// How much is read at once, in bytes.
const SLICE: usize = 1 << 20;

#[cfg(test)]
mod tests;

/// A file that was read, to its end or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// Its first bytes, as many as were asked for.
    pub kept: Vec<u8>,
    /// All of it, in bytes.
    pub size: u64,
    /// Of all of it; nothing where only its beginning was read.
    pub sha256: Option<Computed>,
}

impl Extracted {
    /// Whether what was kept is all of it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.kept.len() as u64 == self.size
    }
}

/// Takes the stored bytes of a layer until the file is complete.
pub struct Extract {
    walk: Walk,
    file: OneFile,
}

/// Is given all of the file's bytes as they come.
pub type FileSink<'a> = &'a mut dyn FnMut(&[u8]);

impl Extract {
    /// The file that is the entry with this number, counted from 0 in the order of
    /// the tar, as in a [`Listing`](crate::bytes::tar_scan::Listing). Of its bytes the
    /// first `kept_limit` are kept.
    #[must_use]
    pub fn of(number: u64, kept_limit: usize) -> Self {
        Self {
            walk: Walk::default(),
            file: OneFile::new(number, (u64::MAX, kept_limit)),
        }
    }

    /// Takes the next bytes as stored. `Break` says that no more are of use: the
    /// file is complete, or will not come.
    pub fn update(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        self.update_into(bytes, &mut |_| {})
    }

    /// The same for who saves the file.
    pub fn update_into(&mut self, bytes: &[u8], sink: FileSink<'_>) -> ControlFlow<()> {
        let file = &mut self.file;
        self.walk.update(bytes, &mut Sunk { file, sink })
    }

    /// How many of the next bytes need not be read: who can seek calls
    /// [`skip`](Self::skip) with at most this. None in a compressed layer.
    #[must_use]
    pub fn skippable(&self) -> u64 {
        self.walk.skippable()
    }

    /// Passes over bytes without reading them.
    pub fn skip(&mut self, bytes: u64) {
        self.walk.skip(bytes);
    }

    /// Says that no more bytes come, or are wanted.
    ///
    /// # Errors
    /// Any [`ExtractError`].
    pub fn finish(mut self) -> Result<Extracted, ExtractError> {
        let file = &mut self.file;
        let sink = &mut |_: &[u8]| {};
        let walked = self.walk.finish(&mut Sunk { file, sink });
        self.file.finish(walked)
    }
}

/// Reads a file out of a layer that stands somewhere, without what need not be read,
/// step by step for who does something in between.
pub struct Extracting {
    walking: Walking,
    file: OneFile,
}

impl Extracting {
    /// The file that is the entry with this number, or the first `least` bytes of one
    /// that has more. The first `kept_limit` of them are kept.
    #[must_use]
    pub fn of(layer: Extent, number: u64, limits: (u64, usize)) -> Self {
        Self {
            walking: Walking::of(layer),
            file: OneFile::new(number, limits),
        }
    }

    /// Where in the stored bytes of the layer it is.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.walking.done()
    }

    /// The next of it. `Break` says that no more is of use.
    ///
    /// # Errors
    /// As of [`Walking::step`].
    pub fn step(&mut self, store: &dyn Store, sink: FileSink<'_>) -> io::Result<ControlFlow<()>> {
        let file = &mut self.file;
        self.walking.step(store, &mut Sunk { file, sink })
    }

    /// Says that no more is wanted.
    ///
    /// # Errors
    /// Any [`ExtractError`].
    pub fn finish(mut self) -> Result<Extracted, ExtractError> {
        let file = &mut self.file;
        let sink = &mut |_: &[u8]| {};
        let walked = self.walking.finish(&mut Sunk { file, sink });
        self.file.finish(walked)
    }
}

/// Reads a file that stands somewhere by itself, or its beginning, step by step.
pub struct Reading {
    place: Extent,
    read: OneFile,
    buffer: Vec<u8>,
}

impl Reading {
    /// What stands at `place` of a file of `size` bytes.
    #[must_use]
    pub fn of(place: Extent, size: u64, kept_limit: usize) -> Self {
        let room = usize::try_from(place.length).unwrap_or(SLICE).min(SLICE);
        let mut read = OneFile::new(0, (u64::MAX, kept_limit));
        read.whole = size;
        Self {
            place,
            read,
            buffer: vec![0; room],
        }
    }

    /// How many bytes were read.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.read.size
    }

    /// The next slice. `Break` says that there are no more.
    ///
    /// # Errors
    /// What the store says; `UnexpectedEof` where the place is longer than its handle.
    pub fn step(&mut self, store: &dyn Store, sink: FileSink<'_>) -> io::Result<ControlFlow<()>> {
        let left = self.place.length.saturating_sub(self.read.size);
        if left == 0 {
            return Ok(ControlFlow::Break(()));
        }
        let room = usize::try_from(left).unwrap_or(SLICE);
        let room = room.min(self.buffer.len());
        let slice = self.buffer.get_mut(..room).unwrap_or_default();
        let offset = self.place.offset.saturating_add(self.read.size);
        let read = match store.read_at(self.place.handle, offset, slice) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                return Ok(ControlFlow::Continue(()));
            }
            read => read?,
        };
        if read == 0 {
            let why = failures::too_few_bytes(self.place.length, self.read.size);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why));
        }
        self.read
            .take(self.buffer.get(..read).unwrap_or_default(), sink);
        Ok(ControlFlow::Continue(()))
    }

    /// What was read.
    #[must_use]
    pub fn finish(self) -> Extracted {
        self.read.into_extracted()
    }
}

/// The file as far as it has come.
struct OneFile {
    number: u64,
    state: State,
    least: u64,
    kept_limit: usize,
    kept: Vec<u8>,
    /// How many bytes came, and how many it has.
    size: u64,
    whole: u64,
    sha256: Hasher,
}

enum State {
    /// Its header has not come.
    Before,
    Begun,
    Complete,
    Failed(ExtractError),
}

impl OneFile {
    fn new(number: u64, (least, kept_limit): (u64, usize)) -> Self {
        Self {
            number,
            state: State::Before,
            least,
            kept_limit,
            kept: Vec::new(),
            size: 0,
            whole: 0,
            sha256: Hasher::sha256(),
        }
    }

    fn take(&mut self, bytes: &[u8], sink: FileSink<'_>) {
        let room = self.kept_limit.saturating_sub(self.kept.len());
        self.kept
            .extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.size += bytes.len() as u64;
        self.sha256.update(bytes);
        sink(bytes);
    }

    fn into_extracted(self) -> Extracted {
        Extracted {
            kept: self.kept,
            size: self.whole,
            sha256: (self.size == self.whole).then(|| self.sha256.finish()),
        }
    }

    fn finish(self, walked: Result<(), ExtractError>) -> Result<Extracted, ExtractError> {
        match self.state {
            State::Complete => Ok(self.into_extracted()),
            State::Failed(error) => Err(error),
            State::Begun if self.size >= self.least => Ok(self.into_extracted()),
            State::Before | State::Begun => {
                walked?;
                Err(ExtractError::NoSuchEntry)
            }
        }
    }
}

/// The file, and who is given its bytes.
struct Sunk<'a, 'b> {
    file: &'a mut OneFile,
    sink: FileSink<'b>,
}

impl Visit for Sunk<'_, '_> {
    fn entry(&mut self, number: u64, entry: &TarEntry<'_>) -> bool {
        if number != self.file.number {
            return false;
        }
        self.file.state = match place(entry) {
            Ok(place) => {
                self.file.whole = place.end - place.start;
                State::Begun
            }
            Err(error) => State::Failed(error),
        };
        true
    }

    fn bytes(&mut self, _number: u64, bytes: &[u8]) {
        self.file.take(bytes, self.sink);
    }

    fn end(&mut self, _number: u64) {
        self.file.state = State::Complete;
    }

    fn is_done(&self) -> bool {
        match self.file.state {
            State::Before => false,
            State::Begun => self.file.size >= self.file.least,
            State::Complete | State::Failed(_) => true,
        }
    }
}
