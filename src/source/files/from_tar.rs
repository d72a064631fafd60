//! The index of an archive: its headers are read, its data passed over.

use std::io;

use super::path::normalise;
use super::{FileKind, FileSet};
use crate::bytes::store::{Extent, Store};
use crate::bytes::tar::{EntryKind, HeaderError, TarEnd, TarEntry, TarReader};

/// How much is read at once, in bytes. Between layers of gigabytes more would
/// be read in vain, and between small files less costs calls: 4 KiB took 11,
/// 64 KiB 7 and 1 MiB 19 ms for an archive of 31 entries and 1.16 GB.
const READ_AHEAD: usize = 64 << 10;

/// How many entries of an archive are listed. The largest image archives have
/// some hundreds, and a file system dropped by mistake some hundred thousand.
pub const MAX_ENTRIES: usize = 1_000_000;

/// Why bytes cannot be indexed as an archive.
#[derive(Debug, thiserror::Error)]
pub enum TarIndexError {
    /// There are no bytes of this number.
    #[error("expected the handle {handle}, but found none of that number")]
    NoHandle { handle: u32 },
    /// The very first block is no header.
    #[error("expected a tar archive, but found something else: {0}")]
    NotATar(HeaderError),
    /// The store cannot read.
    #[error("expected to read the archive at byte {at}, but found an error: {source}")]
    Read { at: u64, source: io::Error },
}

impl FileSet {
    /// Reads the index of the archive behind `handle`. `progress` is told the
    /// place in the archive, in bytes. An archive that ends early or is damaged
    /// is listed as far as it goes; see [`FileSet::truncated`].
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
        let reader = index.read(store, progress)?;
        if index.set.files.len() >= MAX_ENTRIES {
            index.set.truncated = Some(format!(
                "expected at most {MAX_ENTRIES} entries, but found more"
            ));
            return Ok(index.set);
        }
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
            let at = reader.position();
            let read = match store.read_at(self.handle, at, &mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read.map_err(|source| TarIndexError::Read { at, source })?,
            };
            if read == 0 {
                break;
            }
            let bytes = buffer.get(..read).unwrap_or_default();
            reader.update(bytes, &mut |entry| self.add(entry));
            progress(reader.position().min(self.length));
        }
        Ok(reader)
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
        let target = || String::from_utf8_lossy(&entry.link).into_owned();
        let kind = match entry.kind {
            EntryKind::File if entry.sparse => FileKind::Sparse,
            EntryKind::File => FileKind::Regular(Extent {
                handle: self.handle,
                offset: entry.data_offset,
                // Never beyond the bytes that are there.
                length: entry
                    .stored
                    .min(self.length.saturating_sub(entry.data_offset)),
            }),
            EntryKind::Symlink => FileKind::Symlink { target: target() },
            EntryKind::HardLink => FileKind::HardLink { target: target() },
            EntryKind::Directory => FileKind::Directory,
            EntryKind::CharacterDevice | EntryKind::BlockDevice | EntryKind::Fifo => {
                FileKind::Other
            }
        };
        self.set.push(raw, plain, kind, entry.size);
    }

    fn end(mut self, reader: TarReader) -> Result<FileSet, TarIndexError> {
        let (_, trailing_zero) = reader.trailing();
        self.set.hidden_data = !trailing_zero;
        self.set.truncated = match reader.finish() {
            TarEnd::NotATar(error) => return Err(TarIndexError::NotATar(error)),
            TarEnd::Marked | TarEnd::Unmarked => None,
            TarEnd::LoneZeroBlock { at } => Some(format!(
                "expected a second block of zeros at byte {at}, but found something else"
            )),
            TarEnd::Truncated { at, missing } => Some(format!(
                "expected {missing} more bytes after byte {at}, but found the end"
            )),
            TarEnd::Damaged { at, error } => {
                self.set.hidden_data = false;
                Some(format!("at byte {at}: {error}"))
            }
        };
        Ok(self.set)
    }
}

/// `./` is the archive's root, and no file.
fn is_root(raw: &str) -> bool {
    raw.split('/').all(|part| part.is_empty() || part == ".") && !raw.starts_with('/')
}
