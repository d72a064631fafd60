//! What was found by going over all paths, told in pieces.

use super::model::FileSystem;

/// Something that was found, by numbers.
pub trait Found {
    /// What is told of it.
    type Told;

    /// Of the file system in which it was found.
    fn told(&self, files: &FileSystem) -> Option<Self::Told>;
}

/// All that was found, by path, and what came later first.
#[derive(Debug)]
pub struct AllFound<T> {
    found: Vec<T>,
    is_complete: bool,
}

impl<T: Found> AllFound<T> {
    pub(super) fn of(found: Vec<T>, is_complete: bool) -> Self {
        Self { found, is_complete }
    }

    /// How many were found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether all paths were gone over. There is a bound for those that are deep
    /// on purpose.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// `count` of them from the `first` on, counted from 0. `files` are those in which
    /// they were found.
    #[must_use]
    pub fn window(&self, files: &FileSystem, first: usize, count: usize) -> Vec<T::Told> {
        let found = self.found.iter().skip(first).take(count);
        found.filter_map(|one| one.told(files)).collect()
    }
}
