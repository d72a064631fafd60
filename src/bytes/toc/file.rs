//! One file, read by its parts: each is unpacked from where it begins in the layer,
//! and is what the table vouches for, or an error.

use std::fmt;
use std::ops::{ControlFlow, Range};

use crate::bytes::compression::{Output, UnpackError, Unpacker};
use crate::bytes::extract::{Extracted, FileSink};
use crate::bytes::layer::MAX_UNPACKED;
use crate::bytes::tar::EntryKind;
use crate::bytes::walk::ExtractError;
use crate::image::digest::{Digest, DigestError, Hasher};
use crate::words::{Message, toc as words};

use super::claim::TocForm;
use super::table::{Toc, TocFile};

/// How much is asked for at once, in bytes: as much as a part of a large file has in
/// eStargz.
const AT_ONCE: u64 = 4 << 20;

/// How much is unpacked in a step, in bytes: a page can do it, with its digests, between
/// two frames that it draws. What is asked for at once may unpack to terabytes.
const STEP: u64 = 2 << 20;

/// Why a file cannot be read by its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It has no bytes of its own, or is not there.
    Entry(ExtractError),
    /// Its parts, as the table has them, are not one behind the other, or not all.
    Parts { at: u64 },
    /// A part stands where the layer has no files.
    Outside { start: u64, end: u64 },
    /// A digest of the table is malformed.
    Digest(DigestError),
    /// The table has no digest of it that can be computed here.
    NoDigest,
    /// A part cannot be unpacked.
    Unreadable(UnpackError),
    /// A part has fewer bytes than the table says.
    EndsEarly { at: u64 },
    /// More than [`MAX_UNPACKED`] bytes have to be unpacked for it.
    OverTheLimit,
    /// The part that begins at this byte of the file is not what the table vouches for.
    Part {
        at: u64,
        claimed: Digest,
        computed: Digest,
    },
    /// The file is not.
    Mismatch { claimed: Digest, computed: Digest },
}

impl FileError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Entry(error) => error.message(),
            Self::Parts { at } => words::parts_do_not_meet(*at),
            Self::Outside { start, end } => words::part_outside(*start, *end),
            Self::Digest(error) => words::entry_digest(error.message()),
            Self::NoDigest => words::file_without_digest(),
            Self::Unreadable(error) => words::part_unreadable(error.message()),
            Self::EndsEarly { at } => words::part_ends_early(*at),
            Self::OverTheLimit => words::parts_over_the_limit(MAX_UNPACKED),
            Self::Part {
                at,
                claimed,
                computed,
            } => words::part_mismatch(*at, claimed, computed),
            Self::Mismatch { claimed, computed } => words::file_mismatch(claimed, computed),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// A file that was read, to its end or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    pub extracted: Extracted,
    /// How many of its first bytes are what the table vouches for. What was kept beyond
    /// is the beginning of a part that did not come to its end.
    pub checked: u64,
}

/// A file that is being read.
pub struct FileReading {
    form: TocForm,
    /// In bytes.
    size: u64,
    digest: Option<Digest>,
    /// Those that are to come.
    parts: std::vec::IntoIter<Part>,
    going: Option<Going>,
    given: Given,
    kept_limit: usize,
    done: Done,
}

/// Bytes of the layer that were given, and where they begin.
#[derive(Default)]
struct Given {
    start: u64,
    bytes: Vec<u8>,
}

impl Given {
    /// Those in this range, as far as they are here from its beginning on.
    fn of(&self, range: Range<u64>) -> &[u8] {
        let start = range.start.checked_sub(self.start);
        let bytes = start.and_then(|start| self.bytes.get(usize::try_from(start).ok()?..));
        let bytes = bytes.unwrap_or_default();
        // OK on 32 bits: at most what is here.
        let length = (range.end - range.start).min(bytes.len() as u64) as usize;
        bytes.get(..length).unwrap_or_default()
    }
}

/// A part of it.
struct Part {
    /// Where it stands in the layer, at most.
    stored: Range<u64>,
    /// Unpacked bytes that come before it there.
    inner: u64,
    /// In bytes of the file.
    size: u64,
    digest: Option<Digest>,
}

/// The part that comes next, as far as it came.
struct Going {
    part: Part,
    unpacker: Unpacker,
    output: Output,
    /// Where in the layer its next bytes are.
    position: u64,
    /// Whether more may come out of the bytes before those.
    has_more: bool,
    /// Unpacked bytes that are not its own.
    skip: u64,
    left: u64,
    hasher: Option<Hasher>,
}

/// What came of the file.
struct Done {
    kept: Vec<u8>,
    bytes: u64,
    checked: u64,
    unpacked: u64,
    sha256: Hasher,
    /// By the algorithm of its digest, where that is another one.
    other: Option<Hasher>,
}

