//! The platforms of one index, each held against the one that is chosen.

use super::Outcome;
use crate::comparison::Prepared;
use crate::comparison::document::Part;
use crate::comparison::layers::Layer;
use crate::comparison::matrix::{Against, Shared, Steps};
use crate::format::{Sum, visible_line};
use crate::inspect::Opened;
use crate::views::platforms::{PlatformRow, platforms};
use crate::words::{Message, comparison as words, joined, overview};

/// How many platforms have a row; the rest is counted. Real indexes have some tens, and
/// each row is a comparison, made anew with whatever becomes known.
const MAX_PLATFORMS: usize = 100;

/// All platforms of an index against one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformMatrix {
    /// What the one is called.
    pub left: Message,
    /// In the order of the index.
    pub rows: Vec<MatrixRow>,
    /// What all that rests on, and what is left out.
    pub notes: Vec<Message>,
}

/// One platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatrixRow {
    /// Its place in the graph's images.
    pub image: usize,
    pub name: Message,
    /// Of its layers, as stored.
    pub size: Sum,
    pub layers: Message,
    /// `None` for the one that the others are held against.
    pub against: Option<AgainstLeft>,
}

/// What of a platform is the same, and what is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgainstLeft {
    pub config: Message,
    pub history: Message,
    pub verdict: Message,
    pub outcome: Outcome,
}

impl PlatformMatrix {
    /// Of the index that has the image at the place `left`; `None` where it has no
    /// second platform.
    #[must_use]
    pub fn of(opened: &Opened, left: usize) -> Option<Self> {
        let platforms = platforms(&opened.graph, left).rows;
        let chosen = platforms.iter().find(|row| row.image == left)?;
        if platforms.len() < 2 {
            return None;
        }
        let of_left = prepared(opened, left)?;
        let (mut rows, mut is_by_claims, mut is_cut) = (Vec::new(), false, false);
        for platform in platforms.iter().take(MAX_PLATFORMS) {
            let image = prepared(opened, platform.image)?;
            let against = (platform.image != left).then(|| Against::of(&of_left, &image));
            is_by_claims |= against.as_ref().is_some_and(|one| one.is_by_claims);
            is_cut |= against.as_ref().is_some_and(|one| one.is_cut);
            rows.push(row(platform, &image, against.as_ref()));
        }
        let more = platforms.len().saturating_sub(MAX_PLATFORMS);
        let notes = [
            Some(words::not_counted()),
            is_by_claims.then(words::by_claims),
            is_cut.then(words::is_cut),
            (more > 0).then(|| words::more_platforms(more)),
        ];
        Some(Self {
            left: name(chosen),
            rows,
            notes: notes.into_iter().flatten().collect(),
        })
    }
}

fn prepared(opened: &Opened, place: usize) -> Option<Prepared> {
    let image = opened.graph.images.get(place)?;
    Some(Prepared::of(opened, image))
}

/// `linux/arm64/v8`, and the version where an index may name several of one system.
fn name(row: &PlatformRow) -> Message {
    let parts = [&row.os, &row.architecture, &row.variant];
    let parts = parts.map(|part| visible_line(part));
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let name = match parts.is_empty() {
        true => overview::platform_not_stated(),
        false => joined::verbatim(parts.join("/")),
    };
    match row.os_version.is_empty() {
        true => name,
        false => joined::facts(name, joined::verbatim(visible_line(&row.os_version))),
    }
}

fn row(platform: &PlatformRow, image: &Prepared, against: Option<&Against>) -> MatrixRow {
    let layers = image.layers();
    let size = |layers: &[Layer]| layers.iter().map(|layer| layer.size).collect();
    let shared = against.and_then(|against| against.layers);
    MatrixRow {
        image: platform.image,
        name: name(platform),
        size: layers.map_or(Sum::from(None), size),
        layers: match (shared, layers) {
            (Some(shared), _) => layers_said(shared),
            (None, Some(layers)) => overview::layers(layers.len()),
            (None, None) => overview::not_known(),
        },
        against: against.map(said),
    }
}

fn said(against: &Against) -> AgainstLeft {
    let config = against.config.as_deref().map(config_said);
    AgainstLeft {
        config: config.unwrap_or_else(overview::not_known),
        history: against.history.map_or_else(overview::not_known, steps_said),
        verdict: against.verdict.message(),
        outcome: Outcome::of(&against.verdict),
    }
}

fn layers_said(layers: Shared) -> Message {
    let Shared {
        all,
        shared,
        own,
        not_known,
    } = layers;
    let parts = [
        (own > 0).then(|| words::only_its_own(own)),
        (not_known > 0).then(|| words::layers_not_known(not_known)),
    ];
    let parts = parts.into_iter().flatten();
    parts.fold(words::shared_of(shared, all), joined::clauses)
}

fn config_said(parts: &[(Part, usize)]) -> Message {
    let named = parts.iter().map(|(part, count)| match count {
        1 => part.message(),
        _ => words::part_and_count(part.message(), *count),
    });
    let named: Vec<Message> = named.collect();
    match parts.iter().map(|(_, count)| count).sum::<usize>() {
        0 => words::no_difference(),
        all => words::differences(all, named),
    }
}

fn steps_said(steps: Steps) -> Message {
    match steps {
        Steps { all: 0, .. } => words::no_steps(),
        Steps { all, differing: 0 } => words::same_steps(all),
        Steps { all, differing } => words::steps_differ(differing, all),
    }
}
