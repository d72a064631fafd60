//! Compression: recognised by the first bytes, never by a name, and undone as
//! the bytes come by.
//!
//! [`Unpacker`] is pushed slices of any size, because bytes come as slices of a
//! file or as chunks of a response; its memory does not depend on how much
//! comes in or out. Gzip (RFC 1952) with several members and zstd (RFC 8878)
//! with several frames, skippable ones among them, are one stream each.
//! [`outer`] undoes the compression around a whole archive, where xz and bzip2
//! are usual too.
//!
//! Not here: hashing, and what the bytes are.

mod gzip;
pub mod outer;
pub mod pulled;
mod zstd;

#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use gzip::Gunzip;
use zstd::Unzstd;

use crate::words::{Message, sources};

/// How many first bytes [`Compression::sniff`] looks at.
pub const SNIFF_LENGTH: usize = 6;

/// Uncompressed bytes that are handed on at once. Inflating into less than
/// 256 KiB costs speed, and more of it gains none (measured in a browser).
const OUTPUT_BUFFER: usize = 256 * 1024;

/// The largest place for uncompressed bytes that is used again. Only what was made
/// to unpack to much takes more.
const ROOM_KEPT: usize = 8 << 20;

/// How bytes are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    None,
    Gzip,
    Zstd,
    Xz,
    Bzip2,
}

impl Compression {
    /// Tells the compression from the first [`SNIFF_LENGTH`] bytes, or all of
    /// them where there are fewer.
    #[must_use]
    pub fn sniff(first: &[u8]) -> Self {
        match first {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            // A skippable frame may come first (RFC 8878, 3.1.2).
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            // "BZh", then the size of a block in units of 100 kB.
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Self::Bzip2,
            _ => Self::None,
        }
    }
}

impl fmt::Display for Compression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::None => "uncompressed",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
            Self::Xz => "xz",
            Self::Bzip2 => "bzip2",
        })
    }
}

/// Bytes behind the end of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trailing {
    pub bytes: u64,
    pub all_zero: bool,
}

impl Trailing {
    /// Nothing yet.
    pub(crate) const NONE: Self = Self {
        bytes: 0,
        all_zero: true,
    };

    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        // Once it is known not to be zero, gigabytes of it cost nothing.
        self.all_zero = self.all_zero && bytes.iter().all(|byte| *byte == 0);
    }

    /// `None` where nothing was added.
    pub(crate) fn some(self) -> Option<Self> {
        (self.bytes > 0).then_some(self)
    }
}

/// Why compressed bytes cannot be read to their end. None of it says anything
/// about the digest of the bytes as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnpackError {
    /// The stream ends before it is complete.
    Truncated { format: Compression, at: u64 },
    /// The stream breaks the rules of its format.
    Corrupt {
        format: Compression,
        at: u64,
        detail: Message,
    },
    /// A gzip member's checksum (RFC 1952, 2.3.1, CRC32).
    Checksum { stated: u32, computed: u32 },
    /// A gzip member's length modulo 2^32 (RFC 1952, 2.3.1, ISIZE).
    Length { stated: u32, found: u32 },
    /// A format that is not undone while it streams by.
    Format { found: Compression },
    /// Whoever takes the uncompressed bytes wants no more of them.
    Stopped,
}

impl UnpackError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Truncated { format, at } => sources::stream_ends(format.to_string(), *at),
            Self::Corrupt { format, at, detail } => {
                sources::damage_before(format.to_string(), *at, detail.clone())
            }
            Self::Checksum { stated, computed } => {
                sources::gzip_checksum(format!("{stated:08x}"), format!("{computed:08x}"))
            }
            Self::Length { stated, found } => sources::gzip_length(*stated, *found),
            Self::Format { found } => sources::not_streamed(found.to_string()),
            Self::Stopped => sources::reader_stopped(),
        }
    }
}

impl fmt::Display for UnpackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// Uncompressed bytes. Who unpacks adds to them; who is shown the
/// [latest](Self::latest) keeps all of them here, without a copy, or
/// [clears](Self::clear) the place.
#[derive(Default)]
pub struct Output {
    /// Grows to what was kept at most: to fill it anew each time costs as much as
    /// half a copy.
    bytes: Vec<u8>,
    kept: usize,
    filled: usize,
}

impl Output {
    /// All that is kept, with the latest.
    #[must_use]
    pub fn all(&self) -> &[u8] {
        self.bytes.get(..self.filled).unwrap_or_default()
    }

    /// What came last.
    #[must_use]
    pub fn latest(&self) -> &[u8] {
        self.bytes.get(self.kept..self.filled).unwrap_or_default()
    }

    /// Keeps nothing of what came so far.
    pub fn clear(&mut self) {
        self.filled = 0;
        if self.bytes.len() > ROOM_KEPT {
            self.bytes = Vec::new();
        }
    }

