//! Gzip, after RFC 1952. The framing is written here because a stream may have
//! thousands of members (estargz has one for each file), because what follows
//! the last one must be told from a damaged member, and because every checksum
//! that disagrees is to be named.
//!
//! ```text
//! stream  ::= member+ trailing?
//! member  ::= header deflate-data crc32[4] isize[4]
//! header  ::= 1f 8b 08 flags[1] mtime[4] xfl[1] os[1]
//!             (length[2] extra)? (name 00)? (comment 00)? header-crc[2]?
//! ```

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{Compression, Ended, Target, Trailing, UnpackError};
use crate::words::{Message, joined, sources};

const FLAG_HEADER_CRC: u8 = 0x02;
const FLAG_EXTRA: u8 = 0x04;
const FLAG_NAME: u8 = 0x08;
const FLAG_COMMENT: u8 = 0x10;
/// "Reserved FLG bits must be zero", and a decoder must refuse them, as they
/// may announce fields that it would take for data (RFC 1952, 2.3.1.2).
const FLAGS_RESERVED: u8 = 0xe0;

const HEADER_LENGTH: usize = 10;
const TRAILER_LENGTH: usize = 8;

/// A gzip stream in the making.
pub(super) struct Gunzip {
    state: State,
    /// The bytes of a field that is not complete yet.
    field: Vec<u8>,
    flags: u8,
    header_crc: Crc,
    inflate: Decompress,
    crc: Crc,
    /// Bytes taken so far.
    position: u64,
    members: u64,
    trailing: Trailing,
}

/// What comes next.
enum State {
    Header,
    ExtraLength,
    Extra { left: usize },
    Name,
    Comment,
    HeaderCrc,
    Body,
    Trailer,
    Trailing,
}

impl Gunzip {
    pub(super) fn new() -> Self {
        Self {
            state: State::Header,
            field: Vec::with_capacity(HEADER_LENGTH),
            flags: 0,
            header_crc: Crc::new(),
            inflate: Decompress::new(false),
            crc: Crc::new(),
            position: 0,
            members: 0,
            trailing: Trailing::NONE,
        }
    }

    /// Returns how many it took.
    pub(super) fn push(&mut self, bytes: &[u8], to: &mut Target<'_>) -> Result<usize, UnpackError> {
        let mut all = 0;
        // More may come out of what was taken before it was stopped.
        if bytes.is_empty() && matches!(self.state, State::Body) {
            self.body(bytes, to)?;
        }
        while let Some(rest) = bytes.get(all..).filter(|rest| !rest.is_empty())
            && !to.stopped
        {
            let taken = self.step(rest, to)?;
            self.position = self.position.saturating_add(taken as u64);
            all += taken;
        }
        Ok(all)
    }

    pub(super) fn finish(mut self) -> Result<Ended, UnpackError> {
        let between = matches!(self.state, State::Header) && self.members > 0;
        // A single 1f at the end could have begun a member, and did not.
        if between && self.field.len() < 2 {
            self.trailing.add(&self.field);
        } else if !matches!(self.state, State::Trailing) {
            return Err(UnpackError::Truncated {
                format: Compression::Gzip,
                at: self.position,
            });
        }
        Ok(Ended {
            members: self.members,
            trailing: self.trailing.some(),
        })
    }

