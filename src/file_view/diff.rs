//! Two versions of a text, line by line, as `diff -u` shows them.

use std::collections::HashMap;

use super::text::Text;
use crate::align::{Pair, align};

/// How many same lines stand around those that differ.
pub const CONTEXT: usize = 3;

/// How many lines of each version are compared.
pub const MAX_LINES: usize = 50_000;

/// How many lines the hunks have together at most.
pub const MAX_SHOWN: usize = 20_000;

/// How two versions of a text differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextDiff {
    pub hunks: Vec<Hunk>,
    /// Lines that only the left one has.
    pub removed: usize,
    /// Lines that only the right one has.
    pub added: usize,
    /// No fewer lines could be said to differ. Not known of long texts with many
    /// changes.
    pub is_shortest: bool,
    /// Not all of both was compared, or not all that differs is in the hunks.
    pub is_cut: bool,
    /// All lines are the same but for how they end, or for the last one, which may
    /// have no end.
    pub only_line_ends: bool,
}

/// Lines that differ, with the same ones around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    pub lines: Vec<DiffLine>,
    /// How `diff -u` writes where it stands.
    pub place: String,
}

/// A line by its numbers, counted from 0, in the two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DiffLine {
    Same { left: usize, right: usize },
    Removed { left: usize },
    Added { right: usize },
}

impl DiffLine {
    /// Its text, from the versions that were compared.
    #[must_use]
    pub fn text<'a>(&self, left: &'a Text, right: &'a Text) -> &'a str {
        let line = match self {
            Self::Same { left: number, .. } | Self::Removed { left: number } => left.line(*number),
            Self::Added { right: number } => right.line(*number),
        };
        line.unwrap_or_default()
    }

    fn is_same(&self) -> bool {
        matches!(self, Self::Same { .. })
    }
}

impl From<Pair> for DiffLine {
    fn from(pair: Pair) -> Self {
        match pair {
            Pair::Common(left, right) => Self::Same { left, right },
            Pair::Left(left) => Self::Removed { left },
            Pair::Right(right) => Self::Added { right },
        }
    }
}

impl TextDiff {
    /// Compares two versions.
    #[must_use]
    pub fn of(left: &Text, right: &Text) -> Self {
        let [left_lines, right_lines] = [left, right].map(|text| {
            let lines = text.lines(0, MAX_LINES);
            lines.collect::<Vec<&str>>()
        });
        let (pairs, is_shortest) = pairs(&left_lines, &right_lines);
        let lines: Vec<DiffLine> = pairs.into_iter().map(DiffLine::from).collect();
        let count = |is: fn(&DiffLine) -> bool| lines.iter().filter(|line| is(line)).count();
        let (hunks, is_left_out) = hunks(&lines);
        let is_cut = |text: &Text| text.is_cut || text.line_count() > MAX_LINES;
        let is_cut = is_cut(left) || is_cut(right) || is_left_out;
        Self {
            removed: count(|line| matches!(line, DiffLine::Removed { .. })),
            added: count(|line| matches!(line, DiffLine::Added { .. })),
            is_shortest,
            is_cut,
            only_line_ends: !is_cut && hunks.is_empty() && left.as_str() != right.as_str(),
            hunks,
        }
    }
}

/// All lines, and whether no more of them could be paired.
fn pairs(left: &[&str], right: &[&str]) -> (Vec<Pair>, bool) {
    let alignment = align(left, right);
    if alignment.is_longest {
        return (alignment.pairs, true);
    }
    // Too many lines to try all: those that each version has once hold the rest
    // together ("patience diff").
    let mut pairs = Vec::with_capacity(left.len().max(right.len()));
    let (mut next_left, mut next_right) = (0, 0);
    let ends = [(left.len(), right.len())];
    for (l, r) in anchors(left, right).into_iter().chain(ends) {
        let between = (left.get(next_left..l), right.get(next_right..r));
        let between = align(between.0.unwrap_or_default(), between.1.unwrap_or_default());
        pairs.extend(between.pairs.into_iter().map(|pair| match pair {
            Pair::Common(l, r) => Pair::Common(l + next_left, r + next_right),
            Pair::Left(l) => Pair::Left(l + next_left),
            Pair::Right(r) => Pair::Right(r + next_right),
        }));
        if l < left.len() && r < right.len() {
            pairs.push(Pair::Common(l, r));
        }
        (next_left, next_right) = (l + 1, r + 1);
    }
    (pairs, false)
}

