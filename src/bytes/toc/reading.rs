//! The table itself: which bytes of the layer it is, and whether they are those that
//! the manifest vouches for.

use std::ops::{ControlFlow, Range};

use crate::bytes::compression::{Output, UnpackError, Unpacker};
use crate::bytes::tar::{EntryKind, TarReader};
use crate::image::digest::{Computed, Digest};

use super::claim::{MAX_TOC, Place, TocClaim, TocForm};
use super::entries;
use super::error::TocError;
use super::table::{Layer, Toc};

/// How much of the end of an eStargz layer is read at first, in bytes: the footer, and
/// with it the table of a thousand files, in one request.
const TAIL: u64 = 64 << 10;

/// The name of the file in the tar that is the table of an eStargz layer.
const TOC_NAME: &[u8] = b"stargz.index.json";

/// An empty gzip member with an extra field that says where the table begins
/// (`docs/estargz.md`, "Footer"). In stargz, before eStargz, that field had no name.
const FOOTERS: [(usize, &[u8]); 2] = [(51, b"\x1a\0SG\x16\0"), (47, b"\x16\0")];

const GZIP_WITH_EXTRA: &[u8] = b"\x1f\x8b\x08\x04";
const GZIP_HEADER: usize = 10;
const OFFSET_DIGITS: usize = 16;

/// A table that is being read.
pub struct TocReading {
    claim: TocClaim,
    wanted: Range<u64>,
    /// The bytes that follow what is wanted, where those were read already.
    behind: Option<Vec<u8>>,
}

/// What follows from the bytes that were given.
pub enum Step {
    /// More are wanted.
    More(TocReading),
    /// The table is here.
    Here(PackedToc),
}

/// A table as it is stored.
pub struct PackedToc {
    claim: TocClaim,
    /// Where it begins in the layer.
    start: u64,
    bytes: Vec<u8>,
}

/// A table that was unpacked, and is not read yet.
pub struct UnpackedToc {
    claim: TocClaim,
    start: u64,
    bytes: Output,
}

impl TocReading {
    #[must_use]
    pub fn of(claim: TocClaim) -> Self {
        let wanted = match &claim.place {
            Place::Footer => claim.size.saturating_sub(TAIL)..claim.size,
            Place::Stored { range, .. } => range.clone(),
        };
        Self {
            claim,
            wanted,
            behind: None,
        }
    }

    /// Which bytes of the layer are to be given next.
    #[must_use]
    pub fn wanted(&self) -> Range<u64> {
        self.wanted.clone()
    }

    /// Takes the bytes that are [wanted](Self::wanted).
    ///
    /// # Errors
    /// Any [`TocError`].
    pub fn take(self, mut bytes: Vec<u8>) -> Result<Step, TocError> {
        let (expected, found) = (self.wanted.end - self.wanted.start, bytes.len() as u64);
        if expected != found {
            return Err(TocError::Amount { expected, found });
        }
        match (self.claim.form(), self.behind) {
            (TocForm::Estargz, None) => by_footer(self.claim, self.wanted.start, bytes),
            (_, behind) => {
                bytes.extend_from_slice(&behind.unwrap_or_default());
                let (claim, start) = (self.claim, self.wanted.start);
                Ok(Step::Here(PackedToc {
                    claim,
                    start,
                    bytes,
                }))
            }
        }
    }
}

/// The last bytes of an eStargz layer, from `start` on: the table may be among them, or
/// some of it.
fn by_footer(claim: TocClaim, start: u64, mut tail: Vec<u8>) -> Result<Step, TocError> {
    let (offset, length) = footer(&tail).ok_or(TocError::NoFooter)?;
    let (size, end) = (claim.size, claim.size - length);
    if offset >= end {
        return Err(TocError::Outside { offset, size });
    }
    if end - offset > MAX_TOC {
        return Err(TocError::TooLarge { limit: MAX_TOC });
    }
    // OK: a footer is no longer than the tail in which it was found.
    tail.truncate(tail.len() - length as usize);
    if offset < start {
        return Ok(Step::More(TocReading {
            claim,
            wanted: offset..start,
            behind: Some(tail),
        }));
    }
    let bytes = tail.split_off((offset - start) as usize);
    Ok(Step::Here(PackedToc {
        claim,
        start: offset,
        bytes,
    }))
}