impl Toc {
    /// Begins to read the file that is the entry with this number, from 0, in the
    /// [`listing`](Self::listing). Of its bytes the first `kept_limit` are kept.
    ///
    /// # Errors
    /// A [`FileError`] of the table.
    pub fn open(&self, number: u64, kept_limit: usize) -> Result<FileReading, FileError> {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        let entry = self.entry(number);
        let entry = entry.ok_or(FileError::Entry(ExtractError::NoSuchEntry))?;
        match entry.kind {
            EntryKind::File => {}
            EntryKind::HardLink => {
                let target = entry.link.to_owned();
                return Err(FileError::Entry(ExtractError::HardLink { target }));
            }
            other => return Err(FileError::Entry(ExtractError::NotAFile(other))),
        }
        // None is of a file without bytes, of which there is nothing to be checked.
        let (parts, digest) = match self.file(number) {
            Some(file) => (self.parts(file)?, valid(file.digest.as_ref())?),
            None => (Vec::new(), None),
        };
        let vouched = digest.is_some() || parts.iter().all(|part| part.digest.is_some());
        if !vouched {
            return Err(FileError::NoDigest);
        }
        FileReading::of(self.form(), entry.size, digest, parts, kept_limit)
    }

    /// The parts of a file, which follow each other without a gap.
    fn parts(&self, file: &TocFile) -> Result<Vec<Part>, FileError> {
        let chunks = self.chunks.get(file.chunks.clone()).unwrap_or_default();
        let (mut parts, mut at) = (Vec::with_capacity(chunks.len()), 0);
        for (index, chunk) in chunks.iter().enumerate() {
            let rest = file.size.saturating_sub(at);
            let is_last = index + 1 == chunks.len();
            let size = match chunk.size {
                0 => rest,
                size => size,
            };
            // One behind the end of the file has no bytes left to be.
            if chunk.offset != at || size > rest || size == 0 {
                return Err(FileError::Parts { at });
            }
            let start = chunk.start;
            let end = match file.end {
                Some(end) if is_last => end,
                _ => self.next_start(start),
            };
            if start >= end || end > self.layer.end {
                return Err(FileError::Outside { start, end });
            }
            parts.push(Part {
                stored: start..end,
                inner: chunk.inner,
                size,
                digest: valid(chunk.digest.as_ref())?,
            });
            at += size;
        }
        match at == file.size {
            true => Ok(parts),
            false => Err(FileError::Parts { at }),
        }
    }
}

/// A digest that can be computed here; an error where it is malformed.
fn valid(digest: Option<&Result<Digest, DigestError>>) -> Result<Option<Digest>, FileError> {
    let Some(digest) = digest else {
        return Ok(None);
    };
    let digest = digest.clone().map_err(FileError::Digest)?;
    let computable = Hasher::for_algorithm(digest.algorithm()).is_some();
    Ok(computable.then_some(digest))
}

impl FileReading {
    fn of(
        form: TocForm,
        size: u64,
        digest: Option<Digest>,
        parts: Vec<Part>,
        kept_limit: usize,
    ) -> Result<Self, FileError> {
        let other = digest
            .as_ref()
            .and_then(|digest| Hasher::for_algorithm(digest.algorithm()))
            .filter(|_| {
                digest
                    .as_ref()
                    .is_some_and(|one| one.algorithm_name() != "sha256")
            });
        let mut reading = Self {
            form,
            size,
            digest,
            parts: parts.into_iter(),
            going: None,
            given: Given::default(),
            kept_limit,
            done: Done {
                kept: Vec::new(),
                bytes: 0,
                checked: 0,
                unpacked: 0,
                sha256: Hasher::sha256(),
                other,
            },
        };
        reading.next_part()?;
        Ok(reading)
    }

    /// Which bytes of the layer are to be given next, `None` at the end. Who has seen
    /// enough need not give them.
    #[must_use]
    pub fn wanted(&self) -> Option<Range<u64>> {
        let going = self.going.as_ref()?;
        let (start, mut end) = (going.position, going.part.stored.end);
        // Parts that stand one behind the other come by one request.
        for part in self.parts.as_slice() {
            if part.stored.start != end || end - start >= AT_ONCE {
                break;
            }
            end = part.stored.end;
        }
        Some(start..end.min(start.saturating_add(AT_ONCE)))
    }

