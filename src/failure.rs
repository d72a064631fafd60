//! Any error, as a person reads it: what happened, and what to do next.

use std::io;

use serde::{Deserialize, Serialize};

use crate::words::{Message, joined};

/// Something that ended an operation. `what` and `next` are shown as they are,
/// as two sentences; `commands` are shown with a copy button each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Who is at fault, which decides what the page offers.
    pub kind: FailureKind,
    /// What happened, without a full stop.
    pub what: Message,
    /// What to do next, without a full stop.
    pub next: Option<Message>,
    /// Commands that get the person further, complete and ready to be pasted.
    pub commands: Vec<String>,
    /// What the page itself can do about it, if the person says so.
    pub action: Option<Action>,
}

/// What a person can tell the page to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Open the same files again, without the limits of
    /// [`Unpacking::Guarded`](crate::source::Unpacking::Guarded).
    OpenAnyway,
}

/// Who is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureKind {
    /// What was typed or dropped is nothing that can be inspected.
    Input,
    /// It is the right thing, and its bytes are broken.
    Bytes,
    /// A registry refused or could not be reached.
    Registry,
    /// The browser could not do it: a file vanished, memory ran out.
    Browser,
    /// A defect of this program.
    Internal,
}

impl Failure {
    #[must_use]
    pub fn new(kind: FailureKind, what: Message, next: Message) -> Self {
        Self {
            kind,
            what,
            next: Some(next),
            commands: Vec::new(),
            action: None,
        }
    }

    #[must_use]
    pub fn with_action(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }

    #[must_use]
    pub fn with_command(mut self, command: impl Into<String>) -> Self {
        self.commands.push(command.into());
        self
    }
}

/// What an error of reading says: the message that it carries, else the words of
/// whoever made it.
#[must_use]
pub fn of_io(error: &io::Error) -> Message {
    let carried = error.get_ref().and_then(|inner| inner.downcast_ref());
    carried
        .cloned()
        .unwrap_or_else(|| joined::verbatim(error.to_string()))
}
