//! The title of the page: what is open, and in which state it is.

use crate::session::Session;
use crate::views::{Tone, name_of_image};
use crate::words::{Message, page as words};

/// `image` is the place of the one that is shown.
#[must_use]
pub fn title(session: &Session, image: usize) -> Message {
    let Session::Showing(showing) = session else {
        return words::title();
    };
    let name = name_of_image(showing, image);
    let state = showing.judgement.state;
    let tone = Tone::of_state(state, &showing.progress);
    words::title_of(name, tone.word(Some(state)))
}
