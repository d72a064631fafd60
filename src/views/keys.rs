//! What keys do wherever the focus is, but in a field.

use std::mem;

use crate::views::View;
use crate::words::{Message, keys as words, reach};

/// What keys ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shortcut {
    AskBox,
    Show(View),
    /// The digest of the chosen object, or of the image where none is.
    CopyDigest,
    /// The first control of the row after, or before, the one that has the focus.
    NextRow,
    RowBefore,
    Palette,
    List,
    /// The panel of the chosen object hears it in its fields too.
    CloseDetail,
}

impl Shortcut {
    /// Each with its keys, which are pressed one after the other. None but the
    /// palette's, which other pages have too, is one that browsers have a use for.
    pub const ALL: [(&'static str, Self); 15] = [
        ("Ctrl+K", Self::Palette),
        ("/", Self::AskBox),
        ("g o", Self::Show(View::Overview)),
        ("g y", Self::Show(View::Layers)),
        ("g e", Self::Show(View::Files)),
        ("g r", Self::Show(View::Graph)),
        ("g l", Self::Show(View::Ledger)),
        ("g f", Self::Show(View::Findings)),
        ("g t", Self::Show(View::Trust)),
        ("g c", Self::Show(View::Compare)),
        ("j", Self::NextRow),
        ("k", Self::RowBefore),
        ("c", Self::CopyDigest),
        ("Escape", Self::CloseDetail),
        ("?", Self::List),
    ];

    /// What it does.
    #[must_use]
    pub fn label(self) -> Message {
        match self {
            Self::AskBox => words::ask_box(),
            Self::Show(view) => words::show(view.label()),
            Self::CopyDigest => words::copy_digest(),
            Self::NextRow => words::next_row(),
            Self::RowBefore => words::row_before(),
            Self::Palette => reach::open_palette(),
            Self::List => words::list(),
            Self::CloseDetail => words::close_detail(),
        }
    }
}

/// The name of a key that is pressed with Control, or with Command on a Mac.
#[must_use]
pub fn with_control(key: &str) -> String {
    format!("Ctrl+{}", key.to_uppercase())
}

/// The keys that were pressed so far of one shortcut.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pressed(String);

impl Pressed {
    /// Takes a key, as `KeyboardEvent.key` names it, and says what is asked for by
    /// it and those before it.
    pub fn then(&mut self, key: &str) -> Option<Shortcut> {
        let before = mem::take(&mut self.0);
        let found = |keys: &str| Shortcut::ALL.iter().find(|(all, _)| *all == keys);
        let keys = format!("{before}{key}");
        if let Some((_, shortcut)) = found(&keys).or_else(|| found(key)) {
            return Some(*shortcut);
        }
        let begins = format!("{key} ");
        if Shortcut::ALL
            .iter()
            .any(|(all, _)| all.starts_with(&begins))
        {
            self.0 = begins;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shortcut_is_found_by_its_keys() {
        for (keys, shortcut) in Shortcut::ALL {
            let mut pressed = Pressed::default();
            let found: Vec<_> = keys
                .split(' ')
                .filter_map(|key| pressed.then(key))
                .collect();
            assert_eq!(found, [shortcut], "{keys}");
        }
    }

    #[test]
    fn what_is_begun_ends_with_the_next_key() {
        let mut pressed = Pressed::default();
        assert_eq!(pressed.then("g"), None);
        assert_eq!(pressed.then("x"), None);
        assert_eq!(pressed.then("o"), None, "what was begun is forgotten");
        assert_eq!(pressed.then("g"), None);
        assert_eq!(pressed.then("g"), None);
        assert_eq!(pressed.then("o"), Some(Shortcut::Show(View::Overview)));
        assert_eq!(pressed.then("g"), None);
        assert_eq!(
            pressed.then("/"),
            Some(Shortcut::AskBox),
            "another one is heard at once"
        );
        assert_eq!(pressed.then("o"), None);
    }
}
