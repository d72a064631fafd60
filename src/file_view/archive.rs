//! Archives: what kind they are, and what they list.

mod ar;
pub mod members;
mod tar;
mod zip;

use super::number::short_lossy;
use crate::bytes::compression::{Compression, SNIFF_LENGTH};

/// The most entries that are listed.
pub const MAX_ENTRIES: usize = 10_000;

/// An archive, or one file that is compressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    pub kind: ArchiveKind,
    /// In their order; none of a compressed file.
    pub entries: Vec<ArchiveEntry>,
    /// There are more entries, or may be: not all of the archive is here, or it cannot
    /// be read to its end.
    pub is_cut: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArchiveKind {
    /// And what it is for, where that is known.
    Zip(Option<ZipUse>),
    /// `ar`, as of static libraries.
    Ar,
    /// A package of Debian, which is an `ar`.
    Deb,
    Tar(Compression),
    /// Of a single file.
    Compressed(Compression),
}

/// Packages that are zip files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ZipUse {
    Jar,
    Wheel,
    Android,
    NuGet,
    Office,
}

/// A file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ArchiveEntry {
    /// Lossily decoded, and cut where it is far too long.
    pub path: String,
    /// Unpacked, in bytes, as the archive says; `None` where it does not, and of what is
    /// no file.
    pub size: Option<u64>,
}

/// Entries up to the limit.
#[derive(Default)]
struct Found {
    entries: Vec<ArchiveEntry>,
    is_cut: bool,
}

impl Found {
    fn push(&mut self, path: &[u8], size: Option<u64>) {
        if self.is_full() {
            self.is_cut = true;
            return;
        }
        let path = short_lossy(path);
        self.entries.push(ArchiveEntry { path, size });
    }

    fn is_full(&self) -> bool {
        self.entries.len() >= MAX_ENTRIES
    }

    fn of(self, kind: ArchiveKind) -> Archive {
        Archive {
            kind,
            entries: self.entries,
            is_cut: self.is_cut,
        }
    }
}

impl Archive {
    /// Lists the archive that a file is; `None` where it is none.
    #[must_use]
    pub fn of(path: &str, bytes: &[u8], is_cut: bool) -> Option<Self> {
        match bytes {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => {
                let found = zip::list(bytes, is_cut);
                let kind = ArchiveKind::Zip(zip_use(path, &found.entries));
                return Some(found.of(kind));
            }
            [b'!', b'<', b'a', b'r', b'c', b'h', b'>', b'\n', ..] => {
                let found = ar::list(bytes, is_cut);
                let first = found.entries.first();
                return Some(
                    match first.is_some_and(|entry| entry.path == "debian-binary") {
                        true => found.of(ArchiveKind::Deb),
                        false => found.of(ArchiveKind::Ar),
                    },
                );
            }
            _ => {}
        }
        let first = bytes.get(..SNIFF_LENGTH).unwrap_or(bytes);
        match Compression::sniff(first) {
            Compression::None => {
                let found = tar::list(bytes, is_cut)?;
                Some(found.of(ArchiveKind::Tar(Compression::None)))
            }
            compression => Some(match tar::list_inside(bytes, compression, is_cut) {
                Some(found) => found.of(ArchiveKind::Tar(compression)),
                None => Found::default().of(ArchiveKind::Compressed(compression)),
            }),
        }
    }
}

/// By what is in it, and by its name.
fn zip_use(path: &str, entries: &[ArchiveEntry]) -> Option<ZipUse> {
    let has = |wanted: &str| entries.iter().any(|entry| entry.path == wanted);
    let ends = |ending: &str| path.to_ascii_lowercase().ends_with(ending);
    if has("AndroidManifest.xml") {
        Some(ZipUse::Android)
    } else if has("META-INF/MANIFEST.MF") || ends(".jar") || ends(".war") {
        Some(ZipUse::Jar)
    } else if ends(".whl") {
        Some(ZipUse::Wheel)
    } else if ends(".nupkg") {
        Some(ZipUse::NuGet)
    } else {
        has("[Content_Types].xml").then_some(ZipUse::Office)
    }
}

#[cfg(test)]
pub(super) mod tests;
