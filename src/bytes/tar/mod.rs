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
//! - A prefix belongs to every name with the magic `ustar`, whatever the
//!   version; old GNU headers have one where they have no times.
//! - The first zero block is the end. Where the next block is not zero, Go
//!   refuses the archive and other readers go on or stop: that is reported,
//!   and nothing behind it is listed.
//! - What global PAX headers say about entries is not applied, but reported.
//!   One between an extension and its entry makes Go forget the extension.
//!
//! Not here: what is inside the files. Their data is passed over, and need not
//! even be read: see [`TarReader::skippable`].

mod behind;
mod end;
mod entry;
mod header;
mod pax;

#[cfg(test)]
pub(crate) mod tests;

use std::borrow::Cow;

use behind::Watch;
pub use behind::{Behind, BehindKind};
pub use end::TarEnd;
pub use entry::{Device, EntryKind, Oddity, TarEntry, Xattr};
pub use header::HeaderError;
use header::{Header, OldSparse};
use pax::Pax;

/// The unit of a tar, in bytes.
pub const BLOCK: usize = 512;

/// The largest extension (PAX records, a long name), in bytes. Go's reader has
/// the same limit since CVE-2022-2879, where a few bytes claimed gigabytes.
pub const MAX_EXTENSION: u64 = 1 << 20;

/// The largest size that the header of an entry can say without PAX records:
/// 11 octal digits.
const MAX_OCTAL_SIZE: u64 = 0o77_777_777_777;

/// The flag in a block of a sparse map that says that one more follows.
const SPARSE_EXTENDED: usize = 504;

/// Reads a tar slice by slice.
pub struct TarReader {
    state: State,
    /// Bytes taken so far.
    position: u64,
    /// A block that is not complete yet.
    partial: Vec<u8>,
    pending: Pending,
    /// What follows the end.
    watch: Watch,
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

impl Pending {
    fn note(&mut self, odd: bool, oddity: Oddity) {
        if odd {
            self.oddities.push(oddity);
        }
    }

    /// The path of an entry and what it links to: what extensions say comes before
    /// the header.
    fn names<'a>(&mut self, header: &Header<'a>, pax: &mut Pax) -> (Cow<'a, [u8]>, Cow<'a, [u8]>) {
        let differ = |name: &Option<Vec<u8>>, other: &Option<Vec<u8>>| {
            name.is_some() && other.is_some() && name != other
        };
        let two_names = differ(&self.name, &pax.path) || differ(&self.link, &pax.link_path);
        self.note(two_names, Oddity::RepeatedExtension);
        let sparse_name = pax.sparse_name.take().filter(|_| pax.sparse);
        let path = match sparse_name.or(self.name.take()).or(pax.path.take()) {
            Some(path) => Cow::Owned(path),
            None => {
                let (path, disputed) = header.path();
                self.note(disputed, Oddity::DisputedName);
                path
            }
        };
        let link = self.link.take().or(pax.link_path.take()).map(Cow::Owned);
        (path, link.unwrap_or(Cow::Borrowed(header.link())))
    }

