//! One file out of a layer: its bytes as a container sees them, whatever the layer
//! is compressed with. Nothing behind the file is unpacked or even read.
//!
//! Not here: which entry a path leads to (`file_system`), what the file is
//! (`file_view`), and whether the layer is what it claims to be (`verify`).

use std::io;
use std::mem;
use std::ops::{ControlFlow, Range};

use crate::bytes::compression::{Compression, Output, SNIFF_LENGTH, UnpackError, Unpacker};
use crate::bytes::layer::MAX_UNPACKED;
use crate::bytes::store::{Extent, Store};
use crate::bytes::tar::{EntryKind, TarEnd, TarEntry, TarReader};
use crate::image::digest::{Computed, Hasher};
use crate::words::{Message, failures, file_view as words};

#[cfg(test)]
mod tests;

/// How much [`extract`] reads at once, in bytes: less than a pass over a whole layer,
/// since many files are small.
const SLICE: usize = 1 << 20;

/// A file that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// Its first bytes, as many as were asked for.
    pub kept: Vec<u8>,
    /// All of it, in bytes.
    pub size: u64,
    /// Of all of it.
    pub sha256: Computed,
}

impl Extracted {
    /// Whether what was kept is all of it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.kept.len() as u64 == self.size
    }
}

/// Why there are no bytes, or not all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtractError {
    /// The layer ends before the file does, or before it comes.
    EndsEarly,
    /// The compressed bytes of the layer cannot be read.
    Unreadable(UnpackError),
    /// What is unpacked is no tar, or damaged before the file.
    Damaged(TarEnd),
    /// The tar has fewer entries.
    NoSuchEntry,
    /// It has no bytes of its own: those are at the target, in the same layer or in
    /// one below.
    HardLink {
        /// As stored, lossily decoded.
        target: String,
    },
    /// A directory, a symbolic link, a device or a FIFO.
    NotAFile(EntryKind),
    /// Only its pieces are stored. They are not put together.
    Sparse,
    /// More than [`MAX_UNPACKED`] bytes come before its end.
    OverTheLimit,
}

impl ExtractError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::EndsEarly => words::layer_ends_early(),
            Self::Unreadable(error) => words::layer_unreadable(error.message()),
            Self::Damaged(end) => words::layer_unreadable(end.message()),
            Self::NoSuchEntry => words::no_such_entry(),
            Self::HardLink { target } => words::bytes_at_target(target),
            Self::NotAFile(EntryKind::Directory) => words::a_directory(),
            Self::NotAFile(EntryKind::Symlink) => words::a_symbolic_link(),
            Self::NotAFile(_) => words::a_device(),
            Self::Sparse => words::sparse(),
            Self::OverTheLimit => words::over_the_limit(MAX_UNPACKED),
        }
    }
}

/// Takes the stored bytes of a layer until the file is complete.
pub struct Extract {
    stage: Stage,
    file: FileOfTar,
}

