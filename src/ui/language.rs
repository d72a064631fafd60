//! The language of the page: every component says its messages by [`say`].

use std::borrow::Borrow;
use std::cell::RefCell;
use std::rc::Rc;

use crate::words::{English, Locale, Message};

thread_local! {
    static LOCALE: RefCell<Rc<dyn Locale>> = RefCell::new(Rc::new(English));
}

/// A message in the language of the page.
#[must_use]
pub fn say(message: impl Borrow<Message>) -> String {
    let locale = LOCALE.with_borrow(Rc::clone);
    message.borrow().say(&*locale)
}
