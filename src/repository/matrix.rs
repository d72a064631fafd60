//! Which layers several images share.
//!
//! Layers are the same where their digests are: what one pull brings, the next
//! one need not. Nothing here was hashed; digests and sizes are claims of
//! manifests.

use std::collections::HashMap;

use super::facts::Layer;

use crate::format::Sum;
use crate::sorting::sort_by_key;
use crate::words::Message;

/// The most images beside each other: more columns nobody reads.
pub const MAX_COLUMNS: usize = 24;

/// The most layers below each other.
pub const MAX_ROWS: usize = 200;

/// An image to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: Message,
    /// Base first.
    pub layers: Vec<Layer>,
}

/// The images, the layers, and which has which.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// The names of the images.
    pub columns: Vec<Message>,
    /// The most shared first; of equals, the one nearest to a base.
    pub rows: Vec<LayerRow>,
    /// Images beyond [`MAX_COLUMNS`], and layers beyond [`MAX_ROWS`].
    pub left_out: (usize, usize),
    /// Bytes of all images, each pulled on its own.
    pub apart: Sum,
    /// Bytes of all different layers: what they take together.
    pub together: Sum,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerRow {
    /// As spelled.
    pub digest: String,
    /// In bytes, as the first that names it and its size claims.
    pub size: Option<u64>,
    /// One for each image: the places that the layer has in it, counted from 1.
    pub places: Vec<Vec<usize>>,
}

impl LayerRow {
    /// How many images have it.
    #[must_use]
    pub fn holders(&self) -> usize {
        self.places.iter().filter(|own| !own.is_empty()).count()
    }
}

impl Matrix {
    /// Holds images against each other.
    #[must_use]
    pub fn of(columns: &[Column]) -> Self {
        let shown = columns.get(..MAX_COLUMNS).unwrap_or(columns);
        let mut rows = rows_of(shown);
        let sizes = rows.iter().map(|row| (row.digest.as_str(), row.size));
        let sizes: HashMap<&str, Option<u64>> = sizes.collect();
        let known = |layer: &Layer| *sizes.get(layer.digest.as_str())?;
        let all = shown.iter().flat_map(|image| &image.layers);
        let apart = all.map(|layer| layer.size.or_else(|| known(layer)));
        let apart = apart.collect();
        let together = rows.iter().map(|row| row.size).collect();
        // Stable: what was found first, the nearest to a base, stays first.
        sort_by_key(&mut rows, |row| std::cmp::Reverse(row.holders()));
        let left_out = (
            columns.len() - shown.len(),
            rows.len().saturating_sub(MAX_ROWS),
        );
        rows.truncate(MAX_ROWS);
        Self {
            columns: shown.iter().map(|image| image.name.clone()).collect(),
            rows,
            left_out,
            apart,
            together,
        }
    }

    /// How many layers more than one image has.
    #[must_use]
    pub fn shared(&self) -> usize {
        self.rows.iter().filter(|row| row.holders() > 1).count()
    }
}

/// Each layer once, in the order in which the images have them.
fn rows_of(images: &[Column]) -> Vec<LayerRow> {
    let mut rows: Vec<LayerRow> = Vec::new();
    let mut by_digest: HashMap<&str, usize> = HashMap::new();
    for (column, image) in images.iter().enumerate() {
        for (place, layer) in image.layers.iter().enumerate() {
            let at = *by_digest.entry(&layer.digest).or_insert_with(|| {
                rows.push(LayerRow {
                    digest: layer.digest.clone(),
                    size: layer.size,
                    places: vec![Vec::new(); images.len()],
                });
                rows.len() - 1
            });
            let Some(row) = rows.get_mut(at) else {
                continue;
            };
            row.size = row.size.or(layer.size);
            if let Some(own) = row.places.get_mut(column) {
                own.push(place + 1);
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::joined;

    fn image(name: &str, layers: &[(&str, u64)]) -> Column {
        let layer = |(digest, size): &(&str, u64)| Layer {
            digest: (*digest).to_owned(),
            size: Some(*size),
        };
        Column {
            name: joined::verbatim(name),
            layers: layers.iter().map(layer).collect(),
        }
    }

    #[test]
    fn what_is_shared_stands_first_and_is_counted_once() {
        let matrix = Matrix::of(&[
            image("a", &[("base", 100), ("a", 10)]),
            image("b", &[("base", 100), ("lib", 20), ("b", 1)]),
            image("c", &[("other", 5), ("lib", 20), ("lib", 20)]),
        ]);
        let rows: Vec<(&str, usize)> = matrix
            .rows
            .iter()
            .map(|row| (row.digest.as_str(), row.holders()))
            .collect();
        assert_eq!(
            rows,
            [("base", 2), ("lib", 2), ("a", 1), ("b", 1), ("other", 1)]
        );
        assert_eq!(
            matrix.rows[1].places,
            [Vec::new(), vec![2], vec![2, 3]],
            "a layer may be in an image twice"
        );
        assert_eq!(
            (matrix.apart.whole(), matrix.together.whole()),
            (Some(276), Some(136))
        );
        assert_eq!((matrix.shared(), matrix.left_out), (2, (0, 0)));
    }

    #[test]
    fn a_size_that_nobody_says_is_not_zero() {
        let mut unsaid = image("b", &[("base", 0), ("b", 0)]);
        for layer in &mut unsaid.layers {
            layer.size = None;
        }
        // One image says how large the base is, the other need not.
        let matrix = Matrix::of(&[unsaid.clone(), image("a", &[("base", 100), ("a", 10)])]);
        assert_eq!(matrix.rows[0].size, Some(100));
        let at_least = |known| Sum {
            known,
            incomplete: true,
        };
        assert_eq!(
            (matrix.apart, matrix.together),
            (at_least(210), at_least(110))
        );
        assert!(Matrix::of(&[unsaid]).together.is_unknown());
    }

    #[test]
    fn it_has_limits_and_sizes_that_do_not_add_up_break_nothing() {
        let many: Vec<Column> = (0..30)
            .map(|at| image(&format!("{at}"), &[("x", u64::MAX), ("y", u64::MAX)]))
            .collect();
        let matrix = Matrix::of(&many);
        assert_eq!(matrix.columns.len(), MAX_COLUMNS);
        assert_eq!(matrix.left_out, (6, 0));
        assert_eq!(
            (matrix.together.known, matrix.together.whole()),
            (u64::MAX, None)
        );
        let names: Vec<String> = (0..300).map(|at| format!("{at}")).collect();
        let layers: Vec<(&str, u64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        assert_eq!(Matrix::of(&[image("a", &layers)]).left_out, (0, 100));
        assert_eq!(Matrix::of(&[]), Matrix::default());
    }
}
