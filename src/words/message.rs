//! A message with its arguments, and what a language must know to say it.

use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::de::Error as _;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::template::{self, Piece};

/// What is known of a message before it has arguments.
#[derive(Debug)]
pub struct Entry {
    /// `area.name`. Part of the report, so it never changes its meaning.
    pub id: &'static str,
    /// The names of the arguments, in order.
    pub names: &'static [&'static str],
    /// The English text, with placeholders.
    pub english: &'static str,
}

impl Entry {
    /// Evaluated by the compiler only, which refuses a placeholder that has no
    /// argument, and an argument that has no placeholder.
    pub(super) const fn new(
        id: &'static str,
        names: &'static [&'static str],
        english: &'static str,
    ) -> Self {
        template::check(names, english);
        Self { id, names, english }
    }
}

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

/// How a language writes what stands in messages.
pub trait Locale {
    /// The text of a message in this language, with placeholders.
    fn template<'a>(&'a self, entry: &'a Entry) -> &'a str;
    /// A number in full.
    fn number(&self, number: u64) -> String;
    /// A count of bytes, in the unit that fits.
    fn size(&self, bytes: u64) -> String;
    fn duration(&self, milliseconds: u64) -> String;
    /// A moment, in milliseconds since 1970.
    fn time(&self, unix_milliseconds: i64) -> String;
    /// Whether the first of two words goes with a number.
    fn is_singular(&self, number: u64) -> bool;
    /// `a, b and c`.
    fn list(&self, items: &[String]) -> String;
}

/// Something to be said, in whatever language.
#[derive(Clone)]
pub struct Message {
    entry: &'static Entry,
    args: Box<[Arg]>,
}

impl Message {
    pub(super) fn new(entry: &'static Entry, args: Box<[Arg]>) -> Self {
        Self { entry, args }
    }

    /// `area.name`.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.entry.id
    }

    /// The arguments, with their names.
    pub fn args(&self) -> impl Iterator<Item = (&'static str, &Arg)> {
        self.entry.names.iter().copied().zip(&self.args)
    }

    /// The words of this message.
    #[must_use]
    pub fn say(&self, locale: &dyn Locale) -> String {
        fill(locale.template(self.entry), locale, &|name| {
            let mut args = self.args();
            args.find(|(known, _)| *known == name).map(|(_, arg)| arg)
        })
    }
}

/// So that an [`io::Error`](std::io::Error) can carry one.
impl std::error::Error for Message {}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.entry.id)
    }
}

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        self.entry.id == other.entry.id && self.args == other.args
    }
}

impl Eq for Message {}

impl Hash for Message {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.entry.id.hash(state);
        self.args.hash(state);
    }
}

impl PartialOrd for Message {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Message {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.entry.id, &self.args).cmp(&(other.entry.id, &other.args))
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let args: BTreeMap<&str, &Arg> = self.args().collect();
        let mut message = serializer.serialize_struct("Message", 2)?;
        message.serialize_field("id", self.entry.id)?;
        message.serialize_field("args", &args)?;
        message.end()
    }
}

/// As it crosses from a worker to the page.
#[derive(Deserialize)]
struct Crossing {
    id: String,
    args: BTreeMap<String, Arg>,
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Crossing { id, mut args } = Crossing::deserialize(deserializer)?;
        let unknown = || D::Error::custom("a message of another build");
        let entry = super::find(&id).ok_or_else(unknown)?;
        let args = entry.names.iter().map(|name| args.remove(*name));
        let args: Option<Box<[Arg]>> = args.collect();
        Ok(Self::new(entry, args.ok_or_else(unknown)?))
    }
}

/// The text of a template with its arguments.
fn fill<'a>(
    template: &str,
    locale: &dyn Locale,
    argument: &dyn Fn(&str) -> Option<&'a Arg>,
) -> String {
    let mut said = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((piece, after)) = template::next(rest) {
        match piece {
            Piece::Text(text) => said.push_str(text),
            Piece::Argument(name) => {
                if let Some(arg) = argument(name) {
                    said.push_str(&spelled(arg, locale));
                }
            }
            Piece::Choice(name, one, many) => {
                let number = match argument(name) {
                    Some(Arg::Number(number)) => *number,
                    _ => 0,
                };
                said.push_str(if locale.is_singular(number) {
                    one
                } else {
                    many
                });
            }
        }
        rest = after;
    }
    said
}

fn spelled(arg: &Arg, locale: &dyn Locale) -> String {
    match arg {
        Arg::Text(text) => text.clone(),
        Arg::Number(number) => locale.number(*number),
        Arg::Size { bytes } => locale.size(*bytes),
        Arg::Duration { milliseconds } => locale.duration(*milliseconds),
        Arg::Time { unix_milliseconds } => locale.time(*unix_milliseconds),
        Arg::Message(message) => message.say(locale),
        Arg::List(items) => {
            let items: Vec<String> = items.iter().map(|item| spelled(item, locale)).collect();
            locale.list(&items)
        }
    }
}
