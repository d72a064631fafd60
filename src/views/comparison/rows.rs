//! The rows of digests, steps and layers.

use super::{ComparedRow, RowClass, change, digest, short_digest, shown};
use crate::comparison::Comparison;
use crate::comparison::history::{Step, StepPair, StepState};
use crate::comparison::layers::{Layer, LayerPair, LayerState, Layers};
use crate::comparison::seen::{Compared, Sameness};
use crate::comparison::side::Both;
use crate::format::Sum;
use crate::views::moment::moment;
use crate::words::{Message, comparison as words, joined, overview, terms};

pub(super) fn digests(comparison: &Comparison) -> Vec<ComparedRow> {
    let digests = &comparison.digests;
    let count = |left: bool| {
        let pairs = comparison.layers.pairs.iter();
        let there = pairs.filter(|pair| match left {
            true => pair.layers.left.is_some(),
            false => pair.layers.right.is_some(),
        });
        // Where nobody has read what layers there are, none are no fact.
        let count = there.count();
        let is_known = count > 0 || digests.diff_ids != Sameness::NotKnown;
        is_known.then(|| overview::layers(count))
    };
    let counts = Both::of(count(true), count(false));
    vec![
        compared(terms::manifest_digest(), &digests.manifest),
        compared(terms::image_id(), &digests.config),
        row(words::all_diff_ids(), counts, class(digests.diff_ids)),
    ]
}

fn compared(field: Message, compared: &Compared) -> ComparedRow {
    let values = compared.digests.map(|seen| seen.as_ref().map(digest));
    row(field, values, class(compared.sameness))
}

fn class(sameness: Sameness) -> RowClass {
    match sameness {
        Sameness::Same(_) => RowClass::Same,
        Sameness::Different(_) => RowClass::Changed,
        Sameness::NotKnown => RowClass::NotKnown,
    }
}

fn row(field: Message, values: Both<Option<Message>>, class: RowClass) -> ComparedRow {
    ComparedRow {
        field,
        values,
        class,
        state: class.message(),
    }
}

/// A step of both histories, by its number on the left where it is there.
pub(super) fn step(pair: &StepPair) -> ComparedRow {
    let steps = &pair.steps;
    let number = steps.left.as_ref().or(steps.right.as_ref());
    let number = number.map_or(0, |step| step.number);
    let told = |step: &Option<Step>| {
        let step = step.as_ref()?;
        let instruction = joined::verbatim(shown(&step.instruction));
        let time = step.created.as_deref().map(moment);
        let time = time.filter(|_| pair.state == StepState::OtherTime);
        Some(time.into_iter().fold(instruction, joined::facts))
    };
    ComparedRow {
        field: words::step(number),
        values: steps.map(told),
        class: match pair.state {
            StepState::Same => RowClass::Same,
            StepState::OtherTime
            | StepState::OtherRecord
            | StepState::OtherLayer
            | StepState::Changed => RowClass::Changed,
            StepState::OnlyLeft => RowClass::OnlyLeft,
            StepState::OnlyRight => RowClass::OnlyRight,
        },
        state: pair.state.message(),
    }
}

/// The layers, each with what else the two descriptors differ in.
pub(super) fn layers(layers: &Layers) -> Vec<ComparedRow> {
    let mut rows = Vec::new();
    for pair in &layers.pairs {
        let number = pair.layers.left.as_ref().or(pair.layers.right.as_ref());
        let number = number.map_or(0, |layer| layer.number);
        rows.push(layer(pair, number));
        let changes = pair.changes.iter();
        rows.extend(changes.map(|one| change(one, Some(number))));
    }
    rows
}

fn layer(pair: &LayerPair, number: usize) -> ComparedRow {
    let told = |layer: &Option<Layer>| {
        let layer = layer.as_ref()?;
        let stored = layer.digest.as_ref().map(|seen| (terms::digest(), seen));
        let inside = layer.diff_id.as_ref().map(|seen| (terms::diff_id(), seen));
        // That by which the two are the same, or not.
        let digest = match pair.state {
            LayerState::Same | LayerState::Recompressed => stored.or(inside),
            _ => inside.or(stored),
        };
        let size = Sum::from(layer.size).message();
        Some(match digest {
            Some((term, seen)) => joined::facts(joined::because(term, short_digest(seen)), size),
            None => size,
        })
    };
    ComparedRow {
        field: overview::layer_number(number),
        values: pair.layers.map(told),
        class: match pair.state {
            LayerState::Same | LayerState::SameContent => RowClass::Same,
            LayerState::Recompressed => RowClass::Changed,
            LayerState::OnlyLeft => RowClass::OnlyLeft,
            LayerState::OnlyRight => RowClass::OnlyRight,
            LayerState::NotKnown => RowClass::NotKnown,
        },
        state: pair.state.message(),
    }
}