    /// How many bytes of data follow a header that says `size`.
    fn stored(&mut self, kind: EntryKind, size: u64, in_pax: Option<u64>) -> u64 {
        let stored = in_pax.unwrap_or(size);
        // Writers give a size in PAX records where the header has no room for it.
        let disputed = stored != size && stored < MAX_OCTAL_SIZE;
        self.note(disputed, Oddity::DisputedSize);
        if kind.has_data() {
            return stored;
        }
        self.note(stored > 0, Oddity::SizeWithoutData);
        0
    }
    /// What a global header does to the extensions before it.
    fn forget(&mut self) {
        if self.any {
            (self.name, self.link, self.pax, self.any) = (None, None, None, false);
            self.oddities.push(Oddity::DisplacedExtension);
        }
    }
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
            watch: Watch::default(),
        }
    }

    /// One for what follows the end of another.
    fn nested() -> Self {
        Self {
            watch: Watch::nested(),
            ..Self::new()
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

    /// Whether it is known what follows the end: no more bytes change that.
    #[must_use]
    pub fn knows_behind(&self) -> bool {
        self.watch.is_sure()
    }

    /// Bytes taken so far.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Says that no more bytes come.
    #[must_use]
    pub fn finish(mut self) -> (TarEnd, Behind) {
        if matches!(self.state, State::ZeroBlock) && !is_zero(&self.partial) {
            // Less than a block, and not of zeros.
            let at = self.position.saturating_sub(self.partial.len() as u64);
            self.watch.add(&self.partial);
            self.state = State::Ended(TarEnd::LoneZeroBlock { at });
        }
        let behind = std::mem::take(&mut self.watch).found();
        (self.end(), behind)
    }

    fn end(self) -> TarEnd {
        let truncated = |missing| TarEnd::Truncated {
            at: self.position,
            missing,
        };
        match self.state {
            State::Ended(end) => end,
            State::ZeroBlock => TarEnd::HalfMarked,
            State::Data { left: 0, padding } => TarEnd::Unpadded { missing: padding },
            State::Data { left, .. } | State::Extension { left, .. } if left > 0 => truncated(left),
            State::Header if self.position == 0 => TarEnd::Empty,
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
                self.watch.add(bytes);
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
            State::SparseMap { .. }
                if block.get(SPARSE_EXTENDED).is_some_and(|flag| *flag != 0) => {}
            State::SparseMap { stored } => self.begin_data(stored),
            State::ZeroBlock if is_zero(block) => self.state = State::Ended(TarEnd::Marked),
            State::ZeroBlock => {
                self.state = State::Ended(TarEnd::LoneZeroBlock { at });
                self.watch.add(block);
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
        let header = Header::new(block)?;
        let size = header.size()?;
        match Extension::new(header.typeflag()) {
            Some(kind) => self.begin_extension(kind, size, header.numbers().malformed),
            None => self.entry(&header, size, at, sink)?,
        }
        Ok(())
    }

    fn begin_extension(&mut self, kind: Extension, size: u64, malformed: bool) {
        let keep = size <= MAX_EXTENSION;
        if malformed {
            self.pending.oddities.push(Oddity::MalformedNumber);
        }
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
        if kind == Extension::GlobalPax {
            // It may also be the last thing in an archive.
            self.pending.forget();
        } else {
            self.pending.any = true;
        }
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
            Extension::LongName => self.pending.name = self.long_name(&data),
            Extension::LongLink => self.pending.link = self.long_name(&data),
            Extension::Pax | Extension::GlobalPax => {
                let pax = Pax::parse(&data);
                if pax.malformed {
                    self.pending.oddities.push(Oddity::MalformedExtension);
                }
                if pax.repeated {
                    self.pending.oddities.push(Oddity::RepeatedExtension);
                }
                if kind == Extension::Pax {
                    self.pending.pax = Some(pax);
                } else if pax.overrides() {
                    self.pending.oddities.push(Oddity::GlobalOverride);
                }
            }
        }
    }

    /// The data of an `L` or `K` header. An empty one changes nothing for Go,
    /// and what follows a zero byte is dropped by some readers only.
    fn long_name(&mut self, data: &[u8]) -> Option<Vec<u8>> {
        let name = header::text(data);
        let rest = data.get(name.len()..).unwrap_or_default();
        if name.is_empty() || !is_zero(rest) {
            self.pending.oddities.push(Oddity::MalformedExtension);
        }
        (!name.is_empty()).then(|| name.to_vec())
    }

    /// A header that is no extension: an entry.
    fn entry(
        &mut self,
        header: &Header<'_>,
        size: u64,
        at: u64,
        sink: EntrySink<'_>,
    ) -> Result<(), HeaderError> {
        let old_sparse = header.old_sparse()?;
        let mut pending = std::mem::take(&mut self.pending);
        let mut pax = pending.pax.take().unwrap_or_default();
        let numbers = header.numbers();
        pending.note(numbers.malformed, Oddity::MalformedNumber);
        let typeflag = header.typeflag();
        pending.note(!entry::is_known(typeflag), Oddity::UnknownType);
        let (path, link) = pending.names(header, &mut pax);
        let kind = EntryKind::new(typeflag, &path);
        let stored = pending.stored(kind, size, pax.size);
        let sparse = old_sparse.is_some() || (pax.sparse && kind.has_data());
        let [uname, gname] = header.owners().map(Cow::Borrowed);
        sink(&TarEntry {
            link: if kind.is_link() { link } else { Cow::default() },
            kind,
            size: match old_sparse {
                Some(OldSparse { size, .. }) => size,
                None if sparse => pax.sparse_size.unwrap_or(stored),
                None => stored,
            },
            stored,
            data_offset: at.saturating_add(BLOCK as u64),
            sparse,
            mode: numbers.mode,
            uid: pax.uid.unwrap_or(numbers.uid),
            gid: pax.gid.unwrap_or(numbers.gid),
            mtime: pax.mtime.unwrap_or(numbers.mtime),
            uname: pax.uname.map_or(uname, Cow::Owned),
            gname: pax.gname.map_or(gname, Cow::Owned),
            device: kind.is_device().then(|| header.device()).flatten(),
            xattrs: &pax.xattrs,
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
