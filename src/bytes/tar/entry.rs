//! What an entry of a tar is.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// One entry, as its header and the extensions before it describe it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TarEntry<'a> {
    /// As stored: any bytes but zero.
    pub path: Cow<'a, [u8]>,
    /// The target of a link; empty for anything else.
    pub link: Cow<'a, [u8]>,
    pub kind: EntryKind,
    /// Bytes of the file. For a sparse file more than are stored.
    pub size: u64,
    /// Bytes of data in the archive.
    pub stored: u64,
    /// Where the data begins, in bytes. For a sparse file in the old GNU
    /// format blocks of its map may come before.
    pub data_offset: u64,
    /// The data is pieces of a sparse file.
    pub sparse: bool,
    /// Permission bits and the set-id bits; 0 where the field is no number, as
    /// for the next three.
    pub mode: u32,
    pub uid: u64,
    pub gid: u64,
    /// Seconds since 1970.
    pub mtime: i64,
    /// Names of user and group; empty where none are given.
    pub uname: Cow<'a, [u8]>,
    pub gname: Cow<'a, [u8]>,
    /// Of a device, where its numbers are given.
    pub device: Option<Device>,
    /// By name.
    pub xattrs: &'a [Xattr],
    pub oddities: &'a [Oddity],
}

/// An extended attribute, from a PAX record `SCHILY.xattr.*` or
/// `LIBARCHIVE.xattr.*`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Xattr {
    /// As stored, lossily decoded.
    pub name: String,
    /// Any bytes; as a rule few.
    pub value: Vec<u8>,
}

/// By what numbers a device is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Device {
    pub major: u32,
    pub minor: u32,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    File,
    HardLink,
    Symlink,
    CharacterDevice,
    BlockDevice,
    Directory,
    Fifo,
}

impl EntryKind {
    /// Unknown types are files to all readers, as POSIX.1-1988 wants it. A
    /// name with a slash at its end was how archives had directories before
    /// that had a type.
    pub(super) fn new(typeflag: u8, path: &[u8]) -> Self {
        match typeflag {
            b'1' => Self::HardLink,
            b'2' => Self::Symlink,
            b'3' => Self::CharacterDevice,
            b'4' => Self::BlockDevice,
            b'5' => Self::Directory,
            b'6' => Self::Fifo,
            0 if path.ends_with(b"/") => Self::Directory,
            _ => Self::File,
        }
    }

    /// Whether data may follow the header.
    #[must_use]
    pub fn has_data(self) -> bool {
        self == Self::File
    }

    /// As `ls -l` spells it, and `h` for a hard link, as `tar -tv` does.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::File => '-',
            Self::HardLink => 'h',
            Self::Symlink => 'l',
            Self::CharacterDevice => 'c',
            Self::BlockDevice => 'b',
            Self::Directory => 'd',
            Self::Fifo => 'p',
        }
    }

    /// Type and permission bits, as `ls -l` spells them: `drwxr-xr-x`.
    #[must_use]
    pub fn spell(self, mode: u32) -> String {
        let mut text = String::with_capacity(10);
        text.push(self.letter());
        // Who, the bit that stands in the place of `x`, and how it is spelled.
        for (shift, special, letters) in [
            (6, 0o4000, ('s', 'S')),
            (3, 0o2000, ('s', 'S')),
            (0, 0o1000, ('t', 'T')),
        ] {
            let bits = mode >> shift;
            text.push(if bits & 4 == 0 { '-' } else { 'r' });
            text.push(if bits & 2 == 0 { '-' } else { 'w' });
            text.push(match (mode & special != 0, bits & 1 != 0) {
                (true, true) => letters.0,
                (true, false) => letters.1,
                (false, true) => 'x',
                (false, false) => '-',
            });
        }
        text
    }

    #[must_use]
    pub fn is_link(self) -> bool {
        matches!(self, Self::HardLink | Self::Symlink)
    }

    #[must_use]
    pub fn is_device(self) -> bool {
        matches!(self, Self::CharacterDevice | Self::BlockDevice)
    }
}

/// Whether readers agree on what entries of this type are: Docker and containerd
/// refuse any other, and GNU tar takes it for a file.
pub(super) fn is_known(typeflag: u8) -> bool {
    matches!(typeflag, 0 | b'0'..=b'6' | b'S')
}

/// What readers of tars take differently, so that an archive can show one
/// thing to one and another to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Oddity {
    /// A link, directory, device or FIFO with a size: Go's reader passes over
    /// it, others pass over that many bytes.
    SizeWithoutData,
    /// A size in PAX records that differs from one that the header could say:
    /// readers without PAX find other entries (CVE-2025-62518).
    DisputedSize,
    /// A name with a prefix for some readers: the header is in the old GNU
    /// format and has no times there (golang/go#12594), or has no format.
    DisputedName,
    /// A number of the header that is none, for which Go refuses the archive,
    /// or an owner below 0.
    MalformedNumber,
    /// A type that is not in the standard.
    UnknownType,
    /// PAX records that break their grammar, or a long name that is empty or
    /// holds a zero byte: Go's reader refuses them or reads less than others.
    MalformedExtension,
    /// Larger than [`MAX_EXTENSION`](super::MAX_EXTENSION); it is not applied.
    OversizedExtension,
    /// Two of the same kind before one entry, two names, or two records of one
    /// keyword: the last one counts for Go, and the first for others.
    RepeatedExtension,
    /// A global PAX header between an extension and its entry: Go forgets the
    /// extension, others apply it.
    DisplacedExtension,
    /// A global PAX header that names, measures or owns entries: Go does not
    /// apply it.
    GlobalOverride,
}
