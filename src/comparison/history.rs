//! Two histories beside each other, step by step.

use serde::Serialize;

use crate::align::{Pair, align};
use crate::comparison::layers::Key;
use crate::comparison::side::Both;
use crate::image::config::{Config, HistoryEntry, layers_of_history};

/// Two histories, aligned by what their steps do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct History {
    /// Oldest first.
    pub pairs: Vec<StepPair>,
    /// How many steps are the same from the oldest on, their times aside.
    pub common_from_start: usize,
    /// So many steps that not the best alignment was looked for.
    pub is_cut: bool,
}

/// Steps in one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepPair {
    pub state: StepState,
    #[serde(flatten)]
    pub steps: Both<Option<Step>>,
}

impl StepPair {
    /// Whether both are there, at other times.
    #[must_use]
    pub fn has_other_time(&self) -> bool {
        let Both { left, right } = &self.steps;
        let steps = left.as_ref().zip(right.as_ref());
        steps.is_some_and(|(left, right)| left.created != right.created)
    }
}

/// How two steps compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepState {
    /// As far as the documents tell, its layer included where they tell that.
    Same,
    /// All but the time.
    OtherTime,
    /// The same instruction, spelled by another builder or with another comment or
    /// author.
    OtherRecord,
    /// The same instruction made another layer.
    OtherLayer,
    /// In the same place, with the same kind of instruction, and not the same.
    Changed,
    OnlyLeft,
    OnlyRight,
}

impl History {
    /// Whether a step of both has another time.
    #[must_use]
    pub fn has_other_times(&self) -> bool {
        self.pairs.iter().any(StepPair::has_other_time)
    }

    /// Whether both images were built by the same instructions.
    #[must_use]
    pub fn is_of_one_build(&self) -> bool {
        let mut pairs = self.pairs.iter();
        pairs.all(|pair| pair.state.is_one_instruction())
    }
}

impl StepState {
    /// Both do the same instruction, whatever came of it.
    #[must_use]
    pub fn is_one_instruction(self) -> bool {
        !matches!(self, Self::Changed | Self::OnlyLeft | Self::OnlyRight)
    }

    /// The steps do the same; at most they did it at another time.
    #[must_use]
    pub fn is_same(self) -> bool {
        matches!(self, Self::Same | Self::OtherTime)
    }
}

/// One step of one image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// From 1, oldest first.
    pub number: usize,
    /// As a Dockerfile spells it.
    pub instruction: String,
    /// RFC 3339, as spelled.
    pub created: Option<String>,
    /// The number of its layer, from 1; `None` where it made none, or where the
    /// history does not have one step for each layer.
    pub layer: Option<usize>,
}

impl History {
    /// Of two configs, and what the layers of the two images are aligned by.
    #[must_use]
    pub fn of(configs: Both<&Config>, keys: &Both<Vec<Key>>) -> Self {
        let told = Both::of(
            Told::of(configs.left, &keys.left),
            Told::of(configs.right, &keys.right),
        );
        let instructions = told.map(|told| told.instructions());
        let alignment = align(&instructions.left, &instructions.right);
        let mut pairs = Vec::with_capacity(alignment.pairs.len());
        let mut gap = Gap::default();
        for pair in alignment.pairs {
            match pair {
                Pair::Left(at) => gap.left.push(at),
                Pair::Right(at) => gap.right.push(at),
                Pair::Common(left, right) => {
                    gap.fill(&told, &mut pairs);
                    pairs.push(StepPair {
                        state: state(&told, left, right),
                        steps: Both::of(told.left.step(left), told.right.step(right)),
                    });
                }
            }
        }
        gap.fill(&told, &mut pairs);
        let from_start = pairs.iter().take_while(|pair| pair.state.is_same());
        Self {
            common_from_start: from_start.count(),
            is_cut: !alignment.is_longest,
            pairs,
        }
    }
}

/// What one config tells.
struct Told<'a> {
    history: &'a [HistoryEntry],
    /// For each step its layer.
    layers: Vec<Option<usize>>,
    keys: &'a [Key],
}

impl<'a> Told<'a> {
    fn of(config: &'a Config, keys: &'a [Key]) -> Self {
        let layers = layers_of_history(&config.history, keys.len());
        Self {
            history: &config.history,
            layers: layers.unwrap_or_default(),
            keys,
        }
    }

    /// Builders spell one instruction in several ways.
    fn instructions(&self) -> Vec<(bool, String)> {
        let steps = self.history.iter();
        steps
            .map(|step| (step.empty_layer, step.instruction()))
            .collect()
    }

    fn layer(&self, at: usize) -> Option<usize> {
        self.layers.get(at).copied().flatten()
    }

    fn key(&self, at: usize) -> Option<&Key> {
        self.keys.get(self.layer(at)?)
    }

    fn step(&self, at: usize) -> Option<Step> {
        let entry = self.history.get(at)?;
        Some(Step {
            number: at + 1,
            instruction: entry.instruction(),
            created: entry.created.clone(),
            layer: self.layer(at).map(|layer| layer + 1),
        })
    }

    /// `RUN`, `COPY`, …
    fn keyword(&self, at: usize) -> Option<String> {
        let instruction = self.history.get(at)?.instruction();
        instruction.split_whitespace().next().map(str::to_owned)
    }
}

fn state(told: &Both<Told<'_>>, left: usize, right: usize) -> StepState {
    let keys = Both::of(told.left.key(left), told.right.key(right));
    let is_other = |(left, right): (&Key, &Key)| {
        let known = |key| matches!(key, &Key::Digest(_));
        known(left) && known(right) && left != right
    };
    let entries = Both::of(told.left.history.get(left), told.right.history.get(right));
    let Some((left, right)) = entries.zip() else {
        return StepState::Changed;
    };
    let recorded = |step: &HistoryEntry| HistoryEntry {
        created: None,
        ..step.clone()
    };
    if keys.zip().is_some_and(is_other) {
        StepState::OtherLayer
    } else if recorded(left) != recorded(right) {
        StepState::OtherRecord
    } else if left.created != right.created {
        StepState::OtherTime
    } else {
        StepState::Same
    }
}

/// The steps between two that both have.
#[derive(Default)]
struct Gap {
    left: Vec<usize>,
    right: Vec<usize>,
}

impl Gap {
    /// Those in the same place are one step that was changed, where they are of
    /// one kind.
    fn fill(&mut self, told: &Both<Told<'_>>, pairs: &mut Vec<StepPair>) {
        let (left, right) = (
            std::mem::take(&mut self.left),
            std::mem::take(&mut self.right),
        );
        for at in 0..left.len().max(right.len()) {
            let places = Both::of(left.get(at).copied(), right.get(at).copied());
            let steps = Both::of(
                places.left.and_then(|at| told.left.step(at)),
                places.right.and_then(|at| told.right.step(at)),
            );
            let of_one_kind = |(left, right): (usize, usize)| {
                told.left.keyword(left) == told.right.keyword(right)
            };
            if places.zip().is_some_and(of_one_kind) {
                pairs.push(StepPair {
                    state: StepState::Changed,
                    steps,
                });
                continue;
            }
            let alone = [
                (StepState::OnlyLeft, Both::of(steps.left, None)),
                (StepState::OnlyRight, Both::of(None, steps.right)),
            ];
            let there = alone
                .into_iter()
                .filter(|(_, steps)| steps.left.is_some() || steps.right.is_some());
            pairs.extend(there.map(|(state, steps)| StepPair { state, steps }));
        }
    }
}
