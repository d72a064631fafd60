//! Zstandard, after RFC 8878, by the decoder of `structured-zstd`, the fastest
//! in pure Rust that was measured in a browser. That decodes one frame at a
//! time; here is what finds the frames in a stream of chunks.
//!
//! ```text
//! stream    ::= (frame | skippable)+ trailing?
//! frame     ::= 28 b5 2f fd descriptor[1] window[0-1] dictionary[0-4]
//!               content-size[0-8] block+ checksum[0|4]
//! skippable ::= 5x 2a 4d 18 length[4] data
//! ```

use structured_zstd::decoding::{ContentChecksum, FrameDecoder};

use super::{Compression, Ended, Target, Trailing, UnpackError};
use crate::words::{Message, joined, sources};

/// The largest window that a frame may ask for, in bytes: what the reference
/// decoder accepts unless it is told `--long`, and all that a worker should
/// spend on one layer. Levels up to 19 need 8 MiB, `--ultra -22` 128 MiB.
pub(super) const MAX_WINDOW: u64 = 128 << 20;

const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const MAGIC_LENGTH: usize = 4;
const SKIPPABLE_HEADER_LENGTH: usize = 8;

/// A zstd stream in the making.
pub(super) struct Unzstd {
    decoder: FrameDecoder,
    state: State,
    /// Bytes that wait for the rest of what they belong to: never more than a
    /// block, which is at most 128 KiB and its header.
    pending: Vec<u8>,
    /// Bytes taken so far.
    position: u64,
    frames: u64,
    /// Skippable frames count here.
    any: bool,
    trailing: Trailing,
}

#[derive(Clone, Copy)]
enum State {
    Between,
    Frame,
    Skippable { left: u32 },
    Trailing,
}

