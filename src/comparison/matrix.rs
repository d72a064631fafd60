//! One image of several held against one of them, in numbers: what it shares, and in
//! how much it differs. A matrix of platforms has one of these for each.
//!
//! Not here: what exactly differs (`Comparison`), and files.

use std::collections::BTreeMap;

use crate::comparison::document::{Change, DocumentDiff, Part};
use crate::comparison::history::History;
use crate::comparison::layers::{LayerPair, LayerState, Layers};
use crate::comparison::verdict::Verdict;
use crate::comparison::{Comparison, Prepared};

/// What an image, the right one, is against the left one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Against {
    /// `None` where it is not known which layers it has.
    pub layers: Option<Shared>,
    /// How many differences each part of the config has, those aside that any two
    /// platforms or builds have; `None` where not both configs are here.
    pub config: Option<Vec<(Part, usize)>>,
    /// `None` where not both configs are here.
    pub history: Option<Steps>,
    pub verdict: Verdict,
    /// Whether a claim that was not checked here decides what the verdict says.
    pub is_by_claims: bool,
    /// There was too much for the best match, so that more may be the same.
    pub is_cut: bool,
}

/// The layers of the right image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    pub all: usize,
    /// With the content of a layer of the left image.
    pub shared: usize,
    /// The left image does not have them.
    pub own: usize,
    /// Of which cannot be told whether the left image has them.
    pub not_known: usize,
}

/// The steps of two histories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Those of both; one that both have or that was changed counts once.
    pub all: usize,
    /// Of these: not the same instruction in both, whatever came of it.
    pub differing: usize,
}

impl Against {
    /// The right image against the left one.
    #[must_use]
    pub fn of(left: &Prepared, right: &Prepared) -> Self {
        let comparison = Comparison::between(left, right);
        let history = comparison.history.as_ref();
        Self {
            layers: right.layers().map(|_| shared(&comparison.layers)),
            config: comparison.config.as_ref().map(differing_parts),
            history: history.map(steps),
            is_by_claims: comparison.is_by_claims(),
            is_cut: comparison.layers.is_cut || history.is_some_and(|history| history.is_cut),
            verdict: comparison.verdict,
        }
    }
}

fn shared(layers: &Layers) -> Shared {
    let pairs = layers.pairs.iter();
    let of_right: Vec<&LayerPair> = pairs.filter(|pair| pair.layers.right.is_some()).collect();
    let count = |state| of_right.iter().filter(|pair| pair.state == state).count();
    Shared {
        all: of_right.len(),
        shared: layers.counts.shared,
        own: count(LayerState::OnlyRight),
        not_known: count(LayerState::NotKnown),
    }
}

fn steps(history: &History) -> Steps {
    let pairs = history.pairs.iter();
    let differing = pairs.filter(|pair| !pair.state.is_one_instruction());
    Steps {
        all: history.pairs.len(),
        differing: differing.count(),
    }
}

fn differing_parts(diff: &DocumentDiff) -> Vec<(Part, usize)> {
    let mut parts: BTreeMap<Part, usize> = BTreeMap::new();
    let changes = diff.changes.iter();
    for change in changes.filter(|change| !change.is_time() && !is_of_platform(change)) {
        *parts.entry(change.part).or_default() += 1;
    }
    parts.into_iter().collect()
}

/// It is what makes it another platform (image-spec `config.md#properties`).
fn is_of_platform(change: &Change) -> bool {
    const FEATURES: &str = "/os.features";
    match change.part {
        Part::Architecture | Part::Os | Part::OsVersion | Part::Variant => true,
        Part::Other => change.key.as_deref() == Some(FEATURES),
        _ => false,
    }
}