/// Lines that both have exactly once, as many as are in the same order.
fn anchors(left: &[&str], right: &[&str]) -> Vec<(usize, usize)> {
    let (left, right) = (only_ones(left), only_ones(right));
    let both = left.into_iter();
    let mut both: Vec<(usize, usize)> = both
        .filter_map(|(line, at)| Some((at, *right.get(line)?)))
        .collect();
    both.sort_unstable();
    // The longest increasing subsequence: of each length the one that ends first.
    let mut ends: Vec<usize> = Vec::new();
    let mut before = vec![None; both.len()];
    let place = |pair: usize| both.get(pair).map(|(_, right)| *right);
    for (at, (_, right)) in both.iter().enumerate() {
        let length = ends.partition_point(|end| place(*end) < Some(*right));
        if let Some(before) = before.get_mut(at) {
            *before = length
                .checked_sub(1)
                .and_then(|shorter| ends.get(shorter))
                .copied();
        }
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let last = ends.last().copied();
    let chain = std::iter::successors(last, |at| before.get(*at).copied().flatten());
    let mut found: Vec<_> = chain.filter_map(|at| both.get(at).copied()).collect();
    found.reverse();
    found
}

/// Where each line stands that is there only once.
fn only_ones<'a>(lines: &[&'a str]) -> HashMap<&'a str, usize> {
    let mut places: HashMap<&str, Option<usize>> = HashMap::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let place = places.entry(line);
        place.and_modify(|place| *place = None).or_insert(Some(at));
    }
    let places = places.into_iter();
    places
        .filter_map(|(line, place)| Some((line, place?)))
        .collect()
}

/// The lines that differ with those around them, and whether some are left out.
fn hunks(lines: &[DiffLine]) -> (Vec<Hunk>, bool) {
    let changed = lines.iter().enumerate().filter(|(_, line)| !line.is_same());
    let mut changed = changed.map(|(at, _)| at).peekable();
    let (mut hunks, mut shown) = (Vec::new(), 0);
    while let Some(first) = changed.next() {
        let mut last = first;
        while let Some(next) = changed.next_if(|next| next - last <= 2 * CONTEXT + 1) {
            last = next;
        }
        let start = first.saturating_sub(CONTEXT);
        let end = (last + 1 + CONTEXT).min(lines.len());
        let room = MAX_SHOWN.saturating_sub(shown);
        let part = lines.get(start..end.min(start + room)).unwrap_or_default();
        shown += part.len();
        if !part.is_empty() {
            hunks.push(hunk(lines, start, part));
        }
        if end - start > room {
            return (hunks, true);
        }
    }
    (hunks, false)
}

fn hunk(all: &[DiffLine], start: usize, lines: &[DiffLine]) -> Hunk {
    let in_left = |line: &&DiffLine| !matches!(line, DiffLine::Added { .. });
    let in_right = |line: &&DiffLine| !matches!(line, DiffLine::Removed { .. });
    let before = all.get(..start).unwrap_or_default();
    // Counted from 1, and where there are none, it is the line before.
    let place = |before: usize, count: usize| match count {
        0 => format!("{before},0"),
        1 => format!("{}", before + 1),
        _ => format!("{},{count}", before + 1),
    };
    let left = place(
        before.iter().filter(in_left).count(),
        lines.iter().filter(in_left).count(),
    );
    let right = place(
        before.iter().filter(in_right).count(),
        lines.iter().filter(in_right).count(),
    );
    Hunk {
        lines: lines.to_vec(),
        place: format!("@@ -{left} +{right} @@"),
    }
}

#[cfg(test)]
mod tests;
