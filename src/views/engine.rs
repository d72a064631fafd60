//! The images of an engine, as a table shows them, and what it reports of one of them.

use crate::format::short_text;
use crate::image::digest::Digest;
use crate::image::reference::Reference;
use crate::input::{Fragment, Input};
use crate::inspect::Opened;
use crate::inspect::reported::{Comparison, EngineReport, Point, Standing, Subject, compare};
use crate::source::engine::answers::{Images, Variant};
use crate::source::engine::{IdNames, ImageName, ListedImage, Step};
use crate::source::hit::Hit;
use crate::views::Tone;
use crate::views::moment::moment;
use crate::words::{Arg, Message, engine as words, joined};

/// What a person looks for among the images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageQuery {
    /// A part of a name, a digest or an ID.
    pub text: String,
    pub only_dangling: bool,
}

/// One image of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineRow {
    pub tags: Vec<String>,
    pub id: String,
    /// Of what its ID is the digest.
    pub id_is: Message,
    /// `name@sha256:…`
    pub repo_digests: Vec<String>,
    pub created: Option<Message>,
    pub size: Message,
    /// How many of its platforms the engine has.
    pub platforms: Option<Message>,
    /// How it is asked for: by its first tag, so that the archive has its name, else by
    /// its ID.
    pub open: ImageName,
    /// Its first tag, where its registry can be asked.
    pub ask: Option<ImageName>,
}

/// Something that an engine says, beside what the bytes say.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedRow {
    pub what: Message,
    pub reported: Message,
    pub computed: Option<Message>,
    pub tone: Tone,
    pub word: Message,
}

/// All that an engine reports of what is open.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportedView {
    pub about: Message,
    pub id_is: Message,
    /// Where it is about another image than the one that is shown.
    pub note: Option<Message>,
    pub rows: Vec<ReportedRow>,
    /// The newest first; `None` where the engine did not tell.
    pub steps: Option<Vec<StepRow>>,
    pub platforms: Vec<Message>,
}

/// A step of the history.
#[derive(Clone, Debug, PartialEq)]
pub struct StepRow {
    pub made_by: String,
    pub created: Option<Message>,
    pub size: Message,
}

/// The images that a query finds.
#[must_use]
pub fn engine_rows(images: &Images, query: &ImageQuery) -> Vec<EngineRow> {
    let found = images.images.iter().filter(|image| query.finds(image));
    found.map(row).collect()
}

/// What an engine says of the image that is open; `shown` is the place of the one that
/// is chosen.
#[must_use]
pub fn reported(opened: &Opened, shown: usize) -> Option<ReportedView> {
    let report = opened.reported.as_ref()?.as_any();
    let EngineReport(reported) = report.downcast_ref()?;
    let about = &reported.inspection;
    let Comparison { image, points } = compare(reported, opened);
    let steps = reported.history.as_ref();
    Some(ReportedView {
        about: words::reported_about(reported.name.as_str()),
        id_is: what_its_id_is(about.id_names()),
        note: image
            .filter(|place| *place != shown)
            .map(|_| words::other_image()),
        rows: points.into_iter().map(reported_row).collect(),
        steps: steps.map(|steps| steps.iter().map(step_row).collect()),
        platforms: about.manifests.iter().map(platform).collect(),
    })
}

impl ImageQuery {
    fn finds(&self, image: &ListedImage) -> bool {
        let text = self.text.trim();
        let mut texts = image.tags.iter().chain(&image.repo_digests);
        let is_named = texts.any(|name| name.contains(text)) || image.id.as_str().contains(text);
        is_named && (image.is_dangling() || !self.only_dangling)
    }
}

fn row(image: &ListedImage) -> EngineRow {
    let tag = image.tags.iter().find_map(|tag| tag.parse().ok());
    let open = tag.clone().unwrap_or_else(|| ImageName::of_id(&image.id));
    EngineRow {
        tags: image.tags.clone(),
        id: image.id.to_string(),
        id_is: id_is(image.id_names()),
        repo_digests: image.repo_digests.clone(),
        created: image.created.map(at),
        size: size(image.size),
        platforms: platforms_here(&image.manifests),
        open,
        ask: tag,
    }
}

