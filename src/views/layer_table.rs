//! The layers of the chosen image as one table: the step that made each, its
//! sizes, its digests, what is known of them. Steps without a layer stand in their
//! place.

use crate::format::Sum;
use crate::inspect::graph::NodeId;
use crate::session::Showing;
use crate::views::Tone;
use crate::views::family::{FamilyCell, FamilyLayout, LAYER_ROLES, LayerLine};
use crate::views::file_list::listed;
use crate::views::steps::{Step, StepLayer, Steps, steps};
use crate::words::{Message, joined, layers as words, overview};

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerTable {
    /// Oldest first.
    pub rows: Vec<LayerRow>,
    /// Why no step has its layer: one sentence.
    pub mismatch: Option<Message>,
    /// The columns of digests that are not empty: places in
    /// [`super::LAYER_ROLES`].
    pub columns: Vec<usize>,
    /// Where a person meets the digests of each of them.
    pub places: Vec<Vec<Message>>,
    /// `3 layers: 12 MB stored, 30 MB unpacked, 2 steps without a layer`
    pub totals: Option<Message>,
}

/// A step, a layer, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LayerRow {
    pub step: Option<Step>,
    pub layer: Option<StepLayer>,
    /// In the order of [`super::LAYER_ROLES`].
    pub digests: LayerLine,
    /// How much of the largest layer's stored bytes it has, in percent.
    pub share: u8,
    /// The layer whose files can be seen.
    pub files: Option<NodeId>,
}

impl LayerTable {
    /// Of the image at `place`; empty where there is no such image.
    #[must_use]
    pub fn of(showing: &Showing, place: usize) -> Self {
        let Some(image) = showing.opened.graph.images.get(place) else {
            return Self::default();
        };
        let mut told = steps(&showing.opened, image).unwrap_or_default();
        if told == Steps::default() {
            told = Steps::without_history(&showing.opened, image);
        }
        let family = FamilyLayout::of(showing, place);
        let mut table = Self::joined(told, &family);
        for row in &mut table.rows {
            let id = row.layer.as_ref().and_then(|layer| layer.node);
            row.files = id.filter(|id| listed(&showing.opened, *id).is_some());
        }
        table
    }

    fn joined(told: Steps, family: &FamilyLayout) -> Self {
        let loose = told.layers.into_iter().map(|layer| (None, Some(layer)));
        let told_of = told.steps.into_iter().map(|mut step| {
            let layer = step.layer.take();
            (Some(step), layer)
        });
        let rows = told_of.chain(loose).map(|(step, layer)| {
            let line = layer
                .as_ref()
                .and_then(|layer| family.layers.get(layer.number.checked_sub(1)?));
            LayerRow {
                digests: line.cloned().unwrap_or_default(),
                step,
                layer,
                ..LayerRow::default()
            }
        });
        let mut rows: Vec<LayerRow> = rows.collect();
        share(&mut rows);
        Self {
            totals: totals(&rows),
            rows,
            mismatch: told.mismatch,
            places: (0..LAYER_ROLES.len())
                .map(|column| family.places(column))
                .collect(),
            columns: family.columns(),
        }
    }
}

impl LayerRow {
    /// The worst that is known of its digests, with its word.
    #[must_use]
    pub fn verdict(&self) -> Option<(Tone, Message)> {
        let cells = self.digests.iter().flatten();
        let worst = cells.min_by_key(|cell| cell.tone.rank())?;
        Some((worst.tone, worst.word.clone()))
    }

    /// What was found instead of one of its digests.
    #[must_use]
    pub fn found(&self, column: usize) -> Option<Message> {
        self.cell(column)?.found.clone()
    }

    #[must_use]
    pub fn cell(&self, column: usize) -> Option<&FamilyCell> {
        self.digests.get(column)?.as_ref()
    }

    /// What is said of its sizes.
    #[must_use]
    pub fn sizes(&self) -> Option<(Message, Option<Message>)> {
        use crate::format::Bytes;
        let layer = self.layer.as_ref()?;
        let stored = match layer.stored {
            Some(size) => overview::stored(Bytes(size)),
            None => joined::size_not_known(),
        };
        let unpacked = layer
            .uncompressed
            .map(|size| overview::unpacked(Bytes(size)));
        Some((stored, unpacked))
    }
}

/// Gives each its part of the largest, at least a sliver.
fn share(rows: &mut [LayerRow]) {
    let stored = |row: &LayerRow| row.layer.as_ref().and_then(|layer| layer.stored);
    let largest = rows.iter().filter_map(stored).max().unwrap_or_default();
    for row in rows {
        let size = stored(row).unwrap_or_default();
        let percent = u128::from(size) * 100 / u128::from(largest.max(1));
        let percent = u8::try_from(percent).unwrap_or(100);
        row.share = if size > 0 { percent.max(1) } else { 0 };
    }
}

fn totals(rows: &[LayerRow]) -> Option<Message> {
    let layers = || rows.iter().filter_map(|row| row.layer.as_ref());
    let count = layers().count();
    if count == 0 {
        return None;
    }
    let stored: Sum = layers().map(|layer| layer.stored).collect();
    let unpacked: Sum = layers().map(|layer| layer.uncompressed).collect();
    let said = match unpacked.is_unknown() {
        true => words::totals_stored(count, stored),
        false => words::totals(count, stored, unpacked),
    };
    let without = rows.iter().filter(|row| row.layer.is_none()).count();
    Some(match without {
        0 => said,
        without => joined::facts(said, words::steps_without(without)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(number: usize, stored: Option<u64>) -> StepLayer {
        StepLayer {
            number,
            stored,
            ..StepLayer::default()
        }
    }

    fn step(layer: Option<StepLayer>) -> Step {
        Step {
            empty: layer.is_none(),
            layer,
            ..Step::default()
        }
    }

    #[test]
    fn steps_without_a_layer_stand_in_their_place() {
        let told = Steps {
            steps: vec![
                step(Some(layer(1, Some(200)))),
                step(None),
                step(Some(layer(2, Some(50)))),
            ],
            ..Steps::default()
        };
        let table = LayerTable::joined(told, &FamilyLayout::default());
        let numbers = table
            .rows
            .iter()
            .map(|row| Some(row.layer.as_ref()?.number));
        assert_eq!(numbers.collect::<Vec<_>>(), [Some(1), None, Some(2)]);
        let shares: Vec<u8> = table.rows.iter().map(|row| row.share).collect();
        assert_eq!(shares, [100, 0, 25]);
        assert_eq!(
            table.totals.map(|totals| totals.to_string()).as_deref(),
            Some("2 layers: 250 bytes stored, not unpacked yet, 1 step without a layer")
        );
    }

    #[test]
    fn layers_that_no_step_made_follow_the_steps() {
        let told = Steps {
            steps: vec![step(None)],
            layers: vec![layer(1, None)],
            ..Steps::default()
        };
        let table = LayerTable::joined(told, &FamilyLayout::default());
        assert_eq!(table.rows.len(), 2);
        assert!(table.rows.last().is_some_and(|row| row.step.is_none()));
        assert_eq!(
            table
                .rows
                .last()
                .and_then(LayerRow::sizes)
                .map(|(stored, _)| stored.to_string())
                .as_deref(),
            Some("size not known")
        );
    }
}
