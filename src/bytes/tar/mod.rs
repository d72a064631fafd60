//! The framing of a tar, read as its bytes come by: the only reader of tars in
//! the project. An archive's index and a layer's listing both come from it, so
//! they cannot disagree about where an entry begins.
//!
//! ```text
//! tar    ::= entry* zero-block{2} anything
//! entry  ::= (extension-header data)* header sparse-map* data
//! data   ::= bytes, padded with zeros to a multiple of 512
//! ```
//!
//! Where readers differ, this one does as Go's `archive/tar`, with which
//! Docker, containerd and podman unpack:
//!
//! - The size of a PAX record overrides the header's, whatever it says. It
//!   belongs to the next entry, not to a GNU `L` or `K` header in between
//!   (CVE-2026-33055, GHSA-3cv2-h65g-fgmm).
//! - A size on a link, directory, device or FIFO is not followed by data.
//! - A GNU long name goes before a PAX path.
//! - The first zero block is the end. Where the next block is not zero, Go
//!   refuses the archive and other readers go on or stop: that is reported,
//!   and nothing behind it is listed.
//! - What global PAX headers say about entries is not applied, but reported.
//!
//! Not here: what is inside the files. Their data is passed over, and need not
//! even be read: see [`TarReader::skippable`].

mod entry;
mod header;
mod pax;

#[cfg(test)]
pub(crate) mod tests;

use std::borrow::Cow;

pub use entry::{EntryKind, Oddity, TarEntry};
pub use header::HeaderError;
use pax::Pax;

/// The unit of a tar, in bytes.
pub const BLOCK: usize = 512;

/// The largest extension (PAX records, a long name), in bytes. Go's reader has
/// the same limit since CVE-2022-2879, where a few bytes claimed gigabytes.
pub const MAX_EXTENSION: u64 = 1 << 20;

/// How a tar ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TarEnd {
    /// By its end marker, two blocks of zeros.
    Marked,
    /// By the end of the bytes behind an entry. All readers accept it.
    Unmarked,
    /// By one block of zeros with something else behind it.
    LoneZeroBlock { at: u64 },
    /// Within an entry.
    Truncated { at: u64, missing: u64 },
    /// The very first block is no header.
    NotATar(HeaderError),
    /// A later block is no header.
    Damaged { at: u64, error: HeaderError },
}

/// Reads a tar slice by slice.
pub struct TarReader {
    state: State,
    /// Bytes taken so far.
    position: u64,
    /// A block that is not complete yet.
    partial: Vec<u8>,
    pending: Pending,
    /// Bytes behind the end, and whether there is one that is not zero.
    trailing: u64,
    trailing_zero: bool,
}

enum State {
    /// A header, or the end.
    Header,
    /// The data of an extension, gathered unless it is too large.
    Extension {
        kind: Extension,
        left: u64,
        padding: u64,
        keep: bool,
    },
    /// A block of a sparse file's map, before its data.
    SparseMap {
        stored: u64,
    },
    /// The data of an entry.
    Data {
        left: u64,
        padding: u64,
    },
    /// The block after the first zero block.
    ZeroBlock,
    Ended(TarEnd),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Extension {
    LongName,
    LongLink,
    Pax,
    GlobalPax,
}

impl Extension {
    fn new(typeflag: u8) -> Option<Self> {
        match typeflag {
            b'L' => Some(Self::LongName),
            b'K' => Some(Self::LongLink),
            b'x' => Some(Self::Pax),
            b'g' => Some(Self::GlobalPax),
            _ => None,
        }
    }
}

/// What extensions said about the next entry.
#[derive(Default)]
struct Pending {
    /// The extension that is being gathered.
    data: Vec<u8>,
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    pax: Option<Pax>,
    oddities: Vec<Oddity>,
    any: bool,
}

/// Takes entries as they are found.
pub type EntrySink<'a> = &'a mut dyn FnMut(&TarEntry<'_>);

impl Default for TarReader {
    fn default() -> Self {
        Self::new()
    }
}

impl TarReader {
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: State::Header,
            position: 0,
            partial: Vec::with_capacity(BLOCK),
            pending: Pending::default(),
            trailing: 0,
            trailing_zero: true,
        }
    }

