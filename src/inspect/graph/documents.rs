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
use crate::image::schema1::{self, Schema1};
use crate::source::registry::http::MAX_SERVED_DOCUMENT;
use crate::source::{ContentId, Form, InputKind, MAX_DOCUMENT};

/// How a document was reached.
#[derive(Clone, Default)]
pub(super) struct Path {
    pub(super) depth: usize,
    pub(super) names: Vec<String>,
    pub(super) index: Option<NodeId>,
    pub(super) platform: Option<Platform>,
    pub(super) form: Option<Form>,
}

impl<'h> Builder<'h> {
    /// Reads the document of a node as `role`, once, and goes on with what it
    /// names.
    pub(super) fn read(&mut self, id: NodeId, role: Role, path: &Path) {
        if self.read.contains(&id) {
            return self.name_images(id, &path.names);
        }
        let Some((root, bytes)) = self.document(id, role) else {
            // What is here and no JSON is no image that could be fetched.
            let broken = self.graph.node(id).map(|node| node.reading) == Some(Reading::Misfit);
            if !broken {
                self.unread(id, path);
            }
            return;
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
            DocumentKind::Index => {
                self.set_kind(id, NodeKind::Index);
                let path = Path {
                    index: Some(id),
                    ..path.clone()
                };
                self.index(id, &Index::read(&root), &path);
            }
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
                let size = contents.blobs.get(index).and_then(|blob| blob.size);
                let limit = match contents.input.kind {
                    InputKind::Registry => MAX_SERVED_DOCUMENT,
                    _ => MAX_DOCUMENT,
                };
                node.reading = Reading::LeftOut(match size > Some(limit) {
                    true => LeftOut::TooLarge { limit },
                    false => LeftOut::TooMany,
                });
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

    pub(super) fn index(&mut self, id: NodeId, index: &Index, path: &Path) {
        self.set_artifact(id, ArtifactKind::of_index(index));
        if let Some(subject) = &index.subject {
            self.subject(id, subject, path.form);
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
            let said = ArtifactKind::of_entry(descriptor);
            let role = Role::of_entry(descriptor);
            let kind = entry_kind(descriptor, role);
            let label = match (&descriptor.platform, names.first()) {
                _ if kind == NodeKind::Attestation => Label::Attestation,
                (Some(platform), _) => Label::Platform(platform.clone()),
                (None, Some(name)) => Label::Name(name.clone()),
                (None, None) => Label::Pointer(descriptor.pointer.clone()),
            };
            let Some(child) = self.descriptor(id, descriptor, kind, label) else {
                continue;
            };
            if let (Some(said), Some(node)) = (said, self.graph.nodes.get_mut(child.0)) {
                node.artifact.get_or_insert(said);
            }
            if kind == NodeKind::Attestation
                && let Some(about) = descriptor.annotations.get(REFERENCE_DIGEST)
            {
                self.attestations.push((child, about.to_owned()));
            }
            if role.is_document() {
                self.read(
                    child,
                    role,
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
    }

    fn manifest(&mut self, id: NodeId, manifest: &Manifest, path: &Path) {
        let image = manifest.is_image();
        let artifact = ArtifactKind::of_manifest(manifest);
        self.set_artifact(id, artifact);
        let kind = match (self.graph.node(id).map(|node| node.kind), artifact) {
            // An index that calls an image an attestation switches no check off.
            _ if image => NodeKind::Manifest,
            (Some(NodeKind::Attestation), _)
            | (_, ArtifactKind::Attestation | ArtifactKind::Provenance) => NodeKind::Attestation,
            _ => NodeKind::Artifact,
        };
        self.set_kind(id, kind);
        if let Some(subject) = &manifest.subject {
            self.subject(id, subject, path.form);
        }
        let config_kind = if image {
            NodeKind::Config
        } else {
            NodeKind::Blob
        };
        let config = manifest
            .config
            .as_ref()
            .and_then(|config| self.descriptor(id, config, config_kind, Label::Config));
        if let (Some(config), true) = (config, image) {
            self.read_config(config);
        }
        let (layer_kind, layer_label): (_, fn(usize) -> Label) = if image {
            (NodeKind::Layer, Label::Layer)
        } else {
            (NodeKind::Blob, Label::Blob)
        };
        let layers: Vec<ImageLayer> = manifest
            .layers
            .iter()
            .enumerate()
            .map(|(index, descriptor)| ImageLayer {
                node: self.descriptor(id, descriptor, layer_kind, layer_label(index + 1)),
                descriptor: Some(descriptor.clone()),
                ..ImageLayer::default()
            })
            .collect();
        if !image {
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

    pub(super) fn schema1(&mut self, id: NodeId, bytes: &[u8], root: &JsonNode, path: &Path) {
        self.set_kind(id, NodeKind::Schema1);
        let payload = schema1::payload(bytes, root)
            .ok()
            .and_then(|payload| Json::parse(&payload).root);
        let schema1 = Schema1::read(payload.as_ref().unwrap_or(root));
        let mut layers = Vec::new();
        for (index, layer) in schema1.layers.iter().enumerate() {
            let node = layer.blob_sum.as_ref().and_then(|digest| {
                let label = Label::Layer(index + 1);
                let target = self.named(digest, NodeKind::Layer, label.clone())?;
                let by = Claimant::Document {
                    node: id,
                    pointer: layer.pointer.clone(),
                };
                let claim = self.claim(by, target, digest.clone(), None, None);
                self.edge(EdgeKind::Names, id, target, label, Some(claim));
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
    pub(super) fn lone_config(&mut self, id: NodeId, root: &JsonNode, path: &Path) {
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
fn names_of(descriptor: &Descriptor) -> Vec<String> {
    let name = descriptor
        .annotations
        .get(CONTAINERD_NAME)
        .or_else(|| descriptor.annotations.get(REF_NAME));
    name.map(str::to_owned).into_iter().collect()
}
