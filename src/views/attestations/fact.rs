//! Names and values beside each other.

use crate::format::visible;
use crate::views::cards::link;
use crate::views::moment::moment;
use crate::words::Message;

/// A name and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub name: Message,
    pub value: FactValue,
    /// What to know about it.
    pub note: Option<Message>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactValue {
    Said(Message),
    /// As it is written somewhere.
    Text(String),
    /// The same, with where it leads.
    Link {
        text: String,
        address: String,
    },
}

impl Fact {
    pub(super) fn said(name: Message, said: Message) -> Self {
        Self {
            name,
            value: FactValue::Said(said),
            note: None,
        }
    }

    /// A text that leads to itself, where it is an address.
    pub(super) fn text(name: Message, text: &str) -> Self {
        Self::linked(name, text, link(text))
    }

    /// A text that leads to an address.
    pub(super) fn linked(name: Message, text: &str, address: Option<&str>) -> Self {
        let text = visible(text);
        let value = match address.and_then(link) {
            Some(address) => FactValue::Link {
                text,
                address: address.to_owned(),
            },
            None => FactValue::Text(text),
        };
        Self {
            name,
            value,
            note: None,
        }
    }

    /// A point in time as a document spells it.
    pub(super) fn moment(name: Message, text: &str) -> Self {
        Self::said(name, moment(text))
    }

    pub(super) fn with_note(self, note: Option<Message>) -> Self {
        Self { note, ..self }
    }
}
