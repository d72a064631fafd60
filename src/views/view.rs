//! The views of what is open, and how keys lead from one tab of a list to another.

use crate::input::Fragment;
use crate::words::{Message, controls};

/// A view of what is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    #[default]
    Overview,
    Layers,
    Files,
    Graph,
    Ledger,
    Findings,
    Trust,
    Compare,
}

impl View {
    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Layers,
        Self::Files,
        Self::Graph,
        Self::Ledger,
        Self::Findings,
        Self::Trust,
        Self::Compare,
    ];

    /// What is written on its tab.
    #[must_use]
    pub fn label(self) -> Message {
        match self {
            Self::Overview => controls::overview(),
            Self::Layers => controls::layers(),
            Self::Files => controls::files(),
            Self::Graph => controls::graph(),
            Self::Ledger => controls::ledger(),
            Self::Findings => controls::findings(),
            Self::Trust => controls::trust(),
            Self::Compare => controls::compare(),
        }
    }

    /// The word in identifiers and links.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Layers => "layers",
            Self::Files => "files",
            Self::Graph => "graph",
            Self::Ledger => "ledger",
            Self::Findings => "findings",
            Self::Trust => "trust",
            Self::Compare => "compare",
        }
    }

    /// The one that a link names. Older links call the graph a picture, and the files
    /// a tab of their layer.
    #[must_use]
    pub fn of_link(link: &Fragment) -> Option<Self> {
        if link.tab.as_deref() == Some("files") {
            return Some(Self::Files);
        }
        let word = match link.view.as_deref()? {
            "picture" => "graph",
            word => word,
        };
        Self::ALL.into_iter().find(|view| view.word() == word)
    }
}

/// The tab of `all` that a key leads to from `here` (ARIA Authoring Practices, Tabs
/// pattern): the arrows go round, Home and End go to the ends. `None` for a key that
/// is not the tabs'.
#[must_use]
pub fn tab_after_key<T: Copy + PartialEq>(all: &[T], here: T, key: &str) -> Option<T> {
    let at = all.iter().position(|tab| *tab == here)?;
    let last = all.len() - 1;
    let to = match key {
        "ArrowRight" => (at + 1) % all.len(),
        "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    all.get(to).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round_the_tabs() {
        let next = |here, key| tab_after_key(&View::ALL, here, key);
        assert_eq!(next(View::Overview, "ArrowRight"), Some(View::Layers));
        assert_eq!(next(View::Compare, "ArrowRight"), Some(View::Overview));
        assert_eq!(next(View::Overview, "ArrowLeft"), Some(View::Compare));
        assert_eq!(next(View::Ledger, "Home"), Some(View::Overview));
        assert_eq!(next(View::Ledger, "End"), Some(View::Compare));
        assert_eq!(next(View::Ledger, "Enter"), None);
    }

    #[test]
    fn links_of_before_lead_to_what_took_their_place() {
        let view = |link: &str| View::of_link(&link.parse().unwrap());
        assert_eq!(view("image=a&view=picture"), Some(View::Graph));
        assert_eq!(view("image=a&view=picture&tab=files"), Some(View::Files));
        for known in View::ALL {
            assert_eq!(view(&format!("image=a&view={}", known.word())), Some(known));
        }
        assert_eq!((view("image=a"), view("image=a&view=other")), (None, None));
    }

    #[test]
    fn a_tab_that_is_not_there_leads_nowhere() {
        assert_eq!(tab_after_key(&[1, 2], 3, "End"), None);
        assert_eq!(tab_after_key(&[], 3, "End"), None);
    }
}
