//! Reading the documents of a graph: indexes, manifests, schema 1 and lone
//! configs, and what each of them names.

use super::builder::Builder;
use super::{
    Claimant, Cut, EdgeKind, Image, ImageLayer, Label, LeftOut, MAX_DEPTH, NodeId, NodeKind,
    Reading,
};
use crate::image::artifact::ArtifactKind;
use crate::image::config::Config;
use crate::image::descriptor::{CONTAINERD_NAME, Descriptor, REF_NAME, REFERENCE_DIGEST};
use crate::image::json::{Json, Node as JsonNode};
use crate::image::manifest::{DocumentKind, Index, Manifest, Role};
use crate::image::media_type::Kind;
use crate::image::platform::Platform;
use crate::image::schema1::{self, Schema1, Schema1Layer};
use crate::source::registry::http::MAX_SERVED_DOCUMENT;
use crate::source::{ContentId, Contents, Form, InputKind, MAX_DOCUMENT};

/// How a document was reached.
#[derive(Clone, Default)]
pub(super) struct Path {
    pub(super) depth: usize,
    pub(super) names: Vec<String>,
    pub(super) index: Option<NodeId>,
    pub(super) platform: Option<Platform>,
    pub(super) form: Option<Form>,
}

impl Path {
    /// An image whose manifest was reached like that.
    fn image(&self, manifest: NodeId) -> Image {
        Image {
            names: self.names.clone(),
            platform: self.platform.clone(),
            index: self.index,
            manifest: Some(manifest),
            forms: self.form.into_iter().collect(),
            ..Image::default()
        }
    }
}

impl<'h> Builder<'h> {
    /// Reads the document of a node as `role`, once, and goes on with what it
    /// names.
    pub(super) fn read(&mut self, id: NodeId, role: Role, path: &Path) {
        if self.read.contains(&id) {
            return self.name_images(id, &path.names);
        }
        let Some((root, bytes)) = self.document(id, role) else {
            return self.unread(id, path);
        };
        if path.depth > MAX_DEPTH {
            self.set_reading(id, Reading::LeftOut(LeftOut::TooDeep));
            return self.cut(Cut::Depth);
        }
        let Some(kind) = self.read_as(id, role, &root) else {
            return;
        };
        self.read.insert(id);
        let own_type = root.get("mediaType").and_then(JsonNode::as_str);
        if let (Some(node), Some(own_type)) = (self.graph.nodes.get_mut(id.0), own_type) {
            node.media_type.get_or_insert_with(|| own_type.to_owned());
        }
        match kind {
            DocumentKind::Index => self.inner_index(id, &root, path),
            DocumentKind::Manifest | DocumentKind::ArtifactManifest => {
                self.manifest(id, &Manifest::read(&root), path);
            }
            DocumentKind::Schema1 => self.schema1(id, bytes, &root, path),
            DocumentKind::Config => self.lone_config(id, &root, path),
            _ => {}
        }
    }

    /// Reads the config of an image: what it says is read where it is asked for.
    pub(super) fn read_config(&mut self, id: NodeId) {
        let role = Role::Declared(DocumentKind::Config);
        if let Some((root, _)) = self.document(id, role) {
            self.read_as(id, role, &root);
        }
    }

    /// The JSON of a node that has to be read as `role`, with its bytes; notes
    /// where there is none.
    pub(super) fn document(&mut self, id: NodeId, role: Role) -> Option<(JsonNode, &'h [u8])> {
        let contents = self.contents;
        let node = self.graph.nodes.get_mut(id.0)?;
        if node.role == Role::Content {
            node.role = role;
        }
        let bytes = match node.content? {
            ContentId::Document(index) => &contents.documents.get(index)?.bytes,
            ContentId::Blob(index) => {
                node.reading = Reading::LeftOut(why_a_blob(contents, index));
                return None;
            }
        };
        let root = Json::parse(bytes).root;
        if root.is_none() {
            node.reading = Reading::Misfit;
        }
        Some((root?, bytes))
    }

    /// The kind as which a document is read; notes where it is of another one.
    fn read_as(&mut self, id: NodeId, role: Role, root: &JsonNode) -> Option<DocumentKind> {
        // Another descriptor may declare something else of what was read already.
        if let Some(Reading::Read(kind)) = self.graph.node(id).map(|node| node.reading) {
            return Some(kind);
        }
        match role.read_as(root) {
            Ok(kind) => {
                self.set_reading(id, Reading::Read(kind?));
                kind
            }
            Err(misfit) => {
                self.set_reading(id, Reading::Misfit);
                if !self.graph.misfits.contains(&(id, misfit)) {
                    self.graph.misfits.push((id, misfit));
                }
                None
            }
        }
    }

