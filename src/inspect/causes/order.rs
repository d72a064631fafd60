//! DiffIDs in another order than the layers.

use std::collections::HashMap;

use crate::image::digest::Digest;
use crate::inspect::cause::Cause;
use crate::inspect::graph::{Image, NodeId};

/// The DiffIDs of a stack that are claimed for other places of it. `found` is
/// what the layers unpack to.
pub(super) fn causes(image: &Image, found: &[Option<&Digest>]) -> Vec<(NodeId, Cause)> {
    let stack = Stack::of(image, found);
    let places = 0..stack.claimed.len();
    let wrong: Vec<usize> = places.filter(|place| stack.is_wrong(*place)).collect();
    if wrong.is_empty() {
        return Vec::new();
    }
    // The first of those that are claimed twice counts.
    let places = stack.claimed.iter().enumerate().rev();
    let places: HashMap<&str, usize> = places
        .filter_map(|(place, claimed)| Some(((*claimed)?, place)))
        .collect();
    let reversed = wrong.len() > 2 && stack.is_reversed();
    let causes = wrong.into_iter().filter_map(|place| {
        let node = image.layers.get(place)?.unpacked?;
        let cause = match reversed {
            true => Cause::DiffIdsReversed,
            false => stack.cause(place, &places)?,
        };
        Some((node, cause))
    });
    causes.collect()
}

struct Stack<'a> {
    claimed: Vec<Option<&'a str>>,
    found: Vec<Option<&'a str>>,
}

impl<'a> Stack<'a> {
    fn of(image: &'a Image, found: &[Option<&'a Digest>]) -> Self {
        let claimed = image.layers.iter().map(|layer| layer.diff_id.as_ref());
        let claimed = claimed.map(|diff_id| Some(diff_id?.text.as_str()));
        let found = found.iter().map(|digest| digest.map(Digest::as_str));
        Self {
            claimed: claimed.collect(),
            found: found.collect(),
        }
    }

    fn claimed(&self, place: usize) -> Option<&'a str> {
        *self.claimed.get(place)?
    }

    fn found(&self, place: usize) -> Option<&'a str> {
        *self.found.get(place)?
    }

    fn is_wrong(&self, place: usize) -> bool {
        let pair = self.claimed(place).zip(self.found(place));
        pair.is_some_and(|(claimed, found)| claimed != found)
    }

    fn is_reversed(&self) -> bool {
        let found = self.found.iter().rev();
        found
            .zip(&self.claimed)
            .all(|(found, claimed)| found.is_some() && found == claimed)
    }

    /// Whether what a layer unpacks to is claimed for the one `by` places on.
    fn is_moved(&self, place: usize, by: isize) -> bool {
        let other = place.checked_add_signed(by);
        let claimed = other.and_then(|other| self.claimed(other));
        self.is_wrong(place) && claimed.is_some() && self.found(place) == claimed
    }

    fn cause(&self, place: usize, places: &HashMap<&str, usize>) -> Option<Cause> {
        let other = *places.get(self.found(place)?)?;
        if self.found(other) == self.claimed(place) {
            return Some(Cause::DiffIdsExchanged { other: other + 1 });
        }
        for by in [1, -1] {
            let neighbours = [place.checked_sub(1), place.checked_add(1)];
            let is_run = neighbours
                .into_iter()
                .flatten()
                .any(|neighbour| self.is_moved(neighbour, by));
            if self.is_moved(place, by) && is_run {
                return Some(Cause::DiffIdsShifted {
                    by,
                    other: place.checked_add_signed(by)? + 1,
                });
            }
        }
        Some(Cause::DiffIdElsewhere { other: other + 1 })
    }
}
