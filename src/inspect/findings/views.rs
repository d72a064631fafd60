//! Archives with two tables of contents: `index.json` of an OCI layout and
//! `manifest.json` of `docker save` (Docker 25 and later, containerd, BuildKit).
//! Tools choose differently, so that one file can be two images.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::collector::{Collector, DocumentFindings, below, excerpt, items};
use crate::bytes::layer::Content;
use crate::image::descriptor::{CONTAINERD_NAME, Descriptor, REF_NAME};
use crate::image::digest::Digest;
use crate::image::json::Node;
use crate::image::manifest::Index;
use crate::inspect::Opened;
use crate::inspect::graph::{Claimant, Graph, Image, NodeId};
use crate::inspect::measurements::Measurement;
use crate::rules::{ARCHIVE_NAMES, ARCHIVE_VIEWS};
use crate::source::{ContentId, Form};
use crate::words::{findings_archive as words, joined};

/// Both tables of an archive that has two.
struct Views<'a> {
    opened: &'a Opened,
    index: NodeId,
    manifest: NodeId,
    descriptors: Vec<Descriptor>,
    items: Vec<Item>,
    /// The SHA-256 of each config's bytes: one config may be in two files.
    configs: HashMap<NodeId, Digest>,
    /// The images to which `index.json` of this archive leads.
    images: Vec<&'a Image>,
}

/// One image of `manifest.json`.
struct Item {
    pointer: String,
    config: Option<Digest>,
    tags: Vec<String>,
    /// What its layers' paths lead to; `None` where they lead nowhere.
    layers: Vec<Option<ContentId>>,
}

impl<'a> Views<'a> {
    /// The tables of each archive that has both.
    fn all(opened: &'a Opened) -> Vec<Self> {
        let roots = opened.contents.roots.iter();
        let scopes: BTreeSet<usize> = roots.map(|root| root.scope).collect();
        let views = scopes.into_iter();
        views.filter_map(|scope| Self::of(scope, opened)).collect()
    }

    fn of(scope: usize, opened: &'a Opened) -> Option<Self> {
        let (index, index_json) = root(opened, Form::OciLayout, scope)?;
        let (manifest, manifest_json) = root(opened, Form::DockerArchive, scope)?;
        // What Docker 25.0 writes is a finding of its own.
        if index_json.get("manifests").is_none_or(Node::is_null) {
            return None;
        }
        let mut views = Self {
            opened,
            index,
            manifest,
            descriptors: Index::read(&index_json).manifests,
            items: Vec::new(),
            configs: config_digests(opened),
            images: images_below(&opened.graph, index),
        };
        let paths = opened.contents.paths.iter();
        let paths = paths
            .filter_map(|link| Some((link.path.as_str(), *link.target.as_ref().ok()?)))
            .collect();
        views.items = items(String::new(), Some(&manifest_json))
            .map(|(pointer, item)| views.item(pointer, item, &paths))
            .collect();
        Some(views)
    }

    fn item(&self, pointer: String, item: &Node, paths: &HashMap<&str, ContentId>) -> Item {
        let list = |key| {
            let member = item.get_any_case(key);
            member.map(|m| m.value.items()).unwrap_or_default()
        };
        let at = |node: &Node| paths.get(node.as_str()?).copied();
        let config = item
            .get_any_case("Config")
            .and_then(|config| self.opened.graph.by_content(at(&config.value)?));
        Item {
            pointer,
            config: config.and_then(|node| self.configs.get(&node)).cloned(),
            tags: list("RepoTags")
                .iter()
                .filter_map(|tag| Some(tag.as_str()?.to_owned()))
                .collect(),
            layers: list("Layers").iter().map(at).collect(),
        }
    }

    fn config(&self, image: &Image) -> Option<&Digest> {
        self.configs.get(&image.config?)
    }

    /// The images to which `index.json` leads, by their config.
    fn of_index(&self) -> HashMap<&Digest, Vec<&'a Image>> {
        let mut images: HashMap<&Digest, Vec<&'a Image>> = HashMap::new();
        for image in &self.images {
            if let Some(config) = self.config(image) {
                images.entry(config).or_default().push(image);
            }
        }
        images
    }

    /// The configs to which each whole name in `index.json` leads.
    fn names(&self) -> HashMap<String, BTreeSet<&Digest>> {
        let mut by_node: HashMap<NodeId, Vec<&Digest>> = HashMap::new();
        for image in &self.images {
            for node in image.manifest.into_iter().chain(image.index) {
                by_node.entry(node).or_default().extend(self.config(image));
            }
        }
        let mut names: HashMap<String, BTreeSet<&Digest>> = HashMap::new();
        for descriptor in &self.descriptors {
            let annotations = &descriptor.annotations;
            let name = annotations
                .get(CONTAINERD_NAME)
                .or_else(|| annotations.get(REF_NAME));
            let digest = descriptor.digest.as_ref();
            let node = digest.and_then(|digest| self.opened.graph.by_digest(&digest.text));
            // A tag alone, such as `latest`, names no image.
            if let (Some(name), Some(node)) = (name, node)
                && name.contains([':', '/'])
            {
                let configs = by_node.get(&node).into_iter().flatten().copied();
                names.entry(familiar(name)).or_default().extend(configs);
            }
        }
        names
    }
}