    /// A manifest that is named and not here is still an image to choose.
    fn unread(&mut self, id: NodeId, path: &Path) {
        // What is here and no JSON is no image that could be fetched.
        let is_named = self
            .graph
            .node(id)
            .is_some_and(|node| node.kind == NodeKind::Manifest && node.reading != Reading::Misfit);
        if is_named && self.read.insert(id) {
            self.graph.images.push(path.image(id));
        }
    }

    /// An index that is an object of its own, as `index.json` of a layout is not.
    fn inner_index(&mut self, id: NodeId, root: &JsonNode, path: &Path) {
        self.set_kind(id, NodeKind::Index);
        let path = Path {
            index: Some(id),
            ..path.clone()
        };
        self.index(id, &Index::read(root), &path);
    }

    pub(super) fn index(&mut self, id: NodeId, index: &Index, path: &Path) {
        self.set_artifact(id, ArtifactKind::of_index(index));
        if let Some(subject) = &index.subject {
            self.subject(id, subject, path.form);
        }
        for descriptor in &index.manifests {
            self.entry(id, descriptor, path);
        }
    }

    fn entry(&mut self, index: NodeId, entry: &Descriptor, path: &Path) {
        // Names count at the top only.
        let is_top = self.graph.kind_of(index) == Some(NodeKind::Entry);
        let own_name = name_of(entry).filter(|_| is_top);
        let names = own_name.map_or_else(|| path.names.clone(), |name| vec![name]);
        let role = Role::of_entry(entry);
        let kind = entry_kind(entry, role);
        let label = entry_label(entry, kind, names.first());
        let Some(child) = self.descriptor(index, entry, kind, label) else {
            return;
        };
        let said = ArtifactKind::of_entry(entry);
        if let (Some(said), Some(node)) = (said, self.graph.nodes.get_mut(child.0)) {
            node.artifact.get_or_insert(said);
        }
        let about = entry.annotations.get(REFERENCE_DIGEST);
        if let (NodeKind::Attestation, Some(about)) = (kind, about) {
            self.attestations.push((child, about.to_owned()));
        }
        if role.is_document() {
            let path = Path {
                depth: path.depth + 1,
                names,
                index: path.index,
                platform: entry.platform.clone(),
                form: path.form,
            };
            self.read(child, role, &path);
        }
    }

    fn manifest(&mut self, id: NodeId, manifest: &Manifest, path: &Path) {
        let artifact = ArtifactKind::of_manifest(manifest);
        self.set_artifact(id, artifact);
        let is_image = manifest.is_image();
        let kind = manifest_kind(is_image, self.graph.kind_of(id), artifact);
        self.set_kind(id, kind);
        if let Some(subject) = &manifest.subject {
            self.subject(id, subject, path.form);
        }
        let (config_kind, layer_kind, layer_label): (_, _, fn(usize) -> Label) = match is_image {
            true => (NodeKind::Config, NodeKind::Layer, Label::Layer),
            false => (NodeKind::Blob, NodeKind::Blob, Label::Blob),
        };
        let config = manifest.config.as_ref();
        let config = config.and_then(|it| self.descriptor(id, it, config_kind, Label::Config));
        if let (Some(config), true) = (config, is_image) {
            self.read_config(config);
        }
        let layers = manifest.layers.iter().zip(1..);
        let layers = layers.map(|(descriptor, number)| ImageLayer {
            descriptor: Some(descriptor.clone()),
            ..ImageLayer::of(self.descriptor(id, descriptor, layer_kind, layer_label(number)))
        });
        let layers: Vec<ImageLayer> = layers.collect();
        if is_image {
            self.push_image(Image {
                config,
                layers,
                ..path.image(id)
            });
        }
    }

