//! Which layers the images of a list, or those that are open, share.
//!
//! Not here: how they are held against each other (`repository::matrix`).

use std::collections::{HashMap, HashSet};

use super::inputs::files_of;
use crate::inspect::family::layer_digest;
use crate::inspect::graph::{Image, ImageLayer};
use crate::repository::facts::Layer;
use crate::repository::matrix::Column;
use crate::repository::{Listing, Matrix, Query, TagGroup};
use crate::session::Showing;
use crate::views::image_title;
use crate::words::{Message, joined, overview};

/// Layers of several images, as they are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixView {
    pub matrix: Matrix,
    /// Nothing before anything was asked.
    pub sentence: Option<Message>,
    pub warnings: Vec<Message>,
}

impl MatrixView {
    #[must_use]
    pub fn of(columns: &[Column]) -> Self {
        let matrix = Matrix::of(columns);
        let (images, layers) = matrix.left_out;
        let warnings = [
            (images > 0).then(|| overview::more_images_not_shown(images)),
            (layers > 0).then(|| overview::more_layers_not_shown(layers)),
        ];
        let sizes = match matrix.together.is_unknown() {
            true => overview::sizes_not_known(),
            false => overview::together_and_one_by_one(matrix.together, matrix.apart),
        };
        let sentence = match matrix.shared() {
            0 => overview::no_layer_is_shared(sizes),
            shared => overview::layers_are_shared(shared, matrix.rows.len() + layers, sizes),
        };
        Self {
            sentence: Some(sentence),
            warnings: warnings.into_iter().flatten().collect(),
            matrix,
        }
    }
}

/// The images that a person looks for, as far as they are looked at.
#[must_use]
pub fn listed_columns(listing: &Listing, query: &Query) -> Vec<Column> {
    listing.rows(query).iter().filter_map(listed).collect()
}

fn listed(row: &TagGroup) -> Option<Column> {
    let image = row.facts.as_ref()?.image.as_ref()?;
    let first = row.tags.first()?;
    (!image.layers.is_empty()).then(|| Column {
        name: match row.tags.len() {
            1 => joined::verbatim(first.to_string()),
            more => joined::verbatim(format!("{first} +{}", more - 1)),
        },
        layers: image.layers.clone(),
    })
}

/// Are there images open whose layers can be held against each other?
#[must_use]
pub fn are_comparable(showing: &Showing) -> bool {
    let images = showing.opened.graph.images.iter();
    images
        .filter(|image| !image.layers.is_empty())
        .nth(1)
        .is_some()
}

/// The images that are open, as far as their layers are known. A layer that is
/// compressed in several ways has several digests, and is one by its DiffID.
#[must_use]
pub fn open_columns(showing: &Showing) -> Vec<Column> {
    let one_by_diff_id = recompressed(showing);
    let images = showing.opened.graph.images.iter().enumerate();
    images
        .filter(|(_, image)| !image.layers.is_empty())
        .map(|(place, image)| Column {
            name: name(showing, image, place),
            layers: image
                .layers
                .iter()
                .filter_map(|layer| {
                    let known = open_layer(showing, image, layer)?;
                    let diff_id = diff_id_of(layer).filter(|id| one_by_diff_id.contains(id));
                    Some(Layer {
                        digest: diff_id.map_or(known.digest, str::to_owned),
                        ..known
                    })
                })
                .collect(),
        })
        .collect()
}

/// The DiffIDs of layers that have several digests.
fn recompressed(showing: &Showing) -> HashSet<&str> {
    let mut digests: HashMap<&str, String> = HashMap::new();
    let mut several = HashSet::new();
    for image in &showing.opened.graph.images {
        for layer in &image.layers {
            let known = open_layer(showing, image, layer);
            let (Some(diff_id), Some(known)) = (diff_id_of(layer), known) else {
                continue;
            };
            let first = digests
                .entry(diff_id)
                .or_insert_with(|| known.digest.clone());
            if *first != known.digest {
                several.insert(diff_id);
            }
        }
    }
    several
}

fn diff_id_of(layer: &ImageLayer) -> Option<&str> {
    Some(&layer.diff_id.as_ref()?.text)
}

/// The platform too, as the images of an index have the same name, and the file, as
/// images in several may.
fn name(showing: &Showing, image: &Image, place: usize) -> Message {
    let title = image_title(image, place);
    let platform = image.platform.as_ref();
    let platform = platform.map(|platform| joined::verbatim(platform.to_string()));
    let files = files_of(&showing.opened.contents, image);
    let more = [platform, files].into_iter().flatten();
    more.fold(title, joined::facts)
}

/// By its digest, or by its DiffID where no manifest gives it one; with the size
/// that its descriptor claims, else that of the bytes that are here.
fn open_layer(showing: &Showing, image: &Image, layer: &ImageLayer) -> Option<Layer> {
    let graph = &showing.opened.graph;
    let content = layer.node.and_then(|node| graph.node(node)?.content);
    let spelled = diff_id_of(layer).map(str::to_owned);
    Some(Layer {
        digest: layer_digest(graph, image, layer).or(spelled)?,
        size: layer
            .descriptor
            .as_ref()
            .and_then(|descriptor| descriptor.size)
            .or_else(|| showing.opened.contents.size_of(content?)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::digest::Digest;
    use crate::image::manifest::DocumentKind;
    use crate::repository::Facts;
    use crate::repository::facts::ImageFacts;
    use crate::source::registry::client::{Pages, Tags};
    use crate::words::joined::verbatim;

    fn facts(document: &str, layers: &[&str]) -> Facts {
        let layer = |digest: &&str| Layer {
            digest: (*digest).to_owned(),
            size: Some(1_000_000),
        };
        Facts {
            digest: Digest::sha256(document.as_bytes()),
            kind: DocumentKind::Manifest,
            artifact: Some(crate::image::artifact::ArtifactKind::Image),
            children: Vec::new(),
            subject: None,
            image: Some(ImageFacts {
                layers: layers.iter().map(layer).collect(),
                ..ImageFacts::default()
            }),
        }
    }

    #[test]
    fn an_image_is_named_by_its_first_tag() {
        let names = ["b", "a", "c", "not looked at"];
        let mut listing = Listing::new(Tags {
            tags: names.iter().filter_map(|name| name.parse().ok()).collect(),
            malformed: 0,
            pages: Pages::default(),
        });
        for (tag, document) in [("a", "one"), ("b", "one"), ("c", "two")] {
            let tag = tag.parse().unwrap();
            let _ = listing.answered(&tag, Ok(facts(document, &["base", document])));
        }
        listing.fold();
        let columns = listed_columns(&listing, &Query::default());
        let view = MatrixView::of(&columns);
        assert_eq!(view.matrix.columns, ["a +1", "c"].map(verbatim));
        assert_eq!(
            view.sentence.unwrap().to_string(),
            "1 of 3 layers is in more than one image: 3.0 MB to pull together, 4.0 MB one by one."
        );
        assert_eq!(
            MatrixView::of(&columns[..1]).sentence.unwrap().to_string(),
            "No layer is in more than one image: 2.0 MB to pull together, 2.0 MB one by one."
        );
        let many: Vec<Column> = (0..30).map(|_| columns[0].clone()).collect();
        assert_eq!(
            MatrixView::of(&many).warnings,
            [overview::more_images_not_shown(6_u64)]
        );
    }
}