/// What the engine told of a tag's target: whether the image has that digest.
#[must_use]
pub fn leads(row: &EngineRow, digest: &Digest) -> Message {
    let text = digest.as_str();
    let is_here = row.repo_digests.iter().any(|name| name.ends_with(text)) || row.id == text;
    match is_here {
        true => words::leads_here(text),
        false => words::leads_to(text),
    }
}

/// The link to the page of a repository that was found, where its name is one.
#[must_use]
pub fn link_to_hit(hit: &Hit) -> Option<String> {
    let repository = hit.name.parse::<Reference>().ok()?.repository;
    let link = Fragment::of(Input::Repository(repository));
    Some(format!("#{link}"))
}

fn id_is(names: IdNames) -> Message {
    match names {
        IdNames::Config => words::of_the_config(),
        IdNames::Index => words::of_the_index(),
        IdNames::Manifest => words::of_the_manifest(),
        IdNames::Target => words::of_a_target(),
    }
}

fn what_its_id_is(names: IdNames) -> Message {
    let what = match names {
        IdNames::Config => return words::id_is_of_the_config(),
        IdNames::Index => words::the_index(),
        IdNames::Manifest => words::the_manifest(),
        IdNames::Target => words::what_the_name_leads_to(),
    };
    words::id_is_of_the_target(what)
}

fn reported_row(point: Point) -> ReportedRow {
    let (tone, word) = match point.standing {
        Standing::Agrees => (Tone::Good, words::agrees()),
        Standing::Differs => (Tone::Bad, words::differs()),
        Standing::Rewritten => (Tone::Unknown, words::rewritten()),
        Standing::Unproven => (Tone::Unknown, words::unproven()),
    };
    let is_time = matches!(point.subject, Subject::Created | Subject::LastTagged);
    let fit = |said: Arg| match said {
        Arg::Text(text) if is_time => moment(&text),
        Arg::Text(text) => joined::verbatim(text),
        other => joined::verbatim(other),
    };
    ReportedRow {
        what: subject(point.subject),
        reported: fit(point.reported),
        computed: point.computed.map(fit),
        tone,
        word,
    }
}

fn subject(subject: Subject) -> Message {
    match subject {
        Subject::Id(_) => words::id(),
        Subject::RepoDigests => words::digests(),
        Subject::Layers => words::layers(),
        Subject::Platform => words::platform(),
        Subject::OsVersion => words::os_version(),
        Subject::Created => words::created(),
        Subject::Author => words::author(),
        Subject::Steps => words::steps(),
        Subject::Names => words::tags(),
        Subject::Size => words::size(),
        Subject::Comment => words::comment(),
        Subject::Driver => words::driver(),
        Subject::LastTagged => words::last_tagged(),
        Subject::PulledFrom => words::pulled_from(),
        Subject::SignedBy => words::signed_by(),
    }
}

fn step_row(step: &Step) -> StepRow {
    StepRow {
        made_by: step.created_by.clone().unwrap_or_default(),
        created: step.created.map(at),
        size: size(step.size),
    }
}

fn platform(variant: &Variant) -> Message {
    let digest = short_text(variant.digest.as_str());
    let what = match (&variant.platform, variant.is_attestation) {
        (_, true) => words::attestation(),
        (Some(platform), false) => joined::verbatim(platform.to_string()),
        (None, false) => joined::verbatim(digest.clone()),
    };
    let is_here = match variant.is_here {
        Some(true) => words::is_stored(),
        Some(false) => words::is_not_stored(),
        None => words::stored_unknown(),
    };
    joined::facts(joined::facts(what, digest), is_here)
}

fn platforms_here(manifests: &[Variant]) -> Option<Message> {
    let images = || manifests.iter().filter(|one| !one.is_attestation);
    let here = images().filter(|one| one.is_here == Some(true)).count();
    let all = images().count();
    let is_known = images().all(|one| one.is_here.is_some());
    (all > 0 && is_known).then(|| words::platforms_here(here, all))
}

fn at(seconds: i64) -> Message {
    joined::verbatim(Arg::Time {
        unix_milliseconds: seconds.saturating_mul(1_000),
    })
}

fn size(bytes: Option<u64>) -> Message {
    match bytes {
        Some(bytes) => joined::verbatim(Arg::Size { bytes }),
        None => joined::size_not_known(),
    }
}

#[cfg(test)]
mod tests;
