//! What the rules look at: a document with what it is taken for, and the
//! graph around it, prepared so that no rule searches it again and again.

use std::collections::{HashMap, HashSet};

use crate::image::config::Config;
use crate::image::json::{Node as JsonNode, Value};
use crate::image::manifest::{DocumentKind, Misfit, Role};
use crate::inspect::Opened;
use crate::inspect::graph::{self, Image, NodeId, Reading};
use crate::source::{ContentId, Document, Form, PathLink, Root};

/// Everything beside the document at hand.
pub(super) struct Context<'a> {
    pub(super) opened: &'a Opened,
    /// Each config, read once, however many images share it.
    configs: HashMap<NodeId, Config>,
    config_of_manifest: HashMap<NodeId, NodeId>,
    /// The configs of images that have no layer.
    layerless: HashSet<NodeId>,
    paths: HashMap<(usize, &'a str), &'a PathLink>,
    roots: HashMap<usize, &'a Root>,
}

/// One document that could be read as JSON.
pub(super) struct Subject<'a> {
    pub(super) document: &'a Document,
    pub(super) node: Option<&'a graph::Node>,
    pub(super) root: &'a JsonNode,
    pub(super) kind: DocumentKind,
    /// The form whose root it is.
    pub(super) form: Option<Form>,
    /// Of which of several archives it is ([`Root::scope`]).
    pub(super) scope: usize,
}

impl<'a> Context<'a> {
    pub(super) fn new(opened: &'a Opened) -> Self {
        let paths = opened.contents.paths.iter();
        let paths = paths.map(|link| ((link.scope, link.path.as_str()), link));
        let roots = opened.contents.roots.iter();
        let mut context = Self {
            opened,
            configs: HashMap::new(),
            config_of_manifest: HashMap::new(),
            layerless: HashSet::new(),
            paths: paths.collect(),
            roots: roots.map(|root| (root.document, root)).collect(),
        };
        for image in &opened.graph.images {
            context.add(image);
        }
        context
    }

    /// Notes the config of an image.
    fn add(&mut self, image: &Image) {
        let Some(node) = image.config else { return };
        if let Some(manifest) = image.manifest {
            self.config_of_manifest.insert(manifest, node);
        }
        let named = image.manifest.is_some() || image.forms.contains(&Form::DockerArchive);
        if named && image.layers.is_empty() {
            self.layerless.insert(node);
        }
        if !self.configs.contains_key(&node)
            && let Some(config) = self.opened.graph.config_of(image, &self.opened.contents)
        {
            self.configs.insert(node, config);
        }
    }

    pub(super) fn config(&self, node: NodeId) -> Option<&Config> {
        self.configs.get(&node)
    }

    /// Whether a document is the config of an image without layers.
    pub(super) fn is_layerless(&self, subject: &Subject<'_>) -> bool {
        let node = subject.node.map(|node| node.id);
        node.is_some_and(|node| self.layerless.contains(&node))
    }

    /// The config of the image that a manifest makes.
    pub(super) fn config_of_manifest(&self, manifest: NodeId) -> Option<&Config> {
        self.config(*self.config_of_manifest.get(&manifest)?)
    }

    /// What a path of a docker-archive leads to.
    pub(super) fn path(&self, scope: usize, path: &str) -> Option<&PathLink> {
        self.paths.get(&(scope, path)).copied()
    }

    pub(super) fn node_of(&self, index: usize) -> Option<&'a graph::Node> {
        let id = self.opened.graph.by_content(ContentId::Document(index))?;
        self.opened.graph.node(id)
    }

    /// How findings name a document: its digest, or its path.
    pub(super) fn name_of(&self, index: usize) -> String {
        match self.node_of(index) {
            Some(node) => self.opened.name_of(node.id),
            None => {
                let content = ContentId::Document(index);
                self.opened.contents.path_of(content).to_owned()
            }
        }
    }

    /// The document as what it is read as; `None` for content.
    pub(super) fn subject(&self, index: usize, root: &'a JsonNode) -> Option<Subject<'a>> {
        let document = self.opened.contents.documents.get(index)?;
        let node = self.node_of(index);
        let own_root = self.roots.get(&index);
        let form = own_root.map(|root| root.form);
        Some(Subject {
            document,
            node,
            root,
            kind: kind(document, node, form, root)?,
            form,
            scope: own_root.map_or(0, |root| root.scope),
        })
    }

    /// What is wrong with a document that is not what was declared of it.
    pub(super) fn misfit(&self, index: usize) -> Option<Misfit> {
        let node = self.node_of(index)?;
        let mut misfits = self.opened.graph.misfits.iter();
        let (_, misfit) = misfits.find(|(id, _)| *id == node.id)?;
        Some(*misfit)
    }

    /// A document as what was declared of it, which it is not.
    pub(super) fn declared(
        &self,
        index: usize,
        root: &'a JsonNode,
        kind: DocumentKind,
    ) -> Option<Subject<'a>> {
        Some(Subject {
            document: self.opened.contents.documents.get(index)?,
            node: self.node_of(index),
            root,
            kind,
            form: None,
            scope: 0,
        })
    }

    /// Whether a document has to be JSON: content may be anything.
    pub(super) fn must_be_json(&self, index: usize, document: &Document) -> bool {
        let role = self.node_of(index).map(|node| node.role);
        role.is_some_and(Role::is_document)
            || self.roots.contains_key(&index)
            || form_file(document).is_some()
    }
}

/// What a file is by the form of the archive that it stands in: nothing names
/// it, and no digest does.
fn form_file(document: &Document) -> Option<DocumentKind> {
    if document.claimed_digest.is_some() {
        return None;
    }
    match file_name(&document.path) {
        "oci-layout" => Some(DocumentKind::OciLayout),
        "repositories" => Some(DocumentKind::Repositories),
        "manifest.json" => Some(DocumentKind::DockerArchive),
        _ => None,
    }
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn kind(
    document: &Document,
    node: Option<&graph::Node>,
    form: Option<Form>,
    root: &JsonNode,
) -> Option<DocumentKind> {
    match form {
        Some(Form::OciLayout) => return Some(DocumentKind::Index),
        Some(Form::DockerArchive) => return Some(DocumentKind::DockerArchive),
        Some(Form::DockerLegacy) => return Some(DocumentKind::Repositories),
        _ => {}
    }
    // A document alone that holds nothing by which it could be told.
    let hollow = matches!(&root.value, Value::Null)
        || matches!(&root.value, Value::Array(items) if items.is_empty())
        || matches!(&root.value, Value::Object(members) if members.is_empty());
    match node.map(|node| (node.role, node.reading)) {
        Some((_, Reading::Read(kind))) if kind != DocumentKind::Other => Some(kind),
        Some((role, _)) if role != Role::Lone && role.is_document() => None,
        _ => form_file(document).filter(|kind| hollow || *kind != DocumentKind::DockerArchive),
    }
}
