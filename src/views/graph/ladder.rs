//! One image: its layers as rows, from the digest that the manifest names to the
//! DiffID that the config names, and the ChainID that follows from it.

use std::collections::HashMap;
use std::sync::Arc;

use super::joints::Joints;
use super::{Cell, Column, MAX_LAYERS, Part, Row, RowKind, RowStep, Stop, Table};
use crate::inspect::graph::{Image, ImageLayer};
use crate::views::steps::steps;
use crate::words::{detail, images, roles};

/// What stands around the rows of one image, and those.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ladder {
    /// From where reading began to the manifest.
    pub leading: Vec<Stop>,
    /// `None` where the archive has none.
    pub manifest: Option<Stop>,
    pub attached: Vec<Stop>,
    pub config: Option<Stop>,
    pub table: Arc<Table>,
}

pub(super) fn ladder(joints: &Joints<'_>, image: &Image) -> Ladder {
    let document = |id| joints.stop(Part::Document, id);
    let way = joints.way(image);
    let told = told(joints, image);
    let layers = image.layers.iter().enumerate().take(MAX_LAYERS);
    let rows = layers.map(|(at, layer)| row(joints, image, at, layer, &told));
    let titles = [roles::layer_digest(), detail::diff_id(), detail::chain_id()];
    Ladder {
        leading: way
            .roots
            .into_iter()
            .chain(way.indexes)
            .map(document)
            .collect(),
        attached: image
            .manifest
            .map(|id| joints.attached(id, &image.attestations))
            .unwrap_or_default(),
        manifest: image.manifest.map(document),
        config: image.config.or(image.legacy).map(document),
        table: Arc::new(Table {
            columns: titles.map(|title| Column { title, image: None }).into(),
            rows: rows.collect(),
            left_out: image.layers.len().saturating_sub(MAX_LAYERS),
        }),
    }
}

fn row(joints: &Joints<'_>, image: &Image, at: usize, layer: &ImageLayer, told: &Told) -> Row {
    let stops = [
        stored(joints, image, at, layer),
        unpacked(joints, image, at, layer),
        chain(at, layer),
    ];
    let cells = stops.into_iter().enumerate().map(|(from, stop)| Cell {
        from,
        span: 1,
        stops: stop.into_iter().collect(),
    });
    Row {
        kind: RowKind::Layer(at + 1),
        step: told.get(&(at + 1)).cloned(),
        sizes: size(joints, layer).map(|size| (size, size)),
        cells: cells.collect(),
    }
}

/// The steps that made layers, by the layers' numbers.
pub(super) type Told = HashMap<usize, RowStep>;

pub(super) fn told(joints: &Joints<'_>, image: &Image) -> Told {
    let steps = steps(joints.opened, image).unwrap_or_default().steps;
    let made = steps.into_iter().filter_map(|step| {
        let told = RowStep {
            keyword: step.keyword,
            rest: step.rest,
            only_of: None,
        };
        Some((step.layer?.number, told))
    });
    made.collect()
}

/// As claimed, else as it is here.
pub(super) fn size(joints: &Joints<'_>, layer: &ImageLayer) -> Option<u64> {
    let claimed = layer.descriptor.as_ref().and_then(|it| it.size);
    claimed.or_else(|| {
        let content = joints.opened.graph.node(layer.node?)?.content?;
        joints.opened.contents.size_of(content)
    })
}

pub(super) fn stored(
    joints: &Joints<'_>,
    image: &Image,
    at: usize,
    layer: &ImageLayer,
) -> Option<Stop> {
    let id = layer.node?;
    let node = joints.opened.graph.node(id)?;
    Some(Stop {
        part: Part::Stored,
        nodes: vec![id],
        links: joints.links(image.manifest, id),
        title: images::layer_number(at + 1),
        digest: node.digest.as_ref().map(|digest| digest.text.clone()),
    })
}

pub(super) fn unpacked(
    joints: &Joints<'_>,
    image: &Image,
    at: usize,
    layer: &ImageLayer,
) -> Option<Stop> {
    let id = layer.unpacked?;
    Some(Stop {
        part: Part::Unpacked,
        nodes: vec![id],
        links: joints.links(image.config, id),
        title: images::layer_number(at + 1),
        digest: layer.diff_id.as_ref().map(|digest| digest.text.clone()),
    })
}

fn chain(at: usize, layer: &ImageLayer) -> Option<Stop> {
    Some(Stop {
        part: Part::Chain,
        nodes: vec![layer.unpacked?],
        links: Vec::new(),
        title: images::layer_number(at + 1),
        digest: Some(layer.chain_id.as_ref()?.to_string()),
    })
}
