//! docker-archives: `manifest.json` names configs and layers by path
//! (`docker save` since 1.10), `repositories` names images by an ID that is no
//! hash (before).

use std::collections::{HashMap, HashSet, VecDeque};

use super::builder::Builder;
use super::{EdgeKind, Image, ImageLayer, Label, NodeId, NodeKind};
use crate::image::descriptor::Descriptor;
use crate::image::digest::Digest;
use crate::image::json::{Node as JsonNode, push_token};
use crate::image::manifest::Role;
use crate::image::platform::Platform;
use crate::source::Form;
use crate::verify::Absent;

/// Longest chain of parents that is followed: the classic store could not
/// stack more than 127 layers, and a chain may be hostile.
const MAX_PARENTS: usize = 1_000;

/// Reads `manifest.json`. Keys are matched in any case, as Go does: jib wrote
/// them in lower case.
pub(super) fn archive(builder: &mut Builder<'_>, entry: NodeId, root: &JsonNode) {
    let mut layout = LayoutImages::of(builder);
    for (index, item) in root.items().iter().enumerate() {
        let image = item_image(builder, entry, item);
        let known = layout.same_as(builder, &image);
        match known.and_then(|place| builder.graph.images.get_mut(place)) {
            Some(known) => {
                known.names.extend(image.names);
                known.forms.push(Form::DockerArchive);
                known.scopes.push(builder.scope);
            }
            None => builder.push_image(image),
        }
        layer_sources(builder, entry, index, item);
    }
}

fn item_image(builder: &mut Builder<'_>, entry: NodeId, item: &JsonNode) -> Image {
    let member = |key| item.get_any_case(key).map(|member| &member.value);
    let list = |key| member(key).map(JsonNode::items).unwrap_or_default();
    let config = member("Config").and_then(JsonNode::as_str);
    let config =
        config.and_then(|path| follow(builder, entry, path, NodeKind::Config, Label::Config));
    if let Some(config) = config {
        builder.read_config(config);
    }
    let layers = list("Layers").iter().zip(1..).map(|(path, number)| {
        let path = path.as_str().unwrap_or_default();
        let label = Label::Layer(number);
        ImageLayer::of(follow(builder, entry, path, NodeKind::Layer, label))
    });
    let layers = layers.collect();
    let tags = list("RepoTags").iter().filter_map(JsonNode::as_str);
    let mut names: Vec<String> = tags.map(str::to_owned).collect();
    names.dedup();
    Image {
        names,
        config,
        layers,
        forms: vec![Form::DockerArchive],
        ..Image::default()
    }
}

/// The node at a path of the archive, with the edge that leads there; `None`
/// where the graph is full. A path claims no digest; a file name may (see
/// `Builder::file_names`).
fn follow(
    builder: &mut Builder<'_>,
    entry: NodeId,
    path: &str,
    kind: NodeKind,
    label: Label,
) -> Option<NodeId> {
    let id = match builder.at_path(path).map(|link| &link.target) {
        Some(Ok(content)) => {
            let id = builder.node_of_content(*content, kind, label.clone())?;
            builder.refine_kind(id, kind);
            id
        }
        // What was left out has no name: each place is one of its own.
        Some(Err(why)) if path.is_empty() => {
            let id = builder.add(kind, label.clone())?;
            builder.set_absent(id, Absent::Path(why.clone()));
            id
        }
        Some(Err(why)) => match builder.named_by_layout(path) {
            Some(id) => id,
            None => builder.absent_path(path, kind, Absent::Path(why.clone()))?,
        },
        None => builder.absent_path(path, kind, Absent::NotInArchive)?,
    };
    builder.edge(EdgeKind::Names, entry, id, label, None);
    Some(id)
}

/// The images that the OCI layout of the same archive already named, each to be
/// matched with one of `manifest.json`: the one with the same config bytes.
struct LayoutImages {
    by_config: HashMap<Digest, VecDeque<usize>>,
    /// Of configs: many images may share one.
    digests: HashMap<NodeId, Option<Digest>>,
}

