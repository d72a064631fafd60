//! The compression around a whole archive (`docker save x | gzip`): undone
//! once, into a place that can be read anywhere.
//!
//! The limits are there because a few kilobytes can say "a petabyte of zeros",
//! and what comes out is kept.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::ops::ControlFlow;

use super::pulled::{Input, pulled};
use super::{Compression, OUTPUT_BUFFER, Output, UnpackError, Unpacker};
use crate::words::{Message, sources};

/// The most that an archive may unpack to, in bytes, whoever says so: more than
/// the largest images that are published (machine learning, some 50 GB), and
/// what a browser may be asked to keep on disk.
pub const MAX_UNPACKED: u64 = 64_000_000_000;

/// The most that is unpacked unasked, in bytes. Few images are larger, and a
/// person should know of so much disk being taken.
pub const MAX_UNASKED: u64 = 16_000_000_000;

/// The most uncompressed bytes for each compressed one that are unpacked
/// unasked: what layers are held to as well. Archives of images have 2 to 10,
/// deflate at most 1,032, the other formats many thousand.
pub const MAX_RATIO: u64 = 100;

/// The ratio is looked at beyond this, in bytes, as for layers: a small archive
/// of almost nothing but padding is legal, and harms nobody.
pub const RATIO_FREE: u64 = 64_000_000;

/// What an archive may unpack to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// In bytes.
    pub size: u64,
    /// Uncompressed bytes for each compressed one, beyond [`RATIO_FREE`].
    pub ratio: Option<u64>,
}

impl Limits {
    /// Without asking anybody.
    pub const GUARDED: Self = Self {
        size: MAX_UNASKED,
        ratio: Some(MAX_RATIO),
    };
    /// Once a person said to go on.
    pub const ANYWAY: Self = Self {
        size: MAX_UNPACKED,
        ratio: None,
    };
}

/// How much is read at once, in bytes.
const INPUT_BUFFER: usize = 1 << 20;

/// Why an archive's compression cannot be undone.
#[derive(Debug)]
pub enum OuterError {
    Unpack(UnpackError),
    /// The bytes cannot be read, or an xz or bzip2 stream is damaged.
    Read {
        format: Compression,
        at: u64,
        source: io::Error,
    },
    /// The place for the uncompressed bytes does not take them.
    Write {
        at: u64,
        source: io::Error,
    },
    /// More than [`Limits::size`].
    TooLarge {
        limit: u64,
    },
    /// More than [`Limits::ratio`].
    Ratio {
        limit: u64,
        read: u64,
        written: u64,
    },
}

impl OuterError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Unpack(error) => error.message(),
            Self::Read { format, at, source } => {
                sources::damage_after(format.to_string(), *at, source.to_string())
            }
            Self::Write { at, source } => sources::no_room(*at, source.to_string()),
            Self::TooLarge { limit } => sources::unpacks_to_too_much(*limit),
            Self::Ratio {
                limit,
                read,
                written,
            } => sources::unpacks_too_far(*limit, *written, *read),
        }
    }
}

impl fmt::Display for OuterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl From<UnpackError> for OuterError {
    fn from(error: UnpackError) -> Self {
        Self::Unpack(error)
    }
}

/// Unpacks `input` into `output`, and says how many bytes came out. Memory is
/// constant. `progress` is told the compressed bytes read so far. What follows
/// the end of a gzip or zstd stream is passed over, as gzip(1) does.
///
/// # Errors
/// See [`OuterError`]; what was written so far is then of no use.
pub fn decompress_outer(
    input: impl Read,
    compression: Compression,
    limits: Limits,
    output: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, OuterError> {
    let mut account = Account::new(output, compression, limits);
    let read = Cell::new(0);
    let input = Counted {
        inner: input,
        read: &read,
        progress,
    };
    match pulled(Box::new(input), compression) {
        Ok(reader) => pull_all(reader, &read, &mut account)?,
        Err(input) => push_all(input, &read, compression, &mut account)?,
    }
    Ok(account.written)
}

/// Feeds an [`Unpacker`].
fn push_all(
    mut input: Input<'_>,
    read: &Cell<u64>,
    compression: Compression,
    account: &mut Account<'_>,
) -> Result<(), OuterError> {
    let mut unpacker = Unpacker::new(compression)?;
    let mut buffer = vec![0; INPUT_BUFFER];
    let mut unpacked = Output::default();
    loop {
        let length = account.read_some(&mut input, &mut buffer)?;
        if length == 0 {
            unpacker.finish()?;
            return Ok(());
        }
        let mut failure = None;
        let read = read.get();
        let bytes = buffer.get(..length).unwrap_or_default();
        let pushed = unpacker.push(bytes, &mut unpacked, &mut |unpacked| {
            let written = account.write(unpacked.latest(), read);
            unpacked.clear();
            match written {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failure = Some(error);
                    ControlFlow::Break(())
                }
            }
        });
        match failure {
            Some(error) => return Err(error),
            None => pushed?,
        }
    }
}

