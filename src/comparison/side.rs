//! The two sides of a comparison.

use serde::{Deserialize, Serialize};

/// One of the two images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Left,
    Right,
}

/// Something of both images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both<T> {
    pub left: T,
    pub right: T,
}

impl<T> Both<T> {
    #[must_use]
    pub fn of(left: T, right: T) -> Self {
        Self { left, right }
    }

    /// The same of each.
    #[must_use]
    pub fn map<'s, U>(&'s self, of: impl Fn(&'s T) -> U) -> Both<U> {
        Both::of(of(&self.left), of(&self.right))
    }
}

impl<T> Both<Option<T>> {
    /// Where both are there.
    #[must_use]
    pub fn zip(self) -> Option<(T, T)> {
        self.left.zip(self.right)
    }
}
