//! What a registry says of an image, in words and rows.

use crate::format::Grouped;
use crate::input::{Fragment, Input};
use crate::presentation::{ROWS_AT_ONCE, Tone};
use crate::session::{Found, PullBlob, Showing};

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
/// lines; `None` where nobody asked.
#[must_use]
pub fn referrer_lines(showing: &Showing) -> Option<(String, Vec<ReferrerLine>)> {
    let referring = showing.remote.referring.as_ref()?;
    let repository = showing.asked.as_ref()?.reference()?.repository;
    let found = match &referring.answer {
        Some(Ok(found)) => found.referrers.as_slice(),
        _ => &[],
    };
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
        }
    });
    let more = match found.len().saturating_sub(ROWS_AT_ONCE) {
        0 => String::new(),
        more => format!(" ({more} of them are not shown)"),
    };
    Some((format!("{}{more}", referring.sentence()), lines.collect()))
}
