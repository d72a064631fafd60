//! What a layer does to a path, held against what lies below.

use std::ops::BitOr;

use serde::{Deserialize, Serialize};

/// What a layer does to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum State {
    /// Nothing lies below.
    Added,
    /// Another type, another size, or contents with another digest.
    Content,
    /// A file of the same size as below, whose contents were not compared. A
    /// build often writes the same bytes again, so this is not "changed".
    Rewritten,
    /// The same contents, as far as such a thing has contents, with these
    /// differences around them.
    Metadata(Changes),
    /// What lies below is gone.
    Deleted {
        /// The layer that deletes it, counted from the base as 0.
        by: u32,
        how: How,
    },
    /// The same as below, shipped once more.
    Unchanged,
    /// A layer in between was not read, or not all of it, so that what lies below
    /// is not known.
    Unknown,
}

/// How something was deleted (image-spec, `layer.md#whiteouts`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum How {
    /// By a whiteout of its own, `.wh.name`.
    File,
    /// By a whiteout of a directory, with all that is in it.
    Directory,
    /// By an opaque whiteout, `.wh..wh..opq`, of a directory above.
    Opaque,
    /// It was in a directory that something else took the place of.
    ReplacedByOther,
}

/// A set of differences between two entries of the same type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Changes(u8);

impl Changes {
    pub const NONE: Self = Self(0);
    /// The permission bits.
    pub const MODE: Self = Self(1);
    /// The user or the group, by number.
    pub const OWNER: Self = Self(1 << 1);
    /// The time of the last change.
    pub const MTIME: Self = Self(1 << 2);
    /// The extended attributes.
    pub const XATTRS: Self = Self(1 << 3);
    /// Where a symbolic link leads.
    pub const LINK: Self = Self(1 << 4);

    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// Whether all of `other` are among these.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These if so, or none.
    pub(super) fn when(self, so: bool) -> Self {
        if so { self } else { Self::NONE }
    }
}

impl BitOr for Changes {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A set of kinds of [`State`], to filter by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct States(u8);

impl States {
    pub const NONE: Self = Self(0);
    pub const ADDED: Self = Self(1);
    pub const CONTENT: Self = Self(1 << 1);
    pub const REWRITTEN: Self = Self(1 << 2);
    pub const METADATA: Self = Self(1 << 3);
    pub const DELETED: Self = Self(1 << 4);
    pub const UNCHANGED: Self = Self(1 << 5);
    pub const UNKNOWN: Self = Self(1 << 6);
    pub const ALL: Self = Self((1 << 7) - 1);

    /// These without others.
    #[must_use]
    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    /// Whether all of `others` are among these.
    #[must_use]
    pub fn contains(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether `state` is of one of these kinds.
    #[must_use]
    pub fn has(self, state: State) -> bool {
        self.0 & state.kind().0 != 0
    }
}

impl BitOr for States {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl State {
    /// Its kind alone.
    #[must_use]
    pub fn kind(self) -> States {
        match self {
            Self::Added => States::ADDED,
            Self::Content => States::CONTENT,
            Self::Rewritten => States::REWRITTEN,
            Self::Metadata(_) => States::METADATA,
            Self::Deleted { .. } => States::DELETED,
            Self::Unchanged => States::UNCHANGED,
            Self::Unknown => States::UNKNOWN,
        }
    }

    /// The word for it in exports and searches; `None` for what is not known.
    #[must_use]
    pub fn known_word(self) -> Option<&'static str> {
        Some(match self {
            Self::Added => "added",
            Self::Content => "changed",
            Self::Rewritten => "rewritten",
            Self::Metadata(_) => "metadata",
            Self::Deleted { .. } => "deleted",
            Self::Unchanged => "unchanged",
            Self::Unknown => return None,
        })
    }
}
