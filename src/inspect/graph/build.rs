//! Building the graph from OCI and Docker manifests; docker-archives are in
//! `docker`.

use std::collections::{HashMap, HashSet};

use super::{
    Claim, Claimant, Edge, Graph, Image, ImageLayer, MAX_DEPTH, MAX_NODES, Node, NodeId, NodeKind,
    docker,
};
use crate::image::config::Config;
use crate::image::descriptor::{
    CONTAINERD_NAME, Descriptor, REF_NAME, REFERENCE_DIGEST, SpelledDigest,
};
use crate::image::digest::{Digest, chain_ids};
use crate::image::json::{Json, Node as JsonNode};
use crate::image::manifest::{DocumentKind, Index, Manifest};
use crate::image::media_type::Kind;
use crate::image::schema1::{self, Schema1};
use crate::source::{ContentId, Form, Holding, InputKind, Root};

pub(super) fn build(holding: &Holding) -> Graph {
    let mut builder = Builder::new(holding);
    for root in &holding.roots {
        builder.root(root);
    }
    builder.attach_attestations();
    builder.file_names();
    builder.graph
}

pub(super) struct Builder<'a> {
    pub(super) holding: &'a Holding,
    pub(super) graph: Graph,
    addresses: HashMap<&'a Digest, ContentId>,
    /// Which archive the root that is being read is of.
    pub(super) scope: usize,
    read: HashSet<NodeId>,
    /// Attestation nodes and the digest of what each says it is about.
    attestations: Vec<(NodeId, String)>,
}

/// How a document was reached.
#[derive(Clone, Default)]
struct Path {
    depth: usize,
    names: Vec<String>,
    index: Option<NodeId>,
    platform: Option<crate::image::platform::Platform>,
    form: Option<Form>,
}

impl<'a> Builder<'a> {
    fn new(holding: &'a Holding) -> Self {
        let mut addresses = HashMap::new();
        let documents = holding.documents.iter().enumerate();
        let documents =
            documents.filter_map(|(i, d)| Some((d.address.as_ref()?, ContentId::Document(i))));
        let blobs = holding.blobs.iter().enumerate();
        let blobs = blobs.filter_map(|(i, b)| Some((b.address.as_ref()?, ContentId::Blob(i))));
        for (address, content) in documents.chain(blobs) {
            addresses.entry(address).or_insert(content);
        }
        Self {
            holding,
            graph: Graph::default(),
            addresses,
            scope: 0,
            read: HashSet::new(),
            attestations: Vec::new(),
        }
    }

    fn root(&mut self, root: &Root) {
        self.scope = root.scope;
        let content = ContentId::Document(root.document);
        let Some(document) = self.holding.documents.get(root.document) else {
            return;
        };
        let json = Json::parse(&document.bytes).root;
        match (root.form, json) {
            (Form::DockerArchive, Some(json)) => {
                let id = self.node_of_content(content, NodeKind::Entry, &document.path);
                self.graph.roots.push(id);
                docker::archive(self, id, &json);
            }
            (Form::DockerLegacy, Some(json)) => {
                let id = self.node_of_content(content, NodeKind::Entry, &document.path);
                self.graph.roots.push(id);
                docker::legacy(self, id, &json);
            }
            (Form::OciLayout, json) => {
                let id = self.node_of_content(content, NodeKind::Entry, &document.path);
                self.graph.roots.push(id);
                if let Some(json) = json {
                    let path = Path {
                        form: Some(root.form),
                        ..Path::default()
                    };
                    self.index(id, &Index::read(&json), &path);
                }
            }
            (form, json) => self.document_root(root, content, form, json),
        }
    }