impl LayoutImages {
    fn of(builder: &Builder<'_>) -> Self {
        let mut images = Self {
            by_config: HashMap::new(),
            digests: HashMap::new(),
        };
        for (place, image) in builder.graph.images.iter().enumerate() {
            if image.manifest.is_some()
                && !image.forms.contains(&Form::DockerArchive)
                && let Some(config) = images.digest_of(builder, image.config)
            {
                images.by_config.entry(config).or_default().push_back(place);
            }
        }
        images
    }

    /// Its place among the images of the graph.
    fn same_as(&mut self, builder: &Builder<'_>, image: &Image) -> Option<usize> {
        let config = self.digest_of(builder, image.config)?;
        self.by_config.get_mut(&config)?.pop_front()
    }

    fn digest_of(&mut self, builder: &Builder<'_>, config: Option<NodeId>) -> Option<Digest> {
        let id = config?;
        let bytes = || builder.graph.bytes(id, builder.contents);
        let digest = self.digests.entry(id);
        digest
            .or_insert_with(|| bytes().map(Digest::sha256))
            .clone()
    }
}

/// Docker 25 and later describe each layer by its DiffID.
fn layer_sources(builder: &mut Builder<'_>, entry: NodeId, index: usize, item: &JsonNode) {
    let Some(sources) = item.get_any_case("LayerSources") else {
        return;
    };
    for member in sources.value.members() {
        let mut pointer = format!("/{index}/{}", sources.key);
        push_token(&mut pointer, &member.key);
        if let Some(descriptor) = Descriptor::read(pointer, &member.value) {
            builder.descriptor(entry, &descriptor, NodeKind::Layer, Label::LayerSource);
        }
    }
}

/// Reads `repositories` and follows each image's chain of parents.
pub(super) fn legacy(builder: &mut Builder<'_>, entry: NodeId, root: &JsonNode) {
    for name in root.members() {
        for tag in name.value.members() {
            let Some(id) = tag.value.as_str() else {
                continue;
            };
            let names = vec![format!("{}:{}", name.key, tag.key)];
            let image = legacy_image(builder, entry, id, names);
            let known = builder
                .graph
                .images
                .iter_mut()
                .find(|known| known.legacy.is_some() && known.legacy == image.legacy);
            match known {
                Some(known) => known.names.extend(image.names),
                None => builder.graph.images.push(image),
            }
        }
    }
}

fn legacy_image(builder: &mut Builder<'_>, entry: NodeId, top: &str, names: Vec<String>) -> Image {
    let mut image = Image {
        names,
        forms: vec![Form::DockerLegacy],
        ..Image::default()
    };
    let mut seen = HashSet::new();
    let mut next = Some((entry, top.to_owned()));
    while let Some((from, id)) = next.take() {
        if seen.len() >= MAX_PARENTS || !seen.insert(id.clone()) {
            break;
        }
        next = legacy_layer(builder, from, &id, &mut image);
    }
    image.layers.reverse();
    image
}

/// Adds the layer of one image of a chain; returns its node and the ID of its
/// parent, where it has one.
fn legacy_layer(
    builder: &mut Builder<'_>,
    from: NodeId,
    id: &str,
    image: &mut Image,
) -> Option<(NodeId, String)> {
    let (json, layer) = (format!("{id}/json"), format!("{id}/layer.tar"));
    let json = follow(builder, from, &json, NodeKind::Entry, Label::LegacyImage)?;
    let layer = follow(builder, json, &layer, NodeKind::Layer, Label::LegacyLayer);
    image.layers.push(ImageLayer::of(layer));
    // Its position says that it is a document; no media type does.
    let root = builder.document(json, Role::Lone).map(|(root, _)| root);
    if image.legacy.is_none() {
        image.legacy = Some(json);
        image.platform = root.as_ref().and_then(Platform::read);
    }
    let parent = root.as_ref()?.get("parent")?.as_str()?;
    (!parent.is_empty()).then(|| (json, parent.to_owned()))
}
