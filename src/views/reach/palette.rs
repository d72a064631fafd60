//! What the palette offers.

use super::{Deed, Line, Lines};
use crate::session::Showing;
use crate::views::View;
use crate::words::{Language, Locale, Message, controls, keys, reach as words, sharing, shell};

/// What can be done wherever one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    OpenFiles,
    OpenFolder,
    Share,
    SaveMarkdown,
    SaveJson,
    CopyDigest,
    Keys,
    Speak(Language),
    Start,
}

impl Action {
    fn label(self) -> Message {
        match self {
            Self::OpenFiles => shell::open_files(),
            Self::OpenFolder => shell::open_folder(),
            Self::Share => sharing::share(),
            Self::SaveMarkdown => words::report_as("Markdown"),
            Self::SaveJson => words::report_as("JSON"),
            Self::CopyDigest => keys::copy_digest(),
            Self::Keys => keys::list(),
            // In its own words: who wants it may read no other.
            Self::Speak(language) => crate::words::joined::verbatim(language.name()),
            Self::Start => shell::back_to_start(),
        }
    }

    /// Whether there must be something open.
    fn is_of_open(self) -> bool {
        matches!(
            self,
            Self::Share | Self::SaveMarkdown | Self::SaveJson | Self::CopyDigest
        )
    }
}

/// All that the palette offers: what can be done, the views, and what is open. The
/// page speaks `language`.
#[must_use]
pub fn palette(showing: Option<&Showing>, language: Language, locale: &dyn Locale) -> Vec<Line> {
    let mut lines = Lines::new(locale);
    lines.actions(showing.is_some(), language);
    if let Some(showing) = showing {
        lines.views();
        lines.choices(showing);
        lines.findings(showing);
        lines.objects(showing);
    }
    lines.all
}

impl Lines<'_> {
    fn actions(&mut self, is_open: bool, language: Language) {
        let all = [
            Action::OpenFiles,
            Action::OpenFolder,
            Action::Share,
            Action::SaveMarkdown,
            Action::SaveJson,
            Action::CopyDigest,
            Action::Keys,
            Action::Speak(language.other()),
            Action::Start,
        ];
        for action in all {
            if is_open || !action.is_of_open() {
                let (kind, text) = (self.say(&words::action()), self.say(&action.label()));
                let line = Line::new(kind, text, String::new(), "", Deed::Act(action));
                self.all.push(line);
            }
        }
    }

    fn views(&mut self) {
        for view in View::ALL {
            let (kind, text) = (self.say(&words::view()), self.say(&view.label()));
            let more = self.say(&controls::sections());
            let line = Line::new(kind, text, String::new(), &more, Deed::Show(view));
            self.all.push(line);
        }
    }
}