    /// Takes at least one of `bytes`, which are not empty, unless it is stopped.
    fn step(&mut self, bytes: &[u8], to: &mut Target<'_>) -> Result<usize, UnpackError> {
        match &mut self.state {
            State::Header => return self.header(bytes),
            State::Body => return self.body(bytes, to),
            State::Trailing => {
                self.trailing.add(bytes);
                return Ok(bytes.len());
            }
            State::Trailer => {
                let taken = self.gather(bytes, TRAILER_LENGTH);
                if self.field.len() == TRAILER_LENGTH {
                    self.end_member()?;
                }
                return Ok(taken);
            }
            State::ExtraLength | State::Extra { .. } | State::Name | State::Comment => {}
            State::HeaderCrc => {
                let taken = self.gather(bytes, 2);
                if let [low, high] = *self.field.as_slice() {
                    self.end_header(u16::from_le_bytes([low, high]))?;
                }
                return Ok(taken);
            }
        }
        let taken = self.optional_field(bytes);
        self.header_crc
            .update(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    /// Adds to the field until it has `wanted` bytes; says how many it took.
    fn gather(&mut self, bytes: &[u8], wanted: usize) -> usize {
        let missing = wanted.saturating_sub(self.field.len());
        let part = bytes.get(..missing).unwrap_or(bytes);
        self.field.extend_from_slice(part);
        part.len()
    }

    fn header(&mut self, bytes: &[u8]) -> Result<usize, UnpackError> {
        // One byte at a time as far as the magic: what does not begin with it
        // is no member, however much of it there is.
        let wanted = if self.field.len() < 2 {
            self.field.len() + 1
        } else {
            HEADER_LENGTH
        };
        let taken = self.gather(bytes, wanted);
        match *self.field.as_slice() {
            [0x1f] | [0x1f, 0x8b] => {}
            [0x1f, 0x8b, 8, flags, _, _, _, _, _, _] => {
                if flags & FLAGS_RESERVED != 0 {
                    return Err(self.corrupt(sources::gzip_flags(format!("{flags:#04x}"))));
                }
                self.flags = flags;
                self.header_crc.reset();
                self.header_crc.update(&self.field);
                self.field.clear();
                self.next_field(FLAG_EXTRA);
            }
            [0x1f, 0x8b, method, ..] if method != 8 => {
                return Err(self.corrupt(sources::gzip_method(method)));
            }
            [0x1f, 0x8b, ..] => {}
            _ if self.members == 0 => {
                return Err(self.corrupt(sources::no_header("gzip")));
            }
            _ => {
                self.trailing.add(&self.field);
                self.field.clear();
                self.state = State::Trailing;
            }
        }
        Ok(taken)
    }

    /// The field of the header that comes next, from `flag` on.
    fn next_field(&mut self, flag: u8) {
        let order = [
            (FLAG_EXTRA, State::ExtraLength),
            (FLAG_NAME, State::Name),
            (FLAG_COMMENT, State::Comment),
            (FLAG_HEADER_CRC, State::HeaderCrc),
        ];
        self.state = order
            .into_iter()
            .skip_while(|(this, _)| *this != flag)
            .find(|(this, _)| self.flags & this != 0)
            .map_or(State::Body, |(_, state)| state);
    }

    /// The optional fields, of which nothing is kept: a name may be as long as
    /// the file.
    fn optional_field(&mut self, bytes: &[u8]) -> usize {
        match self.state {
            State::ExtraLength => {
                let taken = self.gather(bytes, 2);
                if let [low, high] = *self.field.as_slice() {
                    let left = usize::from(u16::from_le_bytes([low, high]));
                    self.field.clear();
                    self.state = State::Extra { left };
                    if left == 0 {
                        self.next_field(FLAG_NAME);
                    }
                }
                taken
            }
            State::Extra { left } => {
                let taken = left.min(bytes.len());
                self.state = State::Extra { left: left - taken };
                if left == taken {
                    self.next_field(FLAG_NAME);
                }
                taken
            }
            State::Name => self.text(bytes, FLAG_COMMENT),
            _ => self.text(bytes, FLAG_HEADER_CRC),
        }
    }

    fn text(&mut self, bytes: &[u8], next: u8) -> usize {
        match bytes.iter().position(|byte| *byte == 0) {
            Some(end) => {
                self.next_field(next);
                end + 1
            }
            None => bytes.len(),
        }
    }

    fn end_header(&mut self, stated: u16) -> Result<(), UnpackError> {
        // The two least significant bytes of the CRC-32 (RFC 1952, 2.3.1).
        let computed = self.header_crc.sum() & 0xffff;
        if u32::from(stated) != computed {
            let detail =
                sources::gzip_header_checksum(format!("{computed:04x}"), format!("{stated:04x}"));
            return Err(self.corrupt(detail));
        }
        self.field.clear();
        self.state = State::Body;
        Ok(())
    }

    fn body(&mut self, bytes: &[u8], to: &mut Target<'_>) -> Result<usize, UnpackError> {
        let mut taken = 0;
        loop {
            let room = to.room();
            let wanted = room.len();
            let rest = bytes.get(taken..).unwrap_or_default();
            let (read, written) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self
                .inflate
                .decompress(rest, room, FlushDecompress::None)
                .map_err(|error| self.corrupt(joined::verbatim(error.to_string())))?;
            let read = length(self.inflate.total_in() - read);
            let written = length(self.inflate.total_out() - written);
            taken += read;
            self.crc.update(room.get(..written).unwrap_or_default());
            let goes_on = to.filled(written);
            if status == Status::StreamEnd {
                self.state = State::Trailer;
                return Ok(taken);
            }
            // A full output buffer may leave more to come out.
            if !goes_on || taken == bytes.len() && written < wanted {
                return Ok(taken);
            }
            if read == 0 && written == 0 {
                return Err(self.corrupt(sources::no_progress()));
            }
        }
    }

    fn end_member(&mut self) -> Result<(), UnpackError> {
        let number = |bytes: Option<&[u8]>| {
            let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
            u32::from_le_bytes(bytes.unwrap_or_default())
        };
        let stated = number(self.field.get(..4));
        let computed = self.crc.sum();
        if stated != computed {
            return Err(UnpackError::Checksum { stated, computed });
        }
        let stated = number(self.field.get(4..));
        // Truncation is what "modulo 2^32" means.
        let found = self.inflate.total_out() as u32;
        if stated != found {
            return Err(UnpackError::Length { stated, found });
        }
        self.members += 1;
        self.field.clear();
        self.crc.reset();
        self.inflate.reset(false);
        self.state = State::Header;
        Ok(())
    }

    fn corrupt(&self, detail: Message) -> UnpackError {
        UnpackError::Corrupt {
            format: Compression::Gzip,
            at: self.position,
            detail,
        }
    }
}

/// OK on 32 bits: never more than the buffers it counts, which are in memory.
fn length(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}
