//! The language of the page: every component says its messages by [`say`].
//!
//! The first part of the wasm speaks English until the app is here, which brings
//! the browser's `Intl` and, where another language is wanted, its texts. When the
//! language changes the components are made again (`ui::mount`); what is open is
//! in the session, and stays.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::rc::Rc;

use crate::input::Fragment;
use crate::views::sentence_case;
use crate::web::locale::languages;
use crate::web::{address, preference};
use crate::words::{Entry, Language, Locale, Message, joined};

/// The key of a link that says in which language it is to be read.
const KEY: &str = "lang";

/// Under which name a person's choice is kept.
const KEPT: &str = "assay-language";

thread_local! {
    static LOCALE: RefCell<Rc<dyn Locale>> = RefCell::new(Rc::new(Bare));
}

/// English until the app is here: what the first part of the wasm says has no
/// argument but text, and waits for no code that writes sizes and moments.
struct Bare;

impl Locale for Bare {
    fn template<'a>(&'a self, entry: &'a Entry) -> &'a str {
        entry.english
    }

    fn number(&self, number: u64) -> String {
        number.to_string()
    }

    fn size(&self, bytes: u64) -> String {
        self.number(bytes)
    }

    fn duration(&self, milliseconds: u64) -> String {
        self.number(milliseconds)
    }

    fn time(&self, unix_milliseconds: i64) -> String {
        unix_milliseconds.to_string()
    }

    fn is_singular(&self, number: u64) -> bool {
        number == 1
    }

    fn list(&self, items: &[String]) -> String {
        // The standard library's way to join is a kilobyte.
        items.iter().fold(String::new(), |list, item| match &*list {
            "" => item.clone(),
            _ => list + ", " + item,
        })
    }
}

/// How the language of the page writes what stands in messages.
#[must_use]
pub fn locale() -> Rc<dyn Locale> {
    LOCALE.with_borrow(Rc::clone)
}

/// Says everything in another way from now on.
pub fn set_locale(locale: Rc<dyn Locale>) {
    LOCALE.set(locale);
}

/// A message in the language of the page.
#[must_use]
pub fn say(message: impl Borrow<Message>) -> String {
    message.borrow().say(&*locale())
}

/// Stands for what is not text in a message that is said by [`say_around`].
pub const SLOT: &str = "\u{fffc}";

/// What stands before the [`SLOT`] of a message, and behind it.
#[must_use]
pub fn say_around(message: impl Borrow<Message>) -> (String, String) {
    let text = say(message);
    let (before, after) = text.split_once(SLOT).unwrap_or((&text, ""));
    (before.to_owned(), after.to_owned())
}

/// The same as a sentence that stands alone: with its full stop, and in English
/// with its capital letter. Nothing where nothing is to be said.
#[must_use]
pub fn say_sentence(message: impl Borrow<Message>) -> String {
    let mut text = sentence_case(&say(message));
    if !text.is_empty() && !text.ends_with(['.', '!', '?', '。', '！', '？']) {
        text.push_str(&say(joined::full_stop()));
    }
    text
}

/// The language that the link asks for, else the one that the person has chosen
/// before, else the first of the browser's that there is.
#[must_use]
pub fn wanted() -> Language {
    let fragment: Fragment = address::fragment().parse().unwrap_or_default();
    let linked = fragment.other.iter().find(|(key, _)| key == KEY);
    let kept = || Language::of_tag(&preference::word(KEPT)?);
    let preferred = || {
        let languages = languages();
        Language::preferred(languages.iter().map(String::as_str))
    };
    linked
        .and_then(|(_, tag)| Language::of_tag(tag))
        .or_else(kept)
        .unwrap_or_else(preferred)
}

/// Remembers what a person has chosen.
pub fn keep(language: Language) {
    preference::keep_word(KEPT, language.tag());
}
