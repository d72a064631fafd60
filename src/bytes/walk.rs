//! The contents of a layer, file by file in the order of its tar, whatever it is
//! compressed with: for who reads some of them and not only lists them. Nothing behind
//! the last one that is of use is unpacked or even read.

use std::collections::VecDeque;
use std::io;
use std::mem;
use std::ops::{ControlFlow, Range};

use crate::bytes::compression::{Compression, Output, SNIFF_LENGTH, UnpackError, Unpacker};
use crate::bytes::layer::MAX_UNPACKED;
use crate::bytes::store::{Extent, Store};
use crate::bytes::tar::{EntryKind, TarEnd, TarEntry, TarReader};
use crate::words::{Message, failures, file_view as words};

/// How much [`Walking`] reads at once at first and behind what it passes over, in bytes:
/// many files are small.
const SLICE: usize = 1 << 20;

/// To how much that grows while everything is of use, so that at most a quarter more is
/// read: a browser gives eight megabytes at once in a third of the time that they take
/// one by one.
const MOST_SLICE: usize = 8 << 20;

/// After how many bytes of the tar a step of it ends: a slice of a few kilobytes may
/// unpack to gigabytes, and expressions are looked for at some megabytes in a second.
/// It is not much more, as unpackers hand on no more at once.
const STEP: u64 = 256 << 10;

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

/// Is told what a layer contains.
pub trait Visit {
    /// The next entry, with its number, from 0. Whether the bytes of its file are
    /// wanted, where [`place`] says that it has some.
    fn entry(&mut self, number: u64, entry: &TarEntry<'_>) -> bool;

    /// The next bytes of a file that is wanted.
    fn bytes(&mut self, number: u64, bytes: &[u8]);

    /// A file that is wanted is complete.
    fn end(&mut self, _number: u64) {}

    /// The next bytes of the tar, before it is looked into; not of those that
    /// are passed over.
    fn tar(&mut self, _bytes: &[u8]) {}

    /// Whether nothing that comes is of use.
    fn is_done(&self) -> bool;
}

/// Goes through a layer as its stored bytes come.
pub struct Walk {
    stage: Stage,
    tar: Tar,
    /// Whether more may come out of bytes that were taken.
    is_held: bool,
}

enum Stage {
    /// Too few bytes came to tell the compression.
    Sniffing(Vec<u8>),
    /// The bytes as stored are the tar.
    Plain,
    Packed(Box<(Unpacker, Output)>),
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            stage: Stage::Sniffing(Vec::new()),
            tar: Tar::default(),
            is_held: false,
        }
    }
}

impl Walk {
    /// Takes the next bytes as stored. `Break` says that no more are of use.
    pub fn update(&mut self, bytes: &[u8], visit: &mut dyn Visit) -> ControlFlow<()> {
        self.some(bytes, u64::MAX, visit).1
    }

    /// Takes the next bytes as stored, as far as about `most` bytes of the tar come of
    /// them, and says how many those are.
    fn some(&mut self, bytes: &[u8], most: u64, visit: &mut dyn Visit) -> (usize, ControlFlow<()>) {
        let Stage::Sniffing(first) = &mut self.stage else {
            return self.unpack(bytes, most, visit);
        };
        if first.is_empty() && bytes.len() >= SNIFF_LENGTH {
            return match self.open(bytes) {
                ControlFlow::Continue(()) => self.unpack(bytes, most, visit),
                flow => (0, flow),
            };
        }
        first.extend_from_slice(bytes);
        let flow = match first.len() < SNIFF_LENGTH {
            true => ControlFlow::Continue(()),
            false => self.unpack_first(visit),
        };
        (bytes.len(), flow)
    }

    /// How many of the next bytes need not be read: who can seek calls
    /// [`skip`](Self::skip) with at most this. None in a compressed layer.
    #[must_use]
    pub fn skippable(&self) -> u64 {
        match self.stage {
            Stage::Plain if self.tar.wanted.is_empty() => self.tar.reader.skippable(),
            _ => 0,
        }
    }

    /// Passes over bytes without reading them.
    pub fn skip(&mut self, bytes: u64) {
        let bytes = bytes.min(self.skippable());
        self.tar.reader.skip(bytes);
        self.tar.position = self.tar.position.saturating_add(bytes);
    }

