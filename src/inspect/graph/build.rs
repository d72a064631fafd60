//! Building the graph: its nodes, claims and edges, and where reading begins.
//! What documents name is read in `documents` and `docker`.

use std::collections::{HashMap, HashSet};

use super::documents::Path;
use super::{
    Claim, Claimant, Edge, Graph, Image, MAX_NODES, NOT_FETCHED, Node, NodeId, NodeKind, docker,
};
use crate::image::descriptor::{Descriptor, SpelledDigest};
use crate::image::digest::Digest;
use crate::image::json::{Json, Node as JsonNode};
use crate::image::manifest::Index;
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
    pub(super) read: HashSet<NodeId>,
    /// Attestation nodes and the digest of what each says it is about.
    pub(super) attestations: Vec<(NodeId, String)>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(holding: &'a Holding) -> Self {
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

    pub(super) fn root(&mut self, root: &Root) {
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
    pub(super) fn document_root(
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
        self.name_root(id, document.address.as_ref());
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

    /// What a registry serves has a digest, also where nothing here names it.
    fn name_root(&mut self, id: NodeId, address: Option<&Digest>) {
        let Some(address) = address else {
            return;
        };
        let text = address.to_string();
        if let Some(node) = self.graph.nodes.get_mut(id.0) {
            node.digest = Some(SpelledDigest {
                text: text.clone(),
                parsed: Ok(address.clone()),
            });
        }
        self.graph.by_digest.entry(text).or_insert(id);
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
    pub(super) fn named(
        &mut self,
        digest: &SpelledDigest,
        kind: NodeKind,
        label: &str,
    ) -> Option<NodeId> {
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

    pub(super) fn absent(&self) -> &'static str {
        match self.holding.input.kind {
            InputKind::Archive => "not in this archive",
            InputKind::Folder => "not in this folder",
            InputKind::Document => "only this document was given",
            InputKind::Registry => NOT_FETCHED,
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

    pub(super) fn cut(&mut self, sentence: String) {
        if !self.graph.cut.contains(&sentence) {
            self.graph.cut.push(sentence);
        }
    }

    pub(super) fn attach_attestations(&mut self) {
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
    pub(super) fn file_names(&mut self) {
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