    /// Takes the next bytes, and gives `sink` the entries whose headers end in
    /// them.
    pub fn update(&mut self, mut bytes: &[u8], sink: EntrySink<'_>) {
        while !bytes.is_empty() {
            let taken = self.step(bytes, sink);
            self.position = self.position.saturating_add(taken as u64);
            bytes = bytes.get(taken..).unwrap_or_default();
        }
    }

    /// How many of the next bytes are data that need not be read: a reader
    /// that can seek calls [`skip`](Self::skip) with at most this.
    #[must_use]
    pub fn skippable(&self) -> u64 {
        match self.state {
            State::Data { left, padding } => left.saturating_add(padding),
            _ => 0,
        }
    }

    /// Passes over data without reading it.
    pub fn skip(&mut self, bytes: u64) {
        let bytes = bytes.min(self.skippable());
        self.position = self.position.saturating_add(bytes);
        if let State::Data { left, padding } = &mut self.state {
            let data = bytes.min(*left);
            *left -= data;
            *padding -= bytes - data;
            if *left == 0 && *padding == 0 {
                self.state = State::Header;
            }
        }
    }

    /// Whether the end was reached: further bytes are not listed.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self.state, State::Ended(_))
    }

    /// Bytes taken so far.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Bytes behind the end, and whether all of them are zero.
    #[must_use]
    pub fn trailing(&self) -> (u64, bool) {
        (self.trailing, self.trailing_zero)
    }

    /// Says that no more bytes come.
    #[must_use]
    pub fn finish(self) -> TarEnd {
        let truncated = |missing| TarEnd::Truncated {
            at: self.position,
            missing,
        };
        match self.state {
            State::Ended(end) => end,
            State::ZeroBlock => TarEnd::Marked,
            // Padding that is missing at the very end is no loss.
            State::Data { left: 0, .. } => TarEnd::Unmarked,
            State::Data { left, .. } | State::Extension { left, .. } if left > 0 => truncated(left),
            State::Header if self.partial.is_empty() && !self.pending.any => TarEnd::Unmarked,
            State::Header if self.position == self.partial.len() as u64 => {
                TarEnd::NotATar(HeaderError::Short {
                    found: self.partial.len(),
                })
            }
            // A block is missing, or the entry that an extension announced.
            _ => truncated((BLOCK - self.partial.len().min(BLOCK)) as u64),
        }
    }

    /// Takes at least one of `bytes`, which are not empty.
    fn step(&mut self, bytes: &[u8], sink: EntrySink<'_>) -> usize {
        match &mut self.state {
            State::Data { left, padding } => {
                let data = count(*left, bytes.len());
                let pad = count(*padding, bytes.len() - data);
                *left -= data as u64;
                *padding -= pad as u64;
                if *left == 0 && *padding == 0 {
                    self.state = State::Header;
                }
                data + pad
            }
            State::Extension { .. } => self.extension_data(bytes),
            State::Header | State::SparseMap { .. } | State::ZeroBlock => {
                self.gather_block(bytes, sink)
            }
            State::Ended(_) => {
                self.trailing = self.trailing.saturating_add(bytes.len() as u64);
                self.trailing_zero = self.trailing_zero && is_zero(bytes);
                bytes.len()
            }
        }
    }

    /// Completes a block, without a copy where `bytes` hold all of it.
    fn gather_block(&mut self, bytes: &[u8], sink: EntrySink<'_>) -> usize {
        if self.partial.is_empty()
            && let Some((block, _)) = bytes.split_first_chunk::<BLOCK>()
        {
            self.block(block, self.position, sink);
            return BLOCK;
        }
        let missing = BLOCK.saturating_sub(self.partial.len());
        let part = bytes.get(..missing).unwrap_or(bytes);
        self.partial.extend_from_slice(part);
        if let Ok(block) = <[u8; BLOCK]>::try_from(self.partial.as_slice()) {
            self.partial.clear();
            let end = self.position.saturating_add(part.len() as u64);
            self.block(&block, end.saturating_sub(BLOCK as u64), sink);
        }
        part.len()
    }

    fn block(&mut self, block: &[u8; BLOCK], at: u64, sink: EntrySink<'_>) {
        match self.state {
            State::SparseMap { .. } if is_extended(block, 504) => {}
            State::SparseMap { stored } => self.begin_data(stored),
            State::ZeroBlock if is_zero(block) => self.state = State::Ended(TarEnd::Marked),
            State::ZeroBlock => {
                self.state = State::Ended(TarEnd::LoneZeroBlock { at });
                self.trailing = BLOCK as u64;
                self.trailing_zero = false;
            }
            _ if is_zero(block) && self.pending.any => {
                // Extensions announced an entry that does not come.
                let missing = BLOCK as u64;
                self.state = State::Ended(TarEnd::Truncated { at, missing });
            }
            _ if is_zero(block) => self.state = State::ZeroBlock,
            _ => {
                if let Err(error) = self.header(block, at, sink) {
                    self.state = State::Ended(if at == 0 {
                        TarEnd::NotATar(error)
                    } else {
                        TarEnd::Damaged { at, error }
                    });
                }
            }
        }
    }

    fn header(
        &mut self,
        block: &[u8; BLOCK],
        at: u64,
        sink: EntrySink<'_>,
    ) -> Result<(), HeaderError> {
        header::check(block)?;
        let header = ::tar::Header::from_byte_slice(block);
        let fields = header.as_old();
        let [typeflag] = fields.linkflag;
        let size = header::number(&fields.size)
            .and_then(|size| u64::try_from(size).ok())
            .ok_or(HeaderError::Size)?;
        match Extension::new(typeflag) {
            Some(kind) => self.begin_extension(kind, size),
            None => self.entry(header, size, at, sink)?,
        }
        Ok(())
    }

    fn begin_extension(&mut self, kind: Extension, size: u64) {
        let keep = size <= MAX_EXTENSION;
        let repeated = match kind {
            Extension::LongName => self.pending.name.is_some(),
            Extension::LongLink => self.pending.link.is_some(),
            Extension::Pax => self.pending.pax.is_some(),
            Extension::GlobalPax => false,
        };
        if repeated {
            self.pending.oddities.push(Oddity::RepeatedExtension);
        }
        if !keep {
            self.pending.oddities.push(Oddity::OversizedExtension);
        }
        // A global header may be the last thing in an archive.
        self.pending.any |= kind != Extension::GlobalPax;
        self.pending.data.clear();
        self.state = State::Extension {
            kind,
            left: size,
            padding: padding(size),
            keep,
        };
        if size == 0 {
            self.end_extension(kind, keep);
        }
    }

    fn extension_data(&mut self, bytes: &[u8]) -> usize {
        let State::Extension {
            kind,
            ref mut left,
            ref mut padding,
            keep,
        } = self.state
        else {
            return bytes.len();
        };
        let data = count(*left, bytes.len());
        let pad = count(*padding, bytes.len() - data);
        *left -= data as u64;
        *padding -= pad as u64;
        if keep {
            let data = bytes.get(..data).unwrap_or_default();
            self.pending.data.extend_from_slice(data);
        }
        if *left == 0 && *padding == 0 {
            self.end_extension(kind, keep);
        }
        data + pad
    }

    fn end_extension(&mut self, kind: Extension, keep: bool) {
        self.state = State::Header;
        let data = std::mem::take(&mut self.pending.data);
        if !keep {
            return;
        }
        match kind {
            Extension::LongName => self.pending.name = Some(text(&data)),
            Extension::LongLink => self.pending.link = Some(text(&data)),
            Extension::Pax | Extension::GlobalPax => {
                let pax = Pax::parse(&data);
                if pax.malformed {
                    self.pending.oddities.push(Oddity::MalformedExtension);
                }
                if kind == Extension::Pax {
                    self.pending.pax = Some(pax);
                } else if pax.overrides() {
                    self.pending.oddities.push(Oddity::GlobalOverride);
                }
            }
        }
    }

    /// A header that is no extension: an entry.
    fn entry(
        &mut self,
        header: &::tar::Header,
        size: u64,
        at: u64,
        sink: EntrySink<'_>,
    ) -> Result<(), HeaderError> {
        let mut pending = std::mem::take(&mut self.pending);
        let pax = pending.pax.unwrap_or_default();
        let sparse_name = pax.sparse_name.filter(|_| pax.sparse);
        let long_name = pending.name.filter(|name| !name.is_empty());
        let path = sparse_name.or(long_name).or(pax.path);
        let path = path.map_or_else(|| header.path_bytes(), Cow::Owned);
        let fields = header.as_old();
        let [typeflag] = fields.linkflag;
        let kind = EntryKind::new(typeflag, &path);
        let mut stored = pax.size.unwrap_or(size);
        if !kind.has_data() && stored > 0 {
            pending.oddities.push(Oddity::SizeWithoutData);
            stored = 0;
        }
        let old_sparse = old_sparse(typeflag, header)?;
        let link = pending.link.or(pax.link_path).map(Cow::Owned);
        let link = link.or_else(|| header.link_name_bytes());
        let number = |field| header::number(field).unwrap_or(0);
        let positive = |field| u64::try_from(number(field)).unwrap_or(0);
        let sparse = old_sparse.is_some() || (pax.sparse && kind.has_data());
        sink(&TarEntry {
            link: link.filter(|_| kind.is_link()).unwrap_or_default(),
            kind,
            size: match old_sparse {
                Some(OldSparse { size, .. }) => size,
                None if sparse => pax.sparse_size.unwrap_or(stored),
                None => stored,
            },
            stored,
            data_offset: at.saturating_add(BLOCK as u64),
            sparse,
            // The format's part of the mode: the rest is the file's type.
            mode: (number(&fields.mode) & 0o7777) as u32,
            uid: pax.uid.unwrap_or_else(|| positive(&fields.uid)),
            gid: pax.gid.unwrap_or_else(|| positive(&fields.gid)),
            mtime: pax.mtime.unwrap_or_else(|| number(&fields.mtime)),
            oddities: &pending.oddities,
            path,
        });
        match old_sparse {
            Some(OldSparse { extended: true, .. }) => self.state = State::SparseMap { stored },
            _ => self.begin_data(stored),
        }
        Ok(())
    }

    fn begin_data(&mut self, stored: u64) {
        self.state = if stored == 0 {
            State::Header
        } else {
            State::Data {
                left: stored,
                padding: padding(stored),
            }
        };
    }
}

