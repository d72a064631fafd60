//! The index of an archive: its headers are read, its data passed over.

use std::fmt;
use std::io;

use super::path::normalise;
use super::{Behind, Ending, FileKind, FileSet, MAX_ODDITIES};
use crate::bytes::store::{Extent, Store};
use crate::bytes::tar::{BehindKind, EntryKind, HeaderError, TarEnd, TarEntry, TarReader};
use crate::words::{Message, sources};

/// How much is read at once, in bytes. Between layers of gigabytes more would
/// be read in vain, and between small files less costs calls: 4 KiB and 1 MiB were
/// slower.
const READ_AHEAD: usize = 64 << 10;

/// How many entries of an archive are listed. The largest image archives have
/// some hundreds, and a file system dropped by mistake some hundred thousand.
pub const MAX_ENTRIES: usize = 1_000_000;

/// How many bytes behind the end of an archive are looked at. Writers add some
/// 10 KiB of zeros; this is read in the time of a blink.
const MAX_BEHIND: u64 = 64 << 20;

/// Why bytes cannot be indexed as an archive.
#[derive(Debug)]
pub enum TarIndexError {
    /// There are no bytes of this number.
    NoHandle { handle: u32 },
    /// The very first block is no header.
    NotATar(HeaderError),
    /// The store cannot read.
    Read { at: u64, source: io::Error },
}

impl TarIndexError {
    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NoHandle { .. } => sources::no_such_file(),
            Self::NotATar(error) => sources::not_a_tar(error.message()),
            Self::Read { at, source } => sources::read_failed(*at, source.to_string()),
        }
    }
}

impl fmt::Display for TarIndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl FileSet {
    /// Reads the index of the archive behind `handle`. `progress` is told the
    /// place in the archive, in bytes. An archive that ends early or is damaged
    /// is listed as far as it goes; see [`FileSet::end`].
    ///
    /// # Errors
    /// See [`TarIndexError`].
    pub fn from_tar(
        store: &dyn Store,
        handle: u32,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, TarIndexError> {
        let length = store
            .length(handle)
            .ok_or(TarIndexError::NoHandle { handle })?;
        let mut index = Index {
            set: Self::default(),
            handle,
            length,
        };
        let mut reader = index.read(store, progress)?;
        if index.set.files.len() >= MAX_ENTRIES {
            index.set.end = Ending::TooMany;
            return Ok(index.set);
        }
        index.look_behind(&mut reader, store)?;
        index.end(reader)
    }
}

struct Index {
    set: FileSet,
    handle: u32,
    length: u64,
}

impl Index {
    /// Goes from header to header.
    fn read(
        &mut self,
        store: &dyn Store,
        progress: &mut dyn FnMut(u64),
    ) -> Result<TarReader, TarIndexError> {
        let mut reader = TarReader::new();
        let mut buffer = vec![0; READ_AHEAD];
        // At the end one more block is read, to see whether it is zero.
        while !reader.is_ended() && self.set.files.len() < MAX_ENTRIES {
            // The end of the bytes may come before the end of the data.
            let rest = self.length.saturating_sub(reader.position());
            reader.skip(reader.skippable().min(rest));
            if !self.read_on(&mut reader, store, &mut buffer)? {
                break;
            }
            progress(reader.position().min(self.length));
        }
        Ok(reader)
    }

    /// Takes the next bytes; `false` where there are none.
    fn read_on(
        &mut self,
        reader: &mut TarReader,
        store: &dyn Store,
        buffer: &mut [u8],
    ) -> Result<bool, TarIndexError> {
        let at = reader.position();
        let read = loop {
            match store.read_at(self.handle, at, buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read.map_err(|source| TarIndexError::Read { at, source })?,
            }
        };
        let bytes = buffer.get(..read).unwrap_or_default();
        reader.update(bytes, &mut |entry| self.add(entry));
        Ok(read > 0)
    }

    /// Reads what follows the end, until it is known what it is.
    fn look_behind(
        &mut self,
        reader: &mut TarReader,
        store: &dyn Store,
    ) -> Result<(), TarIndexError> {
        let last = self
            .length
            .min(reader.position().saturating_add(MAX_BEHIND));
        let mut buffer = vec![0; READ_AHEAD];
        while reader.is_ended() && !reader.knows_behind() && reader.position() < last {
            if !self.read_on(reader, store, &mut buffer)? {
                break;
            }
        }
        Ok(())
    }

    fn add(&mut self, entry: &TarEntry<'_>) {
        if self.set.files.len() >= MAX_ENTRIES {
            return;
        }
        let raw = String::from_utf8_lossy(&entry.path).into_owned();
        // Different bytes must not become one name.
        let plain = str::from_utf8(&entry.path).ok().and_then(normalise);
        if plain.is_none() && entry.kind == EntryKind::Directory && is_root(&raw) {
            return;
        }
        for oddity in entry.oddities {
            if self.set.oddities.len() < MAX_ODDITIES {
                self.set.oddities.push((self.set.files.len(), *oddity));
            }
        }
        let kind = self.kind_of(entry);
        self.set.push(raw, plain, kind, entry.size);
    }

    fn kind_of(&self, entry: &TarEntry<'_>) -> FileKind {
        let target = || String::from_utf8_lossy(&entry.link).into_owned();
        let behind = self.length.saturating_sub(entry.data_offset);
        match entry.kind {
            EntryKind::File if entry.sparse => FileKind::Sparse,
            EntryKind::File => FileKind::Regular(Extent {
                handle: self.handle,
                offset: entry.data_offset,
                // Never beyond the bytes that are there.
                length: entry.stored.min(behind),
            }),
            EntryKind::Symlink => FileKind::Symlink { target: target() },
            EntryKind::HardLink => FileKind::HardLink { target: target() },
            EntryKind::Directory => FileKind::Directory,
            EntryKind::CharacterDevice | EntryKind::BlockDevice | EntryKind::Fifo => {
                FileKind::Other
            }
        }
    }

    fn end(mut self, reader: TarReader) -> Result<FileSet, TarIndexError> {
        let position = reader.position();
        let (end, behind) = reader.finish();
        let unread = self.length.saturating_sub(position);
        let bytes = behind.bytes.saturating_add(unread);
        self.set.behind = match (&end, behind.kind) {
            (TarEnd::NotATar(error), _) => return Err(TarIndexError::NotATar(error.clone())),
            // It was not read as an archive up to there.
            (TarEnd::Damaged { .. }, _) => Behind::Zeros,
            (_, BehindKind::Archive | BehindKind::TableOfContents) => Behind::Archive { bytes },
            (_, BehindKind::Data) => Behind::Data { bytes },
            (_, BehindKind::Zeros) if unread > 0 => Behind::Unread { bytes },
            (_, BehindKind::Zeros) => Behind::Zeros,
        };
        self.set.end = Ending::Read(end);
        Ok(self.set)
    }
}

/// `./` is the archive's root, and no file.
fn is_root(raw: &str) -> bool {
    raw.split('/').all(|part| part.is_empty() || part == ".") && !raw.starts_with('/')
}
