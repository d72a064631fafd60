//! Where signatures were looked for, and what was there.

use crate::image::digest::Digest;
use crate::inspect::Opened;
use crate::inspect::signed::{Answer, Looked, subjects};
use crate::session::Showing;
use crate::views::Tone;
use crate::words::{Message, trust as words};

/// The most places that are shown.
const MOST: usize = 200;

/// One place.
#[derive(Clone, Debug, PartialEq)]
pub struct LookedRow {
    pub place: Message,
    pub about: Digest,
    pub tone: Tone,
    pub answer: Message,
}

/// The places that were looked at; none for what was not asked of a registry.
#[must_use]
pub fn looked(opened: &Opened) -> Vec<LookedRow> {
    opened.contents.looked.iter().take(MOST).map(row).collect()
}

/// What of an image can be signed and was not looked for yet.
#[must_use]
pub fn to_look_for(showing: &Showing, image: usize) -> Vec<Digest> {
    if showing.asked.is_none() {
        return Vec::new();
    }
    let opened = &showing.opened;
    let looked = &opened.contents.looked;
    let digests = subjects(opened, Some(image))
        .into_iter()
        .map(|one| one.digest);
    let is_new = |digest: &Digest| !looked.iter().any(|one| one.about == *digest);
    digests.filter(is_new).collect()
}

/// What was looked for where a place did not answer.
#[must_use]
pub fn without_answer(opened: &Opened) -> Vec<Digest> {
    let failed = |one: &&Looked| matches!(one.answer, Answer::Failed(_) | Answer::NotLooked);
    let mut digests: Vec<Digest> = Vec::new();
    for one in opened.contents.looked.iter().filter(failed) {
        if !digests.contains(&one.about) {
            digests.push(one.about.clone());
        }
    }
    digests
}

fn row(looked: &Looked) -> LookedRow {
    let (tone, answer) = match &looked.answer {
        Answer::Found(count) => (Tone::Good, words::found_there(*count)),
        Answer::Nothing => (Tone::Good, words::nothing_there()),
        Answer::Failed(why) => (Tone::Bad, why.clone()),
        Answer::NotLooked => (Tone::Unknown, words::not_looked()),
    };
    LookedRow {
        place: looked.place.name(),
        about: looked.about.clone(),
        tone,
        answer,
    }
}