    /// Says that no more bytes come, or are wanted.
    ///
    /// # Errors
    /// Why not everything was seen: any [`ExtractError`] of a layer.
    pub fn finish(mut self, visit: &mut dyn Visit) -> Result<(), ExtractError> {
        if matches!(self.stage, Stage::Sniffing(_)) {
            // Less than the header of an entry: there is nothing to hand on.
            let _ = self.unpack_first(visit);
        }
        let is_cut = match self.stage {
            Stage::Packed(packed) => packed.0.finish().is_err(),
            Stage::Plain | Stage::Sniffing(_) => false,
        };
        match visit.is_done() {
            true => Ok(()),
            false => self.tar.finish(is_cut),
        }
    }

    /// Takes what was put aside until now.
    fn unpack_first(&mut self, visit: &mut dyn Visit) -> ControlFlow<()> {
        let Stage::Sniffing(first) = &mut self.stage else {
            return ControlFlow::Continue(());
        };
        let first = mem::take(first);
        self.open(&first)?;
        self.unpack(&first, u64::MAX, visit).1
    }

    /// Decides by the first bytes what the rest is.
    fn open(&mut self, first: &[u8]) -> ControlFlow<()> {
        self.stage = Stage::Plain;
        match Compression::sniff(first) {
            Compression::None => {}
            compression => match Unpacker::new(compression) {
                Ok(unpacker) => self.stage = Stage::Packed(Box::new((unpacker, Output::default()))),
                Err(error) => return self.tar.fail(ExtractError::Unreadable(error)),
            },
        }
        ControlFlow::Continue(())
    }

    fn unpack(
        &mut self,
        bytes: &[u8],
        most: u64,
        visit: &mut dyn Visit,
    ) -> (usize, ControlFlow<()>) {
        let tar = &mut self.tar;
        if tar.is_done(visit) {
            return (0, ControlFlow::Break(()));
        }
        let Stage::Packed(packed) = &mut self.stage else {
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let bytes = bytes.get(..most).unwrap_or(bytes);
            return (bytes.len(), tar.update(bytes, visit));
        };
        let (unpacker, output) = &mut **packed;
        let end = tar.position.saturating_add(most);
        let mut flow = ControlFlow::Continue(());
        let pushed = unpacker.push_some(bytes, output, &mut |output| {
            flow = tar.update(output.latest(), visit);
            output.clear();
            match tar.position < end {
                true => flow,
                false => ControlFlow::Break(()),
            }
        });
        match pushed {
            Ok(pushed) => {
                self.is_held = pushed.stopped;
                (pushed.taken, flow)
            }
            Err(error) => (0, tar.fail(ExtractError::Unreadable(error))),
        }
    }
}

/// Goes through a layer that stands somewhere, without what need not be read, step by
/// step for who does something in between: each has a bounded part of the tar.
pub struct Walking {
    walk: Walk,
    layer: Extent,
    done: u64,
    buffer: Vec<u8>,
    /// What of that was read and not taken yet.
    read: Range<usize>,
    /// How much was read since something was passed over, in bytes.
    in_a_row: u64,
}

impl Walking {
    #[must_use]
    pub fn of(layer: Extent) -> Self {
        Self {
            walk: Walk::default(),
            layer,
            done: 0,
            buffer: Vec::new(),
            read: 0..0,
            in_a_row: 0,
        }
    }

