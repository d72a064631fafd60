//! The language of the page: every component says its messages by [`say`].

use std::borrow::Borrow;
use std::cell::RefCell;
use std::rc::Rc;

use crate::views::sentence_case;
use crate::words::{English, Locale, Message, joined};

thread_local! {
    static LOCALE: RefCell<Rc<dyn Locale>> = RefCell::new(Rc::new(English));
}

/// A message in the language of the page.
#[must_use]
pub fn say(message: impl Borrow<Message>) -> String {
    let locale = LOCALE.with_borrow(Rc::clone);
    message.borrow().say(&*locale)
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
