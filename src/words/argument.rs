//! What stands in a message's placeholders.

use serde::{Deserialize, Serialize};

use super::Message;

/// One argument. How a number, a size or a time is written is for the language
/// to say, so none of them is text here.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Arg {
    /// A count, which chooses between singular and plural, too.
    Number(u64),
    /// Text that is the same in every language: a name, a digest, a media type.
    Text(String),
    Size {
        /// In bytes; shown in the unit that fits.
        bytes: u64,
    },
    Duration {
        milliseconds: u64,
    },
    Time {
        /// Since 1970, UTC.
        #[serde(rename = "unixMilliseconds")]
        unix_milliseconds: i64,
    },
    Message(Box<Message>),
    /// Listed as the language lists: `a, b and c`.
    List(Vec<Arg>),
}

macro_rules! numbers {
    ($($number:ty),*) => { $(impl From<$number> for Arg {
        fn from(number: $number) -> Self {
            Self::Number(number as u64)
        }
    })* };
}

numbers!(u8, u16, u32, u64, usize);

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl<T: Into<Self>> From<Vec<T>> for Arg {
    fn from(list: Vec<T>) -> Self {
        Self::List(list.into_iter().map(Into::into).collect())
    }
}
