//! One header block of a tar: its checksum, its name and its numbers, as Go's
//! `archive/tar` reads them.
//!
//! The `tar` crate is not asked: it takes the prefix of a name only where the
//! version is `00`, refuses blank numbers, which old archives have and every
//! other reader takes for zero, and passes over the sign of binary ones.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::BLOCK;
use super::entry::Device;
use crate::words::{Message, sources};

/// Why a block is no header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HeaderError {
    Short { found: usize },
    Checksum { stated: i64, computed: i64 },
    NoChecksum,
    Size,
    Sparse,
}

impl HeaderError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Short { found } => sources::short_header(BLOCK, *found),
            Self::Checksum { stated, computed } => {
                sources::header_checksum(computed.to_string(), stated.to_string())
            }
            Self::NoChecksum => sources::no_header_checksum(),
            Self::Size => sources::header_size(),
            Self::Sparse => sources::sparse_header(),
        }
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

const NAME: Range<usize> = 0..100;
const MODE: Range<usize> = 100..108;
const UID: Range<usize> = 108..116;
const GID: Range<usize> = 116..124;
const SIZE: Range<usize> = 124..136;
const MTIME: Range<usize> = 136..148;
const CHECKSUM: Range<usize> = 148..156;
const TYPEFLAG: usize = 156;
const LINK: Range<usize> = 157..257;
const MAGIC: Range<usize> = 257..263;
const VERSION: Range<usize> = 263..265;
const UNAME: Range<usize> = 265..297;
const GNAME: Range<usize> = 297..329;
const DEVICE: [Range<usize>; 2] = [329..337, 337..345];
const PREFIX: Range<usize> = 345..500;
const STAR_PREFIX: Range<usize> = 345..476;
const STAR_TIMES: [Range<usize>; 2] = [476..488, 488..500];
const STAR_TRAILER: Range<usize> = 508..512;
const GNU_TIMES: [Range<usize>; 2] = [345..357, 357..369];
const GNU_EXTENDED: usize = 482;
const GNU_REAL_SIZE: Range<usize> = 483..495;

/// What the magic says of the fields behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    V7,
    Ustar,
    /// `ustar` with a shorter prefix and two times behind it.
    Star,
    Gnu,
}

/// One header whose checksum is right.
pub(super) struct Header<'a> {
    block: &'a [u8; BLOCK],
    format: Format,
}

/// The numbers of a header that describe its entry.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Numbers {
    pub(super) mode: u32,
    pub(super) uid: u64,
    pub(super) gid: u64,
    pub(super) mtime: i64,
    /// A field is no number, for which Go refuses the archive, or an owner is
    /// below 0.
    pub(super) malformed: bool,
}

/// What the header of a sparse file in the old GNU format adds.
#[derive(Clone, Copy)]
pub(super) struct OldSparse {
    pub(super) size: u64,
    /// Blocks of its map follow.
    pub(super) extended: bool,
}

impl<'a> Header<'a> {
    pub(super) fn new(block: &'a [u8; BLOCK]) -> Result<Self, HeaderError> {
        check(block)?;
        let at = |field: Range<usize>| block.get(field).unwrap_or_default();
        // The version of `ustar` is not looked at: neither Go nor GNU tar does.
        let format = match (at(MAGIC), at(VERSION), at(STAR_TRAILER)) {
            (b"ustar\0", _, b"tar\0") => Format::Star,
            (b"ustar\0", _, _) => Format::Ustar,
            (b"ustar ", b" \0", _) => Format::Gnu,
            _ => Format::V7,
        };
        Ok(Self { block, format })
    }

