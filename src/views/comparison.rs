//! Two images side by side, as rows.
//!
//! Not here: what is the same and what differs (`comparison`).

mod choices;
mod files;
mod looks;
mod matrix;
mod rows;

use crate::comparison::base::{BaseCandidate, Holds, base_of};
use crate::comparison::document::{Change, DocumentDiff};
use crate::comparison::seen::{Basis, Seen};
use crate::comparison::{Comparison, side::Both};
use crate::format::{short_text, visible_line};
use crate::inspect::Opened;
use crate::inspect::graph::Image;
use crate::views::images::image_title;
use crate::words::{Message, comparison as words, joined, overview, terms};

pub use choices::{ImageOption, compared_with, image_options};
pub use files::{FileStacks, ListedLayer, file_rows};
pub use looks::Outcome;
pub use matrix::{AgainstLeft, MatrixRow, PlatformMatrix};

/// How many rows a section has; the rest is counted.
pub const MAX_ROWS: usize = 1_000;

/// How many characters of a value are shown.
const MAX_VALUE: usize = 1_000;

/// All that is shown of two images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparisonView {
    /// What the two are called.
    pub names: Both<Message>,
    pub verdict: Message,
    pub outcome: Outcome,
    /// What the verdict rests on, and why builds that do the same differ.
    pub notes: Vec<Message>,
    pub sections: Vec<ComparedSection>,
}

/// Differences of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedSection {
    pub title: Message,
    /// Why there are no rows, or not all.
    pub note: Option<Message>,
    pub rows: Vec<ComparedRow>,
}

/// One thing of both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedRow {
    pub field: Message,
    /// `None` where that side has none, or where it is not known.
    pub values: Both<Option<Message>>,
    pub class: RowClass,
    /// The class in words.
    pub state: Message,
}

/// How a row is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowClass {
    Same,
    Changed,
    OnlyLeft,
    OnlyRight,
    NotKnown,
}

impl RowClass {
    /// Every one has a sign of its own: colour alone says nothing.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Same => "=",
            Self::Changed => "≠",
            Self::OnlyLeft => "−",
            Self::OnlyRight => "+",
            Self::NotKnown => "?",
        }
    }

    /// The name of its CSS class.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::OnlyLeft => "only-left",
            Self::OnlyRight => "only-right",
            Self::NotKnown => "not-known",
        }
    }

    fn message(self) -> Message {
        match self {
            Self::Same => words::same(),
            Self::Changed => words::changed(),
            Self::OnlyLeft => words::only_left(),
            Self::OnlyRight => words::only_right(),
            Self::NotKnown => words::cannot_be_compared(),
        }
    }
}