/// What the header of a sparse file in the old GNU format adds.
#[derive(Clone, Copy)]
struct OldSparse {
    size: u64,
    /// Blocks of its map follow.
    extended: bool,
}

fn old_sparse(typeflag: u8, header: &::tar::Header) -> Result<Option<OldSparse>, HeaderError> {
    if typeflag != b'S' {
        return Ok(None);
    }
    let gnu = header.as_gnu().ok_or(HeaderError::Sparse)?;
    let size = header::number(&gnu.realsize)
        .and_then(|size| u64::try_from(size).ok())
        .ok_or(HeaderError::Size)?;
    Ok(Some(OldSparse {
        size,
        extended: is_extended(header.as_bytes(), 482),
    }))
}

/// Whether the flag at `offset` says that a block of a sparse map follows.
fn is_extended(block: &[u8; BLOCK], offset: usize) -> bool {
    block.get(offset).is_some_and(|flag| *flag != 0)
}

/// The text before the first zero byte.
fn text(data: &[u8]) -> Vec<u8> {
    let text = data.split(|byte| *byte == 0).next();
    text.unwrap_or_default().to_vec()
}

fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}

/// The zeros that fill the last block of `size` bytes of data.
fn padding(size: u64) -> u64 {
    size.wrapping_neg() % BLOCK as u64
}

/// The smaller of what is left and what is there.
fn count(left: u64, there: usize) -> usize {
    usize::try_from(left).unwrap_or(usize::MAX).min(there)
}