    fn field(&self, field: Range<usize>) -> &'a [u8] {
        self.block.get(field).unwrap_or_default()
    }

    pub(super) fn typeflag(&self) -> u8 {
        self.block.get(TYPEFLAG).copied().unwrap_or_default()
    }

    pub(super) fn size(&self) -> Result<u64, HeaderError> {
        size(self.field(SIZE))
    }

    pub(super) fn link(&self) -> &'a [u8] {
        text(self.field(LINK))
    }

    /// The names of user and group, which the oldest format does not have.
    pub(super) fn owners(&self) -> [&'a [u8]; 2] {
        match self.format {
            Format::V7 => [b"", b""],
            _ => [UNAME, GNAME].map(|field| text(self.field(field))),
        }
    }

    /// The prefix and the name, and whether readers differ on the prefix.
    pub(super) fn path(&self) -> (Cow<'a, [u8]>, bool) {
        let name = text(self.field(NAME));
        let (prefix, disputed) = self.prefix();
        if prefix.is_empty() {
            return (Cow::Borrowed(name), disputed);
        }
        (Cow::Owned([prefix, b"/", name].concat()), disputed)
    }

    fn prefix(&self) -> (&'a [u8], bool) {
        let prefix = text(self.field(PREFIX));
        match self.format {
            Format::Ustar => (prefix, false),
            Format::Star => {
                let short = text(self.field(STAR_PREFIX));
                // GNU tar knows no shorter one.
                (short, short != prefix)
            }
            // Go up to 1.7 wrote a prefix where GNU headers have times, and
            // still reads it where these are no times (golang/go#12594).
            Format::Gnu => {
                let [accessed, changed] = GNU_TIMES.map(|field| self.field(field));
                let is_time = |field: &[u8]| field.first() == Some(&0) || number(field).is_some();
                match is_time(accessed) && is_time(changed) {
                    true => (b"", false),
                    false if prefix.is_ascii() => (prefix, !prefix.is_empty()),
                    false => (b"", true),
                }
            }
            // Python's tarfile takes a prefix from any header.
            Format::V7 => (b"", !prefix.is_empty()),
        }
    }

    pub(super) fn numbers(&self) -> Numbers {
        let [mode, uid, gid, mtime] =
            [MODE, UID, GID, MTIME].map(|field| number(self.field(field)));
        let owner = |id: Option<i64>| id.and_then(|id| u64::try_from(id).ok());
        let (uid, gid) = (owner(uid), owner(gid));
        let all = |fields: [Range<usize>; 2]| {
            let mut fields = fields.into_iter();
            fields.all(|field| number(self.field(field)).is_some())
        };
        let device = self.format == Format::V7 || all(DEVICE);
        let times = self.format != Format::Star || all(STAR_TIMES);
        let here = mode.is_some() && uid.is_some() && gid.is_some() && mtime.is_some();
        Numbers {
            // The format's part of the mode: the rest is the file's type.
            mode: (mode.unwrap_or(0) & 0o7777) as u32,
            uid: uid.unwrap_or(0),
            gid: gid.unwrap_or(0),
            mtime: mtime.unwrap_or(0),
            malformed: !(here && device && times),
        }
    }

    /// The numbers of a device; `None` where a field is empty or none.
    pub(super) fn device(&self) -> Option<Device> {
        let [major, minor] = DEVICE.map(|field| {
            let field = self.field(field);
            let is_given = field.iter().any(|byte| !matches!(byte, 0 | b' '));
            u32::try_from(number(field).filter(|_| is_given)?).ok()
        });
        let device = major.zip(minor);
        let device = device.filter(|_| self.format != Format::V7);
        device.map(|(major, minor)| Device { major, minor })
    }

    /// What an `S` header adds; `None` for any other.
    pub(super) fn old_sparse(&self) -> Result<Option<OldSparse>, HeaderError> {
        if self.typeflag() != b'S' {
            return Ok(None);
        }
        if self.format != Format::Gnu {
            return Err(HeaderError::Sparse);
        }
        let extended = self.block.get(GNU_EXTENDED).is_some_and(|flag| *flag != 0);
        let size = size(self.field(GNU_REAL_SIZE))?;
        Ok(Some(OldSparse { size, extended }))
    }
}

