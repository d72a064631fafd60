//! What a registry says of an image, in words and rows.

use crate::format::{short_text, visible};
use crate::image::reference::Repository;
use crate::input::{Fragment, Input};
use crate::session::{Found, PullBlob, Referring, Showing};
use crate::source::registry::client::{Checked, Referrer, Referrers};
use crate::views::pages::{on_the_way, why_not_all};
use crate::views::{ROWS_AT_ONCE, Tone};
use crate::words::{Message, at_registry as words, joined};

/// One document that refers to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferrerLine {
    /// Its artifact type, else its media type.
    pub kind: String,
    pub digest: String,
    /// As claimed, in bytes.
    pub size: u64,
    /// The link within this page that opens it, with its `#`.
    pub link: String,
    /// At most [`MAX_ANNOTATIONS`].
    pub annotations: Vec<(String, String)>,
    /// That it refers to the manifest is the registry's word only, and why.
    pub unchecked: Option<Message>,
}

/// How many annotations of a referrer are shown.
pub const MAX_ANNOTATIONS: usize = 20;

/// What the registry says of a blob. Never the tone of what was verified.
#[must_use]
pub fn found_word(blob: &PullBlob) -> (Tone, Message) {
    match &blob.found {
        Found::Asking => (Tone::Working, words::being_asked()),
        Found::Here => (Tone::Unknown, words::has_it()),
        Found::OtherSize { said } => (Tone::Unknown, words::has_other_size(*said)),
        Found::Missing => (Tone::Missing, words::missing()),
        Found::Unknown { why } => (Tone::Unknown, why.clone()),
    }
}

/// What refers to the manifest that was asked about, in words and as
/// lines; `None` where nobody asked. What is listed and refers to something else
/// is no line, but said.
#[must_use]
pub fn referrer_lines(showing: &Showing) -> Option<(Message, Vec<ReferrerLine>)> {
    let referring = showing.remote.referring.as_ref()?;
    let repository = showing.asked.as_ref()?.reference()?.repository;
    let listed = match &referring.answer {
        Some(Ok(found)) => found.referrers.as_slice(),
        _ => &[],
    };
    let found: Vec<&Referrer> = listed.iter().filter(|one| !one.is_refuted()).collect();
    let lines = found.iter().take(ROWS_AT_ONCE);
    let lines = lines.map(|referrer| referrer_line(&repository, referrer));
    let more = found.len().saturating_sub(ROWS_AT_ONCE);
    let answer = match more {
        0 => answer(referring),
        more => joined::sentences(answer(referring), words::not_shown(more)),
    };
    Some((answer, lines.collect()))
}

fn referrer_line(repository: &Repository, referrer: &Referrer) -> ReferrerLine {
    let reference = repository.pinned(referrer.digest.clone());
    let kind = referrer.artifact_type.as_ref();
    let annotations = referrer.annotations.iter().take(MAX_ANNOTATIONS);
    ReferrerLine {
        kind: kind.unwrap_or(&referrer.media_type).clone(),
        digest: referrer.digest.to_string(),
        size: referrer.size,
        link: format!("#{}", Fragment::of(Input::Image(reference))),
        annotations: annotations
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect(),
        unchecked: match &referrer.checked {
            Checked::Not => Some(words::not_looked_at()),
            Checked::Unread(error) => Some(words::not_seen(error.message())),
            _ => None,
        },
    }
}

fn answer(referring: &Referring) -> Message {
    let to = short_text(referring.to.as_str());
    match &referring.answer {
        None => words::asking_what_refers(to),
        Some(Err(why)) => words::referrers_unknown(to, why.clone()),
        Some(Ok(found)) => {
            let more = left_out(found).into_iter().chain(refuted(found));
            let more = more.chain(on_the_way(&found.pages));
            more.fold(listed(found, &to), joined::sentences)
        }
    }
}

/// What is listed, and how it came to be known.
fn listed(found: &Referrers, to: &str) -> Message {
    let why = why_not_all(&found.pages.end);
    let count = found.referrers.iter().filter(|one| !one.is_refuted());
    let what = match (count.count(), found.silent, why) {
        (0, false, None) => return words::nothing_refers(to),
        (0, false, Some(why)) => words::nothing_refers_yet(to, why),
        (0, true, None) => words::nothing_refers_by_tag(to),
        (0, true, Some(why)) => words::nothing_refers_by_tag_yet(to, why),
        (count, _, None) => words::referrers(count, to),
        (count, _, Some(why)) => words::referrers_at_least(count, to, why),
    };
    match (found.by_tag, found.silent) {
        (_, true) => joined::sentences(what, words::referrers_api_blocked()),
        (true, false) => joined::sentences(what, words::by_tag_without_api()),
        (false, false) => what,
    }
}

fn left_out(found: &Referrers) -> Vec<Message> {
    let counts = [
        (found.malformed, words::no_descriptors(found.malformed)),
        (
            found.of_other_type,
            words::of_other_type(found.of_other_type),
        ),
    ];
    let some = counts.into_iter().filter(|(count, _)| *count > 0);
    some.map(|(_, said)| said).collect()
}

/// What is listed, and is not what the list says.
fn refuted(found: &Referrers) -> Option<Message> {
    let mut refuted = found.referrers.iter().filter(|one| one.is_refuted());
    let first = refuted.next()?;
    let of = first.digest.short();
    let what = match &first.checked {
        Checked::OtherSubject(Some(other)) => words::refers_to(of, other.short()),
        Checked::OtherType(own) => words::is_of_type(of, visible(own)),
        _ => words::refers_to_nothing(of),
    };
    Some(match refuted.count() {
        0 => words::refuted(what),
        more => words::refuted_and_more(what, more),
    })
}