enum Stage {
    /// Too few bytes came to tell the compression.
    Sniffing(Vec<u8>),
    /// The bytes as stored are the tar.
    Plain,
    Packed(Box<(Unpacker, Output)>),
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
            stage: Stage::Sniffing(Vec::new()),
            file: FileOfTar::new(number, kept_limit),
        }
    }

    /// Takes the next bytes as stored. `Break` says that no more are of use: the
    /// file is complete, or will not come.
    pub fn update(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        self.update_into(bytes, &mut |_| {})
    }

    /// The same for who saves the file.
    pub fn update_into(&mut self, bytes: &[u8], sink: FileSink<'_>) -> ControlFlow<()> {
        let Stage::Sniffing(first) = &mut self.stage else {
            return self.unpack(bytes, sink);
        };
        if first.is_empty() && bytes.len() >= SNIFF_LENGTH {
            return self.open(bytes, sink);
        }
        first.extend_from_slice(bytes);
        if first.len() < SNIFF_LENGTH {
            return ControlFlow::Continue(());
        }
        let first = mem::take(first);
        self.open(&first, sink)
    }

    /// How many of the next bytes need not be read: who can seek calls
    /// [`skip`](Self::skip) with at most this. None in a compressed layer.
    #[must_use]
    pub fn skippable(&self) -> u64 {
        match (&self.stage, &self.file.state) {
            (Stage::Plain, State::Before) => self.file.reader.skippable(),
            _ => 0,
        }
    }

    /// Passes over bytes without reading them.
    pub fn skip(&mut self, bytes: u64) {
        let bytes = bytes.min(self.skippable());
        self.file.reader.skip(bytes);
        self.file.position = self.file.position.saturating_add(bytes);
    }

    /// Says that no more bytes come, or are wanted.
    ///
    /// # Errors
    /// Any [`ExtractError`].
    pub fn finish(mut self) -> Result<Extracted, ExtractError> {
        if let Stage::Sniffing(first) = &mut self.stage {
            // Less than the header of an entry: there is nothing to hand on.
            let first = mem::take(first);
            let _ = self.open(&first, &mut |_| {});
        }
        let is_cut = match self.stage {
            Stage::Packed(packed) => packed.0.finish().is_err(),
            Stage::Plain | Stage::Sniffing(_) => false,
        };
        self.file.finish(is_cut)
    }

    /// Decides by the first bytes what the rest is.
    fn open(&mut self, first: &[u8], sink: FileSink<'_>) -> ControlFlow<()> {
        self.stage = Stage::Plain;
        match Compression::sniff(first) {
            Compression::None => {}
            compression => match Unpacker::new(compression) {
                Ok(unpacker) => self.stage = Stage::Packed(Box::new((unpacker, Output::default()))),
                Err(error) => return self.file.fail(ExtractError::Unreadable(error)),
            },
        }
        self.unpack(first, sink)
    }

    fn unpack(&mut self, bytes: &[u8], sink: FileSink<'_>) -> ControlFlow<()> {
        let file = &mut self.file;
        if file.is_done() {
            return ControlFlow::Break(());
        }
        let Stage::Packed(packed) = &mut self.stage else {
            return file.update(bytes, sink);
        };
        let (unpacker, output) = &mut **packed;
        let pushed = unpacker.push(bytes, output, &mut |output| {
            let flow = file.update(output.latest(), sink);
            output.clear();
            flow
        });
        match pushed {
            Ok(()) => ControlFlow::Continue(()),
            Err(UnpackError::Stopped) => ControlFlow::Break(()),
            Err(error) => file.fail(ExtractError::Unreadable(error)),
        }
    }
}

/// Reads a file out of a layer that stands somewhere, by slices of [`SLICE`] bytes and
/// without what need not be read. `progress` is told where in the stored bytes it is.
///
/// # Errors
/// What the store says; `UnexpectedEof` where the extent is longer than its handle.
/// Inside of it any [`ExtractError`].
pub fn extract(
    store: &dyn Store,
    layer: Extent,
    mut extract: Extract,
    sink: FileSink<'_>,
    progress: &mut dyn FnMut(u64),
) -> io::Result<Result<Extracted, ExtractError>> {
    let room = usize::try_from(layer.length).unwrap_or(SLICE).min(SLICE);
    let (mut buffer, mut done) = (vec![0; room], 0);
    while done < layer.length {
        let left = usize::try_from(layer.length - done).unwrap_or(SLICE);
        let slice = buffer.get_mut(..left.min(room)).unwrap_or_default();
        let read = match store.read_at(layer.handle, layer.offset.saturating_add(done), slice) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if read == 0 {
            let why = failures::too_few_bytes(layer.length, done);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why));
        }
        done += read as u64;
        progress(done);
        let bytes = slice.get(..read).unwrap_or_default();
        if extract.update_into(bytes, sink).is_break() {
            break;
        }
        let skipped = extract.skippable().min(layer.length - done);
        extract.skip(skipped);
        done += skipped;
    }
    Ok(extract.finish())
}

/// The file, and the uncompressed bytes up to its end.
struct FileOfTar {
    reader: TarReader,
    /// Entries that come before it and are still to come.
    before: u64,
    /// Bytes of the tar so far.
    position: u64,
    state: State,
    kept_limit: usize,
    kept: Vec<u8>,
    sha256: Hasher,
}