/// The table of contents of a form in one of several archives.
fn root(opened: &Opened, form: Form, scope: usize) -> Option<(NodeId, Node)> {
    let mut roots = opened.contents.roots.iter();
    let root = roots.find(|root| root.form == form && root.scope == scope)?;
    let content = ContentId::Document(root.document);
    let node = opened.graph.by_content(content)?;
    Some((node, opened.graph.json(node, &opened.contents)?.root?))
}

fn config_digests(opened: &Opened) -> HashMap<NodeId, Digest> {
    let configs = opened.graph.images.iter().filter_map(|image| image.config);
    let configs: HashSet<NodeId> = configs.collect();
    let bytes = |node| opened.graph.bytes(node, &opened.contents);
    configs
        .into_iter()
        .filter_map(|node| Some((node, Digest::sha256(bytes(node)?))))
        .collect()
}

/// The images whose manifests can be reached from a node: other archives that
/// are open beside this one have their own.
fn images_below(graph: &Graph, index: NodeId) -> Vec<&Image> {
    let mut children: HashMap<NodeId, Vec<NodeId>> = HashMap::new();
    for edge in &graph.edges {
        children.entry(edge.from).or_default().push(edge.to);
    }
    let mut reached = HashSet::from([index]);
    let mut pending = vec![index];
    while let Some(node) = pending.pop() {
        for child in children.remove(&node).unwrap_or_default() {
            if reached.insert(child) {
                pending.push(child);
            }
        }
    }
    let images = graph.images.iter();
    images
        .filter(|image| image.manifest.is_some_and(|node| reached.contains(&node)))
        .collect()
}

/// `docker.io/library/busybox:1` is `busybox:1` to `docker save`.
fn familiar(name: &str) -> String {
    let name = name.strip_prefix("index.").unwrap_or(name);
    match name.strip_prefix("docker.io/") {
        Some(rest) => rest.strip_prefix("library/").unwrap_or(rest).to_owned(),
        None => name.to_owned(),
    }
}

/// Compares the images, names and counts of layers.
pub(super) fn check(opened: &Opened, collector: &mut Collector) {
    for views in Views::all(opened) {
        compare(&views, collector);
    }
}

fn compare(views: &Views<'_>, collector: &mut Collector) {
    let of_index = views.of_index();
    let names = views.names();
    let name = views.opened.name_of(views.manifest);
    let mut findings = DocumentFindings::new(&name, collector);
    // Configs whose disagreement is told already, by the name.
    let mut told: HashSet<&Digest> = HashSet::new();
    for item in &views.items {
        let Some(config) = &item.config else {
            continue;
        };
        if let Some(others) = conflict(item, config, &names, &mut findings) {
            told.extend(others);
            continue;
        }
        match of_index.get(config) {
            None => {
                let message = words::only_manifest_json_leads_to(config);
                findings.add(&ARCHIVE_VIEWS, &below(&item.pointer, "Config"), message);
            }
            Some(images) => same_image(item, config, images, &names, &mut findings),
        }
    }
    only_in_index(views, &told, collector);
}

/// Complains of a name that leads to another image by `index.json`; returns
/// the configs of that.
fn conflict<'v>(
    item: &Item,
    config: &Digest,
    names: &HashMap<String, BTreeSet<&'v Digest>>,
    findings: &mut DocumentFindings<'_>,
) -> Option<Vec<&'v Digest>> {
    let (tag, others) = item.tags.iter().find_map(|tag| {
        let others = names.get(&familiar(tag))?;
        (!others.is_empty() && !others.contains(config)).then_some((tag, others))
    })?;
    let first = others.iter().next()?;
    let message = words::name_conflict(excerpt(tag), *first, config);
    let message = joined::because(message, words::tools_differ());
    findings.add(&ARCHIVE_VIEWS, &below(&item.pointer, "RepoTags"), message);
    Some(others.iter().copied().collect())
}

