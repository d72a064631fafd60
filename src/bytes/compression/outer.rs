//! The compression around a whole archive (`docker save x | gzip`): undone
//! once, into a place that can be read anywhere.
//!
//! The limits are there because a few kilobytes can say "a petabyte of zeros",
//! and what comes out is kept.

use std::io::{self, Read};
use std::ops::ControlFlow;

use super::{Compression, OUTPUT_BUFFER, Output, UnpackError, Unpacker};

/// The most that an archive may unpack to, in bytes: more than the largest
/// images that are published (machine learning, some 50 GB), and what a
/// browser may be asked to keep on disk.
pub const MAX_UNPACKED: u64 = 64 << 30;

/// The most uncompressed bytes for each compressed one. Deflate cannot exceed
/// 1,032, and archives of images have 2 to 10; what is beyond was made to be.
pub const MAX_RATIO: u64 = 2_000;

/// The ratio is looked at beyond this, in bytes: a small archive of almost
/// nothing but padding is legal.
pub const RATIO_FREE: u64 = 1 << 30;

/// The most memory that an xz decoder may take, in KiB: `xz -9` needs 65 MiB.
/// A dictionary of 4 GiB is as easily claimed, and is all that wasm has.
pub const XZ_MEMORY_KIB: u32 = 128 << 10;

/// How much is read at once, in bytes.
const INPUT_BUFFER: usize = 1 << 20;

/// Why an archive's compression cannot be undone.
#[derive(Debug, thiserror::Error)]
pub enum OuterError {
    #[error(transparent)]
    Unpack(#[from] UnpackError),
    /// The bytes cannot be read, or an xz or bzip2 stream is damaged.
    #[error("expected {format} data, but found damage after {at} bytes: {source}")]
    Read {
        format: Compression,
        at: u64,
        source: io::Error,
    },
    /// The place for the uncompressed bytes does not take them.
    #[error("expected room for the unpacked archive, but found none after {at} bytes: {source}")]
    Write { at: u64, source: io::Error },
    /// More than [`MAX_UNPACKED`].
    #[error("expected an archive of at most {MAX_UNPACKED} bytes once unpacked, but found more")]
    TooLarge,
    /// More than [`MAX_RATIO`].
    #[error(
        "expected at most {MAX_RATIO} unpacked bytes for each compressed one, but found {written} from {read}"
    )]
    Ratio { read: u64, written: u64 },
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
    output: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, OuterError> {
    let mut account = Account::new(output, compression);
    let mut input = Counted {
        inner: input,
        read: 0,
        progress,
    };
    match compression {
        Compression::None | Compression::Gzip | Compression::Zstd => {
            push_all(&mut input, compression, &mut account)?;
        }
        Compression::Xz => {
            let reader = lzma_rust2::XzReader::new_mem_limit(&mut input, true, XZ_MEMORY_KIB);
            pull_all(reader, |reader| reader.inner().read, &mut account)?;
        }
        Compression::Bzip2 => {
            let reader = bzip2::read::MultiBzDecoder::new(&mut input);
            pull_all(reader, |reader| reader.get_ref().read, &mut account)?;
        }
    }
    Ok(account.written)
}

/// Feeds an [`Unpacker`].
fn push_all<R: Read>(
    input: &mut Counted<'_, R>,
    compression: Compression,
    account: &mut Account<'_>,
) -> Result<(), OuterError> {
    let mut unpacker = Unpacker::new(compression)?;
    let mut buffer = vec![0; INPUT_BUFFER];
    let mut unpacked = Output::default();
    loop {
        let length = account.read_some(input, &mut buffer)?;
        if length == 0 {
            unpacker.finish()?;
            return Ok(());
        }
        let mut failure = None;
        let read = input.read;
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
fn pull_all<R: Read>(
    mut reader: R,
    read_so_far: impl Fn(&R) -> u64,
    account: &mut Account<'_>,
) -> Result<(), OuterError> {
    let mut buffer = vec![0; OUTPUT_BUFFER];
    loop {
        let length = account.read_some(&mut reader, &mut buffer)?;
        if length == 0 {
            return Ok(());
        }
        let read = read_so_far(&reader);
        account.write(buffer.get(..length).unwrap_or_default(), read)?;
    }
}

/// What came out so far, and the limits on it.
struct Account<'a> {
    output: &'a mut dyn FnMut(&[u8]) -> io::Result<()>,
    format: Compression,
    written: u64,
}

impl<'a> Account<'a> {
    fn new(output: &'a mut dyn FnMut(&[u8]) -> io::Result<()>, format: Compression) -> Self {
        Self {
            output,
            format,
            written: 0,
        }
    }

    fn read_some(&self, input: &mut impl Read, buffer: &mut [u8]) -> Result<usize, OuterError> {
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
        if written > MAX_UNPACKED {
            return Err(OuterError::TooLarge);
        }
        if written > RATIO_FREE && written / read.max(1) > MAX_RATIO {
            return Err(OuterError::Ratio { read, written });
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
    read: u64,
    progress: &'a mut dyn FnMut(u64),
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.read = self.read.saturating_add(length as u64);
        (self.progress)(self.read);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_stopped_by_its_size_and_by_its_ratio() {
        let cases = [
            (RATIO_FREE - 1, 1, None),
            (RATIO_FREE, 1 << 20, None),
            (
                RATIO_FREE,
                1 << 16,
                Some(
                    "expected at most 2000 unpacked bytes for each compressed one, but found 1073741825 from 65536",
                ),
            ),
            (MAX_UNPACKED - 1, 1 << 30, None),
            (
                MAX_UNPACKED,
                1 << 30,
                Some(
                    "expected an archive of at most 68719476736 bytes once unpacked, but found more",
                ),
            ),
        ];
        for (written, read, expected) in cases {
            let mut kept = 0;
            let mut output = |bytes: &[u8]| {
                kept += bytes.len();
                Ok(())
            };
            let mut account = Account::new(&mut output, Compression::Zstd);
            account.written = written;
            let error = account.write(&[0], read).err();
            assert_eq!(error.map(|error| error.to_string()).as_deref(), expected);
            assert_eq!(kept, usize::from(expected.is_none()));
        }
    }
}