    /// A place for the next bytes, of [`OUTPUT_BUFFER`] of them.
    fn room(&mut self) -> &mut [u8] {
        self.kept = self.filled;
        let end = self.kept + OUTPUT_BUFFER;
        if self.bytes.len() < end {
            self.bytes.resize(end, 0);
        }
        self.bytes.get_mut(self.kept..end).unwrap_or_default()
    }

    /// So many were put there.
    fn fill(&mut self, written: usize) {
        self.filled = (self.kept + written).min(self.bytes.len());
    }
}

/// Is told of uncompressed bytes as they come; `Break` stops the unpacking, for now or
/// for good.
pub type Sink<'a> = &'a mut dyn FnMut(&mut Output) -> ControlFlow<()>;

/// Undoes compression, slice by slice.
pub struct Unpacker(Kind);

enum Kind {
    Plain,
    Gzip(Box<Gunzip>),
    Zstd(Box<Unzstd>),
}

/// What is known when a stream has ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Gzip members or zstd frames; 1 where plain. Skippable frames hold no
    /// content and do not count.
    pub members: u64,
    /// What follows the last member.
    pub trailing: Option<Trailing>,
}

impl Ended {
    /// Where nothing is unpacked, or in one piece.
    pub const PLAIN: Self = Self {
        members: 1,
        trailing: None,
    };
}

impl Unpacker {
    /// # Errors
    /// [`UnpackError::Format`] for xz and bzip2: image-spec, `layer.md`, knows
    /// plain, gzip and zstd layers, and no runtime unpacks others.
    pub fn new(compression: Compression) -> Result<Self, UnpackError> {
        Ok(Self(match compression {
            Compression::None => Kind::Plain,
            Compression::Gzip => Kind::Gzip(Box::new(Gunzip::new())),
            Compression::Zstd => Kind::Zstd(Box::new(Unzstd::new())),
            found @ (Compression::Xz | Compression::Bzip2) => {
                return Err(UnpackError::Format { found });
            }
        }))
    }

    /// Takes the next bytes as stored, and puts what they unpack to into `output`,
    /// which `sink` is shown.
    ///
    /// # Errors
    /// Any [`UnpackError`]; the unpacker is of no use afterwards.
    pub fn push(
        &mut self,
        bytes: &[u8],
        output: &mut Output,
        sink: Sink<'_>,
    ) -> Result<(), UnpackError> {
        match self.push_some(bytes, output, sink)? {
            Pushed { stopped: true, .. } => Err(UnpackError::Stopped),
            Pushed { stopped: false, .. } => Ok(()),
        }
    }

    /// The same for who goes on after the sink stopped it: with those of the bytes that
    /// were not taken, of which there may be none.
    ///
    /// # Errors
    /// Any [`UnpackError`] but `Stopped`; the unpacker is of no use afterwards.
    pub fn push_some(
        &mut self,
        bytes: &[u8],
        output: &mut Output,
        sink: Sink<'_>,
    ) -> Result<Pushed, UnpackError> {
        let stopped = false;
        let to = &mut Target {
            output,
            sink,
            stopped,
        };
        let taken = match &mut self.0 {
            Kind::Plain => plain(bytes, to),
            Kind::Gzip(gunzip) => gunzip.push(bytes, to)?,
            Kind::Zstd(unzstd) => unzstd.push(bytes, to)?,
        };
        let stopped = to.stopped;
        Ok(Pushed { taken, stopped })
    }

    /// Says that no more bytes come.
    ///
    /// # Errors
    /// [`UnpackError::Truncated`] where the stream is not complete.
    pub fn finish(self) -> Result<Ended, UnpackError> {
        match self.0 {
            Kind::Plain => Ok(Ended::PLAIN),
            Kind::Gzip(gunzip) => gunzip.finish(),
            Kind::Zstd(unzstd) => unzstd.finish(),
        }
    }
}

/// How far a push came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pushed {
    /// How many of the bytes were taken: all, unless the sink stopped it.
    pub taken: usize,
    pub stopped: bool,
}

fn plain(bytes: &[u8], to: &mut Target<'_>) -> usize {
    let mut taken = 0;
    for part in bytes.chunks(OUTPUT_BUFFER) {
        if let Some(place) = to.room().get_mut(..part.len()) {
            place.copy_from_slice(part);
        }
        taken += part.len();
        if !to.filled(part.len()) {
            break;
        }
    }
    taken
}

/// Where uncompressed bytes go.
struct Target<'a> {
    output: &'a mut Output,
    sink: Sink<'a>,
    stopped: bool,
}

impl Target<'_> {
    /// A place for the next bytes, of [`OUTPUT_BUFFER`] of them.
    fn room(&mut self) -> &mut [u8] {
        self.output.room()
    }

    /// So many were put there. Whether to go on.
    fn filled(&mut self, written: usize) -> bool {
        self.output.fill(written);
        self.stopped |= written > 0 && (self.sink)(self.output).is_break();
        !self.stopped
    }
}
