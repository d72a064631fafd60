//! Reading the documents of a graph: indexes, manifests, schema 1 and lone
//! configs, and what each of them names.

use super::build::{Builder, add_names};
use super::{Claimant, Image, ImageLayer, MAX_DEPTH, NodeId, NodeKind};
use crate::image::config::Config;
use crate::image::descriptor::{CONTAINERD_NAME, Descriptor, REF_NAME, REFERENCE_DIGEST};
use crate::image::json::{Json, Node as JsonNode};
use crate::image::manifest::{DocumentKind, Index, Manifest};
use crate::image::media_type::Kind;
use crate::image::platform::Platform;
use crate::image::schema1::{self, Schema1};
use crate::source::{ContentId, Form};

/// How a document was reached.
#[derive(Clone, Default)]
pub(super) struct Path {
    pub(super) depth: usize,
    pub(super) names: Vec<String>,
    pub(super) index: Option<NodeId>,
    pub(super) platform: Option<Platform>,
    pub(super) form: Option<Form>,
}

impl Builder<'_> {
    /// Reads the document of a node, once, and goes on with what it names.
    pub(super) fn read(&mut self, id: NodeId, path: &Path) {
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
    pub(super) fn unread(&mut self, id: NodeId, path: &Path) {
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

    pub(super) fn manifest(&mut self, id: NodeId, manifest: &Manifest, path: &Path, first: bool) {
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

    pub(super) fn schema1(
        &mut self,
        id: NodeId,
        bytes: &[u8],
        root: &JsonNode,
        path: &Path,
        first: bool,
    ) {
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

    pub(super) fn name_image(&mut self, manifest: NodeId, path: &Path) {
        let images = self
            .graph
            .images
            .iter_mut()
            .filter(|image| image.manifest == Some(manifest));
        for image in images {
            add_names(image, &path.names);
        }
    }

    pub(super) fn name_images_of(&mut self, index: NodeId, names: &[String]) {
        for image in self
            .graph
            .images
            .iter_mut()
            .filter(|image| image.index == Some(index))
        {
            add_names(image, names);
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