/// Drains a decoder that is a reader itself.
fn pull_all(
    mut reader: Input<'_>,
    read: &Cell<u64>,
    account: &mut Account<'_>,
) -> Result<(), OuterError> {
    let mut buffer = vec![0; OUTPUT_BUFFER];
    loop {
        let length = account.read_some(&mut reader, &mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        account.write(buffer.get(..length).unwrap_or_default(), read.get())?;
    }
}

/// What came out so far, and the limits on it.
struct Account<'a> {
    output: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
    format: Compression,
    limits: Limits,
    written: u64,
}

impl<'a> Account<'a> {
    fn new(
        output: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
        format: Compression,
        limits: Limits,
    ) -> Self {
        Self {
            output,
            format,
            limits,
            written: 0,
        }
    }

    fn read_some(&self, input: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, OuterError> {
        loop {
            match input.read(buffer) {
                Ok(length) => return Ok(length),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => {
                    return Err(OuterError::Read {
                        format: self.format,
                        at: self.written,
                        source,
                    });
                }
            }
        }
    }

    fn write(&mut self, bytes: &[u8], read: u64) -> Result<(), OuterError> {
        let written = self.written.saturating_add(bytes.len() as u64);
        let limit = self.limits.size;
        if written > limit {
            return Err(OuterError::TooLarge { limit });
        }
        if let Some(limit) = self.limits.ratio
            && written > RATIO_FREE
            && written > read.saturating_mul(limit)
        {
            return Err(OuterError::Ratio {
                limit,
                read,
                written,
            });
        }
        (self.output)(bytes).map_err(|source| OuterError::Write {
            at: self.written,
            source,
        })?;
        self.written = written;
        Ok(())
    }
}

/// Counts what is read, and tells it.
struct Counted<'a, R> {
    inner: R,
    read: &'a Cell<u64>,
    progress: &'a mut dyn FnMut(u64),
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        let read = self.read.get().saturating_add(length as u64);
        self.read.set(read);
        (self.progress)(read);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_stopped_by_its_size_and_by_its_ratio() {
        let (guarded, anyway) = (Limits::GUARDED, Limits::ANYWAY);
        let ratio = "expected at most 100 unpacked bytes for each compressed one, but found 64,000,001 from the first 640,000";
        let unasked =
            "expected an archive of at most 16,000,000,000 bytes once unpacked, but found more";
        let most =
            "expected an archive of at most 64,000,000,000 bytes once unpacked, but found more";
        let cases = [
            // What was written before one byte more, and read for it.
            (guarded, RATIO_FREE - 1, 1, None),
            (guarded, RATIO_FREE, RATIO_FREE / 100 + 1, None),
            (guarded, RATIO_FREE, RATIO_FREE / 100, Some(ratio)),
            (guarded, MAX_UNASKED - 1, 1 << 30, None),
            (guarded, MAX_UNASKED, 1 << 30, Some(unasked)),
            (anyway, RATIO_FREE, 1, None),
            (anyway, MAX_UNASKED, 1, None),
            (anyway, MAX_UNPACKED - 1, 1, None),
            (anyway, MAX_UNPACKED, 1 << 30, Some(most)),
        ];
        for (limits, written, read, expected) in cases {
            let mut kept = 0;
            let mut output = |bytes: &[u8]| {
                kept += bytes.len();
                Ok(())
            };
            let mut account = Account::new(&mut output, Compression::Zstd, limits);
            account.written = written;
            let error = account.write(&[0], read).err();
            assert_eq!(error.map(|error| error.to_string()).as_deref(), expected);
            assert_eq!(kept, usize::from(expected.is_none()));
        }
    }
}