/// The names and the count of layers of an image that is in both.
fn same_image(
    item: &Item,
    config: &Digest,
    images: &[&Image],
    names: &HashMap<String, BTreeSet<&Digest>>,
    findings: &mut DocumentFindings<'_>,
) {
    let found = item.layers.len();
    let count = images.first().map_or(0, |image| image.layers.len());
    if !images.iter().any(|image| image.layers.len() == found) {
        let message = words::layer_count_conflict(count, found);
        let message = joined::because(message, words::tools_differ());
        findings.add(&ARCHIVE_VIEWS, &below(&item.pointer, "Layers"), message);
    }
    let tags: BTreeSet<String> = item.tags.iter().map(|tag| familiar(tag)).collect();
    let known = names.iter().filter(|(_, configs)| configs.contains(config));
    let known: BTreeSet<&String> = known.map(|(name, _)| name).collect();
    if let (Some(first), Some(tag)) = (known.iter().next(), tags.iter().next())
        && !known.iter().any(|name| tags.contains(*name))
    {
        let message = words::other_name(excerpt(first), excerpt(tag));
        let message = joined::because(message, words::tools_differ());
        findings.add(&ARCHIVE_NAMES, &below(&item.pointer, "RepoTags"), message);
    }
}

/// Images that only `index.json` names. Of a multi-platform index
/// `manifest.json` names one image at most, which is no disagreement.
fn only_in_index(views: &Views<'_>, told: &HashSet<&Digest>, collector: &mut Collector) {
    let named = views.items.iter().filter_map(|item| item.config.as_ref());
    let known: HashSet<&Digest> = named.chain(told.iter().copied()).collect();
    let covered = |image: &Image| views.config(image).is_some_and(|id| known.contains(id));
    let images = views.images.iter().filter(|image| covered(image));
    let indexes: HashSet<NodeId> = images.filter_map(|image| image.index).collect();
    let name = views.opened.name_of(views.index);
    let mut findings = DocumentFindings::new(&name, collector);
    let alone = |image: &&&Image| {
        !covered(image) && image.index.is_none_or(|index| !indexes.contains(&index))
    };
    for image in views.images.iter().filter(alone) {
        let Some(config) = views.config(image) else {
            continue;
        };
        let message = words::only_index_json_leads_to(config);
        findings.add(&ARCHIVE_VIEWS, &pointer_of(views, image), message);
    }
}

/// Where `index.json` names an image, or the index around it.
fn pointer_of(views: &Views<'_>, image: &Image) -> String {
    let nodes = image.manifest.into_iter().chain(image.index);
    nodes
        .flat_map(|node| views.opened.graph.claims_about(node))
        .find_map(|claim| match &claim.by {
            Claimant::Document { node, pointer } if *node == views.index => Some(pointer.clone()),
            _ => None,
        })
        .unwrap_or_default()
}

/// Compares the layers' bytes, once all of them are measured.
pub(super) fn check_layers(opened: &Opened, collector: &mut Collector) {
    let mut blobs = opened.measurements.blobs.iter();
    if opened.contents.forms.len() < 2 || blobs.any(Measurement::is_pending) {
        return;
    }
    for views in Views::all(opened) {
        compare_layers(&views, collector);
    }
}

fn compare_layers(views: &Views<'_>, collector: &mut Collector) {
    let of_index = views.of_index();
    let name = views.opened.name_of(views.manifest);
    let mut findings = DocumentFindings::new(&name, collector);
    for item in &views.items {
        let images = item.config.as_ref().and_then(|config| of_index.get(config));
        let images = images.into_iter().flatten();
        let differences: Vec<Option<usize>> = images
            .map(|image| first_difference(views.opened, item, image))
            .collect();
        if let Some(Some(place)) = differences.first()
            && differences.iter().all(Option::is_some)
        {
            let message = words::layer_conflict(place + 1);
            let message = joined::because(message, words::tools_differ());
            let pointer = below(&below(&item.pointer, "Layers"), &place.to_string());
            findings.add(&ARCHIVE_VIEWS, &pointer, message);
        }
    }
}

/// The first layer whose contents are proven to differ.
fn first_difference(opened: &Opened, item: &Item, image: &Image) -> Option<usize> {
    if item.layers.len() != image.layers.len() {
        return None;
    }
    let pairs = item.layers.iter().zip(&image.layers);
    pairs.enumerate().find_map(|(place, (content, layer))| {
        let content = (*content)?;
        let other = opened.graph.node(layer.node?)?.content?;
        let (one, two) = (
            opened.measurements.of(content)?,
            opened.measurements.of(other)?,
        );
        // One may be compressed where the other is not.
        let inside = |content: &Option<Content>| match content {
            Some(Content::Unpacked(unpacked)) => Some(unpacked.diff_id.clone()),
            _ => None,
        };
        let same = content == other
            || one.sha256 == two.sha256
            || (inside(&one.content).is_some() && inside(&one.content) == inside(&two.content));
        (!same).then_some(place)
    })
}
