//! The drawing surface: where items stand.

use std::collections::HashMap;

use super::order::Item;

/// Where an item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) column: usize,
    pub(super) y: u32,
    pub(super) height: u32,
}

impl Position {
    pub(super) fn middle(self) -> u32 {
        self.y + self.height / 2
    }
}

/// The columns on the drawing surface.
pub(super) struct Surface {
    pub(super) places: HashMap<Item, Position>,
    /// The left border of each column.
    pub(super) x: Vec<u32>,
}
