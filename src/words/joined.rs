//! Joining messages to one. Where a language joins otherwise, its catalogue says
//! so.

use super::{Arg, Message};

messages! { joined;
    /// Two sentences. Neither has its full stop.
    sentences(first, second) "{first}. {second}";
    /// Two parts of one sentence that could stand alone.
    clauses(first, second) "{first}; {second}";
    /// Something, and the reason for it or what it consists of.
    because(what, why) "{what}: {why}";
    /// Two facts about one thing, beside each other.
    facts(first, second) "{first}, {second}";
    /// Text from outside, as it is.
    verbatim(text) "{text}";
    /// Ends a sentence that stands alone.
    full_stop() ".";
    /// A sum of which a part is not known.
    at_least(size) "at least {size}";
    /// Stands where a size would, had anybody said or counted it.
    size_not_known() "size not known";
}

/// All of `parts`, as one sentence after the other; `None` where there are none.
pub fn all_sentences(parts: impl IntoIterator<Item = Message>) -> Option<Message> {
    parts.into_iter().reduce(sentences)
}

/// All of `parts`, as clauses of one sentence; `None` where there are none.
pub fn all_clauses(parts: impl IntoIterator<Item = Message>) -> Option<Message> {
    parts.into_iter().reduce(clauses)
}

/// All of `parts`, beside each other; `None` where there are none.
pub fn all_facts(parts: impl IntoIterator<Item = Message>) -> Option<Message> {
    parts.into_iter().reduce(facts)
}

impl From<Message> for Arg {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}
