//! The sections of what is shown.

use crate::words::{Message, controls};

/// The sections of what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    #[default]
    Overview,
    Picture,
    Ledger,
    Findings,
}

impl Tab {
    pub const ALL: [Self; 4] = [Self::Overview, Self::Picture, Self::Ledger, Self::Findings];

    /// What is written on it.
    #[must_use]
    pub fn label(self) -> Message {
        match self {
            Self::Overview => controls::overview(),
            Self::Picture => controls::picture(),
            Self::Ledger => controls::ledger(),
            Self::Findings => controls::findings(),
        }
    }

    /// The word in identifiers and links.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Picture => "picture",
            Self::Ledger => "ledger",
            Self::Findings => "findings",
        }
    }

    /// The one that a link names.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.word() == word)
    }

    /// The tab that a key leads to from here (ARIA Authoring Practices, Tabs
    /// pattern): the arrows go round, Home and End go to the ends.
    #[must_use]
    pub fn after_key(self, key: &str) -> Option<Self> {
        let last = Self::ALL.len() - 1;
        let here = Self::ALL.iter().position(|tab| *tab == self)?;
        let place = match key {
            "ArrowRight" => (here + 1) % Self::ALL.len(),
            "ArrowLeft" => here.checked_sub(1).unwrap_or(last),
            "Home" => 0,
            "End" => last,
            _ => return None,
        };
        Self::ALL.get(place).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round_the_tabs() {
        assert_eq!(Tab::Overview.after_key("ArrowRight"), Some(Tab::Picture));
        assert_eq!(Tab::Findings.after_key("ArrowRight"), Some(Tab::Overview));
        assert_eq!(Tab::Overview.after_key("ArrowLeft"), Some(Tab::Findings));
        assert_eq!(Tab::Ledger.after_key("Home"), Some(Tab::Overview));
        assert_eq!(Tab::Ledger.after_key("End"), Some(Tab::Findings));
        assert_eq!(Tab::Ledger.after_key("Enter"), None);
    }
}
