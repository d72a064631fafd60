//! Sizes as areas: a squarified treemap (Bruls, Huizing and van Wijk, 2000), whose
//! rectangles are as near to squares as their order allows.

use crate::words::{Message, file_system as words};

/// How wide the whole is, in units of its own.
pub const WIDTH: u32 = 1_000;

/// What is smaller than 12 by 12 units can neither be read nor hit.
const MIN_AREA: f64 = 144.0;

/// A rectangle, in units from the upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// What a rectangle stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The size of this number, from 0.
    Size(usize),
    /// All that have none of their own.
    More,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tile {
    pub part: Part,
    pub rect: Rect,
}

/// The rectangles of some sizes, the largest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Treemap {
    pub tiles: Vec<Tile>,
    /// How many have no rectangle of their own. What is empty has none at all.
    pub more: usize,
}

impl Treemap {
    /// That of these sizes, in any order, with `others` that are `rest` together, in
    /// [`WIDTH`] by `height` units.
    #[must_use]
    pub fn of(sizes: &[u64], (others, rest): (usize, u64), height: u32) -> Self {
        // No sum of them fits in 64 bits for sure.
        let all = sizes.iter().chain([&rest]).map(|size| *size as f64);
        let space = f64::from(WIDTH) * f64::from(height);
        let scale = space / all.sum::<f64>();
        let area = |size: u64| if size == 0 { 0.0 } else { size as f64 * scale };
        let areas = sizes.iter().map(|size| area(*size)).enumerate();
        let (large, small): (Vec<_>, Vec<_>) = areas.partition(|(_, area)| *area >= MIN_AREA);
        let folded = small.iter().map(|(_, area)| area).sum::<f64>() + area(rest);
        let mut parts: Vec<(Part, f64)> = large
            .into_iter()
            .map(|(number, area)| (Part::Size(number), area))
            .collect();
        parts.push((Part::More, folded));
        parts.retain(|(_, area)| *area > 0.0);
        parts.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        Self {
            tiles: squarified(&parts, f64::from(height)),
            more: small.len().saturating_add(others),
        }
    }

    /// What is written on [`Part::More`]; `None` where each has its own rectangle.
    #[must_use]
    pub fn more_said(&self) -> Option<Message> {
        (self.more > 0).then(|| words::and_more(self.more))
    }
}

/// Lays rows along the shorter side of what is left, each of as many areas as make
/// it better.
fn squarified(parts: &[(Part, f64)], height: f64) -> Vec<Tile> {
    let mut free = Rect {
        width: f64::from(WIDTH),
        height,
        ..Rect::default()
    };
    let mut tiles = Vec::with_capacity(parts.len());
    let mut rest = parts;
    while !rest.is_empty() {
        let (row, after) = rest.split_at(row_length(rest, free.width.min(free.height)));
        lay(row, &mut free, &mut tiles);
        rest = after;
    }
    tiles
}

/// How many of the first areas make the best row along a side: at least one.
fn row_length(parts: &[(Part, f64)], side: f64) -> usize {
    let largest = parts.first().map_or(0.0, |(_, area)| *area);
    let (mut sum, mut best) = (0.0, f64::INFINITY);
    for (count, (_, smallest)) in parts.iter().enumerate() {
        sum += smallest;
        // The worst ratio of a side to the other, of the largest or of the smallest.
        let square = side * side / (sum * sum);
        let worst = (square * largest).max(1.0 / (square * smallest));
        if count > 0 && worst > best {
            return count;
        }
        best = worst;
    }
    parts.len()
}