/// Where the table begins, and how long the footer is, that `tail` ends in.
fn footer(tail: &[u8]) -> Option<(u64, u64)> {
    FOOTERS.iter().find_map(|(length, field)| {
        let footer = tail.get(tail.len().checked_sub(*length)?..)?;
        let rest = footer.strip_prefix(GZIP_WITH_EXTRA)?;
        let extra = rest.get(GZIP_HEADER - GZIP_WITH_EXTRA.len()..)?;
        let (digits, rest) = extra
            .strip_prefix(*field)?
            .split_at_checked(OFFSET_DIGITS)?;
        if !rest.starts_with(b"STARGZ") || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let digits = str::from_utf8(digits).ok()?;
        Some((u64::from_str_radix(digits, 16).ok()?, *length as u64))
    })
}

impl PackedToc {
    /// Unpacks it, which takes as long as a page can do nothing else, as does to
    /// [read](UnpackedToc::read) it.
    ///
    /// # Errors
    /// A [`TocError`] of what is stored.
    pub fn unpack(self) -> Result<UnpackedToc, TocError> {
        let Self {
            claim,
            start,
            bytes,
        } = self;
        if let Some(claimed) = &claim.stored {
            check(claimed, &bytes)?;
        }
        let limit = match &claim.place {
            Place::Footer => MAX_TOC,
            Place::Stored { unpacked, .. } => *unpacked,
        };
        let bytes = unpack(claim.form(), &bytes, limit)?;
        Ok(UnpackedToc {
            claim,
            start,
            bytes,
        })
    }
}

impl UnpackedToc {
    /// What it says.
    ///
    /// # Errors
    /// A [`TocError`] of what was unpacked.
    pub fn read(self) -> Result<Toc, TocError> {
        let (claim, unpacked) = (&self.claim, self.bytes.all());
        let json = match &claim.place {
            Place::Footer => in_tar(unpacked)?,
            Place::Stored { unpacked: size, .. } if *size != unpacked.len() as u64 => {
                let (claimed, found) = (*size, unpacked.len() as u64);
                return Err(TocError::Length { claimed, found });
            }
            Place::Stored { .. } => unpacked,
        };
        if let Some(claimed) = &claim.json {
            check(claimed, json)?;
        }
        let layer = Layer {
            form: claim.form(),
            // What follows the table are tables, too.
            end: self.start,
        };
        entries::read(json, layer)
    }
}

fn check(claimed: &Digest, bytes: &[u8]) -> Result<(), TocError> {
    // A claim of a digest that cannot be computed here is refused before.
    match Computed::by(claimed.algorithm(), bytes) {
        Some(computed) if computed != *claimed => Err(TocError::Mismatch {
            claimed: claimed.clone(),
            computed: computed.into_digest(),
        }),
        _ => Ok(()),
    }
}

fn unpack(form: TocForm, stored: &[u8], limit: u64) -> Result<Output, TocError> {
    let mut unpacker = Unpacker::new(form.compression()).map_err(TocError::Unreadable)?;
    let mut output = Output::default();
    let pushed = unpacker.push(
        stored,
        &mut output,
        &mut |output| match output.all().len() as u64 > limit {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        },
    );
    match pushed.and_then(|()| unpacker.finish()) {
        Ok(_) => Ok(output),
        Err(UnpackError::Stopped) => Err(TocError::TooLarge { limit }),
        Err(error) => Err(TocError::Unreadable(error)),
    }
}

/// The JSON in the tar that an eStargz layer has around it.
fn in_tar(tar: &[u8]) -> Result<&[u8], TocError> {
    let (mut reader, mut place) = (TarReader::new(), None);
    reader.update(tar, &mut |entry| {
        let is_toc = entry.kind == EntryKind::File && *entry.path == *TOC_NAME;
        if is_toc && place.is_none() {
            place = Some((entry.data_offset, entry.size));
        }
    });
    let range = place.and_then(|(start, size)| {
        let start = usize::try_from(start).ok()?;
        Some(start..start.checked_add(usize::try_from(size).ok()?)?)
    });
    let json = range.and_then(|range| tar.get(range));
    json.ok_or(TocError::NotThere)
}