impl ComparisonView {
    /// What is shown of a comparison of the images at two places of the graph.
    #[must_use]
    pub fn of(opened: &Opened, places: Both<usize>, comparison: &Comparison) -> Self {
        let name = |place: &usize| match opened.graph.images.get(*place) {
            Some(image) => title_and_platform(image, *place),
            None => overview::image_number(place + 1),
        };
        let claims = comparison.is_by_claims().then(words::by_claims);
        let reasons = comparison.reasons.iter().map(|reason| reason.message());
        Self {
            names: places.map(name),
            verdict: comparison.verdict.message(),
            outcome: Outcome::of(&comparison.verdict),
            notes: claims.into_iter().chain(reasons).collect(),
            sections: vec![
                section(words::digests(), rows::digests(comparison)),
                document(
                    terms::manifest(),
                    comparison.manifest.as_ref(),
                    match comparison.digests.manifest.sameness.is_different() {
                        true => words::nothing_else_in_manifest(),
                        false => words::no_difference(),
                    },
                ),
                document(
                    terms::config(),
                    comparison.config.as_ref(),
                    match comparison.digests.config.sameness.is_different() {
                        true => words::nothing_else_in_config(),
                        false => words::no_difference(),
                    },
                ),
                match &comparison.history {
                    Some(history) => {
                        let rows = history.pairs.iter().map(rows::step).collect();
                        cut(section(words::history(), rows), history.is_cut)
                    }
                    None => nothing(words::history(), words::not_here()),
                },
                cut(
                    section(words::layers(), rows::layers(&comparison.layers)),
                    comparison.layers.is_cut,
                ),
            ],
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn row_count(&self) -> usize {
        let sections = self.sections.iter();
        sections.map(|section| section.rows.len()).sum()
    }
}

/// What an image may be built on, a sentence each.
#[must_use]
pub fn bases(opened: &Opened, image: &Image) -> Vec<Message> {
    let title = |place: usize| {
        let image = opened.graph.images.get(place);
        image.map_or_else(
            || overview::image_number(place + 1),
            |image| shown_title(image, place),
        )
    };
    let said = |candidate: BaseCandidate| match candidate {
        BaseCandidate::ByLayers { image, prefix } => match prefix.basis {
            Basis::Computed => words::base_proved(title(image), prefix.on_top),
            Basis::Claimed => words::base_by_claims(title(image), prefix.on_top),
        },
        BaseCandidate::Claimed {
            name,
            digest,
            image,
            holds,
            ..
        } => {
            let named = name.or(digest).unwrap_or_default();
            let named = visible_line(&named);
            match (image.map(title), holds) {
                (None, _) => words::base_claimed(named),
                (Some(image), Holds::Agrees) => words::base_agrees(named, image),
                (Some(image), Holds::Contradicts) => words::base_contradicts(named, image),
                (Some(image), Holds::NotKnown) => words::base_unknown(named, image),
            }
        }
        BaseCandidate::Stated {
            name,
            is_only,
            image,
            holds,
        } => match image.map(title) {
            Some(image) => stated_base(name, image, holds),
            None if is_only => words::base_stated(name),
            None => words::base_stated_as_one(name),
        },
        BaseCandidate::StatedCut => words::base_stated_cut(),
    };
    base_of(opened, image).into_iter().map(said).collect()
}

fn stated_base(name: String, image: Message, holds: Holds) -> Message {
    match holds {
        Holds::Agrees => words::base_stated_agrees(name, image),
        Holds::Contradicts => words::base_stated_differs(name, image),
        Holds::NotKnown => words::base_stated_unknown(name, image),
    }
}

/// Names stand in what was opened.
pub(in crate::views) fn shown_title(image: &Image, place: usize) -> Message {
    let names = image.names.iter().map(|name| visible_line(name));
    let named = Image {
        names: names.collect(),
        ..Image::default()
    };
    image_title(&named, place)
}

/// The images of an index have one name.
fn title_and_platform(image: &Image, place: usize) -> Message {
    let platform = image.platform.as_ref();
    let platform = platform.map(|one| joined::verbatim(visible_line(&one.to_string())));
    let title = shown_title(image, place);
    platform.into_iter().fold(title, joined::facts)
}

fn section(title: Message, mut rows: Vec<ComparedRow>) -> ComparedSection {
    let more = rows.len().saturating_sub(MAX_ROWS);
    rows.truncate(MAX_ROWS);
    ComparedSection {
        title,
        note: (more > 0).then(|| words::more_rows(more)),
        rows,
    }
}

fn nothing(title: Message, why: Message) -> ComparedSection {
    ComparedSection {
        title,
        note: Some(why),
        rows: Vec::new(),
    }
}

fn cut(section: ComparedSection, is_cut: bool) -> ComparedSection {
    let cut = is_cut.then(words::is_cut);
    let notes = cut.into_iter().chain(section.note);
    ComparedSection {
        note: joined::all_clauses(notes),
        ..section
    }
}

/// `without` says what there is where nothing differs that has a row.
fn document(title: Message, diff: Option<&DocumentDiff>, without: Message) -> ComparedSection {
    match diff {
        None => nothing(title, words::not_here()),
        Some(diff) if diff.changes.is_empty() => {
            let spelling = diff.spelling.map(|spelling| spelling.message());
            nothing(title, spelling.map_or(without, words::differs_only_in))
        }
        Some(diff) => section(
            title,
            diff.changes.iter().map(|one| change(one, None)).collect(),
        ),
    }
}

/// A row of one difference; in the descriptor of a layer, of that.
fn change(change: &Change, layer: Option<usize>) -> ComparedRow {
    let part = change.part.message();
    let field = match &change.key {
        Some(key) => words::part_and_key(part, shown(key)),
        None => part,
    };
    let field = match layer {
        Some(number) => words::layer_part(number, field),
        None => field,
    };
    let values = &change.values;
    let class = match (&values.left, &values.right) {
        (Some(_), None) => RowClass::OnlyLeft,
        (None, Some(_)) => RowClass::OnlyRight,
        _ => RowClass::Changed,
    };
    let value = |value: &Option<String>| {
        let value = value.as_ref()?;
        Some(joined::verbatim(shown(value)))
    };
    ComparedRow {
        field,
        values: values.map(value),
        class,
        state: class.message(),
    }
}

/// Text from outside, on one line, and not all of it where it is long.
fn shown(text: &str) -> String {
    let mut characters = text.chars();
    let begin: String = characters.by_ref().take(MAX_VALUE).collect();
    let mut shown = visible_line(&begin);
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// A digest as it is shown, with what it rests on.
fn digest(seen: &Seen) -> Message {
    let text = seen.digest.as_str();
    match seen.basis {
        Basis::Computed => joined::verbatim(text),
        Basis::Claimed => words::as_claimed(text),
    }
}

/// In twelve digits, where there is little room.
fn short_digest(seen: &Seen) -> Message {
    let text = short_text(seen.digest.as_str());
    match seen.basis {
        Basis::Computed => joined::verbatim(text),
        Basis::Claimed => words::as_claimed(text),
    }
}