enum State {
    /// Its header has not come.
    Before,
    /// Where its bytes stand in the tar.
    Found(Range<u64>),
    Failed(ExtractError),
}

impl FileOfTar {
    fn new(number: u64, kept_limit: usize) -> Self {
        Self {
            reader: TarReader::new(),
            before: number,
            position: 0,
            state: State::Before,
            kept_limit,
            kept: Vec::new(),
            sha256: Hasher::sha256(),
        }
    }

    fn fail(&mut self, error: ExtractError) -> ControlFlow<()> {
        self.state = State::Failed(error);
        ControlFlow::Break(())
    }

    /// Whether no more bytes are of use.
    fn is_done(&self) -> bool {
        match &self.state {
            State::Before => self.reader.is_ended(),
            State::Found(place) => self.position >= place.end,
            State::Failed(_) => true,
        }
    }

    /// Takes the next bytes of the tar.
    fn update(&mut self, bytes: &[u8], sink: FileSink<'_>) -> ControlFlow<()> {
        if matches!(self.state, State::Before) {
            self.look_for_it(bytes);
        }
        if let State::Found(place) = &self.state {
            let offset = |at: u64| {
                let offset = at.saturating_sub(self.position);
                usize::try_from(offset)
                    .unwrap_or(usize::MAX)
                    .min(bytes.len())
            };
            let of_file = bytes.get(offset(place.start)..offset(place.end));
            let of_file = of_file.unwrap_or_default();
            let room = self.kept_limit.saturating_sub(self.kept.len());
            self.kept
                .extend_from_slice(of_file.get(..room).unwrap_or(of_file));
            self.sha256.update(of_file);
            if !of_file.is_empty() {
                sink(of_file);
            }
        }
        self.position = self.position.saturating_add(bytes.len() as u64);
        if self.is_done() {
            return ControlFlow::Break(());
        }
        if self.position > MAX_UNPACKED {
            return self.fail(ExtractError::OverTheLimit);
        }
        ControlFlow::Continue(())
    }

    fn look_for_it(&mut self, bytes: &[u8]) {
        let mut found = None;
        let before = &mut self.before;
        self.reader.update(bytes, &mut |entry| match *before {
            0 if found.is_none() => found = Some(place(entry)),
            _ => *before = before.saturating_sub(1),
        });
        match found {
            Some(Ok(place)) => self.state = State::Found(place),
            Some(Err(error)) => self.state = State::Failed(error),
            None => {}
        }
    }

    /// Says that no more bytes come, and whether compressed ones are missing.
    fn finish(self, is_cut: bool) -> Result<Extracted, ExtractError> {
        match self.state {
            State::Failed(error) => Err(error),
            State::Found(place) if self.position >= place.end => Ok(Extracted {
                kept: self.kept,
                size: place.end - place.start,
                sha256: self.sha256.finish(),
            }),
            State::Found(_) => Err(ExtractError::EndsEarly),
            State::Before if is_cut && !self.reader.is_ended() => Err(ExtractError::EndsEarly),
            State::Before => Err(match self.reader.finish().0 {
                TarEnd::Truncated { .. } => ExtractError::EndsEarly,
                end if end.is_early() => ExtractError::Damaged(end),
                _ => ExtractError::NoSuchEntry,
            }),
        }
    }
}

/// Where the bytes of an entry stand in the tar.
fn place(entry: &TarEntry<'_>) -> Result<Range<u64>, ExtractError> {
    match entry.kind {
        EntryKind::File if entry.sparse => Err(ExtractError::Sparse),
        EntryKind::File => {
            let end = entry.data_offset.checked_add(entry.stored);
            let end = end.filter(|end| *end <= MAX_UNPACKED);
            Ok(entry.data_offset..end.ok_or(ExtractError::OverTheLimit)?)
        }
        EntryKind::HardLink => Err(ExtractError::HardLink {
            target: String::from_utf8_lossy(&entry.link).into_owned(),
        }),
        kind => Err(ExtractError::NotAFile(kind)),
    }
}
