//! Several files that are open at once: beside each other, and closed one by one.

use leptos::prelude::*;

use super::Driver;
use crate::session::Session;
use crate::views::View;
use crate::web::files::{self, Handle, Picked};

/// The files that are open.
#[derive(Clone, Default)]
pub(super) struct Given {
    pub(super) picked: Vec<Picked>,
    /// Those whose place they took.
    pub(super) before: Vec<Picked>,
}

impl Driver {
    /// The files that are open now; none where that is something else.
    pub(super) fn files_open(self) -> Vec<Picked> {
        let is_file = self.page.session.with_untracked(
            |session| matches!(session, Session::Showing(showing) if showing.asked.is_none()),
        );
        match is_file {
            true => self.given.with_untracked(|given| given.picked.clone()),
            false => Vec::new(),
        }
    }

    /// The names of the files that can be opened beside those that are open: loose
    /// ones, for the files of a folder belong together.
    #[must_use]
    pub fn beside(self) -> Vec<String> {
        self.given.with(|given| {
            let all = given.before.iter().chain(&given.picked);
            let mut loose = all.map(|picked| !picked.input.path.contains('/'));
            match loose.all(|is_loose| is_loose) {
                true => given
                    .before
                    .iter()
                    .map(|picked| picked.input.path.clone())
                    .collect(),
                false => Vec::new(),
            }
        })
    }

    /// Opens them so.
    pub fn open_beside(self) {
        let Given { picked, before } = self.given.get_untracked();
        self.open_after(before.into_iter().chain(picked).collect(), Vec::new());
    }

    /// Whether other files can be opened beside those that are open, as loose ones.
    #[must_use]
    pub fn takes_more(self) -> bool {
        let is_file = self.page.with_showing(|showing| showing.asked.is_none());
        self.given.with(|given| {
            let mut picked = given.picked.iter();
            is_file == Some(true) && picked.all(|picked| !picked.input.path.contains('/'))
        })
    }

    /// Opens files beside those that are open, to compare them.
    pub fn open_to_compare(self, list: Vec<Handle>) {
        match files::from_list(list) {
            Ok(picked) if picked.is_empty() => {}
            Ok(picked) => {
                let all = self.files_open().into_iter().chain(picked);
                self.open_after(all.collect(), Vec::new());
                self.view_after.set_value(Some(View::Compare));
            }
            refused => self.open_list(refused),
        }
    }

    /// Closes one of several files, the one with this handle; the others stay open.
    pub fn close_file(self, handle: usize) {
        let Given { mut picked, .. } = self.given.get_untracked();
        if handle < picked.len() {
            picked.remove(handle);
            self.open_after(picked, Vec::new());
        }
    }
}