/// Lays a row at the edge of what is free, which it takes.
fn lay(row: &[(Part, f64)], free: &mut Rect, tiles: &mut Vec<Tile>) {
    let sum: f64 = row.iter().map(|(_, area)| area).sum();
    let is_column = free.width >= free.height;
    let (side, depth) = match is_column {
        true => (free.height, free.width),
        false => (free.width, free.height),
    };
    let thickness = (sum / side).min(depth);
    let mut at = 0.0;
    for (part, area) in row {
        let length = (area / sum * side).min(side - at);
        let rect = match is_column {
            true => Rect {
                x: free.x,
                y: free.y + at,
                width: thickness,
                height: length,
            },
            false => Rect {
                x: free.x + at,
                y: free.y,
                width: length,
                height: thickness,
            },
        };
        tiles.push(Tile { part: *part, rect });
        at += length;
    }
    match is_column {
        true => (free.x, free.width) = (free.x + thickness, depth - thickness),
        false => (free.y, free.height) = (free.y + thickness, depth - thickness),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEIGHT: u32 = 600;

    /// What rounding may add up to, in units.
    const ERROR: f64 = 1e-6;

    /// Checks what holds for all: inside, never over each other, in proportion, and
    /// nothing left out.
    #[track_caller]
    fn check(sizes: &[u64], rest: (usize, u64)) -> Treemap {
        let map = Treemap::of(sizes, rest, HEIGHT);
        let total: f64 = sizes.iter().chain([&rest.1]).map(|size| *size as f64).sum();
        let space = f64::from(WIDTH) * f64::from(HEIGHT);
        let mut covered = 0.0;
        for (number, tile) in map.tiles.iter().enumerate() {
            let Rect {
                x,
                y,
                width,
                height,
            } = tile.rect;
            assert!(
                x >= 0.0 && y >= 0.0 && width > 0.0 && height > 0.0,
                "{tile:?}"
            );
            assert!(x + width <= f64::from(WIDTH) + ERROR, "{tile:?}");
            assert!(y + height <= f64::from(HEIGHT) + ERROR, "{tile:?}");
            if let Part::Size(at) = tile.part {
                let expected = sizes[at] as f64 / total * space;
                assert!((width * height - expected).abs() < 1e-3, "{tile:?}");
            }
            for other in &map.tiles[number + 1..] {
                let Rect {
                    x: left, y: top, ..
                } = other.rect;
                let apart = left + other.rect.width <= x + ERROR
                    || x + width <= left + ERROR
                    || top + other.rect.height <= y + ERROR
                    || y + height <= top + ERROR;
                assert!(apart, "{tile:?} {other:?}");
            }
            covered += width * height;
        }
        let expected = if total > 0.0 { space } else { 0.0 };
        assert!((covered - expected).abs() < 1e-3, "{covered} of {expected}");
        let own = map
            .tiles
            .iter()
            .filter(|tile| tile.part != Part::More)
            .count();
        assert_eq!(own + map.more, sizes.len() + rest.0);
        map
    }

    #[test]
    fn the_example_of_the_paper_comes_out_as_it_is_drawn_there() {
        // Of 6 by 4, in the ratio of 1,000 by 667.
        let map = Treemap::of(&[6, 6, 4, 3, 2, 2, 1], (0, 0), 667);
        let unit = f64::from(WIDTH) / 6.0;
        let drawn = [
            (0.0, 0.0, 3.0, 2.0),
            (0.0, 2.0, 3.0, 2.0),
            (3.0, 0.0, 1.71, 2.33),
            (4.71, 0.0, 1.29, 2.33),
            (3.0, 2.33, 1.2, 1.67),
            (4.2, 2.33, 1.2, 1.67),
            (5.4, 2.33, 0.6, 1.67),
        ];
        assert_eq!(map.tiles.len(), drawn.len());
        for (tile, (x, y, width, height)) in map.tiles.iter().zip(drawn) {
            let Rect {
                x: left, y: top, ..
            } = tile.rect;
            let found = [left, top, tile.rect.width, tile.rect.height];
            for (found, drawn) in found.iter().zip([x, y, width, height]) {
                assert!((found / unit - drawn).abs() < 0.01, "{tile:?}");
            }
        }
    }

    #[test]
    fn none_one_and_empty_ones() {
        assert_eq!(check(&[], (0, 0)), Treemap::default());
        let one = check(&[7], (0, 0));
        let whole = Rect {
            width: 1_000.0,
            height: 600.0,
            ..Rect::default()
        };
        let tile = Tile {
            part: Part::Size(0),
            rect: whole,
        };
        assert_eq!((one.tiles, one.more), (vec![tile], 0));
        let empty = check(&[0, 0], (3, 0));
        assert_eq!((empty.tiles.len(), empty.more), (0, 5));
        let some = check(&[0, 9, 0], (0, 0));
        assert_eq!((some.tiles.len(), some.more), (1, 2));
        assert_eq!(some.more_said().unwrap().to_string(), "and 2 more");
        assert_eq!(Treemap::of(&[1, 2], (0, 0), 0).tiles, []);
    }

    #[test]
    fn what_is_too_small_is_one_rectangle_with_the_others() {
        let mut sizes = vec![1_000_000];
        sizes.extend([100; 50]);
        let map = check(&sizes, (1_000, 200_000));
        let parts: Vec<Part> = map.tiles.iter().map(|tile| tile.part).collect();
        assert_eq!((parts, map.more), (vec![Part::Size(0), Part::More], 1_050));
        let others = check(&[], (2, 5));
        assert_eq!((others.tiles.len(), others.more), (1, 2));
    }

    #[test]
    fn any_sizes_are_laid_out_without_gaps_and_overlaps() {
        let mut seed = 1_u64;
        let mut next = move || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            seed >> 33
        };
        for round in 0..200 {
            let count = next() % 60;
            // Alike, and of very different orders.
            let size = |random: u64| match round % 3 {
                0 => random % 1_000,
                1 => 1 << (random % 64),
                _ => u64::MAX - random,
            };
            let sizes: Vec<u64> = (0..count).map(|_| size(next())).collect();
            check(
                &sizes,
                (usize::from(round % 2 == 1), size(next()) * (round % 2)),
            );
        }
        check(&[u64::MAX; 100], (usize::MAX - 100, u64::MAX));
    }
}
