//! Stable sorting, compiled once: the standard library's is compiled anew for each
//! type that it sorts: 20 KB of the app's wasm by gzip.

use std::cmp::Ordering;
use std::mem;

/// Sorts `items` as [`slice::sort_by`] does. For some thousands of them: where
/// there may be more, that one is faster.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let order = order(
        items.len(),
        &|one, other| match (items.get(one), items.get(other)) {
            (Some(one), Some(other)) => compare(one, other),
            _ => Ordering::Equal,
        },
    );
    let mut taken: Vec<_> = mem::take(items).into_iter().map(Some).collect();
    let sorted = order.into_iter().filter_map(|at| taken.get_mut(at)?.take());
    items.extend(sorted);
}

/// Sorts `items` as [`slice::sort_by_key`] does; see [`sort_by`].
pub fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

/// The places of `count` things in their order.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<_> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_sorted_as_the_standard_library_does_it() {
        for count in [0, 1, 2, 3, 20, 21, 500] {
            let things = (0..count).map(|at: u32| (at.wrapping_mul(2_654_435_761) >> 28, at));
            let mut found: Vec<_> = things.clone().collect();
            let mut expected = found.clone();
            sort_by_key(&mut found, |(key, _)| *key);
            expected.sort_by_key(|(key, _)| *key);
            assert_eq!(found, expected);
            sort_by(&mut found, |one, other| other.cmp(one));
            expected.sort_by(|one, other| other.cmp(one));
            assert_eq!(found, expected);
        }
    }
}
