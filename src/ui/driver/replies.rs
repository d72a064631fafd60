//! Replies of workers, shown some at a time.
//!
//! Each new state costs the page some ten milliseconds of drawing, taken from
//! those that hash: a reply at a time took a third of the time, two states a
//! second take less than a tenth (`bench/README.md`).

use std::time::Duration;

use leptos::prelude::*;

use super::Driver;
use crate::protocol::Reply;
use crate::session::Event;

/// How long a reply may wait for others. The last one never waits.
const SHOWN_AFTER: Duration = Duration::from_millis(500);

/// Replies that the session has not seen.
#[derive(Default)]
pub(super) struct Unseen {
    replies: Vec<Reply>,
    /// They will be shown.
    is_due: bool,
}

impl Driver {
    /// Shows what a worker says of a blob: soon, or at once where no other
    /// worker has anything to say.
    pub(super) fn replied(self, reply: Reply) {
        let is_last = self
            .open_files
            .try_with_value(|files| files.unfinished() == 0)
            .unwrap_or_default();
        let is_due = self.unseen.try_update_value(|unseen| {
            unseen.push(reply);
            std::mem::replace(&mut unseen.is_due, true)
        });
        if is_last {
            self.show_replies();
        } else if is_due == Some(false) {
            set_timeout(move || self.show_replies(), SHOWN_AFTER);
        }
    }

    /// Shows what was not shown yet.
    pub(super) fn show_replies(self) {
        let unseen = self.unseen.try_update_value(std::mem::take);
        let replies = unseen.unwrap_or_default().replies;
        if !replies.is_empty() {
            self.go_on(Event::Replied(replies));
        }
    }
}

impl Unseen {
    /// Of how far one blob is, the latest is enough.
    fn push(&mut self, reply: Reply) {
        if let Reply::Progress { blob, .. } = &reply {
            self.replies.retain(
                |earlier| !matches!(earlier, Reply::Progress { blob: of, .. } if of == blob),
            );
        }
        self.replies.push(reply);
    }
}