fn size(field: &[u8]) -> Result<u64, HeaderError> {
    let size = number(field).and_then(|size| u64::try_from(size).ok());
    size.ok_or(HeaderError::Size)
}

/// The text before the first zero byte.
pub(super) fn text(data: &[u8]) -> &[u8] {
    data.split(|byte| *byte == 0).next().unwrap_or_default()
}

/// Checks the sum over the header's bytes, with the checksum itself taken for
/// spaces (POSIX.1-1988, `ustar`). Some old writers summed signed bytes.
pub(super) fn check(block: &[u8; BLOCK]) -> Result<(), HeaderError> {
    let field = block.get(CHECKSUM).unwrap_or_default();
    let stated = octal(field).ok_or(HeaderError::NoChecksum)?;
    // 32 bits are enough for 512 bytes, and the compiler can add several at
    // once: there is one such sum for each file of an image.
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    let spaces = 8 * u32::from(b' ');
    let unsigned = i64::from(sum(block) - sum(field) + spaces);
    if stated == unsigned {
        return Ok(());
    }
    let negative = |bytes: &[u8]| bytes.iter().filter(|byte| **byte >= 0x80).count() as i64;
    let signed = unsigned - 256 * (negative(block) - negative(field));
    if stated == signed {
        return Ok(());
    }
    Err(HeaderError::Checksum {
        stated,
        computed: unsigned,
    })
}

/// A numeric field: octal digits among spaces and zero bytes, where blank is
/// 0, or, with the first bit set, a binary number in two's complement (GNU).
pub(super) fn number(field: &[u8]) -> Option<i64> {
    match field {
        [first, rest @ ..] if first & 0x80 != 0 => binary(*first, rest),
        _ => octal(field),
    }
}

fn octal(field: &[u8]) -> Option<i64> {
    // Spaces and zero bytes may come first; a zero byte ends it.
    let lead = field.iter().take_while(|byte| matches!(byte, b' ' | 0));
    let field = field.get(lead.count()..).unwrap_or_default();
    let digits = text(field).trim_ascii_end();
    digits.iter().try_fold(0_i64, |value, digit| match digit {
        b'0'..=b'7' => value.checked_mul(8)?.checked_add(i64::from(digit - b'0')),
        _ => None,
    })
}

fn binary(first: u8, rest: &[u8]) -> Option<i64> {
    // Bit 6 of the first byte is the sign.
    let negative = first & 0x40 != 0;
    let start = if negative {
        i64::from(first | 0x80) - 256
    } else {
        i64::from(first & 0x3f)
    };
    rest.iter().try_fold(start, |value, byte| {
        value.checked_mul(256)?.checked_add(i64::from(*byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numeric_field_is_read_as_other_readers_read_it() {
        let cases: &[(&[u8], Option<i64>)] = &[
            (b"0000644\0", Some(0o644)),
            (b"   644 \0", Some(0o644)),
            (b"644\0zzzz", Some(0o644)),
            (b"\0\0\0\0\0\0\0\0", Some(0)),
            (b"        ", Some(0)),
            (b"\0 644\0\0\0", Some(0o644)),
            (b"77777777777\0", Some(0o77_777_777_777)),
            (b"999\0", None),
            (b"-644\0", None),
            (b"6\xff4\0", None),
            (b"\x80\0\0\0\0\0\0\0\0\0\x01\0", Some(256)),
            (b"\xff\xff\xff\xff\xff\xff\xff\xff", Some(-1)),
            (
                b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0",
                Some(-256),
            ),
            (
                b"\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff",
                Some(i64::MAX),
            ),
            (b"\x80\0\0\0\x80\0\0\0\0\0\0\0", None),
            (b"\xbf\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", None),
        ];
        for (field, expected) in cases {
            assert_eq!(number(field), *expected, "{}", field.escape_ascii());
        }
    }
}
