//! How much of the page's width the panel of the chosen object has.

/// In percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PanelWidth(u64);

/// What one key changes, in percent.
const STEP: u64 = 2;

impl PanelWidth {
    /// Less, and its digests have no room; more, and the view has none.
    pub const LEAST: u64 = 24;
    pub const MOST: u64 = 66;

    /// As near to `percent` as the panel can be.
    #[must_use]
    pub fn of(percent: u64) -> Self {
        Self(percent.clamp(Self::LEAST, Self::MOST))
    }

    #[must_use]
    pub fn percent(self) -> u64 {
        self.0
    }

    /// After a key; the panel stands at the end of the line, so that its edge moves
    /// to the left where it grows. `None` for a key that is not the edge's.
    #[must_use]
    pub fn after_key(self, key: &str) -> Option<Self> {
        Some(match key {
            "ArrowLeft" => Self::of(self.0 + STEP),
            "ArrowRight" => Self::of(self.0.saturating_sub(STEP)),
            "Home" => Self(Self::LEAST),
            "End" => Self(Self::MOST),
            _ => return None,
        })
    }
}

impl Default for PanelWidth {
    fn default() -> Self {
        Self(36)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_edge_stays_where_both_sides_have_room() {
        let width = |percent| PanelWidth::of(percent).percent();
        assert_eq!((width(0), width(40), width(400)), (24, 40, 66));
        let after = |percent, key| {
            PanelWidth::of(percent)
                .after_key(key)
                .map(PanelWidth::percent)
        };
        assert_eq!(after(40, "ArrowLeft"), Some(42));
        assert_eq!(after(24, "ArrowRight"), Some(24));
        assert_eq!((after(40, "Home"), after(40, "End")), (Some(24), Some(66)));
        assert_eq!(after(40, "a"), None);
    }
}