    /// A manifest, index or config that a person named or gave.
    fn document_root(
        &mut self,
        root: &Root,
        content: ContentId,
        form: Form,
        json: Option<JsonNode>,
    ) {
        let Some(document) = self.holding.documents.get(root.document) else {
            return;
        };
        let id = self.node_of_content(content, NodeKind::Blob, &document.path);
        self.graph.roots.push(id);
        if let Some(expected) = &root.expected {
            let digest = SpelledDigest {
                text: expected.to_string(),
                parsed: Ok(expected.clone()),
            };
            self.claim(Claimant::Person, id, digest, None, None);
        }
        if json.is_some() {
            let path = Path {
                names: root.names.clone(),
                form: Some(form),
                ..Path::default()
            };
            self.read(id, &path);
        }
    }

    /// Reads the document of a node, once, and goes on with what it names.
    fn read(&mut self, id: NodeId, path: &Path) {
        let Some(Some(ContentId::Document(index))) = self.graph.node(id).map(|node| node.content)
        else {
            return self.unread(id, path);
        };
        let Some(document) = self.holding.documents.get(index) else {
            return;
        };
        let Some(json) = Json::parse(&document.bytes).root else {
            return;
        };
        if path.depth > MAX_DEPTH {
            return self.cut(format!(
                "indexes nested deeper than {MAX_DEPTH} are not followed"
            ));
        }
        let first = self.read.insert(id);
        let own_type = json
            .get("mediaType")
            .and_then(JsonNode::as_str)
            .map(str::to_owned);
        if let (Some(node), true) = (self.graph.nodes.get_mut(id.0), own_type.is_some()) {
            node.media_type = node.media_type.take().or(own_type);
        }
        let said = self.graph.node(id).and_then(|node| node.media_type.clone());
        match DocumentKind::of(&json, said.as_deref()) {
            DocumentKind::Index => {
                self.set_kind(id, NodeKind::Index);
                if first {
                    self.index(
                        id,
                        &Index::read(&json),
                        &Path {
                            index: Some(id),
                            ..path.clone()
                        },
                    );
                } else {
                    self.name_images_of(id, &path.names);
                }
            }
            DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
                self.manifest(id, &Manifest::read(&json), path, first);
            }
            DocumentKind::Schema1 => self.schema1(id, &document.bytes, &json, path, first),
            DocumentKind::Config if first => self.lone_config(id, &json, path),
            _ => {}
        }
    }

    /// A manifest that is named and not here is still an image to choose.
    fn unread(&mut self, id: NodeId, path: &Path) {
        if self
            .graph
            .node(id)
            .is_some_and(|node| node.kind == NodeKind::Manifest)
            && self.read.insert(id)
        {
            self.graph.images.push(Image {
                names: path.names.clone(),
                platform: path.platform.clone(),
                index: path.index,
                manifest: Some(id),
                forms: path.form.into_iter().collect(),
                ..Image::default()
            });
        }
    }

    fn index(&mut self, id: NodeId, index: &Index, path: &Path) {
        if let Some(subject) = &index.subject {
            self.descriptor(id, subject, NodeKind::Manifest, "subject");
        }
        let top = self
            .graph
            .node(id)
            .is_some_and(|node| node.kind == NodeKind::Entry);
        for descriptor in &index.manifests {
            let own_names = if top {
                names_of(descriptor)
            } else {
                Vec::new()
            };
            let names = if own_names.is_empty() {
                path.names.clone()
            } else {
                own_names
            };
            let kind = match descriptor.kind() {
                Kind::Index => NodeKind::Index,
                _ if descriptor.is_attestation() => NodeKind::Attestation,
                Kind::Manifest | Kind::Schema1 => NodeKind::Manifest,
                Kind::ImageConfig => NodeKind::Config,
                Kind::ArtifactManifest => NodeKind::Artifact,
                _ => NodeKind::Blob,
            };
            let label = match (&descriptor.platform, names.first()) {
                _ if kind == NodeKind::Attestation => "attestation".to_owned(),
                (Some(platform), _) => platform.to_string(),
                (None, Some(name)) => name.clone(),
                (None, None) => descriptor.pointer.clone(),
            };
            let Some(child) = self.descriptor(id, descriptor, kind, &label) else {
                continue;
            };
            if kind == NodeKind::Attestation
                && let Some(about) = descriptor.annotations.get(REFERENCE_DIGEST)
            {
                self.attestations.push((child, about.to_owned()));
            }
            self.read(
                child,
                &Path {
                    depth: path.depth + 1,
                    names,
                    index: path.index,
                    platform: descriptor.platform.clone(),
                    form: path.form,
                },
            );
        }
    }

    fn manifest(&mut self, id: NodeId, manifest: &Manifest, path: &Path, first: bool) {
        if !first {
            return self.name_image(id, path);
        }
        let image = manifest.is_image();
        let kind = match self.graph.node(id).map(|node| node.kind) {
            Some(NodeKind::Attestation) => NodeKind::Attestation,
            _ if image => NodeKind::Manifest,
            _ if manifest.describe() == "attestation manifest" => NodeKind::Attestation,
            _ => NodeKind::Artifact,
        };
        self.set_kind(id, kind);
        if let Some(subject) = &manifest.subject {
            self.descriptor(id, subject, NodeKind::Manifest, "subject");
        }
        let config_kind = if image {
            NodeKind::Config
        } else {
            NodeKind::Blob
        };
        let config = manifest
            .config
            .as_ref()
            .and_then(|config| self.descriptor(id, config, config_kind, "config"));
        let is_layer = image && kind == NodeKind::Manifest;
        let layer_kind = if is_layer {
            NodeKind::Layer
        } else {
            NodeKind::Blob
        };
        let layers: Vec<ImageLayer> = manifest
            .layers
            .iter()
            .enumerate()
            .map(|(index, descriptor)| ImageLayer {
                node: self.descriptor(
                    id,
                    descriptor,
                    layer_kind,
                    &format!("{} {}", layer_kind.name(), index + 1),
                ),
                descriptor: Some(descriptor.clone()),
                ..ImageLayer::default()
            })
            .collect();
        if !is_layer {
            return;
        }
        let platform = path.platform.clone();
        let index = path.index;
        let image = Image {
            names: path.names.clone(),
            platform,
            index,
            manifest: Some(id),
            config,
            layers,
            forms: path.form.into_iter().collect(),
            ..Image::default()
        };
        self.push_image(image);
    }

    /// Adds an image: its config is read for the platform and the DiffIDs.
    pub(super) fn push_image(&mut self, mut image: Image) {
        if let Some(config) = self.graph.config_of(&image, self.holding) {
            image.platform = image.platform.or_else(|| config.platform.clone());
            self.stack(&mut image, &config);
        }
        self.graph.images.push(image);
    }

    /// Joins the layers of a stack with the DiffIDs that the config claims.
    /// Where the counts differ nothing is joined: a shifted pair would blame
    /// the wrong layer.
    fn stack(&mut self, image: &mut Image, config: &Config) {
        let Some(config_node) = image.config else {
            return;
        };
        let joined = config.diff_id_count == image.layers.len();
        let digests: Option<Vec<Digest>> = config
            .diff_ids
            .iter()
            .map(|(_, id)| id.digest().cloned())
            .collect();
        let chain = digests
            .map(|digests| chain_ids(&digests))
            .unwrap_or_default();
        for (index, diff_id) in &config.diff_ids {
            let layer = if joined {
                image.layers.get(*index).and_then(|layer| layer.node)
            } else {
                None
            };
            let chain_id = chain
                .get(*index)
                .filter(|_| config.diff_ids.len() == config.diff_id_count)
                .cloned();
            let Some(unpacked) = self.unpacked(diff_id, chain_id.clone(), layer, *index, joined)
            else {
                return;
            };
            let by = Claimant::Document {
                node: config_node,
                pointer: format!("/rootfs/diff_ids/{index}"),
            };
            let claim = self.claim(by, unpacked, diff_id.clone(), None, None);
            self.edge(
                config_node,
                unpacked,
                format!("DiffID {}", index + 1),
                Some(claim),
            );
            if let (true, Some(place)) = (joined, image.layers.get_mut(*index)) {
                place.diff_id = Some(diff_id.clone());
                place.chain_id = chain_id;
                place.unpacked = Some(unpacked);
            }
        }
    }

    /// The node of the bytes inside a layer, at its place in the stack: the
    /// same layer on another base has another ChainID.
    fn unpacked(
        &mut self,
        diff_id: &SpelledDigest,
        chain_id: Option<Digest>,
        layer: Option<NodeId>,
        index: usize,
        joined: bool,
    ) -> Option<NodeId> {
        let key = chain_id
            .as_ref()
            .map_or_else(|| format!("{}#{index}", diff_id.text), ToString::to_string);
        let key = format!("unpacked {key} {layer:?}");
        if let Some(id) = self.graph.by_digest.get(&key) {
            return Some(*id);
        }
        let id = self.add(NodeKind::Unpacked, format!("layer {}, unpacked", index + 1))?;
        self.graph.by_digest.insert(key, id);
        let missing = match (joined, layer) {
            (false, _) => Some("the config does not name one DiffID for each layer, so none can be held against a layer".to_owned()),
            (true, None) => Some("the manifest names no layer for it".to_owned()),
            _ => None,
        };
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.digest = Some(diff_id.clone());
            node.chain_id = chain_id;
            node.unpacked_from = layer;
            node.missing = missing;
        }
        if let Some(layer) = layer {
            self.edge(layer, id, "unpacks to".to_owned(), None);
        }
        Some(id)
    }

    fn schema1(&mut self, id: NodeId, bytes: &[u8], root: &JsonNode, path: &Path, first: bool) {
        self.set_kind(id, NodeKind::Schema1);
        if !first {
            return self.name_image(id, path);
        }
        let payload = schema1::payload(bytes, root)
            .ok()
            .and_then(|payload| Json::parse(&payload).root);
        let schema1 = Schema1::read(payload.as_ref().unwrap_or(root));
        let mut layers = Vec::new();
        for (index, layer) in schema1.layers.iter().enumerate() {
            let node = layer.blob_sum.as_ref().and_then(|digest| {
                let label = format!("layer {}", index + 1);
                let target = self.named(digest, NodeKind::Layer, &label)?;
                let by = Claimant::Document {
                    node: id,
                    pointer: layer.pointer.clone(),
                };
                let claim = self.claim(by, target, digest.clone(), None, None);
                self.edge(id, target, label, Some(claim));
                Some(target)
            });
            layers.push(ImageLayer {
                node,
                ..ImageLayer::default()
            });
        }
        let own_name = schema1.name.map(|name| match &schema1.tag {
            Some(tag) => format!("{name}:{tag}"),
            None => name,
        });
        let names = if path.names.is_empty() {
            own_name.into_iter().collect()
        } else {
            path.names.clone()
        };
        self.graph.images.push(Image {
            names,
            manifest: Some(id),
            layers,
            platform: path.platform.clone(),
            forms: path.form.into_iter().collect(),
            ..Image::default()
        });
    }

    /// An image config that a person gave alone: its DiffIDs without layers.
    fn lone_config(&mut self, id: NodeId, root: &JsonNode, path: &Path) {
        self.set_kind(id, NodeKind::Config);
        if self
            .graph
            .images
            .iter()
            .any(|image| image.config == Some(id))
            || path.form == Some(Form::OciLayout)
        {
            return;
        }
        let config = Config::read(root);
        let mut image = Image {
            names: path.names.clone(),
            platform: config.platform.clone(),
            config: Some(id),
            ..Image::default()
        };
        image.layers = config
            .diff_ids
            .iter()
            .map(|_| ImageLayer::default())
            .collect();
        self.push_image(image);
    }

    /// The node that a descriptor names, with the claim and the edge.
    pub(super) fn descriptor(
        &mut self,
        from: NodeId,
        descriptor: &Descriptor,
        kind: NodeKind,
        label: &str,
    ) -> Option<NodeId> {
        let digest = descriptor.digest.as_ref()?;
        let target = self.named(digest, kind, label)?;
        if let Some(node) = self.graph.nodes.get_mut(target.0) {
            node.media_type = node
                .media_type
                .take()
                .or_else(|| descriptor.media_type.clone());
            node.platform = node.platform.take().or_else(|| descriptor.platform.clone());
            if node.content.is_none() && !descriptor.urls.is_empty() {
                node.missing = Some(
                    "kept at the URLs that its descriptor names, which are never fetched unasked"
                        .to_owned(),
                );
            }
        }
        let by = Claimant::Document {
            node: from,
            pointer: descriptor.pointer.clone(),
        };
        let claim = self.claim(
            by,
            target,
            digest.clone(),
            descriptor.size,
            descriptor.media_type.clone(),
        );
        self.edge(from, target, label.to_owned(), Some(claim));
        Some(target)
    }

    /// The node that a digest names: one for each digest, whoever names it.
    fn named(&mut self, digest: &SpelledDigest, kind: NodeKind, label: &str) -> Option<NodeId> {
        if let Some(id) = self.graph.by_digest.get(&digest.text).copied() {
            // What was only a blob to one is a layer or config to another.
            if let Some(node) = self.graph.nodes.get_mut(id.0)
                && node.kind == NodeKind::Blob
            {
                node.kind = kind;
            }
            return Some(id);
        }
        let content = digest
            .digest()
            .and_then(|digest| self.addresses.get(digest))
            .copied();
        let missing = match (&digest.parsed, content) {
            (Err(error), _) => Some(format!("the digest is malformed: {error}")),
            (Ok(_), None) => Some(self.absent().to_owned()),
            (Ok(_), Some(_)) => None,
        };
        let id = match content
            .and_then(|content| self.graph.by_content.get(&content))
            .copied()
        {
            Some(id) => id,
            None => self.add(kind, label.to_owned())?,
        };
        self.graph.by_digest.insert(digest.text.clone(), id);
        if let Some(content) = content {
            self.graph.by_content.insert(content, id);
        }
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.digest = Some(digest.clone());
            node.content = content;
            node.missing = missing;
        }
        Some(id)
    }

    fn absent(&self) -> &'static str {
        match self.holding.input.kind {
            InputKind::Archive => "not in this archive",
            InputKind::Folder => "not in this folder",
            InputKind::Document => "only this document was given",
            InputKind::Registry => "not fetched yet",
        }
    }

    /// The node of some content that is named by its path, or by nothing.
    pub(super) fn node_of_content(
        &mut self,
        content: ContentId,
        kind: NodeKind,
        label: &str,
    ) -> NodeId {
        if let Some(id) = self.graph.by_content.get(&content) {
            return *id;
        }
        let Some(id) = self.add(kind, label.to_owned()) else {
            return NodeId(0);
        };
        self.graph.by_content.insert(content, id);
        let said = match content {
            ContentId::Document(index) => self
                .holding
                .documents
                .get(index)
                .and_then(|d| d.said.clone()),
            ContentId::Blob(_) => None,
        };
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.content = Some(content);
            node.media_type = said;
        }
        id
    }

    pub(super) fn add(&mut self, kind: NodeKind, label: String) -> Option<NodeId> {
        if self.graph.nodes.len() >= MAX_NODES {
            self.cut(format!("only the first {MAX_NODES} objects are shown"));
            return None;
        }
        let id = NodeId(self.graph.nodes.len());
        self.graph.nodes.push(Node {
            id,
            kind,
            content: None,
            missing: None,
            digest: None,
            media_type: None,
            platform: None,
            claims: Vec::new(),
            label,
            unpacked_from: None,
            chain_id: None,
        });
        Some(id)
    }

    pub(super) fn claim(
        &mut self,
        by: Claimant,
        target: NodeId,
        digest: SpelledDigest,
        size: Option<u64>,
        media_type: Option<String>,
    ) -> usize {
        let claim = self.graph.claims.len();
        if let Some(node) = self.graph.nodes.get_mut(target.0) {
            node.claims.push(claim);
        }
        self.graph.claims.push(Claim {
            by,
            target,
            digest,
            size,
            media_type,
        });
        claim
    }

    pub(super) fn edge(&mut self, from: NodeId, to: NodeId, label: String, claim: Option<usize>) {
        self.graph.edges.push(Edge {
            from,
            to,
            label,
            claim,
        });
    }

    pub(super) fn set_kind(&mut self, id: NodeId, kind: NodeKind) {
        if let Some(node) = self.graph.nodes.get_mut(id.0)
            && node.kind != NodeKind::Entry
        {
            node.kind = kind;
        }
    }

    fn cut(&mut self, sentence: String) {
        if !self.graph.cut.contains(&sentence) {
            self.graph.cut.push(sentence);
        }
    }

    fn name_image(&mut self, manifest: NodeId, path: &Path) {
        let images = self
            .graph
            .images
            .iter_mut()
            .filter(|image| image.manifest == Some(manifest));
        for image in images {
            add_names(image, &path.names);
        }
    }

    fn name_images_of(&mut self, index: NodeId, names: &[String]) {
        for image in self
            .graph
            .images
            .iter_mut()
            .filter(|image| image.index == Some(index))
        {
            add_names(image, names);
        }
    }

    fn attach_attestations(&mut self) {
        for (attestation, about) in std::mem::take(&mut self.attestations) {
            let Some(target) = self.graph.by_digest(&about) else {
                continue;
            };
            self.edge(attestation, target, "attests".to_owned(), None);
            let images = self
                .graph
                .images
                .iter_mut()
                .filter(|image| image.manifest == Some(target));
            for image in images {
                if !image.attestations.contains(&attestation) {
                    image.attestations.push(attestation);
                }
            }
        }
    }

    /// Each file whose name is a digest claims it, also where nothing else
    /// names the file (image-spec, `image-layout.md#blobs`).
    fn file_names(&mut self) {
        let documents = self.holding.documents.iter().enumerate();
        let documents = documents.map(|(i, d)| (ContentId::Document(i), &d.path, &d.address));
        let blobs = self.holding.blobs.iter().enumerate();
        let blobs = blobs.map(|(i, b)| (ContentId::Blob(i), &b.path, &b.address));
        if matches!(self.holding.input.kind, InputKind::Registry) {
            return;
        }
        for (content, path, address) in documents.chain(blobs).collect::<Vec<_>>() {
            let Some(address) = address else {
                continue;
            };
            let id = self.node_of_content(content, NodeKind::Blob, path);
            let digest = SpelledDigest {
                text: address.to_string(),
                parsed: Ok(address.clone()),
            };
            if let Some(node) = self.graph.nodes.get_mut(id.0) {
                node.digest.get_or_insert_with(|| digest.clone());
            }
            self.graph
                .by_digest
                .entry(digest.text.clone())
                .or_insert(id);
            self.claim(
                Claimant::FileName { path: path.clone() },
                id,
                digest,
                None,
                None,
            );
        }
    }
}

pub(super) fn add_names(image: &mut Image, names: &[String]) {
    for name in names {
        if !image.names.contains(name) {
            image.names.push(name.clone());
        }
    }
}

/// containerd's full name, else the tag or reference of image-spec.
fn names_of(descriptor: &Descriptor) -> Vec<String> {
    let name = descriptor
        .annotations
        .get(CONTAINERD_NAME)
        .or_else(|| descriptor.annotations.get(REF_NAME));
    name.map(str::to_owned).into_iter().collect()
}
