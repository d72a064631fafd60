//! The title of the page: what is open, and in which state it is.

use crate::format::{short, visible};
use crate::session::Session;
use crate::views::Tone;
use crate::words::{Message, page as words};

#[must_use]
pub fn title(session: &Session) -> Message {
    let Session::Showing(showing) = session else {
        return words::title();
    };
    let name = short(&visible(&showing.opened.contents.input.name));
    let state = showing.judgement.state;
    let tone = Tone::of_state(state, &showing.progress);
    words::title_of(name, tone.word(Some(state)))
}
