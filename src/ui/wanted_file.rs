//! Which file of an image a person wants to see.

use crate::file_system::EntryAt;

/// A file that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub path: String,
    pub entry: EntryAt,
    /// An older version, where what is wanted is the difference.
    pub older: Option<EntryAt>,
}