    pub(super) fn schema1(&mut self, id: NodeId, bytes: &[u8], root: &JsonNode, path: &Path) {
        self.set_kind(id, NodeKind::Schema1);
        let payload = schema1::payload(bytes, root).ok();
        let payload = payload.and_then(|payload| Json::parse(&payload).root);
        let schema1 = Schema1::read(payload.as_ref().unwrap_or(root));
        let layers = schema1.layers.iter().zip(1..);
        let layers = layers.map(|(layer, place)| self.schema1_layer(id, layer, place));
        let layers = layers.map(ImageLayer::of).collect();
        let own_name = schema1.name.map(|name| match &schema1.tag {
            Some(tag) => format!("{name}:{tag}"),
            None => name,
        });
        let mut image = Image {
            index: None,
            layers,
            ..path.image(id)
        };
        if image.names.is_empty() {
            image.names.extend(own_name);
        }
        self.graph.images.push(image);
    }

    fn schema1_layer(&mut self, by: NodeId, layer: &Schema1Layer, place: usize) -> Option<NodeId> {
        let digest = layer.blob_sum.as_ref()?;
        let label = Label::Layer(place);
        let target = self.named(digest, NodeKind::Layer, label.clone())?;
        let claimant = Claimant::Document {
            node: by,
            pointer: layer.pointer.clone(),
        };
        let claim = self.claim(claimant, target, digest.clone(), None, None);
        self.edge(EdgeKind::Names, by, target, label, Some(claim));
        Some(target)
    }

    /// An image config that a person gave alone: its DiffIDs without layers.
    pub(super) fn lone_config(&mut self, id: NodeId, root: &JsonNode, path: &Path) {
        self.set_kind(id, NodeKind::Config);
        let mut images = self.graph.images.iter();
        let is_known = images.any(|image| image.config == Some(id));
        if is_known || path.form == Some(Form::OciLayout) {
            return;
        }
        let config = Config::read(root);
        let layers = config.diff_ids.iter().map(|_| ImageLayer::default());
        self.push_image(Image {
            names: path.names.clone(),
            platform: config.platform.clone(),
            config: Some(id),
            layers: layers.collect(),
            ..Image::default()
        });
    }
}

/// Why the source left what should be a document among the blobs.
fn why_a_blob(contents: &Contents, blob: usize) -> LeftOut {
    let size = contents.blobs.get(blob).and_then(|blob| blob.size);
    let limit = match contents.input.kind {
        InputKind::Registry => MAX_SERVED_DOCUMENT,
        _ => MAX_DOCUMENT,
    };
    match size > Some(limit) {
        true => LeftOut::TooLarge { limit },
        false => LeftOut::TooMany,
    }
}

/// What a manifest is, where it is `known` as something already.
fn manifest_kind(is_image: bool, known: Option<NodeKind>, artifact: ArtifactKind) -> NodeKind {
    use ArtifactKind::{Attestation, Provenance};
    match (known, artifact) {
        // An index that calls an image an attestation switches no check off.
        _ if is_image => NodeKind::Manifest,
        (Some(NodeKind::Attestation), _) | (_, Attestation | Provenance) => NodeKind::Attestation,
        _ => NodeKind::Artifact,
    }
}

fn entry_label(entry: &Descriptor, kind: NodeKind, name: Option<&String>) -> Label {
    match (&entry.platform, name) {
        _ if kind == NodeKind::Attestation => Label::Attestation,
        (Some(platform), _) => Label::Platform(platform.clone()),
        (None, Some(name)) => Label::Name(name.clone()),
        (None, None) => Label::Pointer(entry.pointer.clone()),
    }
}

/// What an entry of an index is, as far as it is declared.
fn entry_kind(entry: &Descriptor, role: Role) -> NodeKind {
    match (entry.kind(), role) {
        (Kind::Index, _) => NodeKind::Index,
        (Kind::Layer(_), _) => NodeKind::Layer,
        (Kind::ImageConfig, _) => NodeKind::Config,
        (Kind::ArtifactManifest, _) => NodeKind::Artifact,
        (_, Role::Content) => NodeKind::Blob,
        _ if entry.is_attestation() => NodeKind::Attestation,
        _ if ArtifactKind::of_entry(entry).is_some() => NodeKind::Artifact,
        // Which of the two it is, it says itself.
        (_, Role::AnyManifest) if entry.platform.is_none() => NodeKind::Blob,
        _ => NodeKind::Manifest,
    }
}

/// containerd's full name, else the tag or reference of image-spec.
fn name_of(descriptor: &Descriptor) -> Option<String> {
    let annotations = &descriptor.annotations;
    let name = annotations.get(CONTAINERD_NAME);
    let name = name.or_else(|| annotations.get(REF_NAME));
    name.map(str::to_owned)
}