impl Unzstd {
    pub(super) fn new() -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_content_checksum(ContentChecksum::Verify);
        // OK to ignore: it fails only for sizes outside the format's range, and
        // the decoder's own limit is the same.
        let _ = decoder.set_max_window_size(MAX_WINDOW);
        Self {
            decoder,
            state: State::Between,
            pending: Vec::new(),
            position: 0,
            frames: 0,
            any: false,
            trailing: Trailing::NONE,
        }
    }

    /// Returns how many it took.
    pub(super) fn push(&mut self, bytes: &[u8], to: &mut Target<'_>) -> Result<usize, UnpackError> {
        let mut all = 0;
        // More may come out of what was taken before it was stopped.
        if matches!(self.state, State::Frame) && self.decoder.can_collect() > 0 {
            self.decode(&[], to)?;
        }
        while let Some(rest) = bytes.get(all..).filter(|rest| !rest.is_empty())
            && !to.stopped
        {
            let taken = if self.pending.is_empty() {
                self.direct(rest, to)?
            } else {
                self.pended(rest, to)?
            };
            self.position = self.position.saturating_add(taken as u64);
            all += taken;
        }
        Ok(all)
    }

    pub(super) fn finish(mut self) -> Result<Ended, UnpackError> {
        // What is shorter than a magic number begins no frame.
        let between = matches!(self.state, State::Between);
        if self.any && between && self.pending.len() < MAGIC_LENGTH {
            self.trailing.add(&self.pending);
            self.pending.clear();
        }
        let complete = matches!(self.state, State::Between | State::Trailing);
        if !complete || !self.pending.is_empty() || !self.any {
            return Err(UnpackError::Truncated {
                format: Compression::Zstd,
                at: self.position,
            });
        }
        Ok(Ended {
            members: self.frames,
            trailing: self.trailing.some(),
        })
    }

    /// Takes what can be taken without a copy, and puts the rest aside.
    fn direct(&mut self, bytes: &[u8], to: &mut Target<'_>) -> Result<usize, UnpackError> {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            let read = self.step(rest, to)?;
            if to.stopped {
                return Ok(taken + read);
            }
            if read == 0 {
                self.pending.extend_from_slice(rest);
                return Ok(bytes.len());
            }
            taken += read;
        }
        Ok(taken)
    }

    /// Completes what waits, no further than its next step needs.
    fn pended(&mut self, bytes: &[u8], to: &mut Target<'_>) -> Result<usize, UnpackError> {
        let wanted = self.wanted().max(self.pending.len() + 1);
        let part = bytes.get(..wanted - self.pending.len()).unwrap_or(bytes);
        self.pending.extend_from_slice(part);
        let pending = std::mem::take(&mut self.pending);
        let read = self.step(&pending, to)?;
        self.pending = pending;
        self.pending.drain(..read.min(self.pending.len()));
        Ok(part.len())
    }

    /// How many bytes the next step needs in hand, as far as that is known.
    fn wanted(&self) -> usize {
        match self.state {
            State::Frame => self.decoder.input_needed(&self.pending),
            State::Between => header_length(&self.pending),
            State::Skippable { .. } | State::Trailing => 1,
        }
    }

    /// Takes some of `bytes`, or none where the step needs more of them.
    fn step(&mut self, bytes: &[u8], to: &mut Target<'_>) -> Result<usize, UnpackError> {
        match self.state {
            State::Between => self.begin(bytes),
            State::Frame => self.decode(bytes, to),
            State::Skippable { left } => {
                let taken = usize::try_from(left).unwrap_or(usize::MAX).min(bytes.len());
                // OK: `taken` is at most `left`.
                let left = left - taken as u32;
                self.state = if left == 0 {
                    State::Between
                } else {
                    State::Skippable { left }
                };
                Ok(taken)
            }
            State::Trailing => {
                self.trailing.add(bytes);
                Ok(bytes.len())
            }
        }
    }

    fn begin(&mut self, bytes: &[u8]) -> Result<usize, UnpackError> {
        let length = header_length(bytes);
        let Some(mut header) = bytes.get(..length) else {
            return Ok(0);
        };
        match *header {
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, a, b, c, d] => {
                let left = u32::from_le_bytes([a, b, c, d]);
                self.any = true;
                if left > 0 {
                    self.state = State::Skippable { left };
                }
            }
            _ if header.starts_with(&MAGIC) => {
                self.decoder
                    .reset(&mut header)
                    .map_err(|error| self.corrupt(joined::verbatim(error.to_string())))?;
                self.state = State::Frame;
            }
            _ if self.any => {
                self.trailing.add(header);
                self.state = State::Trailing;
            }
            _ => return Err(self.corrupt(sources::no_header("zstd"))),
        }
        Ok(length)
    }

    fn decode(&mut self, bytes: &[u8], to: &mut Target<'_>) -> Result<usize, UnpackError> {
        let mut taken = 0;
        loop {
            let rest = bytes.get(taken..).unwrap_or_default();
            let (read, written) = self
                .decoder
                .decode_from_to(rest, to.room())
                .map_err(|error| self.corrupt(joined::verbatim(error.to_string())))?;
            taken += read;
            let goes_on = to.filled(written);
            if self.decoder.is_finished() && self.decoder.can_collect() == 0 {
                self.frames += 1;
                self.any = true;
                self.state = State::Between;
                return Ok(taken);
            }
            if !goes_on || read == 0 && written == 0 {
                return Ok(taken);
            }
        }
    }

    fn corrupt(&self, detail: Message) -> UnpackError {
        UnpackError::Corrupt {
            format: Compression::Zstd,
            at: self.position,
            detail,
        }
    }
}

/// How long the header that `bytes` begin with is, as far as they tell
/// (RFC 8878, 3.1.1.1 and 3.1.2).
fn header_length(bytes: &[u8]) -> usize {
    match bytes {
        [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => SKIPPABLE_HEADER_LENGTH,
        [0x28, 0xb5, 0x2f, 0xfd] => MAGIC_LENGTH + 1,
        [0x28, 0xb5, 0x2f, 0xfd, descriptor, ..] => {
            let single_segment = descriptor & 0x20 != 0;
            let window = usize::from(!single_segment);
            let dictionary = [0, 1, 2, 4];
            let dictionary = dictionary.get(usize::from(descriptor & 3));
            let content_size = match descriptor >> 6 {
                0 => usize::from(single_segment),
                flag => 1 << flag,
            };
            MAGIC_LENGTH + 1 + window + dictionary.copied().unwrap_or(0) + content_size
        }
        _ => MAGIC_LENGTH,
    }
}