    /// How many bytes of the file came.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.done.bytes
    }

    /// Takes the first of the bytes that are [wanted](Self::wanted), as many as there
    /// are: [`step`](Self::step) reads them.
    pub fn take(&mut self, bytes: Vec<u8>) {
        if let Some(going) = &self.going {
            let start = going.position;
            self.given = Given { start, bytes };
        }
    }

    /// Unpacks some of the bytes that were [taken](Self::take), however many there are in
    /// them, and gives `sink` what is of the file. `Break` says that nothing is left of
    /// them, so that more are wanted.
    ///
    /// # Errors
    /// Any [`FileError`] of the bytes; what `sink` was given of the part is of no use.
    pub fn step(&mut self, sink: FileSink<'_>) -> Result<ControlFlow<()>, FileError> {
        let Some(going) = &mut self.going else {
            return Ok(ControlFlow::Break(()));
        };
        let end = going.part.stored.end;
        let given = self.given.of(going.position..end);
        if given.is_empty() && !going.has_more {
            return Ok(ControlFlow::Break(()));
        }
        going.feed(given, self.kept_limit, &mut self.done, sink)?;
        if going.left == 0 {
            self.end_part()?;
        } else if going.position == end && !going.has_more {
            let at = self.done.bytes;
            return Err(FileError::EndsEarly { at });
        }
        Ok(ControlFlow::Continue(()))
    }

    /// What was read; not to the end, where bytes are still [wanted](Self::wanted).
    ///
    /// # Errors
    /// [`FileError::Mismatch`] where the whole file is not what the table vouches for.
    pub fn finish(self) -> Result<ReadFile, FileError> {
        let Self { size, done, .. } = self;
        let is_whole = self.going.is_none();
        let sha256 = done.sha256.finish();
        let mut checked = done.checked;
        if let Some(claimed) = self.digest.filter(|_| is_whole) {
            let computed = match done.other {
                Some(other) => other.finish(),
                None => sha256.clone(),
            };
            if computed != claimed {
                let computed = computed.into_digest();
                return Err(FileError::Mismatch { claimed, computed });
            }
            checked = size;
        }
        Ok(ReadFile {
            extracted: Extracted {
                kept: done.kept,
                size,
                sha256: is_whole.then_some(sha256),
            },
            checked,
        })
    }

    fn next_part(&mut self) -> Result<(), FileError> {
        let Some(part) = self.parts.next() else {
            return Ok(());
        };
        let unpacker = Unpacker::new(self.form.compression()).map_err(FileError::Unreadable)?;
        let algorithm = part.digest.as_ref().map(Digest::algorithm);
        self.going = Some(Going {
            unpacker,
            output: Output::default(),
            position: part.stored.start,
            has_more: false,
            skip: part.inner,
            left: part.size,
            hasher: algorithm.and_then(Hasher::for_algorithm),
            part,
        });
        Ok(())
    }

    fn end_part(&mut self) -> Result<(), FileError> {
        let Some(going) = self.going.take() else {
            return Ok(());
        };
        if let (Some(hasher), Some(claimed)) = (going.hasher, going.part.digest) {
            let computed = hasher.finish().into_digest();
            let at = self.done.bytes - going.part.size;
            if computed != claimed {
                return Err(FileError::Part {
                    at,
                    claimed,
                    computed,
                });
            }
            if self.done.checked == at {
                self.done.checked = self.done.bytes;
            }
        }
        self.next_part()
    }
}

impl Going {
    /// Unpacks the next bytes, of which there may be none where it has more.
    fn feed(
        &mut self,
        bytes: &[u8],
        kept_limit: usize,
        done: &mut Done,
        sink: FileSink<'_>,
    ) -> Result<(), FileError> {
        let (skip, left, hasher) = (&mut self.skip, &mut self.left, &mut self.hasher);
        let (mut is_over, enough) = (false, done.unpacked.saturating_add(STEP));
        let unpacker = &mut self.unpacker;
        let pushed = unpacker.push_some(bytes, &mut self.output, &mut |output| {
            let latest = output.latest();
            done.unpacked = done.unpacked.saturating_add(latest.len() as u64);
            is_over = done.unpacked > MAX_UNPACKED;
            // OK on 32 bits: at most what is in memory.
            let skipped = (*skip).min(latest.len() as u64) as usize;
            *skip -= skipped as u64;
            let own = latest.get(skipped..).unwrap_or_default();
            let own = own.get(..(*left).min(own.len() as u64) as usize);
            let own = own.unwrap_or_default();
            *left -= own.len() as u64;
            if let Some(hasher) = hasher {
                hasher.update(own);
            }
            done.take(own, kept_limit, sink);
            output.clear();
            match *left == 0 || is_over || done.unpacked >= enough {
                true => ControlFlow::Break(()),
                false => ControlFlow::Continue(()),
            }
        });
        if is_over {
            return Err(FileError::OverTheLimit);
        }
        let pushed = pushed.map_err(FileError::Unreadable)?;
        self.position += pushed.taken as u64;
        self.has_more = pushed.stopped;
        Ok(())
    }
}

impl Done {
    fn take(&mut self, bytes: &[u8], kept_limit: usize, sink: FileSink<'_>) {
        let room = kept_limit.saturating_sub(self.kept.len());
        self.kept
            .extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.bytes += bytes.len() as u64;
        self.sha256.update(bytes);
        if let Some(other) = &mut self.other {
            other.update(bytes);
        }
        sink(bytes);
    }
}
