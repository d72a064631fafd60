//! What was open before: Back and Forward return to it as it was, and nothing is
//! fetched or given again.

use leptos::prelude::*;

use super::Driver;
use super::inputs::Given;
use crate::session::{Aside, Session};
use crate::web::address;
use crate::web::clock;
use crate::web::open_files::{Lifted, OpenFiles};

/// How many are kept: further back than anybody goes, and no more than a tab holds.
const MAX_ASIDES: usize = 16;

/// What was open before, the latest last.
pub(super) struct Asides(Vec<Kept>);

struct Kept {
    /// The number of its opening, which entries of the history have.
    opening: u64,
    aside: Aside,
    files: Lifted,
    given: Given,
    is_sample: bool,
}

impl Driver {
    /// Lays aside what is open, before something else is opened.
    pub(super) fn lay_aside(self) {
        // In the order in which it happened.
        self.show_replies();
        let files = self.open_files.try_with_value(OpenFiles::lift);
        let aside = self
            .page
            .session
            .try_update_untracked(|session| session.lay_aside(clock::now()));
        if let (Some(aside), Some(files)) = (aside.flatten(), files) {
            let kept = Kept {
                opening: self.opening.get_untracked(),
                aside,
                files,
                given: self.given.get_untracked(),
                is_sample: self.is_sample.get_untracked(),
            };
            self.asides.update_value(|asides| asides.keep(kept));
        }
        self.given.set(Given::default());
        self.is_sample.set(false);
        let opening = self.last_opening.get_value() + 1;
        self.last_opening.set_value(opening);
        self.opening.set(opening);
    }

    /// Opens again what was opened under this number, where it is not open;
    /// `false` where it is not here any more.
    pub(super) fn take_up(self, opening: u64) -> bool {
        if opening == self.opening.get_untracked() {
            let session = self.page.session;
            return session.with_untracked(|session| matches!(session, Session::Showing(_)));
        }
        let kept = self
            .asides
            .try_update_value(|asides| asides.take(opening))
            .flatten();
        let Some(kept) = kept else {
            return false;
        };
        self.next_turn();
        self.shell.notice.set(None);
        self.lay_aside();
        self.clear();
        let effects = self
            .page
            .session
            .try_update(|session| session.take_up(kept.aside, clock::now()));
        self.open_files
            .with_value(|files| files.put_back(kept.files));
        self.given.set(kept.given);
        self.is_sample.set(kept.is_sample);
        self.opening.set(opening);
        self.carry_out_all(effects.unwrap_or_default());
        true
    }

    /// Where nothing can be said of what was given, and the entry of the history is
    /// still that of what was open before, lets Back return there.
    pub(super) fn leave_entry(self, opening: u64) {
        let is_kept = address::opening().is_some_and(|entry| {
            self.asides
                .with_value(|asides| entry != opening && asides.has(entry))
        });
        if is_kept {
            // A browser that has enough of changes leaves the address as it is.
            let _ = address::push("", opening);
        }
    }

    /// The browser's names of the files that Back may lead to.
    pub(super) fn names_in_use(self) -> Vec<String> {
        self.asides.with_value(Asides::names)
    }

    /// Asks a person who leaves the page while something is open that cannot be had
    /// again.
    pub(super) fn ask_before_leaving(self) {
        let is_lost = Memo::new(move |_| {
            let is_lost = self.page.session.with(Session::is_lost_on_leaving);
            is_lost && !self.is_sample.get()
        });
        // Only then: a page that listens to this is not kept for Back.
        let asking = StoredValue::new_local(None);
        Effect::new(move |_| {
            let listener = is_lost.get().then(address::ask_before_leaving);
            asking.set_value(listener.and_then(Result::ok));
        });
    }
}

impl Asides {
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    fn keep(&mut self, kept: Kept) {
        if self.0.len() >= MAX_ASIDES {
            self.0.remove(0);
        }
        self.0.push(kept);
    }

    fn take(&mut self, opening: u64) -> Option<Kept> {
        let place = self.0.iter().position(|kept| kept.opening == opening)?;
        Some(self.0.remove(place))
    }

    fn names(&self) -> Vec<String> {
        let given = self.0.iter().map(|kept| &kept.given);
        let picked = given.flat_map(|given| given.picked.iter().chain(&given.before));
        picked.map(|picked| picked.file.name()).collect()
    }

    fn has(&self, opening: u64) -> bool {
        self.0.iter().any(|kept| kept.opening == opening)
    }
}
