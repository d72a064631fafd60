//! What a registry says of an image, in words and rows.

use crate::format::{Grouped, short_text};
use crate::input::{Fragment, Input};
use crate::session::{Found, PullBlob, Referring, Showing};
use crate::source::registry::client::{Checked, Referrer, Referrers};
use crate::views::pages::{on_the_way, why_not_all};
use crate::views::{ROWS_AT_ONCE, Tone};

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
    pub unchecked: Option<String>,
}

/// How many annotations of a referrer are shown.
pub const MAX_ANNOTATIONS: usize = 20;

/// What the registry says of a blob. Never the tone of what was verified.
#[must_use]
pub fn found_word(blob: &PullBlob) -> (Tone, String) {
    match &blob.found {
        Found::Asking => (Tone::Working, "being asked".to_owned()),
        Found::Here => (Tone::Unknown, "says it has it".to_owned()),
        Found::OtherSize { said } => (
            Tone::Unknown,
            format!("says it has it, in {} bytes", Grouped(*said)),
        ),
        Found::Missing => (Tone::Missing, "says it is missing".to_owned()),
        Found::Unknown { why } => (Tone::Unknown, why.clone()),
    }
}

/// What refers to the manifest that was asked about, in one sentence and as
/// lines; `None` where nobody asked. What is listed and refers to something else
/// is no line, but said.
#[must_use]
pub fn referrer_lines(showing: &Showing) -> Option<(String, Vec<ReferrerLine>)> {
    let referring = showing.remote.referring.as_ref()?;
    let repository = showing.asked.as_ref()?.reference()?.repository;
    let listed = match &referring.answer {
        Some(Ok(found)) => found.referrers.as_slice(),
        _ => &[],
    };
    let found: Vec<&Referrer> = listed.iter().filter(|one| !one.is_refuted()).collect();
    let lines = found.iter().take(ROWS_AT_ONCE).map(|referrer| {
        let reference = repository.pinned(referrer.digest.clone());
        let kind = referrer.artifact_type.as_ref();
        ReferrerLine {
            kind: kind.unwrap_or(&referrer.media_type).clone(),
            digest: referrer.digest.to_string(),
            size: referrer.size,
            link: format!("#{}", Fragment::of(Input::Image(reference))),
            annotations: referrer
                .annotations
                .iter()
                .take(MAX_ANNOTATIONS)
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
            unchecked: match &referrer.checked {
                Checked::Not => Some("not looked at".to_owned()),
                Checked::Unread(error) => Some(format!("not seen: {error}")),
                _ => None,
            },
        }
    });
    let more = match found.len().saturating_sub(ROWS_AT_ONCE) {
        0 => String::new(),
        more => format!(" ({more} of them are not shown)"),
    };
    Some((format!("{}{more}", answer(referring)), lines.collect()))
}

/// The answer, in one sentence without its full stop.
fn answer(referring: &Referring) -> String {
    let to = short_text(referring.to.as_str());
    match &referring.answer {
        None => format!("The registry is being asked what refers to {to}"),
        Some(Err(why)) => format!("What refers to {to} cannot be told: {why}"),
        Some(Ok(found)) => {
            let mut said = vec![listed(found, &to)];
            said.extend(refuted(found));
            said.extend(on_the_way(&found.pages));
            said.join(". ")
        }
    }
}

fn listed(found: &Referrers, to: &str) -> String {
    let how = match (found.by_tag, found.silent) {
        (_, true) => " by a tag; of its referrers API no page may read an answer",
        (true, false) => " by a tag, as it has no referrers API",
        (false, false) => "",
    };
    let why = why_not_all(&found.pages.end);
    let least = why.map_or("", |_| "at least ");
    let count = found.referrers.iter().filter(|one| !one.is_refuted());
    let what = match (count.count(), found.silent, why) {
        (0, false, None) => return format!("The registry lists nothing that refers to {to}"),
        (0, _, _) => format!("nothing that refers to {to}"),
        (1, _, _) => format!("{least}1 document that refers to {to}"),
        (many, _, _) => format!("{least}{many} documents that refer to {to}"),
    };
    let more = why.map_or(String::new(), |why| format!(": {why}"));
    let left_out = [
        (found.malformed, "that are no descriptors"),
        (found.of_other_type, "of another type than was asked for"),
    ];
    let left_out = left_out.map(|(count, what)| match count {
        0 => String::new(),
        count => format!(", and {count} entries {what}"),
    });
    format!("The registry lists {what}{how}{more}{}", left_out.concat())
}

/// What is listed, and is not what the list says.
fn refuted(found: &Referrers) -> Option<String> {
    let mut refuted = found.referrers.iter().filter(|one| one.is_refuted());
    let first = refuted.next()?;
    let of = first.digest.short();
    let what = match &first.checked {
        Checked::OtherSubject(Some(other)) => format!("{of} refers to {}", other.short()),
        Checked::OtherType(own) => format!("{of} is of type {own}"),
        _ => format!("{of} refers to nothing"),
    };
    Some(match refuted.count() {
        0 => format!("It also lists what is not so, and is not shown here: {what}"),
        more => {
            format!("It also lists what is not so, and is not shown here: {what}, and {more} more")
        }
    })
}
