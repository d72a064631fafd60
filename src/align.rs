//! Two sequences beside each other: what both have, in the order of both, and
//! what only one has.
//!
//! The longest common subsequence, by dynamic programming: histories and stacks
//! of layers have some hundred items. Documents and texts from outside may have a
//! million, so that there is a limit and a linear fallback.

use std::collections::HashMap;
use std::hash::Hash;

/// How many cells the table of the longest common subsequence may have: a
/// thousand items on each side, behind what both begin and end with.
pub const MAX_CELLS: usize = 1 << 20;

/// Two sequences, aligned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alignment {
    /// In the order of both; of what stands between two common items, first
    /// what the left one has.
    pub pairs: Vec<Pair>,
    /// No more items could be paired. Not so beyond [`MAX_CELLS`], where the
    /// first fitting item is taken.
    pub is_longest: bool,
}

/// Places in the two sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    Common(usize, usize),
    Left(usize),
    Right(usize),
}

/// Aligns two sequences. With the sides exchanged the same items are paired.
#[must_use]
pub fn align<K: Ord + Hash>(left: &[K], right: &[K]) -> Alignment {
    // Of several alignments of one length that of the lesser sequence is taken.
    let (common, is_longest) = match left <= right {
        true => common(left, right),
        false => {
            let (common, is_longest) = common(right, left);
            let swapped = common.into_iter().map(|(right, left)| (left, right));
            (swapped.collect(), is_longest)
        }
    };
    Alignment {
        pairs: pairs(&common, left.len(), right.len()),
        is_longest,
    }
}

/// All items, from those that are common.
fn pairs(common: &[(usize, usize)], left: usize, right: usize) -> Vec<Pair> {
    let mut pairs = Vec::with_capacity(left.max(right));
    let (mut next_left, mut next_right) = (0, 0);
    for &(l, r) in common {
        pairs.extend((next_left..l).map(Pair::Left));
        pairs.extend((next_right..r).map(Pair::Right));
        pairs.push(Pair::Common(l, r));
        (next_left, next_right) = (l + 1, r + 1);
    }
    pairs.extend((next_left..left).map(Pair::Left));
    pairs.extend((next_right..right).map(Pair::Right));
    pairs
}

fn common<K: Eq + Hash>(left: &[K], right: &[K]) -> (Vec<(usize, usize)>, bool) {
    let prefix = left.iter().zip(right).take_while(|(l, r)| l == r).count();
    let rest = |all: usize| all - prefix;
    let ends = left.iter().rev().zip(right.iter().rev());
    let suffix = ends.take_while(|(l, r)| l == r).count();
    let suffix = suffix.min(rest(left.len())).min(rest(right.len()));
    let middle_left = left.get(prefix..left.len() - suffix).unwrap_or_default();
    let middle_right = right.get(prefix..right.len() - suffix).unwrap_or_default();
    let cells = (middle_left.len() + 1).checked_mul(middle_right.len() + 1);
    let is_longest = cells.is_some_and(|cells| cells <= MAX_CELLS);
    let middle = match is_longest {
        true => longest(middle_left, middle_right),
        false => first_fitting(middle_left, middle_right),
    };
    let mut common: Vec<(usize, usize)> = (0..prefix).map(|at| (at, at)).collect();
    common.extend(middle.into_iter().map(|(l, r)| (l + prefix, r + prefix)));
    let ends = (0..suffix).rev();
    common.extend(ends.map(|at| (left.len() - at - 1, right.len() - at - 1)));
    (common, is_longest)
}

/// The longest common subsequence.
fn longest<K: Eq>(left: &[K], right: &[K]) -> Vec<(usize, usize)> {
    let width = right.len() + 1;
    // How many items are common from each pair of places on.
    let mut table = vec![0_u32; (left.len() + 1) * width];
    for (l, item) in left.iter().enumerate().rev() {
        for (r, other) in right.iter().enumerate().rev() {
            let at = |l: usize, r: usize| table.get(l * width + r).copied().unwrap_or(0);
            let count = match item == other {
                true => at(l + 1, r + 1) + 1,
                false => at(l + 1, r).max(at(l, r + 1)),
            };
            if let Some(cell) = table.get_mut(l * width + r) {
                *cell = count;
            }
        }
    }
    let at = |l: usize, r: usize| table.get(l * width + r).copied().unwrap_or(0);
    let (mut found, mut l, mut r) = (Vec::new(), 0, 0);
    while let (Some(item), Some(other)) = (left.get(l), right.get(r)) {
        if item == other {
            found.push((l, r));
            (l, r) = (l + 1, r + 1);
        } else if at(l + 1, r) >= at(l, r + 1) {
            l += 1;
        } else {
            r += 1;
        }
    }
    found
}

/// For each item the first one behind what is paired already: linear, and it
/// finds one wherever there is one.
fn first_fitting<K: Eq + Hash>(left: &[K], right: &[K]) -> Vec<(usize, usize)> {
    let mut places: HashMap<&K, Vec<usize>> = HashMap::new();
    for (place, item) in right.iter().enumerate() {
        places.entry(item).or_default().push(place);
    }
    let (mut found, mut next) = (Vec::new(), 0);
    for (l, item) in left.iter().enumerate() {
        let Some(places) = places.get(item) else {
            continue;
        };
        let behind = places.partition_point(|place| *place < next);
        if let Some(&r) = places.get(behind) {
            found.push((l, r));
            next = r + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests;