    /// Where in the stored bytes it is.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.done
    }

    /// The next of it. `Break` says that no more is of use, or there is none.
    ///
    /// # Errors
    /// What the store says; `UnexpectedEof` where the extent is longer than its handle.
    pub fn step(
        &mut self,
        store: &dyn Store,
        visit: &mut dyn Visit,
    ) -> io::Result<ControlFlow<()>> {
        let left = self.layer.length.saturating_sub(self.done);
        if self.read.is_empty() && !self.walk.is_held {
            if left == 0 {
                return Ok(ControlFlow::Break(()));
            }
            self.read = 0..self.fill(store, left)?;
        }
        let bytes = self.buffer.get(self.read.clone()).unwrap_or_default();
        let (taken, flow) = self.walk.some(bytes, STEP, visit);
        let skipped = self.walk.skippable().min(left - taken as u64);
        self.walk.skip(skipped);
        let passed = skipped.saturating_add(taken as u64);
        self.done += passed;
        let passed = usize::try_from(passed).unwrap_or(usize::MAX);
        let start = self.read.start.saturating_add(passed);
        if start > self.read.end {
            self.in_a_row = 0;
        }
        self.read.start = start.min(self.read.end);
        Ok(flow)
    }

    /// Reads the next slice, and says how long it is; nothing where it was interrupted.
    fn fill(&mut self, store: &dyn Store, left: u64) -> io::Result<usize> {
        let room = usize::try_from(self.in_a_row / 4).unwrap_or(MOST_SLICE);
        let room = room.clamp(SLICE, MOST_SLICE);
        let room = usize::try_from(left).unwrap_or(room).min(room);
        if self.buffer.len() < room {
            self.buffer.resize(room, 0);
        }
        let slice = self.buffer.get_mut(..room).unwrap_or_default();
        let offset = self.layer.offset.saturating_add(self.done);
        let read = match store.read_at(self.layer.handle, offset, slice) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(0),
            read => read?,
        };
        if read == 0 {
            let why = failures::too_few_bytes(self.layer.length, self.done);
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, why));
        }
        self.in_a_row = self.in_a_row.saturating_add(read as u64);
        Ok(read)
    }

    /// Says that no more bytes are wanted.
    ///
    /// # Errors
    /// As of [`Walk::finish`].
    pub fn finish(self, visit: &mut dyn Visit) -> Result<(), ExtractError> {
        self.walk.finish(visit)
    }
}

/// The uncompressed bytes.
#[derive(Default)]
struct Tar {
    reader: TarReader,
    /// How many entries came.
    count: u64,
    /// Bytes of the tar so far.
    position: u64,
    /// Files that are wanted and not complete, by number, and where their bytes stand.
    wanted: VecDeque<(u64, Range<u64>)>,
    failed: Option<ExtractError>,
}

impl Tar {
    fn fail(&mut self, error: ExtractError) -> ControlFlow<()> {
        self.failed = Some(error);
        ControlFlow::Break(())
    }

    fn is_done(&self, visit: &dyn Visit) -> bool {
        self.failed.is_some() || visit.is_done() || self.wanted.is_empty() && self.reader.is_ended()
    }

    fn update(&mut self, bytes: &[u8], visit: &mut dyn Visit) -> ControlFlow<()> {
        visit.tar(bytes);
        let (count, wanted) = (&mut self.count, &mut self.wanted);
        self.reader.update(bytes, &mut |entry| {
            if visit.entry(*count, entry)
                && let Ok(place) = place(entry)
            {
                wanted.push_back((*count, place));
            }
            *count += 1;
        });
        self.hand_on(bytes, visit);
        self.position = self.position.saturating_add(bytes.len() as u64);
        if self.is_done(visit) {
            return ControlFlow::Break(());
        }
        if self.position > MAX_UNPACKED {
            return self.fail(ExtractError::OverTheLimit);
        }
        ControlFlow::Continue(())
    }

    /// Hands on what of these bytes is of files that are wanted.
    fn hand_on(&mut self, bytes: &[u8], visit: &mut dyn Visit) {
        let offset = |at: u64| {
            let offset = at.saturating_sub(self.position);
            usize::try_from(offset)
                .unwrap_or(usize::MAX)
                .min(bytes.len())
        };
        let end = self.position.saturating_add(bytes.len() as u64);
        while let Some((number, place)) = self.wanted.front() {
            let of_file = bytes.get(offset(place.start)..offset(place.end));
            let of_file = of_file.unwrap_or_default();
            if !of_file.is_empty() {
                visit.bytes(*number, of_file);
            }
            if place.end > end {
                break;
            }
            visit.end(*number);
            self.wanted.pop_front();
        }
    }

    /// Says that no more bytes come, and whether compressed ones are missing.
    fn finish(self, is_cut: bool) -> Result<(), ExtractError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if !self.wanted.is_empty() || is_cut && !self.reader.is_ended() {
            return Err(ExtractError::EndsEarly);
        }
        match self.reader.finish().0 {
            TarEnd::Truncated { .. } => Err(ExtractError::EndsEarly),
            end if end.is_early() => Err(ExtractError::Damaged(end)),
            _ => Ok(()),
        }
    }
}

/// Where the bytes of an entry stand in the tar.
///
/// # Errors
/// What it is instead of a file with bytes of its own.
pub fn place(entry: &TarEntry<'_>) -> Result<Range<u64>, ExtractError> {
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
