//! Looking for causes: once nothing is left to be verified, blobs that are not
//! what was claimed are looked at a second time.
//!
//! Not here: which causes there are (`inspect::causes`).

use super::{Effect, Showing};
use crate::bytes::second_look::Look;
use crate::protocol::{ExplainJob, Request};

impl Showing {
    /// The calls for what is still to be looked at.
    pub(super) fn second_looks(&mut self) -> Vec<Effect> {
        if self.progress.finished.is_none() {
            return Vec::new();
        }
        let mut calls = Vec::new();
        for wanted in std::mem::take(&mut self.wanted_looks) {
            let held = self.opened.contents.blobs.get(wanted.blob);
            let Some(extent) = held.and_then(|held| held.extent) else {
                continue;
            };
            self.looks.ask(&wanted);
            calls.push(Effect::Call(Request::Explain(ExplainJob {
                blob: wanted.blob,
                extent,
                sought: wanted.sought,
            })));
        }
        calls
    }

    /// Notes what a second look has shown. [`Self::catch_up`] is to follow.
    pub(super) fn explained(&mut self, blob: usize, look: Option<Look>) {
        self.looks.settle(blob, look);
        self.is_news();
    }

    /// Whether workers do nothing but look for causes.
    pub(super) fn only_explains(&self) -> bool {
        self.progress.finished.is_some() && self.looks.are_under_way()
    }

    /// Nobody will answer any more.
    pub(super) fn give_up_explaining(&mut self) {
        if self.looks.are_under_way() {
            self.looks.give_up();
            self.refresh();
        }
    }
}
